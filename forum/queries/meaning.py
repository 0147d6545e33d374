"""Did you mean: words that look like slips, put right with words that this reader may see."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from forum.models import Post, Thread
from forum.queries.conversations import Reader
from forum.queries.indexed import the_index
from forum.queries.matching import Conditions, checked, conditions_of
from forum.rules import OPENING_PATH, Question
from foundation.db import db
from foundation.plain_text import text_of
from foundation.search import MAX_HITS, Clause, Word, dutch, parse, vocabulary

FEW = 2
"""Posts that may have made the same slip."""


def meant_words(words: str, clauses: Sequence[Clause], reader: Reader) -> str:
    """The words with what looks like a slip put right, or "". A word is only offered when a post that this reader may see has it."""
    visible = conditions_of(Question(), reader)
    slips: dict[str, str] = {}
    for clause in clauses:
        if not isinstance(clause, Word) or len(clause.word) < 4 or not clause.word.isalpha():
            continue
        own = len(checked([hit.id for hit in the_index().search([clause], limit=MAX_HITS).hits], visible))
        if own > FEW:
            continue
        for other in vocabulary.alike(clause.word):
            if _seen(other, visible) > 5 * own:
                slips[clause.word] = other
                break
    if not slips:
        return ""
    better, at = "", 0
    for start, end, said in dutch.places(words):
        if len(said) == 1 and said[0] in slips:
            better, at = better + words[at:start] + slips[said[0]], end
    return better + words[at:]


def _seen(word: str, visible: Conditions) -> int:
    """How many posts hold this very word, as far as the best few dozen tell: its stem alone is no proof that anybody wrote it."""
    rows = checked([hit.id for hit in the_index().search(parse(word), limit=60).hits], visible)
    texts = db.session.execute(
        sa.select(Post.body_html, Thread.title, Post.path).join(Post.thread).where(Post.id.in_([row.post_id for row in rows]))
    )
    return sum(word in dutch.words(text_of(html) + (f" {title}" if path == OPENING_PATH else "")) for html, title, path in texts)
