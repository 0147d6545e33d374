from datetime import timedelta

import pytest
from acts import BODY
from factories import NOW, make_member, make_staff, make_topic

from accounts.models import Party, Role
from forum import service as forum
from foundation.db import transaction
from recruitment.models import ScoringNotice
from recruitment.service import ensure_first_policy


@pytest.fixture
def author(db):
    with transaction():
        member = make_member()
        ensure_first_policy(NOW).in_force_at = NOW - timedelta(days=30)
        db.session.add(ScoringNotice(account_id=member.id, policy_version=1, shown_at=NOW))
    return member


@pytest.fixture
def post(db, author):
    with transaction():
        return forum.start_thread(make_topic(), author, "De lift", BODY, NOW)


@pytest.fixture
def moderators(db):
    with transaction():
        return make_staff(Role.MODERATOR, Party.LANDLORD), make_staff(Role.MODERATOR, Party.TENANTS), make_staff(Role.MODERATOR)
