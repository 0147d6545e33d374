"""Commands of home: the demo corporation. It is loaded when it is asked for: no other command pays for it."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from dataclasses import replace

import click
from flask import Flask, current_app
from flask_migrate import upgrade

from foundation import clock, doctor, jobs
from foundation.cli import progress
from foundation.db import db
from foundation.house import house
from foundation.i18n import _


@click.command("demo")
@click.option("--codes", is_flag=True, help="Print the logins and their codes of now, and nothing else.")
@click.option("--fill", is_flag=True, hidden=True, help="Fill an empty installation and stop.")
def demo(codes: bool, fill: bool) -> None:
    """Fill an empty installation with the demo corporation and start web and worker; what is there is used again."""
    if fill:
        _fill()
    elif codes:
        _need_database()
        _print_logins()
    else:
        _run()


def _run() -> None:
    from home.demo import people, starting
    from home.demo.story import Story

    story, data = Story(clock.local_day(clock.now())), house().data
    starting.stop_on_signals()
    port = starting.free_port(os.environ.get("PORT"))
    _need_database()
    try:
        if people.is_empty():
            progress(_("De demo wordt gevuld. Dat duurt ongeveer een halve minuut."))
            starting.write_settings(data, story)
            env = starting.environment(data, port)
            if status := starting.fill_in_child(env):
                sys.exit(status)
            starting.start_over(env)
        _serve(port)
    except KeyboardInterrupt:
        progress(_("De demo stopt."))


def _serve(port: int) -> None:
    from home.demo import starting

    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    log = house().data / starting.LOG
    if "MEEDENKERS_URL" not in os.environ and house().host == starting.HOST:
        app.extensions["house"] = replace(house(), base_url=starting.address(port))
    db.session.remove()
    db.engine.dispose()
    pair = starting.Pair(port, log, starting.Web(app, port).run, lambda: jobs.work(app))
    try:
        if not pair.answers():
            progress(_("De site start niet. Kijk in %(file)s.", file=log))
            sys.exit(1)
        click.echo(_("Meedenkers staat klaar op %(address)s", address=starting.address(port)))
        click.echo(_("Stoppen: druk op Ctrl-C."))
        _print_logins()
        db.session.remove()
        pair.wait()
        progress(_("Een van de twee processen is gestopt. Kijk in %(file)s.", file=log))
        sys.exit(1)
    finally:
        pair.stop()


def _need_database() -> None:
    if doctor.present_revision() != doctor.expected_revision():
        with contextlib.redirect_stdout(sys.stderr):
            upgrade()


def _fill() -> None:
    from home.demo import seeding

    jobs.wake_with(None)  # the story is two years old: nothing in it waits for a worker
    begin = time.monotonic()
    done = seeding.fill(clock.now(), lambda text: progress("  " + text))
    if done:
        jobs.run("forum.index", clock.now())
        progress(_("De demo is gevuld in %(n)s seconden.", n=round(time.monotonic() - begin)))


def _print_logins() -> None:
    from home.demo import people
    from home.demo.story import Story

    now = clock.now()
    story = Story(clock.local_day(now))
    if not people.is_demo(story):
        click.echo(_("In deze installatie staat iets anders dan de demo. Log in met een eigen account."))
        return
    click.echo("")
    click.echo(_("Inloggen. Het wachtwoord is voor iedereen: %(password)s", password=people.PASSWORD))
    click.echo(_("De zes cijfers gelden een halve minuut. Nieuwe cijfers: flask demo --codes"))
    for one in people.logins(story, now):
        click.echo(f"  {one.email:<36} {one.code or '-':<8} {one.title}")
    if code := people.unused_code(now):
        click.echo("")
        click.echo(_("Een code uit een brief, nog niet gebruikt, voor de pagina /begin: %(code)s", code=code))
    click.echo("")
    click.echo(_("Mail gaat niet echt weg. De berichten staan in %(folder)s", folder=house().data / "mail"))


def register(app: Flask) -> None:
    app.cli.add_command(demo)
