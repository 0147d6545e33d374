"""Bringing engagement up to date by hand."""

from __future__ import annotations

import click

from forum.queries import find_topic
from foundation import clock
from foundation.cli import answers
from foundation.db import transaction
from foundation.errors import BadInput
from foundation.i18n import _
from recruitment.cli import group
from recruitment.models import Engagement
from recruitment.queries import scores
from recruitment.service import ensure_first_policy, score

SHOWN = ("days", "answered_by", "answered", "posts", "threads", "own_repeats")


@group.command("score")
@click.option("--topic", "slug", help="Only this topic.")
@click.option("--rebuild", is_flag=True, help="Count everyone anew, not only whoever changed.")
@answers
def score_command(slug: str | None, rebuild: bool) -> tuple[str, list[dict[str, object]]]:
    """Bring engagement up to date."""
    now = clock.now()
    with transaction():
        topic = find_topic(slug) if slug is not None else None
        if slug is not None and topic is None:
            raise BadInput(_("Er is geen onderwerp %(slug)s.", slug=slug))
        ensure_first_policy(now)
        counted = score(now, topic, rebuild)
        document = [_entry(*one) for one in scores(topic.id if topic else None)]
    engaged = sum(bool(one["engaged"]) for one in document)
    held_back = sum(bool(one["held_back"]) for one in document)
    line = _(
        "%(counted)s geteld; %(took_part)s keer deed iemand mee, %(engaged)s keer betrokken, %(held_back)s tegengehouden.",
        counted=counted, took_part=len(document), engaged=engaged, held_back=held_back,
    )  # fmt: skip
    return line, document


def _entry(slug: str, author: str, row: Engagement) -> dict[str, object]:
    return {
        "topic": slug, "author": author, "points": float(row.points), "engaged": row.engaged, "held_back": row.held_back,
        "facts": {name: getattr(row, name) for name in SHOWN}, "policy": row.policy_version,
    }  # fmt: skip
