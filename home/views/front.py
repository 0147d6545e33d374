"""The front page, the person's own page, and the plain pages every site owes its readers."""

from __future__ import annotations

from operator import itemgetter

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.access import ANYONE, MEMBERS, open_to, the_account, viewer
from forum.queries import Reader, titles_shown, topics_with_news, unplaced_by
from forum.rules import Stage, topic_stage
from forum.views.words import news_words
from foundation.clock import local_day, now
from foundation.i18n import _
from home import queries
from home.rules import standing
from home.views import blueprint

PAGES = ("huisregels", "privacy", "toegankelijkheid")


def _cards() -> list[dict[str, object]]:
    """For the `topic_card` macro: the running topics and where each stands, first those where one can speak now."""
    cards: list[tuple[bool, dict[str, object]]] = []
    standings = queries.topics_of_the_year(now())
    news = topics_with_news([one.topic.id for one in standings], viewer.id) if viewer.id else {}
    for one in standings:
        stage = topic_stage(one.topic, local_day(now()))
        where = standing(one.topic, stage, one.panel, one.evening_at)
        card: dict[str, object] = {
            "url": url_for("forum.topic", slug=one.topic.slug), "title": one.topic.title, "summary": one.topic.summary,
            "status": where.status, "status_kind": where.kind, "current": where.current,
            "stages": [("forum", _("Forum")), ("panel", _("Panel")), ("outcome", _("Uitkomst"))],
        }  # fmt: skip
        if fresh := news.get(one.topic.id):
            card["facts"] = [news_words(fresh)]
        if viewer and stage is Stage.OPEN:
            card |= {"todo_url": url_for("forum.topic", slug=one.topic.slug), "todo": _("Praat mee")}
        cards.append((stage is not Stage.OPEN, card))
    return [card for _waits, card in sorted(cards, key=itemgetter(0))]


@blueprint.get("/")
@open_to(ANYONE)
def front() -> ResponseReturnValue:
    return render_template("home/front.html", cards=_cards(), year=local_day(now()).year)


@blueprint.get("/mijn")
@open_to(MEMBERS)
def mine() -> ResponseReturnValue:
    account = the_account()
    posts = queries.my_posts(account)
    titled = titles_shown({post.thread_id for post in posts}, Reader(account.id))
    return render_template(
        "home/mine.html", posts=posts, titled=titled, drafts=unplaced_by(account.id), seats=queries.my_seats(account, now())
    )


@blueprint.get("/over/<name>")
@open_to(ANYONE)
def page(name: str) -> ResponseReturnValue:
    if name not in PAGES:
        abort(404)
    return render_template(f"home/{name}.html")
