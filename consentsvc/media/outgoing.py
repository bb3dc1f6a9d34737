"""The picture as it goes out: cropped, covered and encoded anew, with nothing in it but what it may carry (P3, U2, U3).

Runs in the limited process of `sandbox`, as `pictures` does. Takes a path or bytes and gives plain values.

A cover hides a whole head in two steps. First its pixels are replaced, in the picture as it was decoded: from here on nothing of
them is left but what the style keeps of their mean colours, so nothing made later can bring them back. Then the picture is cropped
and made smaller, and a shape, where one is wanted, is drawn over what was replaced.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType
from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from consentsvc.media import pictures, xmp
from consentsvc.media.faces import Face, detect
from consentsvc.media.framing import Box, head
from consentsvc.media.pdq import likeness
from consentsvc.media.xmp import Notice
from consentsvc.schools.policy import CoverStyle

# Measured on drawn scenes, where a plain skin tone, or 5 × 6 of them, still passed for a face here and there. So means are few,
# and paled: of 768 covered faces none was found again.
_BANDS: Final = 2  # means of a fill, above and below
_BLOCKS: Final = 4  # means of 'pixels', across and down
_PALE: Final = 226
_PALED: Final = 0.65  # so much of that grey in each mean
_FEATHER: Final = 0.08  # of a fill's width: how far its edge runs out over what lies around it
_BACKDROP, _FIGURE = "#c9d1d6", "#9aa7b0"
_QUALITY: Final = 85


@dataclass(frozen=True, slots=True)
class Look:
    """What goes out of a picture: which part (None: all), whose faces covered and how, and what the file says of itself.

    The faces are the detector's boxes, or marks like them, in the whole picture.
    """

    longest_edge: int
    covers: Sequence[Box]
    style: CoverStyle
    crop: Box | None
    notice: Notice


@dataclass(frozen=True, slots=True)
class Rendition:
    """A JPEG encoded anew, its size in pixels, the faces that are still found in it, as parts of it, and its likeness (`pdq`)."""

    data: bytes
    width: int
    height: int
    faces: list[Face]
    likeness: str | None = None


def render(source: pictures.Source, look: Look) -> Rendition:
    """The picture as it goes out (P3, U2, U3): encoded anew, upright, sRGB, never enlarged; and the faces found in the result.

    Raises Refused; ValueError for a cover that lies outside the picture, since nothing would be covered; DetectorUnavailable.
    """
    decoded = pictures.decode(source, _edge_to_decode(look))
    pixels = pictures.upright(decoded.pixels, decoded.orientation)
    heads = [_pixels_under(pixels.size, face) for face in look.covers]
    for area in heads:
        _REPLACE[look.style](pixels, area)
    frame = _frame(pixels.size, look.crop)
    picture = pictures.in_srgb(pictures.shrunk(pixels.crop(frame), look.longest_edge), decoded.profile)
    if look.style == "shape":
        for area in heads:
            _draw_figure(picture, _scaled(area, frame, picture.size))
    return _made(picture, look.notice)


def smaller(rendition: Rendition, longest_edge: int, notice: Notice) -> Rendition:
    """A smaller copy of what goes out: made from it, so that what is covered there can't come back."""
    decoded = pictures.decode(rendition.data, longest_edge)
    picture = pictures.shrunk(decoded.pixels, longest_edge)
    return _made(picture, notice)


def _made(picture: Image.Image, notice: Notice) -> Rendition:
    data = _encoded(picture, notice)
    thumbnail = pictures.shrunk(picture.convert("RGB"), pictures.THUMBNAIL_EDGE)
    return Rendition(data, *picture.size, _found_in(data), likeness(np.asarray(thumbnail)))


def _edge_to_decode(look: Look) -> int:
    """So many pixels of the whole that the crop has as many as are wanted."""
    share = min(look.crop.w, look.crop.h) if look.crop else 1.0
    return math.ceil(look.longest_edge / share)


def _frame(size: tuple[int, int], crop: Box | None) -> tuple[int, int, int, int]:
    """The crop in whole pixels: rather one too few than one too many, since somebody may stand right beside it."""
    width, height = size
    if crop is None:
        return 0, 0, width, height
    left, top = math.ceil(crop.x * width), math.ceil(crop.y * height)
    right, bottom = math.floor(crop.right * width), math.floor(crop.bottom * height)
    return min(left, width - 1), min(top, height - 1), max(right, left + 1), max(bottom, top + 1)


def _encoded(picture: Image.Image, notice: Notice) -> bytes:
    picture.info = {}  # Pillow copies comments and profiles that it still holds
    out = BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, xmp=xmp.packet(notice))
    return out.getvalue()


def _found_in(data: bytes) -> list[Face]:
    """Searched as the public will get it, not as it was before it was encoded."""
    with Image.open(BytesIO(data), formats=("JPEG",)) as picture:
        return detect(picture.convert("RGB"))


# Replacing what is under a cover: in the picture as it was decoded, whatever its colours are.

_Area = tuple[int, int, int, int]  # left, top, right, bottom in whole pixels


def _pixels_under(size: tuple[int, int], face: Box) -> _Area:
    """The whole head: rather a pixel too many than one too few. It may reach out of the picture."""
    width, height = size
    grown = head(face)
    area = (
        math.floor(grown.x * width),
        math.floor(grown.y * height),
        math.ceil(grown.right * width),
        math.ceil(grown.bottom * height),
    )
    left, top, right, bottom = _within(area, size)
    if not (face.w > 0 and face.h > 0 and left < right and top < bottom):
        raise ValueError("a cover must lie in the picture")
    return area


def _within(area: _Area, size: tuple[int, int]) -> _Area:
    return max(0, area[0]), max(0, area[1]), min(size[0], area[2]), min(size[1], area[3])


def _fill(pixels: Image.Image, area: _Area) -> None:
    """A soft capsule in two mean colours. Its edge runs out over what lies around it, never into what it hides."""
    left, top, right, bottom = area
    width, height = right - left, bottom - top
    soft = max(2, round(width * _FEATHER))
    size = width + 2 * soft, height + 2 * soft
    means = _means(pixels.crop(_within(area, pixels.size)), 1, _BANDS)
    colours = _paled(means).resize(size, Image.Resampling.BICUBIC)
    mask = ImageChops.lighter(_capsule(size, soft), _capsule(size, soft // 2).filter(ImageFilter.GaussianBlur(soft / 3)))
    pixels.paste(colours, (left - soft, top - soft), mask)


def _capsule(size: tuple[int, int], margin: int) -> Image.Image:
    mask = Image.new("L", size)
    right, bottom = size[0] - margin - 1, size[1] - margin - 1
    radius = (min(size) - 2 * margin) / 2
    ImageDraw.Draw(mask).rounded_rectangle((margin, margin, right, bottom), radius, fill=255)
    return mask


def _means(part: Image.Image, across: int, down: int) -> Image.Image:
    """One pixel for each of so many parts, or fewer of a tiny one: its mean, from exact sums, so that nothing else goes in."""
    pixels = np.asarray(part).reshape(part.height, part.width, -1)
    rows = np.array_split(pixels, min(down, part.height))
    means = [[cell.mean(axis=(0, 1)) for cell in np.array_split(row, min(across, part.width), axis=1)] for row in rows]
    few = np.asarray(means).round().astype(np.uint8)
    return Image.frombytes(part.mode, (few.shape[1], few.shape[0]), few.tobytes())


def _pixelate(pixels: Image.Image, area: _Area) -> None:
    """A few large pixels, each the mean of what was there, paled."""
    inside = _within(area, pixels.size)
    part = pixels.crop(inside)
    few = _paled(_means(part, _BLOCKS, _BLOCKS))
    pixels.paste(few.resize(part.size, Image.Resampling.NEAREST), inside)


def _paled(means: Image.Image) -> Image.Image:
    return Image.blend(means, Image.new(means.mode, means.size, _grey(means.mode, _PALE)), _PALED)


def _grey(mode: str, light: int) -> int | tuple[int, ...]:
    if mode == "L":
        return light
    return (0, 0, 0, 255 - light) if mode == "CMYK" else (light, light, light)


def _blank(pixels: Image.Image, area: _Area) -> None:
    """One grey, whatever was there."""
    pixels.paste(_grey(pixels.mode, _PALE), _within(area, pixels.size))


_REPLACE: Final[Mapping[CoverStyle, Callable[[Image.Image, _Area], None]]] = MappingProxyType(
    {"fill": _fill, "pixels": _pixelate, "shape": _blank}
)


# Drawing over what was replaced, in the picture as it goes out.


def _scaled(area: _Area, frame: _Area, size: tuple[int, int]) -> _Area:
    """Where an area of the decoded picture lies in the cropped and smaller one, and a pixel around it."""
    across, down = size[0] / (frame[2] - frame[0]), size[1] / (frame[3] - frame[1])
    return (
        math.floor((area[0] - frame[0]) * across) - 1,
        math.floor((area[1] - frame[1]) * down) - 1,
        math.ceil((area[2] - frame[0]) * across) + 1,
        math.ceil((area[3] - frame[1]) * down) + 1,
    )


def _draw_figure(picture: Image.Image, area: _Area) -> None:
    """A head and shoulders without a face, drawn at four times the size so that its edges are soft."""
    width, height = area[2] - area[0], area[3] - area[1]
    tile = Image.new("RGB", (width * 4, height * 4), _BACKDROP)
    draw = ImageDraw.Draw(tile)
    for x, y, across, down in ((0.5, 0.4, 0.22, 0.22 * width / height), (0.5, 1.05, 0.42, 0.4)):
        draw.ellipse(
            ((x - across) * tile.width, (y - down) * tile.height, (x + across) * tile.width, (y + down) * tile.height),
            fill=_FIGURE,
        )
    picture.paste(tile.reduce(4), area[:2])
