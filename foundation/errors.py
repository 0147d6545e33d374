"""Ways to say no. Each is answered in one place (foundation/web.py), so no view has a try."""

from __future__ import annotations

from pathlib import Path


class Refused(Exception):
    """The rules say no. `reason` is a sentence for the person who asked: what happened and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BadInput(Exception):
    """Input that cannot be used. `message` is for the person; `details` are rows such as {"line": 3, "column": "naam", "message": ...}."""

    def __init__(self, message: str, details: list[dict[str, object]] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details = details or []


class NotFound(Exception):
    """There is no such thing, or it is not for this person: both are told apart nowhere."""


def traits(error: BaseException) -> dict[str, str]:
    """What a log may say of an unexpected error: its type and place. Never its message, which may quote what somebody typed."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else "?"
    return {"kind": type(error).__name__, "where": where}
