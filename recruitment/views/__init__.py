"""Pages of recruitment."""

from flask import Blueprint

blueprint = Blueprint("recruitment", __name__)
