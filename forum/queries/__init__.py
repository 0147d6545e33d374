"""What the forum knows, as nouns."""

from forum.queries.agenda import (
    all_topics,
    find_topic,
    find_year,
    get_topic,
    live_topics,
    proposals,
    running_topics,
    taken_places,
)
from forum.queries.conversations import (
    PAGE,
    Place,
    Reader,
    ThreadPage,
    ThreadRow,
    find_post,
    find_thread,
    opening_of,
    page_of,
    thread_page,
    threads_in,
    versions_of,
    visible_to,
)
from forum.queries.people import contributors, drafts_of, find_draft

__all__ = [
    "PAGE", "Place", "Reader", "ThreadPage", "ThreadRow", "all_topics", "contributors", "drafts_of", "find_draft", "find_post",
    "find_thread", "find_topic", "find_year", "get_topic", "live_topics", "opening_of", "page_of", "proposals", "running_topics",
    "taken_places", "thread_page", "threads_in", "versions_of", "visible_to",
]  # fmt: skip
