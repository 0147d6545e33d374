"""What accounts does in the background, and the mails and letters it writes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import render_template

from accounts.models import AccessCode, Account, SignInCode, Tenant
from accounts.queries.letters import MAIL_RETURNED
from accounts.queries.logins import people_at
from accounts.queries.people import account_of, address_lines, letter_address, tenants_with_address
from accounts.service.opening import LETTER, plain_code
from accounts.service.signing_in import digits_of
from accounts.service.staff import password_link
from accounts.service.tries import forget_tries
from accounts.service.uploads import drop_old_uploads
from foundation import clock, codes
from foundation.db import db, transaction
from foundation.house import house
from foundation.i18n import _, day, setting_words, speaking
from foundation.jobs import Work, job
from foundation.letters import Letter
from foundation.letters.standard import standard_letter
from foundation.outbox import Mail, Outgoing, SendState, Way, renders

Ref = Mapping[str, int | str]


def _mail(to: str | None, subject: str, template: str, **values: object) -> Mail | None:
    return Mail(to=to, subject=subject, text=render_template(f"accounts/mail/{template}", site=house(), **values)) if to else None


def _account(ref: Ref) -> Account | None:
    account = db.session.get(Account, ref["account_id"])
    return account if account is not None and account.closed_at is None else None


@renders("accounts.sign_in_code", Way.MAIL)
def sign_in_code(ref: Ref) -> Mail | None:
    row = db.session.get(SignInCode, ref["code_id"])
    if row is None or row.used_at is not None or row.expires_at <= clock.now():
        return None
    account = db.session.get_one(Account, row.account_id)
    with speaking(account.language):
        until = f"{clock.local(row.expires_at):%H.%M}"
        return _mail(
            account.email, _("Uw code om in te loggen"), "sign_in_code.txt", alias=account.alias, digits=digits_of(row), until=until
        )


@renders("accounts.use_password", Way.MAIL)
def use_password(ref: Ref) -> Mail | None:
    account = _account(ref)
    if account is None:
        return None
    with speaking(account.language):
        return _mail(account.email, _("Inloggen op Meedenkers"), "use_password.txt", alias=account.alias)


@renders("accounts.password_link", Way.MAIL)
def password_link_mail(ref: Ref) -> Mail | None:
    account = _account(ref)
    if account is None or account.session_version != ref["version"]:
        return None  # a newer link was asked, or the password is there
    with speaking(account.language):
        link = password_link(account, int(ref["until"]))
        return _mail(account.email, _("Kies uw wachtwoord voor Meedenkers"), "password_link.txt", alias=account.alias, link=link)


@renders("accounts.password_changed", Way.MAIL)
def password_changed(ref: Ref) -> Mail | None:
    account = _account(ref)
    if account is None:
        return None
    with speaking(account.language):
        return _mail(account.email, _("Uw wachtwoord is gewijzigd"), "password_changed.txt", alias=account.alias)


@renders("accounts.mail_changed", Way.MAIL)
def mail_changed(ref: Ref) -> Mail | None:
    account = db.session.get(Account, ref["account_id"])
    with speaking(account.language if account else "nl"):
        return _mail(str(ref.get("to") or "") or None, _("Uw mailadres is gewijzigd"), "mail_changed.txt")


def _standing_code(ref: Ref) -> tuple[AccessCode, list[Tenant]] | None:
    """The household's code and its tenants without account; None when nobody needs it any more."""
    now, household_id = clock.now(), int(ref["household_id"])
    row = db.session.scalar(
        sa.select(AccessCode).where(AccessCode.household_id == household_id, AccessCode.revoked_at.is_(None), AccessCode.expires_at > now)
    )
    free = [tenant for tenant, account in people_at(household_id) if account is None]
    return (row, free) if row is not None and free else None


def _invitation() -> tuple[str, ...]:
    return (
        _("Op Meedenkers praten huurders, de corporatie en de huurdersorganisatie over vijf onderwerpen per jaar. U kunt ook meepraten."),
        _("Met de code in deze brief opent u een account. U kiest zelf een schuilnaam: uw buren zien uw echte naam niet."),
        _("Doet u liever mee op papier of per telefoon? Dat kan ook. Bel ons."),
    )


@renders(LETTER, Way.MAIL)
def code_mail(ref: Ref) -> Mail | None:
    found = _standing_code(ref)
    tenant = next((one for one in found[1] if one.id == ref["tenant_id"]), None) if found else None
    if found is None or tenant is None or tenant.bouncing_at is not None:
        return None
    code, until = codes.display(plain_code(found[0])), day(found[0].expires_at - timedelta(days=1))
    link = house().url(f"/begin/c/{code}")
    return _mail(
        tenant.email, _("Praat mee over uw buurt: uw code"), "code_letter.txt", name=tenant.name, code=code, link=link, until=until,
        paragraphs=_invitation(),
    )  # fmt: skip


@renders(LETTER, Way.LETTER)
def code_letter(ref: Ref) -> Letter | None:
    found = _standing_code(ref)
    if found is None:
        return None
    row, free = found
    tenants = tenants_with_address(tenant.id for tenant in free)
    names, code = [tenant.name for tenant in tenants], codes.display(plain_code(row))
    until = day(row.expires_at - timedelta(days=1))
    return Letter(
        sender_name=house().name,
        sender_lines=(*house().address, house().mail),
        address=(*_name_lines(names), *address_lines(tenants[0].household.dwelling)),
        place_and_date=f"{house().town}, {day(clock.now())}",
        subject=_("Praat mee over uw buurt: uw code"),
        paragraphs=(
            _("Beste %(names)s,", names=", ".join(names)),
            *_invitation(),
            _("Deze code is voor uw huishouden en werkt tot en met %(day)s. Geef hem aan niemand buiten uw huis.", day=until),
        ),
        code=code,
        code_label=_("Uw code"),
        url=house().url(f"/begin/c/{code}"),
        qr_label=_("Scan met uw telefoon"),
        closing=(_("Met vriendelijke groet,"), house().name, house().tenants_organisation),
        help_line=_("Hulp nodig? Bel %(phone)s (%(hours)s).", phone=house().phone, hours=setting_words(house().phone_hours)),
    )


@renders(MAIL_RETURNED, Way.LETTER)
def mail_returned_letter(ref: Ref) -> Letter | None:
    """Not for who has moved out, or whose address was mended meanwhile."""
    tenant = db.session.get(Tenant, ref["tenant_id"])
    if tenant is None or tenant.bouncing_at is None or tenant.gone_at is not None:
        return None
    account = account_of(tenant.id)
    with speaking(account.language if account else "nl"):
        if account is not None and account.email:
            how = _(
                "Log in op %(url)s en kijk uw mailadres na. Of bel ons: dan doen wij het samen.", url=house().url("/mijn/gegevens/mail")
            )
        else:
            how = _("Bel ons. Dan schrijven wij uw goede mailadres op.")
        return standard_letter(
            house(), letter_address(tenant.id), _("Onze mail aan u komt terug"),
            (
                _("Beste %(names)s,", names=tenant.name),
                _("Wij mailden u, maar onze mail kwam terug. Klopt uw mailadres nog?"),
                how,
                _("Wilt u liever geen mail? Dan hoeft u niets te doen. U kunt ook meedoen op papier of per telefoon."),
            ),
            clock.now(),
        )  # fmt: skip


def _name_lines(names: list[str]) -> list[str]:
    return names if len(names) <= 3 else [", ".join(names[:2]), _("en %(n)s anderen", n=len(names) - 2)]


@job("accounts.tidy", every=timedelta(minutes=15))
def tidy(now: datetime) -> Work:
    """Forget what is no longer needed: tries, mailed codes, files of unfinished imports, an old address that was told."""
    files = drop_old_uploads(now)
    with transaction():
        tries = forget_tries(now)
        db.session.execute(sa.delete(SignInCode).where(SignInCode.expires_at < now - timedelta(days=1)))
        told = db.session.scalars(
            sa.select(Outgoing).where(
                Outgoing.kind == "accounts.mail_changed", Outgoing.state.not_in([SendState.QUEUED, SendState.SENDING]),
                Outgoing.queued_at > now - timedelta(days=30),
            )
        )  # fmt: skip
        for row in told:
            if "to" in row.ref:
                row.ref = {"account_id": row.ref["account_id"]}
    return Work(ran=files + tries)
