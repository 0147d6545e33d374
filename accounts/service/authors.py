"""Giving people who came with an import of another forum to the tenant they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from accounts import events
from accounts.models import Account, Role, Tenant
from foundation import audit
from foundation.db import db
from foundation.errors import BadInput
from foundation.i18n import _


class NotLinked(BadInput):
    def __init__(self, errors: list[dict[str, object]]) -> None:
        super().__init__(_("Er is niemand gekoppeld: %(n)s keer klopt er iets niet.", n=len(errors)), errors)
        self.fields: dict[str, object] = {"linked": 0}


@dataclass(frozen=True)
class Pair:
    line: int
    source_id: str
    number: str


def link_authors(pairs: Sequence[Pair], now: datetime) -> int:
    """Gives each imported author to a tenant and announces both the link and the opened account. A link that stands is left alone.
    All or nothing; raises NotLinked. Returns how many are new."""
    accounts = {
        row.source_id: row
        for row in db.session.scalars(sa.select(Account).where(Account.source_id.is_not(None), Account.closed_at.is_(None)))
    }
    tenants = {row.number: row for row in db.session.scalars(sa.select(Tenant))}
    taken = {
        tenant_id: owner
        for owner, tenant_id in db.session.execute(sa.select(Account.id, Account.tenant_id).where(Account.tenant_id.is_not(None)))
    }
    errors: list[dict[str, object]] = []
    new: list[tuple[Account, Tenant]] = []
    lines: dict[str, int] = {}
    for pair in pairs:
        account, tenant = accounts.get(pair.source_id), tenants.get(pair.number)
        column, text = "", ""
        if pair.source_id in lines:
            column, text = "source_id", _("Deze schrijver staat ook op regel %(line)s.", line=lines[pair.source_id])
        elif account is None or account.role is not Role.TENANT:
            column, text = "source_id", _("Deze schrijver is niet met een ander forum meegekomen.")
        elif tenant is None:
            column, text = "huurdernummer", _("Dit huurdernummer staat niet in het register.")
        elif account.tenant_id not in (None, tenant.id):
            column, text = "source_id", _("Deze schrijver hoort al bij een andere huurder.")
        elif taken.get(tenant.id, account.id) != account.id:
            column, text = "huurdernummer", _("Deze huurder heeft al een ander account.")
        elif account.tenant_id is None:
            new.append((account, tenant))
            taken[tenant.id] = account.id
        lines.setdefault(pair.source_id, pair.line)
        if text:
            errors.append({"line": pair.line, "column": column, "message": text})
    if errors:
        raise NotLinked(errors)
    for account, tenant in new:
        account.tenant_id, account.email = tenant.id, account.email or tenant.email
    db.session.flush()
    for account, tenant in new:
        events.author_linked.send(account, tenant=tenant, now=now)
        events.account_opened.send(account, now=now)
    if new:
        audit.record("accounts.link_authors", now=now, actor_role="command", subject="registry", detail={"linked": len(new)})
    return len(new)
