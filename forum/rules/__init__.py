"""What may and what may not on the forum: functions without clock, query or request."""

from forum.rules.agenda import (
    ADVICE_TERM,
    FULL_AGENDA,
    SIGNERS,
    advice_until,
    agreement_text,
    why_not_change,
    why_not_close,
    why_not_decide,
    why_not_hand_to_panel,
    why_not_propose,
    why_not_sign,
    why_not_this_proposal,
)
from forum.rules.differences import word_changes
from forum.rules.finding import MINE, MOST, Question, folded, read_question, since_day
from forum.rules.languages import LANGUAGES, clean_language, language_names
from forum.rules.marks import why_not_mark
from forum.rules.mentions import PERMALINK, names_meant, with_links
from forum.rules.personal_cases import personal_case
from forum.rules.places import Where, where
from forum.rules.privacy import Piece, Private, private_pieces, without
from forum.rules.quotes import quote
from forum.rules.stages import Stage, topic_stage
from forum.rules.texts import TITLE_LENGTH, clean_text, clean_title, text_key, why_not_this_text, without_passage
from forum.rules.trees import DEEPEST, OPENING_PATH, STEP, band_of, child_path, depth_of, head_path
from forum.rules.writing import author_kind, why_not_edit, why_not_post, why_not_reply, why_not_withdraw, why_not_write_in

__all__ = [
    "ADVICE_TERM",
    "DEEPEST",
    "FULL_AGENDA",
    "LANGUAGES",
    "MINE",
    "MOST",
    "OPENING_PATH",
    "PERMALINK",
    "SIGNERS",
    "STEP",
    "TITLE_LENGTH",
    "Piece",
    "Private",
    "Question",
    "Stage",
    "Where",
    "advice_until",
    "agreement_text",
    "author_kind",
    "band_of",
    "child_path",
    "clean_language",
    "clean_text",
    "clean_title",
    "depth_of",
    "folded",
    "head_path",
    "language_names",
    "names_meant",
    "personal_case",
    "private_pieces",
    "quote",
    "read_question",
    "since_day",
    "text_key",
    "topic_stage",
    "where",
    "why_not_change",
    "why_not_close",
    "why_not_decide",
    "why_not_edit",
    "why_not_hand_to_panel",
    "why_not_mark",
    "why_not_post",
    "why_not_propose",
    "why_not_reply",
    "why_not_sign",
    "why_not_this_proposal",
    "why_not_this_text",
    "why_not_withdraw",
    "why_not_write_in",
    "with_links",
    "without",
    "without_passage",
    "word_changes",
]  # fmt: skip
