"""What each act does, who may do it, and what undoes it."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from acts import BODY, PASSAGE, WEEK, decide
from factories import NOW, make_member, make_staff, make_topic

from accounts.models import Account, Role
from forum import queries as forum_queries
from forum import service as forum
from forum.models import Post, ShownTo, Thread, Topic
from foundation import audit, jobs, mail
from foundation.db import transaction
from foundation.errors import Refused
from moderation import service
from moderation.models import Act, Decision, Found, Scope
from moderation.rules import HOUSE_RULES, Reasons
from recruitment.models import Engagement
from recruitment.service import score


def prepare(act, post, by):
    """What must have happened before this act is possible."""
    with transaction():
        if act is Act.KEEP:
            service.report_post(post, "insult", "", make_member(), NOW)
    if act is Act.SUSPEND:
        decide(post, Act.WARN, by)


ACTS = [act for act in Act if act not in (Act.RESTORE, Act.LAPSE)]


@pytest.mark.parametrize("act", ACTS)
def test_every_act_by_every_role(db, post, moderators, act):
    prepare(act, post, moderators[2])
    acts = sa.select(sa.func.count()).select_from(Decision)
    before = db.session.scalar(acts)
    for role in Role:
        if role is Role.MODERATOR:
            continue
        with transaction():
            somebody = make_member() if role is Role.TENANT else make_staff(role)
        with pytest.raises(Refused):
            decide(post, act, somebody)
    assert db.session.scalar(acts) == before
    decision = decide(post, act, moderators[0])
    assert decision.stands_at == NOW
    assert [row.detail["decision"] for row in db.session.scalars(sa.select(audit.Entry).where(audit.Entry.act == f"moderation.{act}"))] == [
        decision.id
    ]
    assert audit.verify().ok


@pytest.mark.parametrize("act", [act for act in ACTS if act is not Act.KEEP])
@pytest.mark.parametrize("missing", [{"rule": ""}, {"rule": "zomaar"}, {"facts": " \n"}, {"rule": "law", "law": " "}])
def test_no_act_without_reasons(db, post, moderators, act, missing):
    with pytest.raises(Refused):
        decide(post, act, moderators[0], **missing)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Decision)) == 0
    assert post.shown_to is ShownTo.EVERYONE


@pytest.mark.parametrize("wrong", [{"rule": ""}, {"facts": ""}, {"statement": ""}, {"rule": "law"}, {"decided_by_id": None}])
@pytest.mark.parametrize("act", ["hide", "mask", "lock", "warn", "restrict", "suspend", "emergency", "ask_change"])
def test_the_database_itself_refuses_a_restriction_without_reasons(db, post, moderators, act, wrong):
    row = {
        "post_id": post.id, "act": act, "rule": "respect", "facts": "x", "statement": "x", "passage": "x", "until_at": WEEK,
        "decided_by_id": moderators[0].id, "decided_at": NOW, "stands_at": NOW, **wrong,
    }  # fmt: skip
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.add(Decision(**row))
        db.session.flush()


@pytest.mark.parametrize("act", ["emergency", "restrict", "suspend"])
def test_the_database_itself_refuses_one_without_end(db, post, moderators, act):
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.add(
            Decision(post_id=post.id, act=act, rule="respect", facts="x", statement="x", decided_by_id=moderators[0].id, decided_at=NOW)
        )
        db.session.flush()


@pytest.mark.parametrize("act", [Act.HIDE, Act.MASK, Act.LOCK, Act.RESTRICT, Act.SUSPEND])
def test_criticism_of_the_landlord_is_a_proposal_whatever_the_act(db, post, moderators, act):
    prepare(act, post, moderators[2])
    landlord, tenants, _third = moderators
    proposal = decide(post, act, landlord, about_landlord=True)
    thread = db.session.get(Thread, post.thread_id)
    assert (proposal.stands_at, post.shown_to, post.body, thread.locked_at) == (None, ShownTo.EVERYONE, BODY, None)
    with transaction():
        service.agree(proposal, tenants, NOW)
    assert (proposal.stands_at, proposal.second_by_id) == (NOW, tenants.id)


def test_the_statement_says_all_that_the_law_asks(db, app, post, moderators, mailbox):
    law = decide(post, Act.MASK, moderators[0], rule="law", law="artikel 266 Sr", found=Found.BY_RULE)
    assert mail.send_due(app.extensions["mail_sender"], NOW).failed == 0
    text = " ".join(mailbox.text().split())
    for part in (
        "Een deel van uw bijdrage", "Dit blijft zo", HOUSE_RULES["law"], "artikel 266 Sr", PASSAGE, "Er staat een scheldwoord.",
        "Een computer heeft uw bijdrage aangewezen", "bezwaar maken tot en met", service.code_of(law, printed=True), "/bezwaar",
    ):  # fmt: skip
        assert part in text, part
    assert "Er staat een scheldwoord." in law.statement, "kept as it was told"
    assert service.code_of(law, printed=True) not in law.statement, "the code is kept as a fingerprint only"


def test_a_part_is_taken_out_everywhere_and_comes_back(db, post, moderators, author):
    with transaction():
        forum.edit_post(post, author, BODY + " Groet.", NOW)
    key = post.text_key
    mask = decide(post, Act.MASK, moderators[0])
    assert "sukkel" not in post.body + post.body_html
    assert "De lift is kapot." in post.body
    assert forum_queries.versions_of(post) == [], "an older text would show it"
    assert post.text_key == key, "the score counts the post as before"
    with pytest.raises(Refused), transaction():
        forum.edit_post(post, author, BODY, NOW)
    with transaction():
        service.restore(post, moderators[1], "Toch niet.", NOW)
    assert (post.body, post.unmasked) == (BODY + " Groet.", None)
    assert mask.ended_at == NOW
    with pytest.raises(Refused):
        decide(post, Act.MASK, moderators[0], passage="Dit staat er niet.")


def test_two_parts_of_one_text(db, post, moderators):
    decide(post, Act.MASK, moderators[0])
    decide(post, Act.MASK, moderators[0], passage="Wanneer komt er iemand?")
    assert "sukkel" not in post.body
    assert "Wanneer" not in post.body


def test_in_a_locked_conversation_nobody_answers(db, post, moderators, author):
    decide(post, Act.LOCK, moderators[0])
    with pytest.raises(Refused), transaction():
        forum.reply(post, author, "Nog iets", NOW)
    with pytest.raises(Refused):
        decide(post, Act.LOCK, moderators[1])
    with transaction():
        service.restore(post, moderators[1], "Weer open.", NOW)
        forum.reply(post, author, "Nog iets", NOW)


def test_a_restriction_holds_where_and_as_long_as_it_says(db, post, moderators, author):
    topic = db.session.get(Thread, post.thread_id).topic_id
    with transaction():
        here, elsewhere = db.session.get(Topic, topic), make_topic()
    restriction = decide(post, Act.RESTRICT, moderators[0], topic=here)
    assert (restriction.scope, post.shown_to, post.body) == (Scope.TOPIC, ShownTo.EVERYONE, BODY)

    def writes(where, now):
        with transaction():
            return forum.start_thread(where, author, "Iets", "Iets anders.", now)

    with pytest.raises(Refused, match="niet schrijven"):
        writes(here, NOW)
    with pytest.raises(Refused, match="niet schrijven"), transaction():
        forum.edit_post(post, author, "Iets anders", NOW)
    assert writes(elsewhere, NOW)
    assert writes(here, WEEK + timedelta(seconds=1))
    with transaction():
        forum.withdraw_post(post, author, NOW)


def test_suspending_takes_an_earlier_warning_and_has_an_end(db, post, moderators, author):
    with pytest.raises(Refused, match="waarschuwing"):
        decide(post, Act.SUSPEND, moderators[0])
    decide(post, Act.WARN, moderators[0])
    with pytest.raises(Refused, match="te lang"):
        decide(post, Act.SUSPEND, moderators[0], until_at=NOW + timedelta(days=400))
    decide(post, Act.SUSPEND, moderators[0], until_at=NOW + timedelta(days=60))
    with pytest.raises(Refused, match="niet schrijven"), transaction():
        forum.start_thread(make_topic(), author, "Iets", "Iets anders.", NOW)


def test_an_emergency_falls_back_by_itself_after_a_day(db, post, moderators):
    post_id = post.id
    emergency_id = decide(post, Act.EMERGENCY, moderators[0], about_landlord=True).id
    assert (post.shown_to, post.hidden_until_at) == (ShownTo.NOBODY, NOW + timedelta(hours=24))
    jobs.run("moderation.lapse", NOW + timedelta(hours=23, minutes=59))
    assert db.session.get(Post, post_id).shown_to is ShownTo.NOBODY
    for _twice in range(2):
        jobs.run("moderation.lapse", NOW + timedelta(hours=24))
    post = db.session.get(Post, post_id)
    assert (post.shown_to, post.hidden_until_at) == (ShownTo.EVERYONE, None)
    last = db.session.scalars(sa.select(Decision).where(Decision.act == Act.LAPSE)).one()
    assert (last.replaces_id, last.decided_by_id) == (emergency_id, None)
    assert audit.verify().ok


def test_an_emergency_becomes_a_decision_of_two_and_then_stays(db, post, moderators):
    post_id = post.id
    landlord, tenants, _third = moderators
    emergency = decide(post, Act.EMERGENCY, landlord, about_landlord=True)
    proposal = decide(post, Act.HIDE, landlord)
    with transaction():
        service.agree(proposal, tenants, NOW)
    assert emergency.ended_at == NOW
    jobs.run("moderation.lapse", NOW + timedelta(hours=30))
    post = db.session.get(Post, post_id)
    assert (post.shown_to, post.hidden_until_at) == (ShownTo.NOBODY, None)


def test_an_emergency_while_the_proposal_waits(db, post, moderators):
    decide(post, Act.HIDE, moderators[0], about_landlord=True)
    decide(post, Act.EMERGENCY, moderators[0])
    assert post.shown_to is ShownTo.NOBODY


def test_nobody_decides_on_a_page_that_is_out_of_date(db, post, moderators):
    with transaction():
        service.report_post(post, "insult", "", make_member(), NOW)
    first = decide(post, Act.KEEP, moderators[0], seen=0)
    with pytest.raises(Refused, match="net besloten"):
        decide(post, Act.HIDE, moderators[1], seen=0)
    decide(post, Act.HIDE, moderators[1], seen=first.id)


def test_nobody_decides_on_their_own_post(db, moderators):
    with transaction():
        post = forum.start_thread(make_topic(), moderators[0], "De lift", BODY, NOW)
    with pytest.raises(Refused, match="uw eigen"):
        decide(post, Act.HIDE, moderators[0])


def test_what_the_author_withdrew_does_not_come_back(db, post, moderators, author):
    post_id = post.id
    decide(post, Act.EMERGENCY, moderators[0])
    with transaction():
        forum.withdraw_post(post, author, NOW)
    jobs.run("moderation.lapse", NOW + timedelta(hours=25))
    post = db.session.get(Post, post_id)
    assert post.shown_to is ShownTo.NOBODY


def test_keeping_a_held_post_places_it(db, post, moderators):
    with transaction():
        forum.hold_post(post, NOW)
    decide(post, Act.KEEP, moderators[0])
    assert post.shown_to is ShownTo.EVERYONE


@pytest.mark.race
@pytest.mark.parametrize("acts", [(Act.HIDE, Act.HIDE), (Act.HIDE, Act.KEEP), (Act.KEEP, Act.MASK)])
def test_two_moderators_at_once_give_one_decision(db, app, post, moderators, acts):
    with transaction():
        service.report_post(post, "insult", "", make_member(), NOW)
    post_id, people = post.id, [moderators[0].id, moderators[1].id]
    start, refused, wrong = threading.Barrier(2), [], []

    def press(act, by_id):
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    row, by = db.session.get(Post, post_id), db.session.get(Account, by_id)
                    service.decide(row, act, by, Reasons("Scheldwoord.", "respect", passage=PASSAGE), NOW, seen=0)
            except Refused as no:
                refused.append(no)
            except Exception as problem:  # noqa: BLE001 - whatever it is, the test names it
                wrong.append(problem)

    threads = [threading.Thread(target=press, args=pair) for pair in zip(acts, people, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (wrong, len(refused)) == ([], 1)
    with transaction():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Decision)) == 1
        assert audit.verify().ok


def test_a_moved_conversation_keeps_its_posts_and_counts_where_it_stands(db, post, moderators, author):
    with transaction():
        answer = forum.reply(post, author, "Nog iets anders.", NOW)
        old, new = db.session.get(Topic, post.topic_id), make_topic()
    move = decide(post, Act.MOVE, moderators[0], rule="on_topic", to=new)
    thread = db.session.get(Thread, post.thread_id)
    assert {thread.topic_id, post.topic_id, answer.topic_id} == {new.id}
    assert (thread.post_count, answer.parent_id, move.scope) == (2, post.id, Scope.THREAD)
    assert old.title in move.statement
    with transaction():
        score(NOW)
    assert {row.topic_id for row in db.session.scalars(sa.select(Engagement)) if row.posts} == {new.id}
    with pytest.raises(Refused, match="heel gesprek"):
        decide(answer, Act.MOVE, moderators[0], rule="on_topic", to=old)
    with transaction():
        service.restore(post, moderators[1], "Toch daar.", NOW)
    assert {thread.topic_id, post.topic_id, answer.topic_id} == {old.id}
