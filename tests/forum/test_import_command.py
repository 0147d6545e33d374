import json

import servers
import sqlalchemy as sa
from discussions import check, lines, madrid, row

from accounts.models import Account
from forum.models import IndexQueue, Post, Topic
from foundation.db import db as the_db


def run(app, *arguments):
    result = app.test_cli_runner().invoke(args=["forum", *map(str, arguments), "--json"])
    return result.exit_code, json.loads(result.stdout)


def test_the_whole_of_madrid(app):
    file = servers.shared_data("forum/madrid_posts.jsonl")
    expected = {"topics": 5, "threads": 80, "posts": 5713, "authors": 2272, "guests": 0, "skipped": 0, "errors": []}
    assert run(app, "import-posts", file, "--by-year", "--dry-run") == (0, expected)
    with app.app_context():
        assert the_db.session.scalar(sa.select(sa.func.count()).select_from(Post)) == 0
    assert run(app, "import-posts", file, "--by-year") == (0, expected)
    again = dict.fromkeys(expected, 0) | {"skipped": 5713, "errors": []}
    assert run(app, "import-posts", file, "--by-year") == (0, again)
    with app.app_context():
        check(the_db, madrid(80))
        assert sorted(the_db.session.scalars(sa.select(Topic.slug))) == [f"import-{year}" for year in range(2015, 2020)]
        accounts = the_db.session.scalars(sa.select(Account)).all()
        assert all(account.email is None and account.password_hash is None for account in accounts)
        assert len({account.alias for account in accounts}) == 2272
        assert the_db.session.scalar(sa.select(sa.func.count()).select_from(IndexQueue)) == 5713
        the_db.session.rollback()
    status, document = run(app, "reindex")
    assert status == 0 and document["posts"] == 5713
    with app.app_context():
        assert the_db.session.scalar(sa.select(sa.func.count()).select_from(IndexQueue)) == 0


def test_a_wrong_file_answers_with_its_lines(app, tmp_path):
    file = tmp_path / "posts.jsonl"
    file.write_bytes(b"".join(lines(row("T1"), b"niet\n", row("c1", "weg"))))
    status, document = run(app, "import-posts", file, "--by-year")
    assert status == 2 and [one["line"] for one in document["errors"]] == [2, 3]
    assert document["posts"] == 0 and document["error"]


def test_switches_that_do_not_fit_are_refused(app, tmp_path):
    file = tmp_path / "posts.jsonl"
    file.write_bytes(b"".join(lines(row("T1"))))
    for arguments in (
        [file], [file, "--by-year", "--topic", "x"], [file, "--topic", "bestaat-niet"], [file, "--by-year", "--shift-to", "2026-01-01"],
        [tmp_path / "weg.jsonl", "--by-year"], [tmp_path, "--by-year"],
    ):  # fmt: skip
        status, document = run(app, "import-posts", *arguments)
        assert status == 2 and document["error"], arguments
