import pytest
import sqlalchemy as sa
from factories import NOW, make_member, make_staff, make_topic

from accounts.models import Party, Role
from forum import service as forum
from forum.models import ShownTo
from foundation import audit, mail
from foundation.db import transaction
from foundation.errors import Refused
from moderation import service
from moderation.models import Act, Decision, Report
from moderation.queries import open_cases
from moderation.rules import Reasons


@pytest.fixture
def post(db):
    with transaction():
        author = make_member()
        from recruitment.models import ScoringNotice

        db.session.add(ScoringNotice(account_id=author.id, policy_version=1, shown_at=NOW))
        post = forum.start_thread(make_topic(), author, "De lift", "De verhuurder doet niets.", NOW)
    return post


@pytest.fixture
def sides(db):
    with transaction():
        return make_staff(Role.MODERATOR, Party.LANDLORD), make_staff(Role.MODERATOR, Party.TENANTS)


def decide(post, act, by, facts="Er staat een scheldwoord.", rule="respect", now=NOW, **more):
    options = {name: more.pop(name) for name in ("until_at", "topic", "seen") if name in more}
    with transaction():
        return service.decide(post, Act(act), by, Reasons(facts, rule, **more), now, **options)


def hide(post, by, about=False, **more):
    return decide(post, "hide", by, about_landlord=about, **more)


@pytest.mark.parametrize("missing", [{"rule": ""}, {"rule": "zomaar"}, {"facts": "  "}])
def test_nothing_is_hidden_without_reasons(db, post, sides, missing):
    with pytest.raises(Refused):
        hide(post, sides[0], **missing)
    assert post.shown_to is ShownTo.EVERYONE


def test_the_database_itself_refuses_hiding_without_reasons(db, post, sides):
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.add(Decision(post_id=post.id, act=Act.HIDE, decided_by_id=sides[0].id, decided_at=NOW))
        db.session.flush()


def test_criticism_of_the_landlord_takes_a_second_moderator_of_the_tenants_side(db, post, sides):
    landlord, tenants = sides
    with transaction():
        service.report_post(post, "insult", "", make_member(), NOW)
    proposal = hide(post, landlord, about=True)
    assert (proposal.stands_at, post.shown_to) == (None, ShownTo.EVERYONE)
    assert open_cases()[0].post.id == post.id, "it still waits"
    with transaction():
        other = make_staff(Role.MODERATOR, Party.LANDLORD)
    for nobody in (landlord, other):
        with pytest.raises(Refused), transaction():
            service.agree(proposal, nobody, NOW)
    with transaction():
        service.agree(proposal, tenants, NOW)
    assert post.shown_to is ShownTo.NOBODY
    assert open_cases() == []
    with pytest.raises(Refused), transaction():
        service.agree(proposal, tenants, NOW)


def test_who_proposes_is_no_second_moderator_and_a_mark_is_never_lost(db, post, sides):
    landlord, tenants = sides
    with transaction():
        service.report_post(post, "insult", "", make_member(), NOW)
    decide(post, "keep", tenants, "Dit is kritiek, geen belediging.", about_landlord=True)
    proposal = hide(post, tenants, about=False)
    assert proposal.about_landlord, "marked by an earlier decision"
    assert proposal.stands_at is None
    with pytest.raises(Refused), transaction():
        service.agree(proposal, tenants, NOW)
    with pytest.raises(Refused):
        hide(post, landlord)
    with transaction():
        service.turn_down(proposal, tenants, "Toch niet.", NOW)
    assert post.shown_to is ShownTo.EVERYONE
    assert hide(post, landlord).stands_at is None


@pytest.mark.parametrize("second", [{}, {"second_for": Party.LANDLORD}, {"same": True}])
def test_the_database_itself_refuses_criticism_removed_by_one_side(db, post, sides, second):
    landlord, tenants = sides
    with pytest.raises(sa.exc.IntegrityError), transaction():
        row = Decision(
            post_id=post.id, act=Act.HIDE, rule="respect", facts="x", statement="x", about_landlord=True, decided_by_id=landlord.id,
            decided_at=NOW, stands_at=NOW,
        )  # fmt: skip
        if second:
            row.second_by_id = landlord.id if second.get("same") else tenants.id
            row.second_for = second.get("second_for", Party.TENANTS)
        db.session.add(row)
        db.session.flush()


def test_the_author_gets_the_reasons_by_mail_and_every_act_is_logged(db, app, post, sides, mailbox):
    hide(post, sides[0])
    assert mail.send_due(app.extensions["mail_sender"], NOW).failed == 0
    text = " ".join(mailbox.text().split())
    assert "Huisregel 1" in text
    assert "Er staat een scheldwoord." in text
    with transaction():
        service.restore(post, sides[1], "Bij nader inzien mag dit.", NOW)
    assert post.shown_to is ShownTo.EVERYONE
    assert [row.act for row in db.session.scalars(sa.select(audit.Entry).order_by(audit.Entry.id))] == [
        "moderation.hide",
        "moderation.restore",
    ]
    assert audit.verify().ok


def test_a_decision_answers_all_waiting_reports(db, post, sides):
    with transaction():
        for _number in range(2):
            service.report_post(post, "insult", "", make_member(), NOW)
    assert [(case.reports, case.post.id) for case in open_cases()] == [(2, post.id)]
    with transaction():
        service.decide(post, Act.KEEP, sides[0], Reasons("Dit mag."), NOW)
    assert open_cases() == []
    with pytest.raises(Refused):
        service.decide(post, Act.KEEP, sides[1], Reasons("Dit mag ook."), NOW)


def test_one_person_reports_a_post_once(db, post):
    with transaction():
        member = make_member()
    with transaction():
        code = service.report_post(post, "spam", "", member, NOW)
    with pytest.raises(Refused), transaction():
        service.report_post(post, "spam", "", member, NOW)
    assert code not in {row.receipt for row in db.session.scalars(sa.select(Report))}


def test_a_withdrawn_post_is_not_put_back(db, post, sides):
    hide(post, sides[0])
    with transaction():
        post.withdrawn_at = NOW
    with pytest.raises(Refused), transaction():
        service.restore(post, sides[0], "x", NOW)
