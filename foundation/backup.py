"""The whole installation in one file, from either kind of database into either.

The file is a zip: `manifest.json`, one `tables/<name>.jsonl` per table, and `files/` with what the data folder holds beside databases
and indexes. It contains the secret, because codes on paper are derived from it: keep it as you keep the database.
"""

from __future__ import annotations

import base64
import hashlib
import io
import itertools
import json
import os
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any

import sqlalchemy as sa

from foundation.db import Instant, db, transaction
from foundation.doctor import expected_revision
from foundation.errors import BadInput, Refused
from foundation.i18n import _
from foundation.outbox import Switch

FORMAT = 1
LEFT_OUT = ("search", "mail", "catalogues", "uploads-waiting")
MOST_BYTES = 20 * 1024**3


def backup(target: Path, data: Path, now: datetime) -> dict[str, object]:
    """Write the file beside its final name and move it there when whole. Returns rows, files, sha256."""
    rows, files = {}, []
    partial = target.with_name(target.name + ".partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            db.session.rollback()
            if db.engine.dialect.name == "postgresql":  # one picture of one moment; SQLite's read transaction is that by itself
                db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            for table in db.metadata.sorted_tables:
                rows[table.name] = _write_table(archive, table)
            db.session.rollback()
            for path in _kept_files(data):
                name = path.relative_to(data).as_posix()
                archive.write(path, f"files/{name}")
                files.append(name)
            manifest = {"format": FORMAT, "revision": expected_revision(), "made_at": now.isoformat(), "rows": rows, "files": files}
            archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return {"rows": sum(rows.values()), "files": len(files), "sha256": _sha256(target)}


def restore(source: Path, data: Path, now: datetime) -> dict[str, object]:
    """Put a backup into an empty, upgraded installation, all or nothing, and freeze outgoing mail.

    Raises BadInput for a file that is no backup, Refused when something is here already or the versions differ.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            names = _safe_names(archive, manifest)
            if manifest.get("revision") != expected_revision():
                raise Refused(_("Deze back-up hoort bij een andere versie. Zet hem terug met de versie waarmee hij is gemaakt."))
            with transaction():
                rows = _fill(archive)
                db.session.merge(Switch(name="mail_frozen", since_at=now))
            for name in names:
                path = data / name
                path.parent.mkdir(parents=True, exist_ok=True)
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                with os.fdopen(handle, "wb") as out:
                    out.write(archive.read(f"files/{name}"))
    except (zipfile.BadZipFile, KeyError, json.JSONDecodeError, UnicodeDecodeError, OSError) as error:
        if isinstance(error, OSError) and not isinstance(error, FileNotFoundError) and error.filename is None:
            raise
        raise BadInput(_("Dit bestand is geen (hele) back-up van Meedenkers. Kies een ander bestand.")) from error
    return {"rows": rows, "files": len(names), "sha256": _sha256(source)}


def _write_table(archive: zipfile.ZipFile, table: sa.Table) -> int:
    count = 0
    with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as raw, io.TextIOWrapper(raw, "utf-8") as out:
        order = list(table.primary_key.columns)
        for row in db.session.execute(sa.select(table).order_by(*order).execution_options(yield_per=_batch(table))).mappings():
            out.write(json.dumps({key: _plain(value) for key, value in row.items()}, ensure_ascii=False) + "\n")
            count += 1
    return count


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value


def _fill(archive: zipfile.ZipFile) -> int:
    total = 0
    for table in db.metadata.sorted_tables:
        if db.session.scalar(sa.select(sa.func.count()).select_from(table)):
            raise Refused(_("Hier staat al iets in. Een back-up kan alleen terug in een lege installatie."))
    for table in db.metadata.sorted_tables:
        with archive.open(f"tables/{table.name}.jsonl") as raw, io.TextIOWrapper(raw, "utf-8", newline="\n") as lines:
            for batch in _parents_first(table, (_typed(table, json.loads(line)) for line in lines)):
                db.session.execute(sa.insert(table), batch)
                total += len(batch)
        _set_sequence(table)
    return total


def _typed(table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    for column in table.columns:
        value = row.get(column.name)
        if value is None:
            row.setdefault(column.name, None)
            continue
        if isinstance(column.type, Instant):
            row[column.name] = datetime.fromisoformat(value)
        elif isinstance(column.type, sa.Date):
            row[column.name] = date.fromisoformat(value)
        elif isinstance(column.type, sa.Numeric):
            row[column.name] = Decimal(value)
        elif isinstance(column.type, sa.LargeBinary):
            row[column.name] = base64.b64decode(value)
    return row


def _parents_first(table: sa.Table, rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Rows that point at their own table come after what they point at; all others pass a batch at a time."""
    own = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    if not own:
        while batch := list(itertools.islice(rows, _batch(table))):
            yield batch
        return
    waiting, done = list(rows), set[Any]()
    while waiting:
        ready = [row for row in waiting if all(row[name] is None or row[name] in done for name in own)]
        if not ready:
            raise BadInput(_("Dit bestand is geen (hele) back-up van Meedenkers. Kies een ander bestand."))
        for start in range(0, len(ready), 1000):
            yield ready[start : start + 1000]
        done |= {row["id"] for row in ready}
        waiting = [row for row in waiting if row["id"] not in done]


def _batch(table: sa.Table) -> int:
    """Rows that hold whole files are few at a time in memory."""
    return 10 if any(isinstance(column.type, sa.LargeBinary) for column in table.columns) else 1000


def _set_sequence(table: sa.Table) -> None:
    if db.engine.dialect.name == "postgresql" and "id" in table.columns and isinstance(table.columns["id"].type, sa.Integer):
        newest = sa.select(sa.func.max(table.columns["id"])).scalar_subquery()
        sequence = sa.func.pg_get_serial_sequence(table.name, "id")
        db.session.execute(sa.select(sa.func.setval(sequence, sa.func.coalesce(newest, 1), newest.is_not(None))))


def _kept_files(data: Path) -> list[Path]:
    return sorted(
        path for path in data.rglob("*")
        if path.is_file() and path.relative_to(data).parts[0] not in LEFT_OUT and ".sqlite" not in path.name and not path.name.endswith(".partial")
    )  # fmt: skip


def _safe_names(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> list[str]:
    names = manifest["files"]
    for name in names:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or ".sqlite" in name:
            raise BadInput(_("In deze back-up staat een bestand met een gevaarlijke naam. Er is niets teruggezet."))
    if sum(info.file_size for info in archive.infolist()) > MOST_BYTES:
        raise BadInput(_("Deze back-up is te groot om veilig uit te pakken. Er is niets teruggezet."))
    return list(names)


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
