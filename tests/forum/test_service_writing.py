import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from factories import NOW, make_member, make_staff, make_topic

from accounts.models import Account, Role
from forum import events, queries, service
from forum.models import AuthorKind, Draft, IndexQueue, Post, PostVersion, Thread, Topic
from forum.queries import Reader
from foundation.db import transaction
from foundation.errors import Refused


@pytest.fixture
def topic(db):
    with transaction():
        return make_topic().id


@pytest.fixture
def jan(db):
    with transaction():
        return make_member(alias="Jan").id


@pytest.fixture
def mia(db):
    with transaction():
        return make_member(alias="Mia").id


def start(db, topic, author, title="Fietsen in de gang", body="Er staan **veel** fietsen.", **more):
    with transaction():
        return service.start_thread(db.session.get(Topic, topic), db.session.get(Account, author), title, body, NOW, **more).id


def answer(db, parent, author, body="Bij ons ook.", now=NOW, **more):
    with transaction():
        return service.reply(db.session.get(Post, parent), db.session.get(Account, author), body, now, **more).id


def test_a_thread_starts_with_its_opening_post(db, topic, jan):
    post = db.session.get(Post, start(db, topic, jan))
    thread = db.session.get(Thread, post.thread_id)
    assert (thread.title, thread.post_count, thread.next_child) == ("Fietsen in de gang", 1, 2)
    assert "<strong>veel</strong>" in post.body_html
    assert (post.author_kind, post.day, post.path, post.depth) == (AuthorKind.TENANT, "2026-11-23", "00001", 0)
    assert post.household_id == db.session.get(Account, jan, options=[sa.orm.joinedload(Account.tenant)]).tenant.household_id
    assert db.session.get(IndexQueue, post.id).since_at == NOW


def test_replies_stand_in_tree_order(db, topic, jan, mia):
    opening = start(db, topic, jan)
    first = answer(db, opening, mia, "eerste", NOW + timedelta(minutes=1))
    second = answer(db, opening, mia, "tweede", NOW + timedelta(minutes=2))
    below = answer(db, first, jan, "onder eerste", NOW + timedelta(minutes=3))
    page = queries.thread_page(db.session.get(Thread, db.session.get(Post, opening).thread_id), Reader(jan))
    assert [(place.post.id, place.post.depth) for place in page.places] == [(opening, 0), (first, 1), (below, 2), (second, 1)]
    assert [place.parent and place.parent.id for place in page.places] == [None, opening, first, opening]


def test_deep_answers_keep_their_parent_where_the_path_ends(db, topic, jan):
    parent = start(db, topic, jan)
    chain = [parent]
    for _number in range(185):
        parent = answer(db, parent, jan)
        chain.append(parent)
    posts = db.session.scalars(sa.select(Post).order_by(Post.path)).all()
    assert [post.id for post in posts] == chain
    assert [post.parent_id for post in posts] == [None, *chain[:-1]]
    assert max(len(post.path) for post in posts) == 900


def test_the_same_form_twice_is_one_post(db, topic, jan):
    opening = start(db, topic, jan, form_key="a" * 32)
    assert start(db, topic, jan, form_key="a" * 32) == opening
    reply = answer(db, opening, jan, form_key="b" * 32)
    assert answer(db, opening, jan, form_key="b" * 32) == reply
    assert db.session.scalar(sa.select(Thread.post_count)) == 2


@pytest.mark.race
def test_two_replies_at_once_both_land(db, app, topic, jan, mia):
    opening = start(db, topic, jan)
    failed, together = [], threading.Barrier(4)

    def one(author, number):
        try:
            with app.app_context():
                together.wait()
                answer(db, opening, author, f"antwoord {number}")
        except Exception as error:  # noqa: BLE001
            failed.append(error)

    workers = [threading.Thread(target=one, args=((jan, mia)[number % 2], number)) for number in range(4)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    assert failed == []
    db.session.rollback()
    assert db.session.scalar(sa.select(Thread.post_count)) == 5
    assert len(set(db.session.scalars(sa.select(Post.path)))) == 5


@pytest.mark.race
def test_the_same_form_twice_at_the_same_moment_is_one_post(db, app, topic, jan):
    found, together = [], threading.Barrier(3)

    def one():
        with app.app_context():
            together.wait()
            found.append(start(db, topic, jan, form_key="c" * 32))

    workers = [threading.Thread(target=one) for _number in range(3)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    assert len(found) == 3 and len(set(found)) == 1


@pytest.mark.parametrize(
    ("opens", "closes", "agreed"), [(1, 30, True), (-30, -1, True), (-10, 10, False)], ids=["not yet open", "over", "one key"]
)
def test_writing_needs_an_open_topic(db, jan, opens, closes, agreed):
    with transaction():
        topic = make_topic(opens_on=(NOW + timedelta(days=opens)).date(), closes_on=(NOW + timedelta(days=closes)).date(), agreed=agreed).id
    with pytest.raises(Refused):
        start(db, topic, jan)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Post)) == 0


@pytest.mark.parametrize("body", ["", " \n ", "x" * 10_001])
def test_texts_that_cannot_be_placed_are_refused(db, topic, jan, body):
    with pytest.raises(Refused):
        start(db, topic, jan, body=body)


def test_an_edit_keeps_what_stood_there(db, topic, jan, mia):
    post = start(db, topic, jan)
    with transaction():
        service.edit_post(db.session.get(Post, post), db.session.get(Account, jan), "Nu anders.", NOW + timedelta(hours=1))
    row = db.session.get(Post, post)
    assert (row.body, row.edited_at) == ("Nu anders.", NOW + timedelta(hours=1))
    assert [version.body for version in db.session.scalars(sa.select(PostVersion))] == ["Er staan **veel** fietsen."]
    with pytest.raises(Refused), transaction():
        service.edit_post(db.session.get(Post, post), db.session.get(Account, mia), "Van mij.", NOW)


def test_hidden_and_withdrawn_posts_leave_a_stump_and_the_count(db, topic, jan, mia):
    opening = start(db, topic, jan)
    reply, other = answer(db, opening, mia), answer(db, opening, mia, "nog een")
    with transaction():
        service.hide_post(db.session.get(Post, reply), NOW)
        service.withdraw_post(db.session.get(Post, other), db.session.get(Account, mia), NOW)
    thread = db.session.scalar(sa.select(Thread))
    assert thread.post_count == 1
    for reader in (Reader(jan), Reader(mia), Reader(jan, desk=True)):
        assert [place.shown for place in queries.thread_page(thread, reader).places] == [True, False, False]
    with transaction():
        service.restore_post(db.session.get(Post, reply), NOW)
        service.restore_post(db.session.get(Post, reply), NOW)
    assert db.session.scalar(sa.select(Thread.post_count)) == 2
    with pytest.raises(Refused), transaction():
        service.restore_post(db.session.get(Post, other), NOW)


def test_a_held_post_is_seen_by_its_author_and_the_desk_alone(db, topic, jan, mia):
    opening = start(db, topic, jan)
    reply = answer(db, opening, mia)
    with transaction():
        service.hold_post(db.session.get(Post, reply), NOW)
    thread = db.session.scalar(sa.select(Thread))
    seen = {
        name: [place.post.id for place in queries.thread_page(thread, reader).places if place.shown]
        for name, reader in {"jan": Reader(jan), "mia": Reader(mia), "desk": Reader(jan, desk=True), "nobody": Reader(None)}.items()
    }
    assert seen == {"jan": [opening], "mia": [opening, reply], "desk": [opening, reply], "nobody": [opening]}
    assert [place.post.id for place in queries.thread_page(thread, Reader(jan)).places] == [opening]


def test_no_answer_under_a_post_that_is_gone(db, topic, jan, mia):
    opening = start(db, topic, jan)
    with transaction():
        service.hide_post(db.session.get(Post, opening), NOW)
    with pytest.raises(Refused):
        answer(db, opening, mia)


def test_whoever_is_asked_can_refuse_or_show_a_notice_first(db, topic, jan, monkeypatch):
    notice = events.Notice("punten", "Let op", "Wij tellen mee.", "Plaats toch")
    monkeypatch.setattr(events, "before_post", [lambda attempt: notice, lambda attempt: "Nee." if "verboden" in attempt.body else None])
    with pytest.raises(service.NoticeFirst) as first:
        start(db, topic, jan)
    assert first.value.notice is notice
    with pytest.raises(Refused, match="Nee"):
        start(db, topic, jan, body="verboden", seen=frozenset({"punten"}))
    start(db, topic, jan, seen=frozenset({"punten"}))
    with transaction():
        staff = make_staff(Role.COORDINATOR).id
    post = db.session.get(Post, start(db, topic, staff, body="verboden"))
    assert post.author_kind is AuthorKind.STAFF and post.household_id is None


def test_news_is_told_in_the_same_transaction(db, topic, jan):
    heard = []

    def listen(post, now):
        heard.append((post.id, now))

    with events.post_changed.connected_to(listen):
        post = start(db, topic, jan)
    assert heard == [(post, NOW)]


def test_contributors_are_tenants_with_something_to_be_seen(db, topic, jan, mia):
    opening = start(db, topic, jan)
    answer(db, opening, jan)
    gone = answer(db, opening, mia)
    with transaction():
        service.hide_post(db.session.get(Post, gone), NOW)
        staff = make_staff(Role.MODERATOR).id
    answer(db, opening, staff)
    assert [account.id for account in queries.contributors(db.session.get(Topic, topic))] == [jan]


def test_threads_are_listed_newest_first_page_by_page(db, topic, jan):
    made = []
    for number in range(7):
        with transaction():
            post = service.start_thread(
                db.session.get(Topic, topic), db.session.get(Account, jan), f"g{number}", "x", NOW + timedelta(minutes=number // 2)
            )
            made.append(post.thread_id)
    row, found, before = db.session.get(Topic, topic), [], None
    while True:
        rows, before = queries.threads_in(row, Reader(jan), before, limit=3)
        found += [one.thread.id for one in rows]
        if before is None:
            break
    assert found == made[::-1]


def test_a_topic_closes_when_nobody_objects(db, jan, monkeypatch):
    with transaction():
        topic = make_topic(opens_on=(NOW - timedelta(days=60)).date(), closes_on=(NOW - timedelta(days=1)).date()).id
    monkeypatch.setattr(events, "before_close", [lambda topic, now: "Nog niet verteld.", lambda topic, now: "Geen verslag."])
    with pytest.raises(Refused, match=r"Nog niet verteld\. Geen verslag\."), transaction():
        service.close_topic(db.session.get(Topic, topic), NOW)
    monkeypatch.setattr(events, "before_close", [lambda topic, now: None])
    with transaction():
        service.close_topic(db.session.get(Topic, topic), NOW)
    assert db.session.get(Topic, topic).closed_at == NOW
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Draft)) == 0
