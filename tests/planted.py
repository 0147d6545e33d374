"""Personal data that belongs to nobody, in the forms in which people write it, for sentences that people might write on a forum. Made from a
seed: every run sees the same."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator

BEFORE = ["Ik ben het er niet mee eens.", "Wat een goed plan!", "Al jaren gaat dit zo.", "Beste mensen,", "Dank voor de uitleg.", ""]
AFTER = ["Wie doet er mee?", "Dat kan toch niet zo doorgaan.", "Groetjes, Annie", "Ik hoor het graag.", "In 2024 was het ook al zo.", ""]
FIRST = ["Henk", "Fatma", "Karin", "Mohammed", "José", "Anne-Marie", "Wim", "Sjoukje"]
LAST = ["Jansen", "de Vries", "van den Berg", "El Idrissi", "Öztürk", "Van Dijk", "Smits", "ter Horst"]
STREETS = [
    "Dorpsstraat",
    "Lindelaan",
    "Prins Hendrikkade",
    "Burgemeester van Rijnsingel",
    "Laan van Meerdervoort",
    "Hoefweg",
    "Kerkplein",
    "Korte Gracht",
]
JOBS = ["huismeester", "opzichter", "wijkbeheerder", "woonconsulent", "complexbeheerder", "medewerker", "monteur"]


def planted(kind: str, count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Texts with one piece of data of this kind each, and the piece."""
    dice = random.Random(f"{kind}{seed}")
    for _number in range(count):
        sentence, piece = MAKERS[kind](dice)
        yield " ".join(filter(None, [dice.choice(BEFORE), sentence, dice.choice(AFTER)])), piece


def _digits(dice: random.Random, count: int) -> str:
    return "".join(dice.choice(string.digits) for _ in range(count))


def _mail(dice: random.Random) -> tuple[str, str]:
    who, host = dice.choice(["jan.jansen", "f_yilmaz", "wimenria52", "k.de-boer+forum"]), dice.choice(["ziggo", "gmail", "kpn-mail"])
    form = dice.choice(
        [
            "{w}@{h}.nl",
            "{w} @ {h}.nl",
            "{w}(at){h}.nl",
            "{w} [at] {h}.com",
            "{w} apenstaartje {h} punt nl",
            "{w}@{h}.co.uk",
            "{w} at {h} punt nl",
        ]
    )
    piece = form.format(w=who, h=host)
    return dice.choice(["Mail mij op {}.", "Mijn adres is {}, dan stuur ik de foto's.", "Reageren kan naar {}"]).format(piece), piece


def _phone(dice: random.Random) -> tuple[str, str]:
    d = _digits(dice, 8)
    area, rest = dice.choice([("040", d[:7]), ("010", d[:7]), ("0492", d[:6]), ("0318", d[:6])])
    piece = dice.choice(
        [
            f"06{d}", f"06-{d}", f"06 {d[:2]} {d[2:4]} {d[4:6]} {d[6:]}", f"06.{d[:4]}.{d[4:]}", f"06 {d[:4]} {d[4:]}", f"+316{d}", f"+31 6 {d}", f"0031 6 {d}",
            f"+31 (0)6 {d[:4]} {d[4:]}", f"(06) {d}", f"{area}-{rest}", f"{area} {rest[:3]} {rest[3:]}", f"({area}) {rest}", f"{area}{rest}", f"+31 {area[1:]} {rest}",
            f"06/{d}", f"06 - {d}",
        ]
    )  # fmt: skip
    return dice.choice(["Bel mij op {}.", "U kunt mij bereiken: {}", "tel {} na zes uur", "Zijn nummer is {}, bel hem maar."]).format(
        piece
    ), piece


def _bsn(dice: random.Random) -> tuple[str, str]:
    while True:
        d = dice.choice("12345678") + _digits(dice, 8)
        if sum(int(one) * weight for one, weight in zip(d, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True)) % 11 == 0:
            break
    piece = dice.choice(
        [d, d, f"{d[:3]} {d[3:6]} {d[6:]}", f"{d[:4]}.{d[4:6]}.{d[6:]}", f"{d[:3]}-{d[3:6]}-{d[6:]}", f"{d[:4]} {d[4:6]} {d[6:]}"]
    )
    return dice.choice(
        ["Mijn BSN is {}.", "Ze vroegen mijn burgerservicenummer, {}, terwijl dat niet mag.", "bsn: {}", "Sofinummer {} heb ik opgegeven."]
    ).format(piece), piece


def _iban(dice: random.Random) -> tuple[str, str]:
    land, bank, count = dice.choice([("NL", "INGB", 10), ("NL", "RABO", 10), ("NL", "ABNA", 10), ("DE", "", 18), ("BE", "", 12)])
    account = bank + _digits(dice, count)
    check = 98 - int("".join(str(int(one, 36)) for one in account + land + "00")) % 97
    piece = f"{land}{check:02}{account}"
    spaced = " ".join(piece[at : at + 4] for at in range(0, len(piece), 4))
    piece = dice.choice([piece, spaced, spaced, *([piece.lower(), spaced.replace(" ", ".")] if land == "NL" else [])])
    return dice.choice(
        ["Stort het op {}.", "Mijn rekening is {}, ten name van mij.", "Ik kreeg geld terug op {} en dat klopte niet."]
    ).format(piece), piece


def _plate(dice: random.Random) -> tuple[str, str]:
    shape = dice.choice(["99-XXX-9", "9-XXX-99", "XX-999-X", "X-999-XX", "XXX-99-X", "99-XX-99", "XX-99-XX", "99-XX-XX", "XX-XX-99"])
    piece = "".join({"9": dice.choice(string.digits), "X": dice.choice("BDFGHJKLNPRSTVXZ")}.get(sign, sign) for sign in shape)
    form = dice.choice(["{}", "{}", "lower", "bare", "spaces"])
    if form in ("bare", "spaces"):
        piece = piece.replace("-", "" if form == "bare" else " ")
        return dice.choice(
            ["Het kenteken is {}.", "Een witte bus met kenteken {} staat er steeds.", "Nummerbord {} parkeert op de stoep."]
        ).format(piece), piece
    piece = piece.lower() if form == "lower" else piece
    return dice.choice(["De auto {} staat altijd op de stoep.", "Een grijze Golf, {}, rijdt hier veel te hard.", "Kenteken {}"]).format(
        piece
    ), piece


def _address(dice: random.Random) -> tuple[str, str]:
    number = str(dice.randint(1, 320))
    number = dice.choice([number, number, f"{number}a", f"{number} B", f"{number}-2", f"{number}-hs", f"{number}-II"])
    street = dice.choice(STREETS)
    form = dice.randint(0, 4)
    if form == 0:
        return f"Ik woon op nummer {number}.", number
    if form == 1:
        return f"Mijn huisnummer is bekend: huisnummer {number}.", number
    if form == 2:
        code = f"{dice.randint(1011, 9999)}{dice.choice([' ', ''])}{dice.choice(['AB', 'KD', 'VX'])}"
        return f"Postcode {code}, kom maar kijken.", code
    if form == 3 and street.isalpha():
        return f"wij zitten aan de {street.lower()} {number}, al tien jaar", number
    return dice.choice(
        ["Bij {} {} lekt het dak.", "Ik woon {} {}", "Kom kijken op {} {}, de bel doet het.", "Op {} nr. {} is het raak."]
    ).format(street, number), number


def _neighbour(dice: random.Random) -> tuple[str, str]:
    who, number = (
        dice.choice(["mijn buurman", "mijn buurvrouw", "de buren", "mijn bovenbuurman", "onze overburen", "de onderbuurvrouw"]),
        str(dice.randint(1, 320)),
    )
    form = dice.randint(0, 5)
    if form == 0:
        return f"Dat geldt voor {who} op nummer {number}.", number
    if form == 1:
        return f"Vraag het {who} van nr. {number} maar, die weet het.", number
    if form == 2:
        return f"Die mensen op nummer {number}a zetten hun vuil in de gang.", f"{number}a"
    if form == 3:
        return f"Vooral {who} van {number}, die rookt op de trap.", number
    if form == 4:
        return f"Ook {who} op nummer veertien heeft er last van.", "veertien"
    name = dice.choice(FIRST)
    return f"Met {dice.choice(['mijn buurman', 'onze buurvrouw', 'mijn bovenbuurvrouw'])} {name} heb ik het er vaak over.", name


def _employee(dice: random.Random) -> tuple[str, str]:
    first, last, job = dice.choice(FIRST), dice.choice(LAST), dice.choice(JOBS)
    sentence, piece = dice.choice(
        [
            (f"De {job} {first} {last} luistert nooit.", first), (f"Onze {job}, {first}, komt nooit langs.", first), (f"{first}, onze {job}, belt niet terug.", first),
            (f"Mevrouw {last} van de servicedienst hing op.", last), (f"Ik sprak meneer {last} van Wooninc.", last), (f"{first} van de balie was onbeleefd.", first),
            (f"Die {job} heet {first} {last}.", first), (f"Een {job} genaamd {first} zei dat het niet kon.", first), (f"De {job} mevrouw {last} zou bellen.", last),
            (f"dhr. {last} van de afdeling verhuur beloofde dit.", last),
        ]
    )  # fmt: skip
    return sentence, piece


MAKERS = {
    "mail": _mail, "phone": _phone, "bsn": _bsn, "iban": _iban, "plate": _plate, "address": _address, "neighbour": _neighbour, "employee": _employee,
}  # fmt: skip
