"""Who is asked, and when somebody is reminded."""

from datetime import UTC, date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from consentsvc.asking import rules
from consentsvc.asking.rules import Child, Tie

TODAY = date(2026, 3, 2)
LONDON = ZoneInfo("Europe/London")


def tie(*, parental: bool = True, authority: bool = False, address: bool = True) -> Tie:
    return Tie(uuid4(), address, parental, authority)


def child(*ties: Tie, age: int = 8, looked_after: bool = False, capacity: bool | None = None) -> Child:
    return Child(uuid4(), date(TODAY.year - age, 1, 1), looked_after, capacity, ties)


def asked(who: Child, capacity_age: int = 13) -> set[object]:
    return {each.guardian_id for each in rules.whom_to_ask(who, capacity_age, TODAY)}


def test_every_guardian_is_asked_also_one_whose_yes_does_not_count() -> None:
    mother, partner = tie(), tie(parental=False)
    assert asked(child(mother, partner)) == {mother.guardian_id, partner.guardian_id}


@pytest.mark.rule("C8")
def test_of_a_looked_after_child_only_the_social_worker() -> None:
    carer, worker = tie(parental=False), tie(parental=False, authority=True)
    assert asked(child(carer, worker, looked_after=True)) == {worker.guardian_id}
    assert asked(child(carer, worker)) == {carer.guardian_id}
    assert not rules.somebody_can_agree(child(carer, looked_after=True), TODAY)
    assert rules.somebody_can_agree(child(worker, looked_after=True), TODAY)


@pytest.mark.rule("C7")
@pytest.mark.parametrize(
    ("age", "capacity", "is_asked"),
    [(12, None, False), (13, None, True), (12, True, True), (14, False, False), (18, None, True), (18, False, False)],
)
def test_a_young_person_is_asked_from_the_age_or_by_an_assessment(age: int, capacity: bool | None, is_asked: bool) -> None:
    assert (None in asked(child(tie(), age=age, capacity=capacity))) == is_asked


@pytest.mark.rule("C11")
def test_from_18_on_nobody_else_is_asked() -> None:
    assert asked(child(tie(), age=18)) == {None}


@pytest.mark.rule("C5")
def test_who_has_nobody_whose_yes_counts_is_said() -> None:
    assert not rules.somebody_can_agree(child(), TODAY)
    assert not rules.somebody_can_agree(child(tie(parental=False)), TODAY)
    assert rules.somebody_can_agree(child(tie()), TODAY)


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        (set(), "none"),
        ({"press"}, "none"),
        ({"website"}, "some"),
        ({"website", "video"}, "all"),
        ({"website", "video", "press"}, "all"),
    ],
)
def test_how_much_has_an_answer(said: set[str], answered: str) -> None:
    assert rules.answered({"website", "video"}, said) == answered


EARLY, LATE = datetime(2026, 3, 1, 9, tzinfo=UTC), datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("letter", "failure", "settled_at", "printed_at", "has_address", "reached"),
    [
        (None, None, None, None, False, "to_print"),
        (None, None, None, LATE, False, "asked"),
        ("waiting", None, None, None, True, "waiting"),
        ("sent", None, EARLY, None, True, "asked"),
        ("sent", None, EARLY, None, False, "asked"),
        ("dropped", None, EARLY, None, True, "asked"),
        ("dropped", None, EARLY, None, False, "asked"),
        ("dropped", "no address", EARLY, None, False, "to_print"),
        ("dropped", "no address", EARLY, None, True, "asked"),
        ("refused", "550", EARLY, None, True, "came_back"),
        ("bounced", "returned", EARLY, None, True, "came_back"),
        ("bounced", "returned", EARLY, LATE, True, "asked"),
        ("bounced", "returned", LATE, EARLY, True, "came_back"),
    ],
)
def test_how_the_asking_fares(
    letter: str | None,
    failure: str | None,
    settled_at: datetime | None,
    printed_at: datetime | None,
    has_address: bool,
    reached: str,
) -> None:
    assert rules.reached(letter, failure, settled_at, printed_at, has_address=has_address) == reached


@pytest.mark.parametrize(
    ("local", "is_school_time"),
    [
        (datetime(2026, 3, 2, 8, 29, tzinfo=LONDON), False),
        (datetime(2026, 3, 2, 8, 30, tzinfo=LONDON), True),
        (datetime(2026, 3, 6, 16, 29, tzinfo=LONDON), True),
        (datetime(2026, 3, 6, 16, 30, tzinfo=LONDON), False),
        (datetime(2026, 3, 7, 12, 0, tzinfo=LONDON), False),
    ],
)
def test_families_are_written_to_in_school_hours(local: datetime, is_school_time: bool) -> None:
    assert rules.is_school_time(local) == is_school_time


@pytest.mark.parametrize(
    ("asked_on", "reminded_on", "reminders", "is_due"),
    [
        (date(2026, 2, 24), None, 0, False),
        (date(2026, 2, 23), None, 0, True),
        (date(2026, 2, 16), date(2026, 2, 23), 1, True),
        (date(2026, 2, 16), TODAY, 1, False),
        (date(2026, 1, 1), date(2026, 2, 1), 2, False),
        (TODAY, None, 0, False),
    ],
)
def test_a_reminder_is_due_by_the_schedule_and_never_twice_a_day(
    asked_on: date, reminded_on: date | None, reminders: int, is_due: bool
) -> None:
    assert rules.reminder_due(asked_on, reminded_on, reminders, (7, 14), TODAY) == is_due
