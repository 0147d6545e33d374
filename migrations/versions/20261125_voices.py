"""What staff enter for somebody, with a card; paper forms that know their topic.

Revision: 0003_voices
Follows: 0002_search_words
"""

import sqlalchemy as sa
from alembic import op

revision = "0003_voices"
down_revision = "0002_search_words"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reaction_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_reaction_form_tenant_id_tenant")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_reaction_form_topic_id_topic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reaction_form")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_reaction_form_fingerprint")),
        sa.UniqueConstraint("topic_id", "tenant_id", name=op.f("uq_reaction_form_topic_id_tenant_id")),
    )
    with op.batch_alter_table("reaction_form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reaction_form_tenant_id"), ["tenant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reaction_form_topic_id"), ["topic_id"], unique=False)
        batch_op.create_index(
            "uq_reaction_form_for_everybody", ["topic_id"], unique=True,
            sqlite_where=sa.text("tenant_id IS NULL"), postgresql_where=sa.text("tenant_id IS NULL"),
        )  # fmt: skip
    op.create_table(
        "voice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("consent", sa.String(length=40), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=True),
        sa.Column("entry_key", sa.String(length=60), nullable=True),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("denied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["form_id"], ["reaction_form.id"], name=op.f("fk_voice_form_id_reaction_form")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_voice_post_id_post")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["account.id"], name=op.f("fk_voice_settled_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice")),
        sa.UniqueConstraint("entry_key", name=op.f("uq_voice_entry_key")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_voice_fingerprint")),
        sa.UniqueConstraint("post_id", name=op.f("uq_voice_post_id")),
    )
    with op.batch_alter_table("voice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voice_denied_at"), ["denied_at"], unique=False)


def downgrade() -> None:
    op.drop_table("voice")
    op.drop_table("reaction_form")
