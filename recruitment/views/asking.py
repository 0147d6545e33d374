"""Asking, for the coordinator: waves, blind lists, one name at a time, and who said yes."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from accounts.access import open_to, the_account
from accounts.models import Channel, Role
from accounts.queries.people import address_lines
from foundation.clock import local_day, now
from foundation.errors import Refused
from foundation.i18n import _
from foundation.small_groups import few
from recruitment.forms.asking import AnswerForForm, PaperForm, WaveForm, entrances
from recruitment.forms.panels import ReasonForm
from recruitment.models import Answer, Entrance, Invitation, InvitationState, Panel
from recruitment.queries.asking import blind_rows, composition_of, counts_by_wave, funnel_of, get_invitation, volunteers_of, waves_of
from recruitment.queries.eligible import count_eligible
from recruitment.queries.panels import get_panel, quota_lines, sessions_of
from recruitment.rules.asking import entrance_name, proposed_last_day, reason_name, why_not_ask, why_not_withdraw
from recruitment.rules.panels import feature_name, first_day, shortages, still_to_ask, why_not_change, why_this_many
from recruitment.service.answers import answer
from recruitment.service.asking import invite_on_paper, open_name, person_behind, send_wave, withdraw
from recruitment.views import blueprint
from recruitment.views.panels import ID, keep, status_of

A_PAGE = 50
NAME_STAYS_OPEN = timedelta(minutes=15)


@blueprint.get(f"/panels/<{ID}:panel_id>/golven")
@open_to(Role.COORDINATOR)
def waves(panel_id: int) -> ResponseReturnValue:
    panel = get_panel(panel_id)
    funnel = funnel_of(panel_id)
    moment = now()
    return render_template(
        "recruitment/waves.html",
        panel=panel, waves=waves_of(panel_id), counts=counts_by_wave(panel_id), funnel=funnel, entrance_name=entrance_name, sum=why_this_many(panel),
        more_to_ask=still_to_ask(panel, funnel.yes, funnel.open), refused=why_not_ask(panel, first_day(sessions_of(panel_id)), local_day(moment)),
        reasons=[(reason_name(reason), few(count)) for reason, count in sorted(funnel.reasons.items(), key=lambda row: -row[1])],
    )  # fmt: skip


@blueprint.route(f"/panels/<{ID}:panel_id>/golven/nieuw", methods=["GET", "POST"])
@open_to(Role.COORDINATOR)
def new_wave(panel_id: int) -> ResponseReturnValue:
    panel = get_panel(panel_id)
    today = local_day(now())
    form = _wave_form(panel, today)
    if form.validate_on_submit():
        sent: list[tuple[int, int]] = []
        if keep(form, lambda: sent.append(_send(panel_id, form))):
            number, count = sent[0]
            flash(_("Golf %(number)s is klaar: %(count)s uitnodigingen gaan de deur uit.", number=number, count=count))
            return redirect(url_for(".waves", panel_id=panel_id), 303)
    panel, moment = get_panel(panel_id), now()
    counts = [(entrance_name(entrance), few(count_eligible(panel, entrance, moment))) for entrance in (Entrance.ENGAGED, Entrance.RANDOM)]
    return render_template(
        "recruitment/wave_form.html", form=form, panel=panel, counts=counts, sum=why_this_many(panel),
        refused=why_not_ask(panel, first_day(sessions_of(panel_id)), today),
    ), status_of(form)  # fmt: skip


def _wave_form(panel: Panel, today: date) -> WaveForm:
    funnel = funnel_of(panel.id)
    form = WaveForm(
        count=still_to_ask(panel, funnel.yes, funnel.open) or None, expires_on=proposed_last_day(today, first_day(sessions_of(panel.id)))
    )
    form.entrance.choices = entrances()
    lacking = shortages(
        quota_lines(panel.id),
        {(feature, value): count for feature, both in composition_of(panel.id).items() for value, count in both.yes.items()},
        panel,
    )
    form.only.choices = [
        SelectChoice("", _("Iedereen")),
        *(SelectChoice(f"{one.feature}:{one.value}", f"{feature_name(one.feature)}: {one.value}") for one in lacking),
    ]
    return form


def _send(panel_id: int, form: WaveForm) -> tuple[int, int]:
    panel = get_panel(panel_id)
    feature, _colon, value = (form.only.data or "").partition(":")
    why = why_this_many(panel)
    if value:
        why += " " + _("Alleen uit deze groep: %(feature)s %(value)s.", feature=feature_name(feature), value=value)
    wave = send_wave(
        panel, Entrance(form.entrance.data), form.count.data, expires_on=form.expires_on.data, why=why, seed=secrets.token_hex(16),
        by=the_account(), now=now(), only=(feature, value) if value else None,
    )  # fmt: skip
    return wave.number, counts_by_wave(panel_id)[wave.id].asked


@blueprint.route(f"/panels/<{ID}:panel_id>/op-papier", methods=["GET", "POST"])
@open_to(Role.COORDINATOR)
def invite_one(panel_id: int) -> ResponseReturnValue:
    get_panel(panel_id)
    form = PaperForm()
    made: list[int] = []
    if form.validate_on_submit() and keep(
        form,
        lambda: made.append(
            invite_on_paper(
                get_panel(panel_id), form.number.data, Channel(form.channel.data), reason=form.reason.data, said_yes=form.said_yes.data,
                by=the_account(), now=now(),
            ).id
        ),
    ):  # fmt: skip
        flash(_("Opgeslagen als uitnodiging %(number)s.", number=made[0]))
        return redirect(url_for(".invitation", panel_id=panel_id, invitation_id=made[0]), 303)
    panel = get_panel(panel_id)
    refused = why_not_ask(panel, first_day(sessions_of(panel_id)), local_day(now()))
    return render_template("recruitment/wave_paper.html", form=form, panel=panel, refused=refused), status_of(form)


@blueprint.get(f"/panels/<{ID}:panel_id>/uitnodigingen")
@open_to(Role.COORDINATOR)
def invitations(panel_id: int) -> ResponseReturnValue:
    panel = get_panel(panel_id)
    after = request.args.get("na", 0, type=int)
    state = request.args.get("stand", "")
    chosen = InvitationState(state) if state in set(InvitationState) else None
    rows = blind_rows(panel_id, max(0, min(after, 2**31 - 1)), A_PAGE + 1, chosen)
    return render_template(
        "recruitment/wave_invitations.html", panel=panel, rows=rows[:A_PAGE], more=len(rows) > A_PAGE, state=chosen, after=after,
        entrance_name=entrance_name, channel_name=channel_name, state_name=state_name, states=list(InvitationState)[1:],
    )  # fmt: skip


@blueprint.get(f"/panels/<{ID}:panel_id>/uitnodigingen/<{ID}:invitation_id>")
@open_to(Role.COORDINATOR)
def invitation(panel_id: int, invitation_id: int) -> ResponseReturnValue:
    return _one(panel_id, invitation_id, ReasonForm(), _answer_form(get_invitation(panel_id, invitation_id)))


@blueprint.post(f"/panels/<{ID}:panel_id>/uitnodigingen/<{ID}:invitation_id>/naam")
@open_to(Role.COORDINATOR)
def see_name(panel_id: int, invitation_id: int) -> ResponseReturnValue:
    """One name at a time: opening the next one closes the one before."""
    get_invitation(panel_id, invitation_id)
    form = ReasonForm()
    if form.validate_on_submit() and keep(
        form, lambda: open_name(get_invitation(panel_id, invitation_id), form.reason.data, the_account(), now())
    ):
        session["opened_name"] = [invitation_id, now().isoformat()]
        return redirect(url_for(".invitation", panel_id=panel_id, invitation_id=invitation_id), 303)
    return _one(panel_id, invitation_id, form, _answer_form(None)), 422


@blueprint.post(f"/panels/<{ID}:panel_id>/uitnodigingen/<{ID}:invitation_id>/antwoord")
@open_to(Role.COORDINATOR)
def answer_for(panel_id: int, invitation_id: int) -> ResponseReturnValue:
    """Only while the name is open: who enters an answer has just spoken with this person."""
    get_invitation(panel_id, invitation_id)
    if not _is_open(invitation_id):
        raise Refused(_("Open eerst de naam. Zo weten wij zeker dat dit antwoord van de juiste persoon is."))
    form = AnswerForForm()
    if form.validate_on_submit() and keep(
        form,
        lambda: answer(
            get_invitation(panel_id, invitation_id), Answer(form.answer.data), reason=form.reason.data or "", remark=form.remark.data or "",
            needs=form.needs.data or "", never_again=form.never_again.data, channel=Channel(form.channel.data), by=the_account(), now=now(),
        ),
    ):  # fmt: skip
        flash(_("Het antwoord is opgeslagen."))
        return redirect(url_for(".invitation", panel_id=panel_id, invitation_id=invitation_id), 303)
    return _one(panel_id, invitation_id, ReasonForm(formdata=None), form), 422


@blueprint.post(f"/panels/<{ID}:panel_id>/uitnodigingen/<{ID}:invitation_id>/intrekken")
@open_to(Role.COORDINATOR)
def withdraw_invitation(panel_id: int, invitation_id: int) -> ResponseReturnValue:
    get_invitation(panel_id, invitation_id)
    form = ReasonForm()
    if form.validate_on_submit() and keep(
        form,
        lambda: withdraw(get_panel(panel_id), get_invitation(panel_id, invitation_id), form.reason.data, the_account(), now()),
    ):
        flash(_("De uitnodiging is ingetrokken."))
        return redirect(url_for(".invitation", panel_id=panel_id, invitation_id=invitation_id), 303)
    return _one(panel_id, invitation_id, form, _answer_form(None)), 422


def _one(panel_id: int, invitation_id: int, reason_form: ReasonForm, answer_form: AnswerForForm) -> str:
    found = get_invitation(panel_id, invitation_id)
    person = person_behind(found) if _is_open(invitation_id) else None
    return render_template(
        "recruitment/wave_invitation.html", panel=found.panel, invitation=found, person=person, reason_form=reason_form, answer_form=answer_form,
        address=address_lines(person.household.dwelling) if person else (), entrance_name=entrance_name, channel_name=channel_name,
        state_name=state_name, reason_name=reason_name, may_answer=why_not_change(found.panel) is None and found.state is not InvitationState.WITHDRAWN,
        may_withdraw=why_not_withdraw(found) is None,
    )  # fmt: skip


def _answer_form(found: Invitation | None) -> AnswerForForm:
    return AnswerForForm(formdata=None, answer=found.answer.value if found and found.answer else None)


def _is_open(invitation_id: int) -> bool:
    opened = session.get("opened_name") or [0, ""]
    return opened[0] == invitation_id and now() - datetime.fromisoformat(opened[1]) < NAME_STAYS_OPEN


@blueprint.get(f"/panels/<{ID}:panel_id>/vrijwilligers")
@open_to(Role.COORDINATOR)
def volunteers(panel_id: int) -> ResponseReturnValue:
    return render_template("recruitment/panel_volunteers.html", panel=get_panel(panel_id), volunteers=volunteers_of(panel_id))


def channel_name(channel: Channel) -> str:
    return {
        Channel.MAIL: _("mail"),
        Channel.LETTER: _("brief"),
        Channel.PHONE: _("telefoon"),
        Channel.WEB: _("website"),
        Channel.DESK: _("balie"),
        Channel.HALLWAY: _("gesprek"),
    }[channel]


def state_name(state: InvitationState, said: Answer | None = None) -> tuple[str, str]:
    """Words and the kind of their sign."""
    if state is InvitationState.ANSWERED:
        return (_("ja"), "open") if said is Answer.YES else (_("nee"), "done")
    return {
        InvitationState.DRAFTED: (_("nog niet verstuurd"), "wait"),
        InvitationState.SENT: (_("wacht op antwoord"), "wait"),
        InvitationState.EXPIRED: (_("niet geantwoord"), "done"),
        InvitationState.WITHDRAWN: (_("ingetrokken"), "stop"),
    }[state]
