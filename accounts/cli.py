"""Commands of accounts."""

from flask import Flask
from flask.cli import AppGroup

group = AppGroup("accounts", help="Commands of accounts.")


def register(app: Flask) -> None:
    app.cli.add_command(group)
