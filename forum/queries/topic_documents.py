"""Key documents of a topic: the newest version of each, with what it replaced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from forum.models import Document, DocumentBytes, Topic
from foundation.db import db


class Kept(NamedTuple):
    """A document and its earlier versions, newest first."""

    document: Document
    earlier: Sequence[Document]


def documents_of(topic: Topic, *, public_only: bool = False) -> list[Kept]:
    """In order of the day they are dated, newest first. Somebody who is no member sees no earlier versions."""
    query = sa.select(Document).where(Document.topic_id == topic.id, Document.withdrawn_at.is_(None))
    rows = {row.id: row for row in db.session.scalars(query.order_by(Document.dated_on.desc(), Document.id.desc()))}
    replaced = {row.replaces_id for row in rows.values()}
    found = []
    for row in rows.values():
        if row.id in replaced or (public_only and not row.public):
            continue
        earlier, before = [], None if public_only else row.replaces_id
        while before in rows:
            earlier.append(rows[before])
            before = rows[before].replaces_id
        found.append(Kept(row, earlier))
    return found


def find_document(key: str, *, member: bool) -> Document | None:
    """Members see the documents of a topic that is on the agenda; others a public one, where its topic has a public summary and no
    newer version took its place."""
    query = (
        sa.select(Document)
        .join(Topic, Document.topic_id == Topic.id)
        .where(Document.key == key, Document.withdrawn_at.is_(None), Topic.agreed_at.is_not(None), Topic.withdrawn_at.is_(None))
    )
    if not member:
        newer = sa.orm.aliased(Document)
        query = query.where(Document.public, Topic.public_summary != "", sa.not_(sa.exists().where(newer.replaces_id == Document.id)))
    return db.session.scalar(query)


def document_bytes(document: Document) -> bytes | None:
    return db.session.scalar(sa.select(DocumentBytes.data).where(DocumentBytes.document_id == document.id))


def replaced_by(document: Document) -> Document | None:
    return db.session.scalar(sa.select(Document).where(Document.replaces_id == document.id))


def same_document(topic_id: int, digest: str) -> Document | None:
    """This very file, with the topic already."""
    return db.session.scalar(sa.select(Document).where(Document.topic_id == topic_id, Document.digest == digest))
