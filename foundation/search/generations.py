"""A folder that holds one complete index and can be swapped for a newer one in one step.

current        names the generation in use
g-.../         a generation
writing.lock   held by whoever writes; the system lets go of it when that process dies
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from foundation.search.interface import IndexBusy

_PAUSE = 0.02  # seconds between two tries


class Generations:
    def __init__(self, folder: Path, kind: str) -> None:
        self._folder = folder
        self._prefix = f"g-{kind}-"

    def current(self) -> Path | None:
        try:
            name = (self._folder / "current").read_text().strip()
        except (OSError, UnicodeDecodeError):
            return None
        return self._folder / name if name.startswith("g-") and "/" not in name else None

    def is_ours(self, generation: Path) -> bool:
        return generation.name.startswith(self._prefix)

    def stamp(self, generation: Path) -> object:
        """Another value whenever a file of this generation came, went or changed."""
        try:
            return generation.name, sorted((file.name, *_size_and_time(file)) for file in generation.iterdir())
        except OSError:
            return object()  # a file went while we looked: equal to nothing

    def make(self) -> Path:
        generation = self._folder / (self._prefix + uuid.uuid4().hex)
        generation.mkdir(parents=True)
        return generation

    def point_to(self, generation: Path) -> None:
        """From here on this is the index, also after a power cut."""
        for file in (*generation.iterdir(), generation):
            _sync(file)
        pointer = self._folder / "current.new"
        pointer.write_text(generation.name)
        _sync(pointer)
        pointer.replace(self._folder / "current")
        _sync(self._folder)

    def sweep(self, *keep: Path | None) -> None:
        for generation in self._folder.glob("g-*"):
            if generation not in keep:
                shutil.rmtree(generation, ignore_errors=True)

    @contextmanager
    def writing(self, wait: float) -> Iterator[None]:
        """One writer at a time, over threads and processes; IndexBusy when it takes longer than `wait` seconds to become that one."""
        self._folder.mkdir(parents=True, exist_ok=True)
        until = time.monotonic() + wait
        with (self._folder / "writing.lock").open("w") as lock:
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > until:
                        raise IndexBusy from None
                    time.sleep(_PAUSE)
            yield


def _size_and_time(file: Path) -> tuple[int, int]:
    about = file.stat()
    return about.st_size, about.st_mtime_ns


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
