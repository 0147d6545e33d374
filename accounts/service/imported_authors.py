"""People who come with a discussion of another forum: an account without a login, until it is linked to a tenant."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from accounts.models import Account, Role
from accounts.rules.aliases import fold_alias
from accounts.service.opening import new_number
from foundation.db import db

_HOW = [
    "Bonte",
    "Blauwe",
    "Bruine",
    "Dappere",
    "Eerlijke",
    "Felle",
    "Fijne",
    "Frisse",
    "Gele",
    "Goede",
    "Groene",
    "Grijze",
    "Kalme",
    "Kleine",
    "Kloeke",
    "Lichte",
    "Lieve",
    "Milde",
    "Mooie",
    "Nieuwe",
    "Oude",
    "Rappe",
    "Rode",
    "Ronde",
    "Rustige",
    "Snelle",
    "Stille",
    "Trouwe",
    "Vlotte",
    "Vrije",
    "Warme",
    "Witte",
]
_WHO = [
    "Bever",
    "Boomvalk",
    "Buizerd",
    "Das",
    "Eekhoorn",
    "Egel",
    "Ekster",
    "Fazant",
    "Gans",
    "Grutto",
    "Haas",
    "Havik",
    "Ijsvogel",
    "Kauw",
    "Kievit",
    "Kikker",
    "Kraanvogel",
    "Lijster",
    "Mees",
    "Merel",
    "Mus",
    "Ooievaar",
    "Otter",
    "Reiger",
    "Roodborst",
    "Specht",
    "Spreeuw",
    "Uil",
    "Vink",
    "Vos",
    "Wulp",
    "Zwaluw",
]


def accounts_for_authors(source_ids: Iterable[str], now: datetime) -> tuple[dict[str, int], int]:
    """Account id of each author of an import, made where missing, and how many were made. They cannot sign in."""
    wanted = sorted(set(source_ids))
    found = _known(wanted)
    missing = [source for source in wanted if source not in found]
    taken = set(db.session.scalars(sa.select(Account.alias_folded)))
    rows = []
    for source in missing:
        alias = _alias(source, taken)
        rows.append(
            {
                "number": new_number(), "alias": alias, "alias_folded": fold_alias(alias),
                "role": Role.TENANT, "source_id": source, "created_at": now, "totp_last_step": 0, "session_version": 1, "language": "nl",
            }
        )  # fmt: skip
    if rows:
        db.session.execute(sa.insert(Account), rows)
    return {**found, **_known(missing)}, len(missing)


def _known(source_ids: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(source_ids), 500):
        rows = db.session.execute(sa.select(Account.source_id, Account.id).where(Account.source_id.in_(source_ids[start : start + 500])))
        found |= {source: account_id for source, account_id in rows if source}
    return found


def _alias(source: str, taken: set[str]) -> str:
    number = int.from_bytes(hashlib.sha256(source.encode("utf-8", "surrogatepass")).digest()[:8], "big")
    how, who = _HOW, _WHO
    name = f"{how[number % len(how)]} {who[number // len(how) % len(who)]}"
    alias, count = name, 1
    while fold_alias(alias) in taken:
        count += 1
        alias = f"{name} {count}"
    taken.add(fold_alias(alias))
    return alias
