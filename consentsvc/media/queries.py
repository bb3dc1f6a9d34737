from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, exists, func, or_, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, select

from consentsvc.accounts.models import User
from consentsvc.events.models import Event
from consentsvc.kernel.database import among
from consentsvc.media.likeness import Look
from consentsvc.media.models import PersonInPhoto, Photo, PictureCheck, Rendition, Review, Seal, SealRelease
from consentsvc.roster.models import Adult, Child


class Counted(NamedTuple):
    """A photo, how many people are in it, how many of them are open and redacted, and whether it is reviewed as it stands."""

    photo: Photo
    people: int
    open: int
    reviewed: bool
    redacted: int


class SeenPerson(NamedTuple):
    """A person in a photo, and the child or adult who it is."""

    person: PersonInPhoto
    child: Child | None
    adult: Adult | None


class NamedInEvent(NamedTuple):
    """How a child or an adult is named in the pictures of an event, as seen from one of them.

    before, after: how many pictures away the nearest one is that shows them. times: in how many others. is_here: in this one.
    """

    child_id: UUID | None
    adult_id: UUID | None
    before: int | None
    after: int | None
    times: int
    is_here: bool


class Owed(NamedTuple):
    """So many photos that somebody sent to an event, the first at `since`, still lie on a device of their own (W6)."""

    user: User
    event: Event
    photos: int
    since: datetime


class ScansOfEvent(NamedTuple):
    """How far an event's scans are, and since when its first and its last waiting photo wait."""

    photos: int
    waiting: int
    failed: int
    first_waiting: datetime | None
    last_waiting: datetime | None


def photo(tx: Session, school_id: UUID, photo_id: UUID) -> Photo | None:
    return tx.exec(select(Photo).where(Photo.school_id == school_id, Photo.id == photo_id)).first()


def locked_photo(tx: Session, school_id: UUID, photo_id: UUID) -> Photo | None:
    """The photo as it is now, nobody else's to change until this transaction ends."""
    query = select(Photo).where(Photo.school_id == school_id, Photo.id == photo_id)
    return tx.exec(query.with_for_update().execution_options(populate_existing=True)).first()


# What was there before its seal is as if it had never come; what came afterwards has come, for whoever sent it (I3).
_IN_AN_UPLOADERS_EYES = and_(col(Photo.deleted_at).is_(None), col(Photo.sealed) == Photo.came_sealed)


def photo_of_hash(tx: Session, school_id: UUID, event_id: UUID, sha256: str) -> Photo | None:
    """The event's photo with this hash, as those who upload it may know; for use among `every_photo`."""
    here = Photo.school_id == school_id, Photo.event_id == event_id, Photo.sha256 == sha256
    return tx.exec(select(Photo).where(*here, _IN_AN_UPLOADERS_EYES)).first()


def hashes_here(tx: Session, school_id: UUID, event_id: UUID, hashes: Collection[str]) -> Sequence[str]:
    """Those of these hashes that the event has, as those who upload them may know; for use among `every_photo`."""
    here = Photo.school_id == school_id, Photo.event_id == event_id, col(Photo.sha256).in_(hashes)
    return tx.exec(select(Photo.sha256).where(*here, _IN_AN_UPLOADERS_EYES).order_by(Photo.sha256)).all()


def insert_photo(tx: Session, new: Photo) -> bool:
    """Whether it was new: the same picture in the same event stands once, however often and at once it comes."""
    values = new.model_dump(exclude={"version"})
    done = tx.execute(insert(Photo).values(values).on_conflict_do_nothing().returning(col(Photo.id)))
    return done.first() is not None


_IN_IT = and_(col(PersonInPhoto.school_id) == Photo.school_id, col(PersonInPhoto.photo_id) == Photo.id)
_PEOPLE = select(func.count()).select_from(PersonInPhoto).where(_IN_IT).scalar_subquery()
_OPEN = select(func.count()).select_from(PersonInPhoto).where(_IN_IT, PersonInPhoto.resolution == "open").scalar_subquery()
_REDACTED = (
    select(func.count()).select_from(PersonInPhoto).where(_IN_IT, PersonInPhoto.resolution == "redacted").scalar_subquery()
)
_REVIEWED = exists().where(
    col(Review.school_id) == Photo.school_id,
    col(Review.photo_id) == Photo.id,
    col(Review.people_version) == Photo.people_version,
)
_COUNTS = (_PEOPLE, _OPEN, _REVIEWED, _REDACTED)
_IN_ORDER = (col(Photo.taken_at).nulls_last(), col(Photo.uploaded_at), col(Photo.file_name), col(Photo.id))
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
    query = select(Photo, *_COUNTS).where(Photo.school_id == school_id, Photo.event_id == event_id)  # type: ignore[call-overload]
    if state:
        query = query.where(_STATES[state])
    return [Counted(*row) for row in tx.exec(query.order_by(*_IN_ORDER))]


def counted(tx: Session, school_id: UUID, photo_id: UUID) -> Counted | None:
    query = select(Photo, *_COUNTS).where(Photo.school_id == school_id, Photo.id == photo_id)  # type: ignore[call-overload]
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


_WAITS_SINCE = func.coalesce(col(Photo.scanned_at), col(Photo.uploaded_at))


def scans_of_event(tx: Session, school_id: UUID, event_id: UUID) -> ScansOfEvent:
    query = select(  # type: ignore[call-overload]
        func.count(),
        func.count().filter(_WAITING),
        func.count().filter(_FAILED),
        func.min(_WAITS_SINCE).filter(_WAITING),
        func.max(_WAITS_SINCE).filter(_WAITING),
    ).where(Photo.school_id == school_id, Photo.event_id == event_id)
    return ScansOfEvent(*tx.exec(query).one())


def recent_scans(tx: Session, school_id: UUID, since: datetime) -> tuple[int, datetime | None, datetime | None]:
    """How many of the school's scans ended after `since`, when the first of them did, and when the last ever did."""
    ended = col(Photo.scan_state).in_(("scanned", "failed"))
    of_school = (Photo.school_id == school_id, ended)
    lately = select(func.count(), func.min(Photo.scanned_at)).where(*of_school, col(Photo.scanned_at) > since)
    count, first_at = tx.exec(lately).one()
    return count, first_at, tx.exec(select(func.max(Photo.scanned_at)).where(*of_school)).one()


def waiting_until(tx: Session, school_id: UUID, since: datetime) -> int:
    """How many of the school's photos wait for their scan since then or longer."""
    query = select(func.count()).select_from(Photo).where(Photo.school_id == school_id, _WAITING, since >= _WAITS_SINCE)
    return tx.exec(query).one()


_IS_OWED = (Photo.device == "personal", col(Photo.copy_deleted_at).is_(None))


def copies_owed(tx: Session, school_id: UUID, user_id: UUID | None = None) -> list[Owed]:
    """For each person (or this one) and event: what they have yet to delete from their own device, the longest owed first."""
    since = func.min(Photo.uploaded_at)
    query = (
        select(User, Event, func.count(), since)
        .select_from(Photo)
        .join(User, col(User.id) == Photo.uploaded_by)
        .join(Event, and_(col(Event.school_id) == Photo.school_id, col(Event.id) == Photo.event_id))
        .where(Photo.school_id == school_id, *_IS_OWED)
        .group_by(col(User.id), col(Event.id))
        .order_by(since, col(User.name), col(Event.name))
    )
    if user_id is not None:
        query = query.where(Photo.uploaded_by == user_id)
    return [Owed(*row) for row in tx.exec(query)]


def note_copies(tx: Session, school_id: UUID, user_id: UUID, event_id: UUID, deleted_at: datetime | None) -> int:
    """Note when this person deleted their own copies of all that they sent to the event, or that they haven't; gives how many."""
    is_other = col(Photo.copy_deleted_at).is_(None) if deleted_at else col(Photo.copy_deleted_at).is_not(None)
    done = tx.execute(
        update(Photo)
        .where(
            col(Photo.school_id) == school_id,
            col(Photo.event_id) == event_id,
            col(Photo.uploaded_by) == user_id,
            col(Photo.device) == "personal",
            is_other,
        )
        .values(copy_deleted_at=deleted_at, copy_deleted_by=user_id if deleted_at else None)
        .returning(col(Photo.id))
    )
    return len(done.all())


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


def checks(tx: Session, photo: Photo) -> Sequence[tuple[PictureCheck, User]]:
    """What somebody looked at and found right in the photo as it stands, and who, the first one first."""
    query = (
        select(PictureCheck, User)
        .join(User, col(User.id) == PictureCheck.by)
        .where(
            PictureCheck.school_id == photo.school_id,
            PictureCheck.photo_id == photo.id,
            PictureCheck.people_version == photo.people_version,
        )
        .order_by(col(PictureCheck.at), col(PictureCheck.id))
    )
    return tx.exec(query).all()


def rendition(tx: Session, school_id: UUID, photo_id: UUID, kind: str) -> Rendition | None:
    query = select(Rendition).where(Rendition.school_id == school_id, Rendition.photo_id == photo_id, Rendition.kind == kind)
    return tx.exec(query).first()


def named_around(tx: Session, school_id: UUID, event_id: UUID, photo_id: UUID) -> list[NamedInEvent]:
    """Everybody who is named in an event's pictures, and how near to this one, in the order in which they were taken."""
    place = func.row_number().over(order_by=_IN_ORDER).label("place")
    line = select(Photo.id, place).where(Photo.school_id == school_id, Photo.event_id == event_id).cte("line")
    here = select(line.c.place).where(line.c.id == photo_id).scalar_subquery()
    ahead = line.c.place - here
    query = (
        select(  # type: ignore[call-overload]
            PersonInPhoto.child_id,
            PersonInPhoto.adult_id,
            func.min(-ahead).filter(ahead < 0),
            func.min(ahead).filter(ahead > 0),
            func.count().filter(ahead != 0),
            func.bool_or(ahead == 0),
        )
        .join(line, line.c.id == PersonInPhoto.photo_id)
        .where(PersonInPhoto.school_id == school_id, col(PersonInPhoto.resolution).in_(("child", "adult")))
        .group_by(PersonInPhoto.child_id, PersonInPhoto.adult_id)
    )
    return [NamedInEvent(*row) for row in tx.exec(query)]


def looks(tx: Session, school_id: UUID, event_id: UUID) -> list[Look]:
    """How the event's pictures look, in the order in which they were taken."""
    query = select(Photo.id, Photo.likeness, Photo.taken_at).where(
        Photo.school_id == school_id,
        Photo.event_id == event_id,
        Photo.kind == "picture",
        col(Photo.likeness).is_not(None),
    )
    return [Look(*row) for row in tx.exec(query.order_by(*_IN_ORDER))]


# Seals and deletion


class SealedPhoto(NamedTuple):
    """A seal, who set it, the hash of the sealed bytes, and how many uploads of them were taken in under it."""

    seal: Seal
    by: User
    sha256: str
    came_again: int


def hash_of(tx: Session, school_id: UUID, photo_id: UUID) -> str | None:
    return tx.exec(select(Photo.sha256).where(Photo.school_id == school_id, Photo.id == photo_id)).first()


def is_sealed(tx: Session, school_id: UUID, sha256: str) -> bool:
    """Whether these bytes are under a seal, in whichever event; for use among `every_photo`."""
    query = select(Photo.id).where(Photo.school_id == school_id, Photo.sha256 == sha256, col(Photo.sealed)).limit(1)
    return tx.exec(query).first() is not None


def seal_all(tx: Session, school_id: UUID, sha256: str) -> None:
    """Hide every photo of the school with these bytes; among `every_photo`."""
    those = and_(col(Photo.school_id) == school_id, col(Photo.sha256) == sha256, col(Photo.deleted_at).is_(None))
    tx.execute(update(Photo).where(those).values(sealed=True))


def unseal_all(tx: Session, school_id: UUID, sha256: str, by: UUID, at: datetime) -> Sequence[Photo]:
    """Show them again, each with its review void, and gives them; uploads that came meanwhile are gone. Among `every_photo`."""
    those = and_(col(Photo.school_id) == school_id, col(Photo.sha256) == sha256, col(Photo.sealed))
    gone = update(Photo).where(those, col(Photo.came_sealed))
    tx.execute(gone.values(sealed=False, deleted_at=at, deleted_by=by, file_name=""))
    again = update(Photo).where(those).values(sealed=False, people_version=Photo.people_version + 1).returning(Photo)
    return tx.scalars(again, execution_options={"populate_existing": True}).all()


_CAME = aliased(Photo)
_CAME_AGAIN = (
    select(func.count())
    .select_from(_CAME)
    .where(_CAME.school_id == Photo.school_id, _CAME.sha256 == Photo.sha256, col(_CAME.sealed), col(_CAME.came_sealed))
    .scalar_subquery()
)


def seals(tx: Session, school_id: UUID, reader_id: UUID | None, seal_id: UUID | None = None) -> list[SealedPhoto]:
    """The seals that this person may know of, or this one, the newest first; among `every_photo`. None: a program."""
    kept_from = text("select seals_kept_from(:school, :reader)")
    hidden = list(tx.execute(kept_from, {"school": school_id, "reader": reader_id}).scalars())
    query = (
        select(Seal, User, Photo.sha256, _CAME_AGAIN)
        .join(User, col(User.id) == Seal.by)
        .join(Photo, and_(col(Photo.school_id) == Seal.school_id, col(Photo.id) == Seal.photo_id))
        .where(Seal.school_id == school_id, ~among(Seal.id, hidden))
        .order_by(col(Seal.at).desc(), col(Seal.id))
    )
    if seal_id:
        query = query.where(Seal.id == seal_id)
    return [SealedPhoto(*row) for row in tx.exec(query)]


def seal_releases(tx: Session, school_id: UUID, seal_ids: Collection[UUID]) -> Sequence[tuple[SealRelease, User]]:
    """What was said for the end of these seals, and by whom, in order."""
    those = SealRelease.school_id == school_id, among(SealRelease.seal_id, seal_ids)
    query = select(SealRelease, User).join(User, col(User.id) == SealRelease.by).where(*those)
    return tx.exec(query.order_by(col(SealRelease.at), col(SealRelease.id))).all()


def locked_photos(tx: Session, school_id: UUID, photo_ids: Collection[UUID]) -> Sequence[Photo]:
    """Those of these that are the school's, as they are now, nobody else's to change until this transaction ends."""
    query = select(Photo).where(Photo.school_id == school_id, among(Photo.id, photo_ids)).order_by(col(Photo.id))
    return tx.exec(query.with_for_update().execution_options(populate_existing=True)).all()


def ever_reviewed(tx: Session, school_id: UUID, photo_ids: Collection[UUID]) -> Collection[UUID]:
    """Those of these photos that somebody reviewed, as they stand or as they stood."""
    return set(tx.exec(select(Review.photo_id).where(Review.school_id == school_id, among(Review.photo_id, photo_ids))))


def files_of_deleted(tx: Session, school_id: UUID, photo_id: UUID) -> Collection[str]:
    """The hashes of a deleted photo's original and renditions; among `every_photo`."""
    gone = Photo.school_id == school_id, Photo.id == photo_id, col(Photo.deleted_at).is_not(None)
    made = select(Rendition.sha256).join(Photo, and_(col(Photo.school_id) == Rendition.school_id, Photo.id == Rendition.photo_id))
    return {*tx.exec(select(Photo.sha256).where(*gone)), *tx.exec(made.where(*gone))}


def named_files(tx: Session, school_id: UUID, hashes: Collection[str]) -> Collection[str]:
    """Those of these hashes that some row of the school names, but for deleted photos' rows; among `every_photo`."""
    query = text("select sha256 from named_files where school_id = :school and sha256 = any(:hashes)")
    return set(tx.execute(query, {"school": school_id, "hashes": list(hashes)}).scalars())
