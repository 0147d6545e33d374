"""What stays of a mailed answer: 68 messages of different mail programs, and texts that look like a quote and are none."""

from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

import pytest
from mail_samples import FOLDER, SAMPLES, sample

from foundation.incoming import CUT_LINE, own_text, why_a_machine

PLACED = sorted(name for name, (kind, _text) in SAMPLES.items() if kind == "placed")


def parsed(name):
    return BytesParser(policy=default).parsebytes(sample(name))


def test_every_message_has_its_line_and_every_line_its_message():
    assert {path.stem for path in FOLDER.glob("*.eml")} == set(SAMPLES)
    assert len(SAMPLES) >= 60


@pytest.mark.parametrize("name", PLACED)
def test_the_own_words_and_nothing_else(name):
    assert own_text(parsed(name)).text == SAMPLES[name][1]


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_machines_are_told_from_people(name):
    assert (why_a_machine(parsed(name)) is not None) == (SAMPLES[name][0] in ("machine", "bounce"))


@pytest.mark.parametrize(("name", "files"), [("photo", 1), ("photo-only", 1), ("logo-in-signature", 0), ("outlook-web-nl", 0)])
def test_files_are_counted_and_logos_are_not(name, files):
    assert own_text(parsed(name)).files == files


def typed(text):
    message = EmailMessage()
    message["From"] = "Jan de Vries <jan@example.nl>"
    message.set_content(text)
    return own_text(message).text


@pytest.mark.parametrize(
    "text",
    [
        "Op maandag schreef de krant erover.\nDat vond ik goed.",
        "Van: alles wat.\nHet is een rommel.",
        "De groeten van mijn buren krijgt u.\nZij zijn het ermee eens.",
        "Met vriendelijke groet begin ik maar eens.\nDaarna mijn klacht: de lift is stuk.\nWanneer komt u?",
        "Mijn vraag is deze:\n---\nWie betaalt dat?",
        "Wij sturen dit vanaf mijn balkon.",
        "Eerst dit.\n--\n" + "\n".join(f"Punt {number}." for number in range(9)),
        "Jan de Vries",
        "1. een rek\n2. een lamp",
        "Ik schreef op 12-11-2026 een brief:\nnooit antwoord gekregen.",
    ],
)
def test_what_only_looks_like_a_quote_stays(text):
    assert typed(text) == text


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        (f"Mijn antwoord\n\n{CUT_LINE}\n\nDag Jan", "Mijn antwoord"),
        ("Prima.\n\nGr. Jan", "Prima."),
        ("Prima.\n\nMet vriendelijke groet van Jan de Vries\n06-12345678", "Prima."),
        ("Prima.\nKind regards,\n\nJan", "Prima."),
        ("Prima.\n\nJan de Vries", "Prima."),
        ("> oud\n\nnieuw", "nieuw"),
    ],
)
def test_closing_words_take_the_name_with_them(text, stays):
    assert typed(text) == stays


@pytest.mark.parametrize(
    "text",
    [
        ">" * 100_000,
        "a\n>\n" * 40_000,
        "Op " * 60_000,
        "Van: x\n" * 25_000,
        "=" * 150_000,
        "_" * 150_000,
        "groet " * 30_000,
        "<" * 150_000,
        "Verzonden vanaf mijn " * 9_000,
        "Op 23 nov. 2026 om 19:30 schreef\n" * 6_000,
    ],
)
def test_a_mail_made_to_keep_us_busy_does_not(text):
    """No assertion on time: what is quadratic here takes minutes, and somebody will look."""
    for kind in ("plain", "html"):
        message = EmailMessage()
        message["From"] = "x@example.nl"
        message.set_content(text, subtype=kind, cte="8bit")
        assert len(own_text(message).text) <= 200_000


@pytest.mark.parametrize(
    "html", ["<div>" * 50_000, "<blockquote>" * 30_000 + "x", "</p>" * 50_000, "<p><b></p></b><![CDATA[x]]><!--", "<a href='"]
)
def test_broken_html_is_read_as_far_as_it_goes(html):
    message = EmailMessage()
    message["From"] = "x@example.nl"
    message.set_content("<p>Dit telt.</p>" + html, subtype="html", cte="8bit")
    assert own_text(message).text.startswith("Dit telt.")
