"""W4 over HTTP: a breach is opened, worked on and closed; each step stays; the officer is told without a word of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from consentsvc.breaches import jobs
from consentsvc.breaches.letters import BREACH_OPENED, CLOCK_RUNS_OUT
from consentsvc.breaches.models import Breach
from consentsvc.kernel import clock
from consentsvc.notifications.models import Letter
from tests.people import NOBODY, Cast, Person

pytestmark = pytest.mark.rule("W4")

Clients = Callable[[Person], TestClient]


@pytest.fixture
def officer(people: Cast, client_for: Clients) -> TestClient:
    return client_for(people.dpo)


def written_down(client: TestClient, *children: Any, what: str = "The poster shows a child by mistake.") -> dict[str, Any]:
    body = {"what": what, "known_at": clock.now().isoformat(), "child_ids": [str(child.id) for child in children]}
    reply = client.post("/api/breaches", json=body)
    assert reply.status_code == 201, reply.text
    return reply.json()


def decided(client: TestClient, breach: dict[str, Any], decision: str) -> Any:
    body = {"decision": decision, "reason": "A few families, told the same day."}
    return client.post(f"/api/breaches/{breach['id']}/decision", json=body)


def closed_with(officer: TestClient, breach: dict[str, Any], lesson: str) -> Any:
    return officer.post(f"/api/incidents/breaches/{breach['id']}/close", json={"lesson": lesson, "theme": "other"})


def test_it_tells_what_who_and_until_when(people: Cast, officer: TestClient) -> None:
    made = written_down(officer, people.amira, people.ben)
    assert [row["id"] for row in officer.get("/api/breaches").json()] == [made["id"]]
    seen = officer.get(f"/api/breaches/{made['id']}").json()
    assert [each["child"]["name"] for each in seen["children"]] == ["Amira Khan", "Ben O'Neill"]
    assert (seen["clock"], seen["affected"], seen["what"]) == ("running", 2, "The poster shows a child by mistake.")
    assert [entry["kind"] for entry in seen["entries"]] == ["opened", "officer_told"]


def test_it_is_decided_told_and_closed(people: Cast, officer: TestClient) -> None:
    made = written_down(officer, people.amira)
    path = f"/api/breaches/{made['id']}"
    assert decided(officer, made, "report").json()["clock"] == "running"
    assert closed_with(officer, made, "Ask first.").status_code == 409
    told = officer.post(f"{path}/regulator", json={"at": clock.now().isoformat(), "reference": "IC-1"}).json()
    assert (told["clock"], told["regulator_reference"]) == ("stopped", "IC-1")
    family = officer.post(f"{path}/families", json={"child_id": str(people.amira.id), "how": "By phone."}).json()
    assert family["children"][0]["told_at"] is not None
    closed = closed_with(officer, made, "Ask first.").json()
    assert (closed["lesson"], closed["closed_at"] is None) == ("Ask first.", False)
    assert officer.get("/api/breaches").json() == []
    assert [row["id"] for row in officer.get("/api/breaches?closed=true").json()] == [made["id"]]


def test_more_children_turn_out_to_be_affected(people: Cast, officer: TestClient) -> None:
    made = written_down(officer)
    path = f"/api/breaches/{made['id']}/children"
    more = {"child_ids": [str(people.amira.id), str(people.ben.id)], "text": "They stand in the second row."}
    seen = officer.post(path, json=more).json()
    assert [each["child"]["name"] for each in seen["children"]] == ["Amira Khan", "Ben O'Neill"]
    assert (seen["affected"], seen["entries"][-1]["kind"], seen["entries"][-1]["text"]) == (2, "found", more["text"])
    assert officer.post(path, json=more).json()["affected"] == 2
    assert officer.post(path, json=more | {"child_ids": []}).status_code == 422
    assert officer.post(path, json=more | {"child_ids": [str(people.zoe.id)]}).status_code == 404


def test_a_closed_one_stays_as_it_is(officer: TestClient) -> None:
    made = written_down(officer)
    decided(officer, made, "do_not_report")
    closed_with(officer, made, "Ask first.")
    again = officer.post(f"/api/breaches/{made['id']}/notes", json={"text": "One more thing."})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/breach-closed")


def test_a_decision_taken_anew_leaves_the_first_to_be_read(officer: TestClient) -> None:
    made = written_down(officer)
    decided(officer, made, "do_not_report")
    seen = decided(officer, made, "report").json()
    assert [entry["text"].split(":")[0] for entry in seen["entries"] if entry["kind"] == "decided"] == ["do_not_report", "report"]


def test_the_same_decision_in_better_words_was_taken_when_it_was_taken_first(officer: TestClient) -> None:
    known_at = clock.now() - timedelta(hours=70)
    made = officer.post("/api/breaches", json={"what": "A poster.", "known_at": known_at.isoformat()}).json()
    decided(officer, made, "do_not_report")
    with clock.standing_at(clock.now() + timedelta(hours=3)):
        assert decided(officer, made, "do_not_report").json()["clock"] == "stopped"
        assert decided(officer, made, "report").json()["clock"] == "late"


def test_a_time_that_no_database_gives_back_is_refused(officer: TestClient) -> None:
    body = {"what": "A poster.", "known_at": "0001-01-01T00:00:00+14:00"}
    assert officer.post("/api/breaches", json=body).status_code == 422
    assert officer.get("/api/breaches").status_code == 200


def test_the_regulator_was_not_told_before_anybody_knew(officer: TestClient) -> None:
    made = written_down(officer)
    decided(officer, made, "report")
    early = (clock.now() - timedelta(hours=1)).isoformat()
    refused = officer.post(f"/api/breaches/{made['id']}/regulator", json={"at": early})
    assert (refused.status_code, refused.json()["fields"][0]["where"]) == (422, "body.at")


def test_nobody_was_told_before_it_happened(officer: TestClient) -> None:
    later = (clock.now() + timedelta(hours=1)).isoformat()
    assert officer.post("/api/breaches", json={"what": "A poster.", "known_at": later}).status_code == 422
    made = written_down(officer)
    decided(officer, made, "report")
    assert officer.post(f"/api/breaches/{made['id']}/regulator", json={"at": later}).status_code == 422


def test_a_child_of_another_school_is_not_found(people: Cast, officer: TestClient) -> None:
    body = {"what": "A poster.", "known_at": clock.now().isoformat(), "child_ids": [str(people.zoe.id)]}
    assert officer.post("/api/breaches", json=body).status_code == 404
    assert officer.get("/api/breaches").json() == []


def test_another_school_s_breach_is_as_a_random_one(people: Cast, officer: TestClient, client_for: Clients) -> None:
    made = written_down(officer)
    other = client_for(people.other_head)
    assert other.get(f"/api/breaches/{made['id']}").text == other.get(f"/api/breaches/{NOBODY}").text


@pytest.mark.parametrize("role", ["teacher", "publisher", "photographer", "office", "admin"])
def test_others_are_refused(people: Cast, client_for: Clients, role: str) -> None:
    assert client_for(getattr(people, role)).get("/api/breaches").status_code == 403


def test_the_officer_is_owed_one_mail_without_a_word_of_it(tx: Session, people: Cast, officer: TestClient) -> None:
    written_down(officer, people.amira)
    (letter,) = tx.exec(select(Letter).where(Letter.kind == BREACH_OPENED.kind)).all()
    assert letter.about_id == people.dpo.id
    mail = BREACH_OPENED.write(tx, letter)
    assert mail is not None
    assert mail.to == people.dpo.email
    assert "/breaches" in mail.text
    assert not any(word in mail.text + mail.html + mail.subject for word in ("Amira", "Khan", "poster"))


def test_a_day_before_the_time_is_over_all_who_handle_breaches_are_told_once(
    tx: Session, people: Cast, officer: TestClient
) -> None:
    written_down(officer)
    jobs.warn_of_clocks()
    assert tx.exec(select(Letter).where(Letter.kind == CLOCK_RUNS_OUT.kind)).all() == []
    with clock.standing_at(clock.now() + timedelta(hours=49)):
        jobs.warn_of_clocks()
        jobs.warn_of_clocks()
    told = {letter.about_id for letter in tx.exec(select(Letter).where(Letter.kind == CLOCK_RUNS_OUT.kind))}
    assert told == {people.dpo.id, people.head.id, people.lead.id}
    assert len(tx.exec(select(Letter).where(Letter.kind == CLOCK_RUNS_OUT.kind)).all()) == 3


def test_who_decided_to_tell_and_has_not_told_is_warned_too(tx: Session, officer: TestClient) -> None:
    made = written_down(officer)
    decided(officer, made, "report")
    with clock.standing_at(clock.now() + timedelta(hours=49)):
        jobs.warn_of_clocks()
        assert len(tx.exec(select(Letter).where(Letter.kind == CLOCK_RUNS_OUT.kind)).all()) == 3
    told = written_down(officer)
    decided(officer, told, "report")
    officer.post(f"/api/breaches/{told['id']}/regulator", json={"at": clock.now().isoformat()})
    with clock.standing_at(clock.now() + timedelta(hours=60)):
        jobs.warn_of_clocks()
    assert len(tx.exec(select(Letter).where(Letter.kind == CLOCK_RUNS_OUT.kind)).all()) == 3


def test_who_has_decided_is_not_warned(tx: Session, officer: TestClient) -> None:
    decided(officer, written_down(officer), "do_not_report")
    with clock.standing_at(clock.now() + timedelta(hours=60)):
        jobs.warn_of_clocks()
    assert tx.exec(select(Letter).where(Letter.kind == CLOCK_RUNS_OUT.kind)).all() == []
    assert tx.exec(select(Breach)).one().decision == "do_not_report"
