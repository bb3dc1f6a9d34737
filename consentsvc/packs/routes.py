from typing import Annotated
from uuid import UUID

from fastapi import Response

from consentsvc.kernel.access import Actor, Permission, may, may_briefly, router
from consentsvc.kernel.database import Tx
from consentsvc.packs import pages, service
from consentsvc.packs.schemas import NewPack, PackDetail, PackRow

api = router(prefix="/api/packs", tags=["packs"])

Placer = Annotated[Actor, may(Permission.PHOTO_PLACE)]
SlowPlacer = Annotated[Actor, may_briefly(Permission.PHOTO_PLACE)]


@api.get("")
def packs(channel_id: UUID, actor: Placer, tx: Tx) -> list[PackRow]:
    """The packs of a channel, newest first."""
    return service.listed(tx, actor, channel_id)


@api.post("", status_code=201)
def make_pack(new: NewPack, actor: Placer, tx: Tx) -> PackRow:
    """A pack of a channel's pictures for somebody, with the address at which they fetch it."""
    return service.make(tx, actor, new)


@api.get("/{pack_id}")
def pack(pack_id: UUID, actor: Placer, tx: Tx) -> PackDetail:
    """A pack: which of its pictures would go out now, and when it was fetched."""
    return service.detail(tx, actor, pack_id)


@api.post("/{pack_id}/end")
def end_pack(pack_id: UUID, actor: Placer, tx: Tx) -> PackRow:
    """Nobody can fetch it any more. What somebody has of it already is called back by takedowns."""
    return service.end(tx, actor, pack_id)


@api.post("/{pack_id}/end/undo")
def open_pack_again(pack_id: UUID, actor: Placer, tx: Tx) -> PackRow:
    """It can be fetched again, at the same address."""
    return service.open_again(tx, actor, pack_id)


@api.post("/{pack_id}/zip", responses={200: {"content": {"application/zip": {}}}}, response_class=Response)
async def fetch_pack(pack_id: UUID, actor: SlowPlacer) -> Response:
    """The pack as a ZIP: each picture decided when it is its turn, what went listed in `manifest.json`. Noted as copies (P9)."""
    return await pages.sent(service.fetch_by_id, actor, pack_id)
