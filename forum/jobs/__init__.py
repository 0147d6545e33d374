"""Background work of the forum: cards by post, forgotten files, the search index, and mail."""

from forum.jobs import cards, files, indexing, telling  # noqa: F401 - they register what they do
