from datetime import date

import pytest
from registry_files import row

from accounts.models import AgeBand
from accounts.rules import mapping
from accounts.rules.registry import WrongCell, age_band, email_address, person, too_many_gone

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def words(app):
    with app.app_context():
        yield


@pytest.mark.parametrize(
    ("year", "band"),
    [("", AgeBand.UNKNOWN), ("2010", AgeBand.UNKNOWN), ("2008", AgeBand.UNDER_30), ("1996", AgeBand.UNDER_45), ("1981", AgeBand.UNDER_65),
     ("1961", AgeBand.UNDER_75), ("1951", AgeBand.OVER_75), ("1900", AgeBand.OVER_75)],
)  # fmt: skip
def test_a_year_becomes_a_class(year, band):
    assert age_band(year, TODAY) is band


@pytest.mark.parametrize(
    ("column", "cell"),
    [("geboortejaar", "70"), ("geboortejaar", "2027"), ("geboortejaar", "１９７０"), ("postcode", "0234 AB"), ("postcode", "1234"),
     ("email", "geen"), ("email", "a b@x.nl"), ("email", "a@x"), ("email", "a@x.nl\nBcc: b@x.nl,c@x.nl"), ("huisnummer", "A"),
     ("huurdernummer", "  "), ("naam", "\u200b"), ("complex", "x" * 121), ("ingang_huur", "31-02-2020"), ("ingang_huur", "gisteren"),
     ("huishouden", "@1")],
)  # fmt: skip
def test_a_cell_that_cannot_be_used_is_named(column, cell):
    with pytest.raises(WrongCell) as wrong:
        person(row("1", **{column: cell}), 2, TODAY)
    assert wrong.value.purpose == column
    assert wrong.value.message.endswith(".")


def test_a_good_row_is_made_tidy():
    one = person(row(" 0012 ", naam=" Zoë   van 't\tHof\u202e", email="Zoe@X.NL", postcode="1234ab", ingang_huur="1-5-2010"), 2, TODAY)
    assert (one.number, one.name, one.email, one.postcode) == ("0012", "Zoë van 't Hof", "zoe@x.nl", "1234 AB")
    assert one.rents_since_on == date(2010, 5, 1)


def test_one_address_in_several_spellings_is_one_household():
    one = person(row("1", straat="Lindelaan", toevoeging="A"), 2, TODAY)
    two = person(row("2", straat="LINDE laan", toevoeging=" a", postcode="1234ab"), 3, TODAY)
    assert one.household == two.household
    assert person(row("3", huisnummer="1-1"), 2, TODAY).household != person(row("4", huisnummer="11"), 2, TODAY).household
    long = person(row("3", straat="Laan " * 20), 2, TODAY)
    assert len(long.household) <= 80
    assert long.household != person(row("4", straat="Laan " * 21), 2, TODAY).household


def test_more_than_a_tenth_gone_is_too_many():
    assert not too_many_gone(10, 100)
    assert too_many_gone(11, 100)
    assert not too_many_gone(0, 0)


@pytest.mark.parametrize(
    "typed", ["", "@", "a@", "a.@x.nl", ".a@x.nl", "a..b@x.nl", "a@-x.nl", "a@x..nl", "ä@x.nl", "a" * 65 + "@x.nl", "a@" + "x" * 300]
)
def test_addresses_that_mail_cannot_reach(typed):
    assert email_address(typed) is None


def test_columns_are_found_by_name_and_by_mapping():
    found, wrong = mapping.find(["Naam", "huurdernummer", "straat", "huisnummer", "postcode", "complex", "BSN"])
    assert not wrong
    assert found["naam"] == 0
    assert 6 not in found.values()
    found, wrong = mapping.find(
        ["Klant", "huurdernummer", "straat", "huisnummer", "postcode", "complex", "Wijk"], {"naam": "klant", "district": "wijk"}
    )
    assert not wrong
    assert (found["naam"], found["district"]) == (0, 6)
    assert mapping.find(["naam"])[1] == [
        f"De kolom “{name}” ontbreekt." for name in ("huurdernummer", "straat", "huisnummer", "postcode", "complex")
    ]
    assert mapping.find(["naam"], {"naam": "x"})[1] == ["De kolom “x” staat niet in het bestand."]


def test_a_mapping_file_may_be_written_either_way():
    assert mapping.from_table({"columns": {"naam": "Klant"}}) == {"naam": "Klant"}
    assert mapping.from_table({"Klant": "naam"}) == {"naam": "Klant"}
    for bad in ({"columns": 3}, {"bsn": "BSN"}, {"naam": 3}, {"naam": "a", "b": "naam"}):
        with pytest.raises(ValueError, match=r"."):
            mapping.from_table(bad)


def test_a_guess_knows_common_names():
    assert mapping.guess(["E-mailadres", "Relatienummer", "BSN", "Mail"]) == {0: "email", 1: "huurdernummer"}
