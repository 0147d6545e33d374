"""Who may be asked, and by which door. Numbers only: no query here loads a name."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from accounts.models import Account, Complex, Dwelling, Household, Role, Tenant
from accounts.queries import FEATURES, contacted_households_since, opted_out_tenants
from accounts.rules import COOL_DOWN
from forum.models import AuthorKind, Post
from foundation.db import db
from recruitment.models import Engagement, Entrance, Invitation, Panel, ScoringNotice, Volunteer

CONTACT_PURPOSE = "panel_invitation"
OPT_OUT_SCOPE = "invitations"


def may_be_asked(panel_id: int, now: datetime) -> sa.Select[int, int]:
    """(tenant, household) of everyone who may get an invitation for this panel at all: a current tenant, no opt-out, a household that
    was left alone long enough and was not asked for this panel yet, nobody who works for either party."""
    staff = sa.select(Account.tenant_id).where(Account.role != Role.TENANT, Account.tenant_id.is_not(None))
    staff_mail = sa.select(sa.func.lower(Account.email)).where(Account.role != Role.TENANT, Account.email.is_not(None))
    return sa.select(Tenant.id, Tenant.household_id).where(
        Tenant.gone_at.is_(None),
        Tenant.id.not_in(opted_out_tenants(OPT_OUT_SCOPE)),
        Tenant.household_id.not_in(contacted_households_since(now - COOL_DOWN, CONTACT_PURPOSE)),
        Tenant.household_id.not_in(sa.select(Invitation.household_id).where(Invitation.panel_id == panel_id)),
        Tenant.id.not_in(sa.select(Volunteer.tenant_id).where(Volunteer.panel_id == panel_id)),
        Tenant.id.not_in(staff),
        sa.or_(Tenant.email.is_(None), sa.func.lower(Tenant.email).not_in(staff_mail)),
    )


def eligible(panel: Panel, entrance: Entrance, now: datetime, only: tuple[str, str] | None = None) -> sa.Select[int, int]:
    """(tenant, household) a wave through this door may pick from; `only` narrows it to one (feature, value) that lacks volunteers."""
    found = may_be_asked(panel.id, now)
    if entrance is Entrance.ENGAGED:
        found = found.where(Tenant.id.in_(_engaged_tenants(panel.topic_id)))
    elif entrance is Entrance.RANDOM:
        found = found.where(Tenant.household_id.in_(_households_in(silent_complexes(panel.topic_id))))
    else:
        raise ValueError("people come through this door one at a time")
    if only is not None:
        feature, value = only
        found = (
            found.join(Household, Household.id == Tenant.household_id)
            .join(Dwelling, Dwelling.id == Household.dwelling_id)
            .join(Complex, Complex.id == Dwelling.complex_id)
            .where(FEATURES[feature] == value)
        )
    return found


def _engaged_tenants(topic_id: int) -> sa.Select[int | None]:
    objected = sa.select(ScoringNotice.account_id).where(ScoringNotice.opted_out_at.is_not(None))
    return (
        sa.select(Account.tenant_id)
        .join(Engagement, Engagement.account_id == Account.id)
        .where(
            Engagement.topic_id == topic_id,
            Engagement.engaged.is_(True),
            Account.role == Role.TENANT,
            Account.tenant_id.is_not(None),
            Account.closed_at.is_(None),
            Account.erased_at.is_(None),
            Account.id.not_in(objected),
        )
    )


def silent_complexes(topic_id: int) -> sa.Select[int]:
    """Complexes from which no tenant posted in this topic, shown or not."""
    heard = (
        sa.select(Dwelling.complex_id)
        .join(Household, Household.dwelling_id == Dwelling.id)
        .join(Post, Post.household_id == Household.id)
        .where(Post.topic_id == topic_id, Post.author_kind == AuthorKind.TENANT)
    )
    return sa.select(Complex.id).where(Complex.id.not_in(heard))


def _households_in(complexes: sa.Select[int]) -> sa.Select[int]:
    return sa.select(Household.id).join(Dwelling, Dwelling.id == Household.dwelling_id).where(Dwelling.complex_id.in_(complexes))


def count_eligible(panel: Panel, entrance: Entrance, now: datetime, only: tuple[str, str] | None = None) -> int:
    """Households, because each is asked once."""
    people = eligible(panel, entrance, now, only).subquery()
    return db.session.scalar(sa.select(sa.func.count(people.c.household_id.distinct()))) or 0
