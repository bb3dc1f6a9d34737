"""What a screen in the building shows: one picture after the other, without script."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final

from fastapi import Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from consentsvc.kernel import cookies, pages
from consentsvc.kernel.access import Access, Actor, public, router
from consentsvc.kernel.database import Tx, begin
from consentsvc.kernel.errors import NotFound
from consentsvc.kernel.lanes import Lane
from consentsvc.publishing import screens
from consentsvc.publishing.models import Screen
from consentsvc.publishing.pages import by_door
from consentsvc.publishing.screens import Slide

COOKIE: Final = "screen"
LASTS: Final = timedelta(days=400)  # the longest that browsers keep a cookie; each page begins it anew
NEXT_IN: Final = 12  # seconds until the next picture
NEXT_IN_OF_A_FILM: Final = 60
LOOKED_AGAIN_IN: Final = 60  # where there is nothing to show

api = router(tags=["public"])

_pictures: Final = Lane("screens' pictures", lambda: 8)

Anyone = Annotated[Actor, public("a screen's own page; without its cookie it is a field for a code, and wrong ones are limited")]
Turn = Annotated[int, Query(ge=0, le=1_000_000)]


@dataclass(frozen=True)
class ScreenAccess(Access):
    """A paired screen, by its cookie; looked up in a short transaction. Raises NotFound."""

    def __call__(self, request: Request) -> Screen:
        with begin() as tx:
            return screens.paired(tx, _secret(request))


PairedScreen = Annotated[Screen, Depends(ScreenAccess())]


@api.get("/screen")
def screen(actor: Anyone, request: Request, tx: Tx, turn: Turn = 0, still: bool = False) -> Response:
    """A paired screen: the picture whose turn it is, then the next, unless it is held `still`. Any other: a field for the code."""
    secret = _secret(request)
    try:
        paired = screens.paired(tx, secret)
    except NotFound:
        return pages.render(request, "screen_pair.html", error=None)
    screens.note_seen(paired)
    slide = screens.slide(tx, paired, turn)
    page = pages.render(request, "screen.html", slide=slide, turn=turn, still=still, address=screens.address)
    if not still:
        page.headers["refresh"] = f"{_lasts(slide)}; url=/screen?turn={turn + 1}"
    cookies.keep(page, COOKIE, secret, LASTS)
    return page


@api.post("/screen")
def pair(actor: Anyone, request: Request, tx: Tx, code: Annotated[str, Form()] = "") -> Response:
    """Pair this browser by its code."""
    wrong, address = request.app.state.wrong_codes, request.client.host if request.client else ""
    if wait := wrong.wait(address):
        page = pages.render(request, "screen_pair.html", status=429, error="paused")
        page.headers["retry-after"] = str(wait)
        return page
    try:
        secret = screens.pair(tx, code)
    except NotFound:
        wrong.note(address)
        return pages.render(request, "screen_pair.html", status=422, error="wrong_code")
    response = RedirectResponse("/screen", 303)
    cookies.keep(response, COOKIE, secret, LASTS)
    return response


@api.get("/screen/pictures/{code}/{size}.{ext}")
async def picture(paired: PairedScreen, request: Request, code: str) -> Response:
    """One picture of the screen's channel: decided at this moment, and never kept (P1, S6)."""
    await _pictures.run(_check, paired, code)
    return await by_door(request, "screen", _pictures)


def _check(paired: Screen, code: str) -> None:
    with begin(paired.school_id) as tx:
        screens.check_on(tx, paired, code)


def _secret(request: Request) -> str:
    return request.cookies.get(cookies.cookie_name(COOKIE), "")


def _lasts(slide: Slide) -> int:
    if slide.placed is None:
        return LOOKED_AGAIN_IN
    return NEXT_IN_OF_A_FILM if "clip" in slide.placed.files else NEXT_IN
