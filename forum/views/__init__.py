"""Pages of forum."""

from flask import Blueprint

blueprint = Blueprint("forum", __name__)

from forum.views import (  # noqa: E402, F401
    agenda,
    assisted,
    attaching,
    background,
    cards,
    conversations,
    documents,
    drafts,
    feeds,
    following,
    glossary,
    paper,
    polls,
    printing,
    reading,
    search,
    settling,
    summaries,
    topics,
    writing,
)
