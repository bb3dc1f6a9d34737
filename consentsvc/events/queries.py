"""Selects and writes of events. Every query names the school."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID, uuid4

from sqlalchemy import and_, func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete, select

from consentsvc.events.models import ConfirmedNotice, Event, OptOut, Participant, Photographer
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
    held = query.with_for_update().execution_options(populate_existing=True)
    found = tx.exec(held if lock else query).first()
    if found is None:
        raise NotFound
    return found


def participant_ids(tx: Session, school_id: UUID, event_id: UUID) -> Sequence[UUID]:
    """The children who take part."""
    return tx.exec(select(Participant.child_id).where(Participant.school_id == school_id, Participant.event_id == event_id)).all()


def participants(tx: Session, school_id: UUID, event_id: UUID) -> Sequence[Participant]:
    """Who takes part, and in which group."""
    query = select(Participant).where(Participant.school_id == school_id, Participant.event_id == event_id)
    return tx.exec(query.order_by(col(Participant.child_id))).all()


def participants_of(tx: Session, school_id: UUID, event_ids: Collection[UUID]) -> Sequence[Participant]:
    """Who takes part in these events."""
    return tx.exec(select(Participant).where(Participant.school_id == school_id, among(Participant.event_id, event_ids))).all()


def events_by_id(tx: Session, school_id: UUID, event_ids: Collection[UUID]) -> Sequence[Event]:
    """Those of these events that are the school's."""
    return tx.exec(select(Event).where(Event.school_id == school_id, among(Event.id, event_ids))).all()


def open_opt_outs(tx: Session, school_id: UUID, event_id: UUID) -> int:
    """How many opt-outs from the event somebody has to settle (E3)."""
    of_event = OptOut.school_id == school_id, OptOut.event_id == event_id
    return tx.exec(select(func.count()).select_from(OptOut).where(*of_event, OptOut.state == "open")).one()


def add_participants(tx: Session, school_id: UUID, event_id: UUID, child_ids: Collection[UUID]) -> None:
    """Let these children take part; those who do already stay."""
    rows = [{"id": uuid4(), "school_id": school_id, "event_id": event_id, "child_id": child_id} for child_id in sorted(child_ids)]
    if rows:
        tx.execute(insert(Participant).on_conflict_do_nothing(), rows)


def keep_only(tx: Session, school_id: UUID, event_id: UUID, child_ids: Collection[UUID]) -> None:
    """Nobody but these takes part any more."""
    others = ~among(Participant.child_id, child_ids)
    tx.exec(delete(Participant).where(col(Participant.school_id) == school_id, col(Participant.event_id) == event_id, others))


def share(tx: Session, school_id: UUID, event_id: UUID) -> Event:
    """The event as it is now, which nobody changes until the transaction ends. Raises NotFound."""
    query = select(Event).where(Event.school_id == school_id, Event.id == event_id).with_for_update(read=True)
    found = tx.exec(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound
    return found


def event_of_notice(tx: Session, school_id: UUID, code: str) -> Event:
    """The event with this code on its notices. Raises NotFound."""
    found = tx.exec(select(Event).where(Event.school_id == school_id, Event.notice_code == code)).first()
    if found is None:
        raise NotFound
    return found


def newest_notices(tx: Session, school_id: UUID, event_id: UUID) -> Mapping[str, ConfirmedNotice]:
    """The newest word about each of an event's notices, by its kind."""
    return {
        each.kind: each
        for each in tx.exec(
            select(ConfirmedNotice)
            .where(ConfirmedNotice.school_id == school_id, ConfirmedNotice.event_id == event_id)
            .order_by(col(ConfirmedNotice.seq))
        )
    }


def newest_notices_of(tx: Session, school_id: UUID, event_ids: Collection[UUID]) -> Mapping[tuple[UUID, str], bool]:
    """Whether each notice of these events was given, by the newest word about it."""
    query = select(ConfirmedNotice).where(ConfirmedNotice.school_id == school_id, among(ConfirmedNotice.event_id, event_ids))
    return {(each.event_id, each.kind): each.is_given for each in tx.exec(query.order_by(col(ConfirmedNotice.seq)))}


def photographers(tx: Session, school_id: UUID, event_id: UUID) -> Sequence[Photographer]:
    """An event's register, by badge number; who has ended too."""
    return tx.exec(
        select(Photographer)
        .where(Photographer.school_id == school_id, Photographer.event_id == event_id)
        .order_by(col(Photographer.badge_number))
    ).all()


def photographers_now(tx: Session, school_id: UUID, event_id: UUID) -> Sequence[Photographer]:
    """The register as it is now, which nobody changes until the transaction ends."""
    return tx.exec(
        select(Photographer)
        .where(Photographer.school_id == school_id, Photographer.event_id == event_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    ).all()


def photographer(tx: Session, school_id: UUID, event_id: UUID, photographer_id: UUID) -> Photographer | None:
    """Somebody on this event's register, as they stand now, held for this transaction's change."""
    return tx.exec(
        select(Photographer)
        .where(Photographer.school_id == school_id, Photographer.event_id == event_id, Photographer.id == photographer_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def photographer_of_badge(tx: Session, school_id: UUID, code: str) -> tuple[Photographer, Event] | None:
    """Whose badge carries this code, and for which event."""
    this_event = and_(col(Event.school_id) == Photographer.school_id, col(Event.id) == Photographer.event_id)
    return tx.exec(
        select(Photographer, Event)
        .join(Event, this_event)
        .where(Photographer.school_id == school_id, Photographer.badge_code == code)
    ).first()


def next_badge_number(tx: Session, school_id: UUID, event_id: UUID) -> int:
    """One more than the highest so far; the event's row is held by whoever asks."""
    highest = tx.exec(
        select(func.max(Photographer.badge_number)).where(Photographer.school_id == school_id, Photographer.event_id == event_id)
    ).one()
    return (highest or 0) + 1
