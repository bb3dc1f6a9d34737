"""What is done to one picture: what is refused, what is read, what goes out."""

import struct
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from consentsvc.demo import scenes
from consentsvc.media import faces, pictures
from consentsvc.media.pictures import Refused
from tests.media.drawn import (
    BLUE,
    FORMATS,
    GREEN,
    HEIC,
    RED,
    STORED_AS,
    YELLOW,
    corner_colours,
    four_corners,
    opened,
    picture_file,
    saved,
    scene,
    swapped_profile,
    talkative_jpeg,
)

# Refusals.


def _png_that_claims(width: int, height: int) -> bytes:
    """Grey in one bit a pixel, all zeros: some kilobytes for any size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress(bytes((width // 8 + 1) * height))
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _jpeg_that_claims(width: int, height: int) -> bytes:
    data = bytearray(saved(Image.new("RGB", (8, 8))))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def _jpeg_with_scans(count: int) -> bytes:
    """A progressive JPEG whose last scan is there many times."""
    data = saved(scene(320, 240), progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * count + data[-2:]


def _raw_camera_file() -> bytes:
    return saved(Image.new("RGB", (160, 120)), "TIFF", tiffinfo={254: 1})


BAD = {
    "empty": ("empty", lambda: b""),
    "text": ("not-a-picture", lambda: b"Dear parents, this is a letter named photo.jpg."),
    "gif": ("not-a-picture", lambda: saved(scene(), "GIF")),
    "bmp": ("not-a-picture", lambda: saved(scene(), "BMP")),
    "eps": ("not-a-picture", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n"),
    "avif": ("not-a-picture", lambda: b"\0\0\0\x20ftypavif\0\0\0\0" + bytes(100)),
    "cut JPEG": ("unreadable", lambda: picture_file("JPEG")[:-2000]),
    "cut progressive JPEG": ("unreadable", lambda: picture_file("progressive")[:5000]),
    "cut PNG": ("unreadable", lambda: picture_file("PNG")[:-2000]),
    "cut WebP": ("unreadable", lambda: picture_file("WEBP")[:-2000]),
    "cut TIFF": ("unreadable", lambda: picture_file("TIFF")[:-2000]),
    "cut HEIC": ("unreadable", lambda: HEIC.read_bytes()[:300]),
    "header of a JPEG": ("unreadable", lambda: b"\xff\xd8\xff\xe0"),
    "100 megapixels of PNG": ("too-many-pixels", lambda: _png_that_claims(10_000, 10_000)),
    "400 megapixels of PNG": ("too-many-pixels", lambda: _png_that_claims(20_000, 20_000)),
    "JPEG that claims 4 gigapixels": ("too-many-pixels", lambda: _jpeg_that_claims(65_000, 65_000)),
    "JPEG that claims 79 megapixels": ("unreadable", lambda: _jpeg_that_claims(8888, 8888)),
    "JPEG of 3,000 scans": ("too-complex", lambda: _jpeg_with_scans(3000)),
    "moving WebP": (
        "moving",
        lambda: saved(scene(), "WEBP", save_all=True, append_images=[scene(people=3)]),
    ),
    "moving PNG": ("moving", lambda: saved(scene(), "PNG", save_all=True, append_images=[scene(people=3)])),
    "raw": ("raw", _raw_camera_file),
}


@pytest.mark.promise("U1")
@pytest.mark.parametrize(("code", "make"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("work", [pictures.probe, pictures.scan])
def test_what_is_no_good_is_refused_with_a_sentence(
    work: Callable[[bytes], object], code: str, make: Callable[[], bytes]
) -> None:
    with pytest.raises(Refused) as refused:
        work(make())
    assert refused.value.code == code
    assert refused.value.sentence.endswith(".")


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.jpg"
    with path.open("wb") as file:
        file.truncate(pictures.MAX_BYTES + 1)
    with pytest.raises(Refused) as refused:
        pictures.probe(path)
    assert refused.value.code == "too-large"


def test_the_film_behind_a_motion_photo_is_no_reason_to_refuse() -> None:
    assert pictures.probe(picture_file("JPEG") + b"\xff\xda\0\0" * 100).width == 800


def test_64_scans_are_taken() -> None:
    assert pictures.probe(_jpeg_with_scans(50)).width == 320


# What is taken, and what it says of itself.


@pytest.mark.promise("U1")
@pytest.mark.parametrize("kind", FORMATS)
def test_each_format_is_taken_and_its_faces_are_found(kind: str) -> None:
    data = picture_file(kind)
    types = {"PNG": "png", "palette": "png", "grey": "png", "grey16": "png", "transparent": "png", "WEBP": "webp", "TIFF": "tiff"}
    facts = pictures.probe(data)
    assert (facts.type, facts.width, facts.height) == (f"image/{types.get(kind, 'jpeg')}", 800, 600)
    assert len([face for face in pictures.scan(data).faces if face.score >= faces.LIKELY]) == 2


def test_heic_is_taken() -> None:
    facts = pictures.probe(HEIC)
    assert (facts.type, facts.width, facts.height, facts.has_location) == ("image/heic", 640, 480, True)
    assert facts.taken_at == datetime(2026, 6, 3, 11, 14)
    assert len(pictures.scan(HEIC).faces) == 2


def test_time_and_location_are_read() -> None:
    facts = pictures.probe(scenes.draw(2, 1, 400, 300).jpeg)
    assert (facts.taken_at, facts.has_location) == (datetime(2026, 6, 3, 11, 14), True)


def test_a_picture_that_says_nothing_has_no_time_and_no_location() -> None:
    facts = pictures.probe(saved(Image.new("RGB", (9, 9))))
    assert (facts.taken_at, facts.has_location) == (None, False)


def test_a_location_in_xmp_counts() -> None:
    packet = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a exif:GPSLatitude="55,0N"/></x:xmpmeta>'
    assert pictures.probe(saved(Image.new("RGB", (9, 9)), xmp=packet)).has_location


def test_nonsense_for_a_time_is_no_time() -> None:
    exif = Image.Exif()
    exif[0x8769] = {0x9003: "yesterday"}
    assert pictures.probe(saved(Image.new("RGB", (9, 9)), exif=exif)).taken_at is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_one_pixel_is_a_picture(kind: str) -> None:
    data = saved(Image.new("RGB", (1, 1), "red"), kind)
    scan = pictures.scan(data)
    assert (scan.width, scan.height, scan.faces) == (1, 1, [])


def test_a_path_and_its_bytes_give_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(picture_file("JPEG"))
    assert pictures.scan(path) == pictures.scan(path.read_bytes())


# Pixels: upright, sRGB, of the right size.


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", STORED_AS)
def test_every_orientation_is_turned_upright(orientation: int, kind: str) -> None:
    data = four_corners(orientation, kind)
    facts, scan = pictures.probe(data), pictures.scan(data)
    assert (facts.width, facts.height) == (scan.width, scan.height) == opened(scan.preview).size == (96, 64)
    assert corner_colours(scan.preview) == [RED, GREEN, BLUE, YELLOW]


def test_sizes() -> None:
    large = saved(scene(3000, 1500))
    scan = pictures.scan(large)
    assert (scan.width, scan.height) == (3000, 1500)
    assert opened(scan.preview).size == (2048, 1024)
    assert opened(scan.thumbnail).size == (400, 200)


@pytest.mark.parametrize(
    ("profile", "colour"), [(swapped_profile(), BLUE), (b"nonsense", RED), (b"", RED)], ids=["swapped", "nonsense", "none"]
)
def test_colours_are_those_of_the_web(profile: bytes, colour: tuple[int, ...]) -> None:
    data = saved(Image.new("RGB", (40, 40), "red"), icc_profile=profile)
    assert set(corner_colours(pictures.scan(data).preview)) == {colour}


def _display_p3() -> bytes:
    """The profile of phones: sRGB with wider primaries."""
    primaries = {
        b"rXYZ": (0.51512, 0.24120, -0.00105),
        b"gXYZ": (0.29198, 0.69225, 0.04189),
        b"bXYZ": (0.15710, 0.06657, 0.78407),
    }
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for entry in range(132, 132 + 12 * int.from_bytes(profile[128:132]), 12):
        name, offset = bytes(profile[entry : entry + 4]), int.from_bytes(profile[entry + 4 : entry + 8])
        if name in primaries:
            profile[offset + 8 : offset + 20] = struct.pack(">3i", *(round(value * 65536) for value in primaries[name]))
    return bytes(profile)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_display_p3_becomes_srgb(kind: str) -> None:
    data = saved(Image.new("RGB", (40, 40), (200, 100, 100)), kind, icc_profile=_display_p3())
    shown = opened(pictures.scan(data).preview).getpixel((20, 20))
    assert np.abs(np.subtract(shown, (215, 93, 97))).max() <= 3


def test_white_lies_behind_what_is_transparent() -> None:
    data = saved(Image.new("RGBA", (40, 40), (255, 0, 0, 0)), "PNG")
    assert set(corner_colours(pictures.scan(data).preview)) == {(2, 2, 2)}


@pytest.mark.rule("P3")
@pytest.mark.parametrize("source", [talkative_jpeg, HEIC.read_bytes], ids=["jpeg", "heic"])
def test_copies_for_staff_carry_nothing(source: Callable[[], bytes]) -> None:
    scan = pictures.scan(source())
    for data in (scan.preview, scan.thumbnail):
        assert data.endswith(b"\xff\xd9")
        assert b"Nobody" not in data
        picture = opened(data)
        assert dict(picture.getexif()) == {}
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.promise("S6")
@pytest.mark.parametrize("size", [(1, 1), (30, 500), (1600, 1067), (4000, 20)])
def test_the_neutral_picture_has_the_size_and_is_small(size: tuple[int, int]) -> None:
    data = pictures.neutral(*size)
    assert opened(data).size == size
    assert len(data) < 40_000
