"""PDFs of the demo, set by our own typesetter: key documents of topics, and one that staff put with a post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Account
from forum.models import Document, Topic
from forum.service.documents import Described, add_document, document_place
from forum.service.files import keep_attachment, read_file
from foundation.clock import local_day
from foundation.house import house
from foundation.i18n import day
from foundation.letters import Letter, pdf


@dataclass(frozen=True)
class Paper:
    slug: str
    after: int
    """Days after the topic opens."""
    by: str
    title: str
    about: str
    lines: tuple[str, ...]
    public: bool = False
    replaces: str = ""
    """Title of the one it takes the place of."""


PAPERS = (
    Paper(
        "uitleg-over-energie", 0, "policy_owner", "Wat wij nu uitleggen over warmte", "Een lijst van alle brieven en kaarten over verwarmen.",
        (
            "Wij geven nu op vier momenten uitleg over verwarmen: bij de sleutel, bij een nieuwe ketel, in oktober en bij de jaarnota.",
            "Bij de sleutel krijgt iedereen een map van 24 bladzijden. Uit een telling van vorig jaar blijkt dat zes op de tien mensen hem niet openen.",
            "Bij een nieuwe ketel legt de monteur mondeling uit hoe hij werkt. Er blijft niets op papier achter.",
        ),
    ),
    Paper(
        "uitleg-over-energie", 12, "policy_owner", "Wat wij nu uitleggen over warmte", "De lijst van brieven en kaarten, met de thermostaat erbij.",
        (
            "Wij geven op vijf momenten uitleg over verwarmen: bij de sleutel, bij een nieuwe ketel, bij een nieuwe thermostaat, in oktober en bij de jaarnota.",
            "Na uw vragen op het forum staat de thermostaat er nu bij. Groen licht is goed. Oranje licht betekent: hij zoekt contact.",
        ),
        replaces="Wat wij nu uitleggen over warmte",
    ),
    Paper(
        "uitleg-over-energie", 3, "board_chair", "Waar wij op letten", "De vijf punten waar de huurdersorganisatie op let bij uitleg.",
        (
            "Eén ding tegelijk. Een kaart met één handeling erop blijft hangen, een map met honderd tips niet.",
            "Van iemand die men kent. Een buurvrouw die het voordoet, helpt meer dan een folder.",
            "Ook zonder woorden. Wie weinig Nederlands leest, moet het aan een plaatje kunnen zien.",
            "Op papier voor wie dat wil, en met grote letters.",
            "Nooit met een verwijt. Wie in de kou zit, doet dat niet uit onwil.",
        ),
        public=True,
    ),
    Paper(
        "groen-en-tuinen", 8, "policy_owner", "Afspraak voor een buurttuin", "Een voorbeeld van een afspraak tussen buren die samen een stuk groen verzorgen.",
        (
            "Minstens vier adressen doen mee. Een van hen is het aanspreekpunt.",
            "De buren geven water en wieden. De corporatie komt één keer per jaar met een machine.",
            "Stoppen mag altijd. Dan zaait de corporatie gras in en is niemand boos.",
        ),
        public=True,
    ),
)  # fmt: skip
CARD = "Dit is een goed voorbeeld van uitleg die wij bij het plaatsen hadden moeten geven."
"""The post of staff that has a PDF with it."""


def card(now: datetime) -> bytes:
    return _set("Uw nieuwe thermostaat", ("Groen licht: alles is goed.", "Oranje licht: hij zoekt contact. Laat hem vrij hangen.",
                "Warmer of kouder: draai aan de rand. De nacht instellen: druk drie keer op het klokje."), now)  # fmt: skip


def add(paper: Paper, topic: Topic, by: Account, known: dict[str, Document], now: datetime) -> None:
    file = read_file(_set(paper.title, paper.lines, now), f"{paper.title}.pdf")
    keep_attachment(by, document_place(topic.id), file, "", now)
    said = Described(paper.title, paper.about, local_day(now), paper.public)
    known[paper.title] = add_document(topic, by, said, now, known.get(paper.replaces))


def _set(title: str, lines: tuple[str, ...], now: datetime) -> bytes:
    letter = Letter(
        sender_name=house().name, sender_lines=house().address, address=(), place_and_date=f"{house().town}, {day(now)}", subject=title,
        paragraphs=lines, help_line=house().phone,
    )  # fmt: skip
    return pdf([letter], title, now)
