"""Pictures for the tests of media: drawn scenes in every format, in every orientation, and with all that a camera says."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageDraw, ImageOps

from consentsvc.demo import scenes

HEIC = Path(__file__).parent / "files" / "two-people.heic"
FORMATS = ["JPEG", "progressive", "CMYK", "MPO", "PNG", "palette", "grey", "grey16", "transparent", "WEBP", "TIFF"]


def scene(width: int = 800, height: int = 600, people: int = 2) -> Image.Image:
    return Image.open(BytesIO(scenes.draw(2, people, width, height).jpeg))


def saved(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def picture_file(kind: str, picture: Image.Image | None = None) -> bytes:
    """A picture in one of FORMATS."""
    picture = picture or scene()
    makers: dict[str, Callable[[], bytes]] = {
        "progressive": lambda: saved(picture, progressive=True),
        "CMYK": lambda: saved(picture.convert("CMYK")),
        "MPO": lambda: saved(picture, "MPO", save_all=True, append_images=[picture.copy()]),
        "palette": lambda: saved(picture.convert("P"), "PNG"),
        "grey": lambda: saved(picture.convert("L"), "PNG"),
        "grey16": lambda: saved(Image.fromarray(np.asarray(picture.convert("L")).astype(np.uint16) * 257), "PNG"),
        "transparent": lambda: saved(_with_alpha(picture), "PNG"),
    }
    return makers.get(kind, lambda: saved(picture, kind))()


def _with_alpha(picture: Image.Image) -> Image.Image:
    layered = picture.convert("RGBA")
    layered.putalpha(ImageOps.invert(Image.new("L", picture.size, 0)))
    return layered


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


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


def four_corners(orientation: int, kind: str = "JPEG") -> bytes:
    picture = Image.new("RGB", (96, 64))
    draw = ImageDraw.Draw(picture)
    for number, colour in enumerate(CORNERS):
        left, top = number % 2 * 48, number // 2 * 32
        draw.rectangle((left, top, left + 47, top + 31), fill=colour)
    turn = STORED_AS[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(picture.transpose(turn) if turn is not None else picture, kind, exif=exif)


def corner_colours(data: bytes) -> list[tuple[int, ...]]:
    picture = opened(data).convert("RGB")
    width, height = picture.size
    pixels = [picture.getpixel((x, y)) for y in (height // 4, height * 3 // 4) for x in (width // 4, width * 3 // 4)]
    return [tuple(round(value / 128) for value in pixel) for pixel in pixels]  # type: ignore[union-attr]


RED, GREEN, BLUE, YELLOW = (2, 0, 0), (0, 1, 0), (0, 0, 2), (2, 2, 0)


def swapped_profile() -> bytes:
    """sRGB with red and blue swapped: reading it is seen at once."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"....", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"....", b"bXYZ", 1)


def talkative_jpeg() -> bytes:
    exif = scene().getexif()
    exif[0x8769] = {0x9003: "2026:06:03 11:14:00", 0xA431: "serial 4711", 0x927C: b"maker"}
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a xmlns:mwg-rs="r" mwg-rs:Name="Nobody"/></x:xmpmeta>'
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return saved(scene(), exif=exif, xmp=xmp, comment="Nobody", icc_profile=icc) + b"trailing Nobody"
