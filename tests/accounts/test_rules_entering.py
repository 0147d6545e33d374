import json

import pytest
from servers import shared_data

from accounts.models import Party, Role
from accounts.rules.aliases import fold_alias, why_not_alias
from accounts.rules.passwords import COMMON, why_not_password
from accounts.rules.people import name_fits, why_not_staff
from accounts.rules.signing_in import network_of

NAMES = ("Woonstichting De Linde", "Huurdersvereniging Onder de Linde")


@pytest.fixture(autouse=True)
def words(app):
    with app.app_context():
        yield


@pytest.mark.parametrize(
    "other",
    ["jan de boer", "Jan de Boér", "JAN DE BOER", "Jan  de-Boer", "Jаn de Boer", "Jan de B0er", "\u200bJan de Boer", "Ｊan de Boer"],
)
def test_aliases_that_look_alike_are_one(other):
    assert fold_alias(other) == fold_alias("Jan de Boer")


@pytest.mark.parametrize("other", ["Jan de Boet", "Jan", "Jan de Boer 2"])
def test_other_aliases_stay_apart(other):
    assert fold_alias(other) != fold_alias("Jan de Boer")


@pytest.mark.parametrize(
    "alias",
    ["Beheerder", "beheerder ", "Bеheerder", "B3heerder", "Moderator1", "De Moderator", "Medewerker Jan", "Woonstichting de Linde", "woonstichtingdelinde",
     "Huurdersvereniging Onder de Linde 2", "Admin", "Bestuur", "Meedenkers-team", "Oud-deelnemer"],
)  # fmt: skip
def test_nobody_looks_like_staff(alias):
    assert "medewerker of een organisatie" in why_not_alias(alias, NAMES)


@pytest.mark.parametrize("alias", ["", "a", "x" * 41, "jan@x.nl", "http://x.nl", "<b>", "!!", "12", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A"])
def test_what_is_no_alias(alias):
    assert why_not_alias(alias, NAMES)


@pytest.mark.parametrize("alias", ["Zoë", "Buurvrouw van 12", "محمد", "王小明", "Oma Riet", "Lindeboom", "Tuinman", "Linde"])
def test_ordinary_aliases(alias):
    assert why_not_alias(alias, NAMES) is None


def test_the_demo_neighbours_may_have_their_aliases():
    for name in json.loads(shared_data("security/names-unicode.json").read_text()):
        why_not_alias(name, NAMES)  # whatever it answers, it answers


@pytest.mark.parametrize(
    "password",
    ["kort", "wachtwoord", "Wachtwoord1!", "welkom2026", "W3lkom01", "12345678", "qwertyuiop", "aaaaaaaa", "abcabcabc", "        ", "welkomwelkom",
     "JanDeVries", "janneke1!", "x" * 257],
)  # fmt: skip
def test_easy_passwords(password):
    assert why_not_password(password, ["Jan de Vries", "janneke@x.nl"])


@pytest.mark.parametrize(
    "password", ["paard fiets boom", "tulp-op-dak-9", "drie natte schoenen", "correct horse battery staple", "x9" * 32 + "q!"]
)
def test_good_passwords(password):
    assert why_not_password(password, ["Jan de Vries", "janneke@x.nl"]) is None


def test_the_list_is_long_enough_to_matter():
    assert len(COMMON) >= 300


@pytest.mark.parametrize(
    ("typed", "name", "fits"),
    [("de Vries", "Mw. A. de Vries", True), ("vries", "A. de Vries", True), ("A. de Vries", "A. de Vries", True), ("A", "A. de Vries", False),
     ("de", "A. de Vries", False), ("B. de Vries", "A. de Vries", False), ("van 't Hof", "Zoë van 't Hof", True), ("Zoë", "Zoë van 't Hof", False),
     ("Jansen", "A. Jansen-de Vries", False), ("", "A. de Vries", False), ("%", "A. de Vries", False)],
)  # fmt: skip
def test_a_surname_is_enough_and_less_is_not(typed, name, fits):
    assert name_fits(typed, name) is fits


def test_staff_stand_on_the_side_their_role_allows():
    assert why_not_staff(Role.BOARD, Party.TENANTS) is None
    assert why_not_staff(Role.ADMIN, None) is None
    for role, party in (
        (Role.BOARD, Party.LANDLORD),
        (Role.POLICY_OWNER, Party.TENANTS),
        (Role.ADMIN, Party.LANDLORD),
        (Role.TENANT, None),
        (Role.MODERATOR, None),
    ):
        assert why_not_staff(role, party)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.1", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        (None, "?"),
        ("x", "?"),
    ],
)
def test_a_network_is_what_one_subscriber_has(address, network):
    assert network_of(address) == network
