import json
import threading
import time

import pytest
import sqlalchemy as sa
from draws import PHRASES, Draws
from factories import NOW

from accounts.models import Party, Role
from foundation.db import transaction
from foundation.errors import Refused
from foundation.outbox import Outgoing
from recruitment.jobs import drawing as jobs
from recruitment.jobs.drawing import solve as solve_job
from recruitment.jobs.drawing import solve_one
from recruitment.lottery import commitment, lottery_text, problem_from_sealed, sha256
from recruitment.lottery.messages import Change
from recruitment.lottery.solve import solve
from recruitment.models import Answer, Deposit, Draw, Invitation, Quota, Reserve, Seat, Volunteer
from recruitment.queries.drawing import ceremony_restarts, reserves_of, seats_of
from recruitment.rules.panels import QuotaLine
from recruitment.service import answers, drawing, panels


@pytest.fixture
def scene(db):
    with transaction():
        made = Draws()
    return made


@pytest.fixture
def frozen(scene):
    with transaction():
        scene.freeze()
    return scene


@pytest.fixture
def solved(frozen):
    assert solve_one(frozen.draw.id) is True
    return frozen


def count(db, model, *where):
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*where))


def test_freezing_seals_numbers_features_households_and_quotas_and_no_names(frozen, db):
    problem = problem_from_sealed(frozen.draw.sealed)
    assert (len(problem.people), problem.seats, len(problem.quotas)) == (8, 3, 2)
    assert "Huurder" not in frozen.draw.sealed and "Lindelaan" not in frozen.draw.sealed and "@" not in frozen.draw.sealed
    assert frozen.panel.frozen_at == NOW
    with pytest.raises(Refused, match="al begonnen"), transaction():
        frozen.freeze()


def test_the_inputs_stand_still_after_freezing(frozen, db):
    """Each door through which an input of the draw could change says no."""
    before = frozen.draw.sealed
    with pytest.raises(Refused, match="vast"), transaction():
        panels.set_quotas(frozen.panel, [QuotaLine("district", "Noord", 0, 3)], frozen.by(), NOW)
    with pytest.raises(Refused, match="vast"), transaction():
        panels.propose_again(frozen.panel, frozen.by(), NOW)
    with pytest.raises(Refused, match="vast"), transaction():
        row = frozen.panel
        panels.change_panel(row, panels.Plan(row.title, row.questions, 5, row.acceptance, row.show_up), frozen.by(), NOW)
    for choice in Answer:
        with pytest.raises(Refused), transaction():
            answers.answer(db.session.scalars(sa.select(Invitation).limit(1)).one(), choice, now=NOW)
    assert count(db, Quota, Quota.panel_id == frozen.panel_id) == 2
    assert count(db, Volunteer, Volunteer.stopped_at.is_(None)) == 8
    assert problem_from_sealed(frozen.draw.sealed) == drawing.problem_of(frozen.panel).ordered() and frozen.draw.sealed == before


def test_who_fits_is_seated_without_a_draw(db):
    with transaction():
        scene = Draws(north=2, south=1)
        scene.freeze()
    assert scene.draw.all_seated and scene.draw.drawn_at == NOW and scene.draw.lottery is None
    assert [one.chair for one in seats_of(scene.panel_id)] == [1, 2, 3] and not reserves_of(scene.panel_id)
    assert solve_job(NOW).ran == 0
    assert {kind for (kind,) in db.session.execute(sa.select(Outgoing.kind))} == {"recruitment.seated"}


def test_as_many_as_seats_but_one_household_is_not_a_fit(db):
    with transaction():
        scene = Draws(north=2, south=1, quotas=(), couple=True)
    with pytest.raises(drawing.ImpossibleQuotas, match="huishoudens"), transaction():
        scene.freeze()
    assert scene.panel.frozen_at is None and count(db, Seat) == 0


def test_impossible_quotas_are_refused_with_the_smallest_relaxation_in_words(db):
    with transaction():
        scene = Draws(north=5, south=1, quotas=(("Noord", 0, 1), ("Zuid", 2, 3)))
    with pytest.raises(drawing.ImpossibleQuotas) as refused, transaction():
        scene.freeze()
    assert "wijk, Zuid" in refused.value.reason and "district" not in refused.value.reason
    assert sorted(refused.value.changes) == ["wijk, Noord: maximum van 1 naar 2", "wijk, Zuid: minimum van 2 naar 1"]
    assert scene.panel.frozen_at is None and count(db, Draw) == 0
    with transaction():  # what it says is enough
        for quota in db.session.scalars(sa.select(Quota)):
            quota.min, quota.max = {"Noord": (0, 2), "Zuid": (1, 3)}[quota.value]
        db.session.flush()
        scene.freeze()


def test_features_have_their_dutch_name_and_values_stay_as_they_are(db):
    assert drawing.in_words(Change("district", "Zuid", 3, 3, 2, 3).text) == "wijk, Zuid: minimum van 3 naar 2"
    assert drawing.in_words(Change("eigen", "50% +", 0, 1, 0, 2).text) == "eigen, 50% +: maximum van 1 naar 2"


def test_the_lottery_is_solved_once_in_a_child_and_its_hash_is_of_these_bytes(solved, db):
    assert solved.draw.lottery_sha256 == sha256(solved.draw.lottery) and solved.draw.solved_at is not None
    published = json.loads(solved.draw.lottery)
    assert published["sealed_sha256"] == sha256(solved.draw.sealed)
    assert "Noord" not in solved.draw.lottery
    before = solved.draw.lottery
    assert solve_one(solved.draw.id) is False and solved.draw.lottery == before


def test_what_was_stopped_stays_stopped_until_somebody_starts_it(frozen, db):
    with transaction():
        drawing.stop_solving(frozen.draw)
    assert solve_job(NOW).ran == 0 and frozen.draw.lottery is None
    with transaction():
        drawing.start_solving(frozen.draw)
    assert solve_job(NOW).ran == 1
    db.session.rollback()
    assert frozen.draw.lottery and frozen.draw.solving_error == ""


def test_stop_ends_a_child_that_runs(app, frozen, db, monkeypatch, tmp_path):
    """A real child, one that never answers."""
    import sys

    stand_in = tmp_path / "python"
    stand_in.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 60\n")
    stand_in.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(stand_in))
    draw_id, ends = frozen.draw.id, []
    db.session.rollback()

    def work():
        with app.app_context():
            ends.append(solve_one(draw_id))

    worker = threading.Thread(target=work)
    worker.start()
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text().strip():
        time.sleep(0.05)
    with transaction():
        drawing.stop_solving(frozen.draw)
    worker.join(20)
    assert not worker.is_alive() and ends == [False]
    import os

    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
    assert frozen.draw.solving_error == "stopped" and frozen.draw.lottery is None


def test_a_child_that_dies_leaves_a_sentence_and_is_not_started_over_and_over(frozen, db, monkeypatch):
    import shutil
    import sys

    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    assert solve_one(frozen.draw.id) is False
    assert "mislukt" in frozen.draw.solving_error
    db.session.rollback()
    assert solve_job(NOW).ran == 0


def test_what_was_solved_for_an_older_list_is_thrown_away(frozen, db, monkeypatch):
    """The list is opened and frozen again while the child runs; the new draw may even get the old one's number."""
    old = frozen.draw.id
    real = jobs.solve_in_child

    def meanwhile(problem, *args, **more):
        with transaction():
            drawing.unfreeze(frozen.panel, frozen.by(), "Er kwam nog iemand", NOW)
        with transaction():
            frozen.freeze()
        more.pop("cancelled")
        return real(problem, *args, **more)

    monkeypatch.setattr(jobs, "solve_in_child", meanwhile)
    assert solve_one(old) is False
    db.session.rollback()
    assert frozen.draw.lottery is None and frozen.draw.solving_error == ""


def test_deposit_before_there_is_a_hash_is_refused(frozen):
    with pytest.raises(Refused, match="zegel"), transaction():
        drawing.deposit(frozen.draw, frozen.signer(Party.LANDLORD), PHRASES[Party.LANDLORD], NOW)


def test_only_the_seal_is_kept_until_the_reveal(solved, db):
    with transaction():
        codes = solved.deposit()
    for row in db.session.scalars(sa.select(Deposit)):
        assert row.commitment == commitment(PHRASES[row.party], codes[row.party]) and row.phrase is None and row.nonce is None
    everything = json.dumps([dict(row._mapping) for row in db.session.execute(sa.text("SELECT * FROM audit_entry"))], default=str)
    assert "koffie" not in everything and codes[Party.LANDLORD] not in everything
    with pytest.raises(Refused, match="al een zin"), transaction():
        drawing.deposit(solved.draw, solved.signer(Party.LANDLORD), "een andere zin", NOW)
    with pytest.raises(Refused, match="kan nu niet meer open"), transaction():
        drawing.unfreeze(solved.panel, solved.by(), "Toch maar", NOW)


def test_the_reveal_waits_for_both_and_wants_the_very_phrase_and_code(solved, db):
    for nothing in ("   ", "\ud800" * 9):
        with pytest.raises(Refused, match="te kort"), transaction():
            drawing.deposit(solved.draw, solved.signer(Party.LANDLORD), nothing, NOW)
    with transaction():
        code = drawing.deposit(solved.draw, solved.signer(Party.LANDLORD), PHRASES[Party.LANDLORD], NOW)
    with pytest.raises(Refused, match="andere partij"), transaction():
        drawing.reveal(solved.draw, solved.signer(Party.LANDLORD), PHRASES[Party.LANDLORD], code, NOW)
    own = commitment(PHRASES[Party.TENANTS], "zelf")
    for wrong in ("abc", own[:-1] + "g", own + "0"):
        with pytest.raises(Refused, match="geen geldig zegel"), transaction():
            drawing.deposit_sealed(solved.draw, solved.signer(Party.TENANTS), wrong, NOW)
    with transaction():
        drawing.deposit_sealed(solved.draw, solved.signer(Party.TENANTS), f" {own.upper()} ", NOW)
    for phrase, typed in (
        (PHRASES[Party.LANDLORD], "verkeerd"),
        ("De lift ruikt naar koffie", code),
        (PHRASES[Party.TENANTS], code),
        ("  ", code),
    ):
        with pytest.raises(Refused, match="horen niet bij"), transaction():
            drawing.reveal(solved.draw, solved.signer(Party.LANDLORD), phrase, typed, NOW)
    with transaction():
        assert drawing.reveal(solved.draw, solved.signer(Party.LANDLORD), f"  {PHRASES[Party.LANDLORD]} ", code, NOW) is False
    assert count(db, Seat) == 0, "one phrase draws nobody"
    with transaction():
        assert drawing.reveal(solved.draw, solved.signer(Party.TENANTS), "één merel op het dak", "zelf", NOW) is True, "composed or not"
    assert count(db, Seat) == 3


def test_a_restart_is_in_the_log_and_stays_with_the_panel(solved, db):
    with transaction():
        solved.deposit()
    with pytest.raises(Refused, match="waarom"), transaction():
        drawing.restart_phrases(solved.draw, solved.by(), "  ", NOW)
    with transaction():
        drawing.restart_phrases(solved.draw, solved.by(), "De code was weg", NOW)
    assert count(db, Deposit) == 0
    with transaction():
        drawing.unfreeze(solved.panel, solved.by(), "Iemand verhuisde", NOW)
    with transaction():
        solved.freeze()
    assert [one.reason for one in ceremony_restarts(solved.panel_id)] == ["De code was weg", "Iemand verhuisde"]


def test_a_drawn_panel_is_never_drawn_again(solved, db):
    with transaction():
        codes = solved.deposit()
        assert solved.reveal(codes) == [False, True]
    for verb in (drawing.restart_phrases, None):
        with pytest.raises(Refused, match="gedaan"), transaction():
            if verb:
                verb(solved.draw, solved.by(), "Nog eens", NOW)
            else:
                drawing.unfreeze(solved.panel, solved.by(), "Nog eens", NOW)
    with pytest.raises(Refused, match="al getoond"), transaction():
        solved.reveal(codes)
    assert count(db, Seat) == 3


def test_verify_on_the_published_file_gives_who_was_seated_and_the_reserves_in_order(app, solved, db, tmp_path):
    with transaction():
        solved.reveal(solved.deposit())
    path = tmp_path / "loting.json"
    path.write_text(solved.draw.lottery, "utf-8")
    phrases = [part for party in Party for part in ("--phrase", PHRASES[party])]
    db.session.rollback()
    answer = app.test_cli_runner().invoke(args=["recruitment", "verify", str(path), *phrases, "--json"])
    assert answer.exit_code == 0, answer.output
    said = json.loads(answer.stdout)
    assert said["selected"] == sorted(one.volunteer.number for one in seats_of(solved.panel_id))
    assert said["reserves"] == [one.volunteer.number for one in reserves_of(solved.panel_id)]
    assert (said["seed"], said["lottery_sha256"]) == (solved.draw.seed, solved.draw.lottery_sha256)


def test_everybody_drawn_or_not_is_told_once(solved, db):
    with transaction():
        solved.reveal(solved.deposit())
    kinds = db.session.execute(sa.select(Outgoing.kind, sa.func.count()).group_by(Outgoing.kind)).all()
    assert dict(map(tuple, kinds)) == {"recruitment.seated": 3, "recruitment.not_drawn": 5}


def test_who_withdrew_between_freezing_and_drawing_leaves_the_result_as_drawn(solved, db):
    """Nothing in the house lets a volunteer go after freezing; if it happens all the same, the draw must not break on it."""
    from recruitment.lottery import draw, lottery_from_text

    coming = draw(lottery_from_text(solved.draw.lottery), PHRASES[Party.LANDLORD], PHRASES[Party.TENANTS])
    with transaction():
        gone = db.session.scalars(sa.select(Volunteer).where(Volunteer.number == coming.selected[0])).one()
        gone.stopped_at, gone_id = NOW, gone.id
    with transaction():
        solved.reveal(solved.deposit())
    drawn = [one.volunteer.number for one in seats_of(solved.panel_id, standing=False)]
    assert sorted(drawn) == list(coming.selected) and len(seats_of(solved.panel_id)) == 2
    assert count(db, Reserve, Reserve.asked_at.is_not(None)) == 1
    assert not [row for row in db.session.scalars(sa.select(Outgoing)) if row.ref.get("volunteer") == gone_id]


@pytest.mark.race
def test_two_last_reveals_at_once_draw_once(app, solved, db):
    with transaction():
        codes = solved.deposit()
    start, ends = threading.Barrier(3), []
    db.session.rollback()

    def show(party):
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    ends.append(drawing.reveal(solved.draw, solved.signer(party), PHRASES[party], codes[party], NOW))
            except Refused:
                ends.append("refused")

    workers = [threading.Thread(target=show, args=(party,)) for party in (Party.LANDLORD, Party.TENANTS, Party.TENANTS)]
    [one.start() for one in workers]
    [one.join() for one in workers]
    assert sorted(map(str, ends)) == ["False", "True", "refused"]
    assert count(db, Seat) == 3 and count(db, Reserve) == 5


SAME = {}


def test_the_same_lottery_seats_the_same_people_on_both_databases(db):
    with transaction():
        scene = Draws()
        for place, row in enumerate(db.session.scalars(sa.select(Volunteer).order_by(Volunteer.id))):
            row.number = f"N{place * 7919 % 1000:03}"
        db.session.flush()
        draw = scene.freeze()
        if "lottery" not in SAME:
            SAME["lottery"] = lottery_text(solve(problem_from_sealed(draw.sealed), "zout"))
        draw.lottery = SAME["lottery"]
        draw.lottery_sha256 = sha256(draw.lottery)
    with transaction():
        scene.reveal(scene.deposit())
    seated = sorted(one.volunteer.number for one in seats_of(scene.panel_id))
    result = [seated, [one.volunteer.number for one in reserves_of(scene.panel_id)]]
    assert SAME.setdefault("result", result) == result


def test_role_does_not_matter_to_who_may_not_sign(solved):
    with pytest.raises(Refused, match="beleidsmedewerker"), transaction():
        drawing.deposit(solved.draw, solved.by(Role.COORDINATOR), "een zin die lang genoeg is", NOW)
