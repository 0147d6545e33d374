"""Rows of the forum, one file per noun."""

from forum.models.agenda import PolicyYear, Regime, ReservedMatter, Topic, YearKind
from forum.models.background import BackgroundVersion
from forum.models.files import Attachment, AttachmentBytes, AttachmentKind, Document, DocumentBytes
from forum.models.following import Feed, Follow, ForumNews, Frequency, Level, MailChoice, MailedOutcome, MailedReply, TellQueue
from forum.models.glossary import GlossaryTerm
from forum.models.polls import Ballot, BallotChoice, Poll, PollKind, PollOption
from forum.models.posts import LEVELS, AuthorKind, Draft, Mention, Post, PostVersion, ShownTo, Thread
from forum.models.queue import IndexQueue
from forum.models.reading import LastRead, Mark, MarkKind
from forum.models.summaries import TopicSummary
from forum.models.voices import Consent, ReactionForm, Voice

__all__ = [
    "LEVELS",
    "Attachment",
    "AttachmentBytes",
    "AttachmentKind",
    "AuthorKind",
    "BackgroundVersion",
    "Ballot",
    "BallotChoice",
    "Consent",
    "Document",
    "DocumentBytes",
    "Draft",
    "Feed",
    "Follow",
    "ForumNews",
    "Frequency",
    "GlossaryTerm",
    "IndexQueue",
    "LastRead",
    "Level",
    "MailChoice",
    "MailedOutcome",
    "MailedReply",
    "Mark",
    "MarkKind",
    "Mention",
    "PolicyYear",
    "Poll",
    "PollKind",
    "PollOption",
    "Post",
    "PostVersion",
    "ReactionForm",
    "Regime",
    "ReservedMatter",
    "ShownTo",
    "TellQueue",
    "Thread",
    "Topic",
    "TopicSummary",
    "Voice",
    "YearKind",
]  # fmt: skip
