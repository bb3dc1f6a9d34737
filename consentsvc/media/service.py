"""Looking at pictures: lists, one photo with everybody in it, and files, each look at which is recorded (A2)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session

from consentsvc.accounts.models import User
from consentsvc.audit import service as audit
from consentsvc.events import service as events
from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Conflict, NotFound
from consentsvc.kernel.schemas import Named
from consentsvc.media import framing, queries
from consentsvc.media.models import Photo, PictureCheck, Rendition
from consentsvc.media.queries import Counted, SeenPerson
from consentsvc.media.schemas import (
    Box,
    EventCounts,
    PersonRow,
    PhotoDetail,
    PhotoList,
    PhotoRow,
    PhotoState,
    PictureCheckRow,
    ReviewRow,
)


def photos(tx: Session, actor: Actor, event_id: UUID, state: PhotoState | None) -> PhotoList:
    """An event's photos, in the order they were taken. Raises NotFound for an unknown event."""
    events.known_event(tx, actor.school, event_id)
    rows = [PhotoRow(**_fields(each)) for each in queries.photos(tx, actor.school, event_id, state)]
    return PhotoList(items=rows, total=len(rows))


def photo(tx: Session, actor: Actor, photo_id: UUID) -> PhotoDetail:
    """One photo with everybody in it. Raises NotFound."""
    return detail(tx, actor.school, photo_id)


def photo_ids_of(tx: Session, school_id: UUID, event_id: UUID) -> Sequence[UUID]:
    """Every photo of an event. Raises NotFound for an unknown event."""
    events.known_event(tx, school_id, event_id)
    return queries.photo_ids_of_event(tx, school_id, event_id)


def counts(tx: Session, actor: Actor) -> list[EventCounts]:
    """How far each event's photos are; events without any are left out."""
    return [EventCounts.model_validate(row, from_attributes=True) for row in queries.counts_by_event(tx, actor.school)]


def view_original(actor: Actor, photo_id: UUID) -> Photo:
    """Note that somebody looks at the original (A2), committed before a byte of it is read. Raises NotFound."""
    with begin(actor.school) as tx:
        photo = known_photo(tx, actor.school, photo_id)
        audit.record(tx, actor, "photo:view", photo.id, form="original")
        return photo


def view_rendition(actor: Actor, photo_id: UUID, kind: str) -> Rendition:
    """Note that somebody looks at a picture before clearance (A2), committed before a byte of it is read.

    Raises NotFound, Conflict (`not-scanned`) while there is none.
    """
    with begin(actor.school) as tx:
        photo = known_photo(tx, actor.school, photo_id)
        rendition = queries.rendition(tx, actor.school, photo_id, kind)
        if rendition is None:
            raise not_scanned(photo)
        audit.record(tx, actor, "photo:view", photo_id, form=kind)
        return rendition


def note_look(tx: Session, actor: Actor, photo_id: UUID, form: str) -> None:
    """Note that somebody looks at a copy that is made from a picture just now (A2). Commit before a byte of it is given.

    Raises NotFound, Conflict (`not-scanned`) while nobody can be named in it, or (`is-a-video`).
    """
    photo = known_photo(tx, actor.school, photo_id)
    if photo.kind != "picture":
        raise Conflict("Nobody is covered or cropped away in a video: look at the video itself.", slug="is-a-video")
    if photo.scan_state != "scanned":
        raise not_scanned(photo)
    audit.record(tx, actor, "photo:view", photo.id, form=form)


def not_scanned(photo: Photo) -> Conflict:
    """Why nothing of a picture is given or said before its scan, nor of a video before it is made ready."""
    if photo.kind == "video":
        why = photo.scan_problem or "It is being made ready."
        return Conflict(f"There is nothing to see or name of this video yet. {why}", slug="not-scanned")
    return Conflict("This picture has not been searched for faces, so there is nothing to see or name yet.", slug="not-scanned")


def detail(tx: Session, school_id: UUID, photo_id: UUID) -> PhotoDetail:
    """A photo with everybody in it. Raises NotFound."""
    # The version is read before the people: whoever changes them meanwhile makes it an old one, never one too new.
    counted = queries.counted(tx, school_id, photo_id)
    if counted is None:
        raise NotFound
    photo = counted.photo
    crop = framing.crop_of(photo.crop_x, photo.crop_y, photo.crop_w, photo.crop_h)
    return PhotoDetail(
        **_fields(counted),
        crop=Box(x=crop.x, y=crop.y, w=crop.w, h=crop.h) if crop else None,
        people_in_photo=[_person_row(seen, crop) for seen in queries.people(tx, school_id, photo_id)],
        review=_review_row(tx, counted.photo),
        checks=[_check_row(*each) for each in queries.checks(tx, counted.photo)],
    )


def known_photo(tx: Session, school_id: UUID, photo_id: UUID) -> Photo:
    """The school's photo. Raises NotFound."""
    photo = queries.photo(tx, school_id, photo_id)
    if photo is None:
        raise NotFound
    return photo


def _fields(counted: Counted) -> dict[str, Any]:
    return {
        **counted.photo.model_dump(include=set(PhotoRow.model_fields)),
        "people": counted.people,
        "open": counted.open,
        "redacted": counted.redacted,
        "reviewed": counted.reviewed,
    }


def _review_row(tx: Session, photo: Photo) -> ReviewRow | None:
    found = queries.last_review(tx, photo.school_id, photo.id, photo.people_version)
    if found is None:
        return None
    review, user = found
    return ReviewRow(head_count=review.head_count, by=Named(id=user.id, name=user.name), at=review.at)


def _check_row(check: PictureCheck, user: User) -> PictureCheckRow:
    return PictureCheckRow(**check.model_dump(include={"kind", "at"}), by=Named(id=user.id, name=user.name))


def _person_row(seen: SeenPerson, crop: framing.Box | None) -> PersonRow:
    person = seen.person
    return PersonRow(
        **person.model_dump(include={"id", "number", "score", "resolution", "reason"}),
        box=Box(x=person.x, y=person.y, w=person.w, h=person.h),
        in_crop=framing.is_seen(framing.Box(person.x, person.y, person.w, person.h), crop),
        child=Named(id=seen.child.id, name=seen.child.name) if seen.child else None,
        adult=Named(id=seen.adult.id, name=seen.adult.name) if seen.adult else None,
    )
