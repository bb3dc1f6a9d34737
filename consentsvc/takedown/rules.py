"""Until when a copy has to be down, when somebody is reminded, when the service tries again. Values in, an answer out (P9)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from consentsvc.takedown.schemas import DoneBy, TaskState

SATURDAY: Final = 5
LIVE_LINK: Final = "live_link"
NEVER_BACK: Final = ("print", "press")
"""Kinds of copies that nobody can call back."""

WAITS: Final[Sequence[timedelta]] = (
    *(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)),
    *(timedelta(hours=hours) for hours in (3, 6, 12)),
)
"""So long until the service tries again after each try; then once a day, for as long as the copy is there."""

A_DAY: Final = timedelta(days=1)


def due_at(opened: datetime, days: int) -> datetime:
    """So many school days later, at the same time of day; what is opened on a weekend counts from Monday morning on.

    `opened` is on the school's clocks, and so is what this gives.
    """
    due = opened
    while due.weekday() >= SATURDAY:
        due = (due + A_DAY).replace(hour=0, minute=0, second=0, microsecond=0)
    for _ in range(days):
        due += A_DAY
        while due.weekday() >= SATURDAY:
            due += A_DAY
    return due


def time_to_remind(days: int) -> timedelta:
    """So long before a deadline of so many days whoever has the task is reminded."""
    return timedelta(days=days) / 2


def wait_after(tries: int) -> timedelta:
    """How long until the next try, after so many."""
    return WAITS[tries - 1] if tries <= len(WAITS) else A_DAY


def done_by(kind: str, *, channel_can_be_recalled: bool, by_connector: bool, has_addresses: bool) -> DoneBy:
    """Who takes such a copy down: the service, by a connector or by looking until it is gone; a person; or nobody can."""
    if kind in NEVER_BACK or not channel_can_be_recalled:
        return "nobody"
    return "service" if by_connector or has_addresses or kind == LIVE_LINK else "person"


def first_state(kind: str, done_by: DoneBy) -> TaskState:
    """How a task begins: a live link shows what the service serves, so nothing of it is left to take down."""
    if done_by == "nobody":
        return "not_recallable"
    return "done" if kind == LIVE_LINK else "open"


def owner(placed_by: UUID | None, may_do: Collection[UUID], load: Mapping[UUID, int]) -> UUID | None:
    """Whose task it is: whoever placed the picture, where they may still do it; else the publisher with the least to do.

    load: how many open tasks each publisher has.
    """
    if placed_by in may_do:
        return placed_by
    return min(load, key=lambda user: (load[user], str(user)), default=None)
