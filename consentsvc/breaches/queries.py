"""What the breaches room reads. Every query names its school."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from consentsvc.accounts.models import User
from consentsvc.breaches.models import AffectedChild, Breach, BreachEntry
from consentsvc.consent.models import Answer
from consentsvc.kernel.database import among
from consentsvc.kernel.errors import NotFound
from consentsvc.media.models import Photo
from consentsvc.publishing.models import Channel, Copy, Placement
from consentsvc.roster.models import Child
from consentsvc.takedown.models import Task


class Listed(NamedTuple):
    """A breach, and how many children it affects."""

    breach: Breach
    affected: int


class Affected(NamedTuple):
    """A child whom a breach affects, and when it was first noted that the family was told."""

    child_id: UUID
    name: str
    told_at: datetime | None


class Step(NamedTuple):
    """An entry, and who made it; nobody: the service did."""

    entry: BreachEntry
    by: User | None


def breaches(tx: Session, school_id: UUID, *, closed: bool) -> Sequence[Listed]:
    """Open breaches, the one that was known first at the top; or closed ones, newest first."""
    affected = (
        select(func.count(col(AffectedChild.id)))
        .where(AffectedChild.school_id == Breach.school_id, AffectedChild.breach_id == Breach.id)
        .scalar_subquery()
    )
    is_closed = col(Breach.closed_at).is_not(None) if closed else col(Breach.closed_at).is_(None)
    order = col(Breach.closed_at).desc() if closed else col(Breach.known_at)
    query = select(Breach, affected).where(Breach.school_id == school_id, is_closed).order_by(order, col(Breach.id))
    return [Listed(*row) for row in tx.exec(query)]


def held(tx: Session, school_id: UUID, breach_id: UUID) -> Breach:
    """The breach, held for writing until the transaction ends. Raises NotFound."""
    query = select(Breach).where(Breach.school_id == school_id, Breach.id == breach_id).with_for_update()
    found = tx.exec(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound
    return found


def open_breach_of(tx: Session, school_id: UUID, photo_id: UUID, cause: str) -> Breach | None:
    """The open breach about this photo for this cause, held for writing."""
    query = select(Breach).where(
        Breach.school_id == school_id, Breach.photo_id == photo_id, Breach.cause == cause, col(Breach.closed_at).is_(None)
    )
    return tx.exec(query.order_by(col(Breach.known_at)).with_for_update()).first()


def by_key(tx: Session, school_id: UUID, key: str) -> Breach | None:
    """The breach that was opened under this key."""
    return tx.exec(select(Breach).where(Breach.school_id == school_id, Breach.key == key)).first()


def affected(tx: Session, school_id: UUID, breach_id: UUID) -> Sequence[Affected]:
    """The children whom it affects, by name."""
    told = (
        select(func.min(col(BreachEntry.at)))
        .where(
            BreachEntry.school_id == school_id,
            BreachEntry.breach_id == breach_id,
            BreachEntry.kind == "family_told",
            BreachEntry.child_id == AffectedChild.child_id,
        )
        .scalar_subquery()
    )
    name = col(Child.first_name) + " " + col(Child.last_name)
    query = (
        select(AffectedChild.child_id, name, told)
        .join(Child, and_(col(Child.school_id) == AffectedChild.school_id, col(Child.id) == AffectedChild.child_id))
        .where(AffectedChild.school_id == school_id, AffectedChild.breach_id == breach_id)
        .order_by(col(Child.last_name), col(Child.first_name), col(Child.id))
    )
    return [Affected(*row) for row in tx.exec(query)]


def steps(tx: Session, school_id: UUID, breach_id: UUID) -> Sequence[Step]:
    """What was done, in the database's order."""
    query = (
        select(BreachEntry, User)
        .outerjoin(User, col(User.id) == BreachEntry.by)
        .where(BreachEntry.school_id == school_id, BreachEntry.breach_id == breach_id)
        .order_by(col(BreachEntry.seq))
    )
    return [Step(*row) for row in tx.exec(query)]


def reachable_photo(tx: Session, school_id: UUID, photo_id: UUID | None) -> UUID | None:
    """The photo, unless it is sealed or deleted: then the database has none."""
    if photo_id is None:
        return None
    return tx.exec(select(Photo.id).where(Photo.school_id == school_id, Photo.id == photo_id)).first()


def channel_name(tx: Session, school_id: UUID, placement_id: UUID | None) -> str | None:
    """The name of the channel that a placement hangs in."""
    if placement_id is None:
        return None
    query = (
        select(Channel.name)
        .join(Placement, and_(col(Placement.school_id) == Channel.school_id, col(Placement.channel_id) == Channel.id))
        .where(Channel.school_id == school_id, Placement.id == placement_id)
    )
    return tx.exec(query).first()


def unsettled(tx: Session, school_id: UUID, known_before: datetime) -> Sequence[UUID]:
    """Open breaches that were known by this moment whose clock still runs: nobody has decided, or told; the earliest first."""
    is_untold = and_(col(Breach.decision) == "report", col(Breach.told_regulator_at).is_(None))
    query = select(Breach.id).where(
        Breach.school_id == school_id,
        col(Breach.closed_at).is_(None),
        or_(col(Breach.decision).is_(None), is_untold),
        Breach.known_at <= known_before,
    )
    return tx.exec(query.order_by(col(Breach.known_at))).all()


class Placed(NamedTuple):
    """A placement as it was made: of which photo, from which people, for what, when; and who is in the photo now."""

    placement: Placement
    purpose: str
    event_id: UUID
    people_version: int


def placed(tx: Session, school_id: UUID, placement_id: UUID) -> Placed | None:
    """The placement; None where its photo is sealed or deleted."""
    found = _placed(tx, school_id, col(Placement.id) == placement_id)
    return found[0] if found else None


def placed_of_task(tx: Session, school_id: UUID, task_id: UUID) -> Placed | None:
    """The placement whose copy a takedown task is about; None where its photo is sealed or deleted."""
    of_task = (
        select(Copy.placement_id)
        .join(Task, and_(col(Task.school_id) == Copy.school_id, col(Task.copy_id) == Copy.id))
        .where(Copy.school_id == school_id, Task.id == task_id)
    )
    found = _placed(tx, school_id, col(Placement.id).in_(of_task))
    return found[0] if found else None


def placed_under(tx: Session, school_id: UUID, photo_ids: Collection[UUID], purpose: str, since: datetime) -> Sequence[Placed]:
    """The placements of these photos for a purpose that were made since then, oldest first."""
    is_of = among(Placement.photo_id, photo_ids), col(Channel.purpose) == purpose, col(Placement.placed_at) >= since
    return _placed(tx, school_id, *is_of)


def _placed(tx: Session, school_id: UUID, *conditions: ColumnElement[bool]) -> Sequence[Placed]:
    query = (
        select(Placement, Channel.purpose, Photo.event_id, Photo.people_version)
        .join(Channel, and_(col(Channel.school_id) == Placement.school_id, col(Channel.id) == Placement.channel_id))
        .join(Photo, and_(col(Photo.school_id) == Placement.school_id, col(Photo.id) == Placement.photo_id))
        .where(Placement.school_id == school_id, *conditions)
        .order_by(col(Placement.placed_at), col(Placement.id))
    )
    return [Placed(*row) for row in tx.exec(query)]


def answer(tx: Session, school_id: UUID, answer_id: UUID) -> Answer | None:
    """One answer."""
    return tx.exec(select(Answer).where(Answer.school_id == school_id, Answer.id == answer_id)).first()
