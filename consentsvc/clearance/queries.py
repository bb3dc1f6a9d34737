"""What a clearance reads: photos with who is in them, the newest head counts, and fingerprints. Every query names its school."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, and_, func, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, col, select

from consentsvc.kernel.database import among
from consentsvc.media.models import PersonInPhoto, Photo, Review
from consentsvc.media.rules import HeadCount
from consentsvc.media.schemas import ScanState
from consentsvc.roster.models import Adult, Child

Fingerprint = tuple[int, ...]
"""Changes with every fact behind a photo's decisions; one that was left never comes back."""


class CountedPhoto(NamedTuple):
    """A photo and its newest head count, where there is one."""

    id: UUID
    event_id: UUID
    scan_state: ScanState
    people_version: int
    head_count: int | None
    counted_version: int | None

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
        select(  # type: ignore[call-overload]
            Photo.id, Photo.event_id, Photo.scan_state, Photo.people_version, newest.c.head_count, newest.c.people_version
        )
        .outerjoin(newest, and_(newest.c.school_id == Photo.school_id, newest.c.photo_id == Photo.id))
        .where(Photo.school_id == school_id, among(Photo.id, photo_ids))
    )
    return [CountedPhoto(*row) for row in tx.exec(query)]


def people(tx: Session, school_id: UUID, photo_ids: Collection[UUID]) -> Sequence[Row[Any]]:
    """Everybody in these photos: photo_id, id, number, resolution, child_id, adult_id, reason, name."""
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
            func.coalesce(child_name, Adult.name).label("name"),
        )
        .outerjoin(Child, and_(col(Child.school_id) == PersonInPhoto.school_id, col(Child.id) == PersonInPhoto.child_id))
        .outerjoin(Adult, and_(col(Adult.school_id) == PersonInPhoto.school_id, col(Adult.id) == PersonInPhoto.adult_id))
        .where(PersonInPhoto.school_id == school_id, among(PersonInPhoto.photo_id, photo_ids))
    )
    found: Sequence[Row[Any]] = tx.exec(query).all()
    return found


def fingerprints(tx: Session, school_id: UUID, photo_ids: Collection[UUID]) -> Mapping[UUID, Fingerprint]:
    """The fingerprints of those of `photo_ids` that are this school's, as they are now."""
    query = text("select photo_id, fingerprint from photo_fingerprints where school_id = :school and photo_id = any(:ids)")
    rows = tx.execute(query, {"school": school_id, "ids": list(photo_ids)})
    return {photo_id: tuple(fingerprint) for photo_id, fingerprint in rows}
