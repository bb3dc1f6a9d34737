"""The HTTP door: every room's routers, errors to answers, the pages' and the staff app's files."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Annotated, Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, RedirectResponse
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.types import Scope

import consentsvc.tables  # noqa: F401  (the metadata must be whole before the first query)
from consentsvc.accounts import routes as accounts_routes
from consentsvc.accounts import service as accounts_service
from consentsvc.accounts.tries import WrongTries
from consentsvc.asking import routes as asking_routes
from consentsvc.audit import routes as audit_routes
from consentsvc.breaches import routes as breaches_routes
from consentsvc.captures import routes as captures_routes
from consentsvc.clearance import routes as clearance_routes
from consentsvc.connectors import routes as connectors_routes
from consentsvc.consent import routes as consent_routes
from consentsvc.events import badge_pages
from consentsvc.events import routes as events_routes
from consentsvc.families import notice_pages
from consentsvc.families import pages as families_pages
from consentsvc.families import routes as families_routes
from consentsvc.families.notice_pages import OptOutsSent
from consentsvc.families.wrong_codes import WrongCodes
from consentsvc.forms import pages as form_previews
from consentsvc.forms import routes as forms_routes
from consentsvc.incidents import routes as incidents_routes
from consentsvc.kernel import pages, signing
from consentsvc.kernel.access import Actor, public, router
from consentsvc.kernel.database import Tx
from consentsvc.kernel.errors import Conflict, Field, Invalid, NotFound, Problem, Unavailable, Unreadable, WrongMethod
from consentsvc.kernel.languages import phrase
from consentsvc.kernel.logs import log, where
from consentsvc.kernel.rulebook import RULES
from consentsvc.kernel.web import (
    MOST_BYTES,
    TOO_LARGE,
    UNSTORABLE,
    BodyLimits,
    CleanAddresses,
    ProblemDocument,
    SameOrigin,
    SecureHeaders,
    Surprises,
    problem_response,
    retry_after,
    where_of,
)
from consentsvc.media import routes as media_routes
from consentsvc.newsletters import pages as newsletters_pages
from consentsvc.newsletters import routes as newsletters_routes
from consentsvc.office import routes as office_routes
from consentsvc.packs import pages as packs_pages
from consentsvc.packs import routes as packs_routes
from consentsvc.publishing import album_pages, screen_pages
from consentsvc.publishing import embeds as publishing_embeds
from consentsvc.publishing import pages as publishing_pages
from consentsvc.publishing import routes as publishing_routes
from consentsvc.receipts import pages as receipt_pages
from consentsvc.receipts import routes as receipt_routes
from consentsvc.reports import making_routes, picture_pages, way_back_pages
from consentsvc.reports import pages as report_pages
from consentsvc.reports import routes as reports_routes
from consentsvc.reports.no_files import NoFiles
from consentsvc.roster import routes as roster_routes
from consentsvc.schools import routes as schools_routes
from consentsvc.takedown import family_pages as takedown_pages
from consentsvc.takedown import routes as takedown_routes
from consentsvc.websites import routes as websites_routes

APIS = (
    accounts_routes.api,
    schools_routes.api,
    roster_routes.api,
    events_routes.api,
    forms_routes.api,
    consent_routes.api,
    asking_routes.api,
    office_routes.api,
    families_routes.api,
    receipt_routes.api,
    media_routes.api,
    media_routes.seals_api,
    clearance_routes.api,
    publishing_routes.api,
    connectors_routes.api,
    takedown_routes.api,
    newsletters_routes.api,
    breaches_routes.api,
    reports_routes.api,
    making_routes.api,
    captures_routes.api,
    incidents_routes.api,
    websites_routes.api,
    packs_routes.api,
    audit_routes.api,
)
PAGES = (
    pages.api,
    families_pages.api,
    receipt_pages.api,
    publishing_pages.api,
    publishing_embeds.api,
    newsletters_pages.api,
    takedown_pages.api,
    form_previews.api,
    album_pages.api,
    screen_pages.api,
    packs_pages.api,
    badge_pages.api,
    way_back_pages.api,
    picture_pages.api,
    report_pages.api,  # after the two: what follows /report/ is a school to it
    notice_pages.api,
)

UNREADABLE = Unreadable(phrase("What was sent can't be read as what it says it is."))
FRAMEWORK_REFUSALS: Mapping[int, Problem] = {
    404: NotFound(),
    405: WrongMethod(phrase("This address does not take that kind of request.")),
    413: TOO_LARGE,
}

door = router()


class Health(BaseModel):
    ok: bool


class SigningKey(BaseModel):
    kid: str
    kty: str
    crv: str
    x: str
    use: str
    alg: str


class KeySet(BaseModel):
    keys: list[SigningKey]


class RuleRow(BaseModel):
    id: str
    title: str
    text: str
    effect: Sequence[str]
    policy: bool
    basis: str


@door.get("/health", tags=["service"])
def health(actor: Annotated[Actor, public("monitoring asks without a sign-in; it tells nothing")], tx: Tx) -> Health:
    """Whether the service and its database answer."""
    tx.execute(text("select 1"))
    return Health(ok=True)


@door.get("/api/rules", tags=["service"])
def rules(actor: Annotated[Actor, public("the rulebook is for everybody")]) -> list[RuleRow]:
    """The catalogue of rules that every decision cites."""
    return [RuleRow.model_validate(rule, from_attributes=True) for rule in RULES.values()]


@door.get("/.well-known/jwks.json", tags=["service"])
def signing_keys(actor: Annotated[Actor, public("anybody may check a signature of ours")]) -> KeySet:
    """The public keys that receipts are signed with, newest first (RFC 7517, RFC 8037)."""
    return KeySet(**signing.public_keys())


@door.get("/", include_in_schema=False)
def front(actor: Annotated[Actor, public("the front door")], request: Request) -> Response:
    """Where to go, for whoever comes without an address."""
    return pages.render(request, "front.html")


@door.get("/staff", include_in_schema=False)
def staff(actor: Annotated[Actor, public("the staff app's own files hold no data")]) -> Response:
    return RedirectResponse("/staff/", 308)


@door.get("/staff/capture", include_in_schema=False)
def capture_page(actor: Annotated[Actor, public("the staff app's own files hold no data")]) -> Response:
    return RedirectResponse("/staff/capture/", 308)


class StaffApp(StaticFiles):
    """The built staff app; an address that is no file is one of its pages."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            response = await super().get_response(path, scope)
        except HTTPException:
            if path.startswith("assets/"):
                raise  # of another version: a page kept as a script would be a broken one
            return FileResponse(pages.FRONTEND / "staff" / "dist" / "index.html", headers={"Cache-Control": "no-cache"})
        is_hashed = path.startswith("assets/")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_hashed else "no-cache"
        return response


def as_answer(request: Request, problem: Problem) -> Response:
    """A problem as JSON for programs, as a page for people."""
    if request.url.path.startswith("/api/") or "text/html" not in request.headers.get("accept", ""):
        return problem_response(problem)
    template = "report/problem.html" if f"{request.url.path}/".startswith("/report/") else "problem.html"  # with its way out
    page = pages.render(request, template, status=problem.status, problem=problem)
    page.headers.update(retry_after(problem))
    return page


def on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return as_answer(request, error)


def on_http(request: Request, error: Exception) -> Response:
    """What the framework itself refuses."""
    assert isinstance(error, HTTPException)
    answer = as_answer(request, FRAMEWORK_REFUSALS.get(error.status_code, UNREADABLE))
    answer.headers.update(error.headers or {})  # 405 says which methods are allowed
    return answer


def on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    fields = [Field(where_of(each["loc"]), each["msg"]) for each in error.errors()]
    return as_answer(request, Invalid(phrase("Some of what was sent can't be used; see the fields."), fields=fields))


def on_clash(request: Request, error: Exception) -> Response:
    log.warning("clash", error=type(error).__name__)
    return as_answer(
        request, Conflict(phrase("Somebody changed this at the same moment. Load it again, then try again."), slug="clash")
    )


def on_unstorable(request: Request, error: Exception) -> Response:
    log.warning("unstorable", error=type(error).__name__)
    return as_answer(request, UNSTORABLE)


def on_database_away(request: Request, error: Exception) -> Response:
    log.error("database_away", error=type(error).__name__)
    sentence = phrase("The database does not answer just now. Nothing was changed; try again in a minute.")
    return as_answer(request, Unavailable(sentence, retry_after=10))


def on_surprise(request: Request, error: Exception) -> Response:
    log.error("surprise", **where(error))
    return as_answer(request, Problem(phrase("Something went wrong on our side. Nothing was changed; please try again.")))


def _operation_id(route: APIRoute) -> str:
    return f"{route.tags[0]}_{route.name}" if route.tags else route.name


class Service(FastAPI):
    """The service, whose contract says under which type problems come."""

    def openapi(self) -> dict[str, Any]:
        """The contract. FastAPI can say what an error holds, and not that it is `application/problem+json`."""
        is_new = self.openapi_schema is None
        contract = super().openapi()
        for operation in chain.from_iterable(each.values() for each in contract["paths"].values()) if is_new else ():
            refusal = operation["responses"]["4XX"]
            refusal["content"] = {"application/problem+json": refusal["content"]["application/json"]}
        return contract


def create_app() -> FastAPI:
    """The whole service over HTTP."""
    app = Service(
        title="consentsvc",
        version="1",
        description="Clearance of pictures, for schools and events. Errors are RFC 9457 problems that cite the rulebook.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,  # a redirect would repeat whatever host a request names, and a family's link with it
        generate_unique_id_function=_operation_id,
        responses={"4XX": {"model": ProblemDocument, "description": "A problem document: what was refused, and why."}},
    )
    app.state.authenticate = accounts_service.authenticate
    app.state.wrong_tries = WrongTries()
    app.state.wrong_codes = WrongCodes()
    app.state.wrong_secrets = WrongCodes()
    app.state.opt_outs_sent = OptOutsSent()
    app.router.routes.append(publishing_pages.PLACED_PICTURE)
    for api in (door, *APIS):
        app.include_router(api, max_body_size=MOST_BYTES)
    for api in PAGES:
        app.include_router(api, include_in_schema=False, max_body_size=MOST_BYTES)
    app.mount("/assets", pages.Assets(), name="assets")
    app.mount("/staff", StaffApp(directory=pages.FRONTEND / "staff" / "dist", html=True, check_dir=False), name="staff")
    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(IntegrityError, on_clash)
    app.add_exception_handler(DataError, on_unstorable)
    for away in (OperationalError, InterfaceError, PoolTimeout):
        app.add_exception_handler(away, on_database_away)
    app.add_middleware(NoFiles, answer=as_answer)
    for inner_first in (CleanAddresses, SameOrigin, BodyLimits):
        app.add_middleware(inner_first)
    app.add_middleware(Surprises, answer=on_surprise)
    app.add_middleware(SecureHeaders)
    return app
