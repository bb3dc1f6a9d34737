"""Whatever is sent to whatever address: an answer that helps, with the headers of all others, and never a 5xx."""

import json
import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance
from starlette.testclient import TestClient

from consentsvc.kernel.web import DEFAULT_HEADERS
from tests.conftest import whole_service
from tests.people import Cast, Person
from tests.promises.routes import Operation, operations

OPERATIONS = operations(whole_service())
KEPT = {f"{method} {path}" for method in ("GET", "HEAD") for path in ("/m/{code}/{size}.{ext}", "/embed/gallery.js")}
HUGE = "9" * 400
EXAMPLES = 8  # for each operation
ODD_IDS = ("%00", "%FF%FE", "..%2F..%2Fetc", HUGE, "-1", "'; drop table children; --", "🦔")
ODD_BODIES = {
    "not JSON": (b"{", "application/json"),
    "not UTF-8": (b'{"name": "\xff\xfe"}', "application/json"),
    "too deep": (b"[" * 100_000, "application/json"),
    "a number that is none": (b'{"name": NaN}', "application/json"),
    "a number too large": (b'{"people_version": 1e999, "head_count": ' + b"9" * 5000 + b"}", "application/json"),
    "nothing": (b"", "application/json"),
    "a list": (b"[]", "application/json"),
    "a form": (b"name=x", "application/x-www-form-urlencoded"),
    "a broken form": (b"--x\r\nnothing", "multipart/form-data; boundary=x"),
    "a form without its boundary": (b"x", "multipart/form-data"),
    "bytes": (bytes(range(256)), "application/octet-stream"),
}


@pytest.fixture
def lead(client_for: Callable[[Person], TestClient], people: Cast) -> TestClient:
    return client_for(people.lead)


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_every_answer_has_the_headers_and_nothing_is_kept_that_need_not_be(operation: Operation, lead: TestClient) -> None:
    answer = lead.request(operation.method, _address(operation, str(uuid4())))
    assert answer.status_code < 500
    assert [name for name in DEFAULT_HEADERS if name not in answer.headers] == []
    if str(operation) not in KEPT or answer.status_code >= 400:
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "PROPFIND", "PATCH", "DELETE"])
def test_every_address_has_an_answer_to_every_method(method: str, lead: TestClient) -> None:
    for path in sorted({_address(operation, str(uuid4())) for operation in OPERATIONS if operation.path != "/api/session"}):
        answer = lead.request(method, path)
        assert answer.status_code < 500, path
        assert "cache-control" in answer.headers


# Whoever wants to report something gets the form, whatever follows in the address: it asks for the school later.
FORM_FOR_ANYBODY = {"GET /report/{slug}", "HEAD /report/{slug}"}


@pytest.mark.parametrize("odd", ODD_IDS)
def test_odd_addresses_are_refused_or_not_found(odd: str, lead: TestClient) -> None:
    for operation in OPERATIONS:
        if "{" in operation.path:
            answer = lead.request(operation.method, _address(operation, odd))
            lowest = 200 if str(operation) in FORM_FOR_ANYBODY else 400
            assert lowest <= answer.status_code < 500, (str(operation), answer.status_code)


@pytest.mark.parametrize("odd", ["%00", "%FF", HUGE, "%ED%A0%80", "🦔"])
def test_odd_queries_are_refused_or_find_nothing(odd: str, lead: TestClient) -> None:
    names = (
        "search",
        "class_id",
        "event_id",
        "limit",
        "offset",
        "state",
        "purpose",
        "channel_id",
        "photo_id",
        "file_name",
        "since",
    )
    for operation in OPERATIONS:
        if operation.method == "GET":
            query = "&".join(f"{name}={odd}" for name in names)
            assert lead.get(f"{_address(operation, str(uuid4()))}?{query}").status_code < 500, str(operation)
    assert lead.get(f"/api/children?search={odd}").status_code < 500


# These take no body, and no id that could be odd.
TAKE_NOTHING = {"/api/session/school", "/api/websites/look"}


@pytest.mark.parametrize("case", ODD_BODIES)
def test_odd_bodies_are_refused(case: str, lead: TestClient) -> None:
    content, content_type = ODD_BODIES[case]
    for operation in OPERATIONS:
        if operation.method in ("POST", "PUT", "PATCH") and operation.path not in TAKE_NOTHING:
            path = _address(operation, str(uuid4()))
            answer = lead.request(operation.method, path, content=content, headers={"Content-Type": content_type})
            assert 400 <= answer.status_code < 500, (str(operation), answer.status_code, answer.text)
            if operation.path.startswith("/api/"):
                assert answer.headers["content-type"] == "application/problem+json"


NUL_IN = [
    ("POST", "/api/session", {"email": "a\0@b.example", "password": "x"}),
    ("POST", "/api/children", {"ref": "R\0", "first_name": "A", "last_name": "B", "born_on": "2018-01-01"}),
    ("POST", "/api/adults", {"name": "A\0"}),
    ("POST", "/api/events", {"name": "A\0", "on_date": "2026-01-01", "place": "B"}),
    ("POST", "/api/channels", {"name": "A\0", "purpose": "website"}),
    ("POST", "/api/children/{amira}/restriction", {"reason": "A\0"}),
    ("PATCH", "/api/children/{amira}", {"first_name": "A\0"}),
    ("POST", "/api/children/{amira}/guardians", {"name": "A\0", "relationship": "aunt", "parental_responsibility": False}),
]


@pytest.mark.parametrize(("method", "path", "body"), NUL_IN, ids=lambda value: str(value)[:40])
@pytest.mark.parametrize("odd", ["\0", "\ud800"], ids=["NUL", "half a character"])
def test_a_text_that_cannot_be_kept_is_refused(
    method: str, path: str, body: dict[str, str], odd: str, lead: TestClient, people: Cast
) -> None:
    content = json.dumps(body).replace("\\u0000", json.dumps(odd)[1:-1])
    path = path.format(amira=people.amira.id)
    answer = lead.request(method, path, content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422, answer.text
    assert answer.json()["fields"]


def test_a_nul_in_an_address_of_a_file_is_refused(anyone: TestClient) -> None:
    for path in ("/staff/%00", "/assets/%00.css", "/%00", "/m/%00/large.jpg", "/g/%00", "/f/%00"):
        assert anyone.get(path).status_code == 422


@pytest.mark.parametrize("path", ["/staff/../../etc/passwd", "/staff/%2e%2e/%2e%2e/etc/passwd", "/assets/..%2f..%2fpackage.json"])
def test_no_file_outside_the_pages_is_given(path: str, anyone: TestClient) -> None:
    answer = anyone.get(path)
    assert "root:" not in answer.text
    assert "govuk" not in answer.text or "<html" in answer.text


CONTRACT = whole_service().openapi()
LABELS = [f"{method.upper()} {path}" for path, operations in CONTRACT["paths"].items() for method in operations]
CHECKS = [not_a_server_error, response_schema_conformance, status_code_conformance, content_type_conformance]


@pytest.fixture(scope="module")
def contract(service: FastAPI) -> dict[str, Any]:
    """Every operation of the contract by its label, read once."""
    schema = schemathesis.openapi.from_dict(deepcopy(CONTRACT))
    schema.app = service
    return {each.ok().label: each.ok() for each in schema.get_all_operations()}


@pytest.mark.parametrize("label", [each for each in LABELS if each != "DELETE /api/session"])
def test_whatever_the_contract_allows_is_answered_as_it_says(label: str, lead: TestClient, contract: dict[str, Any]) -> None:
    operation = contract[label]

    @settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None,
        phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(operation.as_strategy())
    def answers(case: schemathesis.Case) -> None:
        case.validate_response(case.call(cookies=dict(lead.cookies)), checks=CHECKS)

    answers()


def _address(operation: Operation, the_id: str) -> str:
    return re.sub(r"{\w+}", the_id, operation.path.replace("{size}.{ext}", "large.jpg"))
