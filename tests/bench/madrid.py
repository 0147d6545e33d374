"""The real discussions of Madrid: taking them in, scoring them, searching them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import servers
import sqlalchemy as sa
from flask import Flask

from forum.models import Post
from foundation.db import db
from foundation.search import open_index
from tests.bench.harness import Figure, figure_on_both, paired, seconds_of, within

WORDS = {"a common word": "Madrid", "a rare word": "farolas", "two words": "carril bici", "a phrase": '"transporte publico"'}


def command(app: Flask, *arguments: object) -> None:
    done = app.test_cli_runner().invoke(args=[*map(str, arguments), "--json"])
    assert done.exit_code == 0, (arguments, done.output, done.exception)


def asked(query: sa.Select[tuple[int]]) -> None:
    db.session.execute(query).all()
    db.session.rollback()


@figure_on_both
def import_score_and_search(app: Flask, kind: str) -> Iterator[Figure]:
    take_in = partial(command, app, "forum", "import-posts", servers.shared_data("forum/madrid_posts.jsonl"), "--by-year")
    taken = seconds_of(take_in)
    count = sa.select(sa.func.count()).select_from(Post)
    posts = db.session.scalar(count) or 0
    db.session.rollback()
    yield within(f"import {posts:,} posts, {kind}", taken, 60)
    again = seconds_of(take_in)
    yield Figure(f"the same file again, {kind}", f"{again:.2f} s", again / taken, "the first time", 1)
    yield Figure(f"score them all, {kind}", f"{seconds_of(partial(command, app, 'recruitment', 'score', '--rebuild')):.2f} s")
    indexed = seconds_of(partial(command, app, "forum", "reindex"))
    yield Figure(f"make the search index, {kind}", f"{indexed:.2f} s, {posts / indexed:.0f} posts/s")
    index = open_index(app.extensions["house"].data / "search", db.engine)
    for name, words in WORDS.items():
        like = count.where(*(Post.body.ilike(f"%{word}%") for word in words.strip('"').split()))
        yield paired(f"search for {name}, {kind}", partial(index.search, words), partial(asked, like), "a plain LIKE")
