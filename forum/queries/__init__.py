"""What the forum knows, as nouns."""

from forum.queries.agenda import (
    find_topic,
    find_topic_row,
    find_year,
    get_topic,
    live_topics,
    proposals,
    running_topics,
    taken_places,
    thread_counts,
)
from forum.queries.conversations import (
    Place,
    Reader,
    ThreadRow,
    find_place,
    find_post,
    find_thread,
    opening_of,
    threads_in,
    versions_of,
    visible_to,
)
from forum.queries.finding import MOST_COUNTED, Found, Hit, Narrowed, found_posts
from forum.queries.imported import imported_places, imported_texts
from forum.queries.indexed import any_post, count_for_index, documents, the_index, waiting_for_index
from forum.queries.matching import RECENT
from forum.queries.pages import PAGE, ThreadPage, View, find_head, find_headed, page_start, thread_page
from forum.queries.people import contributors, drafts_of, find_draft, find_tenant

__all__ = [
    "MOST_COUNTED",
    "ON_A_PAGE",
    "PAGE",
    "RECENT",
    "Choice",
    "Found",
    "Hit",
    "Narrowed",
    "Place",
    "Reader",
    "ThreadPage",
    "ThreadRow",
    "View",
    "any_post",
    "contributors",
    "count_for_index",
    "documents",
    "drafts_of",
    "find_draft",
    "find_head",
    "find_headed",
    "find_place",
    "find_post",
    "find_tenant",
    "find_thread",
    "find_topic",
    "find_topic_row",
    "find_year",
    "found_posts",
    "get_topic",
    "imported_places",
    "imported_texts",
    "live_topics",
    "opening_of",
    "page_start",
    "proposals",
    "running_topics",
    "taken_places",
    "the_index",
    "thread_counts",
    "thread_page",
    "threads_in",
    "versions_of",
    "visible_to",
    "waiting_for_index",
]  # fmt: skip
