"""What every search index promises, on each of them."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from search_places import Place

from foundation.search import Document, IndexBusy, SearchIndex, Word, open_index

START = datetime(2026, 5, 1, 12, tzinfo=UTC)


def document(id: str, title: str = "", body: str = "", day: int = 0, **facets: str) -> Document:
    return Document(id, title, body, START + timedelta(days=day), facets)


@pytest.fixture(params=["whoosh", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    found = Place(path=tmp_path / "search") if request.param == "whoosh" else Place(url=request.getfixturevalue("postgres_url"))
    found.prepare()
    return found


@pytest.fixture
def index(place: Place) -> SearchIndex:
    return place.open()


def ids(index: SearchIndex, query: str, **options: object) -> list[str]:
    results = index.search(query, **options)  # type: ignore[arg-type]
    assert not results.limited
    return [hit.id for hit in results.hits]


def test_add_find_change_remove(index: SearchIndex) -> None:
    index.add([document("1", "Lift", "De lift is stuk"), document("2", "Tuin", "Wie snoeit de heg")])
    assert ids(index, "lift") == ["1"]
    assert index.count() == 2
    index.add([document("1", "Trap", "De trap is vuil")])
    assert ids(index, "lift") == []
    assert ids(index, "trap") == ["1"]
    assert index.count() == 2
    index.remove(["1", "is er niet"])
    assert ids(index, "trap") == []
    assert index.count() == 1
    assert index.health() is None


def test_one_batch_may_hold_a_document_twice(index: SearchIndex) -> None:
    index.add([document("1", body="oud"), document("1", body="nieuw")])
    assert ids(index, "oud") == []
    assert ids(index, "nieuw") == ["1"]


def test_all_words_must_be_there(index: SearchIndex) -> None:
    index.add([document("1", body="lift stuk"), document("2", body="lift heel"), document("3", "lift", "stuk")])
    assert set(ids(index, "lift stuk")) == {"1", "3"}
    assert ids(index, "lift stuk ramp") == []


def test_small_words_do_not_count_unless_there_is_nothing_else(index: SearchIndex) -> None:
    index.add([document("1", body="lift gemaakt"), document("2", body="hoe dan ook")])
    assert ids(index, "wanneer wordt de lift gemaakt") == []
    assert ids(index, "hoe wordt de lift gemaakt") == ["1"]
    assert ids(index, "hoe dan") == ["2"]


def test_phrase(index: SearchIndex) -> None:
    index.add([document("1", body="de nieuwe lift komt"), document("2", body="de lift is nieuwe"), document("3", "nieuwe", "lift")])
    assert ids(index, '"nieuwe lift"') == ["1"]
    assert ids(index, "„nieuwe lift” komt") == ["1"]
    assert set(ids(index, "nieuwe lift")) == {"1", "2", "3"}
    assert set(ids(index, 'lift "nieuwe')) == {"1", "2", "3"}
    assert ids(index, '"de nieuwe lift"') == ["1"]


def test_phrase_in_a_long_text(index: SearchIndex) -> None:
    index.add([document("1", body="woord " * 3_000 + "gele deur " + "woord " * 3_000), document("2", body="deur gele")])
    assert ids(index, '"gele deur"') == ["1"]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("De huren stijgen", "huur"), ("twee lekkages", "lekkage"), ("lekkage", "lekkages"), ("grote huizen", "huis"), ("het huis", "huizen"),
        ("plaatsen", "plaats"), ("de trappen", "trap"), ("de commissies", "commissie"), ("kapotte ramen", "raam"), ("foto's", "foto"),
        ("Café Ideeën", "cafe ideeen"), ("ideeen in het cafe", "ideeën café"), ("ENQUÊTE", "enquete"), ("’s-Hertogenbosch", "hertogenbosch"),
        ("Straße", "strasse"), ("postcode 5611 AB", "5611"), ("ﬁets", "fiets"), ("الجيران", "الجيران"),
    ],
)  # fmt: skip
def test_forms_of_a_word(index: SearchIndex, text: str, query: str) -> None:
    index.add([document("1", body=text), document("2", body="iets anders")])
    assert ids(index, query) == ["1"]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("de huurverhoging", "verhoging"), ("de huurverhoging", "huur verhoging"), ("verhoging van de huur", "huurverhoging"),
        ("huurverhogingen", "huur"), ("bewonerscommissies", "commissie"), ("daklekkages", "lekkage"), ("huurprijsverhoging", "huurverhoging"),
    ],
)  # fmt: skip
def test_compounds(index: SearchIndex, text: str, query: str) -> None:
    index.add([document("1", body=text), document("2", body="een verhoger en een verhuurder")])
    assert ids(index, query) == ["1"]


def test_words_that_are_joined_or_torn_apart(index: SearchIndex) -> None:
    index.add([document("1", body="de sleutelkluis"), document("2", body="de sleutel van de kluis"), document("3", body="een kluis")])
    assert ids(index, "sleutel kluis") == ["2", "1"]
    assert ids(index, "sleutelkluis") == ["1"]


def test_a_synonym_comes_after_the_word_itself(index: SearchIndex) -> None:
    index.add([
        document("1", "Vraag", "wij verwarmen de kamer"), document("2", "Vraag", "een keer " * 40 + "stoken"), document("3", "Verwarming", "niets"),
        document("4", "Vraag", "centrale verwarming"), document("5", "Vraag", "een centrale"),
    ])  # fmt: skip
    found = ids(index, "stoken")
    assert found[0] == "2"
    assert set(found) == {"1", "2", "3", "4"}
    assert set(ids(index, "cv")) == {"4"}
    assert ids(index, "stoken kamer") == ["1"]


def test_the_word_itself_goes_before_compounds_that_hold_it(index: SearchIndex) -> None:
    index.add(
        [document("1", body="huurverhoging " * 20), document("2", body="woord " * 30 + "verhoging"), document("3", body="servicekosten")]
    )
    assert ids(index, "verhoging") == ["2", "1"]
    assert ids(index, "kosten") == ["3"]


def test_exact_words_in_a_row_are_not_parts(index: SearchIndex) -> None:
    index.add([document("1", body="de nieuwe huurverhoging"), document("2", body="de nieuwe verhoging")])
    assert ids(index, '"nieuwe verhoging"') == ["2"]


def test_some_of_the_words(index: SearchIndex) -> None:
    index.add([
        document("1", body="lift en trap en hek"), document("2", body="lift"), document("3", body="hek en trap"), document("4", body="tuin"),
        document("5", "Trap", "x"),
    ])  # fmt: skip
    loose = [hit.id for hit in index.search("lift trap hek", loose=True).hits]
    assert loose[0] == "1"
    assert set(loose) == {"1", "2", "3", "5"}
    assert index.search("lift trap hek", loose=True).total == 4
    rare, common, other = (Word("lift", weight=3.0), Word("trap", weight=0.1), Word("hek", weight=0.1))
    assert [hit.id for hit in index.search([rare, common, other], loose=True).hits][:2] == ["1", "2"]


def test_the_whole_compound_goes_before_its_parts(index: SearchIndex) -> None:
    index.add(
        [
            document("1", body="verhoging van de huur"),
            document("2", body="huurverhoging van dit jaar"),
            document("3", body="iets over de tuin"),
        ]
    )
    assert ids(index, "huurverhoging") == ["2", "1"]


def test_title_goes_before_body(index: SearchIndex) -> None:
    index.add([
        document("1", "Vraag", "lift lift lift lift lift"), document("2", "De lift en nog heel veel andere woorden in een lange titel", "x"),
        document("3", "Overig", "lift"), document("4", "Niets", "niets"),
    ])  # fmt: skip
    results = index.search("lift")
    assert results.hits[0].id == "2"
    assert {hit.id for hit in results.hits} == {"1", "2", "3"}
    assert [hit.score for hit in results.hits] == sorted((hit.score for hit in results.hits), reverse=True)


def test_all_words_in_the_title_go_before_any_number_elsewhere(index: SearchIndex) -> None:
    index.add(
        [
            document("1", "lift lift lift", "stuk lift " * 50),
            document("2", "De lift " + "met nog andere woorden " * 30 + "stuk", "x " * 900),
        ]
    )
    index.add([document(f"{number}", body="stuk " * number) for number in range(3, 12)])
    assert ids(index, "lift stuk") == ["2", "1"]


def test_newest_first(index: SearchIndex) -> None:
    index.add([document("1", body="lift", day=1), document("3", body="lift", day=3), document("2", "lift", "lift", day=2)])
    assert ids(index, "lift", newest_first=True) == ["3", "2", "1"]
    assert ids(index, "lift", newest_first=True, limit=1, offset=1) == ["2"]


def test_facets(index: SearchIndex) -> None:
    index.add([
        document("1", body="lift", topic="7", kind="post x=y"), document("2", body="lift", topic="8"), document("3", body="lift", topic="77"),
    ])  # fmt: skip
    assert ids(index, "lift", facets={"topic": "7"}) == ["1"]
    assert ids(index, "lift", facets={"topic": "7", "kind": "post x=y"}) == ["1"]
    assert ids(index, "lift", facets={"topic": "8", "kind": "post x=y"}) == []
    assert ids(index, "lift", facets={"onbekend": "' OR 1=1 --"}) == []
    assert index.search("lift", facets={"topic": "8"}).total == 1


def test_pages(index: SearchIndex) -> None:
    index.add([document(f"{number:03}", body="lift " + "x " * number) for number in range(55)])
    seen = [one for offset in range(0, 60, 20) for one in ids(index, "lift", limit=20, offset=offset)]
    assert len(seen) == 55
    assert len(set(seen)) == 55
    assert index.search("lift", limit=20, offset=40).total == 55
    for limit, offset in ((0, 0), (-1, -5), (10**9, 10**9), (20, 2**70)):
        results = index.search("lift", limit=limit, offset=offset)
        assert (list(results.hits), results.total, results.limited) == ([], 55, False)
    assert len(index.search("lift", limit=10**9, offset=-3).hits) == 55


NASTY = [
    "", " ", "h*", "*a*", "*", "?", "[a TO z]", "{a TO}", "NOT NOT lift", "AND OR NOT", "title:lift", "lift^1000000000", "lift~9", '"', '""', '"" ""',
    "(" * 100, "\\", "lift\0", "' OR 1=1 --", "a & b | !c <-> d:*", "'lift':A", " ".join(f"w{number}" for number in range(2_000)), "x" * 50_000,
    '"' + "de " * 60 + '"', "\ud800", "🙂", "\u202elift", "%s %(x)s :limit", "lift\nlift",
]  # fmt: skip


@pytest.mark.parametrize("query", NASTY, ids=range(len(NASTY)))
def test_nasty_queries_are_answered(index: SearchIndex, query: str) -> None:
    index.add([document("1", body="de lift hangt")])
    results = index.search(query)
    assert not results.limited
    assert results.total <= 1
    assert not index.search(query, loose=True).limited
    assert not index.search(query, facets={query: query}).limited if "\0" not in query and "\ud800" not in query else True


@pytest.mark.parametrize(
    "text", [*NASTY, "x" * 300_000, "a " * 200_000, " ".join(f"w{number}" for number in range(20_000))], ids=range(len(NASTY) + 3)
)
def test_nasty_texts_are_indexed(index: SearchIndex, text: str) -> None:
    index.add([document("1", text[:500], text), document("2", body="lampion")])
    assert ids(index, "lampion") == ["2"]
    assert index.count() == 2


def test_rebuild(index: SearchIndex) -> None:
    index.add([document("oud", body="lift")])
    assert index.rebuild(document(str(number), body="lift") for number in range(600)) == 600
    assert index.count() == 600
    assert index.search("lift").total == 600
    assert index.rebuild([]) == 0
    assert ids(index, "lift") == []
    assert index.health() is None
    index.add([document("nieuw", body="lift")])
    assert ids(index, "lift") == ["nieuw"]


def test_a_rebuild_that_fails_leaves_the_old_index(index: SearchIndex) -> None:
    index.add([document("1", body="lift")])

    def rows() -> Iterator[Document]:
        yield document("2", body="lift")
        raise RuntimeError("the rows stop halfway")

    with pytest.raises(RuntimeError):
        index.rebuild(rows())
    assert ids(index, "lift") == ["1"]
    index.add([document("3", body="lift")])
    assert set(ids(index, "lift")) == {"1", "3"}


def test_readers_see_the_old_index_until_the_swap(index: SearchIndex, place: Place) -> None:
    index.add([document("1", body="lift")])
    reader = place.open()
    seen: list[list[str]] = []

    def rows() -> Iterator[Document]:
        yield document("2", body="lift")
        seen.append(ids(reader, "lift"))

    index.rebuild(rows())
    assert seen == [["1"]]
    assert ids(reader, "lift") == ["2"]


def test_who_writes_during_a_rebuild_is_told_or_waits(index: SearchIndex, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is added meanwhile must not vanish with the old index."""
    other = place.open()
    monkeypatch.setattr("foundation.search.postgres.WAIT_MS", 100)
    monkeypatch.setattr("foundation.search.whoosh_index.WAIT", 0.1)

    def rows() -> Iterator[Document]:
        yield document("1", body="lift")
        with pytest.raises(IndexBusy):
            other.add([document("2", body="lift")])

    index.rebuild(rows())
    other.add([document("2", body="lift")])
    assert set(ids(index, "lift")) == {"1", "2"}


def test_another_reader_sees_what_was_added(index: SearchIndex, place: Place) -> None:
    reader = place.open()
    for number in range(5):
        index.add([document(str(number), body="lift")])
        assert len(ids(reader, "lift")) == number + 1


@pytest.mark.race
def test_threads(index: SearchIndex) -> None:
    """Searching and writing at once from several threads."""
    index.add([document(str(number), body="lift") for number in range(20)])
    wrong: list[object] = []

    def search() -> None:
        for _ in range(30):
            results = index.search("lift")
            if results.limited or results.total < 20:
                wrong.append(results)

    def write() -> None:
        for number in range(20, 25):
            index.add([document(str(number), body="lift")])

    threads = [threading.Thread(target=target) for target in (search, search, search, write)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert index.count() == 25


@pytest.mark.race
def test_two_writing_processes_lose_nothing(index: SearchIndex, place: Place) -> None:
    body = "for number in range(25): index.add([document(f'{arguments[0]}-{number}', body='lift')])"
    processes = [place.process(body, name) for name in ("a", "b")]
    assert [process.wait() for process in processes] == [0, 0]
    assert index.count() == 50
    assert index.search("lift").total == 50


@pytest.mark.race
def test_a_killed_writer_loses_nothing_it_was_done_with(index: SearchIndex, place: Place) -> None:
    body = "for number in range(10_000): index.add([document(str(number), body='lift')]); print(number, flush=True)"
    for kill_after in (1, 7, 16):
        writer = place.process(body)
        assert writer.stdout is not None
        done = [writer.stdout.readline().strip() for _ in range(kill_after)]
        writer.kill()
        done += writer.stdout.read().split()
        writer.wait()
        assert set(done) <= set(ids(index, "lift", limit=10_000))
        index.add([document("daarna", body="lift")])
        assert index.health() is None


def test_both_find_the_same(tmp_path: Path, postgres_url: str) -> None:
    chance = random.Random(5)
    words = "huur verhoging huurverhoging lift portiek portiekverlichting lekkage lekkages kosten servicekosten de een trap tuin"
    vocabulary = words.split()
    text = lambda size: " ".join(chance.choices(vocabulary, k=size))
    documents = [
        document(str(number), text(chance.randrange(4)), text(chance.randrange(1, 12)), day=number, topic=chance.choice("ab"))
        for number in range(500)
    ]
    places = [Place(path=tmp_path / "search"), Place(url=postgres_url)]
    indexes = []
    for one in places:
        one.prepare()
        indexes.append(one.open())
        indexes[-1].rebuild(documents)
    for _ in range(80):
        asked = chance.choices(vocabulary, k=chance.randrange(1, 4))
        query = " ".join(asked) if chance.random() < 0.6 else '"' + " ".join(asked[:2]) + '" ' + " ".join(asked[2:])
        facets = {"topic": chance.choice("ab")} if chance.random() < 0.5 else None
        answers = [one.search(query, facets=facets, limit=1_000, newest_first=True) for one in indexes]
        assert [hit.id for hit in answers[0].hits] == [hit.id for hit in answers[1].hits], query
        assert answers[0].total == answers[1].total == len(answers[0].hits)
        best = [one.search(query, facets=facets, limit=1_000) for one in indexes]
        assert {hit.id for hit in best[0].hits} == {hit.id for hit in best[1].hits} == {hit.id for hit in answers[0].hits}, query
        for one, every in zip(indexes, best, strict=True):
            few = one.search(query, facets=facets, limit=5)
            assert few.total == every.total, query
            assert [hit.score for hit in few.hits] == [hit.score for hit in every.hits[:5]], query
        loose = [one.search(query, facets=facets, limit=1_000, loose=True) for one in indexes]
        scores = [{hit.id: round(hit.score, 3) for hit in answer.hits} for answer in loose]
        assert scores[0] == scores[1], query


def test_open_index(tmp_path: Path) -> None:
    sqlite = sa.create_engine("sqlite://")
    assert type(open_index(tmp_path, sqlite)).__name__ == "WhooshIndex"
    assert type(open_index(tmp_path, sa.create_engine("postgresql+psycopg://nobody@/nowhere"))).__name__ == "PostgresIndex"
    assert open_index(tmp_path, sqlite) is open_index(tmp_path, None)
    with pytest.raises(ValueError, match="folder"):
        open_index(None, sqlite)
