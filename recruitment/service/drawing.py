"""The draw, in the order that is its proof: freeze, solve, publish the hash, deposit, reveal, draw."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime

from accounts.models import Account, Party
from foundation import audit
from foundation.db import after_commit, db, lock
from foundation.errors import Refused
from foundation.i18n import _
from recruitment.lottery import (
    Impossible,
    Person,
    Problem,
    Quota,
    Text,
    commitment,
    lottery_from_text,
    sealed_text,
    sha256,
    tidy,
)
from recruitment.lottery import (
    draw as draw_lottery,
)
from recruitment.models import Deposit, Draw, Panel
from recruitment.queries.drawing import deposits_on, find_draw, heads_of
from recruitment.queries.panels import quota_lines, sessions_of
from recruitment.rules import drawing as rules
from recruitment.rules.panels import feature_name
from recruitment.service.seats import seat_everybody, seat_the_drawn


class ImpossibleQuotas(Refused):
    """The quotas cannot be met; `changes` is the smallest relaxation that would do, in words."""

    def __init__(self, reason: str, changes: list[str]) -> None:
        super().__init__(reason)
        self.changes = changes


def problem_of(panel: Panel) -> Problem:
    """The question as it stands now, with opaque numbers for people."""
    people = tuple(Person(head.number, dict(head.features), head.household) for head in heads_of(panel.id))
    quotas = tuple(Quota(line.feature, line.value, line.min, line.max) for line in quota_lines(panel.id))
    return Problem(people, quotas, panel.seats)


def freeze(panel: Panel, by: Account, now: datetime) -> Draw:
    """Let volunteers, features, quotas and households stand still. Impossible quotas are refused with what would help."""
    lock(panel)
    heads = heads_of(panel.id)
    evenings = [one for one in sessions_of(panel.id) if one.cancelled_at is None]
    if reason := rules.why_not_freeze(panel, len(heads), len(evenings)):
        raise Refused(reason)
    problem = problem_of(panel)
    everybody = rules.all_fit(heads, quota_lines(panel.id), panel.seats)
    if not everybody:
        _must_be_possible(problem)
    draw = Draw(
        panel_id=panel.id, frozen_at=now, frozen_by_id=by.id, all_seated=everybody, sealed=sealed_text(problem, secrets.token_hex(16))
    )
    db.session.add(draw)
    panel.frozen_at = now
    db.session.flush()
    audit.record(
        "recruitment.frozen", now=now, actor_id=by.id, actor_role=by.role.value, subject="panel", subject_id=panel.id,
        detail={"volunteers": len(heads), "seats": panel.seats, "all_seated": everybody},
    )  # fmt: skip
    if everybody:
        draw.drawn_at = now
        seat_everybody(panel, now)
    else:
        after_commit("recruitment.solve")
    return draw


def unfreeze(panel: Panel, by: Account, reason: str, now: datetime) -> None:
    """Open the list again, while nothing has been deposited."""
    lock(panel)
    draw = find_draw(panel.id)
    if draw is None:
        raise Refused(_("De loting is nog niet begonnen."))
    lock(draw)
    if why := rules.why_not_unfreeze(draw, deposits_on(draw.id)):
        raise Refused(why)
    if not reason.strip():
        raise Refused(_("Schrijf op waarom u de lijst weer opent."))
    db.session.delete(draw)
    panel.frozen_at = None
    db.session.flush()
    audit.record(
        "recruitment.unfrozen", now=now, actor_id=by.id, actor_role=by.role.value, subject="panel", subject_id=panel.id, reason=reason.strip()
    )  # fmt: skip


def stop_solving(draw: Draw) -> None:
    """Press stop: the child process is ended within a second."""
    if draw.lottery is None:
        draw.solving_error = "stopped"


def start_solving(draw: Draw) -> None:
    """Try again after a stop or a failure."""
    if draw.lottery is None:
        draw.solving_error = ""
        after_commit("recruitment.solve")


def take_up(draw: Draw, now: datetime) -> str | None:
    """The sealed list to solve from now on; None when this draw waits for no lottery."""
    if draw.lottery is not None or draw.solving_error:
        return None
    draw.solving_started_at = now
    return draw.sealed


def keep_lottery(draw_id: int, sealed: str, text: str | None, error: str, now: datetime) -> bool:
    """What solving this sealed list came to: the lottery, or why there is none; says which. Stopped by hand, or opened again meanwhile, nothing is
    kept: the number of a draw may then stand for a newer list, so the lists are compared."""
    draw = db.session.get(Draw, draw_id)
    if draw is None or draw.sealed != sealed or draw.lottery is not None or draw.solving_error:
        return False
    draw.solving_error = error
    if text is not None:
        draw.lottery, draw.lottery_sha256, draw.solved_at = text, sha256(text), now
        audit.record("recruitment.solved", now=now, subject="draw", subject_id=draw_id, detail={"sha256": draw.lottery_sha256})
    return text is not None


def deposit(draw: Draw, by: Account, phrase: str, now: datetime) -> str:
    """Keep only the hash of a party's phrase; returns the code (nonce) that party must keep with its phrase."""
    lock(draw)
    phrase = _as_it_counts(phrase)
    if reason := rules.why_not_deposit(draw, by, deposits_on(draw.id)) or rules.why_not_this_phrase(phrase):
        raise Refused(reason)
    nonce = secrets.token_hex(8)
    return _deposit(draw, by, commitment(phrase, nonce), now) or nonce


def deposit_sealed(draw: Draw, by: Account, commitment_hex: str, now: datetime) -> None:
    """For a party that computed SHA-256(phrase + nonce) on a machine of its own."""
    lock(draw)
    if reason := rules.why_not_deposit(draw, by, deposits_on(draw.id)):
        raise Refused(reason)
    typed = commitment_hex.strip().lower()
    if len(typed) != 64 or any(char not in "0123456789abcdef" for char in typed):
        raise Refused(_("Dit is geen geldig zegel. Een zegel heeft 64 tekens: cijfers en de letters a tot en met f."))
    _deposit(draw, by, typed, now)


def _deposit(draw: Draw, by: Account, sealed: str, now: datetime) -> str:
    assert by.party is not None
    db.session.add(Deposit(draw_id=draw.id, party=by.party, commitment=sealed, deposited_at=now, deposited_by_id=by.id))
    db.session.flush()
    audit.record(
        "recruitment.phrase_deposited", now=now, actor_id=by.id, actor_role=by.role.value, subject="draw", subject_id=draw.id,
        detail={"party": by.party.value, "commitment": sealed},
    )  # fmt: skip
    return ""


def reveal(draw: Draw, by: Account, phrase: str, nonce: str, now: datetime) -> bool:
    """Show a party's phrase; it must fit what was deposited. With the second one the draw is done; says whether it was."""
    lock(draw)
    deposits = deposits_on(draw.id)
    if reason := rules.why_not_reveal(by, deposits):
        raise Refused(reason)
    mine = next(one for one in deposits if one.party is by.party)
    phrase, nonce = _as_it_counts(phrase), nonce.strip()
    if not phrase or not hmac.compare_digest(commitment(phrase, nonce), mine.commitment):
        raise Refused(_("Deze zin en code horen niet bij wat uw partij inleverde. Let op hoofdletters, spaties en punten."))
    mine.phrase, mine.nonce, mine.revealed_at, mine.revealed_by_id = phrase, nonce, now, by.id
    db.session.flush()
    audit.record(
        "recruitment.phrase_revealed", now=now, actor_id=by.id, actor_role=by.role.value, subject="draw", subject_id=draw.id,
        detail={"party": mine.party.value},
    )  # fmt: skip
    if any(one.revealed_at is None for one in deposits):
        return False
    phrases = {one.party: one.phrase or "" for one in deposits}
    result = draw_lottery(lottery_from_text(str(draw.lottery)), phrases[Party.LANDLORD], phrases[Party.TENANTS])
    draw.seed, draw.drawn_at = result.seed, now
    panel = db.session.get_one(Panel, draw.panel_id)
    seat_the_drawn(panel, result.selected, result.reserves, now)
    audit.record(
        "recruitment.drawn", now=now, subject="draw", subject_id=draw.id, detail={"seed": result.seed, "lottery": str(draw.lottery_sha256)}
    )  # fmt: skip
    return True


def _as_it_counts(phrase: str) -> str:
    """Empty when nothing is left of it, or when it is no text."""
    try:
        return tidy(phrase)
    except ValueError:
        return ""


def restart_phrases(draw: Draw, by: Account, reason: str, now: datetime) -> None:
    """A lost phrase: both parties deposit again. Stands in the log and with the published result."""
    lock(draw)
    if draw.drawn_at is not None:
        raise Refused(_("De loting is gedaan. Die draait niemand meer terug."))
    if not reason.strip():
        raise Refused(_("Schrijf op waarom de partijen opnieuw beginnen. Iedereen kan dit later lezen."))
    for one in deposits_on(draw.id):
        db.session.delete(one)
    db.session.flush()
    audit.record(
        "recruitment.phrases_restarted", now=now, actor_id=by.id, actor_role=by.role.value, subject="panel", subject_id=draw.panel_id,
        reason=reason.strip(),
    )  # fmt: skip


def _must_be_possible(problem: Problem) -> None:
    from recruitment.lottery.solve import check  # the solver is heavy: only who freezes pays for it

    found = check(problem)
    if not found.feasible and found.reason is not None:
        raise _in_words(Impossible(found.relaxation, found.reason))


def in_words(text: Text) -> str:
    """What the lottery says, in the reader's language; features by the name people know them by."""
    known = dict(text.params)
    if "category" in known:
        known["category"] = feature_name(str(known["category"]))
    return _(text.msgid, **known)


def _in_words(problem: Impossible) -> ImpossibleQuotas:
    return ImpossibleQuotas(in_words(problem.reason), [in_words(change.text) for change in problem.relaxation])
