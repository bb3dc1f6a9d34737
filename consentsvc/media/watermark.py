"""A text across a picture that is handed over, so that a copy says where it came from. Runs in the limited process of `sandbox`."""

import math
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

FONT_PACKAGE: Final = "manimgx_fonts"
FONT: Final = "NotoSans[wght].ttf"
WRITABLE: Final = r"^[\x20-\x7e\u00a0-\u024f\u0370-\u03ff\u0400-\u04ff\u1e00-\u1eff\u2010-\u2027\u20ac\u2122]*$"
"""What the font has: Latin, Greek and Cyrillic letters, and what stands between them."""

_OF_THE_EDGE: Final = 24  # the letters' height: this part of the longest edge
_SMALLEST: Final = 12  # pixels
_SLOPE: Final = 30  # degrees
_LIGHT, _DARK = (255, 255, 255, 110), (0, 0, 0, 70)  # seen on any picture, and the picture through it
_QUALITY: Final = 85


def marked(data: bytes, text: str) -> bytes:
    """A JPEG of ours with the text across it, again and again, encoded anew with the notice that it carries (P3)."""
    with Image.open(BytesIO(data), formats=("JPEG",)) as picture:
        notice = picture.info.get("xmp", b"")
        pixels = picture.convert("RGBA")
    made = Image.alpha_composite(pixels, _layer(pixels.size, text)).convert("RGB")
    made.info = {}
    out = BytesIO()
    made.save(out, "JPEG", quality=_QUALITY, xmp=notice)
    return out.getvalue()


def _layer(size: tuple[int, int], text: str) -> Image.Image:
    """The text in slanting lines over all of it, on nothing."""
    side = math.ceil(math.hypot(*size))
    sheet = Image.new("RGBA", (side, side))
    draw, font = ImageDraw.Draw(sheet), _font(max(_SMALLEST, max(size) // _OF_THE_EDGE))
    width, height = draw.textlength(text, font) + 2 * font.size, 4 * font.size
    for row in range(math.ceil(side / height)):
        for column in range(-1, math.ceil(side / width)):
            at = (column + row % 2 / 2) * width, row * height
            draw.text(at, text, font=font, fill=_LIGHT, stroke_width=max(1, round(font.size / 20)), stroke_fill=_DARK)
    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    return sheet.rotate(_SLOPE, Image.Resampling.BICUBIC).crop((left, top, left + size[0], top + size[1]))


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    spec = find_spec(FONT_PACKAGE)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"The package {FONT_PACKAGE} with the fonts is not installed.")
    return ImageFont.truetype(Path(spec.origin).parent / FONT, size)
