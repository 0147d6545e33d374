"""What home brings together from the areas below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.models import Account, Party, Role
from accounts.queries import keys_on
from accounts.queries.letters import without_returned_letter
from forum.models import Post, Thread, Topic
from forum.queries import proposals, running_topics, visible_to
from forum.queries.background import waiting_backgrounds
from forum.queries.polls import waiting_polls
from forum.queries.summaries import waiting_summaries
from forum.queries.voices import denied_voices
from forum.rules.summaries import why_not_answer_summary, why_not_approve_plain, why_not_publish
from foundation.clock import local_day
from foundation.db import db
from foundation.i18n import _, ngettext
from foundation.incoming import Incoming
from foundation.outbox import Outgoing, SendState, Way
from moderation.queries import open_cases
from recruitment.models import (
    Amendment,
    Argument,
    Engagement,
    Invitation,
    InvitationState,
    Minutes,
    Outcome,
    Panel,
    PanelSession,
    Reserve,
    Seat,
    Volunteer,
)
from recruitment.queries.panels import stages_of
from recruitment.rules import PanelStage


@dataclass(frozen=True)
class Standing:
    topic: Topic
    panel: PanelStage | None
    evening_at: datetime | None


@dataclass(frozen=True)
class Waiting:
    """One thing that needs somebody now. `endpoint` and `values` say where to go."""

    since_at: datetime
    title: str
    why: str
    endpoint: str
    values: dict[str, Any]


def topics_of_the_year(now: datetime) -> list[Standing]:
    """The agreed topics with where their panel stands; a fixed number of queries."""
    topics = running_topics(local_day(now))
    ids = [topic.id for topic in topics]
    panels = db.session.scalars(sa.select(Panel).where(Panel.topic_id.in_(ids)).options(joinedload(Panel.topic))).all()
    stages = stages_of(panels, now)
    evenings = {
        row.topic_id: row.starts_at
        for row in db.session.execute(
            sa.select(Panel.topic_id, sa.func.min(PanelSession.starts_at).label("starts_at"))
            .join(PanelSession, PanelSession.panel_id == Panel.id)
            .where(Panel.topic_id.in_(ids), PanelSession.cancelled_at.is_(None), PanelSession.ends_at > now)
            .group_by(Panel.topic_id)
        )
    }
    by_topic = {panel.topic_id: stages[panel.id] for panel in panels}
    return [Standing(topic, by_topic.get(topic.id), evenings.get(topic.id)) for topic in topics]


def my_posts(account: Account, most: int = 10) -> Sequence[Post]:
    """What this person wrote last, as far as it may be shown to them."""
    return db.session.scalars(
        sa.select(Post)
        .where(Post.author_id == account.id, visible_to(account.id))
        .options(joinedload(Post.thread).joinedload(Thread.topic))
        .order_by(Post.created_at.desc(), Post.id.desc())
        .limit(most)
    ).all()


def my_seats(account: Account, now: datetime) -> Sequence[tuple[Panel, PanelSession]]:
    """Evenings still to come at which this person has a chair, the first one first."""
    if account.tenant_id is None:
        return []
    rows = db.session.execute(
        sa.select(Panel, PanelSession)
        .join(Seat, Seat.panel_id == Panel.id)
        .join(PanelSession, PanelSession.panel_id == Panel.id)
        .join(Volunteer, Volunteer.id == Seat.volunteer_id)
        .where(
            Volunteer.tenant_id == account.tenant_id, Seat.given_up_at.is_(None), Panel.cancelled_at.is_(None),
            PanelSession.cancelled_at.is_(None), PanelSession.ends_at > now,
        )
        .order_by(PanelSession.starts_at)
    )  # fmt: skip
    return [(panel, evening) for panel, evening in rows]


def unhandled_mail() -> Sequence[Incoming]:
    return db.session.scalars(sa.select(Incoming).where(Incoming.handled_at.is_(None)).order_by(Incoming.received_at)).all()


def waiting_for(account: Account, now: datetime) -> list[Waiting]:
    """Everything that needs this person now, the longest waiting first."""
    found: list[Waiting] = []
    for source in _SOURCES.get(account.role, ()):
        found += source(account, now)
    return sorted(found, key=lambda one: (one.since_at, one.title))


def _keys(account: Account, _now: datetime) -> list[Waiting]:
    party = account.party or Party.LANDLORD
    return [
        Waiting(topic.proposed_at, topic.title, _("Dit onderwerp wacht op uw akkoord."), "forum.agenda_topic", {"topic_id": topic.id})
        for topic in proposals()
        if party not in keys_on("topic", topic.id)
    ]


def _other_keys(account: Account, _now: datetime) -> list[Waiting]:
    """New versions of a background, and polls, that wait for this party."""
    party = account.party or Party.LANDLORD
    found = [
        Waiting(one.proposed_at, title, _("De nieuwe achtergrond wacht op uw akkoord."), "forum.change_background_form", {"topic_id": one.topic_id})
        for one, title in waiting_backgrounds()
        if party not in keys_on("background", one.id)
    ]  # fmt: skip
    return found + [
        Waiting(poll.proposed_at, poll.question, _("Deze peiling wacht op uw akkoord."), "forum.poll", {"poll_id": poll.id})
        for poll in waiting_polls()
        if party not in keys_on("poll", poll.id)
    ]


def _summaries(account: Account, now: datetime) -> list[Waiting]:
    """Summaries that wait for this person's party, or for a look at the plain version."""
    found = []
    for one in waiting_summaries():
        here = {"summary_id": one.id}
        if one.answered_at is None and why_not_answer_summary(one, account, None) is None:
            found.append(
                Waiting(
                    one.written_at,
                    _("Samenvatting"),
                    _("De andere partij schreef dit. Wat vindt uw partij?"),
                    "forum.prepare_summary",
                    here,
                )
            )
        elif one.approved_at is None and why_not_approve_plain(one, account) is None:
            found.append(
                Waiting(one.written_at, _("Samenvatting"), _("Kijk of de gewone taal goed te lezen is."), "forum.prepare_summary", here)
            )
        elif why_not_publish(one, account, now) is None:
            found.append(
                Waiting(one.written_at, _("Samenvatting"), _("U kunt haar aan iedereen laten zien."), "forum.prepare_summary", here)
            )
    return found


def _reports(_account: Account, _now: datetime) -> list[Waiting]:
    return [
        Waiting(
            case.since_at, case.post.thread.title, ngettext("%(num)s melding wacht op u.", "%(num)s meldingen wachten op u.", case.reports),
            "moderation.case", {"post_id": case.post.id},
        )
        for case in open_cases()
    ]  # fmt: skip


def _letters(_account: Account, _now: datetime) -> list[Waiting]:
    rows = db.session.execute(
        sa.select(sa.func.count(), sa.func.min(Outgoing.queued_at)).where(Outgoing.way == Way.LETTER, Outgoing.state == SendState.QUEUED)
    ).one()
    lost = db.session.execute(
        sa.select(sa.func.count(), sa.func.min(Outgoing.queued_at)).where(Outgoing.state.in_([SendState.UNSURE]))
    ).one()
    found = []
    if rows[0]:
        why = ngettext("%(num)s brief moet nog worden geprint.", "%(num)s brieven moeten nog worden geprint.", rows[0])
        found.append(Waiting(rows[1], _("Brieven printen"), why, "accounts.letters", {}))
    if lost[0]:
        why = ngettext(
            "Van %(num)s mail is niet zeker of hij is aangekomen.", "Van %(num)s mails is niet zeker of ze zijn aangekomen.", lost[0]
        )
        found.append(Waiting(lost[1], _("Mail die misschien niet aankwam"), why, "accounts.letters", {}))
    if returned := without_returned_letter():
        why = ngettext(
            "Mail aan %(num)s huurder komt terug. Stuur een brief.", "Mail aan %(num)s huurders komt terug. Stuur een brief.", len(returned)
        )
        found.append(Waiting(returned[0].bouncing_at or _now, _("Mail die terugkomt"), why, "accounts.letters", {}))
    return found


def _denied(_account: Account, _now: datetime) -> list[Waiting]:
    return [
        Waiting(
            voice.denied_at or voice.entered_at, voice.post.thread.topic.title, _("Iemand zegt: dit heb ik niet gezegd."), "forum.paper", {}
        )
        for voice in denied_voices()
    ]


def _mail(_account: Account, _now: datetime) -> list[Waiting]:
    return [
        Waiting(one.received_at, one.subject or _("Mail zonder onderwerp"), _("Iemand mailde ons en wacht op antwoord."), "home.inbox", {})
        for one in unhandled_mail()
    ]


def _held_back(_account: Account, _now: datetime) -> list[Waiting]:
    rows = db.session.execute(
        sa.select(Topic.slug, Topic.title, sa.func.count(), sa.func.min(Engagement.updated_at))
        .join(Engagement, Engagement.topic_id == Topic.id)
        .where(Engagement.held_back, Engagement.released_by_id.is_(None), Engagement.frozen_at.is_(None), Topic.closed_at.is_(None))
        .group_by(Topic.id)
    )
    return [
        Waiting(
            since, title, ngettext("%(num)s persoon herhaalt zichzelf. Kijk of dat zo is.", "%(num)s mensen herhalen zichzelf. Kijk of dat zo is.", count),
            "recruitment.engaged", {"slug": slug},
        )
        for slug, title, count, since in rows
    ]  # fmt: skip


def _panels(_account: Account, now: datetime) -> list[Waiting]:
    panels = db.session.scalars(
        sa.select(Panel).join(Panel.topic).where(Panel.cancelled_at.is_(None), Topic.closed_at.is_(None)).options(joinedload(Panel.topic))
    ).all()
    stages = stages_of(panels, now)
    volunteers = _counts(sa.select(Volunteer.panel_id, sa.func.count()).where(Volunteer.stopped_at.is_(None)).group_by(Volunteer.panel_id))
    open_invitations = set(db.session.scalars(sa.select(Invitation.panel_id).where(Invitation.state == InvitationState.SENT)))
    taken = _counts(sa.select(Seat.panel_id, sa.func.count()).where(Seat.given_up_at.is_(None)).group_by(Seat.panel_id))
    asked = set(
        db.session.scalars(
            sa.select(Reserve.panel_id).where(Reserve.asked_at.is_not(None), Reserve.said_yes_at.is_(None), Reserve.said_no_at.is_(None))
        )
    )
    found = []
    for panel in panels:
        stage, here = stages[panel.id], {"panel_id": panel.id}
        if stage is PanelStage.PREPARING:
            found.append(Waiting(panel.created_at, panel.title, _("Vraag de eerste mensen."), "recruitment.panel", dict(here)))
        elif stage is PanelStage.ASKING and panel.id not in open_invitations:
            why = _("%(n)s mensen zeiden ja. Nodig meer mensen uit of begin de loting.", n=volunteers.get(panel.id, 0))
            found.append(Waiting(panel.created_at, panel.title, why, "recruitment.panel", dict(here)))
        elif stage is PanelStage.FROZEN:
            found.append(Waiting(panel.frozen_at or now, panel.title, _("De loting loopt."), "recruitment.draw", dict(here)))
        elif stage is PanelStage.SEATED and taken.get(panel.id, 0) < panel.seats and panel.id not in asked:
            why = _("Er is een plaats vrij en er is geen reserve gevraagd.")
            found.append(Waiting(panel.seated_at or now, panel.title, why, "recruitment.seats", dict(here)))
    return found


def _counts(query: sa.Select[int, int]) -> dict[int, int]:
    return {row[0]: row[1] for row in db.session.execute(query)}


def _evenings(_account: Account, now: datetime) -> list[Waiting]:
    rows = db.session.execute(
        sa.select(PanelSession, Panel.title, Minutes)
        .join(Panel, Panel.id == PanelSession.panel_id)
        .outerjoin(Minutes, Minutes.panel_session_id == PanelSession.id)
        .where(PanelSession.cancelled_at.is_(None), PanelSession.starts_at < now + timedelta(days=1), Panel.seated_at.is_not(None))
    )
    found = []
    for evening, title, minutes in rows:
        if evening.ended_at is None:
            why = _("Vink af wie er is.") if evening.ends_at > now else _("Sluit de lijst: wie was er?")
        elif minutes is None or minutes.shared_at is None:
            why = _("Schrijf het verslag en deel het met wie er was.")
        elif minutes.settled_at is None and minutes.amend_until_at is not None and minutes.amend_until_at <= now:
            why = _("De tijd voor reacties is voorbij. Stel het verslag vast.")
        else:
            continue
        found.append(Waiting(evening.starts_at, title, why, "recruitment.evening", {"panel_id": evening.panel_id}))
    return found


def _amendments(_account: Account, _now: datetime) -> list[Waiting]:
    rows = db.session.execute(
        sa.select(Amendment.asked_at, Panel.title, Panel.id)
        .join(Minutes, Minutes.id == Amendment.minutes_id)
        .join(PanelSession, PanelSession.id == Minutes.panel_session_id)
        .join(Panel, Panel.id == PanelSession.panel_id)
        .where(Amendment.answered_at.is_(None))
    )
    return [
        Waiting(asked, title, _("Iemand wil iets veranderen in het verslag."), "recruitment.evening", {"panel_id": panel_id})
        for asked, title, panel_id in rows
    ]


def _arguments(_account: Account, _now: datetime) -> list[Waiting]:
    rows = db.session.execute(
        sa.select(sa.func.min(Argument.added_at), Topic.title, Topic.slug, sa.func.count())
        .join(Topic, Topic.id == Argument.topic_id)
        .outerjoin(Outcome, Outcome.argument_id == Argument.id)
        .where(Outcome.argument_id.is_(None), Topic.closed_at.is_(None))
        .group_by(Topic.id)
    )
    return [
        Waiting(
            since, title, ngettext("%(num)s argument heeft nog geen antwoord.", "%(num)s argumenten hebben nog geen antwoord.", count),
            "recruitment.outcomes", {"slug": slug},
        )
        for since, title, slug, count in rows
    ]  # fmt: skip


_Source = Callable[[Account, datetime], list[Waiting]]
_SOURCES: dict[Role, tuple[_Source, ...]] = {
    Role.COORDINATOR: (_letters, _denied, _mail, _summaries, _held_back, _panels, _evenings, _amendments),
    Role.MODERATOR: (_reports,),
    Role.POLICY_OWNER: (_keys, _other_keys, _summaries, _arguments),
    Role.BOARD: (_keys, _other_keys, _summaries),
    Role.ADMIN: (_letters, _mail),
}
