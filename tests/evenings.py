"""A panel whose seats are taken, an evening to hold, and posts that everybody can read."""

from __future__ import annotations

import hashlib
import itertools
from datetime import date, timedelta

from factories import NOW, make_household, make_panel, make_staff, make_tenant, make_topic

from accounts.models import Channel, Role, Tenant
from forum.models import AuthorKind, Post, ShownTo, Thread
from foundation.clock import local_day
from foundation.db import db
from recruitment.models import Answer, Entrance, Invitation, InvitationState, PanelSession, Seat, Volunteer

EVENING = NOW - timedelta(hours=1)
"""Begins an hour before the tests' now: the list is open."""
_number = itertools.count(1)


def _add(row):
    db.session.add(row)
    db.session.flush()
    return row


def volunteer(panel, tenant=None, **more):
    tenant = tenant or make_tenant()
    invitation = _add(
        Invitation(
            panel_id=panel.id, tenant_id=tenant.id, household_id=tenant.household_id, entrance=Entrance.ENGAGED, channel=Channel.MAIL,
            state=InvitationState.ANSWERED, answer=Answer.YES, created_at=NOW - timedelta(days=30), sent_at=NOW - timedelta(days=30),
            answered_at=NOW - timedelta(days=20),
        )
    )  # fmt: skip
    return _add(
        Volunteer(
            panel_id=panel.id, invitation_id=invitation.id, tenant_id=tenant.id, household_id=tenant.household_id, number=f"V{next(_number):09}",
            said_yes_at=NOW - timedelta(days=20), **more,
        )
    )  # fmt: skip


def seat(panel, tenant=None, *, chair=None, **more):
    needs = more.pop("needs", "")
    who = volunteer(panel, tenant, needs=needs)
    taken = db.session.query(Seat).filter_by(panel_id=panel.id, given_up_at=None).count()
    return _add(
        Seat(
            panel_id=panel.id, volunteer_id=who.id, household_id=who.household_id, chair=chair or taken + 1, seats=panel.seats,
            seated_at=NOW - timedelta(days=10), **more,
        )
    )  # fmt: skip


def post(topic, author, text="Een bijdrage", **more):
    thread = _add(Thread(topic_id=topic.id, title="Gesprek", started_at=NOW, last_post_at=NOW, post_count=1))
    household = db.session.get(Tenant, author.tenant_id).household_id if author.tenant_id else None
    return _add(
        Post(
            thread_id=thread.id, topic_id=topic.id, path="0000001", author_id=author.id, author_kind=AuthorKind.TENANT, household_id=household,
            body=text, body_html=f"<p>{text}</p>", render_version=1, text_key=hashlib.sha256(text.encode()).hexdigest(), created_at=NOW,
            day=local_day(NOW).isoformat(), **{"shown_to": ShownTo.EVERYONE, **more},
        )
    )  # fmt: skip


class Room:
    """A topic whose forum is over, its panel, three people with a seat and the staff around them."""

    def __init__(self, people=3, **more):
        self.topic = make_topic(opens_on=date(2026, 9, 1), closes_on=date(2026, 10, 31), **more)
        self.panel = make_panel(self.topic, evening=EVENING, seated_at=NOW - timedelta(days=10))
        self.session = db.session.query(PanelSession).filter_by(panel_id=self.panel.id).one()
        self.tenants = [make_tenant(make_household(), name=f"Persoon Nummer{number}") for number in range(people)]
        self.seats = [seat(self.panel, tenant) for tenant in self.tenants]
        self.coordinator, self.owner, self.board = (make_staff(role) for role in (Role.COORDINATOR, Role.POLICY_OWNER, Role.BOARD))
