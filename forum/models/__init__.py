"""Rows of the forum, one file per noun."""

from forum.models.agenda import PolicyYear, Regime, ReservedMatter, Topic, YearKind
from forum.models.posts import AuthorKind, Draft, Post, PostVersion, ShownTo, Thread
from forum.models.queue import IndexQueue

__all__ = [
    "AuthorKind", "Draft", "IndexQueue", "PolicyYear", "Post", "PostVersion", "Regime", "ReservedMatter", "ShownTo", "Thread",
    "Topic", "YearKind",
]  # fmt: skip
