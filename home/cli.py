"""Commands of home: the demo corporation."""

from flask import Flask


def register(app: Flask) -> None:
    pass
