"""Throwaway servers on free ports of this machine: PostgreSQL, Redis, SMTP. Each is started by the tests and gone with them."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

REQUIRED = os.environ.get("MEEDENKERS_REQUIRE_ALL") == "1"
ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("MEEDENKERS_SHARED", ROOT.parent / "shared"))


def missing(what: str) -> None:
    """Skip with a reason a person can read; in CI a missing service is a failure."""
    if REQUIRED:
        pytest.fail(f"{what} is missing and MEEDENKERS_REQUIRE_ALL=1")
    pytest.skip(f"{what} is missing: see README, part Tests")


def shared_data(relative: str) -> Path:
    path = SHARED / "data" / relative
    if not path.exists():
        missing(f"the data folder ({relative})")
    return path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _postgres_bin() -> Path | None:
    if found := shutil.which("initdb"):
        return Path(found).parent
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return places[-1].parent if places else None


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """URL prefix of a fresh cluster, `postgresql+psycopg://test@/<database>?host=...`: format it with database=."""
    programs = _postgres_bin()
    if programs is None:
        missing("PostgreSQL (initdb)")
        return
    folder = Path(tempfile.mkdtemp(prefix="meedenkers-pg-"))
    as_user: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        as_user = ["runuser", "-u", "postgres", "--"]
        shutil.chown(folder, "postgres")
    port = free_port()
    run = lambda *args: subprocess.run([*as_user, *args], check=True, capture_output=True, cwd=folder)
    run(str(programs / "initdb"), "-D", f"{folder}/data", "-U", "test", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    run(str(programs / "pg_ctl"), "-D", f"{folder}/data", "-o", options, "-l", f"{folder}/log", "-w", "start")
    try:
        yield f"postgresql+psycopg://test@127.0.0.1:{port}/{{database}}"
    finally:
        run(str(programs / "pg_ctl"), "-D", f"{folder}/data", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def redis() -> Iterator[str]:
    program = shutil.which("redis-server")
    if program is None:
        missing("Redis (redis-server)")
        return
    port = free_port()
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"], stdout=subprocess.DEVNULL
    )
    try:
        wait_for(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.kill()
        server.wait()


def wait_for(port: int, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"nothing answers on port {port}")


def chromium_path() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        missing("Chromium")
    return str(found)


CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
