"""Faces, whole heads and crops as parts of a picture, and who is to be seen in a crop. Values in, an answer out.

Lengths are shares (0 to 1) of the upright picture's width and height.
"""

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

# How far a head reaches beyond the box that the detector draws from the brow to the chin, in widths and heights of that box.
# With a tenth less, 97 to 100 % of each drawn head lay under its cover, and the ends of some bunches could be seen.
_ASIDE: Final = 0.5
_ABOVE: Final = 0.5
_BELOW: Final = 0.25

SLACK: Final = 0.0001
"""Of the picture: what the sum of two rounded shares may be off."""

SMALLEST_CROP: Final = 0.1
"""Of the picture's width and of its height."""

SMALLEST_EDGE: Final = 200
"""Of a crop, in pixels of the original; or the original's own edge, where that is less."""

_OFFERED_EDGE: Final = 0.25  # an offer that keeps less of the width or height is no picture any more
_OFFERED_ASPECT: Final = 3.0  # nor is a strip
_ROUND: Final = 1000
_MOST_IN_THE_WAY: Final = 40  # so many people to leave out still take well under a second


@dataclass(frozen=True, slots=True)
class Box:
    """A part of an upright picture, in fractions (0 to 1) of its width and height."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h


WHOLE: Final = Box(0, 0, 1, 1)


def crop_of(x: float | None, y: float | None, w: float | None, h: float | None) -> Box | None:
    """A photo's crop from its four columns; None where all of it goes out."""
    return None if x is None or y is None or w is None or h is None else Box(x, y, w, h)


def head(face: Box) -> Box:
    """The face with its hair, ears and chin; it may reach out of the picture."""
    return Box(
        face.x - _ASIDE * face.w,
        face.y - _ABOVE * face.h,
        (1 + 2 * _ASIDE) * face.w,
        (1 + _ABOVE + _BELOW) * face.h,
    )


def is_seen(face: Box, crop: Box | None) -> bool:
    """Whether any of the head lies in what goes out: the one answer to 'is this person in the picture?' once it is cropped."""
    return crop is None or touches(head(face), crop)


def is_whole(face: Box, crop: Box | None) -> bool:
    """Whether the face itself lies whole in what goes out, as far as the picture has it: of who is only cut, nobody sees a face."""
    return crop is None or holds(crop, _in_picture(face))


def height_in(face: Box, crop: Box | None) -> float:
    """The face's height as a share of what goes out."""
    return face.h / crop.h if crop else face.h


def touches(one: Box, other: Box) -> bool:
    """Whether the two share any part of the picture; edges that only meet don't."""
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def holds(crop: Box, box: Box) -> bool:
    """Whether the whole box lies in the crop."""
    return crop.x <= box.x and box.right <= crop.right and crop.y <= box.y and box.bottom <= crop.bottom


def in_whole(box: Box, crop: Box | None) -> Box:
    """A part of the crop, as a part of the whole picture."""
    if crop is None:
        return box
    return Box(crop.x + box.x * crop.w, crop.y + box.y * crop.h, box.w * crop.w, box.h * crop.h)


def wrong_with(crop: Box, width: int, height: int) -> str | None:
    """Why this part of a picture of so many pixels can't go out; None where it can."""
    if crop.right > 1 + SLACK or crop.bottom > 1 + SLACK:
        return "This part reaches out of the picture."
    if min(crop.w, crop.h) < SMALLEST_CROP:
        return "This part is too small: it must be at least a tenth of the picture's width and height."
    if crop.w * width < min(SMALLEST_EDGE, width) - 1 or crop.h * height < min(SMALLEST_EDGE, height) - 1:
        return f"This part is too small: it must be at least {SMALLEST_EDGE} pixels wide and high."
    return None


def without(blocked: Collection[Box], others: Sequence[Box], width: int, height: int) -> Box | None:
    """The best part of a picture of so many pixels in which none of the blocked faces is to be seen.

    Best: as many of the other faces as possible with their whole heads, then few of them cut, then large. None where nothing
    decent is left, where no whole head is, or nobody is to be left out.
    """
    if not blocked or len(blocked) > _MOST_IN_THE_WAY:
        return None
    best = _best(blocked, others, width, height)
    if best is None:
        return None
    cut = [face for face in others if is_seen(face, best) and not holds(best, _visible_head(face))]
    neater = _best([*blocked, *cut], others, width, height) if cut and len(blocked) + len(cut) <= _MOST_IN_THE_WAY else None
    return max((each for each in (best, neater) if each), key=lambda each: _worth(each, others))


def _best(blocked: Collection[Box], others: Sequence[Box], width: int, height: int) -> Box | None:
    decent = (each for each in _free_parts([head(face) for face in blocked]) if _is_decent(each, width, height))
    best = max(decent, key=lambda each: _worth(each, others), default=None)
    return best if best and _worth(best, others)[0] else None


def _worth(crop: Box, others: Sequence[Box]) -> tuple[int, int, float]:
    whole = sum(holds(crop, _visible_head(face)) for face in others)
    seen = sum(is_seen(face, crop) for face in others)
    return whole, whole - seen, crop.w * crop.h


def _visible_head(face: Box) -> Box:
    """As far as the picture shows it: a head at the picture's edge is whole where no crop cuts it further."""
    return _in_picture(head(face))


def _in_picture(box: Box) -> Box:
    x, y = max(0.0, box.x), max(0.0, box.y)
    return Box(x, y, min(1.0, box.right) - x, min(1.0, box.bottom) - y)


def _is_decent(crop: Box, width: int, height: int) -> bool:
    if min(crop.w, crop.h) < _OFFERED_EDGE or wrong_with(crop, width, height):
        return False
    aspect = crop.w * width / (crop.h * height)
    return 1 / _OFFERED_ASPECT <= aspect <= _OFFERED_ASPECT


def _free_parts(heads: Collection[Box]) -> Iterator[Box]:
    """Every part between the heads that can't be made larger without touching one of them."""
    lefts = sorted({0.0, *(each.right for each in heads if 0 < each.right < 1)})
    rights = sorted({1.0, *(each.x for each in heads if 0 < each.x < 1)})
    for left in lefts:
        for right in rights:
            if right - left >= _OFFERED_EDGE:
                column = [each for each in heads if each.x < right and left < each.right]
                yield from (_inward(left, top, right, bottom) for top, bottom in _gaps(column))


def _inward(left: float, top: float, right: float, bottom: float) -> Box:
    """In round shares, so that no rounding makes it touch what it goes round."""
    x, y = math.ceil(left * _ROUND) / _ROUND, math.ceil(top * _ROUND) / _ROUND
    return Box(x, y, math.floor(right * _ROUND) / _ROUND - x, math.floor(bottom * _ROUND) / _ROUND - y)


def _gaps(heads: Iterable[Box]) -> Iterator[tuple[float, float]]:
    """Top and bottom of what is free in a column with these heads, from above."""
    top = 0.0
    for each in sorted(heads, key=lambda each: each.y):
        if each.y > top:
            yield top, min(each.y, 1.0)
        top = max(top, each.bottom)
    if top < 1:
        yield top, 1.0
