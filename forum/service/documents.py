"""Key documents of a topic: adding one, replacing it by a newer version, taking one away."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from accounts.models import Account
from forum.models import Attachment, AttachmentKind, Document, DocumentBytes, Topic
from forum.queries import files as file_queries
from forum.queries import topic_documents as queries
from forum.rules import clean_title
from forum.rules import files as rules
from forum.service.files import forget_waiting
from foundation import audit
from foundation.clock import local_day
from foundation.db import db, lock
from foundation.errors import Refused
from foundation.i18n import _


@dataclass(frozen=True)
class Described:
    title: str
    about: str
    dated_on: date | None
    public: bool


def waiting_document(account_id: int, topic_id: int) -> Attachment | None:
    """The PDF chosen last for this topic and not kept yet."""
    rows = [row for row in file_queries.waiting_attachments(account_id, document_place(topic_id)) if row.kind is AttachmentKind.PDF]
    return rows[-1] if rows else None


def document_place(topic_id: int) -> str:
    return f"document:{topic_id}"


def add_document(topic: Topic, by: Account, said: Described, now: datetime, replaces: Document | None = None) -> Document:
    """Make a document of the PDF that waits. What it replaces stays, as an earlier version."""
    lock(topic)
    title, about = clean_title(said.title), " ".join(said.about.split())
    _must(rules.why_not_keep_documents(by))
    _must(rules.why_not_this_document(title, about, said.dated_on, local_day(now)))
    if replaces is not None:
        _must(rules.why_not_replace(replaces.party, by))
        if replaces.withdrawn_at is not None or queries.replaced_by(replaces) is not None:
            raise Refused(_("Dit stuk is net al vervangen of weggehaald. Kijk eerst bij het onderwerp."))
    file = waiting_document(by.id, topic.id)
    if file is None or file.digest is None or by.party is None or said.dated_on is None:
        raise Refused(_("Kies een PDF."))
    if queries.same_document(topic.id, file.digest) is not None:
        raise Refused(_("Dit bestand staat al bij dit onderwerp. Kies een ander bestand."))
    data = file_queries.bytes_of(file)
    row = Document(
        key=secrets.token_hex(16), topic_id=topic.id, replaces_id=replaces.id if replaces else None, title=title, about=about,
        dated_on=said.dated_on, party=by.party, public=said.public, digest=file.digest, filename=file.filename, pages=file.pages,
        size=file.size, added_by_id=by.id, added_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    db.session.add(DocumentBytes(document_id=row.id, data=data or b""))
    forget_waiting(by.id, document_place(topic.id))
    _note("forum.document_added", row, by, now)
    return row


def withdraw_document(document: Document, by: Account, now: datetime) -> None:
    """Take one version away, bytes and all. The version before it, if any, counts again."""
    lock(document)
    if document.withdrawn_at is not None:
        return
    _must(rules.why_not_keep_documents(by) or rules.why_not_replace(document.party, by))
    newer = queries.replaced_by(document)
    before, document.replaces_id = document.replaces_id, None
    db.session.flush()
    if newer is not None:
        newer.replaces_id = before
    document.withdrawn_at, document.digest = now, None
    db.session.execute(sa.delete(DocumentBytes).where(DocumentBytes.document_id == document.id))
    db.session.flush()
    _note("forum.document_withdrawn", document, by, now)


def _note(act: str, document: Document, by: Account, now: datetime) -> None:
    audit.record(act, now=now, actor_id=by.id, actor_role=by.role.value, subject="document", subject_id=document.id)


def _must(reason: str | None) -> None:
    if reason:
        raise Refused(reason)
