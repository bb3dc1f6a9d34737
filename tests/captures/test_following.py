"""T2, T3, T4: what follows a capture; each step stays, and each look and step is recorded."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from consentsvc.audit.models import AuditEntry
from consentsvc.breaches.models import Breach
from consentsvc.captures import jobs
from consentsvc.captures.letters import OVERDUE, REMINDER, TASK
from consentsvc.kernel import clock
from consentsvc.notifications.models import Letter
from tests.captures.logs import TERMS, event, logged, photographer
from tests.people import NOBODY, Cast, Person

Clients = Callable[[Person], TestClient]


@pytest.fixture
def lead(people: Cast, client_for: Clients) -> TestClient:
    return client_for(people.lead)


def task(people: Cast, days: int = 3, **more: Any) -> dict[str, Any]:
    due = clock.today() + timedelta(days=days)
    return {"kind": "platform_report", "what": "The post", "owner_id": str(people.head.id), "due_on": due.isoformat()} | more


def ended(client: TestClient, path: str, **how: str) -> Any:
    return client.post(f"{path.replace('/api/', '/api/incidents/')}/close", json=how | {"theme": "other"})


def owed(tx: Session, kind: str) -> list[Letter]:
    return list(tx.exec(select(Letter).where(Letter.kind == kind)))


@pytest.mark.rule("T3")
def test_a_task_has_an_owner_a_day_and_in_the_end_an_outcome(people: Cast, lead: TestClient) -> None:
    path = logged(lead)
    (made,) = lead.post(f"{path}/tasks", json=task(people)).json()["tasks"]
    assert (made["owner"]["id"], made["done_at"], made["is_late"]) == (str(people.head.id), None, False)
    (row,) = lead.get("/api/captures").json()
    assert (row["open_tasks"], row["due_on"]) == (1, made["due_on"])
    done = lead.post(f"{path}/tasks/{made['id']}/outcome", json={"outcome": "It is gone."}).json()
    assert (done["tasks"][0]["outcome"], done["tasks"][0]["done_by"]["id"], done["open_tasks"]) == (
        "It is gone.",
        str(people.lead.id),
        0,
    )
    again = lead.post(f"{path}/tasks/{made['id']}/outcome", json={"outcome": "Or not."})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/task-done")


@pytest.mark.rule("T3")
def test_only_who_works_on_captures_is_given_a_task_and_not_for_yesterday(people: Cast, lead: TestClient) -> None:
    path = logged(lead)
    wrong = (task(people, owner_id=str(people.teacher.id)), task(people, owner_id=NOBODY), task(people, days=-1))
    assert [lead.post(f"{path}/tasks", json=each).status_code for each in wrong] == [422] * 3
    assert lead.get(path).json()["tasks"] == []


@pytest.mark.rule("T3")
def test_the_owner_is_told_reminded_on_the_day_and_all_are_told_when_it_is_late(
    tx: Session, people: Cast, lead: TestClient
) -> None:
    lead.post(f"{logged(lead)}/tasks", json=task(people, what="Zebra Street 5"))
    assert [each.about_id for each in owed(tx, TASK.kind)] == [people.head.id]
    jobs.mind_tasks()
    assert owed(tx, REMINDER.kind) == []
    for days in (3, 3, 4, 4):
        with clock.standing_at(clock.now() + timedelta(days=days)):
            jobs.mind_tasks()
    assert [each.about_id for each in owed(tx, REMINDER.kind)] == [people.head.id]
    assert sorted(each.about_id for each in owed(tx, OVERDUE.kind)) == sorted([people.head.id, people.lead.id])
    mails = [notice.write(tx, owed(tx, notice.kind)[0]) for notice in (TASK, REMINDER, OVERDUE)]
    assert not any("Zebra" in mail.text + mail.html + mail.subject for mail in mails if mail)


@pytest.mark.rule("T3")
def test_who_has_done_it_is_not_reminded(tx: Session, people: Cast, lead: TestClient) -> None:
    path = logged(lead)
    (made,) = lead.post(f"{path}/tasks", json=task(people)).json()["tasks"]
    lead.post(f"{path}/tasks/{made['id']}/outcome", json={"outcome": "Gone."})
    with clock.standing_at(clock.now() + timedelta(days=4)):
        jobs.mind_tasks()
    assert owed(tx, REMINDER.kind) + owed(tx, OVERDUE.kind) == []


@pytest.mark.rule("T3")
def test_it_is_closed_with_an_outcome_once_each_task_has_one(people: Cast, lead: TestClient) -> None:
    path = logged(lead)
    (made,) = lead.post(f"{path}/tasks", json=task(people)).json()["tasks"]
    end = {"outcome": "taken_down", "lesson": "Say it at the door."}
    early = ended(lead, path, **end)
    assert (early.status_code, early.json()["type"]) == (409, "/problems/tasks-open")
    lead.post(f"{path}/tasks/{made['id']}/outcome", json={"outcome": "Gone."})
    closed = ended(lead, path, **end).json()
    assert (closed["outcome"], closed["lesson"], lead.get("/api/captures").json()) == ("taken_down", "Say it at the door.", [])
    assert [row["id"] for row in lead.get("/api/captures?closed=true").json()] == [closed["id"]]


@pytest.mark.rule("T3")
def test_a_closed_one_stays_as_it_is_until_it_is_opened_again(people: Cast, lead: TestClient) -> None:
    path = logged(lead)
    ended(lead, path, outcome="nothing_needed")
    again = lead.post(f"{path}/notes", json={"text": "One more thing."})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/capture-closed")
    opened = lead.post(f"{path}/reopen", json={"why": "It is there again."}).json()
    assert (opened["outcome"], opened["closed_at"]) == (None, None)
    assert [each["kind"] for each in opened["entries"]] == ["logged", "closed", "reopened"]
    assert lead.post(f"{path}/reopen", json={"why": "Twice."}).status_code == 409


@pytest.mark.rule("T1")
def test_what_came_to_light_stands_beside_what_was_logged(people: Cast, lead: TestClient) -> None:
    path = logged(lead, children_said="A girl in a green shirt")
    found = {"text": "Her class teacher knew her.", "use": "shared", "child_ids": [str(people.amira.id), str(people.amira.id)]}
    seen = lead.post(f"{path}/findings", json=found).json()
    assert (seen["use"], seen["children_said"]) == ("shared", "A girl in a green shirt")
    assert [child["name"] for child in seen["children"]] == ["Amira Khan"]
    assert seen["entries"][-1]["text"] == "For: not known → shared online. Her class teacher knew her."
    assert lead.post(f"{path}/findings", json=found | {"child_ids": [str(people.zoe.id)]}).status_code == 404


@pytest.mark.rule("T4")
def test_a_photographer_of_the_events_register_shows_what_was_signed(tx: Session, people: Cast, lead: TestClient) -> None:
    fair, other = event(tx, people), event(tx, people, name="Gala")
    jo, elsewhere = photographer(tx, people, fair), photographer(tx, people, other)
    path = logged(lead, event_id=str(fair), taken_by="photographer")
    assert [each["name"] for each in lead.get(path).json()["photographers"]] == ["Jo Lens"]
    seen = lead.post(f"{path}/findings", json={"text": "It was Jo.", "photographer_id": str(jo)}).json()
    assert (seen["photographer"]["name"], seen["photographer"]["text"]) == ("Jo Lens", TERMS)
    assert lead.post(f"{path}/findings", json={"text": "Or not.", "photographer_id": str(elsewhere)}).status_code == 404


@pytest.mark.rule("T1")
def test_a_wrong_clock_is_put_right_and_what_it_said_stays_in_the_story(lead: TestClient) -> None:
    path = logged(lead, happened_at="1970-01-01T12:00:00Z")
    seen = lead.post(f"{path}/findings", json={"text": "She told me.", "happened_at": "2026-06-12T14:05:00Z"}).json()
    assert seen["happened_at"] == "2026-06-12T14:05:00Z"
    assert seen["entries"][-1]["text"] == "When: 1 January 1970 at 13:00 → 12 June 2026 at 15:05. She told me."


@pytest.mark.rule("T4")
def test_the_event_can_be_noted_later_and_with_it_who_was_on_its_register(tx: Session, people: Cast, lead: TestClient) -> None:
    fair, gala = event(tx, people, spectators="none"), event(tx, people, name="Gala")
    jo = photographer(tx, people, fair)
    path = logged(lead, taken_by="photographer")
    seen = lead.post(f"{path}/findings", json={"text": "By day.", "event_id": str(fair), "photographer_id": str(jo)}).json()
    assert (seen["event"]["name"], seen["spectators"], seen["photographer"]["text"]) == ("Summer fair", "none", TERMS)
    assert seen["entries"][-1]["text"] == "Event: Summer fair. On the register: Jo Lens. By day."
    moved = lead.post(f"{path}/findings", json={"text": "No.", "event_id": str(gala)}).json()
    assert (moved["event"]["name"], moved["photographer"]) == ("Gala", None)


@pytest.mark.rule("T4")
@pytest.mark.rule("W4")
def test_children_who_come_to_light_later_are_affected_by_the_breach_too(people: Cast, lead: TestClient) -> None:
    path = logged(lead, taken_by="press")
    told = {"what": "It was sold on.", "known_at": clock.now().isoformat()}
    breach = f"/api/breaches/{lead.post(f'{path}/breach', json=told).json()['breach_id']}"
    found = {"text": "Amira.", "child_ids": [str(people.amira.id)]}
    lead.post(f"{path}/findings", json=found)
    lead.post(f"{path}/findings", json=found)
    seen = lead.get(breach).json()
    assert [each["child"]["name"] for each in seen["children"]] == ["Amira Khan"]
    assert [each["text"] for each in seen["entries"] if each["kind"] == "found"] == ["More children are affected."]
    lead.post(f"{breach}/decision", json={"decision": "do_not_report", "reason": "One picture, deleted."})
    ended(lead, breach, lesson="Ask first.")
    assert lead.post(f"{path}/findings", json={"text": "Ben.", "child_ids": [str(people.ben.id)]}).status_code == 200
    assert lead.get(breach).json()["affected"] == 1


@pytest.mark.rule("T4")
@pytest.mark.rule("W4")
def test_broken_terms_open_one_breach_with_the_children_who_are_known(tx: Session, people: Cast, lead: TestClient) -> None:
    path = logged(lead, taken_by="press", use="publication")
    assert lead.get(path).json()["may_open_breach"]
    lead.post(f"{path}/findings", json={"text": "Amira.", "child_ids": [str(people.amira.id)]})
    told = {"what": "It was sold on.", "known_at": clock.now().isoformat()}
    seen = lead.post(f"{path}/breach", json=told).json()
    assert lead.post(f"{path}/breach", json=told).json()["breach_id"] == seen["breach_id"]
    assert not seen["may_open_breach"]
    assert str(tx.exec(select(Breach.id)).one()) == seen["breach_id"]
    breach = lead.get(f"/api/breaches/{seen['breach_id']}").json()
    assert ([each["child"]["name"] for each in breach["children"]], breach["what"]) == (["Amira Khan"], "It was sold on.")
    later = {"what": "Later.", "known_at": (clock.now() + timedelta(hours=1)).isoformat()}
    assert lead.post(f"{logged(lead, taken_by='press')}/breach", json=later).status_code == 422


@pytest.mark.rule("T2")
@pytest.mark.parametrize(("taken_by", "use", "rule"), [("parent", "own_use", "T2"), ("pupil", "shared", "T4")])
def test_what_is_under_no_terms_is_no_breach(
    tx: Session, people: Cast, lead: TestClient, taken_by: str, use: str, rule: str
) -> None:
    path = logged(lead, taken_by=taken_by, use=use)
    refused = lead.post(f"{path}/breach", json={"what": "No.", "known_at": clock.now().isoformat()})
    assert (refused.status_code, refused.json()["reasons"][0]["rule"]) == (409, rule)
    assert tx.exec(select(Breach)).all() == []


@pytest.mark.rule("A2")
def test_each_look_and_each_step_is_recorded(tx: Session, people: Cast, lead: TestClient) -> None:
    path = logged(lead)
    lead.get(path)
    lead.get("/api/captures")
    lead.post(f"{path}/notes", json={"text": "Rang them."})
    lead.post(f"{path}/letter", json={"kind": "polite_request"})
    ended(lead, path, outcome="deleted")
    verbs = [each.verb for each in tx.exec(select(AuditEntry).order_by(AuditEntry.number)) if each.verb.startswith("capture:")]  # type: ignore[arg-type]
    assert verbs == [f"capture:{each}" for each in ("log", "view", "list", "note", "letter", "closed")]


@pytest.mark.rule("T3")
def test_the_routes_out_are_addresses_that_can_be_opened(lead: TestClient) -> None:
    routes = lead.get("/api/captures/routes").json()
    assert {each["kind"] for each in routes} == {"platform_report", "search_removal", "police"}
    assert all(each["address"].startswith("https://") for each in routes)


@pytest.mark.rule("A6")
def test_another_schools_capture_is_as_a_random_one(people: Cast, lead: TestClient, client_for: Clients) -> None:
    path, other = logged(lead), client_for(people.other_head)
    assert other.get(path).text == other.get(f"/api/captures/{NOBODY}").text


@pytest.mark.parametrize("role", ["teacher", "publisher", "photographer", "office", "admin", "steward", "chair"])
def test_others_see_no_register(people: Cast, client_for: Clients, role: str) -> None:
    assert client_for(getattr(people, role)).get("/api/captures").status_code == 403


def test_the_officer_reads_and_works_on_nothing(people: Cast, lead: TestClient, client_for: Clients) -> None:
    path, officer = logged(lead), client_for(people.dpo)
    assert officer.get(path).status_code == 200
    assert officer.post(f"{path}/notes", json={"text": "No."}).status_code == 403
