"""What every answer over HTTP has in common: security headers, the same-origin check, errors as problem documents."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from pydantic import BaseModel
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from consentsvc.kernel.errors import NotAllowed, Problem

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
DEFAULT_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'self'; img-src 'self' blob: data:; worker-src 'self' blob:; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


class ReasonDocument(BaseModel):
    rule: str
    code: str
    about: str | None
    text: str
    mend: str | None


class FieldDocument(BaseModel):
    where: str
    message: str


class ProblemDocument(BaseModel):
    """RFC 9457: `type` is stable; `reasons` cite the rules that refused; `fields` say what to correct."""

    type: str
    title: str
    status: int
    detail: str
    reasons: list[ReasonDocument]
    fields: list[FieldDocument]


def problem_response(problem: Problem) -> JSONResponse:
    """The problem as an answer."""
    headers = {} if problem.retry_after is None else {"Retry-After": str(problem.retry_after)}
    return JSONResponse(problem.document(), problem.status, headers, media_type="application/problem+json")


class SecureHeaders:
    """Adds the headers that an answer hasn't set itself; what isn't said to be cacheable is never stored."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in DEFAULT_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class SameOrigin:
    """Refuses what another site makes a browser send. Programs, which send no such headers, and tokens pass."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS and _crosses_sites(Headers(scope=scope)):
            refusal = NotAllowed("This came from another website. Open the page itself and try again.", slug="cross-site")
            await problem_response(refusal)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _crosses_sites(headers: Headers) -> bool:
    if "authorization" in headers:
        return False
    if site := headers.get("sec-fetch-site"):
        return site not in ("same-origin", "none")
    if origin := headers.get("origin"):
        return urlsplit(origin).netloc != headers.get("host")
    return False


def where_of(location: Iterable[int | str]) -> str:
    """A validation error's place as text: `body.items.0.alt`."""
    return ".".join(str(step) for step in location)
