"""People without a login who take part on paper or by phone."""

from __future__ import annotations

import secrets
from datetime import datetime

import sqlalchemy as sa

from accounts.models import Account, Role, Tenant
from accounts.queries.logins import alias_taken
from accounts.rules.aliases import fold_alias, tidy_alias, why_not_alias
from accounts.service.opening import house_names, keep_alone, new_number
from foundation.db import db, lock
from foundation.errors import Refused
from foundation.i18n import _


def account_for_assisted(tenant: Tenant, now: datetime, alias: str = "") -> Account:
    """This tenant's account; made without a login when there is none, under the name they chose or a number. A name that stands is left."""
    lock(tenant)
    if tenant.gone_at is not None:
        raise Refused(_("Deze huurder huurt niet meer bij ons."))
    account = db.session.scalar(sa.select(Account).where(Account.tenant_id == tenant.id))
    if account is None:
        account = _without_login(alias, now, tenant.id)
    if account.closed_at is not None:
        raise Refused(_("Het account van deze huurder is gesloten."))
    return account


def account_for_unnamed(now: datetime, alias: str = "") -> Account:
    """For somebody who says something and not who they are: of no household, so neither counted nor invited."""
    return _without_login(alias, now, None)


def _without_login(alias: str, now: datetime, tenant_id: int | None) -> Account:
    alias = tidy_alias(alias)
    if alias and (reason := why_not_alias(alias, house_names())):
        raise Refused(reason)
    if alias and alias_taken(alias):
        raise Refused(_("Iemand heeft deze schuilnaam al, of een naam die erop lijkt. Kies een andere."))
    alias = alias or _free_alias()
    account = Account(
        number=new_number(), alias=alias, alias_folded=fold_alias(alias), role=Role.TENANT, tenant_id=tenant_id, created_at=now
    )  # fmt: skip
    db.session.add(account)
    keep_alone()
    return account


def _free_alias() -> str:
    while True:
        alias = _("Deelnemer %(number)s", number=secrets.randbelow(9000) + 1000)
        if not db.session.scalar(sa.select(sa.exists().where(Account.alias_folded == fold_alias(alias)))):
            return alias
