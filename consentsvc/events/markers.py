"""What tells a photographer on the day whom not to photograph: groups and markers, never a reason (E5)."""

from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.events import queries, service
from consentsvc.events.schemas import EventDetail, GroupsChange, Markers
from consentsvc.kernel.access import Actor
from consentsvc.kernel.errors import Field, Invalid


def set_groups(tx: Session, actor: Actor, event_id: UUID, change: GroupsChange) -> EventDetail:
    """Say where these children sit or stand. Raises NotFound, and Invalid for a child who takes no part."""
    queries.event(tx, actor.school, event_id, lock=True)
    taking_part = {each.child_id: each for each in queries.participants(tx, actor.school, event_id)}
    wrong = [
        Field(f"body.groups.{index}.child_id", "This child takes no part in the event.")
        for index, each in enumerate(change.groups)
        if each.child_id not in taking_part
    ]
    if wrong:
        raise Invalid("Some of these children take no part in the event; see the fields.", fields=wrong)
    for each in change.groups:
        taking_part[each.child_id].group_name = each.group_name
    tx.flush()
    audit.record(tx, actor, "event:groups", event_id, participants=len(change.groups))
    return service.event(tx, actor, event_id)


def set_markers(tx: Session, actor: Actor, event_id: UUID, markers: Markers) -> EventDetail:
    """Say what those wear who may be photographed, and those who may not. Raises NotFound; Invalid where both wear the same."""
    if markers.marker.casefold() == markers.no_photo_marker.casefold() != "":
        wrong = [Field("body.no_photo_marker", "Use another marker than for those who may be photographed.")]
        raise Invalid("A photographer could not tell these markers apart.", fields=wrong)
    found = queries.event(tx, actor.school, event_id, lock=True)
    found.sqlmodel_update(markers.model_dump())
    tx.add(found)
    tx.flush()
    audit.record(tx, actor, "event:markers", event_id)
    return service.event(tx, actor, event_id)
