from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consentsvc.kernel import clock
from consentsvc.media.likeness import ONE_BURST, PAUSE, SAME_PICTURE, Look, groups

NOON = datetime(2026, 6, 12, 12, tzinfo=clock.LOCAL)
SCENE = Random(3).getrandbits(256)
OTHER = Random(4).getrandbits(256)


def look(bits: int = SCENE, off: int = 0, seconds: float | None = 0, skip: int = 0) -> Look:
    """A picture `off` bits away from a scene (after the first `skip` bits), taken so many seconds after noon."""
    likeness = bits ^ (((1 << off) - 1) << skip)
    return Look(uuid4(), f"{likeness:064x}", None if seconds is None else NOON + timedelta(seconds=seconds))


def ids(*looks: Look) -> list[UUID]:
    return [each.id for each in looks]


def test_nothing_is_alike_where_there_is_nothing_or_one() -> None:
    assert groups([]) == []
    assert groups([look()]) == []


@pytest.mark.parametrize(("off", "seconds", "is_alike"), [
    (0, 0, True),
    (SAME_PICTURE, 3600, True),
    (SAME_PICTURE, None, True),
    (SAME_PICTURE + 1, 3600, False),
    (SAME_PICTURE + 1, None, False),
    (ONE_BURST, 1, True),
    (ONE_BURST, PAUSE.total_seconds(), True),
    (ONE_BURST, PAUSE.total_seconds() + 1, False),
    (ONE_BURST + 1, 1, False),
])  # fmt: skip
def test_two_are_alike_by_their_look_or_by_look_and_time(off: int, seconds: float | None, is_alike: bool) -> None:
    one, other = look(), look(off=off, seconds=seconds)
    assert groups([one, other]) == ([ids(one, other)] if is_alike else [])


def test_a_long_burst_is_one_group_and_the_scene_after_it_another() -> None:
    burst = [look(off=each % 40 + 20, seconds=each * 2) for each in range(12)]
    after = [look(OTHER, off=each, seconds=24 + each) for each in range(3)]
    assert groups([*burst, *after]) == [ids(*burst), ids(*after)]


def test_no_group_creeps_from_one_scene_to_another() -> None:
    """Each is near the one before; from the first, the third is too far."""
    first, second, third = look(), look(off=60, seconds=1), look(off=120, seconds=2)
    assert groups([first, second, third]) == [ids(first, second)]


def test_what_stands_between_is_passed_over() -> None:
    one, between, other = look(), look(OTHER, seconds=1), look(off=50, seconds=2)
    assert groups([one, between, other]) == [ids(one, other)]


@given(st.lists(st.tuples(st.integers(0, 140), st.integers(0, 40)), max_size=25))
def test_each_group_is_of_two_and_more_in_order_and_nothing_stands_in_two(drawn: list[tuple[int, int]]) -> None:
    looks = [look(off=off, seconds=seconds) for off, seconds in drawn]
    found = groups(looks)
    flat = [each for group in found for each in group]
    order = ids(*looks)
    assert len(flat) == len(set(flat))
    assert all(len(group) > 1 and group == sorted(group, key=order.index) for group in found)
