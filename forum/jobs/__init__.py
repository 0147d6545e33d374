"""Background work of the forum: cards by post, forgotten files, the search index, counting polls, mail that goes out, answers that come in."""

from forum.jobs import answering, cards, files, indexing, polls, telling  # noqa: F401 - they register what they do
