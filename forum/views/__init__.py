"""Pages of forum."""

from flask import Blueprint

blueprint = Blueprint("forum", __name__)
