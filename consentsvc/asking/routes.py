"""The asking room over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from consentsvc.asking import service
from consentsvc.asking.schemas import AskedList, Chased, LettersOrder, NewRound, RoundList, RoundPreview, RoundRow
from consentsvc.asking.service import Show
from consentsvc.kernel.access import Actor, Permission, may, may_briefly, router
from consentsvc.kernel.database import Tx
from consentsvc.kernel.lanes import Lane
from consentsvc.roster.schemas import Search

api = router(prefix="/api/rounds", tags=["asking"])

Runner = Annotated[Actor, may(Permission.ROUND_RUN)]
SlowRunner = Annotated[Actor, may_briefly(Permission.ROUND_RUN)]
_printing = Lane("printed letters", lambda: 1)  # a large round takes up to 1.5 GB while it is laid out

CSV = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}
PDF = {200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}


@api.get("")
def rounds(actor: Runner, tx: Tx) -> RoundList:
    """The newest rounds, those that go on first; and what the service will ask by itself."""
    return service.rounds(tx, actor)


@api.post("/preview")
def preview(actor: Runner, tx: Tx, new: NewRound) -> RoundPreview:
    """Whom a round would ask, and how. Nothing is sent or kept."""
    return service.preview(tx, actor, new)


@api.post("", status_code=201)
def start(actor: Runner, tx: Tx, new: NewRound) -> RoundRow:
    """Start a round: everybody in its scope is asked. Sending the same `id` again asks nobody twice."""
    return service.start(tx, actor, new)


@api.get("/{round_id}")
def one_round(actor: Runner, tx: Tx, round_id: UUID) -> RoundRow:
    """A round and how far it is."""
    return service.round_(tx, actor, round_id)


@api.get("/{round_id}/people")
def people(
    actor: Runner,
    tx: Tx,
    round_id: UUID,
    show: Show = "owing",
    class_name: Annotated[Search, Query()] = "",
    search: Annotated[Search, Query()] = "",
    limit: Annotated[int, Query(ge=1, le=5000)] = 500,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> AskedList:
    """Those asked in a round, by name: by default those who owe an answer."""
    return service.people(tx, actor, round_id, show=show, class_name=class_name, search=search, limit=limit, offset=offset)


@api.get("/{round_id}/people.csv", response_class=Response, responses=CSV)  # type: ignore[arg-type]
def export(actor: Runner, tx: Tx, round_id: UUID, show: Show = "owing") -> Response:
    """The same list as a CSV file, whole."""
    headers = {"Content-Disposition": 'attachment; filename="who-has-not-answered.csv"'}
    return Response(service.export(tx, actor, round_id, show=show), media_type="text/csv; charset=utf-8", headers=headers)


@api.post("/{round_id}/chase")
def chase(actor: Runner, tx: Tx, round_id: UUID) -> Chased:
    """Remind everybody who owes an answer; nobody twice on one day."""
    return service.chase(tx, actor, round_id)


@api.post("/{round_id}/end")
def end(actor: Runner, tx: Tx, round_id: UUID) -> RoundRow:
    """End a round: nobody is asked or reminded any more in it. What was answered stays."""
    return service.end(tx, actor, round_id)


@api.post("/{round_id}/letters", response_class=Response, responses=PDF)  # type: ignore[arg-type]
async def letters(actor: SlowRunner, round_id: UUID, order: LettersOrder) -> Response:
    """Letters to print, as one PDF: for those whom mail doesn't reach and who owe an answer, or for those chosen."""
    headers = {"Content-Disposition": 'attachment; filename="letters.pdf"'}
    page = await _printing.run(service.print_letters, actor, round_id, order)
    return Response(page, media_type="application/pdf", headers=headers)
