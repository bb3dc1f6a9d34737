"""What every answer over HTTP has in common: security headers, the same-origin check, errors as problem documents."""

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from pydantic import BaseModel
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from consentsvc.kernel.errors import Field, Invalid, NotAllowed, Problem, TooLarge

MOST_BYTES = 2 * 1024 * 1024  # of a request's body, unless its route says otherwise
COUNTED_BY_ROUTE = 2**40  # `max_body_size` of a route that counts as it reads, and refuses in its own words
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


TOO_LARGE = TooLarge("This is more than is taken here. Send less at once.")
UNSTORABLE = Invalid(
    "There are characters in this that can't be kept. Take them out, then send it again.",
    slug="unstorable",
    fields=[Field("request", "Contains a NUL character or a number that is too large.")],
)


def problem_response(problem: Problem) -> JSONResponse:
    """The problem as an answer."""
    return JSONResponse(problem.document(), problem.status, retry_after(problem), media_type="application/problem+json")


def retry_after(problem: Problem) -> dict[str, str]:
    """The header that says when to try again, where the problem knows."""
    return {} if problem.retry_after is None else {"Retry-After": str(problem.retry_after)}


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


class Surprises:
    """Answers what nothing else caught. Inside SecureHeaders, so that this answer has the headers of all others."""

    def __init__(self, app: ASGIApp, answer: Callable[[Request, Exception], Response]) -> None:
        self.app, self.answer = app, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_started = False

        async def send_and_note(message: Message) -> None:
            nonlocal has_started
            has_started = has_started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except ClientDisconnect:
            return  # who asked went away in the middle of a form: nobody is there for an answer, and nothing is wrong here
        except Exception as error:
            if has_started or scope["type"] != "http":
                raise  # an answer that was cut off must look cut off
            await self.answer(Request(scope), error)(scope, receive, send)


class BodyLimits:
    """Turns the framework's bare '413 Content Too Large' (a route's `max_body_size`) into a problem document."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_replaced = False

        async def send_problem(message: Message) -> None:
            nonlocal is_replaced
            if message["type"] == "http.response.start" and _is_bare_413(message):
                is_replaced = True
                await problem_response(TOO_LARGE)(scope, receive, send)
            elif not is_replaced:
                await send(message)

        await self.app(scope, receive, send_problem)


class CleanAddresses:
    """Refuses an address with a NUL in it: neither PostgreSQL nor a file system can look for one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and ("\0" in scope["path"] or b"%00" in scope["query_string"]):
            await problem_response(UNSTORABLE)(scope, receive, send)
            return
        await self.app(scope, receive, send)


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
    if headers.get("authorization", "").lower().startswith("bearer "):
        return False  # no browser adds a token by itself; any other scheme falls back to the cookie
    if site := headers.get("sec-fetch-site"):
        return site not in ("same-origin", "none")
    if origin := headers.get("origin"):
        return urlsplit(origin).netloc != headers.get("host")
    return False


def where_of(location: Iterable[int | str]) -> str:
    """A validation error's place as text: `body.items.0.alt`."""
    return ".".join(str(step) for step in location)


def _is_bare_413(start: Message) -> bool:
    is_text = Headers(raw=start["headers"]).get("content-type", "").startswith("text/plain")
    return is_text and bool(start["status"] == TooLarge.status)
