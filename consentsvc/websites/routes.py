from typing import Annotated
from uuid import UUID

from consentsvc.kernel.access import Actor, Permission, may, may_briefly, router
from consentsvc.kernel.database import Tx
from consentsvc.kernel.lanes import Lane
from consentsvc.websites import service
from consentsvc.websites.schemas import Ending, FindingRow, NewPage, PageRow

api = router(prefix="/api", tags=["websites"])

_looking_up = Lane("looking up websites", lambda: 2)
"""Whoever waits for a name to be looked up keeps nobody else waiting (S5)."""

Editor = Annotated[Actor, may(Permission.WEBSITE_EDIT)]
SlowEditor = Annotated[Actor, may_briefly(Permission.WEBSITE_EDIT)]


@api.get("/websites")
def pages(actor: Editor, tx: Tx) -> list[PageRow]:
    """The pages of the school's own website that are looked at each night."""
    return service.pages(tx, actor)


@api.post("/websites", status_code=201)
async def add_page(new: NewPage, actor: SlowEditor) -> PageRow:
    """Look at another page from now on."""
    return await _looking_up.run(service.add, actor, new)


@api.post("/websites/look", status_code=202)
def look_now(actor: Editor, tx: Tx) -> None:
    """Have every page looked at as soon as the worker comes to it."""
    service.look_now(tx, actor)


@api.get("/websites/findings")
def findings(actor: Editor, tx: Tx, ended: bool = False) -> list[FindingRow]:
    """What isn't as it should be on these pages (P9), newest first; or what was so."""
    return service.findings(tx, actor, ended=ended)


@api.post("/websites/findings/{finding_id}/end")
def settle(finding_id: UUID, actor: Editor, tx: Tx, given: Ending) -> FindingRow:
    """Say that a finding needs nothing more, and why."""
    return service.settle(tx, actor, finding_id, given)


@api.delete("/websites/{page_id}", status_code=204)
def end_page(page_id: UUID, actor: Editor, tx: Tx) -> None:
    """Look at this page no more."""
    service.end(tx, actor, page_id)
