"""Until when a copy has to be down, who takes it down, and whose task it is (P9)."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from consentsvc.kernel.clock import LOCAL
from consentsvc.takedown import rules

pytestmark = pytest.mark.rule("P9")

ANNA, BERT = UUID(int=1), UUID(int=2)


def _on(day: int, hour: int = 10) -> datetime:
    """A day of June 2026, whose first is a Monday."""
    return datetime(2026, 6, day, hour, tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("opened", "days", "due"),
    [
        (_on(1), 2, _on(3)),
        (_on(4), 2, _on(8)),  # Thursday: Monday
        (_on(5), 1, _on(8)),
        (_on(6), 1, _on(9, 0)),  # Saturday counts from Monday morning
        (_on(7, 23), 2, _on(10, 0)),
        (_on(1), 0, _on(1)),
    ],
)
def test_a_deadline_is_so_many_school_days_away(opened: datetime, days: int, due: datetime) -> None:
    assert rules.due_at(opened, days) == due


def test_a_clock_that_changes_keeps_the_time_of_day() -> None:
    friday = datetime(2026, 10, 23, 9, tzinfo=LOCAL)  # summer time ends on the Sunday
    assert rules.due_at(friday, 1) == datetime(2026, 10, 26, 9, tzinfo=LOCAL)


def test_it_is_tried_soon_and_then_each_day() -> None:
    waits = [rules.wait_after(tries) for tries in range(1, 12)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(minutes=1), timedelta(days=1))


@pytest.mark.parametrize(
    ("kind", "recalled", "connector", "addresses", "by", "state"),
    [
        ("wordpress", True, True, True, "service", "open"),
        ("social", True, False, True, "service", "open"),
        ("social", True, False, False, "person", "open"),
        ("pack", True, False, False, "person", "open"),
        ("pack", False, False, False, "nobody", "not_recallable"),
        ("print", True, False, False, "nobody", "not_recallable"),
        ("press", True, False, True, "nobody", "not_recallable"),
        ("live_link", True, False, False, "service", "done"),
    ],
)
def test_who_takes_it_down(kind: str, recalled: bool, connector: bool, addresses: bool, by: str, state: str) -> None:
    found = rules.done_by(kind, channel_can_be_recalled=recalled, by_connector=connector, has_addresses=addresses)
    assert (found, rules.first_state(kind, found)) == (by, state)


@pytest.mark.parametrize(
    ("placed_by", "may_do", "load", "owner"),
    [
        (ANNA, {ANNA, BERT}, {BERT: 0}, ANNA),
        (ANNA, {BERT}, {BERT: 3}, BERT),
        (None, {ANNA, BERT}, {ANNA: 2, BERT: 1}, BERT),
        (None, {ANNA}, {}, None),
    ],
)
def test_whose_task_it_is(placed_by: UUID | None, may_do: set[UUID], load: dict[UUID, int], owner: UUID | None) -> None:
    assert rules.owner(placed_by, may_do, load) == owner
