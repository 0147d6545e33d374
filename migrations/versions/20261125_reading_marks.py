"""reading: how far somebody read, and marks

Revision: 0003_marks
Follows: 0003_voices
"""

import sqlalchemy as sa
from alembic import op

revision = "0003_marks"
down_revision = "0003_voices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "last_read",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_last_read_account_id_account")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_last_read_post_id_post")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_last_read_thread_id_thread")),
        sa.PrimaryKeyConstraint("account_id", "thread_id", name=op.f("pk_last_read")),
    )
    op.create_table(
        "post_mark",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_post_mark_account_id_account")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_mark_post_id_post")),
        sa.PrimaryKeyConstraint("post_id", "kind", "account_id", name=op.f("pk_post_mark")),
    )
    op.create_index("ix_post_mark_account_id", "post_mark", ["account_id"], unique=False)


def downgrade() -> None:
    op.drop_table("post_mark")
    op.drop_table("last_read")
