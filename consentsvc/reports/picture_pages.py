"""Where a reporter sends a picture that is safe to send (M2): the address carries the right to, and the picture is held in memory alone."""

from anyio import to_thread
from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from consentsvc.kernel import pages
from consentsvc.kernel.access import router
from consentsvc.kernel.database import Tx, act_for, begin
from consentsvc.kernel.errors import Invalid, NotAPicture, NotFound, Problem, TooLarge
from consentsvc.kernel.lanes import Places
from consentsvc.kernel.languages import phrase
from consentsvc.kernel.web import COUNTED_BY_ROUTE
from consentsvc.reports import files, rights
from consentsvc.reports.forms import UNREADABLE, Form
from consentsvc.reports.no_files import NoFileHere
from consentsvc.reports.public_pages import Anybody, render

api = router(tags=["report"])

_pictures = Places("reporters' pictures", 2, wait_seconds=20)


@api.api_route("/report/picture/{right}", methods=["GET", "HEAD"])
def picture_page(actor: Anybody, request: Request, tx: Tx, right: str) -> Response:
    """Where a picture is sent, for who said that the report isn't about nude or semi-nude images (M2). Raises NotFound for others."""
    found = rights.right_of(right)
    act_for(tx, found.school_id)
    return _page(request, files.count(tx, found))


@api.post("/report/picture/{right}", max_body_size=COUNTED_BY_ROUTE)
async def send_picture(actor: Anybody, request: Request, right: str) -> Response:
    """Take in a picture. Whether one may come is known before a byte of it is read (I1). Raises NotFound."""
    found = rights.right_of(right)
    count = await to_thread.run_sync(_count, found)
    if count >= files.MOST_PICTURES:
        raise NotFound
    try:
        async with _pictures.place():
            await to_thread.run_sync(files.add, found, await _picture(request))
    except (NotAPicture, TooLarge) as refused:
        return _page(request, count, refused)
    return RedirectResponse(f"{request.url.path}?language={pages.language_of(request)}", 303)


class _InMemory(MultiPartParser):
    """No part of a reporter's picture lies in a temporary file."""

    spool_max_size = files.MOST_BYTES + 1


async def _picture(request: Request) -> bytes:
    """The one file of a form. Raises NoFileHere, TooLarge, NotAPicture."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise NoFileHere
    try:
        form = await _InMemory(request.headers, _at_most(request), max_files=1, max_fields=3).parse()
    except (MultiPartException, KeyError, ValueError):
        raise Invalid(UNREADABLE) from None
    sent = form.get("picture")
    data = await sent.read() if isinstance(sent, UploadFile) else b""
    await form.close()
    if not data:
        raise NotAPicture(phrase("Choose a picture first."))
    return data


async def _at_most(request: Request):  # type: ignore[no-untyped-def]
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > files.MOST_BYTES:
            raise TooLarge(phrase("This picture is too large. Save a smaller copy, and send that."))
        yield chunk


def _page(request: Request, count: int, refused: Problem | None = None) -> Response:
    status = refused.status if refused else 200
    return render(request, "picture", Form(), status=status, error=None, count=count, most=files.MOST_PICTURES, refused=refused)


def _count(right: rights.Right) -> int:
    with begin(right.school_id) as tx:
        return files.count(tx, right)
