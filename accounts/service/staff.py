"""Staff come by an administrator, choose their own password, and leave again. Nobody chooses a password for somebody else."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from accounts.models import Account, Party, Role, SignInCode
from accounts.queries.logins import alias_taken
from accounts.rules.aliases import fold_alias, tidy_alias
from accounts.rules.people import why_not_staff
from accounts.rules.signing_in import PASSWORD_LINK_LASTS
from accounts.service.opening import keep_alone, new_number
from foundation import audit, codes, outbox
from foundation.db import db, lock
from foundation.errors import Refused
from foundation.house import house
from foundation.i18n import _


def add_staff(alias: str, email: str, role: Role, party: Party | None, by: Account | None, now: datetime) -> Account:
    """`by` is None only where an installation is filled before it has people."""
    if reason := why_not_staff(role, party):
        raise Refused(reason)
    if not 2 <= len(tidy_alias(alias)) <= 60 or not fold_alias(alias):
        raise Refused(_("Vul een naam in van 2 tot 60 tekens."))
    if alias_taken(alias):
        raise Refused(_("Iemand heeft deze naam al, of een naam die erop lijkt."))
    account = Account(
        number=new_number(),
        alias=tidy_alias(alias),
        alias_folded=fold_alias(alias),
        role=role,
        party=party,
        email=email.lower(),
        created_at=now,
    )
    db.session.add(account)
    keep_alone()
    _note("accounts.add_staff", account, by, now)
    if by is not None:
        _send_link(account, now)
    return account


def send_password_link(account_id: int, version: int, by: Account, now: datetime) -> None:
    """For who lost the password: a new link by mail. The old password, and every link sent before, stop working.

    `version`: the session version on the page where it was pressed; pressed twice, a second link would only kill the first."""
    account = _staff(account_id)
    if account.session_version != version:
        return
    account.password_hash = None
    account.session_version += 1
    _note("accounts.send_password_link", account, by, now)
    _send_link(account, now)


def reset_second_step(account_id: int, by: Account, now: datetime) -> None:
    """For who lost the phone. Sessions end; at the next sign-in the second step is set up again."""
    account = _staff(account_id)
    account.totp_secret = None
    account.session_version += 1
    _note("accounts.reset_second_step", account, by, now)


def disable_staff(account_id: int, by: Account, now: datetime) -> None:
    account = _staff(account_id)
    if account.id == by.id:
        raise Refused(_("U kunt uw eigen account niet sluiten. Vraag een andere beheerder."))
    account.closed_at = now
    account.session_version += 1
    account.password_hash = account.totp_secret = None
    db.session.execute(sa.delete(SignInCode).where(SignInCode.account_id == account.id))
    _note("accounts.disable_staff", account, by, now)


def password_link(account: Account, until: int) -> str:
    """`until`: seconds since 1970. Works once, since a set password raises the session version that is in it."""
    code = codes.derive(house().secret, "set-password", account.id, account.session_version, until)
    return house().url(f"/wachtwoord/{account.number}/{until}/{code}")


def who_may_set_password(number: str, until: int, code: str, now: datetime) -> Account | None:
    account = db.session.scalar(sa.select(Account).where(Account.number == number, Account.closed_at.is_(None)))
    if account is None or account.role is Role.TENANT or now.timestamp() >= until:
        return None
    right = codes.derive(house().secret, "set-password", account.id, account.session_version, until)
    return account if codes.same(right, code) else None


def set_password(link: tuple[str, int, str], password_hash: str, now: datetime) -> Account:
    account = who_may_set_password(*link, now)
    if account is None:
        raise Refused(_("Deze link werkt niet meer. Vraag de beheerder om een nieuwe."))
    lock(account)
    account.password_hash = password_hash
    account.session_version += 1
    audit.record(
        "accounts.set_password", now=now, actor_id=account.id, actor_role=account.role.value, subject="account", subject_id=account.id
    )
    return account


def link_ends(now: datetime) -> int:
    return int((now + PASSWORD_LINK_LASTS).astimezone(UTC).timestamp())


def _send_link(account: Account, now: datetime) -> None:
    outbox.post("accounts.password_link", {"account_id": account.id, "version": account.session_version, "until": link_ends(now)}, now=now)


def _staff(account_id: int) -> Account:
    account = db.session.get(Account, account_id)
    if account is None or account.role is Role.TENANT or account.closed_at is not None:
        raise Refused(_("Dit account is er niet of is al gesloten."))
    lock(account)
    return account


def _note(act: str, account: Account, by: Account | None, now: datetime) -> None:
    audit.record(
        act, now=now, actor_id=by.id if by else None, actor_role=by.role.value if by else "system",
        subject="account", subject_id=account.id,
        detail={"role": account.role.value, "party": account.party.value if account.party else None},
    )  # fmt: skip
