"""Captures over HTTP: what a phone logs, the register, and what follows."""

from typing import Annotated
from uuid import UUID

from fastapi import Response

from consentsvc.captures import removal, requests, service
from consentsvc.captures.schemas import (
    Acknowledged,
    CaptureDetail,
    CaptureFinding,
    CaptureLetter,
    CaptureLetterOrder,
    CaptureNote,
    CaptureReopening,
    CaptureRow,
    NewCapture,
    NewCaptureTask,
    OwnLog,
    RouteRow,
    TaskOutcome,
    TermsBroken,
)
from consentsvc.kernel.access import Actor, Permission, may, may_briefly, router
from consentsvc.kernel.database import Tx
from consentsvc.kernel.lanes import Lane

api = router(prefix="/api", tags=["captures"])

PDF = {200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}

_printing = Lane("letters about captures", lambda: 1)

Logger = Annotated[Actor, may(Permission.CAPTURE_LOG)]
Viewer = Annotated[Actor, may(Permission.CAPTURE_VIEW)]
Handler = Annotated[Actor, may(Permission.CAPTURE_HANDLE)]
SlowHandler = Annotated[Actor, may_briefly(Permission.CAPTURE_HANDLE)]


@api.post("/captures", status_code=201, responses={200: {"model": Acknowledged, "description": "It was there already."}})
def log(actor: Logger, tx: Tx, new: NewCapture, response: Response) -> Acknowledged:
    """Log a picture that somebody else took (T1). Sent again with the same id and words, it changes nothing."""
    kept, is_new = service.log(tx, actor, new)
    response.status_code = 201 if is_new else 200
    return kept


@api.get("/captures")
def captures(actor: Viewer, tx: Tx, closed: bool = False) -> list[CaptureRow]:
    """The register: open ones, newest first; or closed ones."""
    return service.captures(tx, actor, closed=closed)


@api.get("/captures/own")
def own_logs(actor: Logger, tx: Tx) -> list[OwnLog]:
    """What I logged and the service has, the last first."""
    return service.own_logs(tx, actor)


@api.get("/captures/routes")
def removal_routes(actor: Viewer) -> list[RouteRow]:
    """Where platforms, search engines and the police can be asked (T3)."""
    return list(removal.ROUTES)


@api.get("/captures/{capture_id}")
def capture(actor: Viewer, tx: Tx, capture_id: UUID) -> CaptureDetail:
    """One capture: what was logged, what followed, what comes next."""
    return service.capture(tx, actor, capture_id)


@api.post("/captures/{capture_id}/notes")
def note(actor: Handler, tx: Tx, capture_id: UUID, given: CaptureNote) -> CaptureDetail:
    """Write down what was found or done."""
    return service.note(tx, actor, capture_id, given)


@api.post("/captures/{capture_id}/findings")
def add_finding(actor: Handler, tx: Tx, capture_id: UUID, given: CaptureFinding) -> CaptureDetail:
    """Note what came to light: another use, who took it, which children, which photographer."""
    return service.add_finding(tx, actor, capture_id, given)


@api.post("/captures/{capture_id}/tasks", status_code=201)
def add_task(actor: Handler, tx: Tx, capture_id: UUID, new: NewCaptureTask) -> CaptureDetail:
    """Give somebody a task with a day (T3)."""
    return service.add_task(tx, actor, capture_id, new)


@api.post("/captures/{capture_id}/tasks/{task_id}/outcome")
def end_task(actor: Handler, tx: Tx, capture_id: UUID, task_id: UUID, given: TaskOutcome) -> CaptureDetail:
    """Say what came of a task (T3)."""
    return service.end_task(tx, actor, capture_id, task_id, given)


@api.post("/captures/{capture_id}/letter")
def letter_text(actor: Handler, tx: Tx, capture_id: UUID, order: CaptureLetterOrder) -> CaptureLetter:
    """A letter to who took it, as text to copy into an e-mail."""
    return requests.written(tx, actor, capture_id, order)


@api.post("/captures/{capture_id}/letter/pdf", response_class=Response, responses=PDF)  # type: ignore[arg-type]
async def letter_pdf(capture_id: UUID, actor: SlowHandler, order: CaptureLetterOrder) -> Response:
    """The same letter as PDF."""
    page = await _printing.run(requests.draw_up, actor, capture_id, order)
    headers = {"Content-Disposition": 'attachment; filename="letter.pdf"'}
    return Response(page, media_type="application/pdf", headers=headers)


@api.post("/captures/{capture_id}/breach")
def open_breach(actor: Handler, tx: Tx, capture_id: UUID, given: TermsBroken) -> CaptureDetail:
    """Open a breach where signed terms were broken (T4)."""
    return service.open_breach(tx, actor, capture_id, given)


@api.post("/captures/{capture_id}/reopen")
def reopen(actor: Handler, tx: Tx, capture_id: UUID, given: CaptureReopening) -> CaptureDetail:
    """Open it again, with the reason."""
    return service.reopen(tx, actor, capture_id, given)
