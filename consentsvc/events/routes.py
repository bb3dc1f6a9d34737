from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response

from consentsvc.events import admission, markers, notices, photographers, service
from consentsvc.events.schemas import (
    Admission,
    BriefSigned,
    EventChange,
    EventDetail,
    EventNotices,
    EventRow,
    GroupsChange,
    IdentitySeen,
    Markers,
    NewEvent,
    NewPhotographer,
    NoticeKind,
    NoticeWord,
    ParticipantsChange,
    PhotographerRow,
    Register,
)
from consentsvc.kernel.access import Actor, Permission, may, may_briefly, router
from consentsvc.kernel.database import Tx
from consentsvc.kernel.lanes import Lane

api = router(prefix="/api/events", tags=["events"])

Viewer = Annotated[Actor, may(Permission.EVENT_VIEW)]
Editor = Annotated[Actor, may(Permission.EVENT_EDIT)]
SlowEditor = Annotated[Actor, may_briefly(Permission.EVENT_EDIT)]
Uploader = Annotated[Actor, may(Permission.PHOTO_UPLOAD)]

BYTES = {"schema": {"type": "string", "format": "binary"}}
PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": BYTES}}}

_printing = Lane("what is printed for events", lambda: 2)


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
    """Change what is said of an event: its scale, and whether spectators may take pictures (E1). What isn't said stays.

    `activity`: swimming, gymnastics, athletics, bathing or dance: then its pictures take an extra check (P7).
    """
    return service.change(tx, actor, event_id, body)


@api.put("/{event_id}/participants")
def set_participants(event_id: UUID, body: ParticipantsChange, actor: Editor, tx: Tx) -> EventDetail:
    """Say who takes part: the whole list. Whoever it doesn't name takes no part any more."""
    return service.set_participants(tx, actor, event_id, body.child_ids)


@api.put("/{event_id}/groups")
def set_groups(event_id: UUID, body: GroupsChange, actor: Editor, tx: Tx) -> EventDetail:
    """Say where children who take part sit or stand: for the photographer's brief (E5)."""
    return markers.set_groups(tx, actor, event_id, body)


@api.put("/{event_id}/markers")
def set_markers(event_id: UUID, body: Markers, actor: Editor, tx: Tx) -> EventDetail:
    """Say what those wear who may be photographed, and those who may not (E5)."""
    return markers.set_markers(tx, actor, event_id, body)


@api.get("/{event_id}/admission")
def admission_of(event_id: UUID, actor: Uploader, tx: Tx) -> Admission:
    """Whether the event takes your pictures, why not, and whom you may name as who took them (E2, E4)."""
    return admission.admission(tx, actor, event_id)


@api.get("/{event_id}/notices")
def event_notices(event_id: UUID, actor: Editor, tx: Tx) -> EventNotices:
    """The notices of an event, who confirmed each, and what keeps a large event from taking uploads (E2)."""
    return notices.listed(tx, actor, event_id)


@api.post("/{event_id}/notices")
def say_of_notice(event_id: UUID, body: NoticeWord, actor: Editor, tx: Tx) -> EventNotices:
    """Confirm, by name, that a notice was given, or take it back: for people, not for programs (E2)."""
    return notices.say(tx, actor, event_id, body)


@api.get("/{event_id}/notices.pdf", response_class=Response, responses=PDF)
async def print_notices(
    event_id: UUID,
    actor: SlowEditor,
    kind: Annotated[list[NoticeKind], Query()] = [],  # noqa: B006
    language: Annotated[list[str], Query(max_length=40)] = [],  # noqa: B006
) -> Response:
    """The notices to print, with a code that opens the page for opting out: a page for each `kind` and `language` (E2).

    Without a kind all four; without a language those that the school has chosen.
    """
    return _attached(await _printing.run(notices.printed, actor, event_id, kind, language), "notices.pdf")


@api.get("/{event_id}/photographers")
def register(event_id: UUID, actor: Viewer, tx: Tx) -> Register:
    """Who takes pictures for the school at this event, and the terms that they sign (E4)."""
    return photographers.register(tx, actor, event_id)


@api.post("/{event_id}/photographers", status_code=201)
def add_photographer(event_id: UUID, body: NewPhotographer, actor: Editor, tx: Tx) -> PhotographerRow:
    """Put somebody on the register. They count once their identity is checked and the terms are signed (E4)."""
    return photographers.add(tx, actor, event_id, body)


@api.post("/{event_id}/photographers/{photographer_id}/identity")
def check_identity(event_id: UUID, photographer_id: UUID, body: IdentitySeen, actor: Editor, tx: Tx) -> PhotographerRow:
    """Note, by name, that you have seen who they are (E4). Nobody checks themselves."""
    return photographers.check_identity(tx, actor, event_id, photographer_id, body.seen)


@api.post("/{event_id}/photographers/{photographer_id}/brief")
def sign_brief(event_id: UUID, photographer_id: UUID, body: BriefSigned, actor: Viewer, tx: Tx) -> PhotographerRow:
    """Sign the terms, or note that they were signed in front of you (E4). They are kept in the words in which they were signed."""
    return photographers.sign_brief(tx, actor, event_id, photographer_id, body.terms_version)


@api.post("/{event_id}/photographers/{photographer_id}/end")
def end_photographer(event_id: UUID, photographer_id: UUID, actor: Editor, tx: Tx) -> PhotographerRow:
    """Their badge counts no more, and what they send from now on isn't taken."""
    return photographers.end(tx, actor, event_id, photographer_id)


@api.post("/{event_id}/photographers/{photographer_id}/end/undo")
def undo_end_photographer(event_id: UUID, photographer_id: UUID, actor: Editor, tx: Tx) -> PhotographerRow:
    """Undo an end."""
    return photographers.undo_end(tx, actor, event_id, photographer_id)


@api.get("/{event_id}/badges.pdf", response_class=Response, responses=PDF)
async def print_badges(
    event_id: UUID,
    actor: SlowEditor,
    photographer_id: Annotated[list[UUID], Query(max_length=500)] = [],  # noqa: B006
) -> Response:
    """Badges to cut out, with a code that a steward checks with a phone; without an id those of all who count (E4)."""
    return _attached(await _printing.run(photographers.print_badges, actor, event_id, photographer_id), "badges.pdf")


def _attached(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="application/pdf", headers=headers)
