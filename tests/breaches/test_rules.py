"""W4: the 72 hours."""

from datetime import UTC, datetime, timedelta

import pytest

from consentsvc.breaches.rules import BreachFacts, clock_state

pytestmark = pytest.mark.rule("W4")

KNOWN = datetime(2026, 3, 6, 16, 0, tzinfo=UTC)


def after(hours: float) -> datetime:
    return KNOWN + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("decision", "decided", "told", "now", "state"),
    [
        (None, None, None, 71, "running"),
        (None, None, None, 72, "running"),
        (None, None, None, 72.1, "late"),
        ("do_not_report", 10, None, 100, "stopped"),
        ("do_not_report", 80, None, 100, "stopped_late"),
        ("report", 10, None, 71, "running"),
        ("report", 10, None, 73, "late"),
        ("report", 10, 71, 100, "stopped"),
        ("do_not_report", 90, 20, 100, "stopped"),
        ("report", 10, 73, 100, "stopped_late"),
    ],
)
def test_the_clock_runs_until_told_or_decided_not_to(
    decision: str | None, decided: float | None, told: float | None, now: float, state: str
) -> None:
    facts = BreachFacts(
        KNOWN,
        decision,  # type: ignore[arg-type]
        None if decided is None else after(decided),
        None if told is None else after(told),
    )
    assert clock_state(facts, after(now)) == state
