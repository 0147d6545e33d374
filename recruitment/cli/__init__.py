"""Commands of recruitment."""

from flask import Flask
from flask.cli import AppGroup

group = AppGroup("recruitment", help="Commands of recruitment.")


def register(app: Flask) -> None:
    app.cli.add_command(group)


from recruitment.cli import draw, scoring  # noqa: E402,F401
