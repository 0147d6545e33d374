"""Who is named in a post: a link in its text and a row, written together with the text."""

from __future__ import annotations

import sqlalchemy as sa

from accounts.models import Account
from forum import queries, rules
from forum.models import Mention, Post
from foundation.db import db
from foundation.markup import RENDER_VERSION, render


def rendered(body: str, thread_id: int | None, *but: int | None) -> tuple[str, set[int]]:
    """A text as it is shown in this conversation, and the accounts it names. `but`: who cannot be named, such as its author."""
    plain = render(body)
    meant = rules.names_meant(plain) if thread_id else set()
    if not thread_id or not meant:
        return plain, set()
    people = {name: person for name, person in queries.people_called(meant, thread_id).items() if person[0] not in but}
    shown, found = rules.with_links(plain, {name: rules.PERMALINK % last for name, (_account_id, last) in people.items()})
    return shown, {people[name][0] for name in found}


def write_text(post: Post, body: str, *, leaving: int | None = None) -> None:
    """Give a post that is in the database its text, rendered, with a row for everybody it names. `leaving`: an account that
    can be named no more."""
    post.body, post.render_version = body, RENDER_VERSION
    post.body_html, named = rendered(body, post.thread_id, post.author_id, leaving)
    there = set(db.session.scalars(sa.select(Mention.account_id).where(Mention.post_id == post.id)))
    if gone := there - named:
        db.session.execute(sa.delete(Mention).where(Mention.post_id == post.id, Mention.account_id.in_(gone)))
    db.session.add_all(Mention(post_id=post.id, account_id=account_id) for account_id in sorted(named - there))


def forget_mentions(account: Account) -> None:
    """Nobody is named any more by the name of an account that is erased; the words in the texts of others stay theirs."""
    posts = db.session.scalars(sa.select(Post).join(Mention, Mention.post_id == Post.id).where(Mention.account_id == account.id)).all()
    db.session.execute(sa.delete(Mention).where(Mention.account_id == account.id))
    for post in posts:
        write_text(post, post.body, leaving=account.id)
