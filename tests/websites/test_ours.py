"""Which of our pictures another is like."""

from uuid import UUID

import pytest

from consentsvc.websites.ours import Match, Ours
from consentsvc.websites.queries import Alike

PHOTO, OTHER = UUID(int=1), UUID(int=2)
ON_WEBSITE, IN_LETTER, TAKEN_DOWN = UUID(int=11), UUID(int=12), UUID(int=13)


def bits(different: int) -> str:
    """A likeness that differs from `bits(0)` in so many bits."""
    return f"{(1 << different) - 1:064x}"


def test_nothing_is_like_ours_where_there_is_none() -> None:
    assert Ours([]).nearest(bits(0)) is None


@pytest.mark.parametrize(("different", "is_like"), [(0, True), (31, True), (32, False), (256, False)])
def test_up_to_31_bits_it_is_one_picture(different: int, is_like: bool) -> None:
    found = Ours([Alike(bits(0), PHOTO, None, "", False)]).nearest(bits(different))
    assert found == (Match(PHOTO, None, different) if is_like else None)


def test_the_nearest_photo_counts() -> None:
    known = [Alike(bits(9), PHOTO, None, "", False), Alike(bits(3), OTHER, None, "", False)]
    assert Ours(known).nearest(bits(0)) == Match(OTHER, None, 3)


def test_of_two_photos_as_near_the_placed_one() -> None:
    known = [Alike(bits(3), PHOTO, None, "", False), Alike(bits(3), OTHER, ON_WEBSITE, "website", True)]
    assert Ours(known).nearest(bits(0)) == Match(OTHER, ON_WEBSITE, 3)


def test_it_is_a_copy_of_what_was_placed_for_the_website_and_hangs_there() -> None:
    known = [
        Alike(bits(0), PHOTO, None, "", False),
        Alike(bits(1), PHOTO, IN_LETTER, "printed_newsletter", True),
        Alike(bits(2), PHOTO, TAKEN_DOWN, "website", False),
        Alike(bits(5), PHOTO, ON_WEBSITE, "website", True),
        Alike(bits(40), PHOTO, UUID(int=14), "website", True),
    ]
    assert Ours(known).nearest(bits(0)) == Match(PHOTO, ON_WEBSITE, 0)
    assert Ours(known[:3]).nearest(bits(0)) == Match(PHOTO, TAKEN_DOWN, 0)
    assert Ours(known[:2]).nearest(bits(0)) == Match(PHOTO, IN_LETTER, 0)
