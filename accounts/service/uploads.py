"""A registry file between two pages of its import: under a random name, for the server's own eyes, and never for long."""

from __future__ import annotations

import os
import re
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from foundation.house import house

KEPT_FOR = timedelta(hours=1)
_NAME = re.compile(r"[0-9a-f]{32}")


def keep_upload(data: bytes) -> str:
    name = secrets.token_hex(16)
    handle = os.open(_folder() / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    return name


def find_upload(name: str | None) -> bytes | None:
    """None when it is gone: confirmed, cancelled or too old."""
    path = _path(name)
    return path.read_bytes() if path is not None and path.is_file() else None


def drop_upload(name: str | None) -> None:
    path = _path(name)
    if path is not None:
        path.unlink(missing_ok=True)


def drop_old_uploads(now: datetime) -> int:
    old = [path for path in _folder().iterdir() if path.stat().st_mtime < (now - KEPT_FOR).timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _path(name: str | None) -> Path | None:
    return _folder() / name if name and _NAME.fullmatch(name) else None


def _folder() -> Path:
    folder = house().data / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
