"""What stands on a school's own website: a gallery in a frame, one in the page itself, and feeds. Each is decided at this moment (P1)."""

from typing import Final

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from consentsvc.kernel import clock, pages
from consentsvc.kernel.access import router
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import NotFound
from consentsvc.kernel.settings import settings
from consentsvc.publishing import feeds, galleries, service
from consentsvc.publishing.feeds import Entry, Feed
from consentsvc.publishing.headers import ALWAYS_ASKED, FROM_ANYWHERE, NEVER_KEPT
from consentsvc.publishing.pages import GALLERIES, Anyone, PageNumber
from consentsvc.publishing.placed import Placed
from consentsvc.publishing.schemas import GalleryFile

FOR_ANY_SITE: Final = {**FROM_ANYWHERE, "access-control-allow-origin": "*"}
IN_A_FRAME: Final = pages.HEADERS["content-security-policy"].replace("frame-ancestors 'none'", "frame-ancestors *")
SCRIPT: Final = pages.FRONTEND / "embed" / "dist" / "gallery.js"

api = router(tags=["public"])


@api.api_route("/g/{code}/frame", methods=["GET", "HEAD"])
async def framed(code: str, actor: Anyone, request: Request, page: PageNumber = 1) -> Response:
    """The gallery alone, for a sandboxed frame on any site; without script."""
    return await GALLERIES.run(_framed, code, page, request)


@api.api_route("/g/{code}/feed.json", methods=["GET", "HEAD"])
async def json_feed(code: str, actor: Anyone, page: PageNumber = 1) -> Response:
    """What the channel shows at this moment, as JSON Feed 1.1; newest first, in pages."""
    return await GALLERIES.run(_json_feed, code, page)


@api.api_route("/g/{code}/feed.xml", methods=["GET", "HEAD"])
async def atom_feed(code: str, actor: Anyone, page: PageNumber = 1) -> Response:
    """What the channel shows at this moment, as Atom; newest first, in pages."""
    return await GALLERIES.run(_atom_feed, code, page)


@api.api_route("/embed/gallery.js", methods=["GET", "HEAD"])
def gallery_script(actor: Anyone) -> Response:
    """The web component `<consent-gallery>`, for a script element on any site. Raises NotFound where it hasn't been built."""
    try:
        script = SCRIPT.read_bytes()
    except OSError:
        raise NotFound from None
    return Response(script, media_type="text/javascript", headers={**ALWAYS_ASKED, **FOR_ANY_SITE})


def _framed(code: str, page: int, request: Request) -> Response:
    with begin() as tx:
        found = galleries.shown_in(tx, code, page)
    answer = pages.render(request, "gallery_frame.html", gallery=found, page=page, address=service.address)
    answer.headers["content-security-policy"] = IN_A_FRAME
    return answer


def _json_feed(code: str, page: int) -> Response:
    document = feeds.as_json(_feed(code, page))
    return JSONResponse(document, headers={**NEVER_KEPT, **FOR_ANY_SITE}, media_type="application/feed+json")


def _atom_feed(code: str, page: int) -> Response:
    document = feeds.as_atom(_feed(code, page), clock.now())
    return Response(document, headers={**NEVER_KEPT, **FOR_ANY_SITE}, media_type="application/atom+xml")


def _feed(code: str, page: int) -> Feed:
    with begin() as tx:
        found = galleries.shown_in(tx, code, page)
    address = f"{settings().public_url}/g/{code}"
    return Feed(found.name, found.school, address, page, found.next_page is not None, [_entry(each) for each in found.placed])


def _entry(placed: Placed) -> Entry:
    large = placed.files["large"]
    address = settings().public_url + service.address(placed, "large")
    picture = GalleryFile(address=address, width=large.width, height=large.height)
    return Entry(f"urn:uuid:{placed.placement.id}", placed.caption, placed.alt, picture, placed.placement.placed_at)
