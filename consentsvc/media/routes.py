from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from consentsvc.kernel.access import Actor, Permission, may, may_briefly, router
from consentsvc.kernel.blobs import MEBIBYTE, Incoming, blobs
from consentsvc.kernel.database import Tx
from consentsvc.kernel.errors import Invalid, TooLarge
from consentsvc.kernel.lanes import Lane
from consentsvc.kernel.settings import settings
from consentsvc.kernel.web import COUNTED_BY_ROUTE
from consentsvc.media import people, scanning, service, uploads
from consentsvc.media.schemas import (
    CheckHashes,
    EventCounts,
    HashesHere,
    PeopleChange,
    PhotoDetail,
    PhotoList,
    PhotoState,
    ReviewInput,
    Sha256,
)

api = router(prefix="/api/photos", tags=["media"])

Viewer = Annotated[Actor, may(Permission.PHOTO_VIEW)]
SlowViewer = Annotated[Actor, may_briefly(Permission.PHOTO_VIEW)]
Uploader = Annotated[Actor, may(Permission.PHOTO_UPLOAD)]
SlowUploader = Annotated[Actor, may_briefly(Permission.PHOTO_UPLOAD)]
Resolver = Annotated[Actor, may(Permission.PHOTO_RESOLVE)]
Reviewer = Annotated[Actor, may(Permission.PHOTO_REVIEW)]

FILE_THREADS = 16
"""Looks at files that wait for the store at once."""

_files = Lane("files", lambda: FILE_THREADS)
_uploads = Lane("checking and keeping uploads", lambda: 2 * settings().picture_processes)

BYTES = {"schema": {"type": "string", "format": "binary"}}
RAW_BODY = {"requestBody": {"required": True, "content": {"application/octet-stream": BYTES}}}
HERE_ALREADY: dict[int | str, dict[str, Any]] = {200: {"model": PhotoDetail, "description": "It was here already."}}
ANY_PICTURE: dict[int | str, dict[str, Any]] = {200: {"content": {"image/*": BYTES}}}
JPEG: dict[int | str, dict[str, Any]] = {200: {"content": {"image/jpeg": BYTES}}}


@api.post("/check")
def check(body: CheckHashes, actor: Uploader, tx: Tx) -> HashesHere:
    """Which of these pictures (by SHA-256) the event has already."""
    return HashesHere(here=uploads.hashes_here(tx, actor, body.event_id, body.sha256))


@api.put("/{sha256}", status_code=201, responses=HERE_ALREADY, openapi_extra=RAW_BODY, max_body_size=COUNTED_BY_ROUTE)
async def upload(
    sha256: Annotated[Sha256, Path()],
    event_id: UUID,
    request: Request,
    response: Response,
    actor: SlowUploader,
    file_name: Annotated[str, Query(max_length=1000)] = "",
) -> PhotoDetail:
    """Upload one picture as raw bytes, as often as you like: the same picture stands once. It enters in quarantine (W1)."""
    before = await run_in_threadpool(uploads.uploaded_before, actor, event_id, sha256)
    if before is not None:
        response.status_code = 200
        return before
    _check_length(request)
    with await run_in_threadpool(blobs().receive) as incoming:
        await _receive(request, incoming)
        photo, is_new = await _uploads.run(uploads.upload, actor, incoming, event_id, sha256, file_name)
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


@api.get("/{photo_id}")
def photo(photo_id: UUID, actor: Viewer, tx: Tx) -> PhotoDetail:
    """One photo with everybody in it."""
    return service.photo(tx, actor, photo_id)


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


@api.put("/{photo_id}/people")
def resolve_people(photo_id: UUID, body: PeopleChange, actor: Resolver, tx: Tx) -> PhotoDetail:
    """Say who everybody in the picture is: each found face, and each marked person (W2)."""
    return people.resolve_people(tx, actor, photo_id, body)


@api.post("/{photo_id}/review")
def review(photo_id: UUID, body: ReviewInput, actor: Reviewer, tx: Tx) -> PhotoDetail:
    """Confirm, by name, how many people and marked faces are in the picture (W2): for people, not for programs."""
    return people.review(tx, actor, photo_id, body)


@api.post("/{photo_id}/scan", status_code=202)
def scan_again(photo_id: UUID, actor: Resolver, tx: Tx) -> PhotoDetail:
    """Try a scan once more that failed, or that never came to an end."""
    return scanning.scan_again(tx, actor, photo_id)


async def _jpeg(actor: Actor, photo_id: UUID, kind: str) -> Response:
    rendition = await run_in_threadpool(service.view_rendition, actor, photo_id, kind)
    return Response(await _files.run(blobs().get, actor.school, rendition.sha256), media_type="image/jpeg")


def _check_length(request: Request) -> None:
    """Refuse what says itself that it is too large, before a byte of it is read."""
    announced = request.headers.get("content-length", "")
    most = settings().upload_megabytes
    if announced.isdecimal() and int(announced) > most * MEBIBYTE:
        raise TooLarge(f"This file is larger than {most} MB, the most that is taken.")


async def _receive(request: Request, incoming: Incoming) -> None:
    piece = bytearray()
    try:
        async for chunk in request.stream():
            piece += chunk
            if len(piece) >= MEBIBYTE:
                await run_in_threadpool(incoming.write, bytes(piece))
                piece.clear()
    except ClientDisconnect as gone:
        raise Invalid("The upload broke off before its end. Send it again.", slug="upload-broken-off") from gone
    await run_in_threadpool(incoming.write, bytes(piece))
