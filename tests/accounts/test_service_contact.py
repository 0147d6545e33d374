from datetime import timedelta

import pytest
import sqlalchemy as sa
from factories import NOW, make_complex, make_household, make_member, make_tenant

from accounts.models import AgeBand, AnswerToken, Channel
from accounts.queries import (
    account_of,
    contacted_households_since,
    features_of,
    find_token,
    has_opted_out,
    letter_address,
    mail_address,
    margins,
    opted_out_tenants,
    tenants_with_address,
)  # fmt: skip
from accounts.rules import COOL_DOWN
from accounts.service import code_of, issue_token, note_contact, opt_in, opt_out, revoke_tokens
from foundation.db import transaction

LATER = NOW + timedelta(days=14)


@pytest.fixture
def tenant(db):
    with transaction():
        return make_tenant().id


def test_a_token_works_for_its_purpose_until_it_ends(db, tenant):
    with transaction():
        code = issue_token("invitation", 3, tenant, LATER, NOW)
    found = find_token(code.lower(), "invitation", NOW)
    assert found is not None
    assert (found.subject_id, found.tenant_id) == (3, tenant)
    assert find_token(code, "unsubscribe", NOW) is None
    assert find_token(code, "invitation", LATER) is None
    assert find_token("", "invitation", NOW) is None
    assert code not in str(vars(found))


def test_a_token_is_given_again_and_made_new_after_revoking(db, tenant):
    with transaction():
        first = issue_token("invitation", 3, tenant, LATER, NOW)
        assert issue_token("invitation", 3, tenant, LATER, NOW) == first
        assert issue_token("invitation", 4, tenant, LATER, NOW) != first
        assert revoke_tokens("invitation", 3, tenant, NOW) == 1
        second = issue_token("invitation", 3, tenant, LATER, NOW)
    assert second != first
    assert find_token(first, "invitation", NOW) is None
    token = find_token(second, "invitation", NOW)
    assert code_of(token) == second
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AnswerToken)) == 3


def test_opting_out_counts_once_and_can_be_taken_back(db, tenant):
    with transaction():
        assert opt_out(tenant, "invitations", NOW)
        assert not opt_out(tenant, "invitations", NOW)
    assert list(db.session.scalars(opted_out_tenants("invitations"))) == [tenant]
    assert not has_opted_out(tenant, "scoring")
    with transaction():
        assert opt_in(tenant, "invitations")
    assert not has_opted_out(tenant, "invitations")


def test_the_cool_down_counts_households(db, tenant):
    with transaction():
        row = tenants_with_address([tenant])[0]
        note_contact(row.household_id, tenant, "panel_invitation", Channel.LETTER, NOW)
        household = row.household_id
    assert list(db.session.scalars(contacted_households_since(NOW - COOL_DOWN))) == [household]
    assert list(db.session.scalars(contacted_households_since(NOW - COOL_DOWN, "survey"))) == []
    assert list(db.session.scalars(contacted_households_since(NOW))) == []


def test_margins_count_households_of_current_tenants(db):
    with transaction():
        north, nowhere = make_complex("Berkenhof", "Noord"), make_complex("Losse huizen", None)
        together = make_household(north)
        make_tenant(together, age_band=AgeBand.UNDER_30)
        make_tenant(together, age_band=AgeBand.UNDER_45)
        one = make_tenant(make_household(nowhere, kind=""), age_band=AgeBand.UNDER_30).id
        make_tenant(make_household(north), gone_at=NOW)
    assert margins("complex") == {"Berkenhof": 1, "Losse huizen": 1}
    assert margins("age_band") == {"18-29": 2, "30-44": 1}
    assert margins("district") == {"Noord": 1, "onbekend": 1}
    assert margins("dwelling_kind") == {"appartement": 1, "onbekend": 1}
    assert features_of([one]) == {
        one: {"district": "onbekend", "complex": "Losse huizen", "age_band": "18-29", "dwelling_kind": "onbekend"}
    }


def test_mail_goes_to_the_account_first_and_nowhere_when_it_bounces(db):
    with transaction():
        plain, member, bouncing = make_tenant(email="r@x.nl").id, make_tenant(), make_tenant(bouncing_at=NOW).id
        account = make_member(member)
        account.email, account = "eigen@x.nl", account.id
        nobody = make_tenant(email=None).id
    assert mail_address(plain) == "r@x.nl"
    assert mail_address(member.id) == "eigen@x.nl"
    assert mail_address(bouncing) is None
    assert mail_address(nobody) is None
    assert account_of(member.id).id == account
    assert account_of(plain) is None


def test_an_address_is_written_as_on_an_envelope(db):
    with transaction():
        tenant = make_tenant(name="Mw. A. de Vries")
        number = db.session.get_one(type(tenant), tenant.id).household_id
    lines = letter_address(tenant.id)
    assert number
    assert lines[0] == "Mw. A. de Vries"
    assert lines[1].startswith("Lindelaan ")
    assert lines[2] == "5611 AB  Lindehoven"
