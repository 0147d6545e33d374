"""Mail and letters after the evening: the minutes, and what was done with what people brought in. And who could not be reached."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import render_template

from accounts.models import Account, Tenant
from accounts.queries import account_of, letter_address, mail_address, standing_token
from accounts.service import code_of
from forum.models import Topic
from forum.queries.agenda import find_topic_row
from foundation import clock, codes
from foundation.db import db, transaction
from foundation.house import house
from foundation.i18n import _, day, moment, speaking
from foundation.jobs import Work, job
from foundation.letters import Letter
from foundation.letters.standard import standard_letter
from foundation.outbox import Mail, Outgoing, SendState, Way, post, renders
from foundation.plain_text import text_of
from recruitment.models import Minutes, PanelSession, Seat, Telling, Volunteer
from recruitment.queries.evening import find_seat_that_came, minutes_with_evening
from recruitment.queries.outcomes import Answered, arguments_of, is_contributor, own_arguments
from recruitment.rules.evening import MINUTES_TOKEN, last_day_to_amend
from recruitment.rules.outcomes import verdict_name
from recruitment.service.outcomes import KIND, tell_latecomers, tell_otherwise

Ref = Mapping[str, int | str]


@job("recruitment.tell_everybody", every=timedelta(hours=1))
def tell_everybody(now: datetime) -> Work:
    """Nobody who contributed stays without a message: not who became one later, and not who could not be reached."""
    open_topics = db.session.scalars(
        sa.select(Telling.topic_id).join(Topic, Topic.id == Telling.topic_id).where(Topic.closed_at.is_(None)).distinct()
    ).all()
    done = 0
    for topic_id in open_topics:
        with transaction():
            topic = db.session.get_one(Topic, topic_id)
            done += tell_otherwise(topic, now) + tell_latecomers(topic, now)
    return Work(ran=done)


@job("recruitment.minutes_undelivered", every=timedelta(hours=1))
def send_minutes_by_letter(now: datetime) -> Work:
    """Minutes whose mail was refused, or may not have arrived, go on paper: twice does no harm."""
    refused = db.session.scalars(
        sa.select(Outgoing.ref).where(
            Outgoing.kind == "recruitment.minutes", Outgoing.way == Way.MAIL, Outgoing.state.in_([SendState.FAILED, SendState.DROPPED, SendState.UNSURE]),
            Outgoing.queued_at > now - timedelta(days=30),
        )
    ).all()  # fmt: skip
    done = 0
    with transaction():
        for ref in refused:
            once = f"minutes-letter:{ref['minutes']}:{ref['seat']}"
            done += post("recruitment.minutes", ref, now=now, way=Way.LETTER, once=once) is not None
    return Work(ran=done)


@renders("recruitment.minutes", Way.MAIL)
def minutes_mail(ref: Ref) -> Mail | None:
    found = _minutes(ref)
    to = mail_address(found[2]) if found else None
    if found is None or to is None:
        return None
    minutes, session, tenant_id = found
    code = _code(minutes, tenant_id)
    with speaking(_language(tenant_id)):
        text = render_template(
            "recruitment/mail/minutes.txt", title=session.panel.title, when=moment(session.starts_at), until=_until(minutes),
            link=house().url(f"/verslag/{codes.display(code)}"), site=house(),
        )  # fmt: skip
        return Mail(to=to, subject=_("Het verslag van uw klantenpanel"), text=text)


@renders("recruitment.minutes", Way.LETTER)
def minutes_letter(ref: Ref) -> Letter | None:
    """The whole text stands in the letter: who reads on paper reads the same."""
    found = _minutes(ref)
    if found is None or _moved_out(found[2]):
        return None
    minutes, session, tenant_id = found
    code, site = _code(minutes, tenant_id), house()
    with speaking(_language(tenant_id)):
        paragraphs = [
            _("Beste deelnemer,"),
            _("U was op %(when)s bij het klantenpanel over: %(title)s. Dit is het verslag.", when=moment(session.starts_at), title=session.panel.title),
            *_paragraphs(text_of(minutes.body_html)),
            _("Klopt er iets niet? Dat kunt u zeggen tot en met %(until)s. Bel %(phone)s, of typ de code op %(page)s.",
              until=_until(minutes), phone=site.phone, page=site.url("/antwoord")),
        ]  # fmt: skip
        return standard_letter(
            site, letter_address(tenant_id), _("Het verslag van uw klantenpanel"), paragraphs, clock.now(), code=codes.display(code),
            url=site.url(f"/verslag/{codes.display(code)}"),
        )  # fmt: skip


@renders(KIND, Way.MAIL)
def telling_mail(ref: Ref) -> Mail | None:
    found = _telling(ref)
    if found is None:
        return None
    telling, topic, account = found
    to = mail_address(telling.tenant_id) if telling.tenant_id is not None else (account.email if account else None)
    if to is None:
        return None
    with speaking(account.language if account else "nl"):
        text = render_template(
            "recruitment/mail/telling.txt", topic=topic, answers=_answers(telling), verdict_name=verdict_name, day=day, site=house(),
            link=house().url(f"/onderwerpen/{topic.slug}/uitkomst"),
        )  # fmt: skip
        return Mail(to=to, subject=_("Wat is er gedaan met uw inbreng?"), text=text)


@renders(KIND, Way.LETTER)
def telling_letter(ref: Ref) -> Letter | None:
    found = _telling(ref)
    if found is None or found[0].tenant_id is None or _moved_out(found[0].tenant_id):
        return None
    telling, topic, account = found
    with speaking(account.language if account else "nl"):
        paragraphs = [
            _("Beste huurder,"),
            _(
                "U dacht mee over: %(title)s. Dank u wel. In deze brief staat wat er met elk argument is gedaan, en waarom.",
                title=topic.title,
            ),
            *(_("Het besluit:") + " " + one if number == 0 else one for number, one in enumerate(_paragraphs(topic.decision))),
            *(_in_words(answered, own) for answered, own in _answers(telling)),
            _("Heeft u vragen? Bel %(phone)s.", phone=house().phone),
        ]
        return standard_letter(
            house(), letter_address(telling.tenant_id or 0), _("Wat is er gedaan met uw inbreng?"), paragraphs, clock.now(),
            url=house().url(f"/onderwerpen/{topic.slug}/uitkomst"),
        )  # fmt: skip


def _in_words(answered: Answered, own: bool) -> str:
    argument, outcome = answered.argument, answered.outcome
    assert outcome is not None
    lines = [f"{argument.number}. {argument.body}"]
    if own:
        lines.append(_("Dit kwam ook uit uw bijdrage."))
    lines.append(_("Antwoord: %(verdict)s.", verdict=verdict_name(outcome.verdict)))
    lines.append(_("Waarom: %(reason)s", reason=outcome.reason))
    if outcome.owner:
        lines.append(_("Wie doet dit: %(owner)s.", owner=outcome.owner))
    if outcome.due_on:
        lines.append(_("Klaar op: %(day)s.", day=day(outcome.due_on)))
    return "\n".join(lines)


def _answers(telling: Telling) -> list[tuple[Answered, bool]]:
    """Every argument and whether it came from this person too; their own first."""
    own = own_arguments(telling.topic_id, telling.account_id)
    found = [(one, one.argument.id in own) for one in arguments_of(telling.topic_id) if one.outcome is not None]
    return sorted(found, key=lambda pair: not pair[1])


def _telling(ref: Ref) -> tuple[Telling, Topic, Account | None] | None:
    """None when this person is no contributor any more: everything hidden or withdrawn, or the account erased."""
    telling = db.session.get(Telling, int(ref["telling"]))
    topic = find_topic_row(telling.topic_id) if telling else None
    if telling is None or topic is None or not is_contributor(telling.topic_id, telling.account_id, telling.tenant_id):
        return None
    account = db.session.get(Account, telling.account_id) if telling.account_id is not None else None
    return telling, topic, account


def _minutes(ref: Ref) -> tuple[Minutes, PanelSession, int] | None:
    minutes, session = minutes_with_evening(int(ref["minutes"]))
    tenant_id = db.session.scalar(
        sa.select(Volunteer.tenant_id).join(Seat, Seat.volunteer_id == Volunteer.id).where(Seat.id == int(ref["seat"]))
    )
    if tenant_id is None or minutes.shared_at is None or find_seat_that_came(session.id, tenant_id) is None:
        return None
    if not _code(minutes, tenant_id):  # too old to be read by a link
        return None
    return minutes, session, tenant_id


def _code(minutes: Minutes, tenant_id: int) -> str:
    token = standing_token(MINUTES_TOKEN, minutes.id, tenant_id, clock.now())
    return code_of(token) if token is not None else ""


def _until(minutes: Minutes) -> str:
    return day(last_day_to_amend(minutes)) if minutes.amend_until_at else ""


def _language(tenant_id: int) -> str:
    account = account_of(tenant_id)
    return account.language if account else "nl"


def _moved_out(tenant_id: int) -> bool:
    """Somebody else opens the letters there now."""
    return db.session.scalar(sa.select(Tenant.gone_at).where(Tenant.id == tenant_id)) is not None


def _paragraphs(text: str) -> list[str]:
    return [part for part in (one.strip() for one in text.split("\n\n")) if part]
