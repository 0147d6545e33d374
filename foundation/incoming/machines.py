"""Which mail was written by a machine. Answering one can start a loop, so in doubt it is one."""

from __future__ import annotations

import re
from email.message import EmailMessage
from email.utils import parseaddr

_BULK = ("bulk", "auto_reply", "junk", "list")
_SIGNS = (
    "X-Autoreply", "X-Autorespond", "X-Autoreply-From", "X-Mail-Autoreply", "X-AutoReply-From", "X-Loop", "X-FC-MachineGenerated", "List-Id",
    "List-Post", "List-Unsubscribe", "Feedback-Type", "X-MS-Exchange-Inbox-Rules-Loop",
)  # fmt: skip
_SUBJECTS = re.compile(
    r"\s*(?:(?:re|antw|aw|fw|fwd)\s*:\s*)*(?:automatisch antwoord|automatische beantwoording|automatic reply|auto(?:matic)?[ -]?(?:reply|response)|"
    r"out of (?:the )?office|afwezigheids(?:bericht|melding|assistent)|afwezig\b|niet aanwezig|tijdelijk afwezig|vakantiebericht|abwesenheit|"
    r"automatische antwort|réponse automatique|absence\b|geaccepteerd:|geweigerd:|voorlopig:|accepted:|declined:|tentative:|gelezen:|read:|"
    r"niet gelezen:|undeliver|mail delivery|delivery (?:status|failure)|onbestelbaar|mislukte bezorging)",
    re.IGNORECASE,
)
_SENDERS = re.compile(
    r"(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|niet-?beantwoorden|bounces?|listserv|majordomo)\b", re.IGNORECASE
)


def why_a_machine(message: EmailMessage) -> str | None:
    """What gave it away, or None for a person."""
    if str(message["Auto-Submitted"] or "no").strip().lower().split(";")[0] != "no":
        return "auto-submitted"
    if str(message["Precedence"] or "").strip().lower() in _BULK:
        return "precedence"
    if sign := next((sign for sign in _SIGNS if message[sign] is not None), None):
        return sign.lower()
    if re.search(r"\b(?:oof|all)\b", str(message["X-Auto-Response-Suppress"] or ""), re.IGNORECASE):
        return "x-auto-response-suppress"
    if message.get_content_type() in ("multipart/report", "text/calendar") or str(message["Return-Path"] or "").strip() == "<>":
        return "report"
    if _SUBJECTS.match(" ".join(str(message["Subject"] or "").split())):
        return "subject"
    if _SENDERS.match(parseaddr(str(message["From"] or ""))[1]):
        return "sender"
    return None
