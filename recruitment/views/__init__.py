"""Pages of recruitment."""

from flask import Blueprint

blueprint = Blueprint("recruitment", __name__)

from recruitment.views import answers, asking, panels, scoring  # noqa: E402,F401
