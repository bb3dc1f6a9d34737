"""Who is in a picture, and the head count (W2)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.events import notices
from consentsvc.events import service as events
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.errors import Conflict, Invalid, NotFound, Refused
from consentsvc.media import queries, rules, service
from consentsvc.media.models import PersonInPhoto, Photo, Review
from consentsvc.media.queries import SeenPerson
from consentsvc.media.schemas import PeopleChange, PersonChange, PhotoDetail, ReviewInput
from consentsvc.roster import service as roster


def resolve_people(tx: Session, actor: Actor, photo_id: UUID, change: PeopleChange) -> PhotoDetail:
    """Say who everybody in the picture is (W2). A found face can't be left out; a mark that is left out is removed.

    Saying what stands already changes nothing, so that a review and what rests on it stay. Raises NotFound, Invalid for what
    can't be, Conflict (`people-changed`) when somebody else changed them since `people_version`, or (`not-scanned`).
    """
    photo = held(tx, actor.school, photo_id, change.people_version)
    before = {seen.person.id: seen.person for seen in queries.people(tx, actor.school, photo_id)}
    people = rules.in_video(change.people) if photo.kind == "video" else change.people
    wrong = rules.wrong_in(people, _known_in(tx, actor.school, people, before))
    if photo.kind == "video":
        wrong += rules.not_in_video(people)
    elif not notices.takes_notices(events.known_event(tx, actor.school, photo.event_id)):
        wrong += rules.in_a_crowd(people)
    if wrong:
        raise Invalid("Some of the people in the picture can't be as you said; see the fields.", fields=wrong)
    changed = [*_changed(tx, actor, before, people), *_marked(tx, actor, photo, before, people)]
    if changed:
        photo.people_version += 1
        tx.add(photo)
        tx.flush()
    audit.record(tx, actor, "photo:resolve", photo.id, people_version=photo.people_version, changed=changed)
    return service.detail(tx, actor.school, photo_id)


def review(tx: Session, actor: Actor, photo_id: UUID, given: ReviewInput) -> PhotoDetail:
    """Confirm, by name, how many people and marked faces are in the picture as it stands (W2).

    Raises NotAllowed for a program: a machine never clears. Raises Refused (`not-accounted-for`) while somebody is open or named
    twice, or the count differs; NotFound, and Conflict as resolve_people does.
    """
    by = actor.person("Only a person who has signed in can confirm how many people are in a picture, not a program.")
    photo = held(tx, actor.school, photo_id, given.people_version)
    people = [_in_picture(seen) for seen in queries.people(tx, actor.school, photo_id)]
    reasons = [*rules.unaccounted(people), *rules.miscounted(photo.id, given.head_count, len(people))]
    if reasons:
        raise Refused("Not everybody in this picture is accounted for yet.", slug="not-accounted-for", reasons=reasons)
    tx.add(
        Review(
            school_id=actor.school,
            photo_id=photo.id,
            people_version=photo.people_version,
            head_count=given.head_count,
            by=by,
            at=clock.now(),
        )
    )
    tx.flush()
    audit.record(tx, actor, "photo:review", photo.id, head_count=given.head_count, people_version=photo.people_version)
    return service.detail(tx, actor.school, photo_id)


def _in_picture(seen: SeenPerson) -> rules.Person:
    person, named = seen.person, seen.child or seen.adult
    return rules.Person(
        id=person.id,
        number=person.number,
        resolution=person.resolution,  # type: ignore[arg-type]  # the table takes no other
        who=named.id if named else None,
        name=named.name if named else "",
        reason=person.reason,
    )


def _known_in(tx: Session, school_id: UUID, people: Sequence[PersonChange], before: Mapping[UUID, PersonInPhoto]) -> rules.Known:
    children = {each.child_id for each in people if each.child_id}
    adults = {each.adult_id for each in people if each.adult_id}
    return rules.Known(
        people=before.keys(),
        children=children - roster.unknown_children(tx, school_id, children),
        adults=adults - roster.unknown_adults(tx, school_id, adults),
    )


def _changed(
    tx: Session, actor: Actor, before: Mapping[UUID, PersonInPhoto], people: Sequence[PersonChange]
) -> Iterator[dict[str, Any]]:
    """Change those who were in the picture; gives what changed, for the audit."""
    changes = {each.id: each for each in people}
    for person in before.values():
        is_mark, change = person.score is None, changes.get(person.id)
        if change is None and is_mark:
            tx.delete(person)
            yield {"person": str(person.id), "resolution": "removed", "who": None}
        elif _becomes(person, _said(change or PersonChange(resolution="open"), with_box=is_mark), actor):
            tx.add(person)
            yield _noted(person)


def _marked(
    tx: Session, actor: Actor, photo: Photo, before: Mapping[UUID, PersonInPhoto], people: Sequence[PersonChange]
) -> Iterator[dict[str, Any]]:
    """Add those whom somebody marked, numbered after all who were there; gives them for the audit."""
    last = max((person.number for person in before.values()), default=0)
    for number, mark in enumerate((each for each in people if each.id is None), start=last + 1):
        person = PersonInPhoto(school_id=photo.school_id, photo_id=photo.id, number=number, **_said(mark, with_box=True))
        person.resolved_by, person.resolved_at = actor.id, clock.now()
        tx.add(person)
        yield _noted(person)


def _said(change: PersonChange, *, with_box: bool) -> dict[str, Any]:
    """The columns that somebody's word decides."""
    said = {**change.model_dump(include={"resolution", "child_id", "adult_id"}), "reason": change.reason or None}
    return said | change.box.model_dump() if change.box and with_box else said


def _becomes(person: PersonInPhoto, said: Mapping[str, Any], actor: Actor) -> bool:
    """Make it so, by this actor; whether that was a change."""
    if all(getattr(person, column) == value for column, value in said.items()):
        return False
    person.sqlmodel_update({**said, "resolved_by": actor.id, "resolved_at": clock.now()})
    return True


def _noted(person: PersonInPhoto) -> dict[str, Any]:
    who = person.child_id or person.adult_id
    return {"person": str(person.id), "resolution": person.resolution, "who": str(who) if who else None}


def held(tx: Session, school_id: UUID, photo_id: UUID, people_version: int) -> Photo:
    """The photo, held for this transaction, if it is scanned and nobody changed its people since that version.

    Raises NotFound, and Conflict (`not-scanned`, `people-changed`).
    """
    photo = queries.locked_photo(tx, school_id, photo_id)
    if photo is None:
        raise NotFound
    if photo.scan_state != "scanned":
        raise service.not_scanned(photo)
    if photo.people_version != people_version:
        raise Conflict("Somebody changed who is in this picture. Load it again, then go on.", slug="people-changed")
    return photo
