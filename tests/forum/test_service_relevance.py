"""People who ask in their own words find what was said."""

import relevance

from forum.models import Post
from foundation.db import db as the_db

TARGET = 0.95


def test_what_is_asked_stands_among_the_first_five(db):
    relevance.take_in()
    there = set(the_db.session.scalars(the_db.select(Post.source_id)))
    assert {key for case in relevance.CASES for key in case.right} <= there
    missed = relevance.misses(relevance.by_search)
    assert 1 - len(missed) / len(relevance.CASES) >= TARGET, missed
    assert len(relevance.CASES) >= 60
    assert len(relevance.misses(relevance.by_like)) > 3 * len(missed)  # what all of this is for
