"""People without a login who take part on paper or by phone."""

from __future__ import annotations

import secrets
from datetime import datetime

import sqlalchemy as sa

from accounts.models import Account, Role, Tenant
from accounts.rules.aliases import fold_alias
from accounts.service.opening import new_number
from foundation.db import db, lock
from foundation.errors import Refused
from foundation.i18n import _


def account_for_assisted(tenant: Tenant, now: datetime) -> Account:
    """This tenant's account; made without a login, under a number for a name, when there is none."""
    lock(tenant)
    if tenant.gone_at is not None:
        raise Refused(_("Deze huurder huurt niet meer bij ons."))
    account = db.session.scalar(sa.select(Account).where(Account.tenant_id == tenant.id))
    if account is None:
        alias = _free_alias()
        account = Account(
            number=new_number(), alias=alias, alias_folded=fold_alias(alias),
            role=Role.TENANT, tenant_id=tenant.id, created_at=now,
        )  # fmt: skip
        db.session.add(account)
        db.session.flush()
    if account.closed_at is not None:
        raise Refused(_("Het account van deze huurder is gesloten."))
    return account


def _free_alias() -> str:
    while True:
        alias = _("Deelnemer %(number)s", number=secrets.randbelow(9000) + 1000)
        if not db.session.scalar(sa.select(sa.exists().where(Account.alias_folded == fold_alias(alias)))):
            return alias
