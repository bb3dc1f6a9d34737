from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from consentsvc.forms.schemas import PurposeId
from consentsvc.kernel.access import Actor, Permission, may, may_briefly, router
from consentsvc.kernel.database import Tx
from consentsvc.kernel.lanes import Lane
from consentsvc.media.routes import JPEG
from consentsvc.publishing import previews, service
from consentsvc.publishing.schemas import (
    ChannelChange,
    ChannelRow,
    NewChannel,
    NewPlacement,
    NewPlacements,
    PlacedItems,
    PlacementRow,
    RemovalWanted,
    RemovedItems,
)
from consentsvc.schools.policy import CoverStyle

api = router(prefix="/api", tags=["publishing"])

_placing = Lane("placing", lambda: 4)

Viewer = Annotated[Actor, may(Permission.CHANNEL_VIEW)]
Editor = Annotated[Actor, may(Permission.CHANNEL_EDIT)]
Placer = Annotated[Actor, may(Permission.PHOTO_PLACE)]
SlowLooker = Annotated[Actor, may_briefly(Permission.PHOTO_VIEW)]
SlowPlacer = Annotated[Actor, may_briefly(Permission.PHOTO_PLACE)]


@api.get("/channels")
def channels(actor: Viewer, tx: Tx) -> list[ChannelRow]:
    """The places where pictures go out."""
    return service.channels(tx, actor)


@api.post("/channels", status_code=201)
def create_channel(new: NewChannel, actor: Editor, tx: Tx) -> ChannelRow:
    """A new place where pictures go out, for one purpose."""
    return service.create_channel(tx, actor, new.name, new.purpose)


@api.patch("/channels/{channel_id}")
def rename_channel(channel_id: UUID, change: ChannelChange, actor: Editor, tx: Tx) -> ChannelRow:
    """Another name for a channel; not one that gives the name of a child who is shown in it (P2)."""
    return service.rename_channel(tx, actor, channel_id, change.name)


@api.post("/placements", responses={201: {"model": PlacementRow, "description": "The one photo was placed."}})
async def place(new: NewPlacements | NewPlacement, actor: SlowPlacer, response: Response) -> PlacedItems | PlacementRow:
    """Put photos in a channel: many with an answer for each (200), or a single one (201, or a problem).

    A photo that is there already stays at its address, and takes the new words.
    """
    if isinstance(new, NewPlacements):
        return PlacedItems(items=await _placing.run(service.place_many, actor, new.channel_id, new.items))
    response.status_code = 201
    return await _placing.run(service.place, actor, new.channel_id, new)


@api.get("/placements")
def placements(
    actor: Viewer,
    tx: Tx,
    channel_id: UUID | None = None,
    photo_id: UUID | None = None,
    removed: bool = False,
    limit: Annotated[int, Query(ge=1, le=2000)] = 500,
) -> list[PlacementRow]:
    """Placements, newest first: whether each shows now, and why not. Those taken down only with `removed`."""
    return service.placements(tx, actor, channel_id, photo_id, removed, limit)


@api.get("/photos/{photo_id}/covered", response_class=Response, responses=JPEG)
async def covered(photo_id: UUID, actor: SlowLooker, purpose: PurposeId = "website", style: CoverStyle | None = None) -> Response:
    """The picture as it would go out for this purpose now: cropped, covered, in its size. Each look is recorded (A2)."""
    return Response(await _placing.run(previews.as_it_would_go_out, actor, photo_id, purpose, style), media_type="image/jpeg")


@api.post("/placements/remove")
def remove_many(wanted: RemovalWanted, actor: Placer, tx: Tx) -> RemovedItems:
    """Take placements down, with an answer for each."""
    return RemovedItems(items=service.remove_many(tx, actor, wanted.ids))


@api.get("/placements/{placement_id}")
def placement(placement_id: UUID, actor: Viewer, tx: Tx) -> PlacementRow:
    """One placement: whether it shows now, and why not."""
    return service.placement(tx, actor, placement_id)


@api.delete("/placements/{placement_id}", status_code=204)
def remove(placement_id: UUID, actor: Placer, tx: Tx) -> None:
    """Take a placement down. From then on its address gives a neutral picture."""
    service.remove(tx, actor, placement_id)
