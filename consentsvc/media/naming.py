"""Help to name (A1): who a face may be by the event's own record, which pictures are alike, and one word said of many of those."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.events import service as events
from consentsvc.kernel.access import Actor, Permission
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import NotAllowed, NotFound, Problem
from consentsvc.kernel.web import ProblemDocument
from consentsvc.media import likeness, people, queries, service, suggesting
from consentsvc.media.models import Photo
from consentsvc.media.queries import NamedInEvent
from consentsvc.media.schemas import (
    AlikePhoto,
    AppliedItem,
    PeopleChange,
    PhotoDetail,
    PhotoGroup,
    PhotoGroups,
    ReviewInput,
    Suggestion,
    Suggestions,
)
from consentsvc.media.suggesting import Candidate
from consentsvc.roster import service as roster
from consentsvc.roster.schemas import AdultRow, ChildRow

MOST_SUGGESTED = 60
"""Children; whoever takes part and isn't among them is found by name."""


def suggestions(tx: Session, actor: Actor, photo_id: UUID) -> Suggestions:
    """Who the people in a photo may be, the most likely first, each with what speaks for it. Raises NotFound."""
    photo = service.known_photo(tx, actor.school, photo_id)
    named = queries.named_around(tx, actor.school, photo.event_id, photo.id)
    return Suggestions(
        children=_suggested(_children(tx, actor, photo, named))[:MOST_SUGGESTED],
        adults=_suggested(_adults(tx, actor, named)),
    )


def groups(tx: Session, actor: Actor, event_id: UUID) -> PhotoGroups:
    """An event's pictures that are alike, in groups of two and more. Raises NotFound for an unknown event."""
    events.known_event(tx, actor.school, event_id)
    found = likeness.groups(queries.looks(tx, actor.school, event_id))
    return PhotoGroups(groups=[PhotoGroup(photo_ids=group) for group in found])


def apply_to(actor: Actor, photo_id: UUID, items: Sequence[AlikePhoto]) -> list[AppliedItem]:
    """Say who is in other pictures of the same event, seen to be like this one; and, of a reviewer, how many people they are.

    Each picture is a transaction of its own, with an answer of its own: all that was said of it holds, or nothing (W2).
    Raises NotFound for the photo that they are like.
    """
    with begin(actor.school) as tx:
        photo = service.known_photo(tx, actor.school, photo_id)
    return [_applied(actor, photo, item) for item in items]


def _applied(actor: Actor, like: Photo, item: AlikePhoto) -> AppliedItem:
    try:
        with begin(actor.school) as tx:
            photo = _apply(tx, actor, like, item)
    except Problem as problem:
        document = ProblemDocument.model_validate(problem.document())
        return AppliedItem(photo_id=item.photo_id, outcome="refused", photo=None, problem=document)
    return AppliedItem(photo_id=item.photo_id, outcome="applied", photo=photo, problem=None)


def _apply(tx: Session, actor: Actor, like: Photo, item: AlikePhoto) -> PhotoDetail:
    if service.known_photo(tx, actor.school, item.photo_id).event_id != like.event_id:
        raise NotFound
    audit.record(tx, actor, "photo:apply", item.photo_id, like=like.id)
    change = PeopleChange(people_version=item.people_version, people=item.people)
    named = people.resolve_people(tx, actor, item.photo_id, change)
    if item.head_count is None:
        return named
    if not actor.can(Permission.PHOTO_REVIEW):
        raise NotAllowed
    return people.review(tx, actor, item.photo_id, ReviewInput(people_version=named.people_version, head_count=item.head_count))


def _children(tx: Session, actor: Actor, photo: Photo, named: Iterable[NamedInEvent]) -> list[Candidate]:
    around = {each.child_id: each for each in named if each.child_id}
    taking_part = set(events.participant_ids(tx, actor, photo.event_id))
    return [
        _candidate(row, around.get(row.id), row.class_id, row.class_name, takes_part=row.id in taking_part)
        for row in roster.rows_of(tx, actor, taking_part | around.keys())
    ]


def _adults(tx: Session, actor: Actor, named: Iterable[NamedInEvent]) -> list[Candidate]:
    around = {each.adult_id: each for each in named if each.adult_id}
    if not around:
        return []
    return [_candidate(row, around[row.id]) for row in roster.adults(tx, actor) if row.id in around]


def _candidate(
    row: ChildRow | AdultRow,
    named: NamedInEvent | None,
    class_id: UUID | None = None,
    class_name: str | None = None,
    *,
    takes_part: bool = False,
) -> Candidate:
    if named is None:
        return Candidate(row.id, row.name, class_id, class_name, takes_part)
    return Candidate(row.id, row.name, class_id, class_name, takes_part, named.before, named.after, named.times, named.is_here)


def _suggested(candidates: Collection[Candidate]) -> list[Suggestion]:
    return [
        Suggestion(
            id=each.id,
            name=each.name,
            class_name=each.class_name,
            takes_part=each.takes_part,
            is_here=each.is_here,
            why=why,
        )
        for each, why in suggesting.with_causes(candidates)
    ]
