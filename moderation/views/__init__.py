"""Pages of moderation: report, queue, decide, log."""

from flask import Blueprint

blueprint = Blueprint("moderation", __name__)

from moderation.views import decided, deciding, objecting, queue, reporting, yearly  # noqa: E402,F401
