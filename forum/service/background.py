"""A new version of a topic's background: proposed by one party, in force with both keys."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Account
from accounts.queries.keys import both_signed
from accounts.rules.keys import text_fingerprint
from accounts.service.keys import sign, void_keys
from forum import rules
from forum.models import BackgroundVersion, Topic
from forum.queries.background import newest_background, waiting_background
from forum.rules.background import background_text, why_not_change_background, why_not_this_background
from foundation import audit
from foundation.clock import local_day
from foundation.db import db, lock
from foundation.errors import Refused
from foundation.i18n import _
from foundation.markup import render

SUBJECT = "background"


def propose_background(topic: Topic, note: str, body: str, by: Account, now: datetime) -> BackgroundVersion:
    """Who proposes has signed. Readers see nothing of it until the other party has signed too."""
    lock(topic)
    _must(why_not_change_background(topic, by, local_day(now)))
    if waiting_background(topic.id) is not None:
        raise Refused(_("Er wacht al een nieuwe versie op akkoord. Teken die, of trek haar eerst in."))
    newest = newest_background(topic.id)
    note, body = " ".join(rules.clean_text(note).split()), rules.clean_text(body)
    _must(why_not_this_background(note, body, newest.body if newest else topic.body))
    assert by.party is not None
    version = BackgroundVersion(
        topic_id=topic.id, body=body, body_html=render(body), note=note, proposed_by_party=by.party, proposed_by_id=by.id, proposed_at=now
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()
    _note("forum.propose_background", version, by, now)
    sign_background(version, topic, text_fingerprint(background_text(topic, note, body)), by, now)
    return version


def sign_background(version: BackgroundVersion, topic: Topic, read: str, by: Account, now: datetime) -> bool:
    """Put this party's key on the text they read (`read`: its fingerprint). Says whether it is now the background."""
    lock(topic)  # versions are numbered one at a time
    lock(version)
    _must(why_not_change_background(topic, by, local_day(now)))
    text = background_text(topic, version.note, version.body)
    if version.withdrawn_at is not None or read != text_fingerprint(text):
        raise Refused(_("De tekst is veranderd nadat u deze pagina opende. Lees de nieuwe tekst en teken dan."))
    if version.agreed_at is not None:
        return True
    assert by.party is not None
    sign(by.party, SUBJECT, version.id, text, by, now)
    if not both_signed(SUBJECT, version.id, text):
        return False
    newest = newest_background(topic.id)
    version.number, version.agreed_at = (newest.number or 1) + 1 if newest else 2, now
    db.session.flush()
    return True


def withdraw_background(version: BackgroundVersion, by: Account, now: datetime) -> None:
    """Either party takes a waiting version off the table."""
    lock(version)
    _must(rules.why_not_propose(by))
    if version.agreed_at is not None:
        raise Refused(_("Deze versie staat er al, op akkoord van beide partijen. Stel een nieuwe versie voor."))
    if version.withdrawn_at is None:
        version.withdrawn_at = now
        void_keys(SUBJECT, version.id, now)
        _note("forum.withdraw_background", version, by, now)


def _note(act: str, version: BackgroundVersion, by: Account, now: datetime) -> None:
    audit.record(
        act, now=now, actor_id=by.id, actor_role=by.role.value, subject="topic", subject_id=version.topic_id, detail={"version": version.id}
    )


def _must(reason: str | None) -> None:
    if reason:
        raise Refused(reason)
