"""Background work of the forum: cards by post, forgotten files, the search index, mail that goes out, answers that come in."""

from forum.jobs import answering, cards, files, indexing, telling  # noqa: F401 - they register what they do
