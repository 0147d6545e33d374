"""What import contracts cannot say: the rules of the house that a reader would otherwise have to remember."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from accounts.access import allowed_on

ROOT = Path(__file__).parent.parent
AREAS = ("home", "involvement", "recruitment", "moderation", "forum", "accounts", "foundation")
TOP_LEVEL = {
    *AREAS, "templates", "static", "migrations", "tests", "docs", "config.py", "wsgi.py", "pyproject.toml", "constraints.txt", "README.md", "LICENSE",
    "Makefile", ".ci", ".importlinter", ".gitignore",
}  # fmt: skip
FOUNDATION = {
    "__init__", "audit", "backup", "brand", "catalogues", "charts", "cli", "clock", "codes", "db", "doctor", "errors", "house", "i18n",
    "ics", "incoming", "jobs", "letters", "mail", "markup", "outbox", "pdf", "pictures", "plain", "plain_text", "qr", "search", "sheets", "small_groups",
    "web",
}  # fmt: skip
AREA_FILES = {"__init__", "views", "jobs", "cli", "forms", "access", "service", "queries", "rules", "models", "events"}
EXTRA = {"recruitment": {"engagement", "lottery"}, "home": {"demo"}, "involvement": {"new_neighbours"}}


def tracked() -> list[Path]:
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / line for line in listing.stdout.splitlines() if (ROOT / line).exists()]


def python_files() -> list[Path]:
    return [path for area in AREAS for path in (ROOT / area).rglob("*.py")] + [ROOT / "wsgi.py", ROOT / "config.py"]


def test_nothing_stands_at_the_top_without_a_decision():
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} <= TOP_LEVEL


@pytest.mark.parametrize("area", AREAS)
def test_areas_use_the_plain_file_names(area):
    allowed = FOUNDATION if area == "foundation" else AREA_FILES | EXTRA.get(area, set())
    found = {path.stem if path.is_file() else path.name for path in (ROOT / area).iterdir() if path.suffix == ".py" or path.is_dir()}
    assert found - {"__pycache__"} <= allowed


def test_no_file_is_too_long():
    long = {str(path.relative_to(ROOT)): n for path in python_files() if (n := len(path.read_text("utf-8").splitlines())) > 400}
    assert not long


def test_one_place_commits():
    users = {str(path.relative_to(ROOT)) for path in python_files() if ".commit(" in path.read_text("utf-8")}
    index = "foundation/search/whoosh_index.py"  # commits its own files, and can reach no database
    assert users - {index} == {"foundation/db.py"}
    assert not re.search(r"\b(sqlalchemy|foundation\.db|foundation import db)\b", (ROOT / index).read_text("utf-8"))


def test_only_the_front_door_reads_settings():
    users = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if re.search(r"^(from|import) config\b", path.read_text("utf-8"), re.M) and path.name != "wsgi.py"
    ]
    assert users == []


@pytest.mark.parametrize(
    ("package", "only"),
    [
        ("markdown", {"foundation/markup.py"}),
        ("bleach", {"foundation/markup.py"}),
        ("nh3", {"foundation/markup.py"}),
        ("icalendar", {"foundation/ics.py"}),
        ("fpdf", {"foundation/letters.py", "foundation/letters"}),
        ("huey", {"foundation/jobs.py"}),
        ("highspy", {"recruitment/lottery"}),
        ("whoosh", {"foundation/search"}),
        ("flask_login", {"accounts/access.py", "accounts/views"}),
        ("smtplib", {"foundation/mail.py"}),
        ("aiosmtpd", {"foundation/incoming/listener.py"}),
    ],
)
def test_each_borrowed_package_stands_behind_one_piece(package, only):
    users = {
        str(path.relative_to(ROOT))
        for path in python_files()
        if re.search(rf"^\s*(from|import) {package}\b", path.read_text("utf-8"), re.M)
    }
    assert users
    assert {user for user in users if not any(user.startswith(place) for place in only)} == set()


CLOCKS = {"datetime.now", "datetime.utcnow", "clock.now", "now", "date.today", "time.time", "time.time_ns", "clock.today"}


def looks_at_the_clock(node: ast.AST, given: frozenset[str] = frozenset()) -> bool:
    """Whether the clock is asked below this node. A clock that came in as an argument is the caller's."""
    if isinstance(node, ast.FunctionDef | ast.Lambda):
        given |= {one.arg for one in [*node.args.args, *node.args.kwonlyargs]}
    if isinstance(node, ast.Call) and (name := ast.unparse(node.func)) not in given and ".".join(name.split(".")[-2:]) in CLOCKS:
        return True
    return any(looks_at_the_clock(child, given) for child in ast.iter_child_nodes(node))


def test_the_clock_is_looked_at_by_views_jobs_and_commands_only():
    below = {"service", "queries", "rules", "models", "lottery", "engagement"}
    users = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if below & set(path.relative_to(ROOT).with_suffix("").parts[1:]) and looks_at_the_clock(ast.parse(path.read_text("utf-8")))
    ]
    assert users == []
    for asks in ("datetime.now(UTC)", "def f(x): return now()", "a = clock.now()", "dt.datetime.now()"):
        assert looks_at_the_clock(ast.parse(asks))
    assert not looks_at_the_clock(ast.parse("def f(now): return now()"))


def test_every_route_states_who_may_enter(app):
    shut = [rule.rule for rule in app.url_map.iter_rules() if allowed_on(app, rule.endpoint) is None]
    assert shut == []


def test_every_page_template_is_used():
    sources = "\n".join(path.read_text("utf-8") for path in [*python_files(), *(ROOT / "templates").rglob("*.*")])
    filled_in = names_filled_in()
    unused = [
        name
        for path in (ROOT / "templates").rglob("*.*")
        if (name := str(path.relative_to(ROOT / "templates"))) not in sources and path.name not in sources and name not in filled_in
    ]
    assert unused == []


def names_filled_in() -> set[str]:
    """Template names written as `f"area/{what}.html"`, with every word of that same file as `what`."""
    found = set()
    for path in python_files():
        nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
        words = {
            node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier()
        }
        for node in nodes:
            if isinstance(node, ast.JoinedStr) and len(node.values) == 3:
                before, hole, after = node.values
                plain = isinstance(before, ast.Constant) and isinstance(hole, ast.FormattedValue) and isinstance(after, ast.Constant)
                if plain and str(after.value).endswith((".html", ".txt")):
                    found |= {f"{before.value}{word}{after.value}" for word in words}
    return found


def test_randomness_that_matters_never_comes_from_the_random_module():
    users = [
        str(path.relative_to(ROOT)) for path in python_files() if re.search(r"^(import random|from random)", path.read_text("utf-8"), re.M)
    ]
    assert users == []


def test_no_template_switches_escaping_off():
    found = [
        (str(path.relative_to(ROOT)), match)
        for path in (ROOT / "templates").rglob("*.html")
        for match in re.findall(r"\{\{[^}]*\|\s*safe[^}]*\}\}", path.read_text("utf-8"))
        if "_html" not in match
    ]
    assert found == [], "only stored, sanitised HTML (columns named *_html) may be marked safe"


def test_state_changes_never_hang_on_get(app):
    """A GET view that opens a transaction would let a mail scanner act."""
    guilty = []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or "POST" in (rule.methods or ()):
            continue
        view = app.view_functions[rule.endpoint]
        names = view.__code__.co_names if hasattr(view, "__code__") else ()
        if "transaction" in names:
            guilty.append(rule.rule)
    assert guilty == []


def test_lock_file_covers_every_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {
        re.split(r"[\[><=;]", need)[0].lower()
        for group in [project["dependencies"], *project["optional-dependencies"].values()]
        for need in group
    }
    pinned = {line.split("==")[0].lower() for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()}
    assert wanted <= pinned


def test_rules_are_plain_functions():
    """A rule knows no query and no request: it may import models, words and errors, never the session."""
    guilty = []
    for path in python_files():
        if "rules" in path.relative_to(ROOT).with_suffix("").parts:
            tree = ast.parse(path.read_text("utf-8"))
            names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
            if names & {"db", "transaction", "select"}:
                guilty.append(str(path.relative_to(ROOT)))
    assert guilty == []
