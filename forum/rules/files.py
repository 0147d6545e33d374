"""How many files hang on a post, who may hang what, and who keeps the documents of a topic."""

from __future__ import annotations

from datetime import date

from accounts.models import Account, Party, Role
from forum.models import AttachmentKind
from foundation.i18n import _
from foundation.plain import plain

MOST_ON_A_POST = 4
MOST_WAITING = 40
"""Of one person, over all unfinished posts."""
WORDS_LENGTH = 300
KEEPERS = frozenset({Role.POLICY_OWNER, Role.BOARD, Role.COORDINATOR})


def clean_words(text: str) -> str:
    return " ".join(plain(text).split())[:WORDS_LENGTH]


def may_add_pdf(account: Account) -> bool:
    return account.role not in (Role.TENANT, Role.ADMIN)


def too_many_on_a_post() -> str:
    return _("Er passen %(most)s bestanden bij een bijdrage. Haal er eerst een weg.", most=MOST_ON_A_POST)


def why_not_attach(kind: AttachmentKind, account: Account, on_the_post: int, waiting: int, *, assisted: bool, document: bool) -> str | None:
    """`on_the_post` counts what hangs on the post already and what waits for it; `waiting` what waits anywhere."""
    if kind is AttachmentKind.PDF and (assisted or not may_add_pdf(account)):
        return _("U kunt hier alleen afbeeldingen toevoegen. Maak een foto of screenshot van de bladzijde en kies die.")
    if kind is not AttachmentKind.PDF and document:
        return _("Dit is geen PDF. Bewaar het stuk als PDF en kies het opnieuw.")
    if on_the_post >= MOST_ON_A_POST:
        return too_many_on_a_post()
    if waiting >= MOST_WAITING:
        return _("U heeft veel bestanden die nog niet geplaatst zijn. Plaats eerst een bijdrage die u begon, of haal een bestand weg.")
    return None


def why_not_keep_documents(account: Account) -> str | None:
    if account.role not in KEEPERS:
        return _("Alleen de corporatie en de huurdersorganisatie zetten stukken bij een onderwerp.")
    return None


def why_not_replace(party: Party, account: Account) -> str | None:
    """Each party keeps its own documents."""
    if account.party is not party:
        return _("Dit stuk is van de andere partij. Vraag hun om het te veranderen.")
    return None


def why_not_this_document(title: str, about: str, dated_on: date | None, today: date) -> str | None:
    if not title:
        return _("Geef het stuk een titel.")
    if len(title) > 120:
        return _("De titel is te lang. Maak er hoogstens 120 tekens van.")
    if not about:
        return _("Schrijf in één zin wat voor stuk dit is.")
    if len(about) > WORDS_LENGTH:
        return _("De uitleg is te lang. Maak er één zin van, van hoogstens 300 tekens.")
    if dated_on is None:
        return _("Vul de datum van het stuk in.")
    if dated_on > today:
        return _("De datum van het stuk ligt in de toekomst. Vul de dag in waarop het stuk af was.")
    return None
