"""Decisions with scope, end and second moderator; objections; locked conversations and texts with a part taken out.

Revision: 0005_decisions
Follows: 0002_writing
"""

import sqlalchemy as sa
from alembic import op

revision = "0005_decisions"
down_revision = "0002_writing"
branch_labels = None
depends_on = None

STANDING = "act IN ('hide', 'emergency') AND stands_at IS NOT NULL AND ended_at IS NULL"
PROPOSED = "act IN ('hide', 'mask', 'lock', 'restrict', 'suspend') AND stands_at IS NULL AND ended_at IS NULL"
CHECKS = {
    "reasons_given": "act IN ('keep', 'restore', 'lapse') OR (length(rule) > 0 AND length(facts) > 0)",
    "law_named": "rule <> 'law' OR length(law) > 0",
    "passage_named": "act <> 'mask' OR length(passage) > 0",
    "ends_some_day": "act NOT IN ('emergency', 'restrict', 'suspend') OR until_at IS NOT NULL",
    "reasons_rendered": "stands_at IS NULL OR act IN ('keep', 'lapse') OR length(statement) > 0",
    "by_a_person": "decided_by_id IS NOT NULL OR act = 'lapse'",
    "criticism_by_two": "act NOT IN ('hide', 'mask', 'lock', 'restrict', 'suspend') OR NOT about_landlord OR stands_at IS NULL"
    " OR replaces_id IS NOT NULL OR (second_by_id IS NOT NULL AND second_by_id <> decided_by_id AND second_for = 'tenants')",
}


def upgrade() -> None:
    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.add_column(sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unmasked", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("hidden_until_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_decision_reasons_with_hiding"), type_="check")
        batch_op.alter_column("decided_by_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("about_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("law", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("scope", sa.String(length=40), nullable=False, server_default="post"))
        batch_op.add_column(sa.Column("topic_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("until_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("found", sa.String(length=40), nullable=False, server_default="people"))
        batch_op.add_column(sa.Column("statement", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("second_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("second_for", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("stands_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("code", sa.String(length=64), nullable=True))
    decision = sa.table(
        "decision", *(sa.column(name) for name in ("id", "post_id", "about_id", "act", "rule", "law", "facts", "statement", "decided_at",
                                                  "decided_by_id", "stands_at", "ended_at", "second_by_id", "replaces_id", "about_landlord")),
    )  # fmt: skip
    post = sa.table("post", sa.column("id"), sa.column("author_id"))
    connection = op.get_bind()
    author = sa.select(post.c.author_id).where(post.c.id == decision.c.post_id).scalar_subquery()
    connection.execute(sa.update(decision).values(about_id=author, stands_at=decision.c.decided_at, statement=decision.c.facts))
    # What was decided before there were laws, statements or a second moderator keeps the words it had.
    connection.execute(sa.update(decision).where(decision.c.rule == "law").values(law="niet genoteerd"))
    connection.execute(sa.update(decision).where(decision.c.statement == "").values(statement="niet genoteerd"))
    connection.execute(sa.update(decision).where(decision.c.act == "hide", decision.c.about_landlord).values(replaces_id=decision.c.id))
    later = decision.alias("later")
    newer = sa.exists().where(later.c.post_id == decision.c.post_id, later.c.id > decision.c.id, later.c.act.in_(("restore", "hide")))
    connection.execute(sa.update(decision).where(decision.c.act == "hide", newer).values(ended_at=decision.c.decided_at))
    with op.batch_alter_table("decision", schema=None) as batch_op:
        for column, kind in (("law", sa.String(200)), ("scope", sa.String(40)), ("found", sa.String(40)), ("statement", sa.Text())):
            batch_op.alter_column(column, existing_type=kind, server_default=None)
        batch_op.create_foreign_key(batch_op.f("fk_decision_about_id_account"), "account", ["about_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_decision_topic_id_topic"), "topic", ["topic_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_decision_second_by_id_account"), "account", ["second_by_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_decision_replaces_id_decision"), "decision", ["replaces_id"], ["id"])
        batch_op.create_unique_constraint(batch_op.f("uq_decision_code"), ["code"])
        for name, words in CHECKS.items():
            batch_op.create_check_constraint(batch_op.f(f"ck_decision_{name}"), words)
        batch_op.create_index(batch_op.f("ix_decision_stands_at"), ["stands_at"])
        batch_op.create_index("ix_decision_about_act", ["about_id", "act"])
        for index, words in (("uq_decision_hiding", STANDING), ("uq_decision_proposed", PROPOSED)):
            batch_op.create_index(index, ["post_id"], unique=True, sqlite_where=sa.text(words), postgresql_where=sa.text(words))
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_by_id", sa.Integer(), nullable=False),
        sa.Column("second_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_for", sa.String(length=40), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name=op.f("ck_objection_answered_whole")),
        sa.CheckConstraint(
            "outcome IS NULL OR (length(answer) > 0 AND answered_by_id IS NOT NULL)", name=op.f("ck_objection_answer_in_writing")
        ),
        sa.CheckConstraint("answered_by_id <> first_by_id", name=op.f("ck_objection_not_the_first_decider")),
        sa.CheckConstraint("second_by_id IS NULL OR answered_by_id <> second_by_id", name=op.f("ck_objection_not_the_second_decider")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["account.id"], name=op.f("fk_objection_answered_by_id_account")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_objection_decision_id_decision")),
        sa.ForeignKeyConstraint(["first_by_id"], ["account.id"], name=op.f("fk_objection_first_by_id_account")),
        sa.ForeignKeyConstraint(["second_by_id"], ["account.id"], name=op.f("fk_objection_second_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_objection_decision_id")),
    )


def downgrade() -> None:
    op.drop_table("objection")
    # Acts that the older product does not know, and proposals, go; what they answered waits again.
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_decision_replaces_id_decision"), type_="foreignkey")
    gone = "SELECT id FROM decision WHERE act NOT IN ('keep', 'hide', 'restore') OR stands_at IS NULL"
    op.execute(f"UPDATE report SET decision_id = NULL WHERE decision_id IN ({gone})")  # noqa: S608 - no value in it
    op.execute("DELETE FROM decision WHERE act NOT IN ('keep', 'hide', 'restore') OR stands_at IS NULL")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        for index in ("uq_decision_hiding", "uq_decision_proposed", "ix_decision_about_act"):
            batch_op.drop_index(index)
        batch_op.drop_index(batch_op.f("ix_decision_stands_at"))
        for name in CHECKS:
            batch_op.drop_constraint(op.f(f"ck_decision_{name}"), type_="check")
        batch_op.drop_constraint(batch_op.f("uq_decision_code"), type_="unique")
        for column, table in (("about_id", "account"), ("topic_id", "topic"), ("second_by_id", "account")):
            batch_op.drop_constraint(batch_op.f(f"fk_decision_{column}_{table}"), type_="foreignkey")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        for column in ("about_id", "law", "scope", "topic_id", "until_at", "found", "statement", "second_by_id", "second_for", "stands_at",
                       "ended_at", "replaces_id", "code"):  # fmt: skip
            batch_op.drop_column(column)
        batch_op.alter_column("decided_by_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_check_constraint(
            op.f("ck_decision_reasons_with_hiding"), "act <> 'hide' OR (length(rule) > 0 AND length(facts) > 0)"
        )
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_column("hidden_until_at")
        batch_op.drop_column("unmasked")
    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.drop_column("locked_at")
