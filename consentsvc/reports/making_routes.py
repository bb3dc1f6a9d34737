"""Making a report when signed in, the pictures that came with one, and the poster that tells everybody where to report."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Query, Response
from starlette.concurrency import run_in_threadpool

from consentsvc.kernel.access import Actor, Permission, may, may_briefly, router
from consentsvc.kernel.database import Tx
from consentsvc.kernel.lanes import Lane
from consentsvc.reports import files, making, posters
from consentsvc.reports.schemas import MadeReport, StaffReport

api = router(prefix="/api", tags=["reports"])

JPEG: Final[dict[int | str, Any]] = {200: {"content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}}}
PDF: Final[dict[int | str, Any]] = {200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}
_printing = Lane("posters", lambda: 1)


@api.post("/reports", status_code=201)
def make(actor: Annotated[Actor, may(Permission.REPORT_MAKE)], tx: Tx, told: StaffReport) -> MadeReport:
    """Report misuse (M1). In words only: no field takes a picture, and a text that holds one is refused (M2).

    Sent again by the same person with the same `draft` and words, it is the same report, and gives the same answer.
    """
    return making.make_signed_in(tx, actor, told)


@api.get("/reports/{report_id}/files/{file_id}", response_class=Response, responses=JPEG)
async def picture(actor: Annotated[Actor, may_briefly(Permission.REPORT_HANDLE)], report_id: UUID, file_id: UUID) -> Response:
    """A picture that came with a report, for who reads that report. Each look is recorded before the first byte leaves (A2)."""
    return Response(await run_in_threadpool(files.look_at, actor, report_id, file_id), media_type="image/jpeg")


@api.get("/report-poster", response_class=Response, responses=PDF)
async def poster(
    actor: Annotated[Actor, may_briefly(Permission.REPORT_MAKE)],
    languages: Annotated[list[str] | None, Query(max_length=12)] = None,
) -> Response:
    """A poster to hang up: where to report, with a QR code; a page for each of these languages (none: the school's)."""
    page = await _printing.run(posters.printed, actor, languages or ())
    return Response(page, media_type="application/pdf", headers={"Content-Disposition": 'inline; filename="report-poster.pdf"'})
