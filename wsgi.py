"""The front door: builds the app and wires the areas. Only entry points and tests import it."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

from flask import Flask
from flask.cli import FlaskGroup
from flask_migrate import Migrate

import recruitment.service
from accounts import access
from accounts import cli as accounts_cli
from accounts import events as accounts_events
from accounts import jobs as accounts_jobs  # noqa: F401 - registers its jobs and renderers
from accounts import views as accounts_views
from accounts.service.returned import mark_bouncing
from config import Settings, load
from forum import cli as forum_cli
from forum import events as forum_events
from forum import jobs as forum_jobs  # noqa: F401 - registers its jobs and renderers
from forum import views as forum_views
from forum.service import forget_reading, guard_privacy, link_author_posts, offer_service_desk
from forum.service import on_account_erased as forget_drafts
from forum.service.files import forget_pictures
from forum.service.following import forget_following
from forum.service.polls import forget_votes
from forum.service.voices import forget_voices
from foundation import cli as foundation_cli
from foundation import house, i18n, incoming, jobs, mail, outbox, web
from foundation.db import db
from home import cli as home_cli
from home import views as home_views
from moderation import cli as moderation_cli
from moderation import jobs as moderation_jobs  # noqa: F401 - registers its jobs and renderers
from moderation import service as moderation_service
from moderation import views as moderation_views
from recruitment import cli as recruitment_cli
from recruitment import jobs as recruitment_jobs  # noqa: F401 - registers its jobs and renderers
from recruitment import views as recruitment_views
from recruitment.service import outcomes as recruitment_outcomes

AREAS = (accounts_views, forum_views, recruitment_views, moderation_views, home_views)
COMMANDS = (accounts_cli, forum_cli, recruitment_cli, moderation_cli, home_cli, foundation_cli)
migrate = Migrate(render_as_batch=True, compare_type=True)


def create_app(settings: Settings | None = None) -> Flask:
    try:
        settings = settings or load()
    except ValueError as wrong:
        _stop(str(wrong))
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=settings.secret,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        TESTING=settings.testing,
        PROPAGATE_EXCEPTIONS=settings.testing,
        PERMANENT_SESSION_LIFETIME=20 * 3600,
    )
    web.set_up_logs(settings.testing)
    web.set_up(app, behind_proxy=settings.behind_proxy, limits_url=settings.limits_url, secure=settings.secure_cookies)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(Path(__file__).parent / "migrations"))
    i18n.set_up(app, settings.data)
    place = house.House(**asdict(settings.site), base_url=settings.base_url, secret=settings.secret, data=settings.data)
    house.set_up(app, place)
    with app.app_context():
        if refusal := house.why_not(place):
            _stop(refusal)
    access.set_up(app)
    app.extensions["mail_sender"] = mail.Sender(
        url=settings.mail_url, name=settings.site.name, address=settings.site.mail, folder=settings.data / "mail"
    )
    app.extensions["mail_listen"] = settings.mail_listen
    jobs.set_up(app, settings.jobs_url, settings.data)
    jobs.wake_with(None if settings.testing else app.extensions["wake"])
    for area in AREAS:
        app.register_blueprint(area.blueprint)
    wire()
    for commands in COMMANDS:
        commands.register(app)
    return app


def _stop(reason: str) -> NoReturn:
    """Settings that cannot be used: one clear line, and the status of bad input."""
    print(reason, file=sys.stderr)  # noqa: T201 - before there is a log
    raise SystemExit(2)


def wire() -> None:
    """Who listens to whom. The only place that knows both ends; doing it twice changes nothing."""
    forum_events.before_post[:] = [
        moderation_service.why_not_write,
        guard_privacy,
        offer_service_desk,
        recruitment.service.notice_before_post,
    ]
    forum_events.before_close[:] = [recruitment_outcomes.why_not_close_untold]
    forum_events.post_changed.connect(recruitment.service.on_post_changed)
    forum_events.posts_imported.connect(recruitment.service.on_posts_imported)
    forum_events.topic_closed.connect(recruitment.service.on_topic_closed)
    accounts_events.account_erased.connect(recruitment.service.on_account_erased)
    accounts_events.account_erased.connect(forget_drafts)
    accounts_events.account_erased.connect(forget_pictures)
    accounts_events.account_erased.connect(forget_following)
    accounts_events.account_erased.connect(forget_votes)
    accounts_events.account_erased.connect(forget_voices)
    accounts_events.account_erased.connect(forget_reading)
    accounts_events.account_erased.connect(recruitment_outcomes.forget_tellings)
    accounts_events.account_erased.connect(moderation_service.forget_objections)
    accounts_events.author_linked.connect(link_author_posts)
    outbox.left.connect(recruitment_outcomes.on_outgoing_left)
    incoming.bounced.connect(mark_bouncing)


def command() -> None:
    """The program `meedenkers`: the same commands as `flask`, by name."""
    FlaskGroup(name="meedenkers", create_app=create_app, add_version_option=False)()
