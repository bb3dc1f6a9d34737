"""The demonstration's photographs: simply drawn people in four places. Nobody in them exists.

Everything is drawn at twice the size and halved, so that edges are soft. Lengths around a person are in face
widths. The faces are plain, and still the detector finds them.
"""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFilter
from PIL.ExifTags import GPS, IFD, Base

from consentsvc.media.framing import Box

Colour = tuple[int, int, int]

SKINS = (
    (255, 219, 188),
    (244, 200, 160),
    (232, 180, 136),
    (214, 158, 112),
    (186, 128, 86),
    (150, 98, 64),
    (116, 74, 50),
    (94, 60, 42),
)
HAIRS = ((34, 26, 24), (46, 32, 28), (62, 42, 32), (92, 58, 36), (122, 78, 44), (152, 74, 40), (196, 150, 86), (226, 196, 134))
TOPS = (
    (46, 98, 160),
    (190, 62, 58),
    (238, 178, 66),
    (64, 140, 104),
    (120, 84, 158),
    (232, 120, 92),
    (60, 160, 176),
    (240, 236, 228),
)
BOTTOMS = ((44, 52, 74), (84, 88, 98), (66, 82, 116), (110, 92, 74), (38, 42, 50))
SCARVES = ((86, 110, 146), (150, 96, 120), (92, 130, 120), (226, 214, 196))
IRISES = ((70, 46, 30), (70, 46, 30), (56, 70, 92), (62, 78, 52))
WAIST, FEET = 2.6, 5.0  # face widths below the middle of the face
_SHARPER = 2


@dataclass(frozen=True, slots=True)
class Scene:
    """A JPEG with a camera's metadata, a made-up location included, and where its faces are."""

    jpeg: bytes
    boxes: list[Box]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a person stands: the middle of the face and its width, in pixels of the canvas."""

    x: float
    y: float
    face: float


_Arranged = Callable[[random.Random, int, int, int], list[_Place]]
"""Where so many people stand on a canvas of this width and height."""


def draw(seed: int, people: int, width: int = 1600, height: int = 1200) -> Scene:
    """The same seed and sizes give the same scene. Up to about 20 people; their faces do not overlap."""
    return _scene(seed, people, width, height, _places)


def draw_crowd(seed: int, people: int, width: int = 2400, height: int = 1800) -> Scene:
    """Up to about 40 people far away: nobody's face is higher than a twenty-fifth of the picture."""
    return _scene(seed, people, width, height, _far_away)


def _scene(seed: int, people: int, width: int, height: int, arranged: _Arranged) -> Scene:
    rng = random.Random(seed)  # noqa: S311 (a drawing, not a secret)
    canvas = Image.new("RGB", (width * _SHARPER, height * _SHARPER))
    _SCENERY[seed % len(_SCENERY)](canvas, rng)
    places = arranged(rng, people, *canvas.size)
    for place in places:
        _person(canvas, place, rng)
    picture = _as_taken(canvas.reduce(_SHARPER), seed)
    return Scene(_jpeg(picture, seed), [_box(place, canvas.size) for place in places])


def _places(rng: random.Random, people: int, width: int, height: int) -> list[_Place]:
    """In one to three rows, the back one first."""
    rows = 1 if people <= 4 else 2 if people <= 10 else 3
    longest = math.ceil(people / rows)
    face = min(width / (longest * 2.6), height / (rows * 3.2 + 2.4), width * 0.1) * rng.uniform(0.55, 1)
    front = max(height * 0.36 + (rows - 1) * face, height * 0.95 - FEET * face)
    places: list[_Place] = []
    for row in range(rows):
        share = people // rows + (row < people % rows)
        step = min(width * 0.94 / longest, face * 3.4)
        left = width / 2 - step * (share - 1) / 2 + (rows > 1) * (row % 2 - 0.5) * step * 0.25
        for number in range(share):
            x = left + step * (number + rng.uniform(-0.06, 0.06))
            y = front - (rows - 1 - row) * 2.25 * face + rng.uniform(-0.2, 0.2) * face
            places.append(_Place(x, y, face * rng.uniform(0.92, 1.04)))
    return places


def _far_away(rng: random.Random, people: int, width: int, height: int) -> list[_Place]:
    """In three loose rows on the ground, the back one first."""
    face, rows = height * 0.026, 3
    longest = math.ceil(people / rows)
    step = width * 0.92 / longest
    return [
        _Place(
            width * 0.04 + step * (number // rows + 0.5 + rng.uniform(-0.14, 0.14) + row % 2 * 0.2),
            height * (0.56 + row * 0.14) + rng.uniform(-0.4, 0.4) * face,
            face * rng.uniform(0.92, 1.04),
        )
        for row in range(rows)
        for number in range(row, people, rows)
    ]


def _box(place: _Place, size: tuple[int, int]) -> Box:
    """From the brows' top to the chin, as the detector draws it."""
    width, height = size
    left, top = place.x - place.face / 2, place.y - place.face * 0.58
    return Box(left / width, top / height, place.face / width, place.face * 1.28 / height)


# Drawing with soft shapes.


class _Pen:
    """Draws around one point, in a unit of its own."""

    def __init__(self, image: Image.Image, x: float, y: float, unit: float) -> None:
        self._draw = ImageDraw.Draw(image)
        self._x, self._y, self.unit = x, y, unit

    def _at(self, points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(self._x + x * self.unit, self._y + y * self.unit) for x, y in points]

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        self._draw.ellipse(self._at([(x - rx, y - ry), (x + rx, y + ry)]), fill=colour)

    def ring(self, x: float, y: float, r: float, colour: Colour, thick: float) -> None:
        self._draw.ellipse(self._at([(x - r, y - r), (x + r, y + r)]), outline=colour, width=self._thickness(thick))

    def shape(self, points: Sequence[tuple[float, float]], colour: Colour) -> None:
        self._draw.polygon(self._at(points), fill=colour)

    def panel(self, left: float, top: float, right: float, bottom: float, colour: Colour, round_by: float = 0) -> None:
        self._draw.rounded_rectangle(self._at([(left, top), (right, bottom)]), round_by * self.unit, fill=colour)

    def line(self, points: Sequence[tuple[float, float]], colour: Colour, thick: float) -> None:
        width = self._thickness(thick)
        self._draw.line(self._at(points), fill=colour, width=width, joint="curve")
        for x, y in self._at([points[0], points[-1]]):
            self._draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=colour)

    def slice(self, x: float, y: float, rx: float, ry: float, start: float, end: float, colour: Colour) -> None:
        self._draw.chord(self._at([(x - rx, y - ry), (x + rx, y + ry)]), start, end, fill=colour)

    def _thickness(self, thick: float) -> int:
        return max(1, round(thick * self.unit))


def _mix(one: Colour, other: Colour, share: float) -> Colour:
    """`share` of the other colour in the one."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _darker(colour: Colour, share: float = 0.18) -> Colour:
    return _mix(colour, (30, 16, 20), share)


def _lighter(colour: Colour, share: float = 0.18) -> Colour:
    return _mix(colour, (255, 250, 240), share)


def _fade(canvas: Image.Image, top: float, bottom: float, above: Colour, below: Colour) -> None:
    """Paint a band across the canvas, between two shares of its height, from one colour to the other."""
    first, last = round(top * canvas.height), round(bottom * canvas.height)
    strip = Image.new("RGB", (1, 64))
    for row in range(64):
        strip.putpixel((0, row), _mix(above, below, row / 63))
    canvas.paste(strip.resize((canvas.width, last - first), Image.Resampling.BILINEAR), (0, first))


# People.


def _person(canvas: Image.Image, place: _Place, rng: random.Random) -> None:
    tone = rng.randrange(len(SKINS))
    skin, hair, top = SKINS[tone], rng.choice(HAIRS[: len(HAIRS) - tone]), rng.choice(TOPS)
    _body(_Pen(canvas, place.x, place.y, place.face), skin, top, rng)
    head = _head(place.face, skin, hair, rng).rotate(rng.uniform(-7, 7), Image.Resampling.BILINEAR)
    canvas.paste(head, (round(place.x - head.width / 2), round(place.y - head.height / 2)), head)


def _body(pen: _Pen, skin: Colour, top: Colour, rng: random.Random) -> None:
    bottom = rng.choice(BOTTOMS)
    _legs(pen, skin, bottom, skirt=rng.random() < 0.3)
    _arms(pen, skin, top, rng)
    pen.panel(-0.2, 0.4, 0.2, 1.1, _darker(skin, 0.14), 0.1)
    pen.shape([(-0.82, 1.06), (-0.5, 0.9), (0.5, 0.9), (0.82, 1.06), (0.76, WAIST + 0.2), (-0.76, WAIST + 0.2)], top)
    pen.shape([(0.4, 0.92), (0.82, 1.06), (0.76, WAIST + 0.2), (0.46, WAIST + 0.2)], _darker(top, 0.1))
    _neckline(pen, skin, top, rng)


def _neckline(pen: _Pen, skin: Colour, top: Colour, rng: random.Random) -> None:
    style = rng.randrange(4)
    if style == 0:
        pen.shape([(-0.3, 0.88), (0.3, 0.88), (0, 1.35)], _darker(skin, 0.08))
    elif style == 1:
        pen.shape([(-0.34, 0.86), (0, 1.1), (-0.22, 1.4)], (246, 244, 238))
        pen.shape([(0.34, 0.86), (0, 1.1), (0.22, 1.4)], (246, 244, 238))
    else:
        pen.slice(0, 0.88, 0.32, 0.26, 0, 180, _darker(skin, 0.08))
    if style == 3:
        for stripe in (1.5, 1.9, 2.3):
            pen.panel(-0.78, stripe, 0.78, stripe + 0.2, _lighter(top, 0.55))


def _legs(pen: _Pen, skin: Colour, bottom: Colour, *, skirt: bool) -> None:
    for side in (-1, 1):
        near, far = sorted((side * 0.1, side * 0.62))
        pen.panel(near, WAIST, far, FEET - 0.2, skin if skirt else bottom, 0.18)
        pen.panel(near - 0.07, FEET - 0.36, far + 0.07, FEET, (52, 50, 56), 0.18)
    if skirt:
        pen.shape([(-0.74, WAIST), (0.74, WAIST), (1, WAIST + 1.2), (-1, WAIST + 1.2)], bottom)
    else:
        pen.panel(-0.74, WAIST, 0.74, WAIST + 0.6, bottom, 0.1)


def _arms(pen: _Pen, skin: Colour, top: Colour, rng: random.Random) -> None:
    for side in (-1, 1):
        raised = rng.random() < 0.14
        elbow, hand = ((1.12, 1.7), (1.3, 0.62)) if raised else ((1.02, 1.9), (0.96, 2.7))
        pen.line([(side * 0.68, 1.22), (side * elbow[0], elbow[1]), (side * hand[0], hand[1])], _darker(top, 0.06), 0.4)
        _hand(pen, side * hand[0], hand[1], side, -1 if raised else 1, _lighter(skin, 0.12))


def _hand(pen: _Pen, x: float, y: float, side: int, down: int, skin: Colour) -> None:
    """Open, with fingers: a plain dark disc would pass for a small face."""
    pen.oval(x, y + down * 0.2, 0.15, 0.14, skin)
    pen.line([(x, y + down * 0.2), (x - side * 0.2, y + down * 0.26)], skin, 0.085)
    for finger in (-0.1, 0, 0.1):
        pen.line([(x + finger, y + down * 0.2), (x + finger * 1.35, y + down * 0.42)], skin, 0.085)


def _head(face: float, skin: Colour, hair: Colour, rng: random.Random) -> Image.Image:
    """A head on a transparent square, the face in the middle."""
    side = round(face * 3.2)
    tile = Image.new("RGBA", (side, side), (*hair, 0))
    pen = _Pen(tile, side / 2, side / 2, face)
    covered = rng.random() < 0.12
    style = rng.choice(_HAIRSTYLES)
    scarf = rng.choice(SCARVES)
    if covered:
        pen.oval(0, 0.05, 0.68, 0.9, scarf)
        pen.shape([(-0.62, 0.4), (0.62, 0.4), (0.8, 1.2), (0, 1.5), (-0.8, 1.2)], scarf)
    else:
        style(pen, hair)
        pen.panel(-0.2, 0.3, 0.2, 0.98, _darker(skin, 0.14), 0.1)
    _face(pen, skin, hair, rng)
    if covered:
        pen.slice(0, 0, 0.52, 0.68, 215, 325, scarf)
    else:
        _fringe(pen, hair, rng)
    if rng.random() < 0.2:
        _glasses(pen)
    return tile


def _short(pen: _Pen, hair: Colour) -> None:
    pen.oval(0, -0.18, 0.57, 0.64, hair)


def _long(pen: _Pen, hair: Colour) -> None:
    pen.oval(0, -0.12, 0.62, 0.7, hair)
    pen.panel(-0.62, -0.1, 0.62, 1.05, hair, 0.28)


def _bob(pen: _Pen, hair: Colour) -> None:
    pen.oval(0, -0.06, 0.66, 0.7, hair)


def _bunches(pen: _Pen, hair: Colour) -> None:
    _short(pen, hair)
    for side in (-1, 1):
        pen.oval(side * 0.72, 0.16, 0.2, 0.4, hair)
        pen.oval(side * 0.62, -0.14, 0.09, 0.09, (214, 82, 96))


def _curls(pen: _Pen, hair: Colour) -> None:
    for turn in range(-5, 6):
        angle = math.radians(turn * 25 - 90)
        pen.oval(0.5 * math.cos(angle), 0.6 * math.sin(angle) - 0.02, 0.22, 0.22, _lighter(hair, 0.04 * (turn % 2)))


def _bun(pen: _Pen, hair: Colour) -> None:
    _short(pen, hair)
    pen.oval(0, -0.86, 0.33, 0.17, _lighter(hair, 0.05))


_HAIRSTYLES: tuple[Callable[[_Pen, Colour], None], ...] = (_short, _short, _long, _bob, _bunches, _curls, _bun)


def _fringe(pen: _Pen, hair: Colour, rng: random.Random) -> None:
    parting = rng.choice((-0.18, 0, 0.2))
    pen.slice(parting, -0.3, 0.54 - abs(parting), 0.4, 190, 350, hair)
    pen.slice(0, -0.14, 0.53, 0.58, 212, 328, hair)


def _face(pen: _Pen, skin: Colour, hair: Colour, rng: random.Random) -> None:
    for side in (-1, 1):
        pen.oval(side * 0.5, 0.06, 0.1, 0.15, _darker(skin, 0.12))
    pen.oval(0, 0.02, 0.5, 0.67, _darker(skin, 0.1))
    pen.oval(-0.03, 0, 0.465, 0.65, skin)
    pen.oval(-0.06, -0.05, 0.36, 0.5, _lighter(skin, 0.08))
    iris = rng.choice(IRISES)
    for side in (-1, 1):
        pen.oval(side * 0.28, 0.22, 0.11, 0.08, _mix(skin, (226, 104, 96), 0.22))
        _eye(pen, side * 0.2, skin, hair, iris)
    _nose(pen, skin)
    _mouth(pen, skin, rng)


def _eye(pen: _Pen, x: float, skin: Colour, hair: Colour, iris: Colour) -> None:
    pen.oval(x, -0.04, 0.125, 0.085, _darker(skin, 0.25))
    pen.oval(x, -0.03, 0.108, 0.065, (248, 246, 242))
    pen.oval(x + 0.005, -0.03, 0.056, 0.06, iris)
    pen.oval(x + 0.005, -0.03, 0.03, 0.034, (18, 14, 14))
    pen.oval(x - 0.015, -0.05, 0.016, 0.016, (255, 255, 255))
    lid = [(x - 0.12, -0.05), (x - 0.05, -0.1), (x + 0.05, -0.1), (x + 0.12, -0.05)]
    pen.line(lid, _darker(skin, 0.6), 0.022)
    pen.line([(x - 0.12, -0.19), (x, -0.225), (x + 0.12, -0.19)], _darker(hair, 0.3), 0.04)


def _nose(pen: _Pen, skin: Colour) -> None:
    pen.shape([(0.0, -0.06), (0.09, 0.2), (-0.09, 0.2)], _darker(skin, 0.07))
    pen.oval(-0.01, 0.16, 0.065, 0.055, _lighter(skin, 0.1))
    for side in (-1, 1):
        pen.oval(side * 0.05, 0.205, 0.026, 0.018, _darker(skin, 0.5))


def _mouth(pen: _Pen, skin: Colour, rng: random.Random) -> None:
    lips = _mix(skin, (186, 52, 60), 0.5)
    if rng.random() < 0.6:
        pen.slice(0, 0.32, 0.2, 0.17, 8, 172, lips)
        pen.slice(0, 0.335, 0.165, 0.1, 8, 172, (250, 246, 240))
    else:
        pen.slice(0, 0.33, 0.17, 0.1, 8, 172, lips)
        pen.line([(-0.17, 0.345), (0, 0.37), (0.17, 0.345)], _darker(lips, 0.4), 0.02)


def _glasses(pen: _Pen) -> None:
    frame: Colour = (60, 54, 62)
    for side in (-1, 1):
        pen.ring(side * 0.2, -0.03, 0.165, frame, 0.025)
        pen.line([(side * 0.36, -0.05), (side * 0.5, -0.08)], frame, 0.02)
    pen.line([(-0.04, -0.05), (0.04, -0.05)], frame, 0.02)


# Places. Lengths are in shares of the canvas's height, from its upper left corner.


def _sports_day(canvas: Image.Image, rng: random.Random) -> None:
    pen = _outdoors(canvas, rng)
    wide = canvas.width / canvas.height
    for lane in range(5):
        near, far = wide * (lane - 2) * 0.6, wide * (lane - 2) * 0.16
        pen.line([(wide / 2 + far, 0.62), (wide / 2 + near, 1)], (226, 238, 214), 0.006)
    _bunting(pen, wide, 0.13)


def _garden(canvas: Image.Image, rng: random.Random) -> None:
    pen = _outdoors(canvas, rng)
    wide = canvas.width / canvas.height
    for number in range(round(wide / 0.055) + 1):
        x = number * 0.055
        pen.shape(
            [(x + 0.006, 0.47), (x + 0.024, 0.445), (x + 0.042, 0.47), (x + 0.042, 0.64), (x + 0.006, 0.64)], (240, 234, 220)
        )
    pen.panel(0, 0.505, wide, 0.525, (228, 220, 204))
    for _ in range(70):
        x, y = rng.uniform(0, wide), rng.uniform(0.68, 0.99)
        pen.line([(x, y), (x, y + 0.024)], (70, 120, 62), 0.004)
        pen.oval(x, y, 0.011, 0.011, rng.choice(((250, 210, 84), (236, 110, 122), (250, 246, 240), (166, 126, 200))))
        pen.oval(x, y, 0.004, 0.004, (252, 240, 180))


def _outdoors(canvas: Image.Image, rng: random.Random) -> _Pen:
    """Sky, clouds, hills, trees and a meadow."""
    wide = canvas.width / canvas.height
    pen = _Pen(canvas, 0, 0, canvas.height)
    _fade(canvas, 0, 0.62, rng.choice(((112, 178, 226), (138, 190, 228), (164, 200, 222))), (232, 242, 246))
    for _ in range(4):
        _cloud(pen, rng.uniform(0, wide), rng.uniform(0.05, 0.26), rng.uniform(0.03, 0.06))
    for x in (0.15, 0.62, 1.1):
        pen.oval(wide * x, 0.64, 0.55, rng.uniform(0.14, 0.24), (150, 188, 140))
    for _ in range(9):
        _tree(pen, rng.uniform(-0.05, wide + 0.05), rng.uniform(0.1, 0.17), rng)
    _fade(canvas, 0.6, 1, (136, 186, 98), (96, 152, 74))
    return pen


def _cloud(pen: _Pen, x: float, y: float, size: float) -> None:
    for across, up, grow in ((-1.3, 0.2, 0.7), (0, -0.1, 1), (1.2, 0.15, 0.8), (0.3, 0.35, 1)):
        pen.oval(x + across * size, y + up * size, size * grow * 1.1, size * grow * 0.7, (250, 252, 252))


def _tree(pen: _Pen, x: float, size: float, rng: random.Random) -> None:
    leaves = rng.choice(((88, 140, 84), (108, 156, 88), (72, 124, 84)))
    pen.panel(x - size * 0.1, 0.62 - size, x + size * 0.1, 0.63, (118, 92, 70))
    for across, up in ((-0.35, 1.0), (0.35, 1.05), (0, 1.45)):
        pen.oval(x + across * size, 0.62 - up * size, size * 0.52, size * 0.5, leaves)
    pen.oval(x - 0.2 * size, 0.62 - 1.5 * size, size * 0.24, size * 0.2, _lighter(leaves, 0.15))


def _bunting(pen: _Pen, wide: float, y: float) -> None:
    count = round(wide / 0.09)
    hang = [(wide * n / count, y + 0.06 * math.sin(math.pi * (n * 2 / count % 1))) for n in range(count + 1)]
    pen.line(hang, (248, 246, 240), 0.004)
    for number, (x, top) in enumerate(hang):
        pen.shape([(x - 0.024, top), (x + 0.024, top), (x, top + 0.055)], TOPS[number % len(TOPS)])


def _stage(canvas: Image.Image, rng: random.Random) -> None:
    wide = canvas.width / canvas.height
    pen = _Pen(canvas, 0, 0, canvas.height)
    cloth = rng.choice(((150, 48, 58), (52, 78, 128), (64, 112, 98)))
    _fade(canvas, 0, 0.72, _mix(cloth, (250, 230, 200), 0.5), _mix(cloth, (255, 240, 220), 0.72))
    for number in range(7):
        pen.oval(wide * rng.uniform(0.2, 0.8), rng.uniform(0.1, 0.5), 0.03, 0.03, _lighter(cloth, 0.74 + number % 2 * 0.1))
    _fade(canvas, 0.7, 1, (196, 150, 104), (160, 112, 74))
    for board in range(-9, 10):
        pen.line([(wide / 2 + board * 0.09, 0.7), (wide / 2 + board * 0.2, 1)], (150, 106, 70), 0.003)
    for fold in range(6):
        shade = _darker(cloth, 0.06 + 0.22 * (fold % 2))
        pen.panel(fold * 0.035, 0, fold * 0.035 + 0.036, 0.78, shade)
        pen.panel(wide - fold * 0.035 - 0.036, 0, wide - fold * 0.035, 0.78, shade)
    for number in range(round(wide / 0.11) + 1):
        pen.slice(number * 0.11, 0, 0.062, 0.12, 0, 180, _darker(cloth, 0.1 + 0.14 * (number % 2)))
    _bunting(pen, wide, 0.12)


def _classroom(canvas: Image.Image, rng: random.Random) -> None:
    wide = canvas.width / canvas.height
    pen = _Pen(canvas, 0, 0, canvas.height)
    _fade(canvas, 0, 0.74, (246, 238, 220), rng.choice(((238, 228, 204), (226, 234, 228), (236, 226, 230))))
    _fade(canvas, 0.72, 1, (190, 166, 134), (160, 136, 108))
    pen.panel(0, 0.715, wide, 0.735, (250, 246, 236))
    _window(pen, 0.08, 0.08)
    _board(pen, wide - 0.62, 0.07, rng)
    for shelf in range(2):
        _books(pen, 0.05 + shelf * (wide - 0.5), 0.6, rng)


def _window(pen: _Pen, x: float, y: float) -> None:
    pen.panel(x - 0.015, y - 0.015, x + 0.415, y + 0.315, (252, 250, 244))
    pen.panel(x, y, x + 0.4, y + 0.3, (184, 218, 238))
    pen.oval(x + 0.12, y + 0.27, 0.12, 0.06, (150, 192, 140))
    pen.oval(x + 0.3, y + 0.27, 0.1, 0.05, (134, 180, 128))
    pen.panel(x, y + 0.3, x + 0.4, y + 0.34, (252, 250, 244))
    pen.panel(x + 0.195, y, x + 0.205, y + 0.3, (252, 250, 244))


def _board(pen: _Pen, x: float, y: float, rng: random.Random) -> None:
    """A display of children's paintings."""
    pen.panel(x, y, x + 0.56, y + 0.34, (176, 130, 92), 0.01)
    pen.panel(x + 0.012, y + 0.012, x + 0.548, y + 0.328, (74, 124, 112))
    for column in range(4):
        for row in range(2):
            left, top = x + 0.035 + column * 0.13, y + 0.035 + row * 0.15
            pen.panel(left, top, left + 0.1, top + 0.12, (250, 246, 236))
            pen.panel(left + 0.01, top + 0.07, left + 0.09, top + 0.11, rng.choice(TOPS))
            pen.oval(left + rng.uniform(0.03, 0.07), top + 0.04, 0.018, 0.018, rng.choice(TOPS))


def _books(pen: _Pen, x: float, y: float, rng: random.Random) -> None:
    pen.panel(x, y - 0.02, x + 0.46, y + 0.13, (198, 158, 114), 0.006)
    pen.panel(x + 0.012, y - 0.005, x + 0.448, y + 0.105, (150, 114, 80))
    left = x + 0.02
    while left < x + 0.42:
        thick = rng.uniform(0.012, 0.026)
        pen.panel(left, y + rng.uniform(0, 0.03), left + thick, y + 0.105, rng.choice(TOPS))
        left += thick + 0.002


_SCENERY: tuple[Callable[[Image.Image, random.Random], None], ...] = (_sports_day, _classroom, _stage, _garden)


# As if a camera had taken it.


def _as_taken(picture: Image.Image, seed: int) -> Image.Image:
    """With a lens's slight softness and a sensor's slight noise."""
    soft = np.asarray(picture.filter(ImageFilter.BoxBlur(0.8)), np.int16)
    noise = np.random.default_rng(seed).integers(-4, 5, soft.shape[:2], np.int16)
    return Image.fromarray(np.clip(soft + noise[..., None], 0, 255).astype(np.uint8))


def _jpeg(picture: Image.Image, seed: int) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=90, exif=_exif(seed))
    return out.getvalue()


def _exif(seed: int) -> Image.Exif:
    """A made-up camera, time and place (in the North Sea), so that their removal can be seen."""
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Model] = "Drawn", "Demonstration 1"
    exif[IFD.Exif] = {Base.DateTimeOriginal: f"2026:06:{1 + seed % 28:02} {9 + seed % 6:02}:{seed * 7 % 60:02}:00"}
    exif[IFD.GPSInfo] = {
        GPS.GPSLatitudeRef: "N",
        GPS.GPSLatitude: (55.0, float(seed % 60), 0.0),
        GPS.GPSLongitudeRef: "E",
        GPS.GPSLongitude: (3.0, 30.0, 0.0),
    }
    return exif
