"""Invitations and reminders by mail and on paper, and what happens when nobody answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from flask import render_template

from accounts.models import Tenant
from accounts.queries import account_of, has_opted_out, letter_address, mail_address, standing_token
from accounts.service import code_of
from foundation import clock, codes
from foundation.clock import local_day
from foundation.db import db, transaction
from foundation.house import house
from foundation.i18n import _, day, language, setting_words, speaking
from foundation.jobs import Work, job
from foundation.letters import Letter
from foundation.outbox import Mail, Outgoing, SendState, Way, renders
from recruitment.models import Entrance, Invitation, InvitationState, Panel, PanelSession, Wave
from recruitment.queries.asking import TOKEN_PURPOSE, find_invitation, volunteer_of
from recruitment.queries.eligible import OPT_OUT_SCOPE
from recruitment.queries.panels import sessions_of
from recruitment.rules.asking import last_day_to_answer
from recruitment.rules.panels import evening_words, first_day
from recruitment.service.asking import expire, post_instead, remind

LOOK_BACK = timedelta(days=90)
Ref = Mapping[str, int | str]


@job("recruitment.remind", every=timedelta(hours=1))
def send_reminders(now: datetime) -> Work:
    return Work(ran=_each_panel(lambda panel: remind(panel, now)))


@job("recruitment.expire", every=timedelta(hours=1))
def let_expire(now: datetime) -> Work:
    return Work(ran=_each_panel(lambda panel: expire(panel, now)))


@job("recruitment.undelivered", every=timedelta(hours=1))
def send_by_letter(now: datetime) -> Work:
    """An invitation whose mail was refused, or whose address stopped working before it left, goes on paper."""
    refused = db.session.scalars(
        sa.select(Outgoing.ref).where(
            Outgoing.kind == "recruitment.invitation",
            Outgoing.way == Way.MAIL,
            Outgoing.state.in_([SendState.FAILED, SendState.DROPPED]),
            Outgoing.queued_at > now - LOOK_BACK,
        )
    ).all()
    done = 0
    with transaction():
        for ref in refused:
            invitation = db.session.get(Invitation, int(ref["invitation"]))
            if invitation is not None and not has_opted_out(invitation.tenant_id, OPT_OUT_SCOPE):
                done += post_instead(invitation, now)
    return Work(ran=done)


def _each_panel(act: Callable[[Panel], int]) -> int:
    waiting = sa.select(Invitation.panel_id).where(Invitation.state == InvitationState.SENT).distinct()
    done = 0
    for panel_id in db.session.scalars(waiting.order_by(Invitation.panel_id)).all():
        with transaction():
            done += act(db.session.get_one(Panel, panel_id))
    return done


@renders("recruitment.invitation", Way.MAIL)
def invitation_mail(ref: Ref) -> Mail | None:
    return _mail(ref, again=False)


@renders("recruitment.invitation", Way.LETTER)
def invitation_letter(ref: Ref) -> Letter | None:
    return _letter(ref, again=False)


@renders("recruitment.reminder", Way.MAIL)
def reminder_mail(ref: Ref) -> Mail | None:
    return _mail(ref, again=True)


@renders("recruitment.reminder", Way.LETTER)
def reminder_letter(ref: Ref) -> Letter | None:
    return _letter(ref, again=True)


@renders("recruitment.cancelled", Way.MAIL)
def cancelled_mail(ref: Ref) -> Mail | None:
    return _mail_to_volunteer(_cancelled(ref), _cancelled_title, _cancelled_words)


@renders("recruitment.cancelled", Way.LETTER)
def cancelled_letter(ref: Ref) -> Letter | None:
    return _letter_to_volunteer(_cancelled(ref), _cancelled_title, _cancelled_words)


@renders("recruitment.evenings", Way.MAIL)
def evenings_mail(ref: Ref) -> Mail | None:
    return _mail_to_volunteer(_other_evenings(ref), _evenings_title, _evenings_words)


@renders("recruitment.evenings", Way.LETTER)
def evenings_letter(ref: Ref) -> Letter | None:
    return _letter_to_volunteer(_other_evenings(ref), _evenings_title, _evenings_words)


def _mail_to_volunteer(to: Invitation | None, title: Callable[[], str], words: Callable[[Invitation], list[str]]) -> Mail | None:
    address = mail_address(to.tenant_id) if to else None
    if to is None or address is None:
        return None
    with speaking(_language(to)):
        return Mail(
            to=address, subject=title(), text=render_template("recruitment/mail/text.txt", paragraphs=words(to), closing=_closing())
        )


def _letter_to_volunteer(to: Invitation | None, title: Callable[[], str], words: Callable[[Invitation], list[str]]) -> Letter | None:
    if to is None:
        return None
    with speaking(_language(to)):
        return _on_paper(to, title(), words(to), None)


def _mail(ref: Ref, *, again: bool) -> Mail | None:
    found = _wanted(ref)
    to = mail_address(found[0].tenant_id) if found else None
    if found is None or to is None:
        return None
    invitation, code = found
    with speaking(_language(invitation)):
        text = render_template(
            "recruitment/mail/invitation.txt",
            paragraphs=_words(invitation, again=again),
            link=house().url(f"/antwoord/{code}"),
            page=house().url("/antwoord"),
            code=codes.display(code),
            site=house(),
            closing=_closing(),
        )
        return Mail(to=to, subject=_title(again), text=text)


def _letter(ref: Ref, *, again: bool) -> Letter | None:
    found = _wanted(ref)
    if found is None:
        return None
    invitation, code = found
    with speaking(_language(invitation)):
        words = [
            *_words(invitation, again=again),
            "\n".join(
                [
                    _("Zo geeft u antwoord. U hoeft niet in te loggen."),
                    _("1. Ga naar %(page)s en typ de code. Of scan het vierkante plaatje met uw telefoon.", page=house().url("/antwoord")),
                    _("2. Of bel ons: %(phone)s. Wij vullen uw antwoord dan voor u in.", phone=house().phone),
                ]
            ),
        ]
        return _on_paper(invitation, _title(again), words, code)


def _on_paper(invitation: Invitation, subject: str, words: Sequence[str], code: str | None) -> Letter:
    site = house()
    return Letter(
        sender_name=site.name,
        sender_lines=tuple(site.address),
        address=letter_address(invitation.tenant_id),
        place_and_date=f"{site.town}, {day(clock.now())}".strip(", "),
        subject=subject,
        paragraphs=(_("Beste huurder,"), *words),
        code=codes.display(code) if code else None,
        code_label=_("Uw code"),
        url=site.url(f"/antwoord/{code}") if code else None,
        qr_label=_("Scan en geef antwoord"),
        closing=_closing(),
        help_line=_("Vragen? Bel %(phone)s", phone=site.phone) + (f" ({setting_words(site.phone_hours)})" if site.phone_hours else ""),
        lang=language(),
    )


def _wanted(ref: Ref) -> tuple[Invitation, str] | None:
    """The invitation and its code, while it still waits for an answer and the person still wants to be asked."""
    now = clock.now()
    invitation = find_invitation(int(ref["invitation"]))
    if invitation is None or invitation.state is not InvitationState.SENT:
        return None
    panel = invitation.panel
    if panel.cancelled_at is not None or panel.frozen_at is not None or has_opted_out(invitation.tenant_id, OPT_OUT_SCOPE):
        return None
    token = standing_token(TOKEN_PURPOSE, invitation.id, invitation.tenant_id, now)
    if token is None or _is_gone(invitation) or _last_day(invitation) < local_day(now):
        return None
    return invitation, code_of(token)


def _last_day(invitation: Invitation) -> date:
    wave = db.session.get(Wave, invitation.wave_id) if invitation.wave_id else None
    return last_day_to_answer(invitation.created_at, wave.expires_on if wave else None, first_day(sessions_of(invitation.panel_id)))


def _is_gone(invitation: Invitation) -> bool:
    return db.session.scalar(sa.select(Tenant.gone_at).where(Tenant.id == invitation.tenant_id)) is not None


def _volunteered(ref: Ref) -> Invitation | None:
    """Somebody who said yes and still means it."""
    invitation = find_invitation(int(ref["invitation"]))
    volunteer = volunteer_of(invitation.id) if invitation else None
    return invitation if volunteer is not None and volunteer.stopped_at is None else None


def _cancelled(ref: Ref) -> Invitation | None:
    found = _volunteered(ref)
    return found if found is not None and found.panel.cancelled_at is not None else None


def _other_evenings(ref: Ref) -> Invitation | None:
    """While nobody has a seat, and while no later change of the same evening has a message of its own."""
    found, evening = _volunteered(ref), db.session.get(PanelSession, int(ref["evening"]))
    if found is None or evening is None or evening.sequence != ref["sequence"]:
        return None
    return found if found.panel.seated_at is None and found.panel.cancelled_at is None else None


def _language(invitation: Invitation) -> str:
    account = account_of(invitation.tenant_id)
    return account.language if account else "nl"


def _title(again: bool) -> str:
    return _("Herinnering: doet u mee met het klantenpanel?") if again else _("Doet u mee met het klantenpanel?")


def _closing() -> tuple[str, ...]:
    site = house()
    return (_("Met vriendelijke groet,"), _("%(landlord)s en %(tenants)s", landlord=site.name, tenants=site.tenants_organisation))


def _words(invitation: Invitation, *, again: bool) -> list[str]:
    panel, site = invitation.panel, house()
    evenings = [session for session in sessions_of(panel.id) if session.cancelled_at is None]
    words = []
    if again:
        words.append(
            _("Wij vroegen u mee te doen met een klantenpanel. Wij hebben nog geen antwoord van u. Daarom vragen wij het één keer opnieuw.")
        )
    words += [
        _(
            "%(landlord)s en %(tenants)s praten met huurders over: %(title)s. Dat doen wij in een klantenpanel: een gesprek met %(seats)s huurders "
            "in één zaal. Wij vragen of u mee wilt doen.",
            landlord=site.name, tenants=site.tenants_organisation, title=panel.title, seats=panel.seats,
        ),
        *(_evening_words(session) for session in evenings),
    ]  # fmt: skip
    if panel.questions:
        words.append(_("Waar het over gaat:") + "\n" + panel.questions)
    words += [
        _why_you(invitation.entrance),
        _(
            "Zeggen meer mensen ja dan er plaatsen zijn? Dan beslist een eerlijke loting wie er komt. Ja zeggen is dus: meedoen aan de loting. "
            "Wij laten u altijd weten of u een plaats heeft."
        ),
        _("Wilt u niet? Dat mag altijd. Het verandert niets aan uw huur of uw woning."),
        _("Geef uw antwoord uiterlijk %(day)s. Dat geldt voor ja en voor nee.", day=day(_last_day(invitation))),
    ]
    return words


def _evening_words(session: PanelSession) -> str:
    return _("Wanneer: %(when)s. Waar: %(place)s, %(address)s.", when=evening_words(session), place=session.place, address=session.address)


def _why_you(entrance: Entrance) -> str:
    if entrance is Entrance.ENGAGED:
        return _("U krijgt deze vraag omdat u op het forum over dit onderwerp meepraat.")
    if entrance is Entrance.RANDOM:
        return _("U krijgt deze vraag omdat het lot uw huishouden koos. In uw complex schreef nog niemand over dit onderwerp.")
    return _("U krijgt deze vraag omdat wij ook huurders willen horen die niet op het forum schrijven.")


def _cancelled_title() -> str:
    return _("Het klantenpanel gaat niet door")


def _cancelled_words(invitation: Invitation) -> list[str]:
    return [
        _("U zei ja tegen het klantenpanel over: %(title)s.", title=invitation.panel.title),
        _("Het klantenpanel gaat niet door. U hoeft niets te doen. Dank u wel dat u mee wilde denken."),
        _("Heeft u vragen? Bel ons: %(phone)s.", phone=house().phone),
    ]


def _evenings_title() -> str:
    return _("De bijeenkomst van het klantenpanel is veranderd")


def _evenings_words(invitation: Invitation) -> list[str]:
    evenings = [session for session in sessions_of(invitation.panel_id) if session.cancelled_at is None]
    return [
        _("U zei ja tegen het klantenpanel over: %(title)s.", title=invitation.panel.title),
        _("Er is iets veranderd. Dit is nu de afspraak:")
        if evenings
        else _("De bijeenkomst die wij noemden gaat niet door. Komt er een andere dag? Dan hoort u dat van ons."),
        *(_evening_words(session) for session in evenings),
        *(
            [_("Kunt u dan? Dan hoeft u niets te doen. Er zijn nog geen plaatsen verdeeld. U hoort van ons of u een plaats hebt.")]
            if evenings
            else []
        ),
        _("Kunt u niet, of hebt u een vraag? Bel ons: %(phone)s.", phone=house().phone),
    ]
