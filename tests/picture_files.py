"""Picture and PDF files as people and attackers send them, made here."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject


def picture(kind="JPEG", size=(64, 48), colour=(200, 30, 30), mode="RGB", **more):
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **more)
    return out.getvalue()


def photo(size=(3000, 2000), **more):
    """Soft colours with grain, which weigh what a photo weighs."""
    out = io.BytesIO()
    Image.effect_noise((size[0] // 8, size[1] // 8), 60).resize(size).convert("RGB").save(out, "JPEG", **more)
    return out.getvalue()


def phone_photo(orientation=6, size=(400, 300)):
    """Lying on its side, with a camera, a comment and the place where it was taken. Its left upper corner, once upright, is white."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x9286] = orientation, "Geheime Camera", "Opmerking van Jan"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 26.0, 29.0), 3: "E", 4: (5.0, 28.0, 41.0)})
    image = Image.new("RGB", size, (20, 20, 120))
    image.paste((255, 255, 255), (0, size[1] // 2, size[0] // 2, size[1]))  # lower left becomes upper left
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"Opmerking van Jan", icc_profile=b"Geheim profiel" * 20)
    return out.getvalue()


def png_saying(width, height, body=b"", depth=8, colour=2):
    """A PNG whose header says these measures; what follows need not be true."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")


def bomb(side=12_000):
    """Small to send, 432 MB once decoded."""
    return png_saying(side, side, b"\x00" * ((3 * side + 1) * side))


def many_scans():
    start = picture("JPEG", progressive=True)
    return start[:-2] + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" * 200 + b"\xff\xd9"


def polyglot():
    """A photo that is also a web page and a zip."""
    return picture("JPEG", comment=b"<script>alert(1)</script>") + b"<html><script>alert(1)</script></html>PK\x05\x06" + b"\x00" * 18


def animated(kind="WEBP"):
    out = io.BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "green", "blue")]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


def sixteen_bit():
    out = io.BytesIO()
    image = Image.new("I;16", (40, 40), 32768)
    image.save(out, "PNG")
    return out.getvalue()


def see_through(mode="P"):
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    image.paste((200, 0, 0, 255), (20, 0, 40, 40))
    out = io.BytesIO()
    (image.convert("P") if mode == "P" else image).save(out, "PNG")
    return out.getvalue()


def pdf(pages=2, act=None, password=None, embed=False, script=False):
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(595, 842)
    if act:
        writer._root_object[NameObject("/OpenAction")] = DictionaryObject(
            {NameObject("/S"): NameObject(act), NameObject("/F"): TextStringObject("cmd.exe")}
        )
    if script:
        writer._root_object[NameObject("/Names")] = DictionaryObject(
            {NameObject("/JavaScript"): writer._add_object(DictionaryObject({NameObject("/Names"): ArrayObject([])}))}
        )
    if embed:
        writer.add_attachment("lijst.txt", b"geheim")
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


UNKNOWN = {
    "GIF": picture("GIF", mode="P", colour=1),
    "HEIC": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 60,
    "film": b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isom" + b"\x00" * 60,
    "code": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "PDF": pdf(1),
    "leeg": b"",
    "kennen": b"gewoon wat tekst",
}
"""What is no picture of ours, by a word of the sentence that refuses it."""
