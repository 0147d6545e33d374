"""A registry of 8,000 homes out of real street names, first and last names and the Eindhoven districts. Derived, never kept."""

from __future__ import annotations

import csv
import hashlib
import io

import servers

HEADERS = [
    "huurdernummer", "naam", "geboortejaar", "email", "telefoon", "straat", "huisnummer", "postcode", "plaats", "complex", "woningtype",
    "ingang_huur", "huishouden", "wijk", "inkomen",
]  # fmt: skip
MAPPING = '[columns]\ndistrict = "wijk"\n'
HOMES = 8000


def rows_of(relative):
    return list(csv.DictReader(io.StringIO(servers.shared_data(relative).read_text("utf-8"))))


def pick(number, what, options):
    """The same choice every time."""
    digest = hashlib.sha256(f"{what}:{number}".encode()).digest()
    return options[int.from_bytes(digest[:6], "big") % len(options)]


def districts():
    """Each of the 8,000 homes' district, in the proportion of the corporations' homes in Eindhoven."""
    wijken = [(row["wijk"], int(row["corporatiewoningen_schatting"])) for row in rows_of("quota/eindhoven_wijken_2025.csv")]
    total = sum(count for _name, count in wijken)
    homes = [name for name, count in wijken for _home in range(count * HOMES // total)]
    return homes + [wijken[0][0]] * (HOMES - len(homes))


def registry():
    """(CSV text, rows): one tenant a home and a second one in every fifth; six in ten have mail."""
    names = rows_of("registry/names_nl.csv")
    first = [row["name"] for row in names if row["kind"] == "first"]
    last = [row["name"] for row in names if row["kind"] != "first"]
    streets = rows_of("registry/streets_groningen_bag.csv")
    rows = []
    for home, district in enumerate(districts(), start=1):
        street = streets[home % len(streets)]
        for person in range(2 if home % 5 == 0 else 1):
            number = f"{home:05}{person}"
            rows.append(
                {
                    "huurdernummer": number,
                    "naam": f"{pick(number, 'first', first)} {pick(number, 'last', last)}",
                    "geboortejaar": str(1936 + int(pick(number, "born", range(70)))),
                    "email": f"h{number}@huurder.example" if pick(number, "mail", range(10)) < 6 else "",
                    "telefoon": "",
                    "straat": street["straat"],
                    "huisnummer": str(home),
                    "postcode": f"{street['postcode4']} AB",
                    "plaats": "Lindehoven",
                    "complex": f"{district} {home % 4 + 1}",
                    "woningtype": pick(home, "kind", ["appartement", "appartement", "eengezinswoning", "seniorenwoning"]),
                    "ingang_huur": "2015-04-01",
                    "huishouden": f"HH{home}",
                    "wijk": district,
                    "inkomen": "31337",
                }
            )
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADERS, delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue(), rows
