"""Background work of the forum: cards by post, the search index, and mail."""

from forum.jobs import cards, indexing, telling  # noqa: F401 - they register what they do
