"""Answers that come by mail: known by the code in their address or by the mail they answer, and placed as any other answer."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import sqlalchemy as sa

from accounts.models import Account
from forum.models.following import ForumNews, Frequency, MailedOutcome, MailedReply
from forum.models.posts import Post
from forum.queries import find_draft, news
from forum.rules.mailed import MOST_RETURNED_A_DAY, says_stop, says_yes, why_not_mailed_answer
from forum.service.drafts import keep_draft
from forum.service.following import choose_frequency
from forum.service.telling import NEWS, may_be_answered
from forum.service.writing import NoticeFirst, reply
from foundation import codes, outbox
from foundation.db import db, lock
from foundation.errors import Refused
from foundation.house import house
from foundation.i18n import _, ngettext, speaking
from foundation.incoming import Arrived
from foundation.outbox import Outgoing

MAILED = "forum.mailed"
STOPPED = "forum.mail_stopped"


class _Meant(NamedTuple):
    """Whose answer it is, to what. `waiting`: it says yes or no to a text that waits."""

    account_id: int
    rows: list[ForumNews]
    waiting: MailedReply | None
    post_id: int | None


def take_answer(mail: Arrived) -> str | None:
    """Place what came, or say by mail why not; the text is never lost. None when it is nobody's whom we know by a code of ours."""
    meant = _by_code(mail) or (_by_mail(mail.answers) if mail.answers is not None else None)
    account = db.session.get(Account, meant.account_id) if meant else None
    if meant is None or account is None or account.closed_at is not None:
        return None
    lock(account)  # the same mail delivered twice at the same moment is looked at one after the other
    if db.session.scalar(_mailed(account.id).where(MailedReply.message_key == mail.key)) is not None:
        return "seen"
    if _returned_lately(account.id, mail) >= MOST_RETURNED_A_DAY:
        return None
    with speaking(account.language):
        if says_stop(mail.own.text):
            return _stop(account, mail)
        if meant.waiting is not None:
            return _go_on(account, meant.waiting, mail)
        return _try(account, meant, mail)


def _by_code(mail: Arrived) -> _Meant | None:
    for typed in mail.codes:
        code = codes.normalise(typed)
        if code is None:
            continue
        mark = codes.fingerprint(code)
        if row := db.session.scalar(sa.select(ForumNews).where(ForumNews.fingerprint == mark)):
            return _Meant(row.account_id, [row], None, row.post_id)
        if waiting := db.session.scalar(sa.select(MailedReply).where(MailedReply.fingerprint == mark)):
            return _Meant(waiting.account_id, [], waiting, waiting.post_id)
    return None


def _by_mail(outgoing: Outgoing) -> _Meant | None:
    """An answer to the address the mail came from: found by the id of the mail, which only its reader has."""
    if outgoing.kind == NEWS:
        account_id = int(outgoing.ref["account"])
        rows = list(
            db.session.scalars(
                sa.select(ForumNews).where(
                    ForumNews.account_id == account_id, ForumNews.mail_key == str(outgoing.ref["key"]), ForumNews.post_id.is_not(None)
                )
            )
        )
        return _Meant(account_id, rows, None, _last_to_me(account_id, rows)) if rows else None
    if outgoing.kind == MAILED and (row := db.session.get(MailedReply, int(outgoing.ref["reply"]))):
        rows = list(
            db.session.scalars(sa.select(ForumNews).where(ForumNews.account_id == row.account_id, ForumNews.post_id == row.post_id))
        )
        return _Meant(row.account_id, rows, row if row.outcome is MailedOutcome.NOTICE else None, row.post_id)
    return None


def _last_to_me(account_id: int, rows: list[ForumNews]) -> int | None:
    """The post that an answer to a whole mail goes under: the same one whose address stood in it."""
    heard = news.heard_by(account_id, [row.post_id for row in rows if row.post_id is not None])
    last = next((one for one in reversed(heard) if one.to_me), heard[-1] if heard else None)
    return last.post.id if last else rows[-1].post_id


def _try(account: Account, meant: _Meant, mail: Arrived) -> str:
    threads = set(db.session.scalars(sa.select(Post.thread_id).where(Post.id.in_([row.post_id for row in meant.rows]))))
    target = next((row for row in meant.rows if row.post_id == meant.post_id), None)
    refusal = why_not_mailed_answer(
        mail.own.text,
        conversations=len(threads) if meant.rows else 2,
        revoked=bool(meant.rows) and (target is None or target.revoked_at is not None),
        expired=target is not None and not may_be_answered(target, mail.at),
    )
    row = MailedReply(
        account_id=account.id, post_id=meant.post_id if len(threads) == 1 else None, message_key=mail.key, received_at=mail.at,
        outcome=MailedOutcome.REFUSED, body=mail.own.text or mail.own.whole.strip()[:2000], reason="", seen="", notice_key="", dropped_files=mail.own.files,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    if refusal:
        return _return(account, row, refusal, mail)
    return _place(account, row, mail)


def _place(account: Account, row: MailedReply, mail: Arrived) -> str:
    parent = db.session.get_one(Post, row.post_id)
    seen = frozenset(key for key in row.seen.split(",") if key)
    try:
        with db.session.begin_nested():  # what an ask wrote down goes when the text is not placed
            reply(parent, account, row.body, mail.at, form_key=row.message_key, seen=seen)
    except Refused as refused:
        return _return(account, row, refused.reason, mail)
    except NoticeFirst as first:
        row.outcome, row.notice_key = MailedOutcome.NOTICE, first.notice.key
        row.reason = f"{first.notice.title}\n\n{first.notice.text}"
        row.fingerprint = codes.fingerprint(yes_code(row))
        _keep(account, row, mail)
        outbox.post(MAILED, {"reply": row.id}, now=mail.at, once=f"{MAILED}:{row.id}:{row.notice_key}")
        return "notice"
    row.outcome, row.body, row.fingerprint, row.notice_key = MailedOutcome.PLACED, "", None, ""
    row.reason = _remarks(account, row, mail)
    if row.reason:
        outbox.post(MAILED, {"reply": row.id}, now=mail.at, once=f"{MAILED}:{row.id}:placed")
    return "placed"


def _remarks(account: Account, row: MailedReply, mail: Arrived) -> str:
    """What somebody whose answer was placed should still know; mostly nothing."""
    remarks = []
    if row.dropped_files:
        remarks.append(
            ngettext(
                "Bij uw mail zat %(num)s bijlage. Die staat er niet bij.",
                "Bij uw mail zaten %(num)s bijlagen. Die staan er niet bij.",
                row.dropped_files,
            )
        )
        remarks.append(_("Een foto kunt u op het forum zelf bij uw bijdrage zetten."))
    if mail.sender != (account.email or "").lower():
        remarks.append(_("De mail kwam van een ander mailadres dan u ons gaf. Was u dit niet? Haal de bijdrage dan weg, of bel ons."))
    return "\n".join(remarks)


def _go_on(account: Account, waiting: MailedReply, mail: Arrived) -> str:
    """Yes to what had to be read first: then the waiting text is placed. The yes itself was written under the very words of the notice."""
    if waiting.outcome is not MailedOutcome.NOTICE:
        return "seen"
    if says_yes(mail.own.text):
        waiting.seen = ",".join(filter(None, [waiting.seen, waiting.notice_key]))
        return _place(account, waiting, mail)
    row = MailedReply(
        account_id=account.id, post_id=waiting.post_id, message_key=mail.key, received_at=mail.at, outcome=MailedOutcome.REFUSED,
        body=mail.own.text, reason="", seen="", notice_key="", dropped_files=0,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return _return(
        account, row, _("U zei geen ja. Uw eerste antwoord is daarom niet geplaatst. Wilt u dat wel? Antwoord dan alleen met: JA"), mail
    )


def _return(account: Account, row: MailedReply, reason: str, mail: Arrived) -> str:
    row.outcome, row.reason, row.fingerprint = MailedOutcome.REFUSED, reason, None
    _keep(account, row, mail)
    outbox.post(MAILED, {"reply": row.id}, now=mail.at, once=f"{MAILED}:{row.id}:refused")
    return "refused"


def _keep(account: Account, row: MailedReply, mail: Arrived) -> None:
    """On the page where it would be placed too, unless something is there already."""
    if row.post_id is not None and mail.own.text and find_draft(account.id, f"post:{row.post_id}") is None:
        keep_draft(account.id, f"post:{row.post_id}", "", row.body, mail.at)


def _stop(account: Account, mail: Arrived) -> str:
    choose_frequency(account, Frequency.NEVER, mail.at)
    outbox.post(STOPPED, {"account": account.id}, now=mail.at, once=f"{STOPPED}:{account.id}:{mail.key}")
    return "stopped"


def _mailed(account_id: int) -> sa.Select[MailedReply]:
    return sa.select(MailedReply).where(MailedReply.account_id == account_id)


def _returned_lately(account_id: int, mail: Arrived) -> int:
    lately = _mailed(account_id).where(MailedReply.received_at > mail.at - timedelta(days=1), MailedReply.outcome != MailedOutcome.PLACED)
    return db.session.scalar(sa.select(sa.func.count()).select_from(lately.subquery())) or 0


def yes_code(row: MailedReply) -> str:
    return codes.derive(house().secret, "forum-mailed-yes", row.account_id, row.id)
