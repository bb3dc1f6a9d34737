"""How large a picture goes out (P4), and why a placement that is in place doesn't show (P6, P8, P9).

Nothing here knows a database or a clock.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel.rulebook import Reason
from consentsvc.publishing.names import ChildName, names_told
from consentsvc.schools.policy import SchoolPolicy

SMALL_EDGE: Final = 400
"""Longest edge of the small file, in pixels."""

NO_NAMES: Final = "All rights reserved"
"""Stands for a notice of rights that gives the name of a child who is in the picture."""


def longest_edge(policy: SchoolPolicy, purpose: str, children: int, of_channel: int | None = None) -> int:
    """Of the large file, in pixels: smaller for a single child on the open web (P4), and where the channel wants less than that."""
    is_alone = children == 1 and PURPOSES[purpose].audience == "open web"
    allowed = policy.single_child_longest_edge if is_alone else policy.open_web_longest_edge
    return min(allowed, of_channel or allowed)


def rights(policy: SchoolPolicy, school: str, children: Collection[ChildName]) -> str:
    """Whose the picture is, as its file says (P3): in the school's words, or else by its name; never with a child's name (P2)."""
    said = policy.credit or f"© {school}"
    return NO_NAMES if names_told({"notice of rights": said}, children, ()) else said


@dataclass(frozen=True, slots=True)
class PlacementFacts:
    """What holds a placement back, beside the clearance of its picture.

    is_current: the people in the photo are those it was made from. placed_by: the person who placed it; None: a program.
    releasing: 'always', where the channel wants a second person in any case; else as the school's policy says.
    reviewed_on: the school's day on which somebody last said that it may stay. review_days: the channel's own period.
    """

    id: UUID
    purpose: str
    is_current: bool
    uploaded_by: UUID | None
    placed_by: UUID | None
    released_by: UUID | None
    releasing: str
    reviewed_on: date
    review_days: int | None


def held_back(placement: PlacementFacts, policy: SchoolPolicy, today: date) -> tuple[Reason, ...]:
    """Why it doesn't show on `today`, whatever the clearance of its picture says; nothing: that decides."""
    return tuple(_hindrances(placement, policy, today))


def _hindrances(placement: PlacementFacts, policy: SchoolPolicy, today: date) -> Iterator[Reason]:
    if not placement.is_current:
        yield _say(
            placement, "P9", "people_changed", "Who is in this picture was changed after it was put here.", "Put it here again."
        )
    if not is_released(placement, policy):
        yield _say(
            placement,
            "P6",
            "not_released",
            "A second person has not released this picture yet.",
            "Ask somebody else to release it.",
        )
    if review_due_on(placement, policy) < today:
        yield _say(
            placement, "P8", "review_overdue", "Nobody has said in time that this picture may stay.", "Look at it, and say so."
        )


def is_released(placement: PlacementFacts, policy: SchoolPolicy) -> bool:
    """Whether as many people stand behind it as must (P6): one who didn't upload it, or another than who placed it."""
    if placement.releasing == "always":
        return placement.released_by not in (None, placement.placed_by, placement.uploaded_by)
    if placement.purpose not in policy.two_people_for:
        return True
    return bool({placement.placed_by, placement.released_by} - {None, placement.uploaded_by})


def may_release(placement: PlacementFacts, policy: SchoolPolicy, person: UUID) -> bool:
    """Whether this person is somebody else than those behind it already, so that a word of theirs releases it (P6)."""
    return is_released(replace(placement, released_by=person), policy)


def review_due_on(placement: PlacementFacts, policy: SchoolPolicy) -> date:
    """The last day on which it shows without another look (P8): the shorter of the channel's and the school's period."""
    days = min(placement.review_days or policy.review_days, policy.review_days)
    return placement.reviewed_on + timedelta(days=days)


def _say(placement: PlacementFacts, rule: str, code: str, text: str, mend: str) -> Reason:
    return Reason(rule, code, str(placement.id), text, mend)
