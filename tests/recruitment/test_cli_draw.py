import json

import pytest
import servers

PHRASES = ["--phrase", "een zin van de corporatie", "--phrase", "een zin van de huurders"]


def run(app, *args):
    result = app.test_cli_runner().invoke(args=["recruitment", *map(str, args), "--json"])
    return result.exit_code, json.loads(result.stdout)


def files(name):
    people = servers.shared_data(f"sortition/{name}/respondents.csv")
    return ["--people", people, "--quotas", people.with_name("categories.csv"), "--seats", name.rsplit("_", 1)[1]]


@pytest.fixture
def written(tmp_path):
    def write(people, quotas):
        (tmp_path / "p.csv").write_text(people, "utf-8")
        (tmp_path / "q.csv").write_text(quotas, "utf-8")
        return ["--people", tmp_path / "p.csv", "--quotas", tmp_path / "q.csv"]

    return write


def test_a_draw_and_the_same_again_from_the_published_file(app, tmp_path):
    out = tmp_path / "lottery.json"
    status, done = run(app, "draw", *files("opendlp_monitoring_30"), "--id", "unique_id", "--lottery", out, *PHRASES)
    assert status == 0
    assert set(done) >= {
        "selected",
        "reserves",
        "chances",
        "panels",
        "min_chance",
        "max_chance",
        "bound",
        "guarantee",
        "lottery_sha256",
        "seed",
        "seconds",
    }
    assert len(done["selected"]) == 30
    assert sorted([*done["selected"], *done["reserves"]], key=int) == [str(n) for n in range(1, 101)]
    assert abs(sum(done["chances"].values()) - 30) < 1e-6
    assert done["min_chance"] == pytest.approx(0.296703, abs=1e-4)
    assert run(app, "verify", out, *PHRASES) == (0, {name: done[name] for name in ("selected", "reserves", "lottery_sha256", "seed")})
    assert run(app, "verify", out, "--phrase", "een andere zin", *PHRASES[2:])[1]["seed"] != done["seed"]


def test_without_an_id_column_people_are_rows_from_one(app):
    status, done = run(app, "draw", *files("couples_2"), *PHRASES)
    assert status == 0
    assert set(done["chances"]) == {str(n) for n in range(1, 21)}
    assert done["min_chance"] == pytest.approx(0.1)


def test_quotas_that_contradict_each_other_come_back_with_what_would_do(app):
    status, said = run(app, "draw", *files("inconsistent_quotas_12"), *PHRASES)
    assert status == 2
    assert said["error"]
    assert all(set(one) == {"category", "value", "min", "max", "new_min", "new_max"} for one in said["relaxation"])
    assert said["relaxation"]


def test_one_seat_a_household(app, written):
    people = "nr,sekse,huis\n" + "".join(f"{n},{'v' if n % 2 else 'm'},{n // 2}\n" for n in range(2, 10))
    given = written(people, "category,name,min,max\nsekse,v,1,4\nsekse,m,1,4\n")
    status, done = run(app, "draw", *given, "--seats", 4, "--id", "nr", "--household", "huis", *PHRASES)
    assert status == 0
    assert len({int(person) // 2 for person in done["selected"]}) == 4


@pytest.mark.parametrize(
    ("people", "quotas", "seats"),
    [
        ("nr,sekse\n1,v\n2,m\n", "category,name,min,max\nleeftijd,oud,0,1\n", 1),  # a category that P lacks
        ("nr,sekse\n1,v\n1,m\n", "category,name,min,max\nsekse,v,0,1\n", 1),  # one id twice
        ("nr,sekse\n1,v\n2,m\n", "category,name,min,max\nsekse,v,2,1\n", 1),
        ("nr,sekse\n1,v\n2,m\n", "category,name,min,max\nsekse,v,0,1\n", 0),
        ("nr,sekse\n1,v\n2,m\n", "category,name,min,max\nsekse,v,geen,1\n", 1),
        ("", "", 1),
    ],
)
def test_bad_input_is_status_two_in_one_document(app, written, people, quotas, seats):
    status, said = run(app, "draw", *written(people, quotas), "--seats", seats, "--id", "nr", *PHRASES)
    assert status == 2
    assert said["error"]


def test_files_and_phrases_that_are_not_there(app, written, tmp_path):
    given = written("nr,sekse\n1,v\n2,m\n", "category,name,min,max\nsekse,v,0,1\n")
    assert run(app, "draw", *given, "--seats", 1, "--phrase", "maar een")[0] == 2
    assert run(app, "draw", *given, "--seats", 1, "--phrase", "a", "--phrase", " ")[0] == 2
    assert run(app, "verify", tmp_path / "geen.json", *PHRASES)[0] == 2
    (tmp_path / "kapot.json").write_text("{}")
    assert run(app, "verify", tmp_path / "kapot.json", *PHRASES)[0] == 2
