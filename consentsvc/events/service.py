"""A school's events and who takes part."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.events import queries
from consentsvc.events.models import Event
from consentsvc.events.schemas import Activity, EventDetail, EventRow, NewEvent, ParticipantRow
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, Permission
from consentsvc.kernel.errors import Field, Invalid, NotAllowed
from consentsvc.roster import service as roster


def events(tx: Session, actor: Actor) -> list[EventRow]:
    """The school's events, newest first, with how many children take part."""
    return [EventRow(**_fields(each), participants=count) for each, count in queries.events(tx, actor.school)]


def event(tx: Session, actor: Actor, event_id: UUID) -> EventDetail:
    """An event with who takes part, for those who may see children. Raises NotFound."""
    return _detail(tx, actor, known_event(tx, actor.school, event_id))


def known_event(tx: Session, school_id: UUID, event_id: UUID) -> Event:
    """This school's event. Raises NotFound."""
    return queries.event(tx, school_id, event_id)


def participant_ids(tx: Session, actor: Actor, event_id: UUID) -> Sequence[UUID]:
    """The children who take part, for those who may see children. Raises NotFound."""
    known_event(tx, actor.school, event_id)
    return queries.participant_ids(tx, actor.school, event_id) if actor.can(Permission.CHILD_VIEW) else []


def create(tx: Session, actor: Actor, new: NewEvent) -> EventDetail:
    """A new event; everybody in the classes and these children take part. Raises Invalid for any that isn't the school's."""
    _refuse_unknown("class_ids", "class", new.class_ids, roster.unknown_classes(tx, actor.school, new.class_ids))
    _refuse_unknown("child_ids", "child", new.child_ids, roster.unknown_children(tx, actor.school, new.child_ids))
    made = Event(
        school_id=actor.school,
        name=new.name,
        on_date=new.on_date,
        place=new.place,
        activity=new.activity,
        created_by=actor.id,
        created_at=clock.now(),
    )
    tx.add(made)
    tx.flush()
    child_ids = {*new.child_ids, *roster.ids_in_classes(tx, actor, new.class_ids)}
    queries.add_participants(tx, actor.school, made.id, child_ids)
    audit.record(tx, actor, "event:create", made.id, participants=len(child_ids), activity=new.activity)
    return _detail(tx, actor, made)


def set_participants(tx: Session, actor: Actor, event_id: UUID, child_ids: Sequence[UUID]) -> EventDetail:
    """These children take part, and nobody else. Raises NotFound, and Invalid for a child that isn't the school's."""
    found = queries.event(tx, actor.school, event_id, lock=True)
    _refuse_unknown("child_ids", "child", child_ids, roster.unknown_children(tx, actor.school, child_ids))
    queries.keep_only(tx, actor.school, event_id, child_ids)
    queries.add_participants(tx, actor.school, event_id, set(child_ids))
    audit.record(tx, actor, "event:participants", event_id, participants=len(set(child_ids)))
    return _detail(tx, actor, found)


def set_activity(tx: Session, actor: Actor, event_id: UUID, activity: Activity | None) -> EventDetail:
    """Say what the event was, where its pictures take an extra check (P7); what was placed of it waits for that check at once.

    Raises NotFound, and NotAllowed (`check-needed`) for one who reviews no pictures and would take the check away.
    """
    found = queries.event(tx, actor.school, event_id, lock=True)
    if activity is None and found.activity is not None and not actor.can(Permission.PHOTO_REVIEW):
        raise NotAllowed("Only somebody who reviews pictures can take the extra check away.", slug="check-needed")
    before, found.activity = found.activity, activity
    tx.add(found)
    tx.flush()
    audit.record(tx, actor, "event:activity", event_id, activity=[before, activity])
    return _detail(tx, actor, found)


def _refuse_unknown(field: str, what: str, given: Sequence[UUID], unknown: Collection[UUID]) -> None:
    fields = [Field(f"body.{field}.{index}", f"There is no such {what}.") for index, each in enumerate(given) if each in unknown]
    if fields:
        raise Invalid(f"Some of these are no {what} of your school; see the fields.", fields=fields)


def _detail(tx: Session, actor: Actor, found: Event) -> EventDetail:
    sees_children = actor.can(Permission.CHILD_VIEW)
    return EventDetail(
        **_fields(found),
        participants=_participants(tx, actor, found.id) if sees_children else [],
    )


def _fields(found: Event) -> dict[str, Any]:
    return found.model_dump(include={"id", "name", "on_date", "place", "activity"})


def _participants(tx: Session, actor: Actor, event_id: UUID) -> list[ParticipantRow]:
    rows = roster.rows_of(tx, actor, queries.participant_ids(tx, actor.school, event_id))
    return [ParticipantRow(**each.model_dump(include=set(ParticipantRow.model_fields))) for each in rows]
