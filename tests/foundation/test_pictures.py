import contextlib
import hashlib
import io

import picture_files as files
import pytest
from PIL import Image, ImageFile

from foundation import pictures
from foundation.errors import BadInput


def opened(size):
    return Image.open(io.BytesIO(size.data))


def dot(size, x, y):
    return opened(size).convert("RGB").getpixel((x, y))


def near(colour, wanted):
    return all(abs(have - want) < 12 for have, want in zip(colour, wanted, strict=True))


def test_a_photo_comes_in_three_sizes_that_say_their_measures():
    made = pictures.read(files.photo((3000, 2000)))
    assert [(one.width, one.height) for one in made.sizes] == [(480, 320), (960, 640), (1600, 1067)]
    for one in made.sizes:
        assert opened(one).size == (one.width, one.height) and opened(one).format == "JPEG"
        assert (one.width, one.height) == (one.width, pictures.height_at(one.width, (1600, 1067)))
    assert pictures.widths(1600) == (480, 960, 1600) and pictures.widths(480) == (480,) and pictures.widths(64) == (64,)


def test_a_small_picture_is_not_blown_up():
    assert [(one.width, one.height) for one in pictures.read(files.picture(size=(64, 48))).sizes] == [(64, 48)]


def test_position_camera_comment_and_profile_stay_behind_and_the_photo_stands_upright():
    sent = files.phone_photo()
    assert b"Geheime Camera" in sent and b"Opmerking van Jan" in sent and Image.open(io.BytesIO(sent)).getexif().get_ifd(0x8825)
    [size] = pictures.read(sent).sizes
    assert (size.width, size.height) == (300, 400)
    assert near(dot(size, 5, 5), (255, 255, 255)) and near(dot(size, 250, 350), (20, 20, 120))
    assert not opened(size).getexif()
    assert not {"exif", "comment", "icc_profile", "photoshop", "xmp"} & set(opened(size).info)
    for secret in (b"Geheim", b"Opmerking", b"Exif"):
        assert secret not in size.data


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_turned_the_way_it_says(orientation):
    [size] = pictures.read(files.phone_photo(orientation)).sizes
    assert (size.width, size.height) == ((400, 300) if orientation < 5 else (300, 400))


@pytest.mark.parametrize(
    ("sent", "x", "colour"),
    [
        (files.see_through("P"), 5, (255, 255, 255)),
        (files.see_through("RGBA"), 5, (255, 255, 255)),
        (files.see_through("P"), 35, (200, 0, 0)),
        (files.sixteen_bit(), 5, (128, 128, 128)),
        (files.picture("JPEG", mode="CMYK", colour=(0, 255, 255, 0)), 5, (255, 0, 0)),
        (files.picture("PNG", mode="1", colour=1), 5, (255, 255, 255)),
        (files.picture("PNG", mode="LA", colour=(0, 0)), 5, (255, 255, 255)),
        (files.picture("WEBP", colour=(0, 200, 0)), 5, (0, 200, 0)),
        (files.picture("JPEG", progressive=True), 5, (200, 30, 30)),
        (files.picture("MPO", save_all=True, append_images=[Image.new("RGB", (64, 48), "blue")]), 5, (200, 30, 30)),
    ],
)
def test_every_kind_of_picture_looks_as_it_did(sent, x, colour):
    [size] = pictures.read(sent).sizes
    assert near(dot(size, x, 5), colour)


def test_what_hides_behind_a_picture_is_gone():
    [size] = pictures.read(files.polyglot()).sizes
    assert b"script" not in size.data and b"PK\x05\x06" not in size.data


@pytest.mark.parametrize("word", files.UNKNOWN)
def test_other_files_are_refused_by_their_content_with_what_to_do(word):
    with pytest.raises(BadInput, match=word):
        pictures.read(files.UNKNOWN[word])


@pytest.mark.parametrize("sent", [files.animated("WEBP"), files.animated("PNG")])
def test_what_moves_is_refused(sent):
    with pytest.raises(BadInput, match="beweegt"):
        pictures.read(sent)


@pytest.mark.parametrize(
    "sent", [files.png_saying(60_000, 60_000), files.png_saying(5000, 5000), files.png_saying(1, 2**31 - 1), files.many_scans()]
)
def test_too_many_dots_are_seen_in_the_header_before_anything_is_decoded(sent, monkeypatch):
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda _self: pytest.fail("decoded"))
    with pytest.raises(BadInput, match=r"te groot om te openen|beschadigd"):
        pictures.read(sent)


def test_a_file_that_is_too_heavy_is_not_opened(monkeypatch):
    monkeypatch.setattr(Image, "open", lambda *_args, **_more: pytest.fail("opened"))
    with pytest.raises(BadInput, match="te groot"):
        pictures.read(b"\xff\xd8\xff" + b"0" * pictures.MOST_BYTES)


@pytest.mark.parametrize("kept", [3, 20, 200, 0.5, 0.9])
def test_a_file_cut_off_anywhere_is_damaged(kept):
    for sent in (files.photo((600, 400)), files.picture("PNG", size=(300, 300)), files.picture("WEBP", size=(300, 300))):
        cut = sent[: kept if kept > 1 else int(len(sent) * kept)]
        with pytest.raises(BadInput):
            pictures.read(cut)


def test_bytes_changed_at_random_never_raise_anything_else():
    sources = [files.photo((200, 150)), files.picture("PNG", size=(80, 80)), files.picture("WEBP", size=(80, 80)), files.phone_photo()]
    for number in range(200):
        sent = bytearray(sources[number % 4])
        for place in hashlib.sha256(str(number).encode()).digest()[:6]:
            sent[20 + place * (len(sent) - 21) // 255] ^= 0x55
        with contextlib.suppress(BadInput):
            pictures.read(bytes(sent))
