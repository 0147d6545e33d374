"""Everything this package says to a reader: Dutch templates with named values.

Nothing here translates. An exception carries the template (the msgid) and its values, so that the page or command that shows it
can look the template up in its own catalogue; `str()` fills in the Dutch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


def _(text: str) -> str:
    """Marks a text for the catalogue; does nothing."""
    return text


@dataclass(frozen=True)
class Text:
    """A sentence that is not filled in yet."""

    msgid: str
    params: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.msgid % self.params if self.params else self.msgid.replace("%%", "%")


@dataclass(frozen=True)
class Change:
    """One quota as it is, and as it would have to be. A relaxation only lowers minima and raises maxima."""

    category: str
    value: str
    min: int
    max: int
    new_min: int
    new_max: int

    @property
    def text(self) -> Text:
        known = {
            "category": self.category,
            "value": self.value,
            "min": self.min,
            "max": self.max,
            "new_min": self.new_min,
            "new_max": self.new_max,
        }
        if self.new_min != self.min and self.new_max != self.max:
            return Text(_("%(category)s, %(value)s: minimum van %(min)s naar %(new_min)s en maximum van %(max)s naar %(new_max)s"), known)
        if self.new_min != self.min:
            return Text(_("%(category)s, %(value)s: minimum van %(min)s naar %(new_min)s"), known)
        return Text(_("%(category)s, %(value)s: maximum van %(max)s naar %(new_max)s"), known)

    @property
    def cost(self) -> float:
        """Lowering a minimum m by one costs 1 + 2/m, because small minima are there for small groups; raising a maximum by one costs 1."""
        return (self.min - self.new_min) * (1 + 2 / max(self.min, 1)) + (self.new_max - self.max)

    def as_dict(self) -> dict[str, str | int]:
        return {
            "category": self.category, "value": self.value, "min": self.min, "max": self.max, "new_min": self.new_min, "new_max": self.new_max,
        }  # fmt: skip


class Said(Exception):
    """A refusal with a sentence for the reader."""

    def __init__(self, msgid: str, **params: Any) -> None:
        self.text = Text(msgid, params)
        super().__init__(msgid)

    @property
    def msgid(self) -> str:
        return self.text.msgid

    @property
    def params(self) -> dict[str, Any]:
        return self.text.params

    def __str__(self) -> str:
        return str(self.text)


class BadInput(Said):
    """What came in cannot be read, or contradicts itself."""


class Impossible(Said):
    """No panel meets the quotas. `relaxation` is the cheapest set of changes after which one does.

    It is empty where no change of quotas helps: fewer people (or households) than seats.
    """

    def __init__(self, relaxation: Sequence[Change], reason: Text) -> None:
        super().__init__(reason.msgid, **reason.params)
        self.relaxation = tuple(relaxation)

    @property
    def reason(self) -> Text:
        return self.text


class Stopped(Said):
    """The time was up, or somebody stopped it, before there was any lottery to give."""
