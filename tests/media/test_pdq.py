"""The likeness of pictures: the reference's own bits, near for near duplicates, far for others."""

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageEnhance

from consentsvc.media.pdq import likeness
from tests.media.drawn import opened, saved, scene

REFERENCE = {  # what the reference gives for `_pattern`
    (300, 400, 1): "a49f7d6a5dc0ee95f5ee2590feed9912feadb6b8ffd2af800002ffdf00000000",
    (400, 225, 5): "7fe8f400811ff5808716f5a8ff00fa4480fffe4080fffe4080fffe0080fffe00",
    (64, 64, 2): "2b7556adad358acd95226a55ccb53968e6d708ac55524a35656bc9969327a54e",
}


def _pattern(height: int, width: int, step: int) -> npt.NDArray[np.uint8]:
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([(x * step + y * 3) % 256, (x * x // 7 + y * step) % 256, (x * y // 5) % 256], axis=2).astype(np.uint8)


def _of(picture: Image.Image) -> str:
    small = picture.convert("RGB")
    small.thumbnail((400, 400))
    found = likeness(np.asarray(small))
    assert found
    return found


def _bits_apart(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


@pytest.mark.parametrize("shape", REFERENCE, ids=str)
def test_it_gives_the_reference_s_bits(shape: tuple[int, int, int]) -> None:
    found = likeness(_pattern(*shape))
    assert found
    assert _bits_apart(found, REFERENCE[shape]) <= 2  # a wave that lies on the median falls to either side


def test_a_copy_is_near_and_another_picture_is_far() -> None:
    picture = scene()
    copy = opened(saved(ImageEnhance.Brightness(picture.resize((640, 480))).enhance(1.2), quality=40))
    assert _bits_apart(_of(picture), _of(copy)) <= 31
    assert _bits_apart(_of(picture), _of(scene(people=9))) > 31


@pytest.mark.parametrize("size", [(400, 300), (4, 400)])
def test_what_is_too_plain_or_too_small_has_none(size: tuple[int, int]) -> None:
    assert likeness(np.asarray(Image.new("RGB", size, "teal"))) is None
