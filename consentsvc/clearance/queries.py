"""What a clearance reads: photos with who is in them, the newest head counts, and fingerprints. Every query names its school."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, and_, func, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, col, select

from consentsvc.clearance.models import PhotoRefusal
from consentsvc.events.models import Event
from consentsvc.kernel.database import among
from consentsvc.media.framing import Box, crop_of, is_seen
from consentsvc.media.models import PersonInPhoto, Photo, PictureCheck, Review
from consentsvc.media.rules import HeadCount
from consentsvc.media.schemas import MediaKind, ScanState
from consentsvc.roster.models import Adult, Child

Fingerprint = tuple[int, ...]
"""Changes with every fact behind a photo's decisions; one that was left never comes back."""


class CountedPhoto(NamedTuple):
    """A photo and its newest head count, where there is one."""

    id: UUID
    event_id: UUID
    activity: str | None
    kind: MediaKind
    scan_state: ScanState
    scan_problem: str | None
    people_version: int
    head_count: int | None
    counted_version: int | None
    width: int
    height: int
    crop_x: float | None
    crop_y: float | None
    crop_w: float | None
    crop_h: float | None

    def crop(self) -> Box | None:
        """The part that goes out; None: all of it."""
        return crop_of(self.crop_x, self.crop_y, self.crop_w, self.crop_h)

    def review(self) -> HeadCount | None:
        """The head count as the rules take it."""
        if self.head_count is None or self.counted_version is None:
            return None
        return HeadCount(self.head_count, self.counted_version)


def photos(tx: Session, school_id: UUID, photo_ids: Collection[UUID]) -> Sequence[CountedPhoto]:
    """Those of `photo_ids` that are this school's."""
    newest = (
        select(Review.school_id, Review.photo_id, Review.head_count, Review.people_version)
        .where(Review.school_id == school_id, among(Review.photo_id, photo_ids))
        .ext(distinct_on(col(Review.photo_id)))
        .order_by(col(Review.photo_id), col(Review.people_version).desc(), col(Review.at).desc())
        .subquery()
    )
    query = (
        select(  # type: ignore[call-overload, misc]
            Photo.id,
            Photo.event_id,
            Event.activity,
            Photo.kind,
            Photo.scan_state,
            Photo.scan_problem,
            Photo.people_version,
            newest.c.head_count,
            newest.c.people_version,
            Photo.width,
            Photo.height,
            Photo.crop_x,
            Photo.crop_y,
            Photo.crop_w,
            Photo.crop_h,
        )
        .join(Event, and_(col(Event.school_id) == Photo.school_id, col(Event.id) == Photo.event_id))
        .outerjoin(newest, and_(newest.c.school_id == Photo.school_id, newest.c.photo_id == Photo.id))
        .where(Photo.school_id == school_id, among(Photo.id, photo_ids))
    )
    return [CountedPhoto(*row) for row in tx.exec(query)]


def people(tx: Session, school_id: UUID, photo_ids: Collection[UUID]) -> Sequence[Row[Any]]:
    """Everybody in these photos: photo_id, id, number, resolution, child_id, adult_id, reason, x, y, w, h, face_on, name."""
    child_name = col(Child.first_name) + " " + col(Child.last_name)
    query = (
        select(  # type: ignore[call-overload]
            PersonInPhoto.photo_id,
            PersonInPhoto.id,
            PersonInPhoto.number,
            PersonInPhoto.resolution,
            PersonInPhoto.child_id,
            PersonInPhoto.adult_id,
            PersonInPhoto.reason,
            PersonInPhoto.x,
            PersonInPhoto.y,
            PersonInPhoto.w,
            PersonInPhoto.h,
            PersonInPhoto.face_on,
            func.coalesce(child_name, Adult.name).label("name"),
        )
        .outerjoin(Child, and_(col(Child.school_id) == PersonInPhoto.school_id, col(Child.id) == PersonInPhoto.child_id))
        .outerjoin(Adult, and_(col(Adult.school_id) == PersonInPhoto.school_id, col(Adult.id) == PersonInPhoto.adult_id))
        .where(PersonInPhoto.school_id == school_id, among(PersonInPhoto.photo_id, photo_ids))
    )
    found: Sequence[Row[Any]] = tx.exec(query).all()
    return found


def checked(tx: Session, school_id: UUID, photo_ids: Collection[UUID]) -> Collection[tuple[UUID, str]]:
    """Each photo, and each kind of check that somebody who didn't upload it made of it as it stands (P5, P6, P7)."""
    query = (
        select(Photo.id, PictureCheck.kind)
        .join(PictureCheck, and_(col(PictureCheck.school_id) == Photo.school_id, col(PictureCheck.photo_id) == Photo.id))
        .where(
            Photo.school_id == school_id,
            among(Photo.id, photo_ids),
            PictureCheck.people_version == Photo.people_version,
            col(PictureCheck.by).is_distinct_from(Photo.uploaded_by),
        )
    )
    return set(tx.exec(query))


def taken_down(tx: Session, school_id: UUID, photo_ids: Collection[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    """By photo, the children for whom somebody asked to take it down, and hasn't taken that back."""
    newest = (
        select(PhotoRefusal.photo_id, PhotoRefusal.child_id, PhotoRefusal.said)
        .where(PhotoRefusal.school_id == school_id, among(PhotoRefusal.photo_id, photo_ids))
        .ext(distinct_on(col(PhotoRefusal.photo_id), col(PhotoRefusal.child_id), col(PhotoRefusal.guardian_id)))
        .order_by(
            col(PhotoRefusal.photo_id), col(PhotoRefusal.child_id), col(PhotoRefusal.guardian_id), col(PhotoRefusal.seq).desc()
        )
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for photo_id, child_id, said in tx.exec(newest):
        if said == "refused":
            found[photo_id].add(child_id)
    return {photo_id: frozenset(children) for photo_id, children in found.items()}


def taken_down_by(tx: Session, school_id: UUID, child_id: UUID, guardian_id: UUID | None) -> Collection[UUID]:
    """The photos that this speaker asked to take down, and hasn't taken that back; nobody else's word (G1)."""
    newest = (
        select(PhotoRefusal.photo_id, PhotoRefusal.said)
        .where(
            PhotoRefusal.school_id == school_id, PhotoRefusal.child_id == child_id, col(PhotoRefusal.guardian_id) == guardian_id
        )
        .ext(distinct_on(col(PhotoRefusal.photo_id)))
        .order_by(col(PhotoRefusal.photo_id), col(PhotoRefusal.seq).desc())
    )
    return {photo_id for photo_id, said in tx.exec(newest) if said == "refused"}


def photos_showing(tx: Session, school_id: UUID, child_id: UUID) -> Collection[UUID]:
    """The photos in whose part that goes out the child is to be seen, as they are now."""
    query = (
        select(  # type: ignore[call-overload]
            PersonInPhoto.photo_id,
            PersonInPhoto.x,
            PersonInPhoto.y,
            PersonInPhoto.w,
            PersonInPhoto.h,
            Photo.crop_x,
            Photo.crop_y,
            Photo.crop_w,
            Photo.crop_h,
        )
        .join(Photo, and_(col(Photo.school_id) == PersonInPhoto.school_id, col(Photo.id) == PersonInPhoto.photo_id))
        .where(PersonInPhoto.school_id == school_id, PersonInPhoto.child_id == child_id)
    )
    return {photo_id for photo_id, x, y, w, h, *crop in tx.exec(query) if is_seen(Box(x, y, w, h), crop_of(*crop))}


def fingerprints(tx: Session, school_id: UUID, photo_ids: Collection[UUID]) -> Mapping[UUID, Fingerprint]:
    """The fingerprints of those of `photo_ids` that are this school's, as they are now."""
    query = text("select photo_id, fingerprint from photo_fingerprints where school_id = :school and photo_id = any(:ids)")
    rows = tx.execute(query, {"school": school_id, "ids": list(photo_ids)})
    return {photo_id: tuple(fingerprint) for photo_id, fingerprint in rows}
