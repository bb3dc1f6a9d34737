"""What can be said of the people in a picture, and when a head count stands (W2). Values in, an answer out."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from consentsvc.kernel.errors import Field
from consentsvc.kernel.rulebook import Reason
from consentsvc.media.schemas import MarkedBox, PersonChange, PersonRow

SLACK = 0.0001  # of the picture: what the sum of two rounded shares may be off


@dataclass(frozen=True, slots=True)
class Known:
    """Whom a change may speak of: the people in the picture, and those of the children and adults named that the school has."""

    people: Collection[UUID]
    children: Collection[UUID]
    adults: Collection[UUID]


def wrong_in(people: Sequence[PersonChange], known: Known) -> list[Field]:
    """What can't be as somebody said it, and where it stands in the request; empty where all of it can."""
    times = Counter(each.id for each in people if each.id)
    twice = [Field("body.people", "The same person stands in the list twice.")] if max(times.values(), default=0) > 1 else []
    return twice + [
        Field(f"body.people.{index}.{field}", message)
        for index, each in enumerate(people)
        for field, message in _wrong(each, known)
    ]


def unaccounted(photo_id: UUID, people: Sequence[PersonRow], head_count: int) -> list[Reason]:
    """Why a head count can't stand: each person who is open, each who is named more than once, a count that differs."""
    times = Counter(_who(person) for person in people)
    reasons = [_face_open(person) for person in people if person.resolution == "open"]
    reasons += [_named_twice(person) for person in people if _who(person) and times[_who(person)] > 1]
    return reasons if head_count == len(people) else [*reasons, _miscounted(photo_id, head_count, len(people))]


def _wrong(each: PersonChange, known: Known) -> Iterator[tuple[str, str]]:
    if each.id and each.id not in known.people:
        yield "id", "This person is not in the picture."
    if each.id is None and each.box is None:
        yield "box", "A marked person needs a box."
    if each.box and not _is_inside(each.box):
        yield "box", "The box reaches out of the picture."
    yield from _wrongly_named("child", each.resolution, each.child_id, known.children)
    yield from _wrongly_named("adult", each.resolution, each.adult_id, known.adults)
    if each.resolution == "not_identifiable" and not each.reason:
        yield "reason", "Say why nobody could tell who this is."


def _wrongly_named(kind: str, resolution: str, who: UUID | None, known: Collection[UUID]) -> Iterator[tuple[str, str]]:
    if resolution == kind and who is None:
        yield f"{kind}_id", f"Say which {kind} this is."
    elif resolution != kind and who is not None:
        yield f"{kind}_id", f"Only somebody resolved as '{kind}' can have this."
    elif who is not None and who not in known:
        yield f"{kind}_id", f"There is no such {kind}."


def _is_inside(box: MarkedBox) -> bool:
    return box.x + box.w <= 1 + SLACK and box.y + box.h <= 1 + SLACK


def _who(person: PersonRow) -> UUID | None:
    named = person.child or person.adult
    return named.id if named else None


def _face_open(person: PersonRow) -> Reason:
    number = person.number
    mend = f"Name face {number}, redact it, or say why nobody can tell who it is."
    return Reason("W2", "face_open", str(person.id), f"Face {number} has not been named yet.", mend)


def _named_twice(person: PersonRow) -> Reason:
    named = person.child or person.adult
    assert named is not None
    return Reason(
        "W2", "named_twice", str(person.id), f"{named.name} is named more than once in this picture.", "Name each person once."
    )


def _miscounted(photo_id: UUID, head_count: int, marked: int) -> Reason:
    text = f"You count {head_count}, but {marked} {'is' if marked == 1 else 'are'} marked in the picture."
    return Reason("W2", "head_count", str(photo_id), text, "Mark everybody in the picture, or count again.")
