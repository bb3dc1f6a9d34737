"""The demonstration's photographs: the detector finds whom the drawing shows."""

from io import BytesIO

import pytest
from PIL import Image
from PIL.ExifTags import IFD, Base

from consentsvc.demo import scenes
from consentsvc.media import faces, pictures
from consentsvc.media.framing import Box

PEOPLE = [1, 3, 5, 8, 12, 16, 20, 2, 6, 10, 18, 4, 14, 20, 20, 7, 9, 11, 13, 15]


def _overlap(one: Box | faces.Face, other: Box | faces.Face) -> float:
    across = min(one.x + one.w, other.x + other.w) - max(one.x, other.x)
    down = min(one.y + one.h, other.y + other.h) - max(one.y, other.y)
    shared = max(0.0, across) * max(0.0, down)
    return shared / (one.w * one.h + other.w * other.h - shared)


@pytest.mark.parametrize(("seed", "people"), list(enumerate(PEOPLE)))
def test_every_drawn_face_is_found_and_no_other(seed: int, people: int) -> None:
    scene = scenes.draw(seed, people)
    found = [face for face in pictures.scan(scene.jpeg).faces if face.score >= faces.LIKELY]
    assert len(scene.boxes) == len(found) == people
    assert all(max(_overlap(box, face) for face in found) > 0.5 for box in scene.boxes)


def test_in_a_crowd_every_face_is_found_and_none_is_the_focus() -> None:
    scene = scenes.draw_crowd(8, 27)
    found = pictures.scan(scene.jpeg).faces
    assert all(max(_overlap(box, face) for face in found) > 0.5 for box in scene.boxes)
    assert max(face.h for face in found) < 0.04


def test_the_same_seed_gives_the_same_picture_and_another_seed_another() -> None:
    assert scenes.draw(3, 4) == scenes.draw(3, 4)
    assert scenes.draw(3, 4).jpeg != scenes.draw(7, 4).jpeg


def test_faces_do_not_overlap() -> None:
    boxes = scenes.draw(9, 20).boxes
    assert max(_overlap(one, other) for one in boxes for other in boxes if one is not other) < 0.01


def test_it_carries_the_metadata_that_is_to_be_removed() -> None:
    scene = scenes.draw(5, 1, 800, 600)
    exif = Image.open(BytesIO(scene.jpeg)).getexif()
    assert exif[Base.Make]
    assert exif.get_ifd(IFD.GPSInfo)
    facts = pictures.probe(scene.jpeg)
    assert facts.has_location
    assert facts.taken_at
