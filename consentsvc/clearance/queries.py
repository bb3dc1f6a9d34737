"""What a clearance reads: photos with who is in them, the newest head counts, and fingerprints. Every query names its school."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, and_, exists, func, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, col, select

from consentsvc.accounts.models import User
from consentsvc.clearance.models import CrowdCheck, PhotoRefusal
from consentsvc.consent.models import PublicationHold
from consentsvc.events.models import Event, OptOut
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
    is_waiting_for_opt_out: bool

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
    waits = exists().where(
        col(OptOut.school_id) == Photo.school_id, col(OptOut.event_id) == Photo.event_id, col(OptOut.state) == "open"
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
            waits,
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


def crowd_checks(
    tx: Session, school_id: UUID, photo_ids: Collection[UUID]
) -> Mapping[UUID, Mapping[str, Collection[frozenset[UUID]]]]:
    """By photo and purpose, whom each check of a crowd picture as it stands looked for, by somebody who didn't upload it (E6)."""
    query = (
        select(Photo.id, CrowdCheck.purpose, CrowdCheck.kept_out)
        .join(CrowdCheck, and_(col(CrowdCheck.school_id) == Photo.school_id, col(CrowdCheck.photo_id) == Photo.id))
        .where(Photo.school_id == school_id, among(Photo.id, photo_ids), *_OF_IT_AS_IT_STANDS)
    )
    found: dict[UUID, dict[str, list[frozenset[UUID]]]] = defaultdict(lambda: defaultdict(list))
    for photo_id, purpose, kept_out in tx.exec(query):
        found[photo_id][purpose].append(frozenset(kept_out))
    return found


def crowd_checks_of(tx: Session, photo: Photo, purpose: str) -> Sequence[tuple[CrowdCheck, str]]:
    """The checks of one crowd picture as it stands, for one purpose, by whom: those that count (E6)."""
    query = (
        select(CrowdCheck, User.name)
        .join(Photo, and_(col(Photo.school_id) == CrowdCheck.school_id, col(Photo.id) == CrowdCheck.photo_id))
        .join(User, col(User.id) == CrowdCheck.by)
        .where(CrowdCheck.school_id == photo.school_id, CrowdCheck.photo_id == photo.id, CrowdCheck.purpose == purpose)
        .where(*_OF_IT_AS_IT_STANDS)
    )
    return tx.exec(query).all()


_OF_IT_AS_IT_STANDS = (
    col(CrowdCheck.people_version) == Photo.people_version,
    col(CrowdCheck.by).is_distinct_from(Photo.uploaded_by),
)


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


def pulled_photos(tx: Session, school_id: UUID, photo_ids: Collection[UUID]) -> Collection[UUID]:
    """Those of these photos that are out of service while a report is looked into (M7)."""
    query = select(PublicationHold.photo_id).where(
        PublicationHold.school_id == school_id,
        among(PublicationHold.photo_id, photo_ids),
        col(PublicationHold.ended_at).is_(None),
    )
    return {photo_id for photo_id in tx.exec(query) if photo_id}


def pulls_known_to(tx: Session, school_id: UUID, user_id: UUID) -> Collection[UUID]:
    """The children and photos that are out of service for a report that this person reads (M3, M4)."""
    found = text("select held.child_id, held.photo_id from holds_known_to(:school, :reader) held")
    rows = tx.execute(found, {"school": school_id, "reader": user_id})
    return {child_id or photo_id for child_id, photo_id in rows}


def hold_to_end(tx: Session, school_id: UUID, hold_id: UUID) -> PublicationHold | None:
    """A hold, held for writing."""
    query = select(PublicationHold).where(PublicationHold.school_id == school_id, PublicationHold.id == hold_id)
    return tx.exec(query.with_for_update().execution_options(populate_existing=True)).first()


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
