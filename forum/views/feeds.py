"""A topic in a feed reader, for one member. The address is the key: it opens this feed and nothing else, until the member ends it."""

from __future__ import annotations

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from accounts.access import ANYONE, open_to
from accounts.models import Account
from forum.queries import following
from forum.views import blueprint
from forum.views.conversations import thread_title
from forum.views.words import who
from foundation.db import db
from foundation.errors import NotFound
from foundation.house import house
from foundation.i18n import speaking
from foundation.web import limiter

_NOT_IN_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF], "\ufffd")


@blueprint.get("/feeds/<code>")
@open_to(ANYONE)
@limiter.limit("120/hour")
def feed(code: str) -> ResponseReturnValue:
    found = following.find_feed(code)
    if found is None:
        raise NotFound
    row, topic = found
    with speaking(db.session.get_one(Account, row.account_id).language):
        entries = [
            (post, thread_title(shown, thread.title), " ".join(filter(None, who(post))))
            for post, thread, shown in following.newest_posts(topic)
        ]
        newest = max((post.edited_at or post.created_at for post, _title, _who in entries), default=row.made_at)
        text = render_template("forum/feed.xml", topic=topic, entries=entries, updated=newest, site=house(), house_url=house().url)
    answer: Response = make_response(text.translate(_NOT_IN_XML))
    answer.mimetype = "application/atom+xml"
    answer.headers["Cache-Control"] = "private, max-age=300"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.add_etag()
    return answer.make_conditional(request)
