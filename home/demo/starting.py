"""Starting the site and its worker beside each other, and stopping them together."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from home.demo.story import Story

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
FIRST_PORT = 8000
LOG = "demo.log"
STOP_WITHIN_S = 10
ANSWERS_WITHIN_S = 60


def write_settings(data: Path, story: Story) -> None:
    """Who runs this installation. A file that is there already is left alone."""
    file = data / "settings.toml"
    if file.exists():
        return
    house = story.corporation
    street, town = house["post_address"].split(" (")[0].split(", ")
    lines = {
        "name": house["name"], "tenants_organisation": house["tenants_organisation"]["name"], "phone": house["phone"]["number"],
        "phone_hours": house["phone"]["hours"], "mail": house["email"], "address": [street, town], "town": house["town"],
        "service_desk": house["service_desk"]["phone"],
    }  # fmt: skip
    file.write_text("[site]\n" + "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in lines.items()), "utf-8")


def free_port(wanted: str | None) -> int:
    """The wanted port, or the next one that nobody uses."""
    first = int(wanted) if wanted and wanted.isdigit() and 0 < int(wanted) < 65_000 else FIRST_PORT
    for port in range(first, first + 500):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise OSError("no free port")


def environment(data: Path, port: int) -> dict[str, str]:
    env = dict(os.environ, MEEDENKERS_DATA=str(data), PYTHONUNBUFFERED="1")
    env.setdefault("MEEDENKERS_URL", f"http://{HOST}:{port}")
    return env


def fill_in_child(env: dict[str, str]) -> int:
    """In a process of its own, because it reads the settings that were just written."""
    return subprocess.run([sys.executable, "-m", "flask", "--app", "wsgi", "demo", "--fill"], cwd=ROOT, env=env, check=False).returncode


class Pair:
    """The two children: web and worker."""

    def __init__(self, env: dict[str, str], port: int, data: Path) -> None:
        self.port, self.children = port, []  # type: int, list[subprocess.Popen[bytes]]
        web = ["gunicorn", "--workers", "1", "--threads", "4", "--bind", f"{HOST}:{port}", "--graceful-timeout", "5", "wsgi:create_app()"]
        worker = ["flask", "--app", "wsgi", "jobs", "work"]
        handle = os.open(data / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            for command in (web, worker):
                # a session of its own: Ctrl-C reaches us alone, and we stop them in order
                child = subprocess.Popen(
                    [sys.executable, "-m", *command], cwd=ROOT, env=env, stdout=handle, stderr=handle, stdin=subprocess.DEVNULL,
                    start_new_session=True,
                )  # fmt: skip
                self.children.append(child)
        finally:
            os.close(handle)

    def answers(self) -> bool:
        end = time.monotonic() + ANSWERS_WITHIN_S
        while time.monotonic() < end and self.running():
            try:
                with socket.create_connection((HOST, self.port), timeout=1) as line:
                    line.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
                    if line.recv(64).startswith(b"HTTP/1"):
                        return True
            except OSError:
                pass
            time.sleep(0.05)
        return False

    def running(self) -> bool:
        return all(child.poll() is None for child in self.children)

    def wait(self) -> None:
        """Until Ctrl-C, a stop signal, or the end of one of the two."""
        while self.running():
            time.sleep(0.3)

    def stop(self) -> None:
        for child in self.children:
            if child.poll() is None:
                child.terminate()
        end = time.monotonic() + STOP_WITHIN_S
        for child in self.children:
            try:
                child.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def stop_on_signals() -> None:
    """`kill` stops the demo the way Ctrl-C does."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
