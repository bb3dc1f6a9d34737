"""Which part of a file a request asks for."""

import pytest

from consentsvc.kernel.ranges import UNSATISFIABLE, content_range, part_asked

ETAG = '"abc"'


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        (None, None),
        ("", None),
        ("bytes=0-", range(0, 100)),
        ("bytes=0-0", range(0, 1)),
        ("bytes=10-19", range(10, 20)),
        ("Bytes=90-1000", range(90, 100)),
        ("bytes=-10", range(90, 100)),
        ("bytes=-1000", range(0, 100)),
        ("bytes=100-", UNSATISFIABLE),
        ("bytes=-0", UNSATISFIABLE),
        ("bytes=20-10", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("bytes=a-b", None),
        ("items=0-1", None),
        ("bytes=" + "9" * 30 + "-", None),
    ],
)
def test_a_range_is_a_part_of_the_file(asked: str | None, part: range | None) -> None:
    assert part_asked(asked, None, ETAG, 100) == part


def test_a_range_of_another_version_is_the_whole() -> None:
    assert part_asked("bytes=0-9", '"other"', ETAG, 100) is None
    assert part_asked("bytes=0-9", 'W/"abc"', ETAG, 100) is None
    assert part_asked("bytes=0-9", "Fri, 12 Jun 2026 10:00:00 GMT", ETAG, 100) is None
    assert part_asked("bytes=0-9", ETAG, ETAG, 100) == range(0, 10)


def test_nothing_of_nothing() -> None:
    assert part_asked("bytes=0-", None, ETAG, 0) == UNSATISFIABLE
    assert part_asked("bytes=-5", None, ETAG, 0) == UNSATISFIABLE


def test_the_answer_says_which_part_it_is() -> None:
    assert content_range(range(10, 20), 100) == "bytes 10-19/100"
    assert content_range(UNSATISFIABLE, 100) == "bytes */100"
