"""Who is asked, how far a round is, and when somebody is reminded. Values in, an answer out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from uuid import UUID

from consentsvc.consent.rules import eighteenth_birthday
from consentsvc.forms.purposes import FormKind

Answered = Literal["all", "some", "none"]
Reached = Literal["waiting", "asked", "came_back", "to_print"]
"""How the asking fares: a letter waits to go out · it went · it came back · it has to be printed."""

NO_ADDRESS = "no address"
"""Why a letter went nowhere: kept with it."""

SCHOOL_HOURS = (time(8, 30), time(16, 30))


@dataclass(frozen=True, slots=True)
class Tie:
    """A guardian of the child who isn't barred from contact (G3)."""

    guardian_id: UUID
    has_address: bool
    parental_responsibility: bool
    local_authority: bool


@dataclass(frozen=True, slots=True)
class Child:
    """A child whose family may be asked. capacity: as it was assessed last; None: never (C7)."""

    id: UUID
    born_on: date
    looked_after: bool
    capacity: bool | None
    ties: Sequence[Tie]


@dataclass(frozen=True, slots=True)
class Asked:
    """One person to ask: a guardian for a child, a young person (neither guardian nor adult), an adult for themself."""

    child_id: UUID | None
    guardian_id: UUID | None
    adult_id: UUID | None
    has_address: bool


def whom_to_ask(child: Child, capacity_age: int, today: date) -> list[Asked]:
    """Every guardian; only the social worker of a looked-after child (C8); the young person too, and alone from 18 on (C7, C11)."""
    guardians = [Asked(child.id, tie.guardian_id, None, tie.has_address) for tie in _speaking(child, today)]
    return [*guardians, Asked(child.id, None, None, False)] if _is_asked_too(child, capacity_age, today) else guardians


def somebody_can_agree(child: Child, today: date) -> bool:
    """Whether a yes of anybody who is asked could count (C5, C8)."""
    if _is_of_age(child, today):
        return True
    return any(child.looked_after or tie.parental_responsibility for tie in _speaking(child, today))


def _speaking(child: Child, today: date) -> list[Tie]:
    if _is_of_age(child, today):
        return []
    return [tie for tie in child.ties if tie.local_authority == child.looked_after]


def _is_asked_too(child: Child, capacity_age: int, today: date) -> bool:
    old_enough = _is_of_age(child, today) or _age(child.born_on, today) >= capacity_age
    return old_enough if child.capacity is None else child.capacity


def _is_of_age(child: Child, today: date) -> bool:
    return eighteenth_birthday(child.born_on) <= today


def _age(born_on: date, today: date) -> int:
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def form_kind(*, is_adult: bool, is_guardian: bool, looked_after: bool) -> FormKind:
    """By which form the person is asked."""
    if is_adult:
        return "adult"
    if not is_guardian:
        return "young_person"
    return "looked_after" if looked_after else "family"


def answered(expected: Collection[str], said: Collection[str]) -> Answered:
    """How much of what was asked has an answer."""
    open_purposes = set(expected) - set(said)
    if not open_purposes:
        return "all"
    return "some" if set(expected) & set(said) else "none"


def reached(
    letter: str | None, failure: str | None, settled_at: datetime | None, printed_at: datetime | None, *, has_address: bool
) -> Reached:
    """How the asking of one person fares. letter, failure: the state of their newest letter by mail, and why it didn't arrive.

    One that was dropped looks as if it had gone, unless there was no address to send it to: it was dropped because the person has
    answered, which not every reader may know (F1).
    """
    if printed_at is not None and (settled_at is None or printed_at > settled_at):
        return "asked"
    if letter is None or (letter == "dropped" and failure == NO_ADDRESS and not has_address):
        return "to_print"
    if letter in ("refused", "bounced"):
        return "came_back"
    return "waiting" if letter == "waiting" else "asked"


def is_school_time(local: datetime) -> bool:
    """Whether families are written to now: on school days, in school hours, by the school's clocks."""
    begins, ends = SCHOOL_HOURS
    return local.weekday() < 5 and begins <= local.time() < ends


def reminder_due(asked_on: date, reminded_on: date | None, reminders: int, remind_after: Sequence[int], today: date) -> bool:
    """Whether the next reminder of a schedule (days after the asking) is due; never two on one day, nor on the day of asking."""
    if reminders >= len(remind_after) or today in (asked_on, reminded_on):
        return False
    return asked_on + timedelta(days=remind_after[reminders]) <= today


def renewal_starts(lapses_on: date, renewal_days: int) -> date:
    """The day on which families are asked again, before their answers lapse (C11)."""
    return lapses_on - timedelta(days=renewal_days)
