"""No file comes in with a report, at any layer (I1): anything but a plain form, or JSON, is refused before a byte of it is read.

The one way for a picture is an address that carries the right to send it (`rights.py`), which only a safe report has.
"""

from collections.abc import Callable
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from consentsvc.kernel.errors import Problem
from consentsvc.kernel.languages import phrase
from consentsvc.kernel.web import SAFE_METHODS

FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
BY_AN_ADDRESS_OF_ITS_OWN: Final = "/report/picture/"


class NoFileHere(Problem):
    status = 415
    slug = "no-file-here"
    title = phrase("No pictures or files here")

    def __init__(self) -> None:
        super().__init__(phrase("Do not send a picture or a file. Write it in words. Nothing was kept."))


class NoFiles:
    """Lets through to the reports room only what can't hold a file."""

    def __init__(self, app: ASGIApp, answer: Callable[[Request, Problem], Response]) -> None:
        self.app, self.answer = app, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        taken = _taken(scope["path"]) if scope["type"] == "http" and scope["method"] not in SAFE_METHODS else None
        if taken and not _is_plain(Headers(scope=scope), taken):
            refusal = self.answer(Request(scope), NoFileHere())
            refusal.headers["connection"] = "close"  # what is still on its way isn't read
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _taken(path: str) -> str | None:
    """The one kind of body that an address of the room takes; None: it isn't of the room."""
    if path.startswith(BY_AN_ADDRESS_OF_ITS_OWN):
        return None
    if path == "/report" or path.startswith("/report/"):
        return FORM
    return JSON if f"{path}/".startswith(("/api/reports/", "/api/incidents/")) else None


def _is_plain(headers: Headers, taken: str) -> bool:
    if headers.get("content-encoding", "identity") != "identity":
        return False
    if "transfer-encoding" not in headers and headers.get("content-length", "0") == "0":
        return True  # nothing is sent at all
    return headers.get("content-type", "").partition(";")[0].strip().lower() == taken
