"""Health for machines: is the process up, and can it serve."""

from __future__ import annotations

from flask import jsonify
from flask.typing import ResponseReturnValue

from accounts.access import ANYONE, open_to
from foundation import doctor
from foundation.clock import now
from home.views import blueprint

READY = frozenset({"database", "migrations", "worker", "index"})


@blueprint.get("/healthz")
@open_to(ANYONE)
def healthz() -> ResponseReturnValue:
    return jsonify(ok=True)


@blueprint.get("/readyz")
@open_to(ANYONE)
def readyz() -> ResponseReturnValue:
    found = doctor.examine(now(), READY)
    ok = all(one.ok for one in found)
    return jsonify(ok=ok, checks={one.name: one.ok for one in found}), 200 if ok else 503
