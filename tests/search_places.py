"""An index of either kind, and a way to open the same one from another process."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from servers import ROOT

from foundation.search import SearchIndex, open_index
from foundation.search.postgres import TABLE
from foundation.search.whoosh_index import WhooshIndex

SCHEMA = "search_tests"  # apart from what other tests do in this database


@dataclass
class Place:
    """Where an index is."""

    path: Path | None = None
    url: str = ""

    def engine(self) -> sa.Engine | None:
        return sa.create_engine(self.url, connect_args={"options": f"-csearch_path={SCHEMA}"}) if self.url else None

    def open(self) -> SearchIndex:
        """One of its own, as another process would have; `open_index` gives one folder's index out again and again."""
        return WhooshIndex(self.path) if self.path else open_index(None, self.engine())

    def prepare(self) -> None:
        engine = self.engine()
        if engine is None:
            return
        with engine.begin() as connection:
            connection.execute(sa.text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
            connection.execute(sa.text(f"CREATE SCHEMA {SCHEMA}"))
            TABLE.create(connection)
        engine.dispose()

    def process(self, body: str, *arguments: str) -> subprocess.Popen[str]:
        """Another process with `index`, `document(id, title, body)` and `arguments` at hand."""
        script = f"""
import sys
from datetime import UTC, datetime
from pathlib import Path
sys.path[:0] = [{str(ROOT)!r}, {str(Path(__file__).parent)!r}]
from search_places import Place
from foundation.search import Document
arguments = sys.argv[1:]
index = Place(path={f"Path({str(self.path)!r})" if self.path else None}, url={self.url!r}).open()
def document(id, title="", body=""):
    return Document(id, title, body, datetime(2026, 5, 1, tzinfo=UTC))
""" + textwrap.dedent(body)
        return subprocess.Popen([sys.executable, "-c", script, *arguments], stdout=subprocess.PIPE, text=True, cwd=ROOT)
