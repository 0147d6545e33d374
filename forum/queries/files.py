"""Files of posts and topics. Whoever may see a file is asked here, at every request, through the post or topic it belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from forum.models import Attachment, AttachmentBytes, AttachmentKind, Draft, Post
from forum.queries.conversations import Reader, visible_to
from forum.rules import where
from foundation.db import db

FORGOTTEN_AFTER = timedelta(days=1)
GONE_AFTER = timedelta(days=30)


def attachments_of(post_ids: Collection[int]) -> dict[int, list[Attachment]]:
    """What hangs on these posts, in the order in which it was added. For posts whose text this reader sees; one query for a page."""
    found: dict[int, list[Attachment]] = defaultdict(list)
    if post_ids:
        rows = db.session.scalars(
            sa.select(Attachment).where(Attachment.post_id.in_(post_ids), Attachment.removed_at.is_(None)).order_by(Attachment.id)
        )
        for row in rows:
            found[row.post_id or 0].append(row)
    return found


def waiting_attachments(account_id: int, place: str) -> Sequence[Attachment]:
    """What this person chose for a post that is not placed yet."""
    return db.session.scalars(
        sa.select(Attachment).where(Attachment.owner_id == account_id, Attachment.place == place).order_by(Attachment.id)
    ).all()


def hanging_at(account_id: int, place: str) -> Sequence[Attachment]:
    """What hangs on the post that its author is changing at this place; nothing where a new one is written, or where it is not theirs
    to change."""
    spot = where(place)
    if spot is None or spot.kind != "edit":
        return []
    mine = sa.exists().where(Post.id == spot.id, Post.author_id == account_id, visible_to(account_id))
    return attachments_of([spot.id])[spot.id] if db.session.scalar(sa.select(mine)) else []


def count_waiting(account_id: int) -> int:
    return (
        db.session.scalar(sa.select(sa.func.count(Attachment.id)).where(Attachment.owner_id == account_id, Attachment.place.is_not(None)))
        or 0
    )


def find_attachment(key: str, kind: AttachmentKind, reader: Reader) -> Attachment | None:
    """Only when this reader may see the post it hangs on, now; what still waits is its owner's alone."""
    return db.session.scalar(
        sa.select(Attachment)
        .outerjoin(Post, Attachment.post_id == Post.id)
        .where(
            Attachment.key == key,
            Attachment.kind == kind,
            Attachment.removed_at.is_(None),
            sa.or_(
                sa.and_(Attachment.post_id.is_not(None), visible_to(*reader)),
                sa.and_(Attachment.post_id.is_(None), Attachment.owner_id == reader.account_id),
            ),
        )
    )


def bytes_of(attachment: Attachment, width: int = 0) -> bytes | None:
    return db.session.scalar(
        sa.select(AttachmentBytes.data).where(AttachmentBytes.attachment_id == attachment.id, AttachmentBytes.width == width)
    )


def attachment_changes(post: Post) -> Sequence[Attachment]:
    """What was added after the post was placed, or taken off again."""
    return db.session.scalars(
        sa.select(Attachment)
        .where(Attachment.post_id == post.id, sa.or_(Attachment.removed_at.is_not(None), Attachment.placed_at > post.created_at))
        .order_by(Attachment.id)
    ).all()


def forgotten_attachments(now: datetime) -> Sequence[Attachment]:
    """Chosen and never placed: a day after its draft is gone, or a month after it was chosen."""
    drafted = sa.exists().where(Draft.account_id == Attachment.owner_id, Draft.place == Attachment.place)
    return db.session.scalars(
        sa.select(Attachment)
        .where(
            Attachment.place.is_not(None),
            sa.or_(Attachment.created_at < now - GONE_AFTER, sa.and_(Attachment.created_at < now - FORGOTTEN_AFTER, sa.not_(drafted))),
        )
        .order_by(Attachment.id)
        .limit(500)
    ).all()
