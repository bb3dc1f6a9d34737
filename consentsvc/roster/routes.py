from typing import Annotated
from uuid import UUID

from fastapi import Query, Request
from starlette.concurrency import run_in_threadpool

from consentsvc.kernel.access import Actor, Permission, may, may_briefly, router
from consentsvc.kernel.database import Tx
from consentsvc.kernel.web import COUNTED_BY_ROUTE
from consentsvc.roster import imports, service, sheets
from consentsvc.roster.schemas import (
    AdultRow,
    ChildChange,
    ChildDetail,
    ChildList,
    ClassRow,
    GuardianChange,
    GuardianRow,
    ImportPreview,
    ImportResult,
    NewAdult,
    NewChild,
    NewGuardian,
    Search,
)

api = router(prefix="/api", tags=["roster"])

Viewer = Annotated[Actor, may(Permission.CHILD_VIEW)]
Editor = Annotated[Actor, may(Permission.CHILD_EDIT)]
Importer = Annotated[Actor, may(Permission.ROSTER_IMPORT)]
SlowImporter = Annotated[Actor, may_briefly(Permission.ROSTER_IMPORT)]
CSV = {"requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}}


@api.get("/classes")
def classes(actor: Viewer, tx: Tx) -> list[ClassRow]:
    """The classes, with how many children are in each now."""
    return service.classes(tx, actor)


@api.get("/children")
def children(
    actor: Viewer,
    tx: Tx,
    search: Annotated[Search, Query()] = "",
    class_id: UUID | None = None,
    leavers: bool = False,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> ChildList:
    """Children by name; with `search`, those whose names begin so first, then those that are alike. Leavers only when asked."""
    return service.children(tx, actor, search=search, class_id=class_id, with_leavers=leavers, limit=limit, offset=offset)


@api.post("/children", status_code=201)
def add_child(body: NewChild, actor: Editor, tx: Tx) -> ChildDetail:
    """Put a child on the roster."""
    return service.add_child(tx, actor, body)


@api.get("/children/{child_id}")
def child(child_id: UUID, actor: Viewer, tx: Tx) -> ChildDetail:
    """A child with their guardians. The look is recorded (A2)."""
    return service.view_child(tx, actor, child_id)


@api.patch("/children/{child_id}")
def change_child(child_id: UUID, body: ChildChange, actor: Editor, tx: Tx) -> ChildDetail:
    """Correct a child's record, or note the day that they left. What is left out stays."""
    return service.change_child(tx, actor, child_id, body)


@api.post("/children/{child_id}/guardians", status_code=201)
def add_guardian(child_id: UUID, body: NewGuardian, actor: Editor, tx: Tx) -> GuardianRow:
    """Add a parent or carer."""
    return service.add_guardian(tx, actor, child_id, body)


@api.patch("/children/{child_id}/guardians/{guardian_id}")
def change_guardian(child_id: UUID, guardian_id: UUID, body: GuardianChange, actor: Editor, tx: Tx) -> GuardianRow:
    """Correct what is known about a parent or carer. What is left out stays."""
    return service.change_guardian(tx, actor, child_id, guardian_id, body)


@api.get("/adults")
def adults(actor: Viewer, tx: Tx) -> list[AdultRow]:
    """Staff, volunteers and visitors who may be in a picture."""
    return service.adults(tx, actor)


@api.post("/adults", status_code=201)
def add_adult(body: NewAdult, actor: Annotated[Actor, may(Permission.ADULT_EDIT)], tx: Tx) -> AdultRow:
    """Add an adult who may be in a picture."""
    return service.add_adult(tx, actor, body)


@api.post("/roster/imports", status_code=201, openapi_extra=CSV, max_body_size=COUNTED_BY_ROUTE)
async def preview_import(request: Request, actor: SlowImporter, file_name: Annotated[Search, Query()] = "") -> ImportPreview:
    """Read a roster file (CSV) and show what it would change, row by row. Nothing changes; children it doesn't name stay."""
    return await run_in_threadpool(imports.preview, actor, await _whole(request), file_name)


@api.get("/roster/imports/{import_id}")
def read_import(import_id: UUID, actor: Importer, tx: Tx) -> ImportPreview:
    """What a file would change, as it was worked out when it was read."""
    return imports.read_preview(tx, actor, import_id)


@api.post("/roster/imports/{import_id}/apply")
def apply_import(import_id: UUID, actor: Importer, tx: Tx) -> ImportResult:
    """Change the roster as the preview says: all of it or nothing."""
    return imports.apply(tx, actor, import_id)


async def _whole(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        sheets.check_size(len(body))
    return bytes(body)
