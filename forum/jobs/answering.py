"""Answers that came by mail: taken from the door, and what their senders hear back."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from flask import render_template

from accounts.models import Account
from forum.models import MailedOutcome, MailedReply, Post
from forum.service.mailed import MAILED, STOPPED, take_answer, yes_code
from forum.service.telling import answer_address
from foundation.db import db
from foundation.house import house
from foundation.i18n import _, speaking
from foundation.incoming import CUT_LINE, takes
from foundation.outbox import Mail, Way, renders

Ref = Mapping[str, int | str]
HEADERS = {"X-Auto-Response-Suppress": "All"}

takes(take_answer)


@renders(MAILED, Way.MAIL)
def mailed_mail(ref: Ref) -> Mail | None:
    """To the address of the account, never to wherever the mail said it came from."""
    row = db.session.get(MailedReply, int(ref["reply"]))
    account = db.session.get(Account, row.account_id) if row else None
    if row is None or account is None or account.closed_at is not None or not account.email or not row.reason:
        return None
    notice, placed = row.outcome is MailedOutcome.NOTICE, row.outcome is MailedOutcome.PLACED
    with speaking(account.language):
        reply_to = answer_address(yes_code(row)) if notice else None
        text = render_template(
            "forum/mail/mailed.txt", alias=account.alias, notice=notice, placed=placed, reason=row.reason, body=row.body, site=house(),
            placed_url=_placed_url(row) if placed else None, can_say_yes=reply_to is not None, cut_line=_(CUT_LINE),
            write_url=house().url(f"/bijdragen/{row.post_id}/antwoord") if row.post_id else house().url("/onderwerpen"),
        )  # fmt: skip
        subject = _("Uw antwoord staat op het forum") if placed else _("Uw antwoord staat nog niet op het forum")
    return Mail(to=account.email, subject=subject, text=text, reply_to=reply_to, headers=HEADERS)


def _placed_url(row: MailedReply) -> str:
    post_id = db.session.scalar(sa.select(Post.id).where(Post.author_id == row.account_id, Post.form_key == row.message_key))
    return house().url(f"/bijdragen/{post_id}")


@renders(STOPPED, Way.MAIL)
def stopped_mail(ref: Ref) -> Mail | None:
    account = db.session.get(Account, int(ref["account"]))
    if account is None or account.closed_at is not None or not account.email:
        return None
    with speaking(account.language):
        text = render_template("forum/mail/stopped.txt", alias=account.alias, choices_url=house().url("/mijn/mail"), site=house())
        return Mail(to=account.email, subject=_("U krijgt geen mail van het forum meer"), text=text, headers=HEADERS)
