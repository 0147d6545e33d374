"""Pages of recruitment."""

from flask import Blueprint

blueprint = Blueprint("recruitment", __name__)

from recruitment.views import answers, asking, drawing, evening, minutes, outcomes, panels, report, scoring, seats  # noqa: E402,F401
