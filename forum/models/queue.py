"""Posts whose place in the search index is behind. The rows are the truth; the indexer drains them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Model


class IndexQueue(Model):
    __tablename__ = "index_queue"

    post_id: Mapped[int] = mapped_column(sa.ForeignKey("post.id"), primary_key=True)
    since_at: Mapped[datetime]
