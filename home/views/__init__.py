"""Pages of home: the front page, the person's own page, the coordinator's day, plain pages and the menu."""

from flask import Blueprint

blueprint = Blueprint("home", __name__)

from home.views import brand, front, health, install, menu, today  # noqa: E402,F401
