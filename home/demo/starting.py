"""Starting the site and its worker beside each other, and stopping them together."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NoReturn

from gunicorn.app.base import BaseApplication

from home.demo.story import Story

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
FIRST_PORT = 8000
LOG = "demo.log"
STOP_WITHIN_S = 10
ANSWERS_WITHIN_S = 60
_PROGRAM = (sys.executable, "-m", "flask", "--app", "wsgi")


def write_settings(data: Path, story: Story) -> None:
    """Who runs this installation. A file that is there already is left alone."""
    file = data / "settings.toml"
    if file.exists():
        return
    house = story.corporation
    street, town = house["post_address"].split(" (")[0].split(", ")
    lines = {
        "name": house["name"], "tenants_organisation": house["tenants_organisation"]["name"], "phone": house["phone"]["number"],
        "phone_hours": house["phone"]["hours"], "mail": house["email"], "reply_mail": "antwoord@" + house["email"].partition("@")[2],
        "address": [street, town], "town": house["town"],
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
    return dict(os.environ, MEEDENKERS_DATA=str(data), PORT=str(port))


def address(port: int) -> str:
    return f"http://{HOST}:{port}"


def fill_in_child(env: dict[str, str]) -> int:
    """In a process of its own, because it reads the settings that were just written."""
    return subprocess.run([*_PROGRAM, "demo", "--fill"], cwd=ROOT, env=env, check=False).returncode


def start_over(env: dict[str, str]) -> NoReturn:
    """The same command from its beginning, in place of this process."""
    os.chdir(ROOT)
    os.execve(sys.executable, [*_PROGRAM, "demo"], env)  # noqa: S606 - our own program


class Web(BaseApplication):  # type: ignore[misc]
    """One process with four threads, serving an app that is built already."""

    def __init__(self, app: object, port: int) -> None:
        self.app, self.port = app, port
        super().__init__()

    def load_config(self) -> None:
        chosen = {"bind": f"{HOST}:{self.port}", "workers": 1, "threads": 4, "worker_class": "gthread", "graceful_timeout": 5}
        for name, value in {**chosen, "control_socket_disable": True, "loglevel": "warning"}.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        return self.app


class Pair:
    """Web and worker: copies of this process, so that nothing is loaded twice. Open database connections must be let go first."""

    def __init__(self, port: int, log: Path, web: Callable[[], None], worker: Callable[[], None]) -> None:
        self.port = port
        self.left = {_child(web, log), _child(worker, log)}
        self.whole = True

    def answers(self) -> bool:
        end = time.monotonic() + ANSWERS_WITHIN_S
        while time.monotonic() < end and self.running():
            try:
                with socket.create_connection((HOST, self.port), timeout=5) as line:
                    line.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
                    if line.recv(64).startswith(b"HTTP/1"):
                        return True
            except OSError:
                pass
            time.sleep(0.05)
        return False

    def running(self) -> bool:
        """Whether both are."""
        for child in list(self.left):
            if os.waitpid(child, os.WNOHANG)[0]:
                self.left.discard(child)
                self.whole = False
        return self.whole

    def wait(self) -> None:
        """Until Ctrl-C, a stop signal, or the end of one of the two."""
        while self.running():
            time.sleep(0.3)

    def stop(self) -> None:
        for child in self.left:
            os.kill(child, signal.SIGTERM)
        end = time.monotonic() + STOP_WITHIN_S
        while self.left and time.monotonic() < end:
            self.running()
            time.sleep(0.05)
        for child in self.left:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _child(run: Callable[[], None], log: Path) -> int:
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        os.setsid()  # Ctrl-C reaches the parent alone, which stops its children in order
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        out, nothing = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(out, 1)
        os.dup2(out, 2)
        run()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0
    except BaseException:  # noqa: BLE001 - a copy of the command line must never go on as a second one
        traceback.print_exc()
    finally:
        os._exit(status)


def stop_on_signals() -> None:
    """`kill` stops the demo the way Ctrl-C does."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
