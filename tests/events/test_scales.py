"""What is said of an event (E1), and who may take its checks away."""

from collections.abc import Callable

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from consentsvc.audit.models import AuditEntry
from tests.people import Cast, Person

pytestmark = pytest.mark.rule("E1")


def test_an_event_says_how_large_it_is_and_whether_spectators_may_take_pictures(publisher: TestClient, fair: str) -> None:
    made = publisher.get(fair).json()
    assert (made["scale"], made["spectators"]) == ("large", "none")
    assert [(row["scale"], row["spectators"]) for row in publisher.get("/api/events").json()] == [("large", "none")]


def test_an_event_of_which_nothing_is_said_is_an_ordinary_one_with_pictures_by_spectators(publisher: TestClient) -> None:
    made = publisher.post("/api/events", json={"name": "Visit", "on_date": "2026-06-01", "place": "Farm"}).json()
    assert (made["scale"], made["spectators"]) == ("ordinary", "allowed")


def test_what_is_said_changes_and_what_is_not_said_stays(publisher: TestClient, fair: str) -> None:
    before = publisher.get(fair).json()
    changed = publisher.patch(fair, json={"name": "Summer fair", "spectators": "registered_only"}).json()
    assert changed == {**before, "name": "Summer fair", "spectators": "registered_only"}
    assert publisher.patch(fair, json={"scale": "public", "activity": "dance"}).json() == {
        **changed,
        "scale": "public",
        "activity": "dance",
    }
    assert publisher.patch(fair, json={}).json()["activity"] == "dance"
    assert publisher.patch(fair, json={"activity": None}).json()["activity"] is None


@pytest.mark.parametrize("wrong", [{"scale": "huge"}, {"spectators": ""}, {"name": " "}, {"version": 1}])
def test_a_change_that_cannot_be_is_refused(publisher: TestClient, fair: str, wrong: dict[str, object]) -> None:
    assert publisher.patch(fair, json=wrong).status_code == 422


def test_only_somebody_who_reviews_pictures_makes_a_large_event_an_ordinary_one(
    people: Cast, client_for: Callable[[Person], TestClient], publisher: TestClient, fair: str
) -> None:
    teacher = client_for(people.teacher)
    refused = teacher.patch(fair, json={"scale": "ordinary", "name": "Small fair"})
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/scale-needed")
    assert publisher.get(fair).json()["name"] == "Fair"
    assert teacher.patch(fair, json={"scale": "public"}).json()["scale"] == "public"
    assert publisher.patch(fair, json={"scale": "ordinary"}).json()["scale"] == "ordinary"


def test_the_audit_says_what_changed_and_no_name(tx: Session, publisher: TestClient, fair: str) -> None:
    publisher.patch(fair, json={"name": "For Amira", "scale": "public"})
    entry = tx.exec(select(AuditEntry).where(AuditEntry.verb == "event:change")).one()
    assert entry.detail == {"changed": ["name", "scale"], "scale": ["large", "public"]}
