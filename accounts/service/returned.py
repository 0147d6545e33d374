"""People whose mail comes back are offered a letter, once for each time it began to come back."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from accounts.models import Account, Tenant
from accounts.queries.letters import MAIL_RETURNED, returned_key, without_returned_letter
from foundation import audit, outbox
from foundation.db import db
from foundation.outbox import Way


def write_to_returned(by: Account, now: datetime) -> int:
    """A letter ready to print for each of them."""
    tenants = without_returned_letter()
    refs = [({"tenant_id": tenant.id}, returned_key(tenant)) for tenant in tenants]
    made = outbox.post_all(MAIL_RETURNED, refs, now=now, way=Way.LETTER)
    audit.record(
        "accounts.letters_for_returned_mail", now=now, actor_id=by.id, actor_role=by.role.value, subject="letters", detail={"count": made}
    )
    return made


def mark_bouncing(_row: object, address: str | None, now: datetime) -> None:
    """Mail of ours to this address came back: from now on its people are offered a letter."""
    if address:
        own = sa.select(Account.tenant_id).where(sa.func.lower(Account.email) == address, Account.tenant_id.is_not(None))
        db.session.execute(
            sa.update(Tenant)
            .where(sa.or_(sa.func.lower(Tenant.email) == address, Tenant.id.in_(own)), Tenant.bouncing_at.is_(None))
            .values(bouncing_at=now)
        )
