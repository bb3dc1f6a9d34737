from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, exists, func, or_
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, and_, col, select

from consentsvc.accounts.models import User
from consentsvc.media.models import PersonInPhoto, Photo, Rendition, Review
from consentsvc.roster.models import Adult, Child


class Counted(NamedTuple):
    """A photo, how many people are in it, how many of them are open, and whether it is reviewed as it stands."""

    photo: Photo
    people: int
    open: int
    reviewed: bool


class SeenPerson(NamedTuple):
    """A person in a photo, and the child or adult who it is."""

    person: PersonInPhoto
    child: Child | None
    adult: Adult | None


def photo(tx: Session, school_id: UUID, photo_id: UUID) -> Photo | None:
    return tx.exec(select(Photo).where(Photo.school_id == school_id, Photo.id == photo_id)).first()


def locked_photo(tx: Session, school_id: UUID, photo_id: UUID) -> Photo | None:
    """The photo as it is now, nobody else's to change until this transaction ends."""
    query = select(Photo).where(Photo.school_id == school_id, Photo.id == photo_id)
    return tx.exec(query.with_for_update().execution_options(populate_existing=True)).first()


def photo_of_hash(tx: Session, school_id: UUID, event_id: UUID, sha256: str) -> Photo | None:
    return tx.exec(select(Photo).where(Photo.school_id == school_id, Photo.event_id == event_id, Photo.sha256 == sha256)).first()


def hashes_here(tx: Session, school_id: UUID, event_id: UUID, hashes: Collection[str]) -> Sequence[str]:
    query = select(Photo.sha256).where(Photo.school_id == school_id, Photo.event_id == event_id, col(Photo.sha256).in_(hashes))
    return tx.exec(query.order_by(Photo.sha256)).all()


def insert_photo(tx: Session, new: Photo) -> bool:
    """Whether it was new: the same picture in the same event stands once, however often and at once it comes."""
    values = new.model_dump(exclude={"version"})
    done = tx.execute(insert(Photo).values(values).on_conflict_do_nothing().returning(col(Photo.id)))
    return done.first() is not None


_IN_IT = and_(col(PersonInPhoto.school_id) == Photo.school_id, col(PersonInPhoto.photo_id) == Photo.id)
_PEOPLE = select(func.count()).select_from(PersonInPhoto).where(_IN_IT).scalar_subquery()
_OPEN = select(func.count()).select_from(PersonInPhoto).where(_IN_IT, PersonInPhoto.resolution == "open").scalar_subquery()
_REVIEWED = exists().where(
    col(Review.school_id) == Photo.school_id,
    col(Review.photo_id) == Photo.id,
    col(Review.people_version) == Photo.people_version,
)
_WAITING, _FAILED, _SCANNED = (col(Photo.scan_state) == state for state in ("waiting", "failed", "scanned"))
_STATES = {
    "waiting": _WAITING,
    "failed": _FAILED,
    "open": and_(_SCANNED, _OPEN > 0),
    "to_review": and_(_SCANNED, _OPEN == 0, ~_REVIEWED),
    "reviewed": and_(_SCANNED, _REVIEWED),
}


def photos(tx: Session, school_id: UUID, event_id: UUID, state: str | None) -> list[Counted]:
    """An event's photos in the order they were taken, then uploaded."""
    query = select(Photo, _PEOPLE, _OPEN, _REVIEWED).where(Photo.school_id == school_id, Photo.event_id == event_id)
    if state:
        query = query.where(_STATES[state])
    in_order = query.order_by(col(Photo.taken_at).nulls_last(), col(Photo.uploaded_at), col(Photo.file_name), col(Photo.id))
    return [Counted(*row) for row in tx.exec(in_order)]


def counted(tx: Session, school_id: UUID, photo_id: UUID) -> Counted | None:
    query = select(Photo, _PEOPLE, _OPEN, _REVIEWED).where(Photo.school_id == school_id, Photo.id == photo_id)
    row = tx.exec(query).first()
    return Counted(*row) if row else None


def counts_by_event(tx: Session, school_id: UUID) -> Sequence[Row[Any]]:
    """For each event with photos: event_id, photos, waiting, failed, and to_do (not reviewed as it stands)."""
    reviewed = select(Review.photo_id, Review.people_version).where(Review.school_id == school_id).distinct().subquery()
    is_reviewed = and_(reviewed.c.photo_id == Photo.id, reviewed.c.people_version == Photo.people_version)
    query = (
        select(  # type: ignore[call-overload]
            Photo.event_id,
            func.count().label("photos"),
            func.count().filter(_WAITING).label("waiting"),
            func.count().filter(_FAILED).label("failed"),
            func.count().filter(or_(~_SCANNED, reviewed.c.photo_id.is_(None))).label("to_do"),
        )
        .outerjoin(reviewed, is_reviewed)
        .where(Photo.school_id == school_id)
        .group_by(Photo.event_id)
        .order_by(Photo.event_id)
    )
    rows: Sequence[Row[Any]] = tx.exec(query).all()
    return rows


def people(tx: Session, school_id: UUID, photo_id: UUID) -> list[SeenPerson]:
    """Everybody in the photo, in order of number."""
    rows = tx.exec(
        select(PersonInPhoto, Child, Adult)
        .join(Child, and_(col(Child.school_id) == PersonInPhoto.school_id, col(Child.id) == PersonInPhoto.child_id), isouter=True)
        .join(Adult, and_(col(Adult.school_id) == PersonInPhoto.school_id, col(Adult.id) == PersonInPhoto.adult_id), isouter=True)
        .where(PersonInPhoto.school_id == school_id, PersonInPhoto.photo_id == photo_id)
        .order_by(col(PersonInPhoto.number))
    )
    return [SeenPerson(*row) for row in rows]


def photo_ids_of_event(tx: Session, school_id: UUID, event_id: UUID) -> Sequence[UUID]:
    return tx.exec(select(Photo.id).where(Photo.school_id == school_id, Photo.event_id == event_id)).all()


def last_review(tx: Session, school_id: UUID, photo_id: UUID, people_version: int) -> tuple[Review, User] | None:
    """The last review of the photo for the people as they were at this version, and who made it."""
    query = (
        select(Review, User)
        .join(User, col(User.id) == Review.by)
        .where(Review.school_id == school_id, Review.photo_id == photo_id, Review.people_version == people_version)
        .order_by(col(Review.at).desc())
        .limit(1)
    )
    return tx.exec(query).first()


def rendition(tx: Session, school_id: UUID, photo_id: UUID, kind: str) -> Rendition | None:
    query = select(Rendition).where(Rendition.school_id == school_id, Rendition.photo_id == photo_id, Rendition.kind == kind)
    return tx.exec(query).first()
