"""What time it is. Rules get it as a value; only services and jobs ask."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/London")


def _wall() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _wall


def now() -> datetime:
    """This instant, aware, in UTC."""
    return _source()


def today() -> date:
    """The date on a school's calendar."""
    return day_of(now())


def day_of(instant: datetime) -> date:
    """The date of an aware instant on a school's calendar."""
    return instant.astimezone(LOCAL).date()


@contextmanager
def standing_at(instant: datetime) -> Iterator[None]:
    """Hold the clock at `instant` (tests and replays)."""
    global _source
    before, _source = _source, lambda: instant
    try:
        yield
    finally:
        _source = before
