"""What people change about their own account."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from accounts import events
from accounts.models import Account, Role, SignInCode, Tenant
from accounts.queries.logins import alias_taken
from accounts.rules.aliases import ERASED, fold_alias, tidy_alias, why_not_alias
from accounts.service.opening import house_names, keep_alone
from foundation import audit, outbox
from foundation.db import db
from foundation.errors import Refused
from foundation.i18n import LANGUAGES, _


def change_alias(account_id: int, alias: str) -> None:
    account = _open(account_id)
    if tidy_alias(alias) == account.alias:
        return
    if account.role is Role.TENANT and (reason := why_not_alias(alias, house_names())):
        raise Refused(reason)
    if alias_taken(alias, but=account.id):
        raise Refused(_("Iemand heeft deze schuilnaam al, of een naam die erop lijkt. Kies een andere."))
    account.alias, account.alias_folded = tidy_alias(alias), fold_alias(alias)
    keep_alone()


def change_email(account_id: int, email: str | None, now: datetime) -> None:
    """The old address hears of it; open codes to it die. Without an address a password is needed."""
    account = _open(account_id)
    old = account.email
    if email == old:
        return
    if email is None and (account.password_hash is None or account.role is not Role.TENANT):
        raise Refused(_("Zonder mailadres kunt u niet meer inloggen. Stel eerst een wachtwoord in."))
    account.email = email
    if email and account.tenant_id is not None:  # what came back was the old address
        db.session.execute(sa.update(Tenant).where(Tenant.id == account.tenant_id).values(bouncing_at=None))
    _end_codes(account.id, now)
    if old:
        # The one row that holds an address: there is no other place left that knows the old one. It is blanked once the mail has left.
        outbox.post("accounts.mail_changed", {"account_id": account.id, "to": old}, now=now)


def change_password(account_id: int, password_hash: str, now: datetime) -> int:
    """Ends every other session: returns the version the present one must carry from now on."""
    account = _open(account_id)
    account.password_hash = password_hash
    account.session_version += 1
    _end_codes(account.id, now)
    if account.email:
        outbox.post("accounts.password_changed", {"account_id": account.id}, now=now)
    return account.session_version


def change_language(account_id: int, language: str) -> None:
    if language in LANGUAGES:
        _open(account_id).language = language


def erase_account(account_id: int, now: datetime) -> None:
    """A tenant's account is blanked; others hear of it first, while there still is something to find their rows by. What the tenant said
    about being asked (opt-outs) belongs to the tenancy and stays."""
    account = _open(account_id)
    if account.role is not Role.TENANT:
        raise Refused(_("Het account van een medewerker sluit de beheerder."))
    events.account_erased.send(account, now=now)
    account.alias, account.alias_folded = ERASED, f"erased {account.number}"
    account.email = account.password_hash = account.totp_secret = account.tenant_id = account.source_id = None
    account.session_version += 1
    account.closed_at = account.erased_at = now
    db.session.execute(sa.delete(SignInCode).where(SignInCode.account_id == account.id))
    audit.record("accounts.erase", now=now, actor_id=account.id, actor_role=account.role.value, subject="account", subject_id=account.id)


def _open(account_id: int) -> Account:
    account = db.session.get_one(Account, account_id)
    if account.closed_at is not None:
        raise Refused(_("Dit account is gesloten."))
    return account


def _end_codes(account_id: int, now: datetime) -> None:
    db.session.execute(sa.update(SignInCode).where(SignInCode.account_id == account_id, SignInCode.used_at.is_(None)).values(used_at=now))
