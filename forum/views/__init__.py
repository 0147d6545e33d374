"""Pages of forum."""

from flask import Blueprint

blueprint = Blueprint("forum", __name__)

from forum.views import agenda, assisted, background, conversations, feeds, following, polls, search, settling, topics, writing  # noqa: E402, F401
