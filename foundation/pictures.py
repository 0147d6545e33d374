"""Pictures that people send: checked before they are decoded, and always made anew. The only place that decodes them.

What comes out is a plain JPEG of ours. Position, camera, comments, colour profile and whatever was hidden behind the picture stay behind,
because only its dots are taken over.
"""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass

from PIL import Image, ImageOps

from foundation.errors import BadInput
from foundation.i18n import _

MOST_BYTES = 15 * 1024 * 1024
MOST_DOTS = {"JPEG": 64_000_000, "MPO": 64_000_000, "PNG": 24_000_000, "WEBP": 24_000_000}
"""A JPEG is made smaller while it is decoded; the others stand in memory as a whole."""
LARGEST = 1600
"""Of the longest side, as it is kept."""
WIDTHS = (480, 960)
"""Below the largest: a phone, and a column of text."""
MOST_SCANS = 100
"""A progressive JPEG is decoded once for each scan; cameras make ten."""
QUALITY = 82

_one_at_a_time = threading.Lock()  # a decoded picture is large: one in memory for each process, however many people send one


@dataclass(frozen=True)
class Size:
    width: int
    height: int
    data: bytes


@dataclass(frozen=True)
class Picture:
    """The same picture in up to three sizes, smallest first."""

    sizes: tuple[Size, ...]

    @property
    def largest(self) -> Size:
        return self.sizes[-1]


def widths(width: int) -> tuple[int, ...]:
    """The widths in which a picture is kept whose largest one is this wide."""
    return (*(one for one in WIDTHS if one < width), width)


def height_at(width: int, largest: tuple[int, int]) -> int:
    return max(1, round(largest[1] * width / largest[0]))


def read(data: bytes) -> Picture:
    """Raises BadInput, which says in Dutch what is wrong and what to do. Takes a second for a large picture: not for inside a transaction."""
    if reason := why_not_read(data):
        raise BadInput(reason)
    with _one_at_a_time:
        try:
            return _made_anew(data)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise BadInput(_too_many_dots()) from None
        except BadInput:
            raise
        except Exception as error:  # a decoder raises anything at all on a hostile file
            raise BadInput(_("Dit bestand is beschadigd of niet compleet. Maak de foto opnieuw, of kies een andere.")) from error


def why_not_read(data: bytes) -> str | None:
    """What the first bytes tell. The name of a file says nothing."""
    if not data:
        return _("Dit bestand is leeg. Kies een andere afbeelding.")
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 1_048_576
        return _("Dit bestand is te groot. Een afbeelding mag %(most)s MB zijn. Maak er een screenshot van en kies die.", most=most)
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return None
    if start.startswith(b"gif8"):
        return _("Dit is een GIF. Die kunnen wij niet plaatsen. Kies een gewone foto of een screenshot.")
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"):
        return _("Deze foto heeft een soort die veel telefoons niet kennen (HEIC). Maak een screenshot van de foto en kies die.")
    if data[4:8] == b"ftyp" or start.startswith((b"\x1a\x45\xdf\xa3", b"riff")):
        return _("Dit is een film of geluid. Kies een foto.")
    if start.startswith((b"<svg", b"<?xml", b"<!doctype", b"<html")):
        return _("Dit is een tekening of webpagina in code. Maak er een screenshot van en kies die.")
    if start.startswith(b"%pdf-"):
        return _("Dit is een PDF en geen afbeelding. Maak een foto of screenshot van de bladzijde en kies die.")
    return _("Dit is geen foto die wij kennen. Kies een foto of een screenshot: JPEG, PNG of WebP.")


def _too_many_dots() -> str:
    return _("Deze afbeelding is te groot om te openen. Maak haar kleiner, of maak er een screenshot van en kies die.")


def _made_anew(data: bytes) -> Picture:
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as picture:
        kind = picture.format or ""
        scans = data.count(b"\xff\xda") if kind in ("JPEG", "MPO") else 1
        if picture.width * picture.height > MOST_DOTS.get(kind, 0) or scans > MOST_SCANS:
            raise BadInput(_too_many_dots())
        if kind != "MPO" and getattr(picture, "is_animated", False):  # an MPO is a photo with a second view of it behind it
            raise BadInput(_("Deze afbeelding beweegt. Dat leidt af van de tekst. Kies een gewone foto of een screenshot."))
        picture.draft("RGB", (LARGEST, LARGEST))
        picture.load()
        if picture.mode in ("RGB", "RGBA", "L"):
            picture.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)  # before anything makes a second large one
        flat = _on_white(ImageOps.exif_transpose(picture))
    flat.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
    sizes = []
    for width in widths(flat.width):
        height = height_at(width, flat.size)
        one = flat if width == flat.width else flat.resize((width, height), Image.Resampling.LANCZOS)
        sizes.append(Size(width, height, _jpeg(one, sharp=kind == "PNG")))
    return Picture(tuple(sizes))


def _on_white(picture: Image.Image) -> Image.Image:
    """Eight bits, red, green and blue, nothing transparent, on a fresh sheet that knows nothing of the file."""
    if picture.mode.startswith("I;16"):
        picture = picture.point(lambda value: value / 256).convert("L")  # a plain conversion would cut off at 255
    elif picture.mode in ("I", "F"):
        raise BadInput(_("Dit is geen foto die wij kennen. Kies een foto of een screenshot: JPEG, PNG of WebP."))
    sheet = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        sheet.paste(seen, mask=seen.getchannel("A"))
    else:
        sheet.paste(picture.convert("RGB"))
    return sheet


def _jpeg(picture: Image.Image, *, sharp: bool) -> bytes:
    """`sharp` keeps the edges of coloured letters, of which screens and drawings are full."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True, subsampling=0 if sharp else 2)
    return out.getvalue()
