"""Torn files, missing tables, killed processes: the index says so, answers with nothing, and a rebuild heals it."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from search_places import SCHEMA, Place

from foundation.search import Document, IndexBroken, SearchIndex, dutch
from foundation.search.postgres import TABLE
from foundation.search.whoosh_index import WhooshIndex

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def documents(number: int) -> list[Document]:
    return [
        Document(str(one), f"lift {one}", f"de lift is stuk {one} " + "woord " * (one % 40), NOW, {"topic": "1"}) for one in range(number)
    ]


def is_at_a_loss(index: SearchIndex, health: str) -> bool:
    results = index.search("lift")
    return results.limited and not results.hits and index.health() == health and index.count() == 0


def generation(folder: Path) -> Path:
    return folder / (folder / "current").read_text()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "search"
    WhooshIndex(folder).add(documents(60))
    return folder


def test_no_index_yet(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path / "search")
    assert is_at_a_loss(index, "missing")
    assert index.search("") == index.search("?!")
    index.add(documents(1))
    assert index.search("lift").total == 1


def _remove(path: Path) -> None:
    path.unlink()


def _empty(path: Path) -> None:
    path.unlink()
    path.touch()


def _halve(path: Path) -> None:
    content = path.read_bytes()
    path.unlink()  # not truncated in place: who has it mapped would be killed by the system
    path.write_bytes(content[: len(content) // 2])


def _scramble(path: Path) -> None:
    content = random.Random(3).randbytes(path.stat().st_size)
    path.unlink()
    path.write_bytes(content)


@pytest.mark.parametrize("harm", [_remove, _empty, _halve, _scramble])
@pytest.mark.parametrize("kind", ["*.toc", "*.seg"])
def test_harmed_files(folder: Path, harm: Callable[[Path], None], kind: str) -> None:
    warm = WhooshIndex(folder)
    assert warm.search("lift").total == 60
    assert warm.health() is None
    harmed = list(generation(folder).glob(kind))
    assert harmed
    for path in harmed:
        harm(path)
    assert warm.health() == "damaged"
    cold = WhooshIndex(folder)
    assert is_at_a_loss(cold, "damaged")
    with pytest.raises(IndexBroken):
        cold.add(documents(70))
    with pytest.raises(IndexBroken):
        cold.remove(["1"])
    assert cold.rebuild(documents(61)) == 61
    assert cold.health() is None
    assert cold.search("lift").total == 61
    assert warm.search("lift").total == 61
    assert warm.health() is None


def test_random_harm_is_answered(folder: Path) -> None:
    """Wherever the bytes are wrong: an answer, right or limited, and never an exception."""
    chance = random.Random(11)
    for _ in range(40):
        WhooshIndex(folder).rebuild(documents(30))
        path = next(generation(folder).glob("*.seg"))
        content = bytearray(path.read_bytes())
        for _ in range(chance.randrange(1, 30)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        path.unlink()
        path.write_bytes(content)
        index = WhooshIndex(folder)
        for query in ("lift", '"lift is stuk"', "woord 7"):
            assert index.search(query, facets={"topic": "1"}).total <= 30
        assert index.health() in (None, "damaged")


@pytest.mark.parametrize("pointer", ["", "g-1-gone", "../../etc", "\0", "x"])
def test_a_pointer_to_nowhere(folder: Path, pointer: str) -> None:
    (folder / "current").write_text(pointer)
    index = WhooshIndex(folder)
    results = index.search("lift")
    assert (results.limited, index.count()) == (True, 0)
    assert index.health() in ("missing", "damaged", "outdated")
    index.rebuild(documents(3))
    assert index.search("lift").total == 3


def test_a_whole_folder_lost_under_a_running_reader(folder: Path) -> None:
    index = WhooshIndex(folder)
    assert index.search("lift").total == 60
    (folder / "current").unlink()
    assert is_at_a_loss(index, "missing")


def test_an_index_of_another_version(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dutch, "VERSION", dutch.VERSION + 1)
    index = WhooshIndex(folder)
    assert index.health() == "outdated"
    assert index.search("lift").total == 60
    index.rebuild(documents(2))
    assert index.health() is None


def test_a_killed_rebuild_leaves_the_old_index_and_no_rubbish(folder: Path) -> None:
    body = """
        def rows():
            for number in range(400):
                yield document(str(number), body="lift")
            print("halfway", flush=True)
            import time
            time.sleep(600)
        index.rebuild(rows())
    """
    rebuilding = Place(path=folder).process(body)
    assert rebuilding.stdout is not None
    assert rebuilding.stdout.readline() == "halfway\n"
    rebuilding.kill()
    rebuilding.wait()
    index = WhooshIndex(folder)
    assert index.search("lift").total == 60
    assert len(list(folder.glob("g-*"))) == 2
    index.rebuild(documents(5))
    assert len(list(folder.glob("g-*"))) == 2  # the new one, and the one before for readers that are opening it
    assert index.search("lift").total == 5


@pytest.fixture
def postgres(postgres_url: str) -> Place:
    place = Place(url=postgres_url)
    place.prepare()
    return place


def test_no_table(postgres: Place) -> None:
    engine = postgres.engine()
    assert engine is not None
    with engine.begin() as connection:
        connection.execute(sa.text(f"DROP TABLE {SCHEMA}.search_document"))
    index = postgres.open()
    assert is_at_a_loss(index, "missing")
    with pytest.raises(IndexBroken):
        index.add(documents(1))


def test_no_server() -> None:
    index = Place(url="postgresql+psycopg://test@127.0.0.1:1/nowhere").open()
    assert is_at_a_loss(index, "missing")
    with pytest.raises(IndexBroken):
        index.add(documents(1))


def test_rows_of_another_version(postgres: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    index = postgres.open()
    index.add(documents(3))
    monkeypatch.setattr(dutch, "VERSION", dutch.VERSION + 1)
    assert index.health() == "outdated"
    index.rebuild(documents(2))
    assert index.health() is None


def test_the_table_is_in_every_schema() -> None:
    """On SQLite it stays empty, but models and migrations must agree on both databases."""
    engine = sa.create_engine("sqlite://")
    TABLE.create(engine)
    assert sa.inspect(engine).get_table_names() == ["search_document"]


def test_a_killed_rebuild_leaves_the_old_rows(postgres: Place) -> None:
    index = postgres.open()
    index.add(documents(60))
    body = """
        def rows():
            for number in range(900):
                yield document(str(number), body="trap")
            print("halfway", flush=True)
            import time
            time.sleep(600)
        index.rebuild(rows())
    """
    rebuilding = postgres.process(body)
    assert rebuilding.stdout is not None
    assert rebuilding.stdout.readline() == "halfway\n"
    rebuilding.kill()
    rebuilding.wait()
    assert index.search("lift").total == 60
    assert index.search("trap").total == 0
    assert index.rebuild(documents(5)) == 5
    assert index.count() == 5


@pytest.fixture(params=["whoosh", "postgresql"])
def outdated(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """An index that an older version made."""
    place = Place(path=tmp_path / "search") if request.param == "whoosh" else Place(url=request.getfixturevalue("postgres_url"))
    place.prepare()
    monkeypatch.setattr(dutch, "VERSION", dutch.VERSION - 1)
    place.open().add(documents(2))
    monkeypatch.undo()
    return place


def test_two_machines_that_find_the_index_outdated_make_it_once(outdated: Place) -> None:
    first, second = outdated.open(), outdated.open()
    assert first.health() == second.health() == "outdated"
    assert first.rebuild(documents(3), if_needed=True) == 3
    assert second.rebuild(documents(7), if_needed=True) == 3
    assert second.count() == 3
    assert second.rebuild(documents(7)) == 7
    assert first.search("lift").total == 7
