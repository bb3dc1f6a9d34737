"""The pages of a school's website over HTTP."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from tests.people import NOBODY, Cast, Person
from tests.site import Site
from tests.websites.visited import Visited

pytestmark = pytest.mark.rule("P9")

Clients = Callable[[Person], TestClient]


@pytest.fixture
def head(people: Cast, client_for: Clients) -> TestClient:
    return client_for(people.head)


def added(client: TestClient, address: str) -> dict[str, object]:
    reply = client.post("/api/websites", json={"address": address})
    assert reply.status_code == 201, reply.text
    return reply.json()


def test_a_page_is_added_listed_and_ended(head: TestClient, site: Site) -> None:
    made = added(head, f"{site.address}/news#top")
    assert made["address"] == f"{site.address}/news"
    assert head.get("/api/websites").json() == [made]
    assert head.post("/api/websites", json={"address": f"{site.address}/news"}).status_code == 409
    assert head.post("/api/websites/look").status_code == 202
    assert head.delete(f"/api/websites/{made['id']}").status_code == 204
    assert head.get("/api/websites").json() == []
    assert added(head, f"{site.address}/news")["id"] == made["id"]


@pytest.mark.parametrize(
    "address", ["ftp://school.example/", "school.example", "http://10.0.0.1/", "https://169.254.169.254/", "x"]
)
def test_only_addresses_of_the_open_web_are_taken(head: TestClient, nearby: None, address: str) -> None:
    reply = head.post("/api/websites", json={"address": address})
    assert (reply.status_code, [each["where"] for each in reply.json()["fields"]]) == (422, ["body.address"])


def test_somebody_says_that_a_finding_needs_nothing_more(visited: Visited, head: TestClient) -> None:
    visited.shows(visited.puts("/files/beans.jpg", visited.placed()))
    visited.look()
    (found,) = head.get("/api/websites/findings").json()
    path = f"/api/websites/findings/{found['id']}/end"
    settled = head.post(path, json={"reason": "Everybody agreed to this one."}).json()
    assert (settled["ended_by"]["id"], settled["why_ended"]) == (str(visited.stage.cast.head.id), "Everybody agreed to this one.")
    assert head.post(path, json={"reason": "Again."}).status_code == 409
    visited.look()
    assert head.get("/api/websites/findings").json() == []
    assert [each["id"] for each in head.get("/api/websites/findings?ended=true").json()] == [found["id"]]


def test_ending_a_page_ends_what_was_found_there(visited: Visited, head: TestClient) -> None:
    visited.shows(visited.puts("/files/beans.jpg", visited.placed()))
    visited.look()
    assert head.delete(f"/api/websites/{visited.page.id}").status_code == 204
    assert head.get("/api/websites/findings").json() == []
    visited.look()
    assert visited.site.asked[-1].path == "/files/beans.jpg"


def test_another_school_s_page_is_as_a_random_one(visited: Visited, people: Cast, client_for: Clients) -> None:
    other = client_for(people.other_head)
    assert other.get("/api/websites").json() == []
    known, random = (other.delete(f"/api/websites/{each}") for each in (visited.page.id, NOBODY))
    assert (known.status_code, known.text) == (random.status_code, random.text) == (404, random.text)


@pytest.mark.parametrize("role", ["teacher", "publisher", "photographer", "office", "dpo"])
def test_others_are_refused(people: Cast, client_for: Clients, role: str) -> None:
    assert client_for(getattr(people, role)).get("/api/websites").status_code == 403


def test_nobody_gets_in_without_a_sign_in(anyone: TestClient) -> None:
    assert anyone.get("/api/websites").status_code == 401
