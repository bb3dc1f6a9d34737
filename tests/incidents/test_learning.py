"""M10 over HTTP: lessons come with a closing and lead back to nothing; the plan is kept under review; the digest goes to staff."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from consentsvc.accounts.models import User
from consentsvc.incidents import jobs
from consentsvc.incidents.letters import ACTION_DUE, DIGEST_DUE, DIGEST_SENT
from consentsvc.incidents.models import Lesson
from consentsvc.kernel import clock
from consentsvc.notifications.models import Letter
from consentsvc.reports.models import Report
from consentsvc.reports.readers import every_report
from consentsvc.roster.models import Child
from tests.people import Cast, Person

pytestmark = pytest.mark.rule("M10")

Clients = Callable[[Person], TestClient]
ASK_FIRST = "Ask before you take a picture."


@pytest.fixture
def lead(people: Cast, client_for: Clients) -> TestClient:
    return client_for(people.lead)


def breach_ready_to_close(client: TestClient) -> str:
    new = {"what": "A poster.", "known_at": clock.now().isoformat(), "child_ids": []}
    made = str(client.post("/api/breaches", json=new).json()["id"])
    client.post(f"/api/breaches/{made}/decision", json={"decision": "do_not_report", "reason": "Nobody is named."})
    return made


def reported(client: TestClient, **more: Any) -> None:
    told = {"images": "no", "about": "nobody_here", "what": "A picture of ours in a chat.", **more}
    assert client.post("/api/incidents", json={"kind": "report", **told}).status_code == 201


def the_report(lead: TestClient) -> str:
    (row,) = [each for each in lead.get("/api/incidents").json() if each["kind"] == "report"]
    return str(row["id"])


def test_closing_a_breach_keeps_its_lesson_by_theme_with_no_way_back(tx: Session, lead: TestClient) -> None:
    breach = breach_ready_to_close(lead)
    closing = {"lesson": ASK_FIRST, "theme": "taking_pictures"}
    assert lead.post(f"/api/incidents/breaches/{breach}/close", json=closing).json()["closed_at"]
    (kept,) = tx.exec(select(Lesson)).all()
    assert (kept.text, kept.theme, kept.month.day, kept.shared) == (ASK_FIRST, "taking_pictures", 1, False)
    assert set(Lesson.model_fields) == {"id", "school_id", "theme", "text", "month", "shared"}


def test_a_lesson_with_a_name_is_refused_and_nothing_is_closed(lead: TestClient) -> None:
    breach = breach_ready_to_close(lead)
    closing = {"lesson": "Khan, Amira must be asked.", "theme": "other"}
    refused = lead.post(f"/api/incidents/breaches/{breach}/close", json=closing)
    assert (refused.status_code, refused.json()["fields"][0]["where"]) == (422, "body.lesson")
    assert lead.get(f"/api/breaches/{breach}").json()["closed_at"] is None


def test_a_report_is_closed_with_outcome_and_lesson(tx: Session, lead: TestClient) -> None:
    reported(lead)
    report = the_report(lead)
    closing = {"outcome": "substantiated", "reason": "It was ours.", "lesson": ASK_FIRST, "theme": "messages_and_sharing"}
    assert lead.post(f"/api/incidents/reports/{report}/close", json=closing).status_code == 409  # nobody has taken it on
    assert tx.exec(select(Lesson)).all() == []
    lead.post(f"/api/reports/{report}/take-on")
    closed = lead.post(f"/api/incidents/reports/{report}/close", json=closing)
    assert closed.json()["outcome"] == "substantiated", closed.text
    assert ASK_FIRST not in closed.text
    assert [each.text for each in tx.exec(select(Lesson)).all()] == [ASK_FIRST]


@pytest.mark.rule("M4")
def test_what_is_learned_from_a_report_about_a_colleague_stays_in_the_report(
    tx: Session, people: Cast, client_for: Clients, lead: TestClient
) -> None:
    reported(lead, about="staff", about_name="Mr Staff")
    report = the_report(lead)
    lead.post(f"/api/reports/{report}/take-on")
    closing = {"outcome": "unfounded", "reason": "A mix-up.", "lesson": ASK_FIRST, "theme": "devices"}
    closed = lead.post(f"/api/incidents/reports/{report}/close", json=closing)
    assert ASK_FIRST in closed.text
    assert tx.exec(select(Lesson)).all() == []
    assert client_for(people.teacher).get("/api/incidents").json() == []


def test_staff_read_only_lessons_that_somebody_lets_stand(people: Cast, client_for: Clients, lead: TestClient) -> None:
    made = lead.post("/api/learning/lessons", json={"theme": "devices", "text": ASK_FIRST}).json()
    teacher = client_for(people.teacher)
    assert teacher.get("/api/learning").json()["lessons"] == []
    change = {"theme": "devices", "text": "Ask first.", "shared": True}
    assert lead.put(f"/api/learning/lessons/{made['id']}", json=change).json()["shared"]
    assert [each["text"] for each in teacher.get("/api/learning").json()["lessons"]] == ["Ask first."]
    named = lead.put(f"/api/learning/lessons/{made['id']}", json={**change, "text": "Ben O’Neill said so."})
    assert named.status_code == 422


def test_an_action_is_looked_at_until_it_is_done(tx: Session, people: Cast, client_for: Clients, lead: TestClient) -> None:
    today = clock.today()
    new = {"theme": "devices", "what": "Buy a tablet for trips", "owner_id": str(people.teacher.id)}
    action = lead.post("/api/learning/actions", json={**new, "due_on": str(today), "review_on": str(today)}).json()
    path = f"/api/learning/actions/{action['id']}"
    jobs.remind_of_actions()
    jobs.remind_of_actions()
    (letter,) = tx.exec(select(Letter).where(Letter.kind == ACTION_DUE.kind)).all()
    assert letter.about_id == people.teacher.id

    assert client_for(people.office).post(f"{path}/done", json={"outcome": "Bought."}).status_code == 403
    teacher = client_for(people.teacher)
    later = str(today + timedelta(days=7))
    looked = teacher.post(f"{path}/reviews", json={"text": "Ordered.", "next_on": later}).json()
    assert (looked["review_on"], looked["is_due"], looked["reviews"][0]["text"]) == (later, False, "Ordered.")
    for days, told in ((6, 1), (7, 2), (13, 2), (14, 3)):  # on its day, and again each week while nobody looks
        with clock.standing_at(clock.now() + timedelta(days=days)):
            jobs.remind_of_actions()
        assert len(tx.exec(select(Letter).where(Letter.kind == ACTION_DUE.kind)).all()) == told
    assert teacher.post(f"{path}/done", json={"outcome": "Bought."}).json()["done_at"]
    assert teacher.post(f"{path}/done", json={"outcome": "Again."}).status_code == 409


def test_an_action_of_somebody_who_left_is_for_those_who_look_after_the_plan(tx: Session, people: Cast, lead: TestClient) -> None:
    today = clock.today()
    new = {"theme": "devices", "what": "Buy a tablet", "owner_id": str(people.teacher.id), "review_on": str(today)}
    assert not lead.post("/api/learning/actions", json={**new, "due_on": str(today)}).json()["is_late"]
    assert lead.post("/api/learning/actions", json={**new, "due_on": str(today - timedelta(days=1))}).json()["is_late"]
    tx.exec(update(User).where(col(User.id) == people.teacher.id).values(left_at=clock.now()))
    jobs.remind_of_actions()
    told = {each.about_id for each in tx.exec(select(Letter).where(Letter.kind == ACTION_DUE.kind)).all()}
    assert told == {people.lead.id, people.head.id}


def test_a_child_is_not_named_by_what_it_is_called_either(tx: Session, people: Cast, lead: TestClient) -> None:
    tx.exec(update(Child).where(col(Child.first_name) == "Amira").values(known_as="Mimi"))
    said = {"theme": "devices", "text": "Mimi Khan had a phone."}
    assert lead.post("/api/learning/lessons", json=said).status_code == 422


def test_the_digest_is_drafted_from_what_is_shared_and_sent_once(
    tx: Session, people: Cast, client_for: Clients, lead: TestClient
) -> None:
    for shared, text in ((True, ASK_FIRST), (False, "Kept back.")):
        made = lead.post("/api/learning/lessons", json={"theme": "devices", "text": text}).json()
        lead.put(f"/api/learning/lessons/{made['id']}", json={"theme": "devices", "text": text, "shared": shared})
    month = clock.today().month
    term = f"{clock.today().year}-{'spring' if month < 5 else 'summer' if month < 9 else 'autumn'}"
    draft = lead.get(f"/api/learning/digests/{term}").json()
    assert ASK_FIRST in draft["text"]
    assert "Kept back." not in draft["text"]
    sent = lead.post("/api/learning/digests", json={"term": term, "text": "We ask first."})
    assert sent.status_code == 201, sent.text
    told = {each.about_id for each in tx.exec(select(Letter).where(Letter.kind == DIGEST_SENT.kind)).all()}
    assert told == {each.id for each in people.staff}
    assert client_for(people.photographer).get("/api/learning").json()["digests"][0]["text"] == "We ask first."
    assert lead.post("/api/learning/digests", json={"term": term, "text": "Again."}).status_code == 409


def test_towards_the_end_of_term_the_digest_is_asked_for_once(tx: Session, people: Cast, lead: TestClient) -> None:
    with clock.standing_at(clock.now().replace(month=11, day=24)):
        jobs.remind_of_digests()
        jobs.remind_of_digests()
    told = [each.about_id for each in tx.exec(select(Letter).where(Letter.kind == DIGEST_DUE.kind)).all()]
    assert sorted(told) == sorted([people.lead.id, people.head.id])


@pytest.mark.rule("M3")
def test_who_may_not_read_reports_reads_the_same_with_one_and_without(
    people: Cast, client_for: Clients, lead: TestClient
) -> None:
    others = [each for each in people.staff if each is not people.lead]
    paths = ("/api/incidents", "/api/learning", "/api/learning/figures")
    before = {(each, path): client_for(each).get(path).content for each in others for path in paths}
    reported(client_for(people.teacher))
    after = {(each, path): client_for(each).get(path).content for each in others for path in paths}
    assert after == before
    counted = {each["series"]: each["total"] for each in lead.get("/api/learning/figures").json()["figures"]}
    assert counted["not_known"] == 1


def test_staff_are_given_no_month_that_still_runs(people: Cast, client_for: Clients, lead: TestClient) -> None:
    this_month = str(clock.today().replace(day=1))
    assert client_for(people.teacher).get("/api/learning/figures").json()["months"][-1] < this_month
    assert lead.get("/api/learning/figures").json()["months"][-1] == this_month


def test_staff_are_given_no_small_count(people: Cast, client_for: Clients, lead: TestClient) -> None:
    breach_ready_to_close(lead)
    seen = client_for(people.teacher).get("/api/learning/figures").json()["figures"]
    assert [each["series"] for each in seen] == ["captures", "breaches"]
    assert {count for each in seen for count in each["counts"]} == {None}
    known = {each["series"]: each["total"] for each in lead.get("/api/learning/figures").json()["figures"]}
    assert known["breaches"] == 1


def test_each_kind_is_opened_by_who_may(tx: Session, people: Cast, client_for: Clients) -> None:
    breach = {"kind": "breach", "what": "A poster.", "known_at": clock.now().isoformat()}
    report = {"kind": "report", "images": "no", "about": "not_said", "what": "Something."}
    steward, dpo = client_for(people.steward), client_for(people.dpo)
    assert steward.post("/api/incidents", json=breach).status_code == 403
    assert dpo.post("/api/incidents", json=breach).json()["id"]
    made = steward.post("/api/incidents", json=report).json()
    assert made["id"] is None
    assert made["reference"]
    assert [each["kind"] for each in dpo.get("/api/incidents").json()] == ["breach"]
    with every_report(tx):
        assert len(tx.exec(select(Report)).all()) == 1


def test_two_captures_of_one_day_are_told_apart_by_their_place(people: Cast, client_for: Clients) -> None:
    steward, lead = client_for(people.steward), client_for(people.lead)
    for place in ("The gate", "The hall"):
        now = clock.now().isoformat()
        new = {"id": str(uuid4()), "taken_by": "press", "place": place, "happened_at": now, "logged_at": now}
        answer = steward.post("/api/incidents", json={"kind": "capture", **new})
        assert answer.status_code == 201, answer.text
    says = {each["says"] for each in lead.get("/api/incidents").json()}
    assert says == {"Pictures taken by the press: The gate", "Pictures taken by the press: The hall"}
