from datetime import timedelta

import pytest
import sqlalchemy as sa
from factories import NOW, make_member, make_staff, make_topic

from accounts import events as accounts_events
from accounts.models import Account, Role
from forum import queries, service
from forum.models import LastRead, Mark, MarkKind, Post, Thread
from forum.queries import Reader, View, pages
from foundation.db import transaction
from foundation.errors import Refused

PAGE = 8


@pytest.fixture(autouse=True)
def _short_pages(monkeypatch):
    monkeypatch.setattr(pages, "PAGE", PAGE)


@pytest.fixture
def jan(db):
    with transaction():
        return make_member(alias="Jan").id


@pytest.fixture
def mia(db):
    with transaction():
        return make_member(alias="Mia").id


@pytest.fixture
def opening(db, jan):
    with transaction():
        return service.start_thread(make_topic(), db.session.get(Account, jan), "De lift", "Staat stil.", NOW).id


def answer(db, parent, author, body="Ook hier.", minutes=1):
    with transaction():
        parent, author = db.session.get(Post, parent), db.session.get(Account, author)
        return service.reply(parent, author, body, NOW + timedelta(minutes=minutes)).id


def thread_of(db, post_id):
    return db.session.get(Thread, db.session.get(Post, post_id).thread_id)


def news(db, post_id, account):
    found = queries.news_in([thread_of(db, post_id).id], account)
    return found.get(thread_of(db, post_id).id)


def read(db, post_id, account, up_to):
    with transaction():
        service.mark_read(account, thread_of(db, post_id).id, up_to)


def look(db, post_id, account, view=View.TREE, walked_to=None, **start):
    thread = thread_of(db, post_id)
    page = queries.thread_page(thread, Reader(account), view, **start)
    return page, queries.reading_of(thread, account, page, walked_to)


def test_all_is_new_to_who_was_never_here_and_nothing_to_who_wrote_it(db, opening, jan, mia):
    assert news(db, opening, mia) == (False, 1) and news(db, opening, jan) is None
    assert queries.topics_with_news([thread_of(db, opening).topic_id], mia) == {thread_of(db, opening).topic_id: 1}
    assert queries.topics_with_news([thread_of(db, opening).topic_id], jan) == {}
    answer(db, opening, mia)
    assert news(db, opening, jan) == (True, 1) and news(db, opening, mia) is None, "who answers a post has read it"


def test_a_mark_moves_on_and_never_back(db, opening, jan, mia):
    made = [answer(db, opening, jan, f"nr {number}") for number in range(3)]
    read(db, opening, mia, made[1])
    assert news(db, opening, mia) == (True, 1)
    read(db, opening, mia, opening)
    read(db, opening, mia, 0)
    assert news(db, opening, mia) == (True, 1)
    read(db, opening, mia, made[2] + 1000)
    assert news(db, opening, mia) is None
    answer(db, opening, jan)
    assert news(db, opening, mia) == (True, 1), "a number from the future swallows nothing"
    assert db.session.scalar(sa.select(sa.func.count()).where(LastRead.account_id == mia)) == 1
    assert {column.name for column in LastRead.__table__.columns} == {"account_id", "thread_id", "post_id"}, "no moment of reading"


def test_hidden_held_and_own_posts_are_never_new(db, opening, jan, mia):
    read(db, opening, mia, opening)
    hidden, held, withdrawn = (answer(db, opening, jan, f"nr {number}") for number in range(3))
    with transaction():
        service.hide_post(db.session.get(Post, hidden), NOW)
        service.hold_post(db.session.get(Post, held), NOW)
        service.withdraw_post(db.session.get(Post, withdrawn), db.session.get(Account, jan), NOW)
        moderator = make_staff(Role.MODERATOR).id
    assert news(db, opening, mia) is None and queries.first_new(thread_of(db, opening).id, mia) is None
    assert queries.topics_with_news([thread_of(db, opening).topic_id], mia) == {}
    assert news(db, opening, moderator) == (False, 1)
    _page, reading = look(db, opening, mia)
    assert reading.first_new is None and reading.new_ids == frozenset()


def test_a_page_claims_only_what_it_showed(db, opening, jan, mia):
    """In a tree the newest may stand on the first page and an older one on the last."""
    made = [answer(db, opening, jan, f"nr {number}") for number in range(PAGE + 5)]
    late = answer(db, made[0], jan, "laat")
    page, reading = look(db, opening, mia)
    assert late in page.ids and reading.up_to == made[PAGE - 2] - 1 and reading.more and reading.newest == late
    read(db, opening, mia, reading.up_to)
    assert news(db, opening, mia).posts == 8 and queries.first_new(thread_of(db, opening).id, mia) == made[PAGE - 2]
    _page, reading = look(db, opening, mia, after=made[PAGE - 3])
    assert reading.up_to == late - 1 and reading.more, "the late one is on the other page"
    assert reading.new_ids == frozenset(made[PAGE - 2 :])
    read(db, opening, mia, reading.up_to)
    page, reading = look(db, opening, mia)
    assert reading.new_ids == {late} and not reading.more and reading.first_new == late


@pytest.mark.parametrize("view", list(View))
def test_who_leafs_through_to_the_end_has_read_it(db, opening, jan, mia, view):
    made = [answer(db, opening, jan, f"nr {number}", number) for number in range(2 * PAGE)]
    late = answer(db, made[0], jan, "laat", 99)
    page, reading = look(db, opening, mia, view)
    walked_to, later = reading.newest, answer(db, made[0], jan, "nog later", 100)
    while not page.last:
        page, reading = look(db, opening, mia, view, walked_to, after=page.places[-1].post.id)
    assert reading.up_to == (later if view is View.TIME else late), "what came while reading was not passed in the tree"
    with transaction():
        chain = db.session.get(Post, made[3])
        for number in range(7):
            chain = service.reply(chain, db.session.get(Account, jan), f"diep {number}", NOW + timedelta(minutes=200))
    page, reading = look(db, opening, mia, view)
    walked_to = reading.newest
    while not page.last:
        page, reading = look(db, opening, mia, view, walked_to, after=page.places[-1].post.id)
    assert reading.more is (view is View.TREE), "what was folded away was not passed"


def test_all_of_a_topic_at_once(db, opening, jan, mia):
    topic = queries.find_topic_row(thread_of(db, opening).topic_id)
    with transaction():
        other = service.start_thread(topic, db.session.get(Account, jan), "De gang", "Vol.", NOW).id
        elsewhere = service.start_thread(make_topic(), db.session.get(Account, jan), "Elders", "x", NOW).id
    seen = queries.newest_post()
    later = answer(db, other, jan)
    with transaction():
        service.mark_topic_read(mia, topic.id, seen)
    assert news(db, opening, mia) is None and news(db, elsewhere, mia) == (False, 1)
    assert news(db, other, mia) == (True, 1) and queries.first_new(thread_of(db, other).id, mia) == later


def test_counting_stops_somewhere(db, opening, jan, mia, monkeypatch):
    for number in range(4):
        answer(db, opening, jan, f"nr {number}")
    assert news(db, opening, mia) == (False, 5)
    monkeypatch.setattr("forum.queries.reading.MOST_COUNTED", 3)
    assert news(db, opening, mia) == (False, 3)


def mark(db, post_id, account, kind, on=True):
    with transaction():
        service.set_mark(db.session.get(Post, post_id), db.session.get(Account, account), kind, on)


def marks(db, post_id, account):
    return queries.marks_on(frozenset([post_id]), account)[post_id]


def test_a_mark_is_there_once_and_can_be_taken_away(db, opening, jan, mia):
    for _time in range(2):
        mark(db, opening, mia, MarkKind.AGREE)
    mark(db, opening, mia, MarkKind.THANKS)
    assert marks(db, opening, mia) == ({MarkKind.AGREE: 1, MarkKind.THANKS: 1}, {MarkKind.AGREE, MarkKind.THANKS})
    assert marks(db, opening, jan) == ({MarkKind.AGREE: 1, MarkKind.THANKS: 1}, frozenset())
    for _time in range(2):
        mark(db, opening, mia, MarkKind.AGREE, on=False)
    assert marks(db, opening, mia) == ({MarkKind.THANKS: 1}, {MarkKind.THANKS})
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(sa.insert(Mark), [{"post_id": opening, "kind": MarkKind.THANKS, "account_id": mia}])


def test_who_may_set_which_mark(db, opening, jan, mia):
    with transaction():
        moderator = make_staff(Role.MODERATOR).id
    for account, kind in ((jan, MarkKind.AGREE), (jan, MarkKind.THANKS), (moderator, MarkKind.AGREE)):
        with pytest.raises(Refused):
            mark(db, opening, account, kind)
    mark(db, opening, moderator, MarkKind.THANKS)
    mark(db, opening, jan, MarkKind.SAVED)
    with transaction():
        service.hold_post(db.session.get(Post, opening), NOW)
    for kind in MarkKind:
        with pytest.raises(Refused):
            mark(db, opening, mia, kind)


def test_what_was_saved_is_nobodys_business_and_goes_when_hidden(db, opening, jan, mia):
    second = answer(db, opening, jan)
    for post in (opening, second):
        mark(db, post, mia, MarkKind.SAVED)
    assert marks(db, opening, jan) == ({}, frozenset()) and marks(db, opening, mia).mine == {MarkKind.SAVED}
    assert [post.id for post in queries.saved_posts(mia)[0]] == [second, opening] and queries.saved_posts(jan) == ([], False)
    assert [post.id for post in queries.saved_posts(mia, before=second)[0]] == [opening] and queries.saved_posts(mia, limit=1)[1]
    with transaction():
        service.hide_post(db.session.get(Post, second), NOW)
    assert [post.id for post in queries.saved_posts(mia)[0]] == [opening]


def test_reading_and_marks_go_with_the_account(db, opening, jan, mia):
    read(db, opening, mia, opening)
    mark(db, opening, mia, MarkKind.AGREE)
    with transaction():
        accounts_events.account_erased.send(db.session.get(Account, mia), now=NOW)
    assert db.session.scalars(sa.select(LastRead.account_id)).all() == [jan] and db.session.scalars(sa.select(Mark)).all() == []
