import json

import pytest
from registry_files import file, many, row

from accounts.queries.registry import size


@pytest.fixture
def command(app, tmp_path):
    def run(*args, data=None, name="register.csv"):
        if data is not None:
            (tmp_path / name).write_bytes(data)
        result = app.test_cli_runner().invoke(args=["accounts", args[0], str(tmp_path / name), *args[1:], "--json"])
        return result.exit_code, json.loads(result.stdout)

    return run


def test_importing_says_what_it_did(app, command, tmp_path):
    assert command("import-tenants", data=file(*many(20))) == (0, {"added": 20, "changed": 0, "unchanged": 0, "gone": 0, "errors": []})
    assert command("import-tenants")[1]["unchanged"] == 20


def test_a_rehearsal_changes_nothing(app, command):
    assert command("import-tenants", "--dry-run", data=file(*many(3)))[1]["added"] == 3
    with app.app_context():
        assert size()["tenants"] == 0


def test_wrong_lines_are_listed(command):
    status, answer = command("import-tenants", data=file(row("1", postcode="x")))
    assert status == 2
    assert answer["errors"][0]["line"] == 2
    assert answer["errors"][0]["column"] == "postcode"
    assert set(answer) == {"error", "added", "changed", "unchanged", "gone", "errors"}


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b'naam\n"x', b"\x00\x01\x02", b"naam,straat\na,b\n"])
def test_a_file_that_is_no_registry_is_refused(command, data):
    status, answer = command("import-tenants", data=data)
    assert status == 2
    assert answer["error"]
    assert answer["added"] == 0


def test_a_missing_file_is_refused(command):
    assert command("import-tenants", name="is-er-niet.csv")[0] == 2


def test_too_many_gone(command):
    command("import-tenants", data=file(*many(20)))
    status, answer = command("import-tenants", data=file(*many(10)))
    assert (status, answer["gone"], answer["errors"]) == (2, 10, [])
    assert command("import-tenants", "--dry-run")[0] == 2
    assert command("import-tenants", "--allow-gone")[1]["gone"] == 10


def test_a_mapping_file(command, tmp_path):
    data = file(row("1")).replace(b"naam", b"Klant", 1)
    mapping = tmp_path / "m.toml"
    assert command("import-tenants", data=data)[0] == 2
    mapping.write_text('[columns]\nnaam = "Klant"\n')
    assert command("import-tenants", "--mapping", str(mapping), data=data) == (
        0,
        {"added": 1, "changed": 0, "unchanged": 0, "gone": 0, "errors": []},
    )
    for wrong in ("naam = ", 'bsn = "x"', 'naam = "Anders"'):
        mapping.write_text(wrong)
        assert command("import-tenants", "--mapping", str(mapping), data=data)[0] == 2


def test_linking_authors_refuses_what_it_does_not_know(command):
    status, answer = command("link-authors", data=b"source_id,huurdernummer\nmd_1,000001\n", name="a.csv")
    assert (status, answer["linked"]) == (2, 0)
    assert answer["errors"][0]["line"] == 2
    assert command("link-authors", data=b"source_id,nummer\nmd_1,000001\n", name="a.csv")[0] == 2


def test_the_first_administrator_of_a_new_installation(app, db):
    done = app.test_cli_runner().invoke(
        args=["accounts", "add-staff", "--role", "admin", "--alias", "Beheer", "--mail", "beheer@example.nl", "--json"]
    )
    link = json.loads(done.stdout)["link"]
    assert done.exit_code == 0
    assert app.test_client().get(link.removeprefix("http://meedenkers.test")).status_code == 200
    again = app.test_cli_runner().invoke(
        args=["accounts", "add-staff", "--role", "admin", "--alias", "Beheer", "--mail", "geen adres", "--json"]
    )
    assert again.exit_code == 2
