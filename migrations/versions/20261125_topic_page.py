"""What stands on a topic page: background versions, summaries, polls, the word list.

Revision: 0002_topic_page
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002_topic_page"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "glossary_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term", sa.String(length=80), nullable=False),
        sa.Column("term_key", sa.String(length=80), nullable=False),
        sa.Column("variants", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("english", sa.Text(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["account.id"], name=op.f("fk_glossary_term_changed_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glossary_term")),
        sa.UniqueConstraint("term_key", name=op.f("uq_glossary_term_term_key")),
    )
    op.create_table(
        "background_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("proposed_by_party", sa.String(length=40), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(number IS NULL) = (agreed_at IS NULL)", name=op.f("ck_background_version_numbered_when_agreed")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["account.id"], name=op.f("fk_background_version_proposed_by_id_account")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_background_version_topic_id_topic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_background_version")),
        sa.UniqueConstraint("topic_id", "number", name=op.f("uq_background_version_topic_id_number")),
    )
    with op.batch_alter_table("background_version", schema=None) as batch_op:
        batch_op.create_index(
            "uq_background_version_waiting",
            ["topic_id"],
            unique=True,
            sqlite_where=sa.text("agreed_at IS NULL AND withdrawn_at IS NULL"),
            postgresql_where=sa.text("agreed_at IS NULL AND withdrawn_at IS NULL"),
        )

    op.create_table(
        "poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("proposed_by_party", sa.String(length=40), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voters", sa.Integer(), nullable=True),
        sa.Column("on_paper", sa.Integer(), nullable=True),
        sa.CheckConstraint("(counted_at IS NULL) = (voters IS NULL)", name=op.f("ck_poll_counted_whole")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["account.id"], name=op.f("fk_poll_proposed_by_id_account")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_poll_topic_id_topic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
    )
    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poll_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "topic_summary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("plain_body", sa.Text(), nullable=False),
        sa.Column("plain_html", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_by_party", sa.String(length=40), nullable=False),
        sa.Column("written_by_role", sa.String(length=40), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_by_party", sa.String(length=40), nullable=True),
        sa.Column("approved_by_role", sa.String(length=40), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_by_party", sa.String(length=40), nullable=True),
        sa.Column("answered_by_role", sa.String(length=40), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("answered_by_party <> written_by_party", name=op.f("ck_topic_summary_answered_by_the_other_party")),
        sa.CheckConstraint("approved_by_id <> written_by_id", name=op.f("ck_topic_summary_approved_by_somebody_else")),
        sa.CheckConstraint("published_at IS NULL OR approved_at IS NOT NULL", name=op.f("ck_topic_summary_published_when_approved")),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_topic_summary_days_in_order")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["account.id"], name=op.f("fk_topic_summary_answered_by_id_account")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["account.id"], name=op.f("fk_topic_summary_approved_by_id_account")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_topic_summary_topic_id_topic")),
        sa.ForeignKeyConstraint(["written_by_id"], ["account.id"], name=op.f("fk_topic_summary_written_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_summary")),
    )
    with op.batch_alter_table("topic_summary", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_summary_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("voter", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_ballot_poll_id_poll")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
        sa.UniqueConstraint("poll_id", "voter", name=op.f("uq_ballot_poll_id_voter")),
    )
    op.create_table(
        "poll_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=160), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_option_poll_id_poll")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_option")),
        sa.UniqueConstraint("poll_id", "place", name=op.f("uq_poll_option_poll_id_place")),
    )
    op.create_table(
        "ballot_choice",
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name=op.f("fk_ballot_choice_ballot_id_ballot"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["option_id"], ["poll_option.id"], name=op.f("fk_ballot_choice_option_id_poll_option")),
        sa.PrimaryKeyConstraint("ballot_id", "option_id", name=op.f("pk_ballot_choice")),
    )
    with op.batch_alter_table("ballot_choice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ballot_choice_option_id"), ["option_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("ballot_choice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ballot_choice_option_id"))

    op.drop_table("ballot_choice")
    op.drop_table("poll_option")
    op.drop_table("ballot")
    with op.batch_alter_table("topic_summary", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_summary_topic_id"))

    op.drop_table("topic_summary")
    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poll_topic_id"))

    op.drop_table("poll")
    with op.batch_alter_table("background_version", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_background_version_waiting",
            sqlite_where=sa.text("agreed_at IS NULL AND withdrawn_at IS NULL"),
            postgresql_where=sa.text("agreed_at IS NULL AND withdrawn_at IS NULL"),
        )

    op.drop_table("background_version")
    op.drop_table("glossary_term")
