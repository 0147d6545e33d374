import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from factories import NOW, make_member, make_tenant
from registry_files import file, many, row
from servers import shared_data
from statements import statements

from accounts import events
from accounts.models import AccessCode, Account, Complex, Dwelling, Household, RegistryImport, Role, Tenant
from accounts.queries.registry import size
from accounts.service.authors import NotLinked, Pair, link_authors
from accounts.service.registry import NotImported, import_registry
from foundation import sheets
from foundation.db import transaction

LATER = NOW + timedelta(days=30)


def bring_in(data, asked=None, now=NOW, **options):
    with transaction():
        return import_registry(sheets.read(data, "register.csv"), asked, now, **options)


def counts(added=0, changed=0, unchanged=0, gone=0):
    return {"added": added, "changed": changed, "unchanged": unchanged, "gone": gone}


def tenant(number):
    from foundation.db import db

    return db.session.scalars(sa.select(Tenant).where(Tenant.number == number)).one()


def test_the_same_file_twice_changes_nothing(db):
    data = file(*many(50))
    assert bring_in(data) == counts(added=50)
    before = db.session.execute(sa.select(Tenant.__table__).order_by(Tenant.id)).all()
    assert bring_in(data, now=LATER) == counts(unchanged=50)
    assert db.session.execute(sa.select(Tenant.__table__).order_by(Tenant.id)).all() == before
    assert size() == {"tenants": 50, "households": 26, "complexes": 25}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RegistryImport)) == 2


@pytest.mark.parametrize(
    "data",
    [
        file(row("1"), row("2", naam="José", huisnummer="2"), sep=";", encoding="utf-8-sig"),
        file(row("1"), row("2", naam="José", huisnummer="2"), sep=";", encoding="latin-1"),
        file(row("1"), row("2", naam="José", huisnummer="2"), names=sorted(row("1")), sep="\t"),
    ],
    ids=["bom", "latin-1", "other order"],
)
def test_files_as_they_are_really_made(db, data):
    assert bring_in(data) == counts(added=2)
    assert tenant("2").name == "José"


def test_a_file_that_was_cut_off_changes_nothing(db):
    whole = file(*many(20))
    with pytest.raises(sheets.Unreadable):
        bring_in(whole[:-60])
    assert size()["tenants"] == 0


def test_one_wrong_line_and_nothing_is_kept(db):
    with pytest.raises(NotImported) as no:
        bring_in(file(row("1"), row("2", postcode="x"), row("1", huisnummer="9"), row("4", email="x")))
    assert [(error["line"], error["column"]) for error in no.value.details] == [(3, "postcode"), (4, "huurdernummer"), (5, "email")]
    assert "regel 2" in no.value.details[1]["message"]
    assert no.value.fields["added"] == 0
    for kind in (Tenant, Household, Dwelling, Complex, RegistryImport):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(kind)) == 0


def test_one_household_has_one_address_and_one_address_one_complex(db):
    with pytest.raises(NotImported) as no:
        bring_in(file(row("1", huishouden="H1"), row("2", huishouden="H1", huisnummer="2"), row("3", complex="Elders")))
    assert [(error["line"], error["column"]) for error in no.value.details] == [(3, "huishouden"), (4, "complex")]


def test_who_is_absent_is_gone_and_may_come_back(db):
    heard = []

    def gone(sender, *, now):
        heard.append(sender.number)

    everyone = many(20)
    bring_in(file(*everyone))
    with events.tenant_gone.connected_to(gone):
        assert bring_in(file(*everyone[:-1]), now=LATER) == counts(unchanged=19, gone=1)
    assert heard == ["000020"]
    assert tenant("000020").gone_at == LATER
    assert bring_in(file(*everyone[:-1]), now=LATER) == counts(unchanged=19)
    assert bring_in(file(*everyone), now=LATER) == counts(unchanged=19, changed=1)
    assert tenant("000020").gone_at is None


def test_many_gone_at_once_needs_a_word(db):
    everyone = many(20)
    bring_in(file(*everyone))
    with pytest.raises(NotImported) as no:
        bring_in(file(*everyone[:-3]))
    assert no.value.fields["gone"] == 3
    assert no.value.fields["errors"] == []
    assert size()["tenants"] == 20
    assert bring_in(file(*everyone[:-3]), allow_gone=True) == counts(unchanged=17, gone=3)


def test_a_move_is_announced_and_ends_the_code_of_the_old_address(db):
    bring_in(file(row("1"), row("2", huisnummer="2")))
    old = tenant("1").household_id
    with transaction():
        db.session.add(AccessCode(household_id=old, issue=1, fingerprint="f", issued_at=NOW, expires_at=LATER))
    heard = []

    def moved(sender, *, now):
        heard.append((sender.number, sender.household_id))

    with events.tenant_moved.connected_to(moved):
        assert bring_in(file(row("1", huisnummer="7"), row("2", huisnummer="2")), now=LATER) == counts(changed=1, unchanged=1)
    assert heard == [("1", tenant("1").household_id)]
    assert tenant("1").household_id != old
    assert db.session.scalars(sa.select(AccessCode)).one().revoked_at == LATER


def test_what_the_file_does_not_tell_is_left_alone(db):
    bring_in(file(row("1", email="a@x.nl", telefoon="06")))
    few = ["huurdernummer", "naam", "straat", "huisnummer", "postcode", "complex"]
    assert bring_in(file(row("1"), names=few)) == counts(unchanged=1)
    assert tenant("1").email == "a@x.nl"
    assert bring_in(file(row("1"))) == counts(changed=1)  # there is a column, and it is empty
    assert tenant("1").email is None


def test_a_changed_dwelling_is_a_change_of_who_lives_there(db):
    bring_in(file(row("1"), row("2", huisnummer="2")))
    assert bring_in(file(row("1", woningtype="eengezinswoning"), row("2", huisnummer="2"))) == counts(changed=1, unchanged=1)
    assert bring_in(file(row("1", woningtype="eengezinswoning", complex="Nieuw"), row("2", huisnummer="2"))) == counts(
        changed=1, unchanged=1
    )


def test_a_new_address_lets_mail_through_again(db):
    bring_in(file(row("1", email="oud@x.nl")))
    with transaction():
        tenant("1").bouncing_at = NOW
    bring_in(file(row("1", email="oud@x.nl", naam="B")))
    assert tenant("1").bouncing_at == NOW
    bring_in(file(row("1", email="nieuw@x.nl", naam="B")))
    assert tenant("1").bouncing_at is None


def test_a_mapping_may_name_the_district(db):
    rows = [{**row("1"), "wijk": "Noord"}, {**row("2", huisnummer="2"), "wijk": "Noord"}, {**row("3", huisnummer="3"), "wijk": "Zuid"}]
    bring_in(file(*rows, names=list(rows[0])))
    assert db.session.scalars(sa.select(Complex.district)).all() == [None]
    assert bring_in(file(*rows, names=list(rows[0])), {"district": "wijk"}) == counts(unchanged=3)
    assert db.session.scalars(sa.select(Complex.district)).all() == ["Noord"]


def test_a_column_nobody_mapped_is_stored_nowhere(db):
    rows = [{**row("1"), "bsn": "123456782"}]
    bring_in(file(*rows, names=list(rows[0])))
    for table in db.metadata.sorted_tables:
        assert "123456782" not in str(db.session.execute(sa.select(table)).all())


def test_the_year_of_birth_is_stored_nowhere(db):
    bring_in(file(row("1", geboortejaar="1947")))
    assert str(tenant("1").age_band.value) == "75+"
    for table in db.metadata.sorted_tables:
        assert "1947" not in str(db.session.execute(sa.select(table)).all())


def test_hostile_names_come_back_or_are_refused_with_a_line(db):
    names = [name.replace('"', "'") for name in json.loads(shared_data("security/names-unicode.json").read_text())]
    refused = 0
    for number, name in enumerate(names):
        try:
            bring_in(file(row("1", naam=name)), allow_gone=True)
        except (NotImported, sheets.Unreadable) as no:
            refused += 1
            assert no.details[0]["line"] == 2, number
            continue
        kept = tenant("1").name
        assert kept
        assert not any(sign in kept for sign in "\u202e\u200b\n\t")
    assert refused < 15


def test_eight_thousand_tenants_take_a_fixed_number_of_statements(db):
    def sent(data, **options):
        with statements(db.engine) as seen:
            bring_in(data, **options)
        return len(seen)

    few, more = sent(file(*many(100))), sent(file(*many(8000)))
    assert more < few + 60  # an insert of thousands goes in pages


@pytest.fixture
def authors(db):
    with transaction():
        for source in ("md_1", "md_2"):
            db.session.add(Account(number=source, alias=source, alias_folded=source, role=Role.TENANT, source_id=source, created_at=NOW))
        one, two = make_tenant(email="een@x.nl"), make_tenant()
        taken = make_tenant()
        make_member(taken)
        return one.number, two.number, taken.number


def test_authors_are_given_to_their_tenants(db, authors):
    heard = []

    def linked(sender, *, tenant, now):
        heard.append((sender.source_id, tenant.number))

    def opened(sender, *, now):
        heard.append(sender.source_id)

    pairs = [Pair(2, "md_1", authors[0]), Pair(3, "md_2", authors[1])]
    with events.author_linked.connected_to(linked), events.account_opened.connected_to(opened), transaction():
        assert link_authors(pairs, NOW) == 2
    assert heard == [("md_1", authors[0]), "md_1", ("md_2", authors[1]), "md_2"]
    assert db.session.scalars(sa.select(Account.email).where(Account.source_id == "md_1")).one() == "een@x.nl"
    with transaction():
        assert link_authors(pairs, NOW) == 0


def test_a_wrong_link_links_nobody(db, authors):
    pairs = [
        Pair(2, "md_1", authors[0]),
        Pair(3, "md_1", authors[1]),
        Pair(4, "md_9", authors[1]),
        Pair(5, "md_2", "x"),
        Pair(6, "md_2", authors[2]),
    ]
    with pytest.raises(NotLinked) as no, transaction():
        link_authors(pairs, NOW)
    assert [(error["line"], error["column"]) for error in no.value.details] == [
        (3, "source_id"), (4, "source_id"), (5, "huurdernummer"), (6, "source_id"),
    ]  # fmt: skip
    assert (
        db.session.scalar(
            sa.select(sa.func.count()).select_from(Account).where(Account.source_id.is_not(None), Account.tenant_id.is_not(None))
        )
        == 0
    )


def test_two_authors_are_not_one_tenant(db, authors):
    with pytest.raises(NotLinked), transaction():
        link_authors([Pair(2, "md_1", authors[0]), Pair(3, "md_2", authors[0])], NOW)
    with pytest.raises(NotLinked), transaction():
        link_authors([Pair(2, "md_1", authors[2])], NOW)
