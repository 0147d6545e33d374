import picture_files as files
import pytest

from foundation import pdf
from foundation.errors import BadInput


def test_pages_are_counted():
    assert pdf.read(files.pdf(3)).pages == 3


@pytest.mark.parametrize("act", sorted(pdf.ACTS))
def test_what_acts_is_refused(act):
    with pytest.raises(BadInput, match="kan gaan werken"):
        pdf.read(files.pdf(act=act))


@pytest.mark.parametrize("more", [{"script": True}, {"embed": True}])
def test_what_carries_something_is_refused(more):
    with pytest.raises(BadInput, match="kan gaan werken"):
        pdf.read(files.pdf(**more))


def test_a_plain_opening_act_is_no_harm():
    assert pdf.read(files.pdf(act="/GoTo")).pages == 2


def test_a_password_is_told_apart():
    with pytest.raises(BadInput, match="wachtwoord"):
        pdf.read(files.pdf(password="geheim"))


@pytest.mark.parametrize(
    "sent", [b"", b"geen pdf", b"%PDF-1.7\n", files.pdf()[:200], b"%PDF-1.7\n" + b"1 0 obj << /Kids [1 0 R] >> endobj\n" * 50]
)
def test_what_is_no_whole_pdf_is_refused(sent):
    with pytest.raises(BadInput):
        pdf.read(sent)


def test_too_large_is_not_opened():
    with pytest.raises(BadInput, match="te groot"):
        pdf.read(b"%PDF-" + b"0" * pdf.MOST_BYTES)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Plan binnentuin.pdf", "Plan binnentuin.pdf"),
        ("../../etc/passwd", "etc-passwd.pdf"),
        ('a"; filename=x.exe', "a- filename-x.exe.pdf"),
        ("\u202efdp.exe\r\nSet-Cookie: a=b", "fdp.exe Set-Cookie- a-b.pdf"),
        ("Überzicht één.PDF", "Uberzicht een.pdf"),
        ("", "stuk.pdf"),
        ("x" * 300, "x" * 80 + ".pdf"),
    ],
)
def test_a_name_is_safe_in_a_header_and_on_a_disk(name, safe):
    assert pdf.safe_name(name) == safe
