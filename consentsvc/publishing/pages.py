"""What the public and families see: one placed picture, a channel's gallery, where a child's pictures are in use."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Final

from fastapi import Form, Query, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.routing import Route

from consentsvc.families.pages import SignedInFamily, family_page
from consentsvc.kernel import pages
from consentsvc.kernel.access import Actor, Public, public, router
from consentsvc.kernel.database import Tx, begin
from consentsvc.kernel.errors import NotFound
from consentsvc.kernel.lanes import Lane
from consentsvc.kernel.logs import log
from consentsvc.publishing import albums, films, galleries, service, serving
from consentsvc.publishing.headers import FROM_ANYWHERE, NEVER_KEPT, as_a_file, has_it, kept
from consentsvc.publishing.kinds.kind import Door
from consentsvc.publishing.serving import Picture

PUBLIC_GALLERY: Final = "a gallery is for everybody; each picture in it is decided at this moment"
PUBLIC_PICTURE: Final = "a placed picture is for everybody while everybody in it agrees; decided at each request"

SERVING_THREADS: Final = 16
"""Threads that serve pictures, apart from those of all else: a store that doesn't answer must not keep a withdrawal waiting."""

GALLERY_THREADS: Final = 4
"""Threads that put galleries together, apart from those of all else: anybody can ask for one, as often as they like."""

_serving: Final = Lane("placed pictures", lambda: SERVING_THREADS)
GALLERIES: Final = Lane("galleries", lambda: GALLERY_THREADS)


api = router(tags=["public"])

Anyone = Annotated[Actor, public(PUBLIC_GALLERY)]
PageNumber = Annotated[int, Query(ge=1, le=10_000)]


async def placed_picture(request: Request) -> Response:
    """One placed picture: decided first, then its bytes, 304 where the browser has them, or a neutral picture with 410."""
    return await by_door(request, "public", _serving)


async def by_door(request: Request, door: Door, lane: Lane) -> Response:
    """The picture or the film of a path with {code}/{size}.{ext}, for whoever may come by this door."""
    if (request.path_params["size"], request.path_params["ext"]) == ("clip", "mp4"):
        return await films.answer(request, door)
    return await lane.run(_answer, request, door)


def _answer(request: Request, door: Door) -> Response:
    path = request.path_params
    if path["size"] not in ("large", "small") or path["ext"] != "jpg":
        raise NotFound
    try:
        picture = serving.picture(path["code"], path["size"], door)
    except NotFound:
        raise
    except Exception as error:  # whatever it is, there is no picture
        log.error("picture_not_served", error=type(error).__name__)
        return Response(status_code=503, headers={**NEVER_KEPT, "retry-after": "5"})
    return _as_asked(request, picture, door)


def _as_asked(request: Request, picture: Picture, door: Door) -> Response:
    """The picture as this request takes it; a Range is answered with the whole, as HTTP allows."""
    headers = _headers(picture, door)
    etag = headers.get("etag")
    if etag and has_it(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    headers |= {"content-type": "image/jpeg", "content-length": str(len(picture.data))}
    body = b"" if request.method == "HEAD" else picture.data
    return Response(body, 200 if picture.is_shown else 410, headers)


def _headers(picture: Picture, door: Door) -> dict[str, str]:
    how_long = kept(door, f'"{picture.sha256}"') if picture.is_shown else NEVER_KEPT
    return {**as_a_file(door), "accept-ranges": "none", **how_long}


class PublicRoute(Route):
    """A bare route for the hot path: no dependencies to resolve, no body to read; its access is declared all the same."""

    def __init__(self, path: str, endpoint: Callable[[Request], Awaitable[Response]], why: str) -> None:
        super().__init__(path, endpoint, methods=["GET", "HEAD"], include_in_schema=False)
        self.dependant = Dependant(call=Public(why), path=path)


PLACED_PICTURE: Final = PublicRoute("/m/{code}/{size}.{ext}", placed_picture, PUBLIC_PICTURE)
"""For the door to put before all other routes: trying those first takes longer than the decision."""


@api.api_route("/g/{code}.json", methods=["GET", "HEAD"])
async def gallery_data(code: str, actor: Anyone, page: PageNumber = 1) -> Response:
    """What the channel shows at this moment, for the school's own website; newest first, in pages."""
    return await GALLERIES.run(_gallery_data, code, page)


@api.api_route("/g/{code}", methods=["GET", "HEAD"])
async def gallery(code: str, actor: Anyone, request: Request, page: PageNumber = 1) -> Response:
    """What the channel shows at this moment; newest first, in pages."""
    return await GALLERIES.run(_gallery, code, page, request)


def _gallery_data(code: str, page: int) -> Response:
    with begin() as tx:
        found = galleries.gallery(tx, code, page)
    return JSONResponse(found.model_dump(), headers={**NEVER_KEPT, **FROM_ANYWHERE, "access-control-allow-origin": "*"})


def _gallery(code: str, page: int, request: Request) -> Response:
    with begin() as tx:
        found = galleries.shown_in(tx, code, page)
    return pages.render(request, "gallery.html", gallery=found, page=page, address=service.address)


@api.get("/f/{token}/pictures")
def pictures_in_use(family: SignedInFamily, tx: Tx, request: Request) -> Response:
    """Where pictures of the child are in use now, and which stopped being shown (C16, P10)."""
    in_use = service.in_use(tx, family.actor.school, family.speaker)
    return family_page(request, "in_use.html", family, in_use=in_use, address=partial(albums.address, family.home))


@api.post("/f/{token}/pictures/take-down")
def take_down(family: SignedInFamily, tx: Tx, code: Annotated[str, Form()] = "") -> Response:
    """One tap: the picture stops being shown, from the moment that the next page says so (C4, C16)."""
    service.take_down(tx, family.actor, family.speaker, code)
    return RedirectResponse(f"{family.home}/pictures/taken-down?code={code}", 303)


@api.get("/f/{token}/pictures/taken-down")
def taken_down(family: SignedInFamily, tx: Tx, request: Request, code: str = "") -> Response:
    """Says so, with a way to undo it; for a picture that this family took down."""
    if not service.is_taken_down(tx, family.actor, family.speaker, code):
        return RedirectResponse(f"{family.home}/pictures", 303)
    return family_page(request, "taken_down.html", family, code=code)


@api.post("/f/{token}/pictures/allow-again")
def allow_again(family: SignedInFamily, tx: Tx, code: Annotated[str, Form()] = "") -> Response:
    """Undo one's own 'take this one down'."""
    service.allow_again(tx, family.actor, family.speaker, code)
    return RedirectResponse(f"{family.home}/pictures", 303)
