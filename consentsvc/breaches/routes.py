"""Breaches over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Response

from consentsvc.breaches import family_letter, service
from consentsvc.breaches.schemas import (
    BreachDetail,
    BreachNote,
    BreachRow,
    Decision,
    FamilyTold,
    LetterOrder,
    MoreAffected,
    NewBreach,
    RegulatorTold,
)
from consentsvc.kernel.access import Actor, Permission, may, may_briefly, router
from consentsvc.kernel.database import Tx
from consentsvc.kernel.lanes import Lane

api = router(prefix="/api", tags=["breaches"])

PDF = {200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}

_printing = Lane("letters about breaches", lambda: 1)

Viewer = Annotated[Actor, may(Permission.BREACH_VIEW)]
Handler = Annotated[Actor, may(Permission.BREACH_HANDLE)]
SlowHandler = Annotated[Actor, may_briefly(Permission.BREACH_HANDLE)]


@api.get("/breaches")
def breaches(actor: Viewer, tx: Tx, closed: bool = False) -> list[BreachRow]:
    """Publications that should not have been (W4): open ones, the one known first at the top; or closed ones."""
    return service.breaches(tx, actor, closed=closed)


@api.post("/breaches", status_code=201)
def write_down(actor: Handler, tx: Tx, new: NewBreach) -> BreachDetail:
    """Open one by hand."""
    return service.write_down(tx, actor, new)


@api.get("/breaches/{breach_id}")
def breach(actor: Viewer, tx: Tx, breach_id: UUID) -> BreachDetail:
    """One breach: what, who is affected, the 72 hours, and each step."""
    return service.breach(tx, actor, breach_id)


@api.post("/breaches/{breach_id}/notes")
def note(actor: Handler, tx: Tx, breach_id: UUID, given: BreachNote) -> BreachDetail:
    """Write down what was found or done."""
    return service.note(tx, actor, breach_id, given)


@api.post("/breaches/{breach_id}/children")
def affect(actor: Handler, tx: Tx, breach_id: UUID, given: MoreAffected) -> BreachDetail:
    """More children are affected, as it turns out."""
    return service.affect(tx, actor, breach_id, given)


@api.post("/breaches/{breach_id}/decision")
def decide(actor: Handler, tx: Tx, breach_id: UUID, given: Decision) -> BreachDetail:
    """Decide whether the regulator is told, with the reason."""
    return service.decide(tx, actor, breach_id, given)


@api.post("/breaches/{breach_id}/regulator")
def told_regulator(actor: Handler, tx: Tx, breach_id: UUID, given: RegulatorTold) -> BreachDetail:
    """Note when the regulator was told, and its reference."""
    return service.told_regulator(tx, actor, breach_id, given)


@api.post("/breaches/{breach_id}/families")
def told_family(actor: Handler, tx: Tx, breach_id: UUID, given: FamilyTold) -> BreachDetail:
    """Note that a child's family was told, and how."""
    return service.told_family(tx, actor, breach_id, given)


@api.post("/breaches/{breach_id}/children/{child_id}/letter", response_class=Response, responses=PDF)  # type: ignore[arg-type]
async def letter(breach_id: UUID, child_id: UUID, actor: SlowHandler, order: LetterOrder) -> Response:
    """A letter to a child's family, drawn up for a person to read, complete and send: no more than the family may know (G1, R2)."""
    page = await _printing.run(family_letter.draw_up, actor, breach_id, child_id, order.words)
    headers = {"Content-Disposition": 'attachment; filename="letter.pdf"'}
    return Response(page, media_type="application/pdf", headers=headers)
