"""What every answer over HTTP has in common, whatever goes wrong behind it."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from fastapi import FastAPI
from sqlalchemy import exc
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.testclient import TestClient
from starlette.types import Message
from structlog.testing import capture_logs

from consentsvc.app import create_app
from consentsvc.kernel.errors import Conflict, TooMany
from consentsvc.kernel.rulebook import RULES
from consentsvc.kernel.web import DEFAULT_HEADERS, MOST_BYTES
from tests import looping
from tests.people import Cast, Person

CANARY = "Zebediah Canary"
PAGE = {"Accept": "text/html"}
TROUBLE: dict[str, tuple[Exception, int, str]] = {
    "surprise": (RuntimeError(CANARY), 500, "problem"),
    "database-away": (exc.OperationalError(CANARY, {}, psycopg.OperationalError(CANARY)), 503, "unavailable"),
    "connection-lost": (exc.InterfaceError(CANARY, {}, psycopg.InterfaceError(CANARY)), 503, "unavailable"),
    "no-connection-free": (exc.TimeoutError(CANARY), 503, "unavailable"),
    "clash": (exc.IntegrityError(CANARY, {}, psycopg.errors.UniqueViolation(CANARY)), 409, "clash"),
    "unstorable": (exc.DataError(CANARY, {}, psycopg.DataError(CANARY)), 422, "unstorable"),
    "conflict": (Conflict("Not now."), 409, "conflict"),
    "too-many": (TooMany("Slow down.", retry_after=7), 429, "too-many"),
}


@pytest.fixture(scope="module")
def troubled() -> FastAPI:
    """The service, with addresses at which things go wrong."""
    app = create_app()
    for name, (error, _, _) in TROUBLE.items():
        app.add_api_route(f"/api/{name}", _raising(error))
        app.add_api_route(f"/page/{name}", _raising(error))
    app.add_api_route("/cut-off", lambda: StreamingResponse(_breaks_off()))
    app.add_api_route("/form", _reading, methods=["POST"])
    return app


@pytest.fixture
def client(troubled: FastAPI) -> TestClient:
    return TestClient(troubled, raise_server_exceptions=False)


@pytest.mark.parametrize("name", TROUBLE)
def test_what_goes_wrong_is_a_problem_document_without_internals(client: TestClient, name: str) -> None:
    _, status, slug = TROUBLE[name]
    answer = client.get(f"/api/{name}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) == {"type", "title", "status", "detail", "reasons", "fields"}
    assert (answer.json()["type"], answer.json()["status"]) == (f"/problems/{slug}", status)
    assert CANARY not in answer.text
    assert _secured(answer.headers)


@pytest.mark.parametrize("name", TROUBLE)
def test_and_a_page_for_people(client: TestClient, name: str) -> None:
    answer = client.get(f"/page/{name}", headers=PAGE)
    assert answer.status_code == TROUBLE[name][1]
    assert answer.headers["content-type"].startswith("text/html")
    assert CANARY not in answer.text
    assert "<script" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_the_api_answers_programs_even_when_a_browser_asks(client: TestClient) -> None:
    assert client.get("/api/conflict", headers=PAGE).headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("headers", [{}, PAGE])
def test_when_to_try_again_is_said(client: TestClient, headers: dict[str, str]) -> None:
    assert client.get("/page/too-many", headers=headers).headers["retry-after"] == "7"
    assert client.get("/page/database-away", headers=headers).headers["retry-after"] == "10"


def test_an_answer_that_breaks_off_is_not_passed_off_as_whole(client: TestClient) -> None:
    strict = TestClient(client.app)
    with pytest.raises(RuntimeError):
        strict.get("/cut-off")


def test_who_goes_away_in_the_middle_of_a_form_is_no_surprise(troubled: FastAPI) -> None:
    came: list[Message] = [{"type": "http.request", "body": b"what=He sa", "more_body": True}, {"type": "http.disconnect"}]
    sent: list[Message] = []

    async def receive() -> Message:
        return came.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/form", "raw_path": b"/form", "query_string": b"", "headers": []}
    with capture_logs() as logged:
        looping.run(troubled(scope | {"app": troubled, "root_path": "", "http_version": "1.1", "scheme": "http"}, receive, send))
    assert (logged, sent) == ([], [])


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/rules"), ("GET", "/api/nothing"), ("DELETE", "/health"), ("POST", "/api/session")]
)
def test_every_answer_has_the_security_headers(client: TestClient, method: str, path: str) -> None:
    answer = client.request(method, path)
    assert _secured(answer.headers)
    assert answer.headers["cache-control"] == "no-store"


def test_a_wrong_method_says_which_are_right(client: TestClient) -> None:
    answer = client.delete("/api/rules")
    assert answer.status_code == 405
    assert answer.json()["type"] == "/problems/wrong-method"
    assert answer.headers["allow"] == "GET"


FORGED = {
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "a neighbouring host": {"Sec-Fetch-Site": "same-site"},
    "another origin": {"Origin": "https://evil.example"},
    "no origin that it would name": {"Origin": "null"},
    "another port": {"Origin": "http://testserver:8080"},
    "both, disagreeing": {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    "with a password of its own": {"Sec-Fetch-Site": "cross-site", "Authorization": "Basic eDp5"},
}
OURS = {
    "the page itself": {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"},
    "typed in": {"Sec-Fetch-Site": "none"},
    "an older browser": {"Origin": "http://testserver"},
    "a program": {},
}


@pytest.mark.parametrize("case", FORGED)
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_what_another_site_sends_is_refused(
    client_for: Callable[[Person], TestClient], anyone: TestClient, people: Cast, case: str, is_signed_in: bool
) -> None:
    client = client_for(people.lead) if is_signed_in else anyone
    answer = client.post("/api/adults", json={"name": "Forged"}, headers=FORGED[case])
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/cross-site"
    assert "Forged" not in client_for(people.lead).get("/api/adults").text


@pytest.mark.parametrize("case", OURS)
def test_what_our_own_pages_send_passes(client_for: Callable[[Person], TestClient], people: Cast, case: str) -> None:
    assert client_for(people.lead).post("/api/adults", json={"name": "Ms Grey"}, headers=OURS[case]).status_code == 201


def test_another_site_may_link_to_us_and_tokens_pass(
    client_for: Callable[[Person], TestClient], anyone: TestClient, people: Cast
) -> None:
    assert client_for(people.lead).get("/api/me", headers=FORGED["another site"]).status_code == 200
    token = {**FORGED["another site"], "Authorization": "Bearer none"}
    assert anyone.post("/api/adults", json={"name": "x"}, headers=token).status_code == 401


@pytest.mark.parametrize("path", ["/api/session", "/api/children"])
@pytest.mark.parametrize("is_announced", [True, False])
def test_too_long_a_body_is_a_413_problem(
    client_for: Callable[[Person], TestClient], people: Cast, path: str, is_announced: bool
) -> None:
    content = b'"' + b"x" * MOST_BYTES + b'"'
    body = content if is_announced else iter([content[: MOST_BYTES // 2], content[MOST_BYTES // 2 :]])
    answer = client_for(people.lead).post(path, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/too-large"
    assert _secured(answer.headers)


def test_a_familys_form_is_no_longer_than_that(anyone: TestClient) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = anyone.post("/f/x/sign-in", content=b"code=" + b"x" * MOST_BYTES, headers=form)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")


def test_a_roster_of_more_than_that_is_read(client_for: Callable[[Person], TestClient], people: Cast) -> None:
    answer = client_for(people.lead).post("/api/roster/imports", content=b"x" * (MOST_BYTES + 1))
    assert answer.status_code == 422
    answer = client_for(people.lead).post("/api/roster/imports", content=b"x" * (21 * 1024**2))
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")
    assert "20 MB" in answer.json()["detail"]


def test_the_problem_document_is_in_the_contract(service: FastAPI) -> None:
    contract = service.openapi()
    assert "ProblemDocument" in contract["components"]["schemas"]
    for path, operations in contract["paths"].items():
        for method, operation in operations.items():
            assert "4XX" in operation["responses"], f"{method} {path}"


def test_every_rule_is_public(client: TestClient) -> None:
    rows = client.get("/api/rules").json()
    assert [row["id"] for row in rows] == list(RULES)


async def _reading(request: Request) -> None:
    async for _ in request.stream():
        pass


def _raising(error: Exception) -> Callable[[], None]:
    def endpoint() -> None:
        raise error

    return endpoint


def _breaks_off() -> Iterator[bytes]:
    yield b"half"
    raise RuntimeError(CANARY)


def _secured(headers: object) -> bool:
    return all(name in headers for name in DEFAULT_HEADERS)  # type: ignore[operator]
