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


def hide(post, by, **more):
    with transaction():
        return service.hide(
            post,
            by,
            more.pop("rule", "respect"),
            "",
            more.pop("facts", "Er staat een scheldwoord."),
            NOW,
            about_landlord=more.pop("about", False),
        )


@pytest.mark.parametrize("missing", [{"rule": ""}, {"rule": "zomaar"}, {"facts": "  "}])
def test_nothing_is_hidden_without_reasons(db, post, sides, missing):
    with pytest.raises(Refused):
        hide(post, sides[0], **missing)
    assert post.shown_to is ShownTo.EVERYONE


def test_the_database_itself_refuses_hiding_without_reasons(db, post, sides):
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.add(Decision(post_id=post.id, act=Act.HIDE, decided_by_id=sides[0].id, decided_at=NOW))
        db.session.flush()


def test_criticism_of_the_landlord_is_not_for_the_landlords_side(db, post, sides):
    landlord, tenants = sides
    with pytest.raises(Refused):
        hide(post, landlord, about=True)
    with transaction():
        service.report_post(post, "insult", "", make_member(), NOW)
        service.keep(post, tenants, "Dit is kritiek, geen belediging.", NOW, about_landlord=True)
    with pytest.raises(Refused):
        hide(post, landlord, about=False)
    hide(post, tenants)
    assert post.shown_to is ShownTo.NOBODY


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
        service.keep(post, sides[0], "Dit mag.", NOW)
    assert open_cases() == []
    with pytest.raises(Refused):
        service.keep(post, sides[1], "Dit mag ook.", NOW)


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
