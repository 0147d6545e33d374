"""From the code in the letter to an account."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from accounts import events
from accounts.models import AccessCode, Account, Complex, Dwelling, Household, Role, Tenant
from accounts.queries.logins import alias_taken, can_sign_in, people_at
from accounts.rules.aliases import fold_alias, tidy_alias, why_not_alias
from accounts.rules.people import name_fits
from accounts.rules.signing_in import LETTER_CODE_LASTS
from foundation import audit, codes, outbox
from foundation.db import db
from foundation.errors import Refused
from foundation.house import house
from foundation.i18n import LANGUAGES, _
from foundation.outbox import Outgoing, SendState, Way

LETTER = "accounts.code_letter"


def give_code(household_id: int, now: datetime) -> AccessCode:
    return give_codes([household_id], now)[household_id]


def give_codes(household_ids: Iterable[int], now: datetime) -> dict[int, AccessCode]:
    """The standing code of each household, or a new one where there is none. Paper and mail carry the same."""
    wanted, last = sorted(set(household_ids)), dict[int, AccessCode]()
    for start in range(0, len(wanted), 2000):
        known = sa.select(AccessCode).where(AccessCode.household_id.in_(wanted[start : start + 2000])).order_by(AccessCode.issue)
        last |= {row.household_id: row for row in db.session.scalars(known)}
    for household_id in wanted:
        row = last.get(household_id)
        if row is not None and row.revoked_at is None and row.expires_at > now:
            row.expires_at = now + LETTER_CODE_LASTS
            continue
        new = AccessCode(
            household_id=household_id, issue=row.issue + 1 if row else 1, issued_at=now, expires_at=now + LETTER_CODE_LASTS
        )  # fmt: skip
        new.fingerprint = codes.fingerprint(plain_code(new))
        db.session.add(new)
        last[household_id] = new
    db.session.flush()
    return last


def plain_code(row: AccessCode) -> str:
    return codes.derive(house().secret, "access-code", row.household_id, row.issue)


def without_account(complex_ids: Iterable[int] | None = None) -> sa.Select[Tenant]:
    """Current tenants who have no account yet."""
    has = sa.select(Account.tenant_id).where(Account.tenant_id.is_not(None), Account.closed_at.is_(None), can_sign_in())
    found = (
        sa.select(Tenant)
        .join(Household, Household.id == Tenant.household_id)
        .join(Dwelling, Dwelling.id == Household.dwelling_id)
        .join(Complex, Complex.id == Dwelling.complex_id)
        .where(Tenant.gone_at.is_(None), Tenant.id.not_in(has))
        .order_by(Complex.name, Dwelling.street, Dwelling.id, Tenant.id)
    )
    return found if complex_ids is None else found.where(Complex.id.in_(list(complex_ids)))


def make_code_letters(complex_ids: Iterable[int] | None, *, by_mail: bool, by: Account, now: datetime) -> dict[str, int]:
    """Queue a code letter for every household in these complexes (None: all) where somebody has no account. With `by_mail` people with a
    working address get a mail; a household where nobody has one gets paper. A letter that still waits is not made twice."""
    waiting = {
        (row.ref.get("household_id"), row.ref.get("tenant_id"))
        for row in db.session.scalars(sa.select(Outgoing).where(Outgoing.kind == LETTER, Outgoing.state == SendState.QUEUED))
    }
    households: dict[int, list[Tenant]] = {}
    for tenant in db.session.scalars(without_account(complex_ids)).all():
        households.setdefault(tenant.household_id, []).append(tenant)
    give_codes(households, now)
    paper: list[tuple[dict[str, int | str], str]] = []
    mails: list[tuple[dict[str, int | str], str]] = []
    for household_id, tenants in households.items():
        reachable = [tenant for tenant in tenants if tenant.email and tenant.bouncing_at is None] if by_mail else []
        for tenant in reachable:
            if (household_id, tenant.id) not in waiting:
                mails.append(({"household_id": household_id, "tenant_id": tenant.id}, f"code {tenant.id} {now.isoformat()}"))
        if not reachable and (household_id, None) not in waiting:
            paper.append(({"household_id": household_id}, f"code household {household_id} {now.isoformat()}"))
    made = {"letters": outbox.post_all(LETTER, paper, now=now, way=Way.LETTER), "mails": outbox.post_all(LETTER, mails, now=now)}
    db.session.flush()
    audit.record("accounts.make_code_letters", now=now, actor_id=by.id, actor_role=by.role.value, subject="registry", detail=made)
    return made


def who_opens(household_id: int, name: str | None = None) -> Tenant | None:
    """Whose account the code of this household opens: of the only tenant, or of the one tenant this name fits. None: ask for the name
    (as above the letter). Refuses when everybody has one."""
    people = people_at(household_id)
    free = [tenant for tenant, account in people if account is None]
    if not free:
        raise Refused(_("Met deze code is al een account geopend. U kunt gewoon inloggen."))
    if len(people) == 1:
        return free[0]
    fitting = [tenant for tenant in free if name and name_fits(name, tenant.name)]
    exact = [tenant for tenant in fitting if name and tenant.name.casefold().split() == name.casefold().split()]
    found = exact if len(exact) == 1 else fitting
    return found[0] if len(found) == 1 else None


def open_account(tenant_id: int, alias: str, email: str | None, password_hash: str | None, language: str, now: datetime) -> Account:
    """An account for this tenant. An address or a password is needed: the letter's code opens an account once and signs nobody in."""
    if not email and not password_hash:
        raise Refused(_("Vul een mailadres of een wachtwoord in. Anders kunt u later niet meer inloggen."))
    if reason := why_not_alias(alias, house_names()):
        raise Refused(reason)
    account = db.session.scalar(sa.select(Account).where(Account.tenant_id == tenant_id, Account.closed_at.is_(None)))
    if account is not None and (account.email or account.password_hash):
        raise Refused(_("U heeft al een account. U kunt gewoon inloggen."))
    if alias_taken(alias, account.id if account else None):
        raise Refused(_("Iemand heeft deze schuilnaam al, of een naam die erop lijkt. Kies een andere."))
    if account is None:
        account = Account(number=new_number(), role=Role.TENANT, tenant_id=tenant_id, created_at=now)
        db.session.add(account)
    # Who took part on paper before keeps what was entered for them, under the name they now choose.
    account.alias, account.alias_folded, account.email, account.password_hash = tidy_alias(alias), fold_alias(alias), email, password_hash
    account.language = language if language in LANGUAGES else "nl"
    keep_alone()
    events.account_opened.send(account, now=now)
    return account


def keep_alone() -> None:
    """Writes what waits; when somebody else took the alias, or opened the account, a moment earlier, the constraint says no."""
    try:
        db.session.flush()
    except IntegrityError as taken:
        raise Refused(_("Iemand was u net voor met deze naam. Kies een andere.")) from taken


def new_number() -> str:
    """An opaque public number; says nothing about order or household."""
    return "".join(secrets.choice(codes.ALPHABET) for _place in range(codes.LENGTH))


def house_names() -> tuple[str, str]:
    return house().name, house().tenants_organisation
