from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, Permission, may, may_briefly, router
from consentsvc.kernel.blobs import MEBIBYTE, Incoming, blobs
from consentsvc.kernel.database import Tx
from consentsvc.kernel.errors import Invalid, TooLarge
from consentsvc.kernel.lanes import Lane, Places, in_time
from consentsvc.kernel.ranges import UNSATISFIABLE, content_range, part_asked
from consentsvc.kernel.settings import settings
from consentsvc.kernel.web import COUNTED_BY_ROUTE
from consentsvc.media import checks, copies, crops, deleting, naming, people, scanning, seals, service, uploads, videos
from consentsvc.media.schemas import (
    AboutUpload,
    AlikePhotos,
    AppliedItems,
    CheckHashes,
    CheckInput,
    CopiesOf,
    CropChange,
    DeletedItems,
    DeletionWanted,
    EventCounts,
    HashesHere,
    NewRelease,
    NewSeal,
    OwedCopies,
    OwnCopies,
    PeopleChange,
    PhotoDetail,
    PhotoGroups,
    PhotoList,
    PhotoState,
    ReviewInput,
    ScanProgress,
    SealRow,
    Sha256,
    Suggestions,
)

api = router(prefix="/api/photos", tags=["media"])
seals_api = router(prefix="/api/seals", tags=["seals"])

Viewer = Annotated[Actor, may(Permission.PHOTO_VIEW)]
SlowViewer = Annotated[Actor, may_briefly(Permission.PHOTO_VIEW)]
Uploader = Annotated[Actor, may(Permission.PHOTO_UPLOAD)]
SlowUploader = Annotated[Actor, may_briefly(Permission.PHOTO_UPLOAD)]
Resolver = Annotated[Actor, may(Permission.PHOTO_RESOLVE)]
SlowResolver = Annotated[Actor, may_briefly(Permission.PHOTO_RESOLVE)]
Overseer = Annotated[Actor, may(Permission.COPY_OVERSEE)]
Deleter = Annotated[Actor, may(Permission.PHOTO_DELETE)]
Lead = Annotated[Actor, may(Permission.PHOTO_SEAL)]
Reviewer = Annotated[Actor, may(Permission.PHOTO_REVIEW)]

FILE_THREADS = 16
"""Looks at files that wait for the store at once."""

AT_ONCE = 32
"""Uploads that arrive at once: each holds a mebibyte of memory, and its file in the folder of what arrives."""
MOST_SILENCE = 60.0
"""Seconds without a byte until an upload has broken off: one whose line is dead must not keep its place."""

_files = Lane("files", lambda: FILE_THREADS)
_arriving = Places("arriving uploads", AT_ONCE, wait_seconds=20)
_uploads = Lane("checking and keeping uploads", lambda: 2 * settings().picture_processes)

BYTES = {"schema": {"type": "string", "format": "binary"}}
RAW_BODY = {"requestBody": {"required": True, "content": {"application/octet-stream": BYTES}}}
HERE_ALREADY: dict[int | str, dict[str, Any]] = {200: {"model": PhotoDetail, "description": "It was here already."}}
ANY_PICTURE: dict[int | str, dict[str, Any]] = {200: {"content": {"image/*": BYTES}}}
MP4: dict[int | str, dict[str, Any]] = {
    200: {"content": {"video/mp4": BYTES}},
    206: {"content": {"video/mp4": BYTES}, "description": "The part that was asked for."},
}
JPEG: dict[int | str, dict[str, Any]] = {200: {"content": {"image/jpeg": BYTES}}}


@api.post("/check")
def check(body: CheckHashes, actor: Uploader, tx: Tx) -> HashesHere:
    """Which of these pictures (by SHA-256) the event has already. A `place` where nobody takes pictures is refused (W7)."""
    uploads.refuse_banned(body.place)
    return HashesHere(here=uploads.hashes_here(tx, actor, body.event_id, body.sha256))


@api.put("/{sha256}", status_code=201, responses=HERE_ALREADY, openapi_extra=RAW_BODY, max_body_size=COUNTED_BY_ROUTE)
async def upload(
    sha256: Annotated[Sha256, Path()],
    about: Annotated[AboutUpload, Query()],
    request: Request,
    response: Response,
    actor: SlowUploader,
) -> PhotoDetail:
    """Upload one picture or video as raw bytes, as often as you like: the same one stands once. It enters in quarantine (W1).

    Say where it was taken: nothing of a picture from a `place` where nobody takes pictures is read or kept (W7). Say whose
    `device` it was taken with: who used their own is asked to delete it there (W6). A large event takes none before its
    notices are confirmed (E2), and then what somebody on its register took: name them by `photographer_id`, unless you took it
    yourself (E4). While too many come in at once, the answer is 503 with `Retry-After`.
    """
    for place in request.query_params.getlist("place"):  # each that was said, where more than one was
        uploads.refuse_banned(place)
    begun_at = clock.now()
    before = await run_in_threadpool(uploads.uploaded_before, actor, about, sha256)
    if before is not None:
        response.status_code = 200
        return before
    largest = max(settings().upload_megabytes, settings().video_megabytes) * MEBIBYTE
    _check_length(request, largest)
    async with _arriving.place():
        with await run_in_threadpool(blobs().receive, largest) as incoming:
            await _receive(request, incoming)
            photo, is_new = await _uploads.run(uploads.upload, actor, incoming, sha256, about, begun_at)
    response.status_code = 201 if is_new else 200
    return photo


@api.get("")
def photos(event_id: UUID, actor: Viewer, tx: Tx, state: PhotoState | None = None) -> PhotoList:
    """An event's photos in the order they were taken."""
    return service.photos(tx, actor, event_id, state)


@api.get("/counts")
def counts(actor: Viewer, tx: Tx) -> list[EventCounts]:
    """How far each event's photos are."""
    return service.counts(tx, actor)


@api.get("/progress")
def progress(event_id: UUID, actor: Viewer, tx: Tx) -> ScanProgress:
    """How far the search for faces is in an event's photos, and how long it takes yet."""
    return scanning.progress(tx, actor, event_id)


@api.get("/own-copies")
def own_copies(actor: Uploader, tx: Tx) -> list[OwnCopies]:
    """What you still have to delete from a device of your own, for each event (W6)."""
    return copies.own(tx, actor)


@api.post("/own-copies/deleted")
def say_copies_deleted(body: CopiesOf, actor: Uploader, tx: Tx) -> list[OwnCopies]:
    """Say that you have deleted your own copies of all that you sent to this event (W6); gives what is still owed."""
    return copies.say_deleted(tx, actor, body.event_id)


@api.post("/own-copies/kept")
def say_copies_kept(body: CopiesOf, actor: Uploader, tx: Tx) -> list[OwnCopies]:
    """Take that word back."""
    return copies.say_kept(tx, actor, body.event_id)


@api.get("/copies-owed")
def copies_owed(actor: Overseer, tx: Tx) -> list[OwedCopies]:
    """Who still has to delete pictures from a device of their own (W6)."""
    return copies.owed(tx, actor)


@api.get("/groups")
def groups(event_id: UUID, actor: Viewer, tx: Tx) -> PhotoGroups:
    """Which of an event's pictures are alike: the same picture twice, or a burst."""
    return naming.groups(tx, actor, event_id)


@api.post("/delete")
def delete_many(wanted: DeletionWanted, actor: Deleter, tx: Tx) -> DeletedItems:
    """Delete pictures for good, with an answer for each. What can't be deleted leaves the others as they go."""
    return DeletedItems(items=deleting.delete_many(tx, actor, wanted.ids))


@api.get("/{photo_id}")
def photo(photo_id: UUID, actor: Viewer, tx: Tx) -> PhotoDetail:
    """One photo with everybody in it."""
    return service.photo(tx, actor, photo_id)


@api.delete("/{photo_id}", status_code=204)
def delete(photo_id: UUID, actor: Deleter, tx: Tx) -> None:
    """Delete a picture for good: it comes down everywhere at once, and its files are removed (W3). There is no way back.

    Who doesn't review may delete what they uploaded themselves, until somebody has reviewed it.
    """
    deleting.delete(tx, actor, photo_id)


@api.post("/{photo_id}/seal", status_code=201)
def seal(photo_id: UUID, body: NewSeal, actor: Lead, tx: Tx) -> SealRow:
    """Hide a picture from everybody, at once and in all places, the lead and the administrator included; it is kept as evidence."""
    return seals.seal(tx, actor, photo_id, body.why)


@seals_api.get("")
def sealed(actor: Lead, tx: Tx) -> list[SealRow]:
    """The school's seals, the newest first, and who agreed that each may end."""
    return seals.seals(tx, actor)


@seals_api.post("/{seal_id}/release")
def release(seal_id: UUID, body: NewRelease, actor: Lead, tx: Tx) -> SealRow:
    """Agree that a seal may end. It does when two different leads have agreed; then somebody has to review the picture again."""
    return seals.release(tx, actor, seal_id, body.reason)


@api.get("/{photo_id}/original", response_class=Response, responses=ANY_PICTURE)
async def original(photo_id: UUID, actor: SlowViewer) -> Response:
    """The file as it was uploaded. Each look is recorded before the first byte leaves (A2)."""
    photo = await run_in_threadpool(service.view_original, actor, photo_id)
    file = await _files.run(blobs().stream, actor.school, photo.sha256)
    headers = {"Content-Length": str(file.size), "Content-Disposition": "attachment", "Content-Security-Policy": "sandbox"}
    return StreamingResponse(_files.pieces(iter(file)), media_type=photo.type, headers=headers)


@api.get("/{photo_id}/preview", response_class=Response, responses=JPEG)
async def preview(photo_id: UUID, actor: SlowViewer) -> Response:
    """A copy to name people on, encoded anew. Each look is recorded before the first byte leaves (A2)."""
    return await _jpeg(actor, photo_id, "preview")


@api.get("/{photo_id}/thumbnail", response_class=Response, responses=JPEG)
async def thumbnail(photo_id: UUID, actor: SlowViewer) -> Response:
    """A small copy for lists, encoded anew. Each look is recorded before the first byte leaves (A2)."""
    return await _jpeg(actor, photo_id, "thumbnail")


@api.get("/{photo_id}/clip", response_class=Response, responses=MP4)
async def clip(photo_id: UUID, request: Request, actor: SlowViewer) -> Response:
    """A video to look through, encoded anew, whole or in parts (Range). Each look is recorded before the first byte leaves (A2)."""
    rendition = await run_in_threadpool(service.view_rendition, actor, photo_id, "clip")
    size = await _files.run(blobs().size, actor.school, rendition.sha256)
    etag = f'"{rendition.sha256}"'
    part = part_asked(request.headers.get("range"), request.headers.get("if-range"), etag, size)
    headers = {"Accept-Ranges": "bytes", "ETag": etag}
    if part is not None:
        headers["Content-Range"] = content_range(part, size)
    if part == UNSATISFIABLE:
        return Response(status_code=416, headers=headers)
    file = await _files.run(blobs().stream, actor.school, rendition.sha256, part)
    headers["Content-Length"] = str(file.size)
    status = 200 if part is None else 206
    return StreamingResponse(_files.pieces(iter(file)), status, media_type="video/mp4", headers=headers)


@api.put("/{photo_id}/people")
def resolve_people(photo_id: UUID, body: PeopleChange, actor: Resolver, tx: Tx) -> PhotoDetail:
    """Say who everybody in the picture is: each found face, and each marked person (W2)."""
    return people.resolve_people(tx, actor, photo_id, body)


@api.put("/{photo_id}/crop")
def crop(photo_id: UUID, body: CropChange, actor: Resolver, tx: Tx) -> PhotoDetail:
    """Choose the part of the picture that goes out, or all of it (W3). Who is outside of it isn't shown."""
    return crops.crop(tx, actor, photo_id, body)


@api.post("/{photo_id}/review")
def review(photo_id: UUID, body: ReviewInput, actor: Reviewer, tx: Tx) -> PhotoDetail:
    """Confirm, by name, how many people and marked faces are in the picture (W2): for people, not for programs."""
    return people.review(tx, actor, photo_id, body)


@api.get("/{photo_id}/suggestions")
def suggestions(photo_id: UUID, actor: Resolver, tx: Tx) -> Suggestions:
    """Who the people in the picture may be, the most likely first: by the event's other pictures and who takes part (A1)."""
    return naming.suggestions(tx, actor, photo_id)


@api.post("/{photo_id}/apply-to")
def apply_to(photo_id: UUID, body: AlikePhotos, actor: SlowResolver) -> AppliedItems:
    """Say who is in other pictures like this one, after a look at each, with an answer for each (W2).

    A `head_count` confirms a picture as a review does: for reviewers who have signed in.
    """
    return AppliedItems(items=naming.apply_to(actor, photo_id, body.items))


@api.post("/{photo_id}/checks")
def check_picture(photo_id: UUID, body: CheckInput, actor: Reviewer, tx: Tx) -> PhotoDetail:
    """Say, by name, that a large portrait (P5) or a picture of sport or dance (P7) may go out.

    Not for programs, and not for whoever uploaded it.
    """
    return checks.check(tx, actor, photo_id, body)


@api.post("/{photo_id}/scan", status_code=202)
def scan_again(photo_id: UUID, actor: Resolver, tx: Tx) -> PhotoDetail:
    """Try a scan once more that failed, or that never came to an end."""
    return scanning.scan_again(tx, actor, photo_id)


async def _jpeg(actor: Actor, photo_id: UUID, kind: str) -> Response:
    rendition = await run_in_threadpool(service.view_rendition, actor, photo_id, kind)
    return Response(await _files.run(blobs().get, actor.school, rendition.sha256), media_type="image/jpeg")


def _check_length(request: Request, most: int) -> None:
    """Refuse what says itself that it is too large, before more of it is read."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > most:
        raise TooLarge(f"This file is larger than {most // MEBIBYTE} MB, the most that is taken.")


def _limit(request: Request, incoming: Incoming, first: bytes) -> None:
    """A picture may have fewer bytes than a video: its first ones say which it is."""
    most = uploads.most_bytes(first)
    _check_length(request, most)
    incoming.take_at_most(most)


async def _receive(request: Request, incoming: Incoming) -> None:
    piece, is_known = bytearray(), False
    try:
        async for chunk in in_time(request.stream(), MOST_SILENCE):
            piece += chunk
            if not is_known and len(piece) >= videos.FIRST_BYTES:
                is_known = True
                _limit(request, incoming, bytes(piece[: videos.FIRST_BYTES]))
            if len(piece) >= MEBIBYTE:
                await run_in_threadpool(incoming.write, bytes(piece))
                piece.clear()
    except (ClientDisconnect, TimeoutError) as gone:
        raise Invalid("The upload broke off before its end. Send it again.", slug="upload-broken-off") from gone
    await run_in_threadpool(incoming.write, bytes(piece))
