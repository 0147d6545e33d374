import json

import pytest
import servers
import sqlalchemy as sa
from counting import START

from forum.models import Post
from foundation.db import db, transaction
from recruitment.models import Engagement


def run(app, *args):
    result = app.test_cli_runner().invoke(args=["recruitment", "score", "--json", *args])
    return result.exit_code, json.loads(result.stdout)


@pytest.mark.both
def test_the_madrid_set_gives_the_figures_of_the_design(app):
    path = servers.shared_data("forum/madrid_posts.jsonl")
    imported = app.test_cli_runner().invoke(args=["forum", "import-posts", str(path), "--by-year", "--json"])
    assert json.loads(imported.stdout)["posts"] == 5713
    status, rows = run(app, "--rebuild")
    assert status == 0
    flags = [row for row in rows if row["engaged"]]
    assert len(flags) == 181
    assert len({row["author"] for row in flags}) == 170
    assert sum(row["held_back"] for row in rows) == 7
    assert not any(row["engaged"] and row["held_back"] for row in rows)
    found = {(row["topic"], row["author"]): row for row in rows}
    assert len(found) == len(rows)
    one = found["import-2015", "md_05c0f82c33ac"]
    assert one == {
        "topic": "import-2015", "author": "md_05c0f82c33ac", "points": 89.33, "engaged": True, "held_back": False, "policy": 1,
        "facts": {"days": 4, "answered_by": 13, "answered": 4, "posts": 10, "threads": 1, "own_repeats": 0},
    }  # fmt: skip
    same = found["import-2015", "md_4b60b1b47a10"], found["import-2016", "md_4b60b1b47a10"]
    assert [(row["points"], row["engaged"], row["held_back"]) for row in same] == [(100, False, True), (51.17, True, False)]
    assert run(app) == (0, rows)
    assert run(app, "--topic", "import-2016") == (0, [row for row in rows if row["topic"] == "import-2016"])
    with app.app_context(), transaction():  # counted in pieces it is the same as counted whole
        from recruitment.service import on_posts_imported

        db.session.execute(sa.delete(Engagement))
        on_posts_imported(list(db.session.scalars(sa.select(Post.topic_id).distinct())), START)
    assert run(app) == (0, rows)


def test_an_unknown_topic_is_refused_in_json_too(app):
    status, document = run(app, "--topic", "bestaat-niet")
    assert status == 2
    assert "bestaat-niet" in document["error"]


def test_nothing_to_count_is_an_empty_list(app):
    assert run(app) == (0, [])
