from datetime import UTC, date, datetime

import pytest

from consentsvc.kernel import dates

AFTERNOON = datetime(2026, 5, 3, 13, 5, tzinfo=UTC)  # 14:05 by British Summer Time


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "3 May 2026 at 14:05"),
        ("cy", "3 Mai 2026 am 14:05"),
        ("ur", "3 مئی، 2026، 14:05 بجے"),
    ],
)
def test_a_moment_stands_on_the_schools_clocks_in_the_words_of_the_language(language, expected):
    assert dates.moment(language, AFTERNOON) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "3 May 2026"), ("pl", "3 maja 2026"), ("zh", "2026年5月3日"), ("uk", "3 травня 2026\u202fр.")],
)
def test_a_day_is_written_as_the_language_writes_it(language, expected):
    assert dates.day(language, date(2026, 5, 3)) == expected


def test_an_instant_just_before_midnight_in_summer_is_the_next_day_at_the_school():
    assert dates.day("en", datetime(2026, 5, 3, 23, 30, tzinfo=UTC)) == "4 May 2026"


def test_a_number_is_written_as_the_language_writes_it():
    assert [dates.number(each, 1500) for each in ("en", "tr")] == ["1,500", "1.500"]
