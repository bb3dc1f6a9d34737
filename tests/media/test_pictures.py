"""What is done to one picture: what is refused, what is read, what goes out."""

import json
import random
import shutil
import struct
import subprocess
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageDraw, ImageOps

from consentsvc.demo import scenes
from consentsvc.media import faces, outgoing, pictures
from consentsvc.media.outgoing import Box
from consentsvc.media.pictures import Refused
from consentsvc.media.sandbox import Sandbox

HEIC = Path(__file__).parent / "files" / "two-people.heic"
FORMATS = ["JPEG", "progressive", "CMYK", "MPO", "PNG", "palette", "grey", "grey16", "transparent", "WEBP", "TIFF"]


def _scene(width: int = 800, height: int = 600, people: int = 2) -> Image.Image:
    return Image.open(BytesIO(scenes.draw(2, people, width, height).jpeg))


def _saved(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def _file(kind: str, picture: Image.Image | None = None) -> bytes:
    """A picture in one of FORMATS."""
    picture = picture or _scene()
    makers: dict[str, Callable[[], bytes]] = {
        "progressive": lambda: _saved(picture, progressive=True),
        "CMYK": lambda: _saved(picture.convert("CMYK")),
        "MPO": lambda: _saved(picture, "MPO", save_all=True, append_images=[picture.copy()]),
        "palette": lambda: _saved(picture.convert("P"), "PNG"),
        "grey": lambda: _saved(picture.convert("L"), "PNG"),
        "grey16": lambda: _saved(Image.fromarray(np.asarray(picture.convert("L")).astype(np.uint16) * 257), "PNG"),
        "transparent": lambda: _saved(_with_alpha(picture), "PNG"),
    }
    return makers.get(kind, lambda: _saved(picture, kind))()


def _with_alpha(picture: Image.Image) -> Image.Image:
    layered = picture.convert("RGBA")
    layered.putalpha(ImageOps.invert(Image.new("L", picture.size, 0)))
    return layered


def _open(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


# Refusals.


def _png_that_claims(width: int, height: int) -> bytes:
    """Grey in one bit a pixel, all zeros: some kilobytes for any size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress(bytes((width // 8 + 1) * height))
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _jpeg_that_claims(width: int, height: int) -> bytes:
    data = bytearray(_saved(Image.new("RGB", (8, 8))))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def _jpeg_with_scans(count: int) -> bytes:
    """A progressive JPEG whose last scan is there many times."""
    data = _saved(_scene(320, 240), progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * count + data[-2:]


def _raw_camera_file() -> bytes:
    return _saved(Image.new("RGB", (160, 120)), "TIFF", tiffinfo={254: 1})


BAD = {
    "empty": ("empty", lambda: b""),
    "text": ("not-a-picture", lambda: b"Dear parents, this is a letter named photo.jpg."),
    "gif": ("not-a-picture", lambda: _saved(_scene(), "GIF")),
    "bmp": ("not-a-picture", lambda: _saved(_scene(), "BMP")),
    "eps": ("not-a-picture", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n"),
    "avif": ("not-a-picture", lambda: b"\0\0\0\x20ftypavif\0\0\0\0" + bytes(100)),
    "cut JPEG": ("unreadable", lambda: _file("JPEG")[:-2000]),
    "cut progressive JPEG": ("unreadable", lambda: _file("progressive")[:5000]),
    "cut PNG": ("unreadable", lambda: _file("PNG")[:-2000]),
    "cut WebP": ("unreadable", lambda: _file("WEBP")[:-2000]),
    "cut TIFF": ("unreadable", lambda: _file("TIFF")[:-2000]),
    "cut HEIC": ("unreadable", lambda: HEIC.read_bytes()[:300]),
    "header of a JPEG": ("unreadable", lambda: b"\xff\xd8\xff\xe0"),
    "100 megapixels of PNG": ("too-many-pixels", lambda: _png_that_claims(10_000, 10_000)),
    "400 megapixels of PNG": ("too-many-pixels", lambda: _png_that_claims(20_000, 20_000)),
    "JPEG that claims 4 gigapixels": ("too-many-pixels", lambda: _jpeg_that_claims(65_000, 65_000)),
    "JPEG that claims 79 megapixels": ("unreadable", lambda: _jpeg_that_claims(8888, 8888)),
    "JPEG of 3,000 scans": ("too-complex", lambda: _jpeg_with_scans(3000)),
    "moving WebP": (
        "moving",
        lambda: _saved(_scene(), "WEBP", save_all=True, append_images=[_scene(people=3)]),
    ),
    "moving PNG": ("moving", lambda: _saved(_scene(), "PNG", save_all=True, append_images=[_scene(people=3)])),
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
    assert pictures.probe(_file("JPEG") + b"\xff\xda\0\0" * 100).width == 800


def test_64_scans_are_taken() -> None:
    assert pictures.probe(_jpeg_with_scans(50)).width == 320


# What is taken, and what it says of itself.


@pytest.mark.promise("U1")
@pytest.mark.parametrize("kind", FORMATS)
def test_each_format_is_taken_and_its_faces_are_found(kind: str) -> None:
    data = _file(kind)
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
    facts = pictures.probe(_saved(Image.new("RGB", (9, 9))))
    assert (facts.taken_at, facts.has_location) == (None, False)


def test_a_location_in_xmp_counts() -> None:
    packet = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a exif:GPSLatitude="55,0N"/></x:xmpmeta>'
    assert pictures.probe(_saved(Image.new("RGB", (9, 9)), xmp=packet)).has_location


def test_nonsense_for_a_time_is_no_time() -> None:
    exif = Image.Exif()
    exif[0x8769] = {0x9003: "yesterday"}
    assert pictures.probe(_saved(Image.new("RGB", (9, 9)), exif=exif)).taken_at is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_one_pixel_is_a_picture(kind: str) -> None:
    data = _saved(Image.new("RGB", (1, 1), "red"), kind)
    scan = pictures.scan(data)
    assert (scan.width, scan.height, scan.faces) == (1, 1, [])
    assert outgoing.render(data, 1600, [Box(0, 0, 1, 1)]).width == 1


def test_a_path_and_its_bytes_give_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(_file("JPEG"))
    assert pictures.scan(path) == pictures.scan(path.read_bytes())


# Pixels: upright, sRGB, of the right size.

CORNERS = ("red", "green", "blue", "yellow")  # upper left, upper right, lower left, lower right
STORED_AS = {  # how an upright picture is stored so that this EXIF orientation turns it upright again
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def _four_corners(orientation: int, kind: str = "JPEG") -> bytes:
    picture = Image.new("RGB", (96, 64))
    draw = ImageDraw.Draw(picture)
    for number, colour in enumerate(CORNERS):
        left, top = number % 2 * 48, number // 2 * 32
        draw.rectangle((left, top, left + 47, top + 31), fill=colour)
    turn = STORED_AS[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    return _saved(picture.transpose(turn) if turn is not None else picture, kind, exif=exif)


def _corner_colours(data: bytes) -> list[tuple[int, ...]]:
    picture = _open(data).convert("RGB")
    width, height = picture.size
    pixels = [picture.getpixel((x, y)) for y in (height // 4, height * 3 // 4) for x in (width // 4, width * 3 // 4)]
    return [tuple(round(value / 128) for value in pixel) for pixel in pixels]  # type: ignore[union-attr]


RED, GREEN, BLUE, YELLOW = (2, 0, 0), (0, 1, 0), (0, 0, 2), (2, 2, 0)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", STORED_AS)
def test_every_orientation_is_turned_upright(orientation: int, kind: str) -> None:
    data = _four_corners(orientation, kind)
    facts, scan, out = pictures.probe(data), pictures.scan(data), outgoing.render(data, 48, [])
    assert (facts.width, facts.height) == (scan.width, scan.height) == _open(scan.preview).size == (96, 64)
    assert (out.width, out.height) == _open(out.data).size == (48, 32)
    assert _corner_colours(scan.preview) == _corner_colours(out.data) == [RED, GREEN, BLUE, YELLOW]


@pytest.mark.promise("U3")
@pytest.mark.parametrize("orientation", STORED_AS)
def test_a_cover_lies_where_the_upright_picture_has_it(orientation: int) -> None:
    out = outgoing.render(_four_corners(orientation, "PNG"), 96, [Box(0.6, 0.1, 0.2, 0.8)])
    upper_left, upper_right, lower_left, lower_right = _corner_colours(out.data)
    assert (upper_left, lower_left) == (RED, BLUE)
    assert upper_right == lower_right
    assert upper_right not in (GREEN, YELLOW)


def test_sizes() -> None:
    large = _saved(_scene(3000, 1500))
    scan = pictures.scan(large)
    assert (scan.width, scan.height) == (3000, 1500)
    assert _open(scan.preview).size == (2048, 1024)
    assert _open(scan.thumbnail).size == (400, 200)
    assert outgoing.render(large, 1600, []).width == 1600
    assert outgoing.render(_file("JPEG"), 1600, []).width == 800


def _swapped_profile() -> bytes:
    """sRGB with red and blue swapped: reading it is seen at once."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"....", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"....", b"bXYZ", 1)


@pytest.mark.parametrize(
    ("profile", "colour"), [(_swapped_profile(), BLUE), (b"nonsense", RED), (b"", RED)], ids=["swapped", "nonsense", "none"]
)
def test_colours_are_those_of_the_web(profile: bytes, colour: tuple[int, ...]) -> None:
    data = _saved(Image.new("RGB", (40, 40), "red"), icc_profile=profile)
    assert set(_corner_colours(outgoing.render(data, 40, []).data)) == {colour}
    assert set(_corner_colours(pictures.scan(data).preview)) == {colour}


def test_white_lies_behind_what_is_transparent() -> None:
    data = _saved(Image.new("RGBA", (40, 40), (255, 0, 0, 0)), "PNG")
    assert set(_corner_colours(outgoing.render(data, 40, []).data)) == {(2, 2, 2)}


# What goes out.


def _talkative_jpeg() -> bytes:
    exif = _scene().getexif()
    exif[0x8769] = {0x9003: "2026:06:03 11:14:00", 0xA431: "serial 4711", 0x927C: b"maker"}
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a xmlns:mwg-rs="r" mwg-rs:Name="Nobody"/></x:xmpmeta>'
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return _saved(_scene(), exif=exif, xmp=xmp, comment="Nobody", icc_profile=icc) + b"trailing Nobody"


@pytest.mark.rule("P3")
@pytest.mark.promise("U2")
@pytest.mark.parametrize("source", [_talkative_jpeg, HEIC.read_bytes], ids=["jpeg", "heic"])
def test_no_metadata_goes_out(source: Callable[[], bytes]) -> None:
    scan = pictures.scan(source())
    for data in (outgoing.render(source(), 1600, []).data, scan.preview, scan.thumbnail):
        assert data.endswith(b"\xff\xd9")
        assert b"Nobody" not in data
        picture = _open(data)
        assert dict(picture.getexif()) == {}
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.rule("P3")
@pytest.mark.skipif(not shutil.which("exiftool"), reason="exiftool is not installed")
def test_exiftool_finds_nothing_either(tmp_path: Path) -> None:
    path = tmp_path / "out.jpg"
    path.write_bytes(outgoing.render(_talkative_jpeg(), 1600, []).data)
    told = json.loads(subprocess.check_output(["exiftool", "-json", "-G", "-a", "-ee", path]))[0]
    assert {key.split(":")[0] for key in told} <= {"SourceFile", "ExifTool", "File", "JFIF", "Composite"}


@pytest.mark.rule("W2")
@pytest.mark.promise("U3")
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("longest_edge", [2048, 800])
def test_no_covered_face_is_found_again(seed: int, longest_edge: int) -> None:
    scene = scenes.draw(seed, 8)
    covered = pictures.scan(scene.jpeg).faces[:5]
    out = outgoing.render(scene.jpeg, longest_edge, [Box(face.x, face.y, face.w, face.h) for face in covered])
    left = pictures.scan(out.data).faces
    middles = [(face.x + face.w / 2, face.y + face.h / 2) for face in left]
    assert not [m for m in middles for face in covered if face.x < m[0] < face.x + face.w and face.y < m[1] < face.y + face.h]
    assert len([face for face in left if face.score >= faces.LIKELY]) == 3


@pytest.mark.promise("U3")
@pytest.mark.parametrize("longest_edge", [800, 300])
def test_nothing_of_what_is_covered_is_left_but_its_mean(longest_edge: int) -> None:
    """The same pixels in another order under the cover give the same bytes."""
    box = Box(0.3, 0.4, 0.16, 0.24)
    picture = _scene()
    pixels = np.asarray(picture).copy()
    left, top, right, bottom = round(0.28 * 800), round(0.37 * 600), round(0.48 * 800), round(0.67 * 600)
    part = pixels[top:bottom, left:right].reshape(-1, 3)
    pixels[top:bottom, left:right] = np.random.default_rng(1).permutation(part).reshape(bottom - top, right - left, 3)
    other = Image.fromarray(pixels)
    assert pixels.tobytes() != np.asarray(picture).tobytes()
    one, two = (outgoing.render(_saved(image, "PNG"), longest_edge, [box]).data for image in (picture, other))
    assert one == two


@pytest.mark.promise("U3")
@pytest.mark.parametrize("kind", FORMATS)
def test_a_cover_is_of_one_colour_in_each_format(kind: str) -> None:
    out = outgoing.render(_file(kind), 800, [Box(0.4, 0.4, 0.2, 0.2)])
    inside = np.asarray(_open(out.data).crop((320, 248, 480, 352)))
    assert np.ptp(inside.reshape(-1, 3), axis=0).max() <= 4


@pytest.mark.parametrize(
    "box", [Box(1.2, 0, 0.1, 0.1), Box(0.2, 0.2, 0, 0.1), Box(-0.5, 0, 0.1, 0.1), Box(0, 0, float("nan"), 1)]
)
def test_a_cover_that_would_cover_nothing_is_an_error(box: Box) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        outgoing.render(_file("JPEG"), 800, [box])


@pytest.mark.promise("S6")
@pytest.mark.parametrize("size", [(1, 1), (30, 500), (1600, 1067), (4000, 20)])
def test_the_neutral_picture_has_the_size_and_is_small(size: tuple[int, int]) -> None:
    data = pictures.neutral(*size)
    assert _open(data).size == size
    assert len(data) < 40_000


# Broken at random.


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox(1)
    yield sandbox
    sandbox.close()


def _mutated(data: bytes, rng: random.Random) -> bytes:
    """Some bytes changed (most near the start, where the structure is), a piece doubled or the end cut off."""
    broken = bytearray(data)
    for _ in range(rng.choice((1, 4, 20))):
        reach = len(broken) if rng.random() < 0.4 else min(len(broken), 700)
        broken[rng.randrange(12, reach)] = rng.choice((0, 255, rng.randrange(256)))
    if rng.random() < 0.2:
        del broken[rng.randrange(len(broken) // 2, len(broken)) :]
    if rng.random() < 0.2:
        at = rng.randrange(len(broken))
        broken[at:at] = broken[at : at + rng.randrange(200)]
    return _with_right_checksums(broken) if data.startswith(b"\x89PNG") else bytes(broken)


def _with_right_checksums(png: bytearray) -> bytes:
    """Else every broken PNG is refused for its checksum alone."""
    at = 8
    while at + 12 <= len(png):
        end = at + 8 + int.from_bytes(png[at : at + 4])
        png[end : end + 4] = zlib.crc32(png[at + 4 : end]).to_bytes(4)
        at = end + 4
    return bytes(png)


@pytest.mark.promise("U1")
@pytest.mark.parametrize("kind", ["JPEG", "progressive", "CMYK", "PNG", "palette", "WEBP", "TIFF", "HEIC"])
def test_a_broken_file_gives_a_picture_or_a_refusal(kind: str, sandbox: Sandbox) -> None:
    whole = HEIC.read_bytes() if kind == "HEIC" else _file(kind, _scene(320, 240))
    rng = random.Random(kind)
    refused = 0
    for _ in range(40):
        broken = _mutated(whole, rng)
        try:
            facts = sandbox.run(pictures.probe, broken)
            scan = sandbox.run(pictures.scan, broken)
            assert (scan.width, scan.height) == (facts.width, facts.height)
        except Refused:
            refused += 1
    assert refused
