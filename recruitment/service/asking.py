"""Asking people to take part in the draw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import sqlalchemy as sa

from accounts.models import Account, Channel, Tenant
from accounts.queries import tenants_with_address
from accounts.queries.people import reachable_by_mail
from accounts.service import revoke_tokens
from accounts.service.contact import issue_tokens, note_contacts
from foundation import audit, outbox
from foundation.clock import local_day
from foundation.db import db, lock
from foundation.errors import Refused
from foundation.i18n import _
from foundation.outbox import Way
from recruitment.models import Answer, Entrance, Invitation, InvitationState, Panel, Wave
from recruitment.queries.asking import TOKEN_PURPOSE, invitation_of
from recruitment.queries.eligible import CONTACT_PURPOSE, eligible, may_be_asked
from recruitment.queries.panels import sessions_of
from recruitment.rules.asking import (
    fair_order,
    last_day_to_answer,
    reminder_is_due,
    why_not_ask,
    why_not_nominate,
    why_not_send,
    why_not_withdraw,
)
from recruitment.rules.panels import first_day
from recruitment.service.answers import write_answer
from recruitment.service.panels import answers_until

_ASKING_LOCK = 0x61736B  # any fixed number of its own: the cool-down spans panels, so one wave at a time on PostgreSQL


def send_wave(
    panel: Panel, entrance: Entrance, asked_for: int, *, expires_on: date, why: str, seed: str, by: Account, now: datetime,
    only: tuple[str, str] | None = None,
) -> Wave:  # fmt: skip
    """Ask at most this many households through one door. Which ones, when there are more, the seed decides; it is kept with the wave."""
    _one_at_a_time(panel)
    today = local_day(now)
    if refusal := why_not_send(panel, entrance, asked_for, expires_on, first_day(sessions_of(panel.id)), today):
        raise Refused(refusal)
    people = [(tenant_id, household_id) for tenant_id, household_id in db.session.execute(eligible(panel, entrance, now, only))]
    chosen = fair_order(seed, people)[:asked_for]
    if not chosen:
        raise Refused(
            _("Er is op dit moment niemand die u zo kunt uitnodigen. Kies een andere ingang, of wacht tot de rusttijd voorbij is.")
        )
    last = db.session.scalar(sa.select(sa.func.max(Wave.number)).where(Wave.panel_id == panel.id)) or 0
    wave = Wave(
        panel_id=panel.id, number=last + 1, entrance=entrance, asked_for=asked_for, why=why, seed=seed, sent_at=now, sent_by_id=by.id,
        expires_on=expires_on,
    )  # fmt: skip
    db.session.add(wave)
    db.session.flush()
    by_mail = reachable_by_mail(tenant_id for tenant_id, _household in chosen)
    rows = [
        _invitation(panel, tenant_id, household_id, entrance, Channel.MAIL if tenant_id in by_mail else Channel.LETTER, now, wave.id)
        for tenant_id, household_id in chosen
    ]
    db.session.add_all(rows)
    db.session.flush()
    _hand_over(panel, rows, now)
    _record(
        "recruitment.wave_sent", "panel", panel.id, by, now,
        detail={"wave": wave.number, "entrance": entrance.value, "asked_for": asked_for, "sent": len(rows), "eligible": len({h for _t, h in people}),
                "seed": seed, "only": list(only or ())},
    )  # fmt: skip
    return wave


def invite_on_paper(panel: Panel, number: str, channel: Channel, *, reason: str, said_yes: bool, by: Account, now: datetime) -> Invitation:
    """One person by their tenant number, for somebody on paper or phone. When they came to us with a yes (`said_yes`) it is their own
    wish and stands at once; otherwise we ask, and everything that protects people from being asked counts."""
    _one_at_a_time(panel)
    if refusal := why_not_ask(panel, first_day(sessions_of(panel.id)), local_day(now)):
        raise Refused(refusal)
    tenant = db.session.scalar(sa.select(Tenant).where(Tenant.number == number.strip(), Tenant.gone_at.is_(None)))
    if tenant is None:
        raise Refused(_("Wij vinden geen huurder met dit nummer. Kijk het huurdernummer na."))
    if invitation_of(panel.id, tenant.id) is not None:
        raise Refused(_("Deze huurder is voor dit panel al gevraagd of aangemeld."))
    allowed = db.session.execute(may_be_asked(panel.id, now).where(Tenant.id == tenant.id)).first()
    if allowed is None and not said_yes:
        raise Refused(
            _(
                "Deze huurder kunt u nu niet vragen. Het huishouden is pas nog gevraagd, wil niet gevraagd worden, of werkt mee aan dit platform."
            )
        )
    if said_yes and _works_here(tenant):
        raise Refused(_("Deze persoon werkt mee aan dit platform en kan niet in het panel."))
    row = _invitation(panel, tenant.id, tenant.household_id, Entrance.PAPER, channel, now, None)
    db.session.add(row)
    db.session.flush()
    _record("recruitment.invited_on_paper", "tenant", tenant.id, by, now, reason=reason, detail={"panel": panel.id, "said_yes": said_yes})
    if said_yes:
        issue_tokens(TOKEN_PURPOSE, {row.id: row.tenant_id}, answers_until(panel.id, now), now)
        write_answer(row, Answer.YES, channel=channel, now=now, by=by)
    else:
        _hand_over(panel, [row], now)
    return row


def nominate_self(panel: Panel, account: Account, needs: str, now: datetime) -> Invitation:
    """`Ik wil meedoen`: somebody's own yes to being drawn. On an invitation that lies there already, it is the answer yes."""
    _one_at_a_time(panel)
    if refusal := why_not_nominate(panel, account, first_day(sessions_of(panel.id)), local_day(now)):
        raise Refused(refusal)
    tenant = db.session.get_one(Tenant, account.tenant_id)
    if tenant.gone_at is not None:
        raise Refused(_("U staat niet meer in ons huurdersbestand. Klopt dat niet? Bel ons."))
    if _works_here(tenant):
        raise Refused(_("U werkt mee aan dit platform. Daarom kunt u niet in het panel."))
    row = invitation_of(panel.id, tenant.id)
    if row is None:
        row = _invitation(panel, tenant.id, tenant.household_id, Entrance.SELF, Channel.WEB, now, None)
        db.session.add(row)
        db.session.flush()
        issue_tokens(TOKEN_PURPOSE, {row.id: tenant.id}, answers_until(panel.id, now), now)
    elif row.state is InvitationState.WITHDRAWN:
        raise Refused(_("Uw uitnodiging is ingetrokken. Bel ons als u toch mee wilt doen."))
    write_answer(row, Answer.YES, needs=needs, channel=Channel.WEB, now=now)
    return row


def withdraw(panel: Panel, invitation: Invitation, reason: str, by: Account, now: datetime) -> None:
    """By the organiser, before any answer. The code stops working and what still waits to be sent is dropped."""
    lock(panel)
    lock(invitation)
    if refusal := why_not_withdraw(invitation):
        raise Refused(refusal)
    invitation.state = InvitationState.WITHDRAWN
    revoke_tokens(TOKEN_PURPOSE, invitation.id, invitation.tenant_id, now)
    db.session.flush()
    _record("recruitment.invitation_withdrawn", "invitation", invitation.id, by, now, reason=reason)


def open_name(invitation: Invitation, reason: str, by: Account, now: datetime) -> None:
    """Somebody is about to see who this one invitation is for; the log keeps who looked and why."""
    if not reason.strip():
        raise Refused(_("Schrijf op waarom u deze naam nodig heeft."))
    _record("recruitment.name_opened", "tenant", invitation.tenant_id, by, now, reason=reason.strip(), detail={"invitation": invitation.id})


def person_behind(invitation: Invitation) -> Tenant:
    """Only for after `open_name`."""
    return tenants_with_address([invitation.tenant_id])[0]


def remind(panel: Panel, now: datetime) -> int:
    """Once to everyone of this panel who did not answer, in the last week."""
    lock(panel)
    day = first_day(sessions_of(panel.id))
    if why_not_ask(panel, day, local_day(now)):
        return 0
    due = [
        row
        for row, expires_on in _unanswered(panel)
        if row.reminded_at is None
        and reminder_is_due(row.sent_at or row.created_at, last_day_to_answer(row.created_at, expires_on, day), now)
    ]
    for row in due:
        row.reminded_at = now
    if waves := {row.wave_id for row in due if row.wave_id is not None}:
        db.session.execute(sa.update(Wave).where(Wave.id.in_(waves), Wave.reminded_at.is_(None)).values(reminded_at=now))
    _post("recruitment.reminder", "invitation-reminder", due, now)
    return len(due)


def expire(panel: Panel, now: datetime) -> int:
    """Who let the last day go by."""
    lock(panel)
    day = first_day(sessions_of(panel.id))
    late = [row for row, expires_on in _unanswered(panel) if last_day_to_answer(row.created_at, expires_on, day) < local_day(now)]
    for row in late:
        row.state = InvitationState.EXPIRED
    return len(late)


def post_instead(invitation: Invitation, now: datetime) -> bool:
    """The mail did not arrive, so the same invitation goes by letter. Nobody is lost for want of a mailbox."""
    if invitation.state is not InvitationState.SENT or invitation.channel is not Channel.MAIL:
        return False
    invitation.channel = Channel.LETTER
    return (
        outbox.post(
            "recruitment.invitation", {"invitation": invitation.id}, now=now, way=Way.LETTER, once=f"invitation-letter:{invitation.id}"
        )
        is not None
    )


def _unanswered(panel: Panel) -> Sequence[sa.Row[Invitation, date]]:
    return db.session.execute(
        sa.select(Invitation, Wave.expires_on)
        .outerjoin(Wave, Wave.id == Invitation.wave_id)
        .where(Invitation.panel_id == panel.id, Invitation.state == InvitationState.SENT)
        .order_by(Invitation.id)
    ).all()


def _one_at_a_time(panel: Panel) -> None:
    """Who is asked here must not be asked elsewhere at the same moment. The panel's row keeps its volunteers still for the draw."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(_ASKING_LOCK)))
    lock(panel)


def _invitation(
    panel: Panel, tenant_id: int, household_id: int, entrance: Entrance, channel: Channel, now: datetime, wave_id: int | None
) -> Invitation:  # fmt: skip
    return Invitation(
        panel_id=panel.id, wave_id=wave_id, tenant_id=tenant_id, household_id=household_id, entrance=entrance, channel=channel,
        state=InvitationState.SENT, created_at=now, sent_at=now,
    )  # fmt: skip


def _hand_over(panel: Panel, rows: Sequence[Invitation], now: datetime) -> None:
    issue_tokens(TOKEN_PURPOSE, {row.id: row.tenant_id for row in rows}, answers_until(panel.id, now), now)
    for channel in {row.channel for row in rows}:
        note_contacts(((row.household_id, row.tenant_id) for row in rows if row.channel is channel), CONTACT_PURPOSE, channel, now)
    _post("recruitment.invitation", "invitation", rows, now)


def _post(kind: str, key: str, rows: Iterable[Invitation], now: datetime) -> None:
    rows = list(rows)
    for channel, way in ((Channel.MAIL, Way.MAIL), (Channel.LETTER, Way.LETTER)):
        refs = [({"invitation": row.id}, f"{key}:{row.id}") for row in rows if row.channel is channel]
        if refs:
            outbox.post_all(kind, refs, now=now, way=way)


def _works_here(tenant: Tenant) -> bool:
    mail = (tenant.email or "").lower()
    found = sa.select(Account.id).where(Account.role != "tenant", Account.closed_at.is_(None))
    same = Account.tenant_id == tenant.id
    return db.session.scalar(found.where(sa.or_(same, sa.func.lower(Account.email) == mail) if mail else same).limit(1)) is not None


def _record(
    act: str, subject: str, subject_id: int, by: Account, now: datetime, *, reason: str = "", detail: dict[str, object] | None = None
) -> None:  # fmt: skip
    audit.record(
        act, now=now, actor_id=by.id, actor_role=by.role.value, subject=subject, subject_id=subject_id, reason=reason, detail=detail
    )
