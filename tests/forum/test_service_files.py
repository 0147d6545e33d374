from datetime import timedelta

import picture_files as files
import pytest
import sqlalchemy as sa
from factories import NOW, make_member, make_staff, make_topic

from accounts.models import Account, Role
from accounts.service import erase_account
from forum import events, service
from forum.models import Attachment, AttachmentBytes, AttachmentKind, Post
from forum.queries import Reader
from forum.queries.files import attachment_changes, attachments_of, find_attachment
from forum.service import files as kept
from foundation.db import transaction
from foundation.errors import BadInput, Refused

NOTHING = kept.Attaching({}, frozenset())


@pytest.fixture
def place(db):
    with transaction():
        topic, jan, mia = make_topic(), make_member(alias="Jan"), make_member(alias="Mia")
        post = service.start_thread(topic, jan, "De tuin", "Zo ziet hij eruit.", NOW)
    return {"topic": topic.id, "jan": jan.id, "mia": mia.id, "post": post.id}


def keep(db, owner, place, data=None, words="", now=NOW, off=frozenset()):
    read = kept.read_file(data or files.picture(), "tuin.jpg")
    with transaction():
        kept.keep_attachment(db.session.get(Account, owner), place, read, words, now, off)


def hang(db, post, owner, place, said=NOTHING, now=NOW):
    with transaction():
        kept.place_attachments(db.session.get(Post, post), owner, place, said, now)


def hung(db, place, **more):
    keep(db, place["jan"], f"topic:{place['topic']}", **more)
    hang(db, place["post"], place["jan"], f"topic:{place['topic']}")
    return db.session.scalars(sa.select(Attachment).where(Attachment.post_id == place["post"], Attachment.removed_at.is_(None))).one()


def kept_bytes(db):
    return db.session.scalar(sa.select(sa.func.count()).select_from(AttachmentBytes))


def sees(row, account_id, desk=False):
    return find_attachment(row.key, row.kind, Reader(account_id, desk)) is not None


def test_what_waits_is_its_owners_and_what_hangs_follows_its_post(db, place):
    keep(db, place["jan"], f"topic:{place['topic']}", words="  de  tuin ")
    row = db.session.scalars(sa.select(Attachment)).one()
    assert row.words == "de tuin" and row.filename == ""
    assert sees(row, place["jan"]) and not sees(row, place["mia"]) and not sees(row, None) and not sees(row, place["mia"], desk=True)
    hang(db, place["post"], place["jan"], f"topic:{place['topic']}")
    assert sees(row, place["mia"])
    assert find_attachment(row.key, AttachmentKind.PDF, Reader(place["mia"])) is None
    for act, jan, mia, desk in (
        (service.hold_post, True, False, True),
        (service.hide_post, False, False, False),
        (service.restore_post, True, True, True),
    ):
        with transaction():
            act(db.session.get(Post, place["post"]), NOW)
        assert (sees(row, place["jan"]), sees(row, place["mia"]), sees(row, place["mia"], desk=True)) == (jan, mia, desk), act
    with transaction():
        service.withdraw_post(db.session.get(Post, place["post"]), db.session.get(Account, place["jan"]), NOW)
    assert not sees(row, place["jan"]) and kept_bytes(db) == 0


def test_the_same_file_twice_is_one_also_when_the_form_is_sent_twice(db, place):
    where = f"topic:{place['topic']}"
    keep(db, place["jan"], where)
    keep(db, place["jan"], where)
    assert kept_bytes(db) == 1
    hang(db, place["post"], place["jan"], where)
    keep(db, place["jan"], where)
    hang(db, place["post"], place["jan"], where)
    assert kept_bytes(db) == 1 and len(attachments_of([place["post"]])[place["post"]]) == 1


def test_four_fit_and_forty_wait(db, place):
    for number in range(4):
        keep(db, place["jan"], "post:1", files.picture("PNG", colour=(number, 0, 0)))
    with pytest.raises(Refused, match="4 bestanden"):
        keep(db, place["jan"], "post:1", files.picture("PNG", colour=(9, 0, 0)))
    for number in range(36):
        keep(db, place["jan"], f"post:{number + 2}")
    with pytest.raises(Refused, match="veel bestanden"):
        keep(db, place["jan"], "post:99")
    keep(db, place["mia"], "post:99")


def test_changing_a_post_puts_files_on_and_takes_them_off_for_good(db, place):
    told = []
    row = hung(db, place, words="oud")
    where = f"edit:{place['post']}"
    keep(db, place["jan"], where, files.picture("PNG", colour=(1, 2, 3)))
    later = NOW + timedelta(hours=1)
    with events.post_changed.connected_to(lambda post, now: told.append(now)):
        hang(db, place["post"], place["jan"], where, kept.Attaching({row.key: "nieuw"}, frozenset()), later)
        hang(db, place["post"], place["jan"], where, kept.Attaching({row.key: "nieuw"}, frozenset()), later)
    assert told == [later] and db.session.get(Post, place["post"]).edited_at == later
    assert [one.words for one in attachments_of([place["post"]])[place["post"]]] == ["nieuw", ""]
    hang(db, place["post"], place["jan"], where, kept.Attaching({}, frozenset({row.key})), later)
    assert kept_bytes(db) == 1 and not sees(row, place["jan"])
    db.session.refresh(row)
    assert (row.words, row.digest, row.removed_at) == ("", None, later)
    assert len(attachment_changes(db.session.get(Post, place["post"]))) == 2
    keep(db, place["jan"], where)  # the same file may come back
    hang(db, place["post"], place["jan"], where)
    assert kept_bytes(db) == 2


def test_only_the_form_that_changes_this_post_takes_off_its_files(db, place):
    row = hung(db, place)
    hang(db, place["post"], place["mia"], "post:1", kept.Attaching({row.key: "van Mia"}, frozenset({row.key})))
    assert sees(row, place["mia"]) and row.words == ""


def test_a_full_post_takes_a_new_one_when_another_goes_but_never_five(db, place):
    where = f"edit:{place['post']}"
    for number in range(4):
        keep(db, place["jan"], where, files.picture("PNG", colour=(number, 0, 0)))
    hang(db, place["post"], place["jan"], where)
    first = attachments_of([place["post"]])[place["post"]][0]
    gone = frozenset({first.key})
    keep(db, place["jan"], where, files.picture("PNG", colour=(9, 0, 0)), off=gone)
    with pytest.raises(Refused, match="4 bestanden"):
        hang(db, place["post"], place["jan"], where)
    hang(db, place["post"], place["jan"], where, kept.Attaching({}, gone))
    assert len(attachments_of([place["post"]])[place["post"]]) == 4


def test_pdfs_are_for_staff_and_not_in_somebody_elses_name(db, place):
    with pytest.raises(Refused, match="alleen afbeeldingen"):
        keep(db, place["jan"], "post:1", files.pdf())
    with transaction():
        moderator = make_staff(Role.MODERATOR).id
    with pytest.raises(Refused, match="alleen afbeeldingen"):
        keep(db, moderator, "assisted:post:1", files.pdf())
    keep(db, moderator, "post:1", files.pdf(3), words="Het plan")
    row = db.session.scalars(sa.select(Attachment)).one()
    assert (row.kind, row.pages, row.filename) == (AttachmentKind.PDF, 3, "tuin.jpg.pdf")


def test_what_is_no_picture_is_refused_before_anything_is_kept(db, place):
    with pytest.raises(BadInput):
        kept.read_file(b"<svg onload=alert(1)>", "foto.jpg")


def test_forgotten_files_go_and_those_of_a_draft_stay_a_month(db, place):
    keep(db, place["jan"], "post:1")
    keep(db, place["jan"], "post:2")
    hung(db, place)
    with transaction():
        service.keep_draft(place["jan"], "post:2", "", "half af", NOW)
    with transaction():
        assert kept.drop_forgotten(NOW + timedelta(hours=23)) == 0
    with transaction():
        assert kept.drop_forgotten(NOW + timedelta(hours=25)) == 1
    assert [row.place for row in db.session.scalars(sa.select(Attachment).order_by(Attachment.id))] == ["post:2", None]
    with transaction():
        assert kept.drop_forgotten(NOW + timedelta(days=31)) == 1
    assert kept_bytes(db) == 1


def test_erasing_an_account_takes_its_pictures_and_leaves_other_peoples(db, place):
    mine = hung(db, place, words="mijn kind in de tuin")
    keep(db, place["jan"], "post:1")
    keep(db, place["mia"], "post:1")
    with transaction():
        erase_account(place["jan"], NOW)
    db.session.refresh(mine)
    assert not sees(mine, place["mia"]) and mine.words == ""
    assert [row.owner_id for row in db.session.scalars(sa.select(Attachment).where(Attachment.place.is_not(None)))] == [place["mia"]]
    assert kept_bytes(db) == 1
