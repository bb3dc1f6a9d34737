"""An event's public notice, /n/{code}: what is photographed, and how to keep a child out of it, without an account or a script (E3).

Whoever sends a name reads the same page, whether such a child is on any list or not.
"""

import unicodedata
from typing import Annotated, Final

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse
from limits import RateLimitItem, RateLimitItemPerMinute

from consentsvc.consent import opt_outs
from consentsvc.consent.opt_outs import Wish
from consentsvc.events import notices
from consentsvc.events.models import Event
from consentsvc.families.wrong_codes import WrongCodes
from consentsvc.kernel import clock, pages
from consentsvc.kernel.access import Actor, public, router
from consentsvc.kernel.database import Tx
from consentsvc.schools import service as schools

LONGEST_NAME: Final = 100
LONGEST: Final = 200
SHORTEST_NAME: Final = 2

api = router(tags=["public"])

Anybody = Annotated[Actor, public("a notice is for everybody who comes; whoever keeps a child out of pictures needs no account")]


class OptOutsSent(WrongCodes):
    """The opt-outs of the last 15 minutes, by network address: a hall full of families shares one."""

    MOST: RateLimitItem = RateLimitItemPerMinute(60, 15)


@api.api_route("/n/{code}", methods=["GET", "HEAD"])
def notice(code: str, actor: Anybody, request: Request, tx: Tx) -> Response:
    """What is photographed at an event, by whom and for what, and a form that keeps a child out of it."""
    return _page(request, tx, code, notices.event_of_code(tx, code))


@api.post("/n/{code}")
def opt_out(
    code: str,
    actor: Anybody,
    request: Request,
    tx: Tx,
    child_name: Annotated[str, Form()] = "",
    class_or_group: Annotated[str, Form()] = "",
    looks: Annotated[str, Form()] = "",
) -> Response:
    """Keep a child out of the event's pictures. It counts at once; the answer is the same for every name."""
    event = notices.event_of_code(tx, code)
    sent, address = request.app.state.opt_outs_sent, request.client.host if request.client else ""
    language = pages.language_of(request, schools.policy_of(tx, event.school_id).languages)
    wish = Wish(_line(child_name, LONGEST_NAME), _line(class_or_group, LONGEST), _line(looks, LONGEST), language)
    if wait := sent.wait(address):
        page = _page(request, tx, code, event, wish, status=429, error="paused")
        page.headers["retry-after"] = str(wait)
        return page
    if _is_over(event):
        return _page(request, tx, code, event, status=410)
    if not _is_a_name(wish.child_name):
        return _page(request, tx, code, event, wish, status=422, error="no_name")
    sent.note(address)
    opt_outs.opt_out(tx, Actor("public", None, event.school_id), event, wish)
    return RedirectResponse(f"/n/{code}/noted?{pages.CHOICE}={language}", 303)


@api.api_route("/n/{code}/noted", methods=["GET", "HEAD"])
def noted(code: str, actor: Anybody, request: Request, tx: Tx) -> Response:
    """That it counts: the same page for everybody."""
    event = notices.event_of_code(tx, code)
    offered = schools.policy_of(tx, event.school_id).languages
    told = notices.public_notice(tx, event.school_id, event)
    return pages.render(request, "notice_noted.html", offered=offered, notice=told, code=code)


def _page(
    request: Request, tx: Tx, code: str, event: Event, wish: Wish | None = None, *, status: int = 200, error: str | None = None
) -> Response:
    return pages.render(
        request,
        "notice.html",
        status=status,
        offered=schools.policy_of(tx, event.school_id).languages,
        notice=notices.public_notice(tx, event.school_id, event),
        code=code,
        wish=wish or Wish(""),
        longest={"name": LONGEST_NAME, "other": LONGEST},
        is_over=_is_over(event),
        error=error,
    )


def _is_over(event: Event) -> bool:
    """It can be said up to the day, and on the day."""
    return event.on_date < clock.today()


def _is_a_name(text: str) -> bool:
    """Whether somebody may be called so, in any script: a name that nobody has would keep a whole event back until staff settle it."""
    return len(text) >= SHORTEST_NAME and any(map(str.isalpha, text))


def _line(text: str, longest: int) -> str:
    """As somebody typed it, on one line, without what no page shows."""
    shown = "".join(letter if letter.isprintable() else " " for letter in unicodedata.normalize("NFC", text))
    return " ".join(shown.split())[:longest].strip()
