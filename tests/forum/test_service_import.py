from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from discussions import check, lines, madrid, row
from factories import NOW, make_tenant, make_topic

from accounts.models import Account
from forum import events, service
from forum.models import AuthorKind, IndexQueue, Post, Thread, Topic, YearKind
from foundation.db import transaction
from foundation.errors import BadInput


def by_year(*rows):
    reading = service.read_posts(lines(*rows), NOW)
    with transaction():
        return service.import_by_year(reading, NOW)


def test_children_before_parents_guests_empty_bodies_and_local_time(db):
    done = by_year(
        row("c2", "c1", at="2025-07-01T10:00:00", author=None),
        row("c1", "T1", at="2025-07-01T09:00:00", body="", role="staff"),
        row("T1", at="2025-01-01T00:30:00"),
    )
    assert (done.topics, done.threads, done.posts, done.authors, done.guests, done.skipped) == (1, 1, 3, 1, 1, 0)
    posts = {post.source_id: post for post in db.session.scalars(sa.select(Post))}
    assert posts["T1"].created_at == datetime(2024, 12, 31, 23, 30, tzinfo=UTC) and posts["T1"].day == "2025-01-01"
    assert posts["c1"].parent_id == posts["T1"].id and posts["c2"].parent_id == posts["c1"].id
    assert posts["c2"].path.startswith(posts["c1"].path) and posts["c2"].depth == 2
    assert posts["c2"].author_id is None and posts["c2"].author_kind is AuthorKind.GUEST
    assert posts["c1"].author_kind is AuthorKind.STAFF and posts["c1"].body == "" and posts["c1"].text_key == ""
    topic = db.session.scalar(sa.select(Topic).options(sa.orm.joinedload(Topic.policy_year)))
    assert (topic.slug, topic.policy_year.kind, topic.place) == ("import-2025", YearKind.IMPORTED, None) and topic.closed_at
    thread = db.session.scalar(sa.select(Thread))
    assert (thread.post_count, thread.next_child, thread.last_post_at) == (3, 4, posts["c2"].created_at)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(IndexQueue)) == 3


def test_a_second_run_adds_only_what_is_new(db):
    first = [row("T1"), row("c1", "T1", at="2025-03-02T12:00:00")]
    by_year(*first)
    done = by_year(*first, row("c2", "c1", at="2025-03-03T12:00:00"))
    assert (done.posts, done.skipped, done.threads, done.topics, done.authors) == (1, 2, 0, 0, 0)
    assert db.session.scalars(sa.select(Post.source_id).order_by(Post.path)).all() == ["T1", "c1", "c2"]
    done = by_year(row("c3", "c1", at="2025-03-04T12:00:00"))
    assert done.posts == 1 and db.session.scalar(sa.select(Thread.post_count)) == 4


def test_one_signal_for_the_whole_import(db):
    told, single = [], []

    def one(topics, now):
        told.append(topics)

    def each(post, now):
        single.append(post)

    with events.posts_imported.connected_to(one), events.post_changed.connected_to(each):
        by_year(row("T1"), row("c1", "T1"))
    assert told == [[db.session.scalar(sa.select(Topic.id))]] and single == []


@pytest.mark.parametrize(
    ("bad", "line"),
    [
        (b"{nee\n", 2), (b"[1]\n", 2), (b"\xff\xfe\n", 2), (b"[" * 100_000, 2),
        ({"id": "x"}, 2),
        (row("c1", "weg"), 2),
        (row("c1", "T2"), 2),
        (row("T1", body="iets anders"), 2),
        (row("c1", "T1", at="0001-01-01T00:00:00"), 2), (row("c1", "T1", at="9999-12-31T23:59:59"), 2), (row("c1", "T1", at="gisteren"), 2),
        (row("c1", "T1", at="2031-01-01T00:00:00"), 2),
        (row("c1", "c1"), 2),
        (row("c1", None), 2),
        (row("", "T1"), 2), (row("c" * 200, "T1"), 2), (row("c\x00", "T1"), 2), (row(7, "T1"), 2),
        (row("c1", "T1", body=None) | {"body": None}, 2),
        (row("c1", "T1", author=["x"]), 2),
        (row("T9", thread="T9", title="  "), 2),
        (row("c1", "T1", kind="opening"), 2),
    ],
)  # fmt: skip
def test_nothing_is_taken_in_when_a_line_is_wrong(db, bad, line):
    with pytest.raises(BadInput) as found:
        by_year(row("T1"), bad, row("T2", thread="T2"))
    assert [one["line"] for one in found.value.details] == [line] and found.value.details[0]["message"]
    assert found.value.fields["posts"] == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Post)) == 0


def test_a_ring_of_answers_is_an_error(db):
    with pytest.raises(BadInput) as found:
        by_year(row("T1"), row("c1", "c2"), row("c2", "c1"))
    assert {one["line"] for one in found.value.details} <= {2, 3} and found.value.details


def test_a_changed_text_under_a_known_number_is_an_error_with_its_line(db):
    by_year(row("T1"), row("c1", "T1"))
    with pytest.raises(BadInput) as found:
        by_year(row("T1"), row("c2", "T1"), row("c1", "T1", body="anders"))
    assert [one["line"] for one in found.value.details] == [3]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Post)) == 2


def test_an_edit_here_is_not_a_change_there(db):
    by_year(row("T1"))
    with transaction():
        db.session.scalar(sa.select(Post)).body = "hier veranderd"
    assert by_year(row("T1")).skipped == 1


def test_into_a_topic_all_days_shift_by_the_same(db):
    with transaction():
        slug = make_topic(opens_on=date(2026, 11, 1)).slug
    reading = service.read_posts(lines(row("c1", "T1", at="2025-03-29T12:00:00"), row("T1", at="2025-03-27T23:30:00")), NOW)
    with transaction():
        done = service.import_into_topic(reading, db.session.scalar(sa.select(Topic).where(Topic.slug == slug)), None, NOW)
    assert (done.topics, done.threads, done.posts) == (0, 1, 2)
    assert [post.day for post in db.session.scalars(sa.select(Post).order_by(Post.path))] == ["2026-11-01", "2026-11-03"]
    assert db.session.scalar(sa.select(Post.created_at).order_by(Post.path)) == datetime(2026, 11, 1, 22, 30, tzinfo=UTC)


def test_linking_an_author_gives_their_posts_a_household(db):
    by_year(row("T1"), row("c1", "T1", author="a2"))
    with transaction():
        account = db.session.scalar(sa.select(Account).where(Account.source_id == "a1"))
        tenant = make_tenant()
        service.link_author_posts(account, tenant, NOW)
        household = tenant.household_id
    assert db.session.scalars(sa.select(Post.household_id).order_by(Post.path)).all() == [household, None]


def test_a_slice_of_madrid(db):
    rows = madrid(6)
    done = by_year(*rows)
    assert done.posts == len(rows) > 100
    check(db, rows)
    assert by_year(*rows).skipped == len(rows)
