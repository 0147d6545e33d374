"""reading: pages of a tree and of time

Revision: 0002_reading
Follows: 0002_topic_page
"""

import sqlalchemy as sa
from alembic import op

revision = "0002_reading"
down_revision = "0002_topic_page"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("post", sa.Column("band", sa.Integer(), server_default="0", nullable=False))
    op.execute("UPDATE post SET band = depth / 6")
    op.create_index("ix_post_thread_tree", "post", ["thread_id", "band", "path"], unique=False)
    op.create_index("ix_post_thread_time", "post", ["thread_id", "created_at", "id"], unique=False)
    op.create_index("ix_post_thread_arrival", "post", ["thread_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_post_thread_arrival", table_name="post")
    op.drop_index("ix_post_thread_time", table_name="post")
    op.drop_index("ix_post_thread_tree", table_name="post")
    op.drop_column("post", "band")
