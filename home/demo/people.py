"""Who logs in: the staff of both parties and the tenants who write. One password for all of them; a demo keeps no secrets."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
import sqlalchemy as sa

from accounts import events
from accounts.models import AccessCode, Account, Party, Role, Tenant
from accounts.rules.aliases import fold_alias
from accounts.rules.signing_in import LETTER_CODE_LASTS
from accounts.service import add_staff, hash_password, new_number
from accounts.service.opening import plain_code
from forum.models import PolicyYear
from foundation import codes
from foundation.db import db
from home.demo.story import Story, at

PASSWORD = "linde bloeit weer"  # noqa: S105 - printed at every start of the demo
ROLES = {
    "policy_owner": Role.POLICY_OWNER, "moderator": Role.MODERATOR, "coordinator": Role.COORDINATOR, "board": Role.BOARD,
    "administrator": Role.ADMIN,
}  # fmt: skip
SHOWN_TENANTS = ("Oma Truus", "Halina", "Altijd Dezelfde")


@dataclass(frozen=True)
class Cast:
    staff: dict[str, Account]
    tenants: dict[str, Account]

    def author(self, name: str) -> Account:
        return self.staff[name.removeprefix("staff:")] if name.startswith("staff:") else self.tenants[name]


@dataclass(frozen=True)
class Login:
    title: str
    email: str
    code: str
    """Six digits of now, for staff."""


def totp_secret(key: str) -> str:
    """Known on purpose: whoever runs the demo must get in."""
    return base64.b32encode(hashlib.sha256(f"meedenkers demo {key}".encode()).digest()[:20]).decode()


def on_paper(story: Story) -> set[str]:
    """Who takes part on paper and by phone alone: no mailbox and no login."""
    ways: dict[str, set[bool]] = {}
    for topic in story.topics:
        for thread in story.threads(topic["slug"]):
            for post in thread["posts"]:
                ways.setdefault(post["author"], set()).add(bool(post["assisted"]))
    return {alias for alias, kinds in ways.items() if kinds == {True}}


def hire(story: Story, now: datetime) -> dict[str, Account]:
    password = hash_password(PASSWORD)
    staff = {}
    for one in story.corporation["staff"]:
        role = ROLES[one["role"]]
        account = add_staff(one["name"], one["email"], role, None if role is Role.ADMIN else Party(one["party"]), None, now)
        account.password_hash, account.totp_secret = password, totp_secret(one["key"])
        staff[one["key"]] = account
    db.session.flush()
    return staff


def move_in(story: Story, numbers: dict[str, str], password: str | None, start: datetime) -> dict[str, Account]:
    """An account for everybody who writes, opened in the days before the first time they do."""
    rows = {row.number: row for row in db.session.scalars(sa.select(Tenant).where(Tenant.number.in_(numbers.values())))}
    first: dict[str, datetime] = {}
    for topic in story.topics:
        for thread in story.threads(topic["slug"]):
            for post in thread["posts"]:
                when = at(story.day(topic["opens_on"]) + timedelta(days=post["day"]), 9) - timedelta(days=2)
                first[post["author"]] = min(first.get(post["author"], when), when)
    accounts = {}
    for alias, number in numbers.items():
        tenant = rows[number]
        account = Account(
            number=new_number(), alias=alias, alias_folded=fold_alias(alias), role=Role.TENANT, tenant_id=tenant.id, email=tenant.email,
            password_hash=password if tenant.email else None, created_at=max(first.get(alias, start), start),
        )  # fmt: skip
        accounts[alias] = account
    db.session.add_all(accounts.values())
    db.session.flush()
    for account in accounts.values():
        events.account_opened.send(account, now=account.created_at)
    return accounts


def give_codes(now: datetime) -> None:
    """The letter every household got in the first January. Its codes are long over."""
    rows = []
    for household_id in db.session.scalars(sa.select(Tenant.household_id).distinct()):
        row = AccessCode(household_id=household_id, issue=1, issued_at=now, expires_at=now + LETTER_CODE_LASTS)
        code = codes.fingerprint(plain_code(row))
        rows.append({"household_id": household_id, "issue": 1, "fingerprint": code, "issued_at": now, "expires_at": row.expires_at})
    db.session.execute(sa.insert(AccessCode), rows)


def unused_code(now: datetime) -> str | None:
    """A code from a letter that nobody has opened an account with, of somebody who lives alone."""
    alone = sa.select(Tenant.household_id).where(Tenant.gone_at.is_(None)).group_by(Tenant.household_id).having(sa.func.count() == 1)
    used = sa.select(Tenant.household_id).join(Account, Account.tenant_id == Tenant.id)
    row = db.session.scalar(
        sa.select(AccessCode)
        .where(
            AccessCode.revoked_at.is_(None), AccessCode.expires_at > now, AccessCode.household_id.in_(alone),
            AccessCode.household_id.not_in(used),
        )
        .order_by(AccessCode.id)
        .limit(1)
    )  # fmt: skip
    return codes.display(plain_code(row)) if row else None


def is_empty() -> bool:
    return not any(db.session.scalar(sa.select(sa.exists().where(table.id.is_not(None)))) for table in (Account, Tenant, PolicyYear))


def is_demo(story: Story) -> bool:
    one = story.corporation["staff"][0]
    found = db.session.scalar(sa.select(Account.totp_secret).where(Account.email == one["email"]))
    return found == totp_secret(one["key"])


def logins(story: Story, now: datetime) -> list[Login]:
    """One per role and party first, then some tenants. Who left, or chose another second step, is not in it."""
    found = []
    seen = set()
    for one in story.corporation["staff"]:
        account = db.session.scalar(sa.select(Account).where(Account.email == one["email"], Account.closed_at.is_(None)))
        if account is None or account.totp_secret != totp_secret(one["key"]) or (one["role"], one["party"]) in seen:
            continue
        seen.add((one["role"], one["party"]))
        found.append(Login(f"{one['title']} ({account.alias})", one["email"], pyotp.TOTP(totp_secret(one["key"])).at(now)))
    for alias in SHOWN_TENANTS:
        account = db.session.scalar(sa.select(Account).where(Account.alias == alias, Account.role == Role.TENANT))
        if account is not None and account.email:
            found.append(Login(f"huurder ({alias})", account.email, ""))
    return found
