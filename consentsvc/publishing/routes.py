from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from consentsvc.forms.schemas import PurposeId
from consentsvc.kernel.access import Actor, Permission, may, may_briefly, router
from consentsvc.kernel.database import Tx
from consentsvc.kernel.lanes import Lane
from consentsvc.kernel.schemas import Named
from consentsvc.media.routes import JPEG
from consentsvc.publishing import channels, copies, previews, releasing, replacing, reviewing, screens, service, what_if
from consentsvc.publishing.schemas import (
    ChannelChange,
    ChannelKindRow,
    ChannelRow,
    CopyRow,
    NewChannel,
    NewCopy,
    NewPlacement,
    NewPlacements,
    NewScreen,
    PairingCode,
    PlacedItems,
    PlacementRow,
    PlacementsWanted,
    PolicyPreview,
    ReleasesWanted,
    RemovalWanted,
    RemovedItems,
    Replaced,
    Replacement,
    ScreenRow,
    SettledItems,
    StillSize,
)
from consentsvc.schools.policy import CoverStyle
from consentsvc.schools.schemas import Policy

api = router(prefix="/api", tags=["publishing"])

_placing = Lane("placing", lambda: 4)

Viewer = Annotated[Actor, may(Permission.CHANNEL_VIEW)]
Editor = Annotated[Actor, may(Permission.CHANNEL_EDIT)]
Placer = Annotated[Actor, may(Permission.PHOTO_PLACE)]
PolicyEditor = Annotated[Actor, may(Permission.POLICY_EDIT)]
SlowLooker = Annotated[Actor, may_briefly(Permission.PHOTO_VIEW)]
SlowPlacer = Annotated[Actor, may_briefly(Permission.PHOTO_PLACE)]


@api.get("/channels")
def list_channels(actor: Viewer, tx: Tx) -> list[ChannelRow]:
    """The places where pictures go out."""
    return channels.listed(tx, actor)


@api.get("/channels/kinds")
def channel_kinds(actor: Viewer) -> list[ChannelKindRow]:
    """What a channel can be, in the order in which people choose one."""
    return channels.kinds()


@api.get("/channels/placers")
def placers(actor: Editor, tx: Tx) -> list[Named]:
    """Who may place pictures, by name: a channel can be kept to some of them."""
    return channels.placers(tx, actor)


@api.post("/channels", status_code=201)
def create_channel(new: NewChannel, actor: Editor, tx: Tx) -> ChannelRow:
    """A new place where pictures go out, for one purpose."""
    return channels.create(tx, actor, new)


@api.patch("/channels/{channel_id}")
def change_channel(channel_id: UUID, change: ChannelChange, actor: Editor, tx: Tx) -> ChannelRow:
    """Another name for a channel, not that of a child who is shown in it (P2); or another way to keep it (P4, P6, P8)."""
    return channels.change(tx, actor, channel_id, change)


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
    return RemovedItems(items=service.remove_many(tx, actor, wanted.ids, wanted.why))


@api.post("/school/policy/preview")
def preview_policy(policy: Policy, actor: PolicyEditor, tx: Tx) -> PolicyPreview:
    """What would come down, and what would go out, if the school chose so. Nothing is changed."""
    return what_if.preview(tx, actor, policy)


@api.get("/releases")
def waiting_for_release(actor: Placer, tx: Tx) -> list[PlacementRow]:
    """What waits for a second person (P6), that first which has waited longest; `may_release`: whether that can be you."""
    return releasing.waiting(tx, actor)


@api.post("/placements/release")
def release(wanted: ReleasesWanted, actor: Placer, tx: Tx) -> SettledItems:
    """Say, as a second person, that these may be shown (P6): for people, not for programs. An answer for each."""
    return SettledItems(items=releasing.release(tx, actor, {each.id: each.words for each in wanted.items}))


@api.post("/placements/release/undo")
def take_release_back(wanted: PlacementsWanted, actor: Placer, tx: Tx) -> SettledItems:
    """Take your own release back. An answer for each."""
    return SettledItems(items=releasing.take_back(tx, actor, wanted.ids))


@api.post("/placements/remove/undo")
def put_back(wanted: PlacementsWanted, actor: Placer, tx: Tx) -> SettledItems:
    """Put back what you took down yourself, as it was: what waited for a second person waits again. An answer for each."""
    return SettledItems(items=releasing.put_back(tx, actor, wanted.ids))


@api.get("/reviews")
def due_for_review(
    actor: Placer, tx: Tx, due_within: Annotated[int, Query(ge=0, le=3650, description="days from today")] = 28
) -> list[PlacementRow]:
    """What has to be looked at again (P8), that first which is due first; what is overdue doesn't show."""
    return reviewing.due(tx, actor, due_within)


@api.post("/placements/keep")
def keep(wanted: PlacementsWanted, actor: Placer, tx: Tx) -> SettledItems:
    """Say, after a look, that these may stay until their next review (P8): for people, not for programs. An answer for each."""
    return SettledItems(items=reviewing.keep(tx, actor, wanted.ids))


@api.post("/placements/{placement_id}/replace")
async def replace(placement_id: UUID, wanted: Replacement, actor: SlowPlacer) -> Replaced:
    """In its place (P11): redact people, confirm the count, and place the picture anew at the same address; all of it or nothing."""
    return await _placing.run(replacing.replace, actor, placement_id, wanted)


@api.get("/placements/{placement_id}/picture", response_class=Response, responses=JPEG)
async def placed_file(placement_id: UUID, actor: SlowLooker, size: StillSize = "large") -> Response:
    """The very file that goes out, for staff, also before it is released and where nobody else can fetch it. Looks are recorded (A2)."""
    return Response(await _placing.run(previews.as_placed, actor, placement_id, size), media_type="image/jpeg")


@api.get("/placements/{placement_id}")
def placement(placement_id: UUID, actor: Viewer, tx: Tx) -> PlacementRow:
    """One placement: whether it shows now, and why not."""
    return service.placement(tx, actor, placement_id)


@api.delete("/placements/{placement_id}", status_code=204)
def remove(placement_id: UUID, actor: Placer, tx: Tx) -> None:
    """Take a placement down. From then on its address gives a neutral picture."""
    service.remove(tx, actor, placement_id)


@api.get("/channels/{channel_id}/screens")
def screens_of(channel_id: UUID, actor: Viewer, tx: Tx) -> list[ScreenRow]:
    """The screens in the building that may show this channel."""
    return screens.listed(tx, actor, channel_id)


@api.post("/channels/{channel_id}/screens", status_code=201)
def add_screen(channel_id: UUID, new: NewScreen, actor: Editor, tx: Tx) -> PairingCode:
    """A screen that may show this channel, with the code that pairs it."""
    return screens.add(tx, actor, channel_id, new.name)


@api.post("/screens/{screen_id}/code")
def pair_screen_anew(screen_id: UUID, actor: Editor, tx: Tx) -> PairingCode:
    """Another code: to pair another device, or the same one again."""
    return screens.pair_anew(tx, actor, screen_id)


@api.delete("/screens/{screen_id}", status_code=204)
def end_screen(screen_id: UUID, actor: Editor, tx: Tx) -> None:
    """Nothing is shown on this screen any more, from its next request on."""
    screens.end(tx, actor, screen_id)


@api.post("/screens/{screen_id}/end/undo")
def undo_end_of_screen(screen_id: UUID, actor: Editor, tx: Tx) -> ScreenRow:
    """The device that was paired goes on."""
    return screens.undo_end(tx, actor, screen_id)


@api.get("/channels/{channel_id}/copies")
def copies_of(channel_id: UUID, actor: Viewer, tx: Tx) -> list[CopyRow]:
    """Where else the pictures of a channel are: every copy that the service doesn't serve itself, and what became of it."""
    return copies.listed(tx, actor, channel_id)


@api.post("/placements/{placement_id}/copies", status_code=201)
def note_copy(placement_id: UUID, new: NewCopy, actor: Placer, tx: Tx) -> CopyRow:
    """Note a copy, or a link, that somebody put elsewhere, so that it comes down with the picture (P9)."""
    return copies.note_by_hand(tx, actor, placement_id, new)
