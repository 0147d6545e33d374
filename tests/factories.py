"""Rows for tests, with sensible values for what a test does not care about. Each adds to the session and flushes; none commits."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

from accounts.models import Account, AgeBand, Complex, Dwelling, Household, Party, Role, Tenant
from accounts.rules.aliases import fold_alias
from forum.models import PolicyYear, Regime, Topic
from foundation.db import db

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_count = itertools.count(1)


def _add(row):
    db.session.add(row)
    db.session.flush()
    return row


def make_complex(name=None, district="Noord"):
    return _add(Complex(name=name or f"Complex {next(_count)}", district=district))


def make_household(complex_=None, kind="appartement"):
    number = next(_count)
    complex_ = complex_ or make_complex()
    dwelling = _add(
        Dwelling(
            complex_id=complex_.id,
            street="Lindelaan",
            house_number=str(number),
            addition="",
            postcode="5611 AB",
            town="Lindehoven",
            kind=kind,
        )
    )
    return _add(Household(reference=f"H{number}", dwelling_id=dwelling.id))


def make_tenant(household=None, name=None, email="", **more):
    number = next(_count)
    household = household or make_household()
    address = f"huurder{number}@example.nl" if email == "" else email
    return _add(
        Tenant(
            number=f"{number:06}", household_id=household.id, name=name or f"Huurder Van {number}", email=address,
            **{"age_band": AgeBand.UNDER_65, **more},
        )
    )  # fmt: skip


def make_member(tenant=None, alias=None, **more):
    """A tenant with an account."""
    number = next(_count)
    tenant = tenant or make_tenant()
    alias = alias or f"Lid {number}"
    return _add(
        Account(
            number=f"M{number:012}", alias=alias, alias_folded=fold_alias(alias), role=Role.TENANT, tenant_id=tenant.id, email=tenant.email,
            **{"created_at": NOW - timedelta(days=300), **more},
        )
    )  # fmt: skip


def make_staff(role, party=None, alias=None, **more):
    number = next(_count)
    alias = alias or f"{role.value} {number}"
    if party is None and role is not Role.ADMIN:
        party = Party.TENANTS if role is Role.BOARD else Party.LANDLORD
    return _add(
        Account(
            number=f"S{number:012}", alias=alias, alias_folded=fold_alias(alias), role=role, party=party, email=f"staf{number}@delinde.example",
            **{"created_at": NOW - timedelta(days=300), **more},
        )
    )  # fmt: skip


def make_year(year=2026):
    from sqlalchemy import select

    return db.session.scalar(select(PolicyYear).where(PolicyYear.year == year)) or _add(PolicyYear(year=year))


def make_topic(slug=None, *, opens_on=date(2026, 11, 1), closes_on=date(2026, 12, 31), agreed=True, year=None, **more):
    number = next(_count)
    return _add(
        Topic(
            policy_year_id=(year or make_year()).id, slug=slug or f"onderwerp-{number}", title=f"Onderwerp {number}", summary="Waar het om gaat.",
            body="Achtergrond.", body_html="<p>Achtergrond.</p>", opens_on=opens_on, closes_on=closes_on, proposed_by_party=Party.LANDLORD,
            proposed_at=NOW - timedelta(days=60), agreed_at=NOW - timedelta(days=30) if agreed else None,
            **{"regime": Regime.NONE, "place": number if agreed else None, **more},
        )
    )  # fmt: skip


def sign_in(browser, account):
    """Be this person in this browser, without going through the sign-in pages (those have tests of their own)."""
    with browser.client.session_transaction() as session:
        session["_user_id"] = f"{account.id}.{account.session_version}"
        session["_fresh"] = True


def make_panel(topic=None, *, seats=12, evening=NOW + timedelta(days=40), **more):
    """A panel with one evening of two hours; `evening=None` for a panel without."""
    from recruitment.models import Panel, PanelSession

    topic = topic or make_topic()
    panel = _add(
        Panel(
            topic_id=topic.id,
            title=f"Praat mee over {topic.title}",
            questions="Hoe kan het beter?",
            seats=seats,
            **{"created_at": NOW, **more},
        )
    )
    if evening:
        _add(
            PanelSession(
                panel_id=panel.id, starts_at=evening, ends_at=evening + timedelta(hours=2), place="Buurthuis De Linde", address="Dorpsplein 1, Lindehoven",
                changed_at=NOW,
            )
        )  # fmt: skip
    return panel


def make_engaged(topic, member=None, **more):
    """A member whose flag for this topic stands."""
    from recruitment.models import Engagement

    member = member or make_member()
    _add(
        Engagement(
            topic_id=topic.id, account_id=member.id, days=4, answered_by=5, answered=5, posts=6, threads=3, own_repeats=0, points=100,
            policy_version=1, engaged=True, engaged_at=NOW, updated_at=NOW, **more,
        )
    )  # fmt: skip
    return member
