"""Words of housing, explained. What ships with the product stands in forum/glossary.json; a row here replaces, hides or adds one."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Model


class GlossaryTerm(Model):
    __tablename__ = "glossary_term"

    id: Mapped[int] = mapped_column(primary_key=True)
    term: Mapped[str] = mapped_column(sa.String(80))
    term_key: Mapped[str] = mapped_column(sa.String(80), unique=True)
    """The term as it stands in addresses, and as it is known among the shipped ones."""
    variants: Mapped[str] = mapped_column(sa.Text, default="")
    """Other forms of the word, one a line."""
    explanation: Mapped[str] = mapped_column(sa.Text, default="")
    english: Mapped[str] = mapped_column(sa.Text, default="")
    hidden: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
