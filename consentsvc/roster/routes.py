from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Request

from consentsvc.kernel import sheets
from consentsvc.kernel.access import Actor, Permission, may, may_briefly, router
from consentsvc.kernel.database import Tx
from consentsvc.kernel.lanes import Lane
from consentsvc.kernel.sheets import Encoding
from consentsvc.kernel.web import COUNTED_BY_ROUTE
from consentsvc.roster import imports, mappings, service
from consentsvc.roster.matching import Change
from consentsvc.roster.schemas import (
    AdultRow,
    ApplyImport,
    ChildChange,
    ChildDetail,
    ChildList,
    ClassRow,
    FileLook,
    GuardianChange,
    GuardianRow,
    ImportPreview,
    ImportResult,
    ImportRows,
    MappingRow,
    MissingChildren,
    NewAdult,
    NewChild,
    NewGuardian,
    NewMapping,
    Search,
)

api = router(prefix="/api", tags=["roster"])

Viewer = Annotated[Actor, may(Permission.CHILD_VIEW)]
Editor = Annotated[Actor, may(Permission.CHILD_EDIT)]
Importer = Annotated[Actor, may(Permission.ROSTER_IMPORT)]
SlowImporter = Annotated[Actor, may_briefly(Permission.ROSTER_IMPORT)]
Limit = Annotated[int, Query(ge=1, le=1000)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]
_BYTES = {"schema": {"type": "string", "format": "binary"}}
FILE = {"requestBody": {"required": True, "content": {"text/csv": _BYTES, "application/zip": _BYTES}}}
IMPORTS = Lane("imports", lambda: 2)


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
    only: Literal["left", "turning_18"] | None = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> ChildList:
    """Children by name; with `search`, those whose names begin so first, then those that are alike. Leavers only when asked.

    `only`: those who have left, or those who turn 18 within 60 days and answer for themselves then (C11).
    """
    group = only or ("all" if leavers else "here")
    return service.children(tx, actor, search=search, class_id=class_id, group=group, limit=limit, offset=offset)


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


@api.post("/roster/files", openapi_extra=FILE, max_body_size=COUNTED_BY_ROUTE)
async def look_at_file(request: Request, actor: SlowImporter, encoding: Encoding = "unicode") -> FileLook:
    """What kind of roster file this is; of another system's, its columns, and our best suggestion for each of ours. Nothing is kept."""
    return await IMPORTS.run(mappings.look, actor, await _whole(request), encoding)


@api.get("/roster/mappings")
def roster_mappings(actor: Importer, tx: Tx) -> list[MappingRow]:
    """What is remembered about the files of other systems."""
    return mappings.listed(tx, actor)


@api.post("/roster/mappings", status_code=201)
def remember_mapping(body: NewMapping, actor: Importer, tx: Tx) -> MappingRow:
    """Say which column is which in files with these columns; it takes the place of what was said before."""
    return mappings.remember(tx, actor, body)


@api.delete("/roster/mappings/{mapping_id}", status_code=204)
def forget_mapping(mapping_id: UUID, actor: Importer, tx: Tx) -> None:
    """Forget what was said about some files."""
    mappings.forget(tx, actor, mapping_id)


@api.post("/roster/imports", status_code=201, openapi_extra=FILE, max_body_size=COUNTED_BY_ROUTE)
async def preview_import(
    request: Request,
    actor: SlowImporter,
    file_name: Annotated[Search, Query()] = "",
    mapping_id: UUID | None = None,
    encoding: Encoding = "unicode",
) -> ImportPreview:
    """Read a roster file and show what it would change, row by row. Nothing changes.

    A CSV file under our columns or, with `mapping_id`, another system's; or a zip of OneRoster 1.1 or 1.2. `encoding`: Unicode, unless
    somebody who has seen the letters says otherwise.
    """
    return await IMPORTS.run(imports.preview_now, actor, await _whole(request), file_name, mapping_id, encoding)


@api.get("/roster/imports/{import_id}")
def read_import(import_id: UUID, actor: Importer, tx: Tx) -> ImportPreview:
    """What a file would change, as it was worked out when it was read."""
    return imports.read_preview(tx, actor, import_id)


@api.get("/roster/imports/{import_id}/rows")
def import_rows(
    import_id: UUID, actor: Importer, tx: Tx, change: Change | None = None, limit: Limit = 100, offset: Offset = 0
) -> ImportRows:
    """The rows of a file, or those that do one thing."""
    return imports.rows(tx, actor, import_id, change, limit, offset)


@api.get("/roster/imports/{import_id}/missing")
def import_missing(import_id: UUID, actor: Importer, tx: Tx, limit: Limit = 100, offset: Offset = 0) -> MissingChildren:
    """The children on the roster whom a file doesn't name."""
    return imports.missing_children(tx, actor, import_id, limit, offset)


@api.post("/roster/imports/{import_id}/apply")
async def apply_import(import_id: UUID, actor: SlowImporter, body: ApplyImport | None = None) -> ImportResult:
    """Change the roster as the preview says: all of it or nothing."""
    said = body or ApplyImport()
    return await IMPORTS.run(imports.apply_now, actor, import_id, said.missing, said.confirm_left)


async def _whole(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        sheets.check_size(len(body))
    return bytes(body)
