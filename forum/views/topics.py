"""The topics of the year, and one topic with its conversations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.access import ANYONE, open_to, viewer
from forum import queries, rules
from forum.models import Topic
from forum.queries.texts import texts_of
from forum.views import blueprint
from forum.views.background import background_of
from forum.views.polls import polls_of
from forum.views.summaries import summary_of
from forum.views.words import news_words, reader, road, stage_of, stage_words
from foundation import clock
from foundation.errors import NotFound
from foundation.i18n import _, ngettext
from foundation.markup import render

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


def card_of(topic: Topic, threads: int | None = None, news: int = 0) -> dict[str, object]:
    """For the `topic_card` macro."""
    label, kind = stage_words()[stage_of(topic)]
    steps, current = road(topic)
    card: dict[str, object] = {
        "url": url_for("forum.topic", slug=topic.slug), "title": topic.title, "summary": topic.summary if viewer else "",
        "status": label, "status_kind": kind, "stages": steps, "current": current,
    }  # fmt: skip
    if threads is not None:
        card["facts"] = [ngettext("%(num)s gesprek", "%(num)s gesprekken", threads), *([news_words(news)] if news else [])]
    if viewer.account is not None and rules.why_not_post(topic, viewer.account, clock.local_day(clock.now())) is None:
        card |= {"todo_url": url_for("forum.start_form", slug=topic.slug), "todo": _("Begin een gesprek")}
    return card


@blueprint.get("/onderwerpen")
@open_to(ANYONE)
def topics() -> ResponseReturnValue:
    """Members see the whole running agenda, others what was published to everybody."""
    found = [topic for topic in queries.running_topics(clock.local_day(clock.now())) if viewer or topic.public_summary]
    counts = queries.thread_counts([topic.id for topic in found]) if viewer else {}
    news = queries.topics_with_news([topic.id for topic in found], viewer.id) if viewer.id else {}
    cards = [card_of(topic, counts.get(topic.id, 0) if viewer else None, news.get(topic.id, 0)) for topic in found]
    return render_template("forum/topics.html", cards=cards)


@blueprint.get("/onderwerpen/<slug>")
@open_to(ANYONE)
def topic(slug: str) -> ResponseReturnValue:
    found = queries.get_topic(slug)
    if not viewer:
        if not found.public_summary or found.agreed_at is None or found.withdrawn_at is not None:
            return redirect(url_for("accounts.sign_in", next=request.path))
        return render_template("forum/public_topic.html", topic=found, summary_html=render(found.public_summary), **_standing(found))
    if found.agreed_at is None or found.withdrawn_at is not None:
        raise NotFound
    rows, older = queries.threads_in(found, reader(), _before(request.args.get("voor", "")))
    return render_template(
        "forum/topic.html",
        topic=found,
        threads=rows,
        news=queries.news_in([row.thread.id for row in rows], viewer.id) if viewer.id else {},
        newest=queries.newest_post(),
        older_url=url_for("forum.topic", slug=slug, voor=_key(older), _anchor="gesprekken") if older else None,
        first_page="voor" not in request.args,
        may_write=viewer.account is not None and rules.why_not_post(found, viewer.account, clock.local_day(clock.now())) is None,
        panel_sentence=rules.why_not_hand_to_panel(found),
        **(_sections(found) if "voor" not in request.args else {}),
        **_standing(found),
    )


def _sections(topic: Topic) -> dict[str, object]:
    """What stands above the conversations; two queries."""
    texts = texts_of(topic.id)
    return {"polls": polls_of(topic), **summary_of(texts), **background_of(topic, texts.background)}


def _standing(topic: Topic) -> dict[str, object]:
    label, kind = stage_words()[stage_of(topic)]
    return {"road": road, "stage_label": label, "stage_kind": kind}


def _key(older: tuple[datetime, int]) -> str:
    return f"{(older[0] - _EPOCH) // _TICK}-{older[1]}"


def _before(text: str) -> tuple[datetime, int] | None:
    """The key in an address as a moment and a number; anything else is the first page."""
    moment, _dash, number = text.partition("-")
    if not (moment.isascii() and moment.isdigit() and number.isascii() and number.isdigit() and len(moment) < 17 and len(number) < 10):
        return None
    return _EPOCH + int(moment) * _TICK, int(number)
