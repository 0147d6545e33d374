from datetime import timedelta

import pytest
import sqlalchemy as sa
from factories import NOW, make_member, make_topic

from accounts.models import Account
from forum import jobs, queries, service
from forum.models import IndexQueue, Post, Topic
from foundation.db import transaction


@pytest.fixture
def words(db):
    with transaction():
        topic, jan = make_topic(), make_member(alias="Jan")
        opening = service.start_thread(topic, jan, "Fietsenstalling", "De stalling staat vol met bakfietsen.", NOW)
        other = service.reply(opening, jan, "Ook de scootmobielen hebben geen plek.", NOW)
        return opening.id, other.id, jan.id


def found(text, reader=None):
    return [post.id for post in queries.found_posts(text, reader).posts]


def drained(db):
    jobs.index(NOW)
    return db.session.scalar(sa.select(sa.func.count()).select_from(IndexQueue)) == 0


def test_what_was_written_is_found_after_the_job(db, words):
    opening, other, jan = words
    assert drained(db)
    assert found("bakfietsen") == [opening] and found("fietsenstalling") == [opening] and found("scootmobielen") == [other]
    assert not queries.found_posts("bakfietsen", None).limited
    with transaction():
        service.edit_post(db.session.get(Post, other), db.session.get(Account, jan), "Nu over rollators.", NOW)
    assert drained(db) and found("scootmobielen") == [] and found("rollators") == [other]


def test_hidden_held_and_withdrawn_posts_are_found_by_nobody(db, words):
    _opening, other, jan = words
    assert drained(db)
    with transaction():
        service.hide_post(db.session.get(Post, other), NOW)
    assert found("scootmobielen", jan) == []  # the index still knows it: the rows decide
    assert drained(db) and found("scootmobielen", jan) == []
    with transaction():
        service.restore_post(db.session.get(Post, other), NOW)
    assert drained(db) and found("scootmobielen") == [other]
    with transaction():
        service.withdraw_post(db.session.get(Post, other), db.session.get(Account, jan), NOW)
    assert found("scootmobielen", jan) == [] and queries.found_posts("scootmobielen", jan).more is False


def test_a_topic_that_lost_its_place_is_not_searched(db, words):
    assert drained(db)
    with transaction():
        db.session.scalar(sa.select(Topic)).agreed_at = None
    assert found("bakfietsen") == []


def test_a_change_while_the_job_runs_stays_in_the_queue(db, words):
    seen = service.index_batch() if queries.the_index().health() is None else service.rebuild_index()[1]
    with transaction():
        service.edit_post(db.session.get(Post, words[0]), db.session.get(Account, words[2]), "Later.", NOW + timedelta(minutes=1))
    with transaction():
        service.settle(seen)
    assert db.session.scalars(sa.select(IndexQueue.post_id)).all() == [words[0]]


def test_reindex_answers_with_numbers(db, app, words):
    posts, _seen = service.rebuild_index()
    assert posts == 2 and found("bakfietsen") == [words[0]]


@pytest.mark.parametrize("text", ["*" * 150, '"', "AND OR NOT", "a:b", "\\", "((((", "'; drop table post", "é" * 200, "\ud800"])
def test_no_question_breaks_the_search(db, words, text):
    assert drained(db)
    found(text)


def test_the_doctor_sees_a_missing_index_and_a_queue_that_stands_still(db, words):
    if db.engine.dialect.name == "sqlite":  # the index of a test database stays, that in a folder does not
        assert "reindex" in jobs.look_at_index(NOW)
    assert drained(db) and jobs.look_at_index(NOW) is None
    with transaction():
        service.hide_post(db.session.get(Post, words[1]), NOW)
    assert jobs.look_at_index(NOW) is None and "achter" in jobs.look_at_index(NOW + timedelta(hours=2))


def test_old_html_is_made_again(db, words):
    with transaction():
        for post in db.session.scalars(sa.select(Post)):
            post.body_html, post.render_version = "oud", 0
    assert jobs.render_again(NOW).ran == 2
    assert "oud" not in db.session.scalars(sa.select(Post.body_html)).all()
