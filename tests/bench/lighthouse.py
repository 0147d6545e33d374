"""Lighthouse's mobile scores of the pages a tenant meets first. Needs the program `lighthouse` (npm) on the PATH, or LIGHTHOUSE=its path."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from journeys.chromium import Site, serve, someone
from servers import CHROMIUM_FLAGS, chromium_path

from accounts.models import AnswerToken, Role
from accounts.service.contact import code_of
from forum.models import Thread, Topic
from foundation import clock
from foundation.db import db
from recruitment.queries.asking import TOKEN_PURPOSE
from tests.bench.harness import Figure, figure

BARS = {"performance": 95, "accessibility": 100, "best-practices": 95}


def cookie(site: Site, **more: object) -> str:
    """The cookie of a tenant who signed in before, or of a guest with a code in hand."""
    with site.rows():
        account = someone(Role.TENANT)
        values = more or {"_user_id": f"{account.id}.{account.session_version}", "_fresh": True}
    serializer = site.app.session_interface.get_signing_serializer(site.app)  # type: ignore[attr-defined]
    return f"{site.app.config['SESSION_COOKIE_NAME']}={serializer.dumps(values)}"


def pages(site: Site) -> dict[str, tuple[str, str | None]]:
    """Name -> (path, cookie)."""
    with site.rows():
        today = clock.local_day(clock.now())
        topic = db.session.scalars(
            sa.select(Topic).where(Topic.agreed_at.is_not(None), Topic.opens_on <= today, Topic.closes_on >= today).limit(1)
        ).one()
        thread = db.session.scalars(sa.select(Thread).where(Thread.topic_id == topic.id).order_by(Thread.post_count.desc()).limit(1)).one()
        slug, thread_id = topic.slug, thread.id
    member = cookie(site)
    return {
        "front page": ("/", None),
        "topic": (f"/onderwerpen/{slug}", member),
        "conversation": (f"/gesprekken/{thread_id}", member),
        "search": ("/zoeken?q=ventilatie", member),
        "answer": ("/antwoord/vraag", cookie(site, answer_code=code_in_hand(site))),
    }


def code_in_hand(site: Site) -> str:
    """The code of an invitation that may still be answered."""
    with site.rows():
        standing = sa.select(AnswerToken).where(
            AnswerToken.purpose == TOKEN_PURPOSE, AnswerToken.revoked_at.is_(None), AnswerToken.expires_at > clock.now()
        )
        return code_of(db.session.scalars(standing.order_by(AnswerToken.id.desc()).limit(1)).one())


@figure
def lighthouse_on_a_phone() -> Iterator[Figure]:
    program = os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse")
    if program is None:
        pytest.skip("the program lighthouse is not there: npm install -g lighthouse")
    with tempfile.TemporaryDirectory(prefix="meedenkers-bench-") as folder:
        serving = serve(Path(folder, "demo"), Path(folder))
        site = next(serving)
        for name, (path, taken) in pages(site).items():
            scores = scores_of(program, site.address + path, taken)
            for what, bar in BARS.items():
                yield Figure(f"{name}, {what}", f"{scores[what]} of 100", bar / max(scores[what], 1), f"{bar}", 1)
        serving.close()


def scores_of(program: str, url: str, taken: str | None) -> dict[str, int]:
    flags = " ".join([*CHROMIUM_FLAGS, "--headless=new"])
    found = subprocess.run(
        [
            program, url, "--output=json", "--quiet", f"--only-categories={','.join(BARS)}", f"--chrome-flags={flags}",
            *(["--extra-headers", json.dumps({"Cookie": taken})] if taken else []),
        ],
        env={**os.environ, "CHROME_PATH": chromium_path()}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    report = json.loads(found.stdout)
    for name, audit in report["audits"].items():
        if audit["scoreDisplayMode"] == "binary" and audit["score"] == 0:
            print(f"    {url}: {name}: {audit['title']}")
    return {name: round(100 * report["categories"][name]["score"]) for name in BARS}
