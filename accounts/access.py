"""Who may enter. Routes are shut unless opened: a view without `open_to` answers 403."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, abort, current_app, g, has_request_context, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user
from werkzeug.local import LocalProxy

from accounts.models import Account, Party, Role
from foundation.db import db

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

STAFF = frozenset({Role.MODERATOR, Role.COORDINATOR, Role.POLICY_OWNER, Role.BOARD, Role.ADMIN})
MEMBERS = frozenset(Role)
ANYONE: frozenset[Role | None] = frozenset({None, *Role})

logins = LoginManager()


def open_to(*roles: Role | frozenset[Role] | frozenset[Role | None] | None) -> Callable[[View], View]:
    """State who may use this view: roles or sets of roles. `ANYONE` includes people who are not signed in."""
    allowed: set[Role | None] = set()
    for role in roles:
        allowed |= set(role) if isinstance(role, frozenset) else {role}

    def mark(view: View) -> View:
        view.open_to = frozenset(allowed)  # type: ignore[attr-defined]
        return view

    return mark


class Viewer:
    """The signed-in person, as pages need them. Falsy when nobody is signed in."""

    def __init__(self, account: Account | None) -> None:
        self.account = account

    def __bool__(self) -> bool:
        return self.account is not None

    @property
    def id(self) -> int | None:
        return self.account.id if self.account else None

    @property
    def role(self) -> Role | None:
        return self.account.role if self.account else None

    @property
    def party(self) -> Party | None:
        return self.account.party if self.account else None

    @property
    def alias(self) -> str:
        return self.account.alias if self.account else ""

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF

    # What Flask-Login asks of a user.
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        assert self.account is not None
        return f"{self.account.id}.{self.account.session_version}"


@logins.user_loader  # type: ignore[untyped-decorator]
def _load(key: str) -> Viewer | None:
    account_id, _dot, version = key.partition(".")
    account = db.session.get(Account, int(account_id)) if account_id.isdigit() else None
    if account is None or account.closed_at is not None or str(account.session_version) != version:
        return None
    return Viewer(account)


def _viewer() -> Viewer:
    if "viewer" not in g:
        user = current_user._get_current_object()  # type: ignore[attr-defined]
        g.viewer = user if isinstance(user, Viewer) else Viewer(None)
    found: Viewer = g.viewer
    return found


viewer: Viewer = LocalProxy(_viewer)  # type: ignore[assignment]
"""The person of this request."""


def the_account() -> Account:
    """The signed-in account; only for views that are open to members."""
    if viewer.account is None:
        abort(403)
    return viewer.account


def set_up(app: Flask) -> None:
    logins.init_app(app)
    app.before_request(_check)
    app.context_processor(lambda: {"viewer": (_viewer() or None) if has_request_context() else None})


def allowed_on(app: Flask, endpoint: str) -> frozenset[Role | None] | None:
    """The roles that may enter an endpoint; None when its view states nothing (and so is shut)."""
    if endpoint == "static":
        return ANYONE
    found: frozenset[Role | None] | None = getattr(app.view_functions[endpoint], "open_to", None)
    return found


def _check() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such page: the 404 says so
    allowed = allowed_on(current_app._get_current_object(), request.endpoint)  # type: ignore[attr-defined]
    if allowed is None:
        abort(403)
    if allowed == ANYONE or viewer.role in allowed:  # what is for anyone does not ask who it is: no cookie on what a cache may keep
        return None
    if not viewer and request.method == "GET":
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    abort(403)
