"""Background work of the forum: the search index, and mail."""

from forum.jobs import indexing, telling  # noqa: F401 - they register what they do
