"""The report of a panel: who was reached, who wrote, who was asked and who came, against all tenants. Counts only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from accounts.models import Account, Channel, Complex, Dwelling, Household, Role, Tenant
from accounts.queries import FEATURES, features_of
from accounts.queries.people import UNKNOWN
from forum.queries.people import contributors
from foundation.db import db
from foundation.i18n import _
from recruitment.models import Argument, Attendance, Draw, Outcome, Panel, PanelSession, Seat, Volunteer
from recruitment.queries.asking import Funnel, funnel_of
from recruitment.queries.panels import sessions_of
from recruitment.queries.scoring import engaged_count
from recruitment.rules.asking import entrance_name, reason_name
from recruitment.rules.evening import absence_name
from recruitment.rules.outcomes import verdict_name
from recruitment.rules.panels import QUOTA_FEATURES, feature_name
from recruitment.rules.report import Parts, Step, Table, parts, step, table


@dataclass(frozen=True)
class Report:
    """Everything in it may be shown: small groups were taken out before."""

    steps: tuple[Step, ...]
    parts: tuple[Parts, ...]
    tables: tuple[Table, ...]
    held: bool
    """Every evening was held, so that the last population is who came; before that it is who has a seat."""
    verdicts: tuple[tuple[str, str, int], ...]
    """(key, label, arguments); arguments are no people."""
    lottery_sha256: str | None
    seed: str | None


def report_of(panel: Panel) -> Report:
    """A fixed number of queries, whatever the size of the panel. The panel comes with its topic."""
    funnel = funnel_of(panel.id)
    posters = [account for account in contributors(panel.topic) if account.erased_at is None]
    volunteers = _count(sa.select(Volunteer.id).where(Volunteer.panel_id == panel.id, Volunteer.stopped_at.is_(None)))
    seated = set(
        db.session.scalars(
            sa.select(Volunteer.tenant_id)
            .join(Seat, Seat.volunteer_id == Volunteer.id)
            .where(Seat.panel_id == panel.id, Seat.given_up_at.is_(None))
        )
    )
    marks = _marks(panel.id)
    came = {tenant_id for tenant_id, was_there, _reason in marks if was_there}
    standing = [one for one in sessions_of(panel.id) if one.cancelled_at is None]
    held = bool(standing) and all(one.ended_at is not None for one in standing)
    steps = (
        *_everybody(),
        step("posters", _("Huurders die over dit onderwerp schreven"), len(posters)),
        step("engaged", _("Van hen: betrokken volgens de afgesproken telling"), engaged_count(panel.topic_id)),
        step("invited", _("Gevraagd voor het panel"), funnel.asked),
        step("yes", _("Zeiden ja tegen de loting"), funnel.yes),
        step("volunteers", _("Vrijwilligers, van wie het ja nog staat"), volunteers),
        step("seated", _("Hebben een plaats"), len(seated)),
        step("came", _("Kwamen naar een bijeenkomst"), len(came)),
    )
    at_the_table = came if held else seated
    draw = db.session.scalar(sa.select(Draw).where(Draw.panel_id == panel.id))
    return Report(
        steps=steps,
        parts=tuple(found for found in (*_asked(funnel), _absent(marks)) if found),
        tables=_tables([account.tenant_id for account in posters], at_the_table, held),
        held=held,
        verdicts=_verdicts(panel.topic_id),
        lottery_sha256=draw.lottery_sha256 if draw else None,
        seed=draw.seed if draw else None,
    )


def _everybody() -> tuple[Step, ...]:
    tenants, households = db.session.execute(
        sa.select(sa.func.count(Tenant.id), sa.func.count(Tenant.household_id.distinct())).where(Tenant.gone_at.is_(None))
    ).one()
    accounts = _count(sa.select(Account.id).where(Account.role == Role.TENANT, Account.tenant_id.is_not(None), Account.closed_at.is_(None)))
    return (
        step("tenants", _("Alle huurders"), tenants),
        step("households", _("Alle huishoudens"), households),
        step("accounts", _("Huurders op het forum, ook op papier of per telefoon"), accounts),
    )


def _asked(funnel: Funnel) -> Iterable[Parts | None]:
    answers = {"yes": funnel.yes, "no": funnel.no, "none": funnel.asked - funnel.yes - funnel.no}
    labels = {"yes": _("ja"), "no": _("nee"), "none": _("geen antwoord, verlopen of ingetrokken")}
    answered = parts("answers", _("Antwoord op de vraag"), answers, labels)
    yield parts(
        "entrances",
        _("Gevraagd, per ingang"),
        {entrance.value: count.asked for entrance, count in sorted(funnel.by_entrance.items())},
        {entrance.value: entrance_name(entrance) for entrance in funnel.by_entrance},
    )
    yield parts(
        "channels",
        _("Gevraagd, per weg"),
        {channel.value: count.asked for channel, count in sorted(funnel.by_channel.items())},
        {channel.value: channel_name(channel) for channel in funnel.by_channel},
    )
    yield answered
    if answered is not None and dict(answered.rows).get(labels["no"]) is not None:  # reasons add up to everybody who said no
        reasons = {**dict(sorted(funnel.reasons.items())), "": funnel.no - sum(funnel.reasons.values())}
        yield parts(
            "reasons", _("Waarom niet?"), reasons, {"": _("geen reden gegeven"), **{name: reason_name(name) for name in funnel.reasons}}
        )


def _marks(panel_id: int) -> list[tuple[int, bool, str]]:
    return [
        (tenant_id, came, reason)
        for tenant_id, came, reason in db.session.execute(
            sa.select(Volunteer.tenant_id, Attendance.came, Attendance.reason)
            .join(Seat, Seat.volunteer_id == Volunteer.id)
            .join(Attendance, Attendance.seat_id == Seat.id)
            .join(PanelSession, PanelSession.id == Attendance.panel_session_id)
            .where(Seat.panel_id == panel_id, PanelSession.cancelled_at.is_(None))
        )
    ]


def _absent(marks: list[tuple[int, bool, str]]) -> Parts | None:
    reasons = Counter(reason for _tenant, came, reason in marks if not came)
    return parts("absences", _("Niet gekomen, waarom?"), dict(sorted(reasons.items())), {name: absence_name(name) for name in reasons})


def _tables(posters: list[int | None], table_ids: set[int], held: bool) -> tuple[Table, ...]:
    known = features_of([*(one for one in posters if one is not None), *table_ids])
    label = _("aan tafel") if held else _("met een plaats")
    found = []
    for feature in QUOTA_FEATURES:
        wrote = Counter(known[one][feature] if one in known else UNKNOWN for one in posters)  # no tenant behind it: counted all the same
        sat = Counter(known[one][feature] for one in table_ids)
        found.append(
            table(
                feature,
                feature_name(feature),
                [("tenants", _("alle huurders"), _people(feature)), ("posters", _("schreven mee"), wrote), ("table", label, sat)],
            )
        )
    return tuple(found)


def _people(feature: str) -> dict[str, int]:
    """Current tenants per value, everybody once."""
    column = FEATURES[feature]
    rows = db.session.execute(
        sa.select(column, sa.func.count())
        .select_from(Tenant)
        .join(Household, Household.id == Tenant.household_id)
        .join(Dwelling, Dwelling.id == Household.dwelling_id)
        .join(Complex, Complex.id == Dwelling.complex_id)
        .where(Tenant.gone_at.is_(None))
        .group_by(column)
    )
    found: Counter[str] = Counter()
    for value, count in rows:
        found[str(getattr(value, "value", value) or UNKNOWN)] += count
    return dict(found)


def _verdicts(topic_id: int) -> tuple[tuple[str, str, int], ...]:
    rows = db.session.execute(
        sa.select(Outcome.verdict, sa.func.count(Argument.id))
        .select_from(Argument)
        .outerjoin(Outcome, Outcome.argument_id == Argument.id)
        .where(Argument.topic_id == topic_id)
        .group_by(Outcome.verdict)
    ).all()
    return tuple(
        sorted(
            (verdict.value if verdict else "open", verdict_name(verdict) if verdict else _("nog geen antwoord"), count)
            for verdict, count in rows
        )
    )


def channel_name(channel: Channel) -> str:
    return {
        Channel.MAIL: _("per mail"),
        Channel.LETTER: _("per brief"),
        Channel.PHONE: _("per telefoon"),
        Channel.WEB: _("via de website"),
        Channel.DESK: _("aan de balie"),
    }[channel]


def _count(rows: sa.Select[int]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(rows.subquery())) or 0
