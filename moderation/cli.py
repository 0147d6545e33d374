"""Commands of moderation."""

from flask import Flask
from flask.cli import AppGroup

group = AppGroup("moderation", help="Commands of moderation.")


def register(app: Flask) -> None:
    app.cli.add_command(group)
