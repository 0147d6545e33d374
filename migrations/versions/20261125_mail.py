"""Following, mail of the forum, feeds; unguessable outgoing mail.

Revision: 0002_mail
Follows: 0002_reading
"""

import sqlalchemy as sa
from alembic import op

revision = "0002_mail"
down_revision = "0002_reading"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_choice",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("frequency", sa.String(length=40), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stop_fingerprint", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mail_choice_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_mail_choice")),
        sa.UniqueConstraint("stop_fingerprint", name=op.f("uq_mail_choice_stop_fingerprint")),
    )
    op.create_table(
        "feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_feed_account_id_account")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_feed_topic_id_topic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint("account_id", "topic_id", "issue", name=op.f("uq_feed_account_id_topic_id_issue")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_feed_fingerprint")),
    )
    op.create_table(
        "follow",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(topic_id IS NULL) <> (thread_id IS NULL)", name=op.f("ck_follow_one_of_two")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_follow_account_id_account")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_follow_thread_id_thread")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_follow_topic_id_topic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow")),
        sa.UniqueConstraint("account_id", "thread_id", name=op.f("uq_follow_account_id_thread_id")),
        sa.UniqueConstraint("account_id", "topic_id", name=op.f("uq_follow_account_id_topic_id")),
    )
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_thread_id"), ["thread_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "forum_news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mail_key", sa.String(length=40), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(topic_id IS NULL) <> (post_id IS NULL)", name=op.f("ck_forum_news_one_of_two")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_forum_news_account_id_account")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_forum_news_post_id_post")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_forum_news_topic_id_topic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_news")),
        sa.UniqueConstraint("account_id", "post_id", name=op.f("uq_forum_news_account_id_post_id")),
        sa.UniqueConstraint("account_id", "topic_id", name=op.f("uq_forum_news_account_id_topic_id")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_forum_news_fingerprint")),
    )
    with op.batch_alter_table("forum_news", schema=None) as batch_op:
        batch_op.create_index("ix_forum_news_account_mail", ["account_id", "mail_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_forum_news_post_id"), ["post_id"], unique=False)

    op.create_table(
        "mailed_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("message_key", sa.String(length=40), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("seen", sa.String(length=400), nullable=False),
        sa.Column("notice_key", sa.String(length=80), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.Column("dropped_files", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mailed_reply_account_id_account")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_mailed_reply_post_id_post")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailed_reply")),
        sa.UniqueConstraint("account_id", "message_key", name=op.f("uq_mailed_reply_account_id_message_key")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_mailed_reply_fingerprint")),
    )
    with op.batch_alter_table("mailed_reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mailed_reply_account_id"), ["account_id"], unique=False)

    op.create_table(
        "tell_queue",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_tell_queue_post_id_post")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_tell_queue")),
    )
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sent_to", sa.String(length=64), nullable=True))
        batch_op.create_index(batch_op.f("ix_outgoing_message_id"), ["message_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outgoing_message_id"))
        batch_op.drop_column("sent_to")

    op.drop_table("tell_queue")
    with op.batch_alter_table("mailed_reply", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mailed_reply_account_id"))

    op.drop_table("mailed_reply")
    with op.batch_alter_table("forum_news", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forum_news_post_id"))
        batch_op.drop_index("ix_forum_news_account_mail")

    op.drop_table("forum_news")
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_topic_id"))
        batch_op.drop_index(batch_op.f("ix_follow_thread_id"))

    op.drop_table("follow")
    op.drop_table("feed")
    op.drop_table("mail_choice")
