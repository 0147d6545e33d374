"""From sent to found, over a real worker in a process of its own."""

from factories import NOW, make_member, make_topic
from workers import until, working

from accounts.models import Account
from forum import queries, service
from forum.models import Post, Topic
from forum.queries import Reader
from forum.rules import Question
from foundation import clock
from foundation.db import transaction


def test_what_is_sent_is_found_and_what_is_withdrawn_is_not(app, db):
    with transaction():
        topic, author = make_topic(opens_on=clock.local_day(NOW).replace(day=1)), make_member()

    def found() -> list[int]:
        hits = [hit.post.id for hit in queries.found_posts(Question("kanarie"), Reader(None)).hits]
        db.session.rollback()
        return hits

    with working(app):
        with transaction():
            post = service.start_thread(db.session.get(Topic, topic.id), db.session.get(Account, author.id), "Zang", "Een kanarie.", NOW).id
        until(lambda: found() == [post])
        with transaction():
            service.withdraw_post(db.session.get(Post, post), db.session.get(Account, author.id), NOW)
        until(lambda: queries.the_index().count() == 0)
        assert found() == []
