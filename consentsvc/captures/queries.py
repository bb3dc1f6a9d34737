"""What the captures room reads. Every query names its school."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from consentsvc.accounts.models import User
from consentsvc.captures.models import Capture, CapturedChild, CaptureEntry, CaptureTask
from consentsvc.events.models import Event, Photographer
from consentsvc.kernel.errors import NotFound
from consentsvc.kernel.schemas import Named
from consentsvc.roster.models import Child


class Listed(NamedTuple):
    """A capture, its event, how many of its tasks are open, and the first day by which one is to be done."""

    capture: Capture
    event: Event | None
    open_tasks: int
    due_on: date | None


class Step(NamedTuple):
    """An entry, and who made it."""

    entry: CaptureEntry
    by: User | None


def add_once(tx: Session, values: dict[str, Any]) -> bool:
    """Add the capture, unless it is there. Gives whether it was added; of two at once the second waits for the first."""
    added = tx.execute(insert(Capture).values(values).on_conflict_do_nothing().returning(col(Capture.id)))
    return added.first() is not None


def captures(tx: Session, school_id: UUID, *, closed: bool) -> Sequence[Listed]:
    """Open captures, the last that arrived first, whatever the phone's clock said; or closed ones, the last closed first."""
    is_closed = col(Capture.closed_at).is_not(None) if closed else col(Capture.closed_at).is_(None)
    order = col(Capture.closed_at).desc() if closed else col(Capture.received_at).desc()
    return _listed(tx, school_id, is_closed, order=order)


def one(tx: Session, school_id: UUID, capture_id: UUID) -> Listed:
    """The capture as in the list. Raises NotFound."""
    found = _listed(tx, school_id, col(Capture.id) == capture_id, order=col(Capture.id))
    if not found:
        raise NotFound
    return found[0]


def _listed(tx: Session, school_id: UUID, *conditions: ColumnElement[bool], order: Any) -> Sequence[Listed]:
    is_open = and_(
        col(CaptureTask.school_id) == Capture.school_id,
        col(CaptureTask.capture_id) == Capture.id,
        col(CaptureTask.done_at).is_(None),
    )
    number = select(func.count(col(CaptureTask.id))).where(is_open).scalar_subquery()
    due = select(func.min(col(CaptureTask.due_on))).where(is_open).scalar_subquery()
    query = (
        select(Capture, Event, number, due)
        .outerjoin(Event, and_(col(Event.school_id) == Capture.school_id, col(Event.id) == Capture.event_id))
        .where(Capture.school_id == school_id, *conditions)
        .order_by(order, col(Capture.id))
    )
    return [Listed(*row) for row in tx.exec(query)]


def logged_by(tx: Session, school_id: UUID, user_id: UUID, most: int) -> Sequence[Capture]:
    """What this person logged, the last that arrived first."""
    query = select(Capture).where(Capture.school_id == school_id, Capture.logged_by == user_id)
    return tx.exec(query.order_by(col(Capture.received_at).desc(), col(Capture.id)).limit(most)).all()


def held(tx: Session, school_id: UUID, capture_id: UUID) -> Capture:
    """The capture, held for writing until the transaction ends. Raises NotFound."""
    query = select(Capture).where(Capture.school_id == school_id, Capture.id == capture_id).with_for_update()
    found = tx.exec(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound
    return found


def children(tx: Session, school_id: UUID, capture_id: UUID) -> Sequence[Named]:
    """Who is in it, by name."""
    name = col(Child.first_name) + " " + col(Child.last_name)
    query = (
        select(Child.id, name)
        .join(CapturedChild, and_(col(CapturedChild.school_id) == Child.school_id, col(CapturedChild.child_id) == Child.id))
        .where(CapturedChild.school_id == school_id, CapturedChild.capture_id == capture_id)
        .order_by(col(Child.last_name), col(Child.first_name), col(Child.id))
    )
    return [Named(id=id_, name=called) for id_, called in tx.exec(query)]


def tasks(tx: Session, school_id: UUID, capture_id: UUID) -> Sequence[CaptureTask]:
    """Its tasks, open ones first, by day."""
    query = select(CaptureTask).where(CaptureTask.school_id == school_id, CaptureTask.capture_id == capture_id)
    return tx.exec(query.order_by(col(CaptureTask.done_at).desc().nulls_first(), col(CaptureTask.due_on), CaptureTask.id)).all()  # type: ignore[arg-type]


def task(tx: Session, school_id: UUID, capture_id: UUID, task_id: UUID) -> CaptureTask:
    """One of its tasks. Raises NotFound."""
    query = select(CaptureTask).where(
        CaptureTask.school_id == school_id, CaptureTask.capture_id == capture_id, CaptureTask.id == task_id
    )
    found = tx.exec(query).first()
    if found is None:
        raise NotFound
    return found


def due_tasks(tx: Session, school_id: UUID, today: date) -> Sequence[CaptureTask]:
    """Open tasks whose day has come, held for writing."""
    query = select(CaptureTask).where(
        CaptureTask.school_id == school_id, col(CaptureTask.done_at).is_(None), CaptureTask.due_on <= today
    )
    return tx.exec(query.order_by(col(CaptureTask.id)).with_for_update()).all()


def steps(tx: Session, school_id: UUID, capture_id: UUID) -> Sequence[Step]:
    """What was done, in the database's order."""
    query = (
        select(CaptureEntry, User)
        .outerjoin(User, col(User.id) == CaptureEntry.by)
        .where(CaptureEntry.school_id == school_id, CaptureEntry.capture_id == capture_id)
        .order_by(col(CaptureEntry.seq))
    )
    return [Step(*row) for row in tx.exec(query)]


def register(tx: Session, school_id: UUID, event_id: UUID | None) -> Sequence[Photographer]:
    """The photographers on an event's register, also those who were taken off it: what they signed stays signed."""
    query = select(Photographer).where(Photographer.school_id == school_id, Photographer.event_id == event_id)
    return tx.exec(query.order_by(col(Photographer.name), col(Photographer.id))).all() if event_id else []


def photographer(tx: Session, school_id: UUID, photographer_id: UUID | None) -> Photographer | None:
    """One of them."""
    query = select(Photographer).where(Photographer.school_id == school_id, Photographer.id == photographer_id)
    return tx.exec(query).first() if photographer_id else None
