"""Files of a form on their way in, and files of a post on their way out."""

from __future__ import annotations

from collections.abc import Callable

from babel.numbers import format_decimal
from flask import Response, request
from flask.typing import ResponseReturnValue

from accounts.access import MEMBERS, open_to, the_account
from accounts.models import Account
from forum.forms import WritingForm
from forum.models import Attachment, AttachmentKind
from forum.queries import files as queries
from forum.rules import files as rules
from forum.service import files as service
from forum.views import blueprint
from forum.views.words import reader
from foundation import clock, pdf, pictures
from foundation.db import db, transaction
from foundation.errors import BadInput, NotFound, Refused
from foundation.i18n import language, ngettext
from foundation.plain import plain

ALONE = "default-src 'none'; sandbox"
"""What a file of ours may do when somebody opens it by itself: nothing."""


def take_in_files(place: str) -> tuple[service.Attaching, list[str]]:
    """Keep the files of this form, whatever becomes of its text: a browser cannot be given a chosen file back. Returns what the form
    says of files it showed, and what is wrong with files it brought."""
    words = {name[6:]: value for name, value in request.form.items() if name.startswith("words-")}
    off = frozenset(name[4:] for name in request.form if name.startswith("off-"))
    said, me = service.Attaching(words, off), the_account().id
    wrong: list[str] = []
    if words or off:
        with transaction():
            service.change_waiting(me, place, said)
    for number in range(1, rules.MOST_ON_A_POST + 1):
        file = request.files.get(f"file-{number}")
        if file is None or not file.filename:
            continue
        try:
            read = service.read_file(file.stream.read(pdf.MOST_BYTES + 1), file.filename)
            with transaction():
                about = request.form.get(f"new-words-{number}", "")
                service.keep_attachment(db.session.get_one(Account, me), place, read, about, clock.now(), off)
        except BadInput as bad:
            wrong.append(f"“{plain(file.filename)[:60]}”: {bad.message}")
        except Refused as refusal:
            wrong.append(f"“{plain(file.filename)[:60]}”: {refusal.reason}")
    return said, wrong


@blueprint.get("/bijlagen/<key>/<int:width>")
@open_to(MEMBERS)
def picture(key: str, width: int) -> ResponseReturnValue:
    row = queries.find_attachment(key, AttachmentKind.PICTURE, reader())
    if row is None:
        raise NotFound
    return file_response(f"{key}-{width}", lambda: queries.bytes_of(row, width), "image/jpeg")


@blueprint.get("/bijlagen/<key>/pdf")
@open_to(MEMBERS)
def attached_pdf(key: str) -> ResponseReturnValue:
    row = queries.find_attachment(key, AttachmentKind.PDF, reader())
    if row is None:
        raise NotFound
    return file_response(key, lambda: queries.bytes_of(row), "application/pdf", row.filename)


def file_response(tag: str, load: Callable[[], bytes | None], kind: str, name: str = "") -> Response:
    """A file for this person alone; with a name it is a download. A browser may keep it, but asks at every showing whether it still may:
    the file under one key never changes, so the answer costs no bytes."""
    response = Response(mimetype=kind)
    response.set_etag(tag)
    if not request.if_none_match.contains(tag):
        data = load()
        if data is None:
            raise NotFound
        response.data = data
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = ALONE
    if name:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.make_conditional(request)
    return response


def size_words(size: int) -> str:
    """What a download weighs, as a reader says it: 240 kB, 1,2 MB."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{format_decimal(round(size / 1_000_000, 1), locale=language())} MB"


def pdf_words(file: object) -> str:
    """Behind the name of a PDF: how many pages, and how large."""
    pages, size = int(getattr(file, "pages", 0)), int(getattr(file, "size", 0))
    long = ngettext("%(num)s pagina", "%(num)s pagina's", pages)  # the catalogue does not look inside an f-string
    return f"PDF, {long}, {size_words(size)}"


def _on_form(form: WritingForm) -> list[tuple[Attachment, str, bool]]:
    """What a form shows: files on the post that is being changed and files that wait, each with its words and whether it is to go."""
    me = the_account().id
    rows = [*queries.hanging_at(me, form.place), *queries.waiting_attachments(me, form.place)]
    return [(row, request.form.get(f"words-{row.key}", row.words), f"off-{row.key}" in request.form) for row in rows]


def _may_add_pdf(form: WritingForm) -> bool:
    return rules.may_add_pdf(the_account()) and not form.place.startswith("assisted:")


def _file_kinds(form: WritingForm) -> str:
    """For the browser's own chooser. A phone that sees no HEIC here turns its photos into JPEG by itself."""
    return "image/jpeg,image/png,image/webp" + (",application/pdf" if _may_add_pdf(form) else "")


@blueprint.app_context_processor
def _file_words() -> dict[str, object]:
    return {
        "files_on_form": _on_form, "file_kinds": _file_kinds, "picture_widths": pictures.widths, "pdf_words": pdf_words,
        "picture_height": lambda file, width: pictures.height_at(width, (file.width, file.height)), "most_files": rules.MOST_ON_A_POST,
    }  # fmt: skip
