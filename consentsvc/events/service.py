"""A school's events and who takes part."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.events import queries
from consentsvc.events.models import Event
from consentsvc.events.schemas import Activity, EventChange, EventDetail, EventRow, NewEvent, ParticipantRow, Scale
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, Permission
from consentsvc.kernel.errors import Field, Invalid, NotAllowed
from consentsvc.roster import locks
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


def taking_part(tx: Session, school_id: UUID, event_id: UUID) -> frozenset[UUID]:
    """The children who take part, for the service itself: whoever reads them may see children."""
    return frozenset(queries.participant_ids(tx, school_id, event_id))


def groups_of(tx: Session, school_id: UUID, event_id: UUID) -> Mapping[UUID, str]:
    """Who takes part, each with their group; empty where nobody said one."""
    return {each.child_id: each.group_name for each in queries.participants(tx, school_id, event_id)}


def children_at(tx: Session, school_id: UUID, event_ids: Collection[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    """By event, the children who take part. An event at which nobody is listed is missing."""
    found: dict[UUID, set[UUID]] = {}
    for each in queries.participants_of(tx, school_id, event_ids):
        found.setdefault(each.event_id, set()).add(each.child_id)
    return {event_id: frozenset(children) for event_id, children in found.items()}


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
        scale=new.scale,
        spectators=new.spectators,
        created_by=actor.id,
        created_at=clock.now(),
    )
    tx.add(made)
    tx.flush()
    child_ids = {*new.child_ids, *roster.ids_in_classes(tx, actor, new.class_ids)}
    queries.add_participants(tx, actor.school, made.id, child_ids)
    audit.record(tx, actor, "event:create", made.id, participants=len(child_ids), activity=new.activity, scale=new.scale)
    return _detail(tx, actor, made)


def set_participants(tx: Session, actor: Actor, event_id: UUID, child_ids: Sequence[UUID]) -> EventDetail:
    """These children take part, and nobody else. Raises NotFound, and Invalid for a child that isn't the school's."""
    locks.hold_to_place(tx, actor.school, child_ids, ())  # first, as who answers for a child or opts them out: no deadlock
    found = queries.event(tx, actor.school, event_id, lock=True)
    _refuse_unknown("child_ids", "child", child_ids, roster.unknown_children(tx, actor.school, child_ids))
    queries.keep_only(tx, actor.school, event_id, child_ids)
    queries.add_participants(tx, actor.school, event_id, set(child_ids))
    audit.record(tx, actor, "event:participants", event_id, participants=len(set(child_ids)))
    return _detail(tx, actor, found)


def change(tx: Session, actor: Actor, event_id: UUID, changes: EventChange) -> EventDetail:
    """Change what is said of an event (E1); what isn't said stays.

    Raises NotFound, and NotAllowed for one who reviews no pictures and would take a check away: the extra one of an activity
    (`check-needed`), or the notices and the register of a large event (`scale-needed`).
    """
    found = queries.event(tx, actor.school, event_id, lock=True)
    if "activity" in changes.model_fields_set:
        set_activity(tx, actor, event_id, changes.activity)
    after = changes.model_dump(exclude_unset=True, exclude_none=True, exclude={"activity"})
    before = {name: getattr(found, name) for name in after}
    if after == before:
        return _detail(tx, actor, found)
    _keep_checks_of_scale(actor, found, changes.scale)
    found.sqlmodel_update(after)
    tx.add(found)
    tx.flush()
    # What a school writes about itself stays out of the audit: it may name a person.
    kept: dict[str, Any] = {name: [before[name], after[name]] for name in ("scale", "spectators") if name in after}
    audit.record(tx, actor, "event:change", event_id, changed=sorted(after), **kept)
    return _detail(tx, actor, found)


def _keep_checks_of_scale(actor: Actor, event: Event, scale: Scale | None) -> None:
    if scale == "ordinary" and event.scale != "ordinary" and not actor.can(Permission.PHOTO_REVIEW):
        raise NotAllowed(
            "Only somebody who reviews pictures can make a large event an ordinary one: it would need no notices and no register.",
            slug="scale-needed",
        )


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
        open_opt_outs=queries.open_opt_outs(tx, actor.school, found.id),
    )


def _fields(found: Event) -> dict[str, Any]:
    return found.model_dump(
        include={"id", "name", "on_date", "place", "activity", "scale", "spectators", "marker", "no_photo_marker"}
    )


def _participants(tx: Session, actor: Actor, event_id: UUID) -> list[ParticipantRow]:
    groups = groups_of(tx, actor.school, event_id)
    rows = roster.rows_of(tx, actor, groups)
    return [
        ParticipantRow(**each.model_dump(include=set(ParticipantRow.model_fields)), group_name=groups[each.id]) for each in rows
    ]
