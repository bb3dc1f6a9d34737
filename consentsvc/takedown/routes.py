"""Takedowns over HTTP: what came down, what is left to do elsewhere, who does it, and what shows that it is done (P9)."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from consentsvc.kernel.access import Actor, Permission, may, may_briefly, router
from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.database import Tx
from consentsvc.kernel.lanes import Lane
from consentsvc.kernel.schemas import Named, one_line
from consentsvc.kernel.web import COUNTED_BY_ROUTE
from consentsvc.media.routes import JPEG
from consentsvc.takedown import screenshots, service, tasks
from consentsvc.takedown.schemas import (
    CaseDetail,
    Cases,
    CasesShown,
    HandOver,
    NotPossible,
    ProofByNote,
    ProofsByNote,
    ProvedItems,
    StillThere,
    TakedownSummary,
    TaskRow,
)

api = router(prefix="/api/takedowns", tags=["takedown"])

Viewer = Annotated[Actor, may(Permission.TAKEDOWN_VIEW)]
SlowViewer = Annotated[Actor, may_briefly(Permission.TAKEDOWN_VIEW)]
Doer = Annotated[Actor, may(Permission.TAKEDOWN_DO)]
SlowDoer = Annotated[Actor, may_briefly(Permission.TAKEDOWN_DO)]

RAW_BODY = {
    "requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
}

_files = Lane("screenshots", lambda: 2)


@api.get("")
def takedowns(
    actor: Viewer,
    tx: Tx,
    state: CasesShown = "open",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Cases:
    """What came down and what is left to do: the open cases first, by deadline."""
    return service.cases(tx, actor, state, limit, offset)


@api.get("/summary")
def summary(actor: Viewer, tx: Tx) -> TakedownSummary:
    """How much waits."""
    return service.summary(tx, actor)


@api.get("/people")
def people(actor: Viewer, tx: Tx) -> list[Named]:
    """Who can be given a task."""
    return service.people(tx, actor)


@api.get("/{case_id}")
def takedown(
    actor: Viewer,
    tx: Tx,
    case_id: UUID,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> CaseDetail:
    """One case: each picture that came down, each copy elsewhere, and what shows that it is gone."""
    return service.case(tx, actor, case_id, limit, offset)


@api.post("/copies/{copy_id}/gone", status_code=204)
def copy_is_gone(actor: Doer, tx: Tx, copy_id: UUID, proof: ProofByNote) -> None:
    """Say that a copy elsewhere is gone, whether or not it had to come down."""
    tasks.copy_is_gone(tx, actor, copy_id, proof.note)


@api.post("/tasks/notes")
def prove_many(actor: Doer, tx: Tx, proofs: ProofsByNote) -> ProvedItems:
    """Say of many copies that they are gone, with an answer for each."""
    return ProvedItems(items=tasks.prove_many(tx, actor, proofs.task_ids, proofs.note))


@api.post("/tasks/{task_id}/take-on")
def take_on(actor: Doer, tx: Tx, task_id: UUID) -> TaskRow:
    """Make a task one's own."""
    return tasks.take_on(tx, actor, task_id)


@api.post("/tasks/{task_id}/hand-over")
def hand_over(actor: Doer, tx: Tx, task_id: UUID, wanted: HandOver) -> TaskRow:
    """Give a task to somebody else, who gets a mail."""
    return tasks.hand_over(tx, actor, task_id, wanted.to)


@api.post("/tasks/{task_id}/notes", status_code=201)
def prove(actor: Doer, tx: Tx, task_id: UUID, proof: ProofByNote) -> TaskRow:
    """Say that the copy is gone, and how you know."""
    return tasks.prove(tx, actor, task_id, proof.note)


@api.post("/tasks/{task_id}/screenshots", status_code=201, openapi_extra=RAW_BODY, max_body_size=COUNTED_BY_ROUTE)
async def prove_by_screenshot(
    task_id: Annotated[UUID, Path()], request: Request, actor: SlowDoer, note: Annotated[str, one_line(1000, 0)] = ""
) -> TaskRow:
    """Show the page without the picture: a screenshot as raw bytes. It is kept as a picture drawn anew, with nothing else in it."""
    data = await screenshots.whole(request.stream())
    return await _files.run(screenshots.prove, actor, task_id, data, note)


@api.get("/proofs/{proof_id}/screenshot", response_class=Response, responses=JPEG)
async def screenshot(actor: SlowViewer, proof_id: UUID) -> Response:
    """A screenshot. Each look is recorded before the first byte leaves (A2)."""
    sha256 = await run_in_threadpool(screenshots.look_at, actor, proof_id)
    return Response(await _files.run(blobs().get, actor.school, sha256), media_type="image/jpeg")


@api.post("/tasks/{task_id}/not-possible", status_code=201)
def not_possible(actor: Doer, tx: Tx, task_id: UUID, found: NotPossible) -> TaskRow:
    """Say that a copy can't be called back, and why. It stays on the list, and the family is told so (P10)."""
    return tasks.not_possible(tx, actor, task_id, found.reason)


@api.post("/tasks/{task_id}/look", status_code=202)
def look_again(actor: Doer, tx: Tx, task_id: UUID) -> TaskRow:
    """Have the service look now whether the copy is gone, or take it down again."""
    return tasks.look_again(tx, actor, task_id)


@api.post("/tasks/{task_id}/reopen", status_code=201)
def reopen(actor: Doer, tx: Tx, task_id: UUID, found: StillThere) -> TaskRow:
    """The copy is there after all: the task is open again."""
    return tasks.reopen(tx, actor, task_id, found.note)
