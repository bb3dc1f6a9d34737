"""Serving the film of a placed video: decided at each request and again while it is sent, whole or in parts (P1, P9, S1)."""

import time
from collections.abc import AsyncIterator
from typing import Final

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from consentsvc.kernel.blobs import Stream, blobs
from consentsvc.kernel.errors import NotFound
from consentsvc.kernel.lanes import Lane
from consentsvc.kernel.logs import log
from consentsvc.kernel.ranges import UNSATISFIABLE, content_range, part_asked
from consentsvc.publishing import serving
from consentsvc.publishing.headers import NEVER_KEPT, as_a_file, has_it, kept
from consentsvc.publishing.kinds.kind import Door
from consentsvc.publishing.serving import Clip

FILM_THREADS: Final = 16
"""Threads that send films, apart from those of all else: a store that doesn't answer must not keep a withdrawal waiting."""

LOOKED_AGAIN_AFTER: Final = 2.0
"""Seconds for which a film is sent on before it is decided again: who watches slowly doesn't outwatch a withdrawal."""

_films: Final = Lane("films", lambda: FILM_THREADS)


async def answer(request: Request, door: Door = "public") -> Response:
    """The film, a part of it (206), 304 where the browser has it, or 410 without a byte where it may not be shown any more."""
    code = request.path_params["code"]
    try:
        clip = await _films.run(serving.clip, code, door)
        if clip is None:
            return Response(status_code=410, headers={**as_a_file(door), **NEVER_KEPT})
        return await _as_asked(request, code, clip, door)
    except NotFound:
        raise
    except Exception as error:  # whatever it is, there is no film
        log.error("film_not_served", error=type(error).__name__)
        return Response(status_code=503, headers={**NEVER_KEPT, "retry-after": "5"})


async def _as_asked(request: Request, code: str, clip: Clip, door: Door) -> Response:
    headers = {**as_a_file(door), **kept(door, clip.etag), "accept-ranges": "bytes"}
    if has_it(request.headers.get("if-none-match", ""), clip.etag):
        return Response(status_code=304, headers=headers)
    asked = request.headers.get("range") if request.method == "GET" else None
    part = part_asked(asked, request.headers.get("if-range"), clip.etag, clip.bytes)
    if part is not None:
        headers["content-range"] = content_range(part, clip.bytes)
    if part == UNSATISFIABLE:
        return Response(status_code=416, headers=headers)
    headers |= {"content-type": clip.type, "content-length": str(clip.bytes if part is None else len(part))}
    if request.method == "HEAD":
        return Response(headers=headers)
    stream = await _films.run(blobs().stream, clip.school_id, clip.sha256, part)
    return StreamingResponse(_sent(code, clip, stream, door), 200 if part is None else 206, headers)


async def _sent(code: str, clip: Clip, stream: Stream, door: Door = "public") -> AsyncIterator[bytes]:
    """The pieces, for as long as the film may be shown; where that ends, the connection breaks off."""
    looked_at = time.monotonic()
    with stream:
        async for piece in _films.pieces(iter(stream)):
            if time.monotonic() - looked_at > LOOKED_AGAIN_AFTER:
                if await _films.run(serving.clip, code, door) != clip:
                    return
                looked_at = time.monotonic()
            yield piece
