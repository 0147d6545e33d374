"""A backup from either kind of database goes into either."""

import json
import zipfile

import picture_files
import pytest
import sqlalchemy as sa
from factories import NOW, make_member, make_staff, make_topic

from accounts.models import Account, Role
from forum import service
from forum.service import files as kept
from foundation import audit, backup
from foundation.db import db, transaction
from foundation.errors import BadInput, Refused
from foundation.outbox import Switch


@pytest.fixture(autouse=True)
def revision(monkeypatch):
    monkeypatch.setattr(backup, "expected_revision", lambda: "test")


def fill():
    with transaction():
        for _number in range(3):
            make_member()
        make_staff(Role.ADMIN)
        make_topic()
        audit.record("test.act", now=NOW, reason="waarom")
        post = service.start_thread(make_topic(), make_member(), "Een\u2028regel", "Andere\u2028regel\x85", NOW)
        file = kept.read_file(picture_files.photo((1700, 900)), "")
        author = db.session.get_one(Account, post.author_id)
        kept.keep_attachment(author, "topic:1", file, "Zo\u2029ziet het eruit", NOW)
        kept.place_attachments(post, author.id, "topic:1", kept.Attaching({}, frozenset()), NOW)


def everything(db):
    return {
        table.name: [tuple(row) for row in db.session.execute(sa.select(table).order_by(*table.primary_key))]
        for table in db.metadata.sorted_tables
    }


def empty(db):
    with transaction():
        for table in reversed(db.metadata.sorted_tables):
            db.session.execute(sa.delete(table))


def test_everything_comes_back_and_mail_stands_still(db, tmp_path):
    fill()
    (tmp_path / "from").mkdir()
    (tmp_path / "to").mkdir()
    (tmp_path / "from" / "secret").write_text("geheim")
    before = everything(db)
    made = backup.backup(tmp_path / "b.zip", tmp_path / "from", NOW)
    assert made["files"] == 1
    empty(db)
    back = backup.restore(tmp_path / "b.zip", tmp_path / "to", NOW)
    assert back == made
    after = everything(db)
    assert len(after.pop("switch")) == 1
    before.pop("switch")
    assert after == before
    assert db.session.get(Switch, "mail_frozen")
    assert (tmp_path / "to" / "secret").read_text() == "geheim"
    with transaction():
        make_member(alias="Na het terugzetten")  # ids go on where they were


def test_restore_into_a_used_installation_is_refused(db, tmp_path):
    fill()
    backup.backup(tmp_path / "b.zip", tmp_path, NOW)
    with pytest.raises(Refused):
        backup.restore(tmp_path / "b.zip", tmp_path, NOW)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"not a zip"])
def test_a_file_that_is_no_backup_is_named(db, tmp_path, content):
    (tmp_path / "b.zip").write_bytes(content)
    with pytest.raises(BadInput):
        backup.restore(tmp_path / "b.zip", tmp_path, NOW)


def test_a_hostile_name_puts_nothing_back(db, tmp_path):
    fill()
    backup.backup(tmp_path / "b.zip", tmp_path / "none", NOW)
    empty(db)
    with zipfile.ZipFile(tmp_path / "b.zip") as old, zipfile.ZipFile(tmp_path / "c.zip", "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "manifest.json":
                content = json.dumps({**json.loads(content), "files": ["../../etc/passwd"]}).encode()
            new.writestr(info.filename, content)
    with pytest.raises(BadInput):
        backup.restore(tmp_path / "c.zip", tmp_path, NOW)
    assert not any(everything(db).values())
