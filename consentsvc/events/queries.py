"""Selects and writes of events. Every query names the school."""

from collections.abc import Collection, Sequence
from uuid import UUID, uuid4

from sqlalchemy import and_, func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete, select

from consentsvc.events.models import Event, Participant
from consentsvc.kernel.database import among
from consentsvc.kernel.errors import NotFound


def events(tx: Session, school_id: UUID) -> Sequence[tuple[Event, int]]:
    """The events, newest first, with how many take part."""
    takes_part = and_(col(Participant.school_id) == Event.school_id, col(Participant.event_id) == Event.id)
    return tx.exec(
        select(Event, func.count(col(Participant.id)))
        .join(Participant, takes_part, isouter=True)
        .where(Event.school_id == school_id)
        .group_by(col(Event.id))
        .order_by(col(Event.on_date).desc(), col(Event.created_at).desc(), col(Event.id))
    ).all()


def event(tx: Session, school_id: UUID, event_id: UUID, *, lock: bool = False) -> Event:
    """The event. Raises NotFound."""
    query = select(Event).where(Event.school_id == school_id, Event.id == event_id)
    found = tx.exec(query.with_for_update() if lock else query).first()
    if found is None:
        raise NotFound
    return found


def participant_ids(tx: Session, school_id: UUID, event_id: UUID) -> Sequence[UUID]:
    return tx.exec(select(Participant.child_id).where(Participant.school_id == school_id, Participant.event_id == event_id)).all()


def add_participants(tx: Session, school_id: UUID, event_id: UUID, child_ids: Collection[UUID]) -> None:
    """Let these children take part; those who do already stay."""
    rows = [{"id": uuid4(), "school_id": school_id, "event_id": event_id, "child_id": child_id} for child_id in sorted(child_ids)]
    if rows:
        tx.execute(insert(Participant).on_conflict_do_nothing(), rows)


def keep_only(tx: Session, school_id: UUID, event_id: UUID, child_ids: Collection[UUID]) -> None:
    """Nobody but these takes part any more."""
    others = ~among(Participant.child_id, child_ids)
    tx.exec(delete(Participant).where(col(Participant.school_id) == school_id, col(Participant.event_id) == event_id, others))
