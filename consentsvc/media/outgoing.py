"""The picture as it goes out: encoded anew, with every redaction in it, and nothing else (P3, U2, U3).

Runs in the limited process of `sandbox`, as `pictures` does. Takes a path or bytes and gives plain values.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from consentsvc.media import pictures


@dataclass(frozen=True, slots=True)
class Box:
    """A part of an upright picture, in fractions (0 to 1) of its width and height."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Rendition:
    """A JPEG encoded anew, and its size in pixels."""

    data: bytes
    width: int
    height: int


def render(source: pictures.Source, longest_edge: int, covers: Iterable[Box]) -> Rendition:
    """The picture as it goes out (P3, U2, U3): encoded anew, upright, sRGB, no metadata, never enlarged.

    Each cover, grown by a quarter, is replaced by its mean colour before the picture is made smaller.
    Raises Refused; ValueError for a cover that lies outside the picture, since nothing would be covered.
    """
    decoded = pictures.decode(source, longest_edge)
    pixels = pictures.upright(decoded.pixels, decoded.orientation)
    for box in covers:
        _cover(pixels, box)
    picture = pictures.in_srgb(pictures.shrunk(pixels, longest_edge), decoded.profile)
    return Rendition(pictures.jpeg(picture), *picture.size)


def _cover(pixels: Image.Image, box: Box) -> None:
    """Replace what lies in the box, grown by a quarter, by its mean colour."""
    area = _pixels_under(pixels.size, box)
    part = np.asarray(pixels.crop(area))
    mean = part.reshape(-1, *part.shape[2:]).mean(axis=0).round().astype(int)
    pixels.paste(tuple(mean.tolist()) if mean.ndim else int(mean), area)


def _pixels_under(size: tuple[int, int], box: Box) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the grown box in whole pixels: rather one too many than one too few."""
    width, height = size
    left = max(0, math.floor((box.x - box.w / 8) * width))
    top = max(0, math.floor((box.y - box.h / 8) * height))
    right = min(width, math.ceil((box.x + box.w * 9 / 8) * width))
    bottom = min(height, math.ceil((box.y + box.h * 9 / 8) * height))
    if not (box.w > 0 and box.h > 0 and left < right and top < bottom):
        raise ValueError("a cover must lie in the picture")
    return left, top, right, bottom
