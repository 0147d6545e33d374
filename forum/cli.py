"""Commands of forum."""

from flask import Flask
from flask.cli import AppGroup

group = AppGroup("forum", help="Commands of forum.")


def register(app: Flask) -> None:
    app.cli.add_command(group)
