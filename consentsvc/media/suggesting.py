"""Who may a face be? An order of those who could, each with its cause: from the event, never from the face (A1). Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

NEIGHBOURS: Final = 10
"""Pictures before and after, in order of time, that say something of who is in this one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A child or an adult whom somebody may name.

    class_id, class_name: of a child who is in a class. takes_part: in the event.
    before, after: how many pictures of the event away the nearest one stands that shows them; None where there is none.
    times: in how many other pictures of the event they are named. is_here: named in this picture already.
    """

    id: UUID
    name: str
    class_id: UUID | None = None
    class_name: str | None = None
    takes_part: bool = False
    before: int | None = None
    after: int | None = None
    times: int = 0
    is_here: bool = False

    @property
    def away(self) -> int:
        """How many pictures away they are to be seen; one more than the neighbours where that is too far to count."""
        return min(NEIGHBOURS + 1, self.before or NEIGHBOURS + 1, self.after or NEIGHBOURS + 1)


def with_causes(candidates: Collection[Candidate]) -> list[tuple[Candidate, str]]:
    """The most likely first, each with why, in a few words; the words are empty where nothing speaks for them.

    First whoever stands in the nearest pictures, then who takes part, then who is in a class of those named here, then who is
    named often. Whoever is named in this picture already comes last: nobody is two people in one picture (W2).
    """
    classes = {each.class_id for each in candidates if each.is_here and each.class_id}
    return [(each, _cause(each, classes)) for each in sorted(candidates, key=lambda each: _rank(each, classes))]


def _rank(each: Candidate, classes: Collection[UUID]) -> tuple[object, ...]:
    return (
        each.is_here,
        each.away,
        not each.takes_part,
        each.class_id not in classes,
        -each.times,
        each.name,
        each.id,
    )


def _cause(each: Candidate, classes: Collection[UUID]) -> str:
    if each.is_here:
        return "in this picture already"
    if each.away <= NEIGHBOURS:
        return _nearness(each)
    if each.takes_part and each.class_id in classes:
        return f"{each.class_name}, as others here"
    if each.times:
        return f"in {each.times} {'picture' if each.times == 1 else 'pictures'} of this event"
    return "takes part" if each.takes_part else ""


def _nearness(each: Candidate) -> str:
    if each.away == each.before:
        return "in the picture before" if each.away == 1 else f"{each.away} pictures before"
    return "in the next picture" if each.away == 1 else f"{each.away} pictures on"
