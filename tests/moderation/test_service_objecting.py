"""Objections: who files, who judges, what a grant gives back."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from acts import BODY, PASSAGE, WEEK, decide
from factories import NOW, make_member, make_staff, sign_in

from accounts.models import Role
from forum import service as forum
from forum.models import Mark, MarkKind, Post, ShownTo, Thread
from foundation import audit, mail
from foundation.db import transaction
from foundation.errors import Refused
from moderation import queries, service
from moderation.models import Act, Objection, Outcome
from recruitment.models import Engagement, ScoringNotice
from recruitment.service import score


def objects(decision, text="Dit is geen scheldwoord.", now=NOW):
    with transaction():
        return service.object_to(decision, text, now)


def answers(objection, by, outcome, now=NOW, **more):
    with transaction():
        service.answer_objection(objection, by, outcome, more.pop("answer", "Wij lazen het opnieuw."), now, **more)


def test_an_objection_is_never_judged_by_who_decided(db, post, moderators):
    landlord, tenants, third = moderators
    proposal = decide(post, Act.HIDE, landlord, about_landlord=True)
    with transaction():
        service.agree(proposal, tenants, NOW)
    objection = objects(proposal)
    for decider in (landlord, tenants):
        with pytest.raises(Refused, match="andere moderator"):
            answers(objection, decider, Outcome.REJECTED)
        with pytest.raises(sa.exc.IntegrityError), transaction():  # and the database itself
            row = db.session.get(Objection, objection.id)
            row.outcome, row.answer, row.answered_by_id, row.answered_at = Outcome.REJECTED, "x", decider.id, NOW
            db.session.flush()
    answers(objection, third, Outcome.REJECTED)
    assert post.shown_to is ShownTo.NOBODY


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MODERATOR])
def test_only_moderators_judge(db, post, moderators, role):
    objection = objects(decide(post, Act.HIDE, moderators[0]))
    with transaction():
        somebody = make_member() if role is Role.TENANT else make_staff(role)
    with pytest.raises(Refused):
        answers(objection, somebody, Outcome.GRANTED)


def test_granted_gives_back_place_marks_count_and_score(db, app, post, author, moderators, mailbox):
    with transaction():
        reader = make_member()
        db.session.add(ScoringNotice(account_id=reader.id, policy_version=1, shown_at=NOW))
        answer = forum.reply(post, reader, "Ja, bij ons ook.", NOW)
        forum.set_mark(post, reader, MarkKind.THANKS, True)
    path = post.path

    def standing():
        with transaction():
            score(NOW, rebuild=True)
        points = [(row.account_id, row.points) for row in db.session.scalars(sa.select(Engagement))]
        thread = db.session.get(Thread, post.thread_id)
        marks = db.session.scalar(sa.select(sa.func.count()).select_from(Mark))
        return sorted(points), thread.post_count, marks, post.body, post.path, answer.parent_id

    before = standing()
    assert any(points for _account, points in before[0])
    hidden = decide(post, Act.HIDE, moderators[0])
    assert standing() != before, "hidden text does not count"
    answers(objects(hidden), moderators[1], Outcome.GRANTED)
    assert standing() == before
    assert post.path == path
    assert hidden.ended_at == NOW
    mail.send_due(app.extensions["mail_sender"], NOW)
    assert "U krijgt gelijk" in mailbox.text()


def test_granted_in_part_leaves_only_a_passage_out(db, post, moderators):
    hidden = decide(post, Act.HIDE, moderators[0])
    objection = objects(hidden)
    with pytest.raises(Refused, match="stukje"):
        answers(objection, moderators[1], Outcome.PARTLY)
    answers(objection, moderators[1], Outcome.PARTLY, passage=PASSAGE)
    assert post.shown_to is ShownTo.EVERYONE
    assert "sukkel" not in post.body
    assert "lift" in post.body


def test_granted_in_part_shortens_a_restriction(db, post, author, moderators):
    restriction = decide(post, Act.RESTRICT, moderators[0])
    objection = objects(restriction)
    with pytest.raises(Refused, match="eerder"):
        answers(objection, moderators[1], Outcome.PARTLY, until_at=WEEK)
    answers(objection, moderators[1], Outcome.PARTLY, until_at=NOW + timedelta(days=1))
    assert queries.restriction_of(author.id, post.topic_id, NOW + timedelta(days=2)) is None
    assert queries.restriction_of(author.id, post.topic_id, NOW) is not None


@pytest.mark.parametrize("act", [Act.MASK, Act.LOCK, Act.WARN, Act.RESTRICT, Act.EMERGENCY, Act.ASK_CHANGE])
def test_granted_undoes_each_act(db, post, author, moderators, act):
    decision = decide(post, act, moderators[0])
    answers(objects(decision), moderators[1], Outcome.GRANTED)
    thread = db.session.get(Thread, post.thread_id)
    assert (post.shown_to, post.body, thread.locked_at) == (ShownTo.EVERYONE, BODY, None)
    assert queries.restriction_of(author.id, post.topic_id, NOW) is None
    assert audit.verify().ok


def test_six_months_and_once(db, post, moderators):
    decision = decide(post, Act.HIDE, moderators[0])
    with pytest.raises(Refused, match="zes maanden"):
        objects(decision, now=NOW + timedelta(days=184))
    first = objects(decision, "", NOW + timedelta(days=182))
    assert objects(decision, "Nog eens").id == first.id
    answers(first, moderators[1], Outcome.REJECTED)
    with pytest.raises(Refused, match="al antwoord"):
        answers(first, moderators[2], Outcome.GRANTED)
    with transaction():
        undone = service.restore(post, moderators[1], "Terug.", NOW)
    with pytest.raises(Refused, match="geen bezwaar"):
        objects(undone)


def test_no_answer_without_words(db, post, moderators):
    objection = objects(decide(post, Act.HIDE, moderators[0]))
    with pytest.raises(Refused):
        answers(objection, moderators[1], Outcome.GRANTED, answer="  ")
    with pytest.raises(sa.exc.IntegrityError), transaction():
        row = db.session.get(Objection, objection.id)
        row.outcome, row.answered_by_id, row.answered_at = Outcome.REJECTED, moderators[1].id, NOW
        db.session.flush()


def test_an_erased_account_leaves_no_words_in_its_objection(db, post, author, moderators):
    from accounts.service.details import erase_account

    objection = objects(decide(post, Act.HIDE, moderators[0]), "Ik ben Jan van de derde")
    with transaction():
        erase_account(author.id, NOW)
    db.session.refresh(objection)
    assert objection.text == ""


def test_objecting_without_an_account(db, browser, post, moderators):
    decision, decision_post = decide(post, Act.HIDE, moderators[0]), post.id
    code = service.code_of(decision, printed=True)
    browser.get("/bezwaar")
    assert browser.submit("Verder", code="AAAA-AAAA-AAAAA").status_code == 422
    browser.submit("Verder", code=code.lower().replace("-", " "))
    assert "Er staat een scheldwoord." in browser.text
    browser.submit("Maak bezwaar", text="<b>Ik</b> ben het er niet mee eens")
    assert "Wij hebben uw bezwaar" in browser.text
    sign_in(browser, moderators[0])
    browser.get("/bezwaren")
    browser.follow("De lift")
    assert "U hebt dit besluit zelf genomen" in browser.text
    sign_in(browser, moderators[1])
    browser.get("/bezwaren")
    browser.follow("De lift")
    assert "<b>Ik</b>" in browser.text
    assert browser.submit("Verstuur het antwoord").status_code == 422
    browser.submit("Verstuur het antwoord", outcome="granted", answer="U hebt gelijk.")
    assert "Er wachten geen bezwaren" in browser.text
    with transaction():
        assert db.session.get(Post, decision_post).shown_to is ShownTo.EVERYONE


def test_objecting_from_ones_own_page(db, browser, post, author, moderators):
    decide(post, Act.HIDE, moderators[0])
    sign_in(browser, author)
    browser.get("/mijn/besluiten")
    browser.follow("Bezwaar maken")
    browser.submit("Maak bezwaar")
    assert "Wij hebben uw bezwaar" in browser.text
    with transaction():
        other = make_member()
    sign_in(browser, other)
    assert browser.get(f"/mijn/besluiten/{queries.decisions_on(post.id)[0].id}/bezwaar").status_code == 404
