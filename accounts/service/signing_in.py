"""Proving who you are: a code by mail, a password, and for staff a second step."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp
import sqlalchemy as sa

from accounts.models import Account, SignInCode
from accounts.queries.logins import accounts_with, open_codes
from accounts.rules.signing_in import CODE_LASTS, CODE_TRIES, NEEDS_SECOND_STEP, TOTP_STEP_S
from accounts.service.passwords import fits
from foundation import audit, codes, outbox
from foundation.db import db, lock
from foundation.house import house


def mail_codes(email: str, now: datetime) -> None:
    """One code for each account with this address. For an unknown address nothing happens, and nobody can tell. Staff are told to use
    their password: a mailbox alone opens no staff account."""
    for account in accounts_with(email):
        if account.role in NEEDS_SECOND_STEP:
            outbox.post("accounts.use_password", {"account_id": account.id}, now=now)
            continue
        db.session.execute(
            sa.update(SignInCode).where(SignInCode.account_id == account.id, SignInCode.used_at.is_(None)).values(used_at=now)
        )
        row = SignInCode(account_id=account.id, fingerprint="", issued_at=now, expires_at=now + CODE_LASTS, tries=0)
        db.session.add(row)
        db.session.flush()
        row.fingerprint = _check(row, digits_of(row))
        outbox.post("accounts.sign_in_code", {"code_id": row.id}, now=now)


def digits_of(row: SignInCode) -> str:
    """The six digits of a code, made again at the moment of mailing: nowhere are they kept."""
    number = codes.derive(house().secret, "sign-in-digits", row.id, row.account_id, row.issued_at.isoformat())
    return f"{int.from_bytes(hmac.digest(house().secret.encode(), number.encode(), 'sha256'), 'big') % 1_000_000:06d}"


def use_code(email: str, typed: str, now: datetime) -> Account | None:
    """The account a mailed code belongs to; it works once. Every wrong guess counts against each open code of the address."""
    digits = "".join(sign for sign in typed if sign.isdigit())
    found: Account | None = None
    for row in open_codes(email, now):
        lock(row)
        if row.used_at is not None or row.tries >= CODE_TRIES or found is not None:
            continue
        row.tries += 1
        if codes.same(row.fingerprint, _check(row, digits)):
            row.used_at = now
            found = db.session.get_one(Account, row.account_id)
    db.session.flush()
    return found


def _check(row: SignInCode, digits: str) -> str:
    return codes.derive(house().secret, "sign-in-check", row.id, digits)


def who_has(email: str, password: str) -> Account | None:
    """Reads only. Does the same work whether the address is known or not."""
    found: Account | None = None
    known = accounts_with(email)
    for account in known:
        if fits(account.password_hash, password) and found is None:
            found = account
    if not known:
        fits(None, password)
    return found


def new_totp_secret() -> str:
    return pyotp.random_base32()


def totp_link(account: Account, secret: str) -> str:
    """What an authenticator app reads from the square."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.alias, issuer_name=f"Meedenkers {house().name}")


def use_totp(account_id: int, typed: str, now: datetime, secret: str | None = None) -> bool:
    """Whether these are the digits of now, half a minute ago or half a minute ahead; a step that was used, or one before it, is refused.
    `secret` is given when the second step is set up; it is kept once its first digits fit."""
    account = db.session.get_one(Account, account_id)
    lock(account)
    key = secret or account.totp_secret
    digits = "".join(sign for sign in typed if sign.isascii() and sign.isdigit())
    if key is None or (secret and account.totp_secret):
        return False
    step = int(now.timestamp()) // TOTP_STEP_S
    totp = pyotp.TOTP(key)
    for one in (step - 1, step, step + 1):
        if one > account.totp_last_step and codes.same(totp.at(one * TOTP_STEP_S), digits):
            account.totp_last_step = one
            if secret:
                account.totp_secret = secret
                audit.record(
                    "accounts.second_step_set", now=now, actor_id=account.id, actor_role=account.role.value, subject="account",
                    subject_id=account.id,
                )  # fmt: skip
            return True
    return False


def sign_out_everywhere(account_id: int) -> None:
    """Ends every session this account has open, copied cookies too."""
    db.session.execute(sa.update(Account).where(Account.id == account_id).values(session_version=Account.session_version + 1))
