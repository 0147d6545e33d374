"""What stands in a letter; how it looks is the typesetter's business."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Letter:
    """All texts are taken literally. A line end counts in `paragraphs` only; elsewhere it becomes a space. `code` and `url` stand in one
    frame between the paragraphs and the closing; either may be left out. `help_line` is the foot of every page: who to phone."""

    sender_name: str
    sender_lines: tuple[str, ...]
    address: tuple[str, ...]
    place_and_date: str
    subject: str
    paragraphs: tuple[str, ...]
    code: str | None = None
    code_label: str = ""
    url: str | None = None
    qr_label: str = ""
    closing: tuple[str, ...] = ()
    help_line: str = ""
    lang: str = "nl"

    def texts(self) -> tuple[str, ...]:
        """Everything that is printed, in reading order."""
        return (
            self.sender_name,
            *self.sender_lines,
            *self.address,
            self.place_and_date,
            self.subject,
            *self.paragraphs,
            self.code_label if self.code else "",
            self.code or "",
            self.qr_label if self.url else "",
            self.url or "",
            *self.closing,
            self.help_line,
        )
