"""Posts carry their language; people named in a post

Revision: 0002_writing
Follows: 0003_files
"""

import sqlalchemy as sa
from alembic import op

revision = "0002_writing"
down_revision = "0003_files"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("post", "draft"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("lang", sa.String(length=8), server_default="", nullable=False))
    op.create_table(
        "mention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mention_account_id_account")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_mention_post_id_post")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mention")),
        sa.UniqueConstraint("post_id", "account_id", name=op.f("uq_mention_post_id_account_id")),
    )
    with op.batch_alter_table("mention", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mention_account_id"), ["account_id"], unique=False)


def downgrade() -> None:
    op.drop_table("mention")
    for table in ("draft", "post"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("lang")
