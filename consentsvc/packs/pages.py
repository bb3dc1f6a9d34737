"""A pack's page, for whoever has its address: what it is, what may be done with it, and a button that fetches it."""

from collections.abc import Callable
from typing import Annotated, Final, ParamSpec

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from consentsvc.kernel import pages
from consentsvc.kernel.access import Actor, public, router
from consentsvc.kernel.database import Tx
from consentsvc.kernel.lanes import Lane
from consentsvc.packs import sending, service
from consentsvc.packs.service import Parcel

P = ParamSpec("P")

SENDING_THREADS: Final = 6
"""Threads that put packs together, apart from those of all else: a store that doesn't answer must not keep a withdrawal waiting."""

AS_A_FILE: Final = {
    "content-disposition": 'attachment; filename="pictures.zip"',
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
}

api = router(tags=["public"])

_sending: Final = Lane("packs", lambda: SENDING_THREADS)

Holder = Annotated[Actor, public("a pack is for whoever was given its address; each picture in it is decided at this moment")]


@api.api_route("/pack/{code}", methods=["GET", "HEAD"])
def pack(code: str, actor: Holder, tx: Tx, request: Request) -> Response:
    """What the pack is, and which pictures that somebody has from it may not be used any more. Looking fetches nothing."""
    found = service.page(tx, code)
    return pages.render(request, "pack.html", status=200 if found.is_open else 410, pack=found, code=code)


@api.post("/pack/{code}")
async def fetch(code: str, actor: Holder) -> Response:
    """The pack as a ZIP, made while it is sent."""
    return await sent(service.fetch_by_code, code)


async def sent(find: Callable[P, tuple[Actor, Parcel]], *args: P.args, **kwargs: P.kwargs) -> Response:
    """The ZIP of the pack that `find` gives, each piece made in a thread of this lane."""
    actor, parcel = await _sending.run(find, *args, **kwargs)
    return StreamingResponse(_sending.pieces(sending.pieces(actor, parcel)), media_type="application/zip", headers=AS_A_FILE)
