"""What can be said of the people in a picture, and when a head count stands (W2). Values in, an answer out."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from uuid import UUID

from consentsvc.kernel.errors import Field
from consentsvc.kernel.rulebook import Reason
from consentsvc.media.schemas import MarkedBox, PersonChange, Resolution

WHOLE_FRAME: Final = MarkedBox(x=0, y=0, w=1, h=1)
SLACK = 0.0001  # of the picture: what the sum of two rounded shares may be off

_WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "face_open": (
            "Face {number} has not been named yet.",
            "Name face {number}, redact it, or say why nobody can tell who it is.",
        ),
        "no_reason": (
            "Nobody has said why face {number} is not identifiable.",
            "Say why nobody can tell who face {number} is.",
        ),
        "named_twice": ("{who} is named more than once in this picture.", "Name each person once."),
        "not_reviewed": ("Nobody has confirmed yet how many people are in this picture.", "Count the people and marked faces."),
        "changed_since_review": (
            "Who is in this picture was changed after the people were counted.",
            "Count the people and marked faces again.",
        ),
        "head_count": (
            "People and marked faces in this picture: {marked}. Counted: {counted}.",
            "Mark everybody in the picture, or count again. A marked face that is no person counts too.",
        ),
    }
)

REASON_CODES: Final = tuple(_WORDS)
"""Why a picture isn't accounted for: for each, only somebody's act is missing."""


@dataclass(frozen=True, slots=True)
class Person:
    """A face that was found or a person whom somebody marked, and who it was resolved as (W2).

    who: the child's or adult's id; None for the other resolutions.
    name: how the reasons call that child or adult.
    reason: why a person is not identifiable.
    """

    id: UUID
    number: int
    resolution: Resolution
    who: UUID | None
    name: str
    reason: str | None

    @property
    def is_named(self) -> bool:
        """Whether this is a child or adult whom the school knows."""
        return self.resolution in ("child", "adult") and self.who is not None


@dataclass(frozen=True, slots=True)
class HeadCount:
    """How many people and marked faces a named person counted, as they were at `people_version`."""

    head_count: int
    people_version: int


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
    twice += list(_named_twice(people))
    return twice + [
        Field(f"body.people.{index}.{field}", message)
        for index, each in enumerate(people)
        for field, message in _wrong(each, known)
    ]


def in_video(people: Iterable[PersonChange]) -> list[PersonChange]:
    """The same, each named for the whole clip: a person in a video has the whole frame, whatever box came."""
    return [each.model_copy(update={"box": WHOLE_FRAME}) for each in people]


def not_in_video(people: Iterable[PersonChange]) -> list[Field]:
    """Where somebody is to be covered in a video, which nobody can be, for they move; or is to be one of a crowd (E6)."""
    covered = "Nobody can be covered in a video. Say who it is, or cut the video so that they are not in it."
    crowd = "A video shows people close and far. Say who everybody is, or why nobody can tell."
    said = {"redacted": covered, "crowd": crowd}
    return [
        Field(f"body.people.{index}.resolution", said[each.resolution])
        for index, each in enumerate(people)
        if each.resolution in said
    ]


def in_a_crowd(people: Iterable[PersonChange]) -> list[Field]:
    """Where somebody is said to be part of a crowd, which there is at large events alone (E6)."""
    no_crowd = "There are crowd pictures of large events only. Say who it is, or why nobody can tell."
    return [Field(f"body.people.{index}.resolution", no_crowd) for index, each in enumerate(people) if each.resolution == "crowd"]


def unaccounted(people: Iterable[Person]) -> Iterator[Reason]:
    """What is missing so that each person in the picture is accounted for (W2), in the order of `people`.

    Who is one of a crowd is accounted for; whether the crowd may go out is another question (E6).
    """
    people = list(people)
    times = Counter(person.who for person in people if person.is_named)
    for person in people:
        if person.is_named:
            if times[person.who] > 1:
                yield _say("named_twice", person.id, who=person.name)
        elif person.resolution == "not_identifiable":
            if not (person.reason or "").strip():
                yield _say("no_reason", person.id, number=person.number)
        elif person.resolution not in ("redacted", "crowd"):
            yield _say("face_open", person.id, number=person.number)


def uncounted(photo_id: UUID, people_version: int, marked: int, review: HeadCount | None) -> Iterator[Reason]:
    """What is missing of the head count of a picture with so many people and marked faces (W2)."""
    if review is None:
        yield _say("not_reviewed", photo_id)
    elif review.people_version != people_version:
        yield _say("changed_since_review", photo_id)
    else:
        yield from miscounted(photo_id, review.head_count, marked)


def miscounted(photo_id: UUID, head_count: int, marked: int) -> Iterator[Reason]:
    """Why a head count doesn't fit the picture (W2). A face that is no person, as on a poster, is marked and so it is counted."""
    if head_count != marked:
        yield _say("head_count", photo_id, counted=head_count, marked=marked)


def _named_twice(people: Sequence[PersonChange]) -> Iterator[Field]:
    seen: set[UUID] = set()
    for index, each in enumerate(people):
        if each.child_id in seen or each.adult_id in seen:
            field = f"{'child' if each.child_id else 'adult'}_id"
            yield Field(f"body.people.{index}.{field}", "Nobody can be two people in one picture: name each person once.")
        seen |= {who for who in (each.child_id, each.adult_id) if who}


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


def _say(code: str, about: UUID, **values: object) -> Reason:
    text, mend = _WORDS[code]
    return Reason("W2", code, str(about), text.format(**values), mend.format(**values))
