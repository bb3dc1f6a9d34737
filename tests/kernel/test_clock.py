from datetime import UTC, date, datetime, timedelta

import pytest

from consentsvc.kernel import clock


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 23, 1, tzinfo=UTC), date(2026, 7, 1)),  # summer time: midnight is an hour earlier in UTC
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), date(2026, 12, 31)),
    ],
)
def test_today_is_the_date_on_the_schools_calendar(instant: datetime, day: date) -> None:
    with clock.standing_at(instant):
        assert clock.now() == instant
        assert clock.today() == day


def test_the_clock_runs_again_afterwards_whatever_happened() -> None:
    with pytest.raises(RuntimeError), clock.standing_at(datetime(2020, 1, 1, tzinfo=UTC)):
        raise RuntimeError
    assert clock.now().year > 2020
