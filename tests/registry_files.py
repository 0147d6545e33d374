"""Registry files for tests."""

BLANK = {
    "huurdernummer": "", "naam": "A. de Vries", "geboortejaar": "1970", "email": "", "telefoon": "",
    "straat": "Lindelaan", "huisnummer": "1",
    "toevoeging": "", "postcode": "1234 AB", "plaats": "Lindehoven", "complex": "Berkenhof", "woningtype": "appartement",
    "ingang_huur": "2010-05-01", "huishouden": "",
}  # fmt: skip


def row(number, **cells):
    return {**BLANK, "huurdernummer": str(number), **cells}


def file(*rows, sep=",", names=None, encoding="utf-8"):
    names = names or list(BLANK)
    lines = [sep.join(names), *(sep.join(f'"{one[name]}"' for name in names) for one in rows)]
    return ("\n".join(lines) + "\n").encode(encoding)


def many(count, start=1):
    """Two people a house number, 25 complexes."""
    return [
        row(f"{n:06}", huisnummer=str(n // 2), email=f"h{n}@x.example", complex=f"Complex {n // 2 * 2 % 25}")
        for n in range(start, start + count)
    ]
