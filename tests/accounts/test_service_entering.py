from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa
from factories import NOW, make_complex, make_household, make_member, make_staff, make_tenant
from sqlalchemy.exc import IntegrityError
from statements import statements

from accounts import events, jobs
from accounts.models import AccessCode, Account, Party, Role, SignInCode, SignInTry
from accounts.queries.letters import piles, reach
from accounts.queries.logins import find_access_code
from accounts.rules.signing_in import CODE_TRIES, LETTER_CODE_LASTS, LIMITS
from accounts.service import printing, signing_in, staff
from accounts.service.details import change_email, change_password, erase_account
from accounts.service.opening import give_code, make_code_letters, open_account, plain_code, who_opens
from accounts.service.passwords import fits, hash_password
from accounts.service.printing import mark_printed, take_batch
from accounts.service.tries import forget_tries, note_try
from foundation import audit, outbox
from foundation.db import transaction
from foundation.errors import Refused
from foundation.outbox import Outgoing, SendState, Way

MINUTE = timedelta(minutes=1)


@pytest.fixture
def admin(db):
    with transaction():
        found = make_staff(Role.ADMIN)
        db.session.expunge(found)
    return found


def queued(kind, way=Way.MAIL):
    from foundation.db import db

    return db.session.scalars(
        sa.select(Outgoing).where(Outgoing.kind == kind, Outgoing.way == way, Outgoing.state == SendState.QUEUED)
    ).all()


def test_a_household_has_one_standing_code(db):
    with transaction():
        household = make_household().id
        first = plain_code(give_code(household, NOW))
        assert plain_code(give_code(household, NOW + MINUTE)) == first
    assert find_access_code(first.lower(), NOW).household_id == household
    assert find_access_code(first, NOW + LETTER_CODE_LASTS + MINUTE) is None
    with transaction():
        db.session.execute(sa.update(AccessCode).values(revoked_at=NOW))
    assert find_access_code(first, NOW) is None
    with transaction():
        assert plain_code(give_code(household, NOW)) != first


def test_the_code_is_stored_nowhere(db):
    with transaction():
        code = plain_code(give_code(make_household().id, NOW))
    for table in db.metadata.sorted_tables:
        assert code not in str(db.session.execute(sa.select(table)).all())


def test_letters_for_who_has_no_account_and_not_twice(db, admin):
    with transaction():
        here, there = make_complex("Berkenhof"), make_complex("Elders")
        one, two = make_tenant(make_household(here)), make_tenant(make_household(here), email=None)
        make_member(make_tenant(make_household(here)))
        make_tenant(make_household(there))
        make_tenant(make_household(here), gone_at=NOW)
        ids = one.household_id, two.household_id, here.id
    assert [(place.name, place.households, place.without) for place in reach()] == [("Berkenhof", 3, 2), ("Elders", 1, 1)]
    with transaction():
        assert make_code_letters([ids[2]], by_mail=True, by=admin, now=NOW) == {"letters": 1, "mails": 1}
        assert make_code_letters([ids[2]], by_mail=True, by=admin, now=NOW) == {"letters": 0, "mails": 0}
        assert make_code_letters(None, by_mail=False, by=admin, now=NOW) == {"letters": 2, "mails": 0}
    assert sorted(row.ref["household_id"] for row in queued("accounts.code_letter", Way.LETTER))[:2] == sorted(ids[:2])


def test_a_letter_is_printed_then_marked(db, admin):
    heard = []

    def left(row, *, now):
        heard.append(row.kind)

    with transaction():
        tenants = [make_tenant(name=f"Bewoner {n}") for n in range(3)]
        ids = [tenant.id for tenant in tenants]
        make_code_letters(None, by_mail=False, by=admin, now=jobs.clock.now())
        open_account(ids[2], "Zonnebloem", "z@x.nl", None, "nl", NOW)  # needs no letter any more
    pile = piles()[0]
    assert (pile.kind, pile.count, pile.taken) == ("accounts.code_letter", 3, 0)
    with transaction():
        assert mark_printed(pile.kind, pile.upto, admin, NOW) == 0  # nobody downloaded them yet
        letters = take_batch(pile.kind, pile.upto, admin, NOW)
    assert [letter.address[0] for letter in letters] == ["Bewoner 0", "Bewoner 1"]
    assert all(letter.code and letter.code in letter.url for letter in letters)
    with transaction():
        make_tenant()
        make_code_letters(None, by_mail=False, by=admin, now=NOW)
    assert (piles()[0].count, piles()[0].taken) == (3, 2)
    with outbox.left.connected_to(left), transaction():
        assert mark_printed(pile.kind, piles()[0].upto, admin, NOW) == 2
        assert mark_printed(pile.kind, piles()[0].upto, admin, NOW) == 0
    assert heard == ["accounts.code_letter"] * 2
    assert piles()[0].count == 1


def test_the_name_tells_whose_account_a_code_opens(db):
    with transaction():
        alone, pair, same = make_household().id, make_household().id, make_household().id
        from accounts.models import Household

        def at(household, name):
            return make_tenant(db.session.get_one(Household, household), name=name).id

        one, vries, jansen, a, b = at(alone, "X"), at(pair, "A. de Vries"), at(pair, "B. Jansen"), at(same, "A. Bos"), at(same, "B. Bos")
    assert who_opens(alone).id == one
    assert who_opens(pair) is None
    assert who_opens(pair, "jansen").id == jansen
    assert who_opens(pair, "Pietersen") is None
    assert who_opens(same, "Bos") is None
    assert who_opens(same, "b. bos").id == b
    assert who_opens(same, "A. Bos").id == a
    with transaction():
        open_account(vries, "Vries", "v@x.nl", None, "nl", NOW)
    assert who_opens(pair, "de Vries") is None  # nobody opens a second account in somebody's place
    assert who_opens(pair) is None
    with transaction():
        open_account(one, "Iks", "v@x.nl", None, "nl", NOW)
    with pytest.raises(Refused):
        who_opens(alone)


def test_one_tenant_has_one_account_and_one_alias_one_owner(db):
    with transaction():
        one, two = make_tenant().id, make_tenant().id
        open_account(one, "Zonnebloem", "z@x.nl", None, "nl", NOW)
    for tenant, alias, email in (
        (one, "Anders", "a@x.nl"),
        (two, "ZONNEBL0EM", "a@x.nl"),
        (two, "Beheerder", "a@x.nl"),
        (two, "Anders", None),
    ):
        with pytest.raises(Refused), transaction():
            open_account(tenant, alias, email, None, "nl", NOW)
    with pytest.raises(IntegrityError), transaction():
        db.session.add(Account(number="x", alias="Y", alias_folded="y", role=Role.TENANT, tenant_id=one, created_at=NOW))


def test_a_mailed_code_works_once_for_ten_minutes(db):
    with transaction():
        account = make_member().id
        email = db.session.get_one(Account, account).email
        signing_in.mail_codes(email, NOW)
    digits = signing_in.digits_of(db.session.scalars(sa.select(SignInCode)).one())
    with transaction():
        assert signing_in.use_code(email, digits, NOW + 10 * MINUTE) is None
        assert signing_in.use_code("other@x.nl", digits, NOW) is None
        assert signing_in.use_code(email, f" {digits[:3]} {digits[3:]}", NOW + 9 * MINUTE).id == account
        assert signing_in.use_code(email, digits, NOW + 9 * MINUTE) is None


def test_a_new_code_ends_the_old_one(db):
    with transaction():
        email = make_member().email
        signing_in.mail_codes(email, NOW)
        old = signing_in.digits_of(db.session.scalars(sa.select(SignInCode)).one())
        signing_in.mail_codes(email, NOW + MINUTE)
        assert signing_in.use_code(email, old, NOW + MINUTE) is None


def test_five_wrong_guesses_end_a_code(db):
    with transaction():
        email = make_member().email
        signing_in.mail_codes(email, NOW)
    row = db.session.scalars(sa.select(SignInCode)).one()
    digits = signing_in.digits_of(row)
    wrong = f"{(int(digits) + 1) % 1_000_000:06d}"
    with transaction():
        for _guess in range(CODE_TRIES):
            assert signing_in.use_code(email, wrong, NOW) is None
        assert signing_in.use_code(email, digits, NOW) is None


def test_two_people_with_one_mailbox_each_get_in(db):
    with transaction():
        one, two = make_member(), make_member()
        one.email = two.email = "samen@x.nl"
        ids = [one.id, two.id]
        signing_in.mail_codes("samen@x.nl", NOW)
    for row in db.session.scalars(sa.select(SignInCode)).all():
        digits, owner = signing_in.digits_of(row), row.account_id
        with transaction():
            assert signing_in.use_code("samen@x.nl", digits, NOW).id == owner
        assert owner in ids


def test_a_mailbox_alone_opens_no_staff_account(db):
    with transaction():
        email = make_staff(Role.BOARD).email
        signing_in.mail_codes(email, NOW)
    assert db.session.scalars(sa.select(SignInCode)).all() == []
    assert len(queued("accounts.use_password")) == 1


def test_passwords(db):
    with transaction():
        account = make_member()
        account.password_hash, email, account_id = hash_password("drie natte schoenen"), account.email, account.id
    assert signing_in.who_has(email, "drie natte schoenen").id == account_id
    assert signing_in.who_has(email, "drie natte schoenen ") is None
    assert signing_in.who_has("x@x.nl", "drie natte schoenen") is None
    assert not fits(None, "nobody has this password")
    assert not fits("no hash", "x")


def test_a_totp_step_works_once_and_never_backwards(db):
    secret = signing_in.new_totp_secret()
    with transaction():
        account = make_staff(Role.COORDINATOR).id
        step = timedelta(seconds=30)
        code = pyotp.TOTP(secret).at
        assert not signing_in.use_totp(account, code(NOW), NOW)  # nothing set up yet
        assert signing_in.use_totp(account, code(NOW), NOW, secret)
        assert not signing_in.use_totp(account, code(NOW), NOW)
        assert signing_in.use_totp(account, code(NOW + step), NOW + step)
        assert not signing_in.use_totp(account, code(NOW), NOW + step)
        assert not signing_in.use_totp(account, code(NOW + 3 * step), NOW + step)
        assert not signing_in.use_totp(
            account, code(NOW + 4 * step), NOW + 4 * step, signing_in.new_totp_secret()
        )  # a secret is not replaced this way


def test_tries_are_counted_per_thing_and_forgotten(db):
    most = LIMITS["password"].most
    for _try in range(most):
        with transaction():
            note_try(NOW, password="a@x.nl", password_network="192.0.2.0/24")
    with pytest.raises(Refused), transaction():
        note_try(NOW, password="A@X.NL ", password_network="198.51.100.0/24")
    with transaction():
        note_try(NOW, password="b@x.nl", password_network="192.0.2.0/24")
        note_try(NOW + LIMITS["password"].within + MINUTE, password="a@x.nl")
        assert forget_tries(NOW + timedelta(hours=1)) == 2 * most + 2
    assert "a@x.nl" not in str([row.about for row in db.session.scalars(sa.select(SignInTry))])


def test_erasing_leaves_nothing_of_the_person(db):
    heard = []

    def erased(account, *, now):
        heard.append(account.alias)

    with transaction():
        tenant = make_tenant()
        account = make_member(tenant, alias="Zonnebloem", password_hash="x", source_id="md_1")
        signing_in.mail_codes(account.email, NOW)
        ids = account.id, tenant.id
    with events.account_erased.connected_to(erased), transaction():
        erase_account(ids[0], NOW)
    assert heard == ["Zonnebloem"]
    row = db.session.get_one(Account, ids[0])
    assert (row.alias, row.email, row.password_hash, row.tenant_id, row.source_id) == ("Oud-deelnemer", None, None, None, None)
    assert row.session_version == 2
    assert row.closed_at == row.erased_at == NOW
    assert db.session.scalars(sa.select(SignInCode)).all() == []
    with pytest.raises(Refused), transaction():
        erase_account(ids[0], NOW)
    with transaction():
        open_account(ids[1], "Zonnebloem", "z@x.nl", None, "nl", NOW)  # the alias is free again, and so is the tenant
    with pytest.raises(Refused), transaction():
        erase_account(make_staff(Role.ADMIN).id, NOW)


def test_the_old_address_hears_of_a_new_one_and_is_then_forgotten(db):
    with transaction():
        account = make_member()
        account_id, old = account.id, account.email
        change_email(account_id, "nieuw@x.nl", NOW)
    row = queued("accounts.mail_changed")[0]
    assert outbox.render(row).to == old
    jobs.tidy(NOW)
    assert queued("accounts.mail_changed")[0].ref["to"] == old
    with transaction():
        queued("accounts.mail_changed")[0].state = SendState.SENT
    jobs.tidy(NOW)
    assert old not in str(db.session.scalars(sa.select(Outgoing.ref)).all())
    with pytest.raises(Refused), transaction():
        change_email(account_id, None, NOW)


def test_a_new_password_ends_other_sessions_and_open_codes(db):
    with transaction():
        account = make_member()
        account_id, email = account.id, account.email
        signing_in.mail_codes(email, NOW)
        digits = signing_in.digits_of(db.session.scalars(sa.select(SignInCode)).one())
        assert change_password(account_id, "hash", NOW) == 2
        assert signing_in.use_code(email, digits, NOW) is None


def test_staff_choose_their_own_password_once(db, admin):
    with transaction():
        person = staff.add_staff("Merel van de corporatie", "merel@x.nl", Role.COORDINATOR, Party.LANDLORD, admin, NOW)
        person_id = person.id
    mail = outbox.render(queued("accounts.password_link")[0])
    assert mail.to == "merel@x.nl"
    number, until, code = next(word for word in mail.text.split() if "/wachtwoord/" in word).rsplit("/", 3)[1:]
    link = (number, int(until), code)
    assert staff.who_may_set_password(*link, NOW).id == person_id
    assert staff.who_may_set_password(number, int(until) + 1, code, NOW) is None
    assert staff.who_may_set_password(*link, NOW + timedelta(hours=24)) is None
    with transaction():
        staff.set_password(link, "hash", NOW)
    with pytest.raises(Refused), transaction():
        staff.set_password(link, "other", NOW)
    assert outbox.render(queued("accounts.password_link")[0]) is None
    with transaction():
        seen = db.session.get_one(Account, person_id).session_version
        staff.send_password_link(person_id, seen, admin, NOW)
        staff.send_password_link(person_id, seen, admin, NOW)
    assert len(queued("accounts.password_link")) == 2, "one when she came, one now: pressing twice sends one"
    assert db.session.get_one(Account, person_id).password_hash is None
    with transaction():
        staff.disable_staff(person_id, admin, NOW)
        with pytest.raises(Refused):
            staff.disable_staff(person_id, admin, NOW)
        with pytest.raises(Refused):
            staff.disable_staff(admin.id, admin, NOW)
        with pytest.raises(Refused):
            staff.add_staff("Merel van de corporatie!", "m@x.nl", Role.BOARD, Party.TENANTS, admin, NOW)
        with pytest.raises(Refused):
            staff.add_staff("Bestuur", "m@x.nl", Role.BOARD, Party.LANDLORD, admin, NOW)
    assert audit.verify().ok


def test_many_letters_take_few_statements_and_come_in_batches(db, admin, monkeypatch):
    def counted(work):
        with statements(db.engine) as seen, transaction():
            made = work()
        return made, sum(not one.startswith("INSERT") for one in seen)  # SQLite inserts row by row, inside the process

    with transaction():
        here, there = make_complex("Weinig"), make_complex("Veel")
        for _n in range(2):
            make_tenant(make_household(here))
        for _n in range(60):
            make_tenant(make_household(there))
        ids = here.id, there.id
    few = counted(lambda: make_code_letters([ids[0]], by_mail=False, by=admin, now=jobs.clock.now()))
    many = counted(lambda: make_code_letters([ids[1]], by_mail=False, by=admin, now=jobs.clock.now()))
    assert (few[0]["letters"], many[0]["letters"]) == (2, 60)
    assert many[1] <= few[1] + 1
    monkeypatch.setattr(printing, "BATCH", 40)
    upto = piles()[0].upto
    with transaction():
        first = [letter.code for letter in take_batch("accounts.code_letter", upto, admin, NOW)]
        assert [letter.code for letter in take_batch("accounts.code_letter", upto, admin, NOW)] == first
        assert mark_printed("accounts.code_letter", upto, admin, NOW) == 40
        assert len(take_batch("accounts.code_letter", upto, admin, NOW)) == 22


def test_who_took_part_on_paper_opens_that_same_account_later(db):
    from accounts.service.opening import who_opens, without_account
    from accounts.service.people import account_for_assisted

    with transaction():
        tenant = make_tenant(email=None)
        paper = account_for_assisted(tenant, NOW)
        assert tenant in db.session.scalars(without_account()).all()
        assert who_opens(tenant.household_id) is tenant
        opened = open_account(tenant.id, "Anna van Vier", "anna@example.nl", None, "nl", NOW)
    assert opened.id == paper.id and opened.alias == "Anna van Vier"
    with pytest.raises(Refused), transaction():
        open_account(tenant.id, "Nog Een", "b@example.nl", None, "nl", NOW)
