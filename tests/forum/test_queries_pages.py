from datetime import timedelta

import pytest
from factories import NOW, make_member, make_topic
from statements import statements

from accounts.models import Account
from forum import queries, service
from forum.models import Post, Thread
from forum.queries import Reader, View, pages
from forum.rules import trees
from foundation.db import transaction

PAGE = 8


@pytest.fixture(autouse=True)
def _short_pages(monkeypatch):
    monkeypatch.setattr(pages, "PAGE", PAGE)


@pytest.fixture
def jan(db):
    with transaction():
        return make_member(alias="Jan").id


@pytest.fixture
def opening(db, jan):
    with transaction():
        return service.start_thread(make_topic(), db.session.get(Account, jan), "De lift", "Staat stil.", NOW).id


def answers(db, parent, author, many, chain=False):
    """Ids of so many answers to one post, or each to the one before."""
    made = []
    with transaction():
        post, account = db.session.get(Post, parent), db.session.get(Account, author)
        for number in range(many):
            new = service.reply(post, account, f"nr {number}", NOW + timedelta(minutes=number))
            made.append(new.id)
            post = new if chain else post
    return made


def the_thread(db, opening):
    return db.session.get(Thread, db.session.get(Post, opening).thread_id)


def ids(page):
    return [place.post.id for place in page.places]


@pytest.mark.parametrize("view", list(View))
def test_forwards_and_backwards_show_the_same_posts(db, opening, jan, view):
    everything = [opening, *answers(db, opening, jan, 2 * PAGE + 2)]
    thread, reader = the_thread(db, opening), Reader(jan)
    page = queries.thread_page(thread, reader, view)
    forwards, flags = [ids(page)], [(page.first, page.last)]
    while not page.last:
        page = queries.thread_page(thread, reader, view, after=page.places[-1].post.id)
        forwards.append(ids(page))
        flags.append((page.first, page.last))
    assert [len(one) for one in forwards] == [PAGE, PAGE, 3] and [one for some in forwards for one in some] == everything
    assert flags == [(True, False), (False, False), (False, True)]
    page = queries.thread_page(thread, reader, view, before=everything[2 * PAGE])
    assert ids(page) == forwards[1] and (page.first, page.last) == (False, False)
    page = queries.thread_page(thread, reader, view, before=everything[PAGE + 3])
    assert ids(page) == everything[3 : PAGE + 3] and not page.first
    page = queries.thread_page(thread, reader, view, before=everything[3])  # three posts would be left over: a whole page instead
    assert ids(page) == forwards[0] and page.first


@pytest.mark.parametrize("view", list(View))
def test_a_number_that_is_not_here_gives_the_first_page(db, opening, jan, view):
    answers(db, opening, jan, PAGE + 3)
    with transaction():
        other = service.start_thread(make_topic(), db.session.get(Account, jan), "Elders", "x", NOW).id
    thread = the_thread(db, opening)
    for start in ({"after": 999_999_999}, {"before": 999_999_999}, {"after": other}, {"before": other}, {"after": opening + PAGE + 3}):
        assert ids(queries.thread_page(thread, Reader(jan), view, **start))[0] == opening


@pytest.mark.parametrize("view", list(View))
def test_an_address_finds_its_page_at_the_same_price_everywhere(db, opening, jan, view):
    everything = [opening, *answers(db, opening, jan, 3 * PAGE)]
    thread, reader, prices = the_thread(db, opening), Reader(jan), set()
    for number in (0, PAGE - 1, PAGE, 2 * PAGE + 1, 3 * PAGE):
        post = db.session.get(Post, everything[number])
        with statements(db.engine) as sent:
            page = queries.thread_page(thread, reader, view, after=queries.page_start(post, reader, view))
        prices.add(len(sent))
        assert post.id in ids(page) and page.first is (number < PAGE)
        assert number < PAGE or ids(page)[0] == everything[number - pages.LEAD]
    assert len(prices) == 1


def test_order_of_time_is_not_the_order_of_the_tree(db, opening, jan):
    first, second = answers(db, opening, jan, 2)
    (late,) = answers(db, first, jan, 1)
    thread, reader = the_thread(db, opening), Reader(jan)
    with transaction():
        db.session.get(Post, late).created_at = NOW + timedelta(days=1)
    assert ids(queries.thread_page(thread, reader)) == [opening, first, late, second]
    assert ids(queries.thread_page(thread, reader, View.TIME)) == [opening, first, second, late]


def test_deep_answers_fold_into_pages_of_their_own(db, opening, jan):
    chain = [opening, *answers(db, opening, jan, 14, chain=True)]
    beside = answers(db, opening, jan, 1)
    thread, reader = the_thread(db, opening), Reader(jan)
    page = queries.thread_page(thread, reader)
    assert ids(page) == [*chain[:6], *beside] and page.last
    assert [place.post.id for place in page.places if place.folded] == [chain[5]]
    page = queries.thread_page(thread, reader, head=db.session.get(Post, chain[5]))
    assert ids(page) == chain[6:12] and [place.post.id for place in page.places if place.folded] == [chain[11]]
    page = queries.thread_page(thread, reader, head=db.session.get(Post, chain[11]))
    assert ids(page) == chain[12:] and not any(place.folded for place in page.places)
    assert not any(place.folded for place in queries.thread_page(thread, reader, View.TIME).places)


def test_a_fold_without_anything_to_see_is_not_offered(db, opening, jan):
    chain = answers(db, opening, jan, 6, chain=True)
    with transaction():
        mia = make_member(alias="Mia").id
        service.hold_post(db.session.get(Post, chain[-1]), NOW)
    thread = the_thread(db, opening)
    folded = {name: [place.folded for place in queries.thread_page(thread, Reader(name)).places] for name in (jan, mia)}
    assert folded == {jan: [False] * 5 + [True], mia: [False] * 6}
    with transaction():
        service.hide_post(db.session.get(Post, chain[-1]), NOW)  # a stump is known to everybody
    assert queries.thread_page(thread, Reader(mia)).places[-1].folded


def test_the_deepest_level_stands_on_a_page_like_any_other(db, opening, jan, monkeypatch):
    monkeypatch.setattr(trees, "LONGEST", 12 * trees.STEP)
    monkeypatch.setattr(pages, "DEEPEST", 11)
    chain = answers(db, opening, jan, 13, chain=True)
    assert db.session.get(Post, chain[-1]).depth == 11
    thread, reader = the_thread(db, opening), Reader(jan)
    page = queries.thread_page(thread, reader)
    below = queries.thread_page(thread, reader, head=page.places[-1].post)
    assert page.places[-1].folded and not any(place.folded for place in below.places)
    assert ids(page) + ids(below) == [opening, *chain]
