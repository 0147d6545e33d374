"""Files with a post. Reading one takes long and is done before any transaction; keeping it is short."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from accounts.models import Account
from forum.models import Attachment, AttachmentBytes, AttachmentKind, Post
from forum.queries import files as queries
from forum.rules import files as rules
from forum.service.showing import changed
from foundation import pdf, pictures
from foundation.db import db, lock
from foundation.errors import Refused


@dataclass(frozen=True)
class ReadFile:
    """A file that was looked at and may be kept: its bytes by width (0 for a PDF), and what a page needs to know of it."""

    kind: AttachmentKind
    digest: str
    data: Mapping[int, bytes]
    filename: str = ""
    width: int = 0
    height: int = 0
    pages: int = 0


@dataclass(frozen=True)
class Attaching:
    """What a form says of the files it shows: new words by key, and the keys of those to take off."""

    words: Mapping[str, str]
    off: frozenset[str]


def read_file(data: bytes, name: str) -> ReadFile:
    """Raises BadInput with a sentence. Told by the content: a PDF by its header, all else has to be a picture."""
    digest = hashlib.sha256(data).hexdigest()
    if pdf.is_pdf(data):
        return ReadFile(AttachmentKind.PDF, digest, {0: data}, filename=pdf.safe_name(name), pages=pdf.read(data).pages)
    made = pictures.read(data)
    sizes = {size.width: size.data for size in made.sizes}
    return ReadFile(AttachmentKind.PICTURE, digest, sizes, width=made.largest.width, height=made.largest.height)


def keep_attachment(owner: Account, place: str, file: ReadFile, words: str, now: datetime, off: frozenset[str] = frozenset()) -> None:
    """Let a file wait for the post that is being written at this place. The same file twice is one. `off`: what is about to go."""
    lock(owner)
    waiting = queries.waiting_attachments(owner.id, place)
    hanging = [one for one in queries.hanging_at(owner.id, place) if one.key not in off]
    if any(one.digest == file.digest for one in [*waiting, *hanging]):
        return
    document = place.startswith("document:")
    if document and file.kind is AttachmentKind.PDF:  # one at a time: the newest choice counts
        forget_waiting(owner.id, place)
        waiting = []
    reason = rules.why_not_attach(
        file.kind,
        owner,
        len(waiting) + len(hanging),
        queries.count_waiting(owner.id),
        assisted=place.startswith("assisted:"),
        document=document,
    )
    if reason:
        raise Refused(reason)
    row = Attachment(
        key=secrets.token_hex(16), owner_id=owner.id, place=place, kind=file.kind, digest=file.digest, words=rules.clean_words(words),
        filename=file.filename, width=file.width, height=file.height, pages=file.pages, size=max(map(len, file.data.values())), created_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    db.session.add_all(AttachmentBytes(attachment_id=row.id, width=width, data=data) for width, data in file.data.items())
    db.session.flush()


def change_waiting(account_id: int, place: str, said: Attaching) -> None:
    """Other words for what waits, or away with it."""
    for row in queries.waiting_attachments(account_id, place):
        if row.key in said.off:
            _forget(row)
        elif row.key in said.words:
            row.words = rules.clean_words(said.words[row.key])
    db.session.flush()


def place_attachments(post: Post, account_id: int, place: str, said: Attaching, now: datetime) -> None:
    """Hang what waited at this place on its post. For a change of a post also: new words, and off with what its author wants gone."""
    there = queries.attachments_of([post.id])[post.id]
    editing = place == f"edit:{post.id}"
    moved = editing and _change_hanging(there, said, now)
    known = {row.digest for row in there if row.removed_at is None}
    for row in queries.waiting_attachments(account_id, place):
        if row.digest in known:  # the form was sent twice
            _forget(row)
            continue
        row.post_id, row.place, row.placed_at = post.id, None, now
        moved = True
    db.session.flush()
    if len(queries.attachments_of([post.id])[post.id]) > rules.MOST_ON_A_POST:
        raise Refused(rules.too_many_on_a_post())
    if moved and editing:
        post.edited_at = now
        changed(post, now)


def _change_hanging(there: Iterable[Attachment], said: Attaching, now: datetime) -> bool:
    moved = False
    for row in there:
        if row.key in said.off:
            _take_off(row, now)
            moved = True
        elif row.key in said.words and rules.clean_words(said.words[row.key]) != row.words:
            row.words = rules.clean_words(said.words[row.key])
            moved = True
    return moved


def take_off_all(post: Post, now: datetime) -> None:
    """A withdrawn post keeps no files: it never comes back, so they need not be kept for that."""
    for row in queries.attachments_of([post.id])[post.id]:
        _take_off(row, now)


def _take_off(row: Attachment, now: datetime) -> None:
    db.session.execute(sa.delete(AttachmentBytes).where(AttachmentBytes.attachment_id == row.id))
    row.removed_at, row.digest, row.words, row.filename = now, None, "", ""


def _forget(row: Attachment) -> None:
    db.session.execute(sa.delete(AttachmentBytes).where(AttachmentBytes.attachment_id == row.id))
    db.session.delete(row)


def forget_waiting(account_id: int, place: str) -> None:
    for row in queries.waiting_attachments(account_id, place):
        _forget(row)
    db.session.flush()


def drop_forgotten(now: datetime) -> int:
    rows = queries.forgotten_attachments(now)
    for row in rows:
        _forget(row)
    return len(rows)


def forget_pictures(account: Account, *, now: datetime) -> None:
    """The pictures somebody placed go with the account, and whatever they had not placed. PDFs on posts of staff are papers of the
    organisation and stay. Listens to accounts."""
    waiting = db.session.scalars(sa.select(Attachment).where(Attachment.owner_id == account.id, Attachment.place.is_not(None)))
    for row in waiting.all():
        _forget(row)
    own = sa.select(Post.id).where(Post.author_id == account.id)
    placed = db.session.scalars(
        sa.select(Attachment).where(Attachment.post_id.in_(own), Attachment.kind == AttachmentKind.PICTURE, Attachment.removed_at.is_(None))
    )
    for row in placed.all():
        _take_off(row, now)
