"""Pages of accounts."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)

from accounts.views import begin, details, letters, privacy, registry, signing_in, staff  # noqa: E402,F401
