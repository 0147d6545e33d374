"""Pages of forum."""

from flask import Blueprint

blueprint = Blueprint("forum", __name__)

from forum.views import (  # noqa: E402
    agenda,  # noqa: F401
    assisted,  # noqa: F401
    background,  # noqa: F401
    conversations,  # noqa: F401
    feeds,  # noqa: F401
    following,  # noqa: F401
    glossary,  # noqa: F401
    polls,  # noqa: F401
    search,  # noqa: F401
    settling,  # noqa: F401
    topics,  # noqa: F401
    writing,  # noqa: F401
)
