"""What somebody wrote in an answer, without the mail it answers, signatures and closing words. Pure: one message in, text out.

Closing words go with the name below them: an alias is no use when every answer ends in a name and a telephone number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr

from foundation.i18n import N_
from foundation.incoming.html_text import html_lines

CUT_LINE = N_("===== Schrijf uw antwoord boven deze regel =====")
"""Stands on top of a mail that can be answered: what a mail program quotes below an answer is known by it."""
LONGEST = 200_000
LONGEST_LINE = 400
"""What mail programs write themselves is shorter; a longer line is somebody's own and is not searched."""
SMALL_PICTURE = 30_000
"""A picture this small inside the text is the logo of a signature."""

MOST_BELOW = 8
"""A dash by itself begins a signature only when so few lines follow: somebody may also draw one between two parts."""

_CUT = re.compile(r"[>\s*|]*={4,}.{5,90}={4,}[\s*]*$")
_QUOTED = re.compile(r"\s*(?:>|\|(?=\s))")
_RULED = re.compile(
    r"\s*(?:"
    r"[-_*]{2,}\s*(?:oorspronkelijk|origine(?:el|le)|doorgestuurd|original|forwarded|ursprüngliche|weitergeleitete|message d'origine|message transféré|"
    r"begin doorgestuurd|begin forwarded|mensaje original|messaggio originale|wiadomość oryginalna|orijinal (?:ileti|mesaj))[^\n]{0,40}"
    r"|begin doorgestuurd bericht:.*|begin forwarded message:.*|_{20,}|-{20,}"
    r")\s*$",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"[\s>*]*\*?(van|from|von|de|da|verzonden|sent|gesendet|envoyé|datum|date|aan|to|an|à|cc|onderwerp|subject|betreff|objet|antwoord aan|reply-to|od|do|"
    r"temat|data|kimden|kime|konu|tarih)\s*\*?\s*:\s*\*?\s*\S",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"(?:schreef|geschreven|wrote|schrieb|a écrit|écrit|escribió|escreveu|ha scritto|napisał(?:\(a\)|a)?|napsal|yazdı|şunları yazdı|كتب).{0,160}:?\s*$",
    re.IGNORECASE,
)
_WHEN = re.compile(r"\d{1,2}[:.]\d{2}|\b(?:19|20)\d\d\b|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")
_OPENS = re.compile(
    r"[\s>]*(?:-{2,}\s*)?(?:op|on|am|le|el|il|em|w dniu|dnia|den|le |\d{1,2}[-/. ]|.{0,80}<[^<>@\s]+@[^<>@\s]+>)", re.IGNORECASE
)
_SENT_FROM = re.compile(
    r"\s*[*_]*(?:"
    r"(?:verzonden|verstuurd|gestuurd|sent|gesendet|von meinem|envoyé|enviado|inviato|wysłane|gönderildi) "
    r"?(?:vanaf|vanuit|van|met|via|from|with|von|depuis|desde|da|z)?\b.{0,60}\b(?:iphone|ipad|galaxy|samsung|android|mobiel|mobile|telefoon|smartphone|"
    r"outlook|mail|e-mail|yahoo|gmail|huawei|xiaomi|motorola|nokia|oppo|tablet|blackberry|windows|proton|ziggo|kpn|k-9)\b.{0,80}"
    r"|(?:outlook voor (?:android|ios)|outlook for (?:android|ios)|get outlook|download outlook|outlook (?:voor|for)).{0,80}"
    r"|(?:download|haal|ophalen).{0,20}outlook.{0,80}"
    r"|von meinem .{0,60} gesendet"
    r"|iphone'umdan gönderildi|wysłane z .{0,60}"
    r")\s*[*_]*\s*$",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\s*(?:(?:met|mvg|m\.v\.g\.?)\b(?:\s+(?:een\s+)?(?:vriendelijke|hartelijke|warme|beste|sportieve|zonnige))?\s*(?:groet(?:en|jes)?)?|"
    r"(?:vriendelijke|hartelijke|beste|lieve|warme|veel)?\s*(?:groet(?:en|jes)?|gr\.?|grt(?:z|jes)?)|hoogachtend|alvast bedankt|"
    r"(?:kind|best|warm|many)?\s*regards|sincerely|cheers|yours (?:truly|faithfully|sincerely)|mit freundlichen grüßen|mfg|cordialement|"
    r"pozdrawiam|saygılarımla|saludos)\b[\s,.!]*(?:(?:van|from)\s+)?[^\n.?!:;]{0,60}[\s,.!]*$",
    re.IGNORECASE,
)
_CLOSING_WORD = re.compile(r"(?:met|mvg|m\.v\.g|groet|gr\b|grt|hoogachtend|alvast|regards|sincerely|cheers|yours|mit|mfg|cordial|pozdr|sayg|salud|\w+lijke|beste|lieve|warme|veel|kind|best|warm|many)", re.IGNORECASE)  # fmt: skip  # noqa: E501
_NOT_SEEN = dict.fromkeys([0x200B, 0x200C, 0x2060, 0xFEFF, 0xAD, 0x0C, 0x0B], None) | {0xA0: " ", 0x2028: "\n", 0x2029: "\n"}


@dataclass(frozen=True)
class Own:
    """`text` is empty when there was nothing of the sender's own. `files`: attachments that do not come along."""

    text: str
    files: int = 0
    whole: str = ""
    """Everything that could be read, for giving back what could not be taken apart."""


def own_text(message: EmailMessage) -> Own:
    whole = _whole(message)
    lines = whole.split("\n")
    lines = _without_quotes(_above_the_old_mail(lines))
    return Own(_tidy(_without_name(_without_closing(lines), str(message["From"] or ""))), _files(message), whole)


def _whole(message: EmailMessage) -> str:
    found = ""
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        if part is None:
            continue
        text = _decoded(part)[:LONGEST]  # type: ignore[arg-type]
        flowed = str(part.get_param("format", "")).lower() == "flowed"
        found = html_lines(text) if kind == "html" else _flowed(text, part) if flowed else text  # type: ignore[arg-type]
        if found.strip():
            break
    return found.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").translate(_NOT_SEEN)


def _decoded(part: EmailMessage) -> str:
    """The text of a part; one that names a character set wrongly is still read."""
    try:
        text = str(part.get_content())
    except (LookupError, UnicodeError, ValueError):
        text = "\ufffd"
    if "\ufffd" not in text:
        return text
    raw = part.get_payload(decode=True)
    raw = raw if isinstance(raw, bytes) else str(part.get_payload()).encode("utf-8", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _flowed(text: str, part: EmailMessage) -> str:
    """RFC 3676: a line that ends in a space goes on, at the same depth of quoting."""
    delete_space = str(part.get_param("delsp", "")).lower() == "yes"
    out: list[str] = []
    open_depth: int | None = None
    for line in text.replace("\r\n", "\n").split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:]
        words = words.removeprefix(" ")
        soft = words.endswith(" ") and words != "-- "
        kept = words[:-1] if soft and delete_space else words
        if open_depth == depth and words != "-- ":
            out[-1] += kept
        else:
            out.append((">" * depth + " " if depth else "") + kept)
        open_depth = depth if soft else None
    return "\n".join(out)


def _above_the_old_mail(lines: list[str]) -> list[str]:
    """Cut where a mail program put the old mail without marking its lines. Marked lines are left for the next step."""
    for number, line in enumerate(lines):
        if _CUT.match(line) and not _QUOTED.match(line):
            return _without_attribution(lines[:number])
        if _QUOTED.match(line) or len(line) > LONGEST_LINE:
            continue
        if _RULED.match(line) and _old_mail_follows(lines, number):
            return lines[:number]
        if _header_block(lines, number):
            return _without_attribution(lines[:number])
        if (length := _attribution(lines, number)) and not _quote_follows(lines, number + length):
            return lines[:number]
    return lines


def _old_mail_follows(lines: list[str], number: int) -> bool:
    """A ruled line says so in words, or is followed by the head of a mail. One that somebody drew is not."""
    if re.search(r"[a-zà-ÿ]{4}", lines[number], re.IGNORECASE):
        return True
    rest = [later for later in range(number + 1, min(number + 4, len(lines))) if lines[later].strip()]
    return bool(rest) and _header_block(lines, rest[0])


def _header_block(lines: list[str], number: int) -> bool:
    """`Van: ...` and at least two more lines of the head of a mail right below it."""
    if not _HEADER.match(lines[number]):
        return False
    names = set()
    for line in lines[number : number + 8]:
        if found := _HEADER.match(line):
            names.add(found[1].lower())
    return len(names) >= 3


def _attribution(lines: list[str], number: int) -> int:
    """How many lines from here say "Op ... schreef ...:" together; 0 for none."""
    if not lines[number].strip() or not _OPENS.match(lines[number]):
        return 0
    together = ""
    for length in range(1, 5):
        if number + length > len(lines):
            return 0
        together = f"{together} {lines[number + length - 1].strip()}".strip()
        if len(together) > LONGEST_LINE:
            return 0
        if _WROTE.search(together) and (_WHEN.search(together) or "@" in together) and together.rstrip().endswith((":", ">", "---", "كتب")):
            return length
    return 0


def _quote_follows(lines: list[str], number: int) -> bool:
    rest = next((line for line in lines[number:] if line.strip()), "")
    return bool(_QUOTED.match(rest))


def _without_attribution(lines: list[str]) -> list[str]:
    """Drop a line such as "Op ... schreef ...:" from the end, in whatever language: it ends in a colon and holds a moment or an address."""
    while lines and not lines[-1].strip():
        lines.pop()
    for length in range(1, min(4, len(lines)) + 1):
        tail = lines[-length:]
        if not tail[0].strip():
            break
        if _attribution(tail, 0) == length:
            del lines[-length:]
            return lines
    for length in range(1, min(3, len(lines)) + 1):
        together = " ".join(line.strip() for line in lines[-length:])[-LONGEST_LINE:]
        if not together.endswith(":") or not lines[-length].strip():
            break
        if _WHEN.search(together) and ("@" in together or (length == 1 and len(together) > 25)):
            del lines[-length:]
            break
    return lines


def _without_quotes(lines: list[str]) -> list[str]:
    own: list[str] = []
    for line in lines:
        if _QUOTED.match(line):
            own = _without_attribution(own)
            if own:
                own.append("")
        else:
            own.append(line)
    return own


def _without_closing(lines: list[str]) -> list[str]:
    kept = list(lines)
    for number, line in enumerate(kept):
        bare = line in ("--", "—") and sum(bool(below.strip()) for below in kept[number:]) <= MOST_BELOW
        if line == "-- " or bare or (len(line) <= LONGEST_LINE and _SENT_FROM.match(line)):
            kept = kept[:number]
            break
    filled = [number for number, line in enumerate(kept) if line.strip()]
    for number in filled[-12:]:
        below = [kept[later].strip() for later in filled if later > number]
        short = all(len(line) <= 90 for line in below) or bool(re.search(r"\d{2}[- ]?\d{6,8}|@|www\.", "\n".join(below)))
        if (
            number != filled[0]
            and len(kept[number]) <= LONGEST_LINE
            and _CLOSING.match(kept[number])
            and _CLOSING_WORD.match(kept[number].strip())
            and short
        ):
            return kept[:number]
    return kept


def _without_name(lines: list[str], sender: str) -> list[str]:
    """A last line that is the sender's own name is a signature too."""
    filled = [number for number, line in enumerate(lines) if line.strip()]
    words = set(re.findall(r"\w+", parseaddr(sender)[0].casefold()))
    last = re.findall(r"\w+", lines[filled[-1]].casefold()) if len(filled) > 1 else []
    return lines[: filled[-1]] if last and len(last) <= 5 and set(last) <= words else lines


def _tidy(lines: list[str]) -> str:
    """Lines that a mail program wrapped are joined again: one was wrapped when the next word would not have fitted on it."""
    out: list[str] = []
    last = ""  # the last line as it was sent
    for line in (one.rstrip() for one in lines):
        goes_on = bool(last and line) and not line[0].isspace() and not re.match(r"[-*•>#]|\d+[.)]\s", line)
        if goes_on and len(last) <= 80 and len(last) + 1 + len(line.split(" ", 1)[0]) > 72:
            out[-1] += " " + line
        else:
            out.append(line)
        last = line
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)).strip()


def _files(message: EmailMessage) -> int:
    count = 0
    for part in message.walk():
        if part.is_multipart() or (part.get_content_maintype() == "text" and not part.get_filename()):
            continue
        name, kind = (part.get_filename() or "").lower(), part.get_content_type()
        if name in ("winmail.dat", "smime.p7s", "signature.asc") or kind in ("application/pgp-signature", "application/pkcs7-signature"):
            continue
        if name.endswith(".vcf"):
            continue
        size = len(part.get_payload(decode=True) or b"") if isinstance(part.get_payload(), str) else 0
        if kind.startswith("image/") and part["Content-ID"] and size < SMALL_PICTURE:
            continue
        count += 1
    return count
