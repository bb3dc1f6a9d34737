"""Whole heads, and what a crop shows."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consentsvc.demo import scenes
from consentsvc.media import framing
from consentsvc.media.framing import Box, head, holds, is_seen, touches, without

FACE = Box(0.4, 0.4, 0.1, 0.2)  # its head: 0.35 to 0.55 across, 0.30 to 0.65 down


@pytest.mark.rule("W3")
@pytest.mark.parametrize(
    ("crop", "seen"),
    [
        (None, True),
        (Box(0, 0, 1, 1), True),
        (Box(0.45, 0.45, 0.1, 0.1), True),
        (Box(0, 0, 0.349, 1), False),
        (Box(0, 0, 0.351, 1), True),
        (Box(0.551, 0, 0.449, 1), False),
        (Box(0.549, 0, 0.451, 1), True),
        (Box(0, 0, 1, 0.299), False),
        (Box(0, 0, 1, 0.301), True),
        (Box(0, 0.651, 1, 0.349), False),
        (Box(0, 0.649, 1, 0.351), True),
    ],
)
def test_who_is_cut_by_the_edge_of_a_crop_is_seen(crop: Box | None, seen: bool) -> None:
    assert is_seen(FACE, crop) is seen


def test_a_face_is_larger_in_a_crop() -> None:
    assert framing.height_in(FACE, None) == 0.2
    assert framing.height_in(FACE, Box(0, 0.25, 1, 0.5)) == 0.4


def test_a_part_of_a_crop_is_a_part_of_the_picture() -> None:
    assert framing.in_whole(Box(0.5, 0, 0.5, 0.5), Box(0.2, 0.4, 0.4, 0.4)) == Box(0.4, 0.4, 0.2, 0.2)
    assert framing.in_whole(FACE, None) == FACE


@pytest.mark.parametrize(
    ("crop", "size", "is_fine"),
    [
        (Box(0, 0, 1, 1), (40, 30), True),
        (Box(0, 0, 0.5, 0.5), (400, 400), True),
        (Box(0, 0, 0.5, 0.4), (400, 400), False),
        (Box(0, 0, 0.09, 0.5), (6000, 4000), False),
        (Box(0.1, 0.1, 0.1, 0.1), (6000, 4000), True),
        (Box(0.6, 0, 0.5, 0.5), (6000, 4000), False),
    ],
)
def test_a_crop_has_a_sensible_size_and_lies_in_the_picture(crop: Box, size: tuple[int, int], is_fine: bool) -> None:
    assert (framing.wrong_with(crop, *size) is None) == is_fine


@pytest.mark.promise("U3")
def test_a_cover_takes_the_whole_head() -> None:
    """Of drawn heads with every hair, hood and bunches, turned a little: all but a few hairs lie within."""
    face = 60.0
    for seed in range(40):
        rng = random.Random(seed)
        tile = scenes._head(face, scenes.SKINS[seed % 8], scenes.HAIRS[0], rng).rotate(rng.uniform(-7, 7))
        middle = tile.width / 2
        box = Box(middle - face / 2, middle - face * 0.58, face, face * 1.28)
        hidden = head(box)
        above_the_chin = tile.getchannel("A").crop((0, 0, tile.width, int(box.bottom)))
        total = sum(above_the_chin.histogram()[128:])
        inside = above_the_chin.crop((int(hidden.x), int(hidden.y), int(hidden.right), int(box.bottom)))
        assert sum(inside.histogram()[128:]) / total > 0.97


# 'Crop so that nobody blocked is left.'


@pytest.mark.rule("W3")
def test_the_part_beside_the_one_to_leave_out_is_offered_with_everybody_else_in_it() -> None:
    row = [Box(0.1 + 0.2 * number, 0.4, 0.08, 0.12) for number in range(4)]
    crop = without([row[0]], row[1:], 3000, 2000)
    assert crop is not None
    assert all(holds(crop, head(face)) for face in row[1:])
    assert not is_seen(row[0], crop)
    assert (crop.right, crop.h) == (1, 1)


@pytest.mark.rule("W3")
def test_nothing_is_offered_where_nothing_decent_is_left() -> None:
    assert without([Box(0.3, 0.3, 0.4, 0.4)], [Box(0.05, 0.05, 0.05, 0.08)], 3000, 2000) is None
    assert without([], [FACE], 3000, 2000) is None
    assert without([Box(0.1, 0.4, 0.05, 0.08)], [FACE], 220, 180) is None
    assert without([Box(0.1, 0.4, 0.05, 0.08)], [], 3000, 2000) is None


@pytest.mark.rule("W3")
def test_faces_that_an_offer_would_cut_are_left_out_where_nobody_is_lost_by_it() -> None:
    blocked, whole, cut = Box(0.05, 0.4, 0.06, 0.1), Box(0.7, 0.4, 0.06, 0.1), Box(0.15, 0.4, 0.06, 0.1)
    crop = without([blocked], [whole, cut], 3000, 2000)
    assert crop is not None
    assert holds(crop, head(whole))
    assert not is_seen(cut, crop) or holds(crop, head(cut))


FACES = st.builds(
    lambda x, y, w, h: Box(x * (1 - w), y * (1 - h), w, h),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0.01, 0.3),
    st.floats(0.01, 0.4),
)


@pytest.mark.rule("W3")
@settings(max_examples=150, deadline=None)
@given(blocked=st.lists(FACES, min_size=1, max_size=5), others=st.lists(FACES, max_size=5))
def test_an_offer_never_shows_whom_it_leaves_out(blocked: list[Box], others: list[Box]) -> None:
    crop = without(blocked, others, 3000, 2000)
    if crop is not None:
        assert framing.wrong_with(crop, 3000, 2000) is None
        assert not any(is_seen(face, crop) for face in blocked)


@settings(max_examples=100, deadline=None)
@given(face=FACES, crop=FACES, more=st.floats(0, 0.2))
def test_a_larger_crop_never_shows_fewer_people(face: Box, crop: Box, more: float) -> None:
    larger = Box(crop.x - more, crop.y - more, crop.w + 2 * more, crop.h + 2 * more)
    assert is_seen(face, larger) or not is_seen(face, crop)
    assert touches(larger, crop)
