from typing import Annotated
from uuid import UUID

from consentsvc.events import service
from consentsvc.events.schemas import EventChange, EventDetail, EventRow, NewEvent, ParticipantsChange
from consentsvc.kernel.access import Actor, Permission, may, router
from consentsvc.kernel.database import Tx

api = router(prefix="/api/events", tags=["events"])

Viewer = Annotated[Actor, may(Permission.EVENT_VIEW)]
Editor = Annotated[Actor, may(Permission.EVENT_EDIT)]


@api.get("")
def events(actor: Viewer, tx: Tx) -> list[EventRow]:
    """The school's events, newest first."""
    return service.events(tx, actor)


@api.post("", status_code=201)
def create_event(body: NewEvent, actor: Editor, tx: Tx) -> EventDetail:
    """Add an event; everybody in the classes and the children named take part."""
    return service.create(tx, actor, body)


@api.get("/{event_id}")
def event(event_id: UUID, actor: Viewer, tx: Tx) -> EventDetail:
    """An event with who takes part (for those who may see children)."""
    return service.event(tx, actor, event_id)


@api.patch("/{event_id}")
def change_event(event_id: UUID, body: EventChange, actor: Editor, tx: Tx) -> EventDetail:
    """Say whether it was swimming, gymnastics, athletics, bathing or dance: then its pictures take an extra check (P7)."""
    return service.set_activity(tx, actor, event_id, body.activity)


@api.put("/{event_id}/participants")
def set_participants(event_id: UUID, body: ParticipantsChange, actor: Editor, tx: Tx) -> EventDetail:
    """Say who takes part: the whole list. Whoever it doesn't name takes no part any more."""
    return service.set_participants(tx, actor, event_id, body.child_ids)
