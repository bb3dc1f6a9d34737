"""T2, T3, T4: a letter is drawn up from the record, names no child, and says nothing of anything being wrong to a family."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from sqlmodel import Session
from starlette.testclient import TestClient

from consentsvc.schools.models import School
from tests.captures.logs import event, logged, photographer
from tests.people import Cast, Person

Clients = Callable[[Person], TestClient]

NEVER = re.compile(r"breach|\blaw|offen[cs]e|illegal|crime|police|gdpr|data protection|report", re.IGNORECASE)


@pytest.fixture
def lead(people: Cast, client_for: Clients) -> TestClient:
    return client_for(people.lead)


def letter(client: TestClient, path: str, **order: Any) -> str:
    reply = client.post(f"{path}/letter", json={"kind": "polite_request"} | order)
    assert reply.status_code == 200, reply.text
    return f"{reply.json()['subject']}\n{reply.json()['text']}"


@pytest.mark.rule("T2")
@pytest.mark.parametrize(
    ("spectators", "says"),
    [("allowed", "You are welcome"), ("registered_only", "Only photographers whom we registered"), ("none", "not to take")],
)
def test_a_family_is_asked_politely_with_the_events_own_rule(
    tx: Session, people: Cast, lead: TestClient, spectators: str, says: str
) -> None:
    path = logged(lead, taken_by="parent", use="own_use", event_id=str(event(tx, people, spectators=spectators)))
    text = letter(lead, path)
    assert says in text
    assert "Summer fair" in text
    assert not NEVER.search(text)


@pytest.mark.rule("T2")
@pytest.mark.parametrize("kind", ["delete", "take_down"])
def test_what_a_family_keeps_for_itself_gets_no_other_letter(lead: TestClient, kind: str) -> None:
    path = logged(lead, taken_by="parent", use="own_use")
    assert lead.get(path).json()["letters"] == ["polite_request"]
    refused = lead.post(f"{path}/letter", json={"kind": kind})
    assert (refused.status_code, refused.json()["reasons"][0]["rule"]) == (409, "T2")


@pytest.mark.rule("T2")
def test_a_stranger_s_album_is_no_familys(lead: TestClient) -> None:
    seen = lead.get(logged(lead, taken_by="passer_by", use="own_use")).json()
    assert (seen["is_own_use"], seen["letters"]) == (False, ["take_down", "delete", "polite_request"])


@pytest.mark.rule("T2")
def test_once_it_is_shared_the_school_asks_for_removal(lead: TestClient) -> None:
    path = logged(lead, taken_by="parent", use="own_use")
    lead.post(f"{path}/findings", json={"text": "It is on a page.", "use": "shared"})
    assert "https://a.example/post" in letter(lead, path, kind="take_down", where="https://a.example/post")


@pytest.mark.rule("T3")
def test_it_tells_nothing_that_staff_wrote_and_names_no_child(people: Cast, lead: TestClient) -> None:
    told = {"who": "Red cap", "said": "He was rude.", "children_said": "Amira", "done": "Mr Fox spoke to him."}
    path = logged(lead, use="shared", **told)
    lead.post(f"{path}/findings", json={"text": "Amira.", "child_ids": [str(people.amira.id)]})
    for kind in ("delete", "take_down", "polite_request"):
        text = letter(lead, path, kind=kind, words="Please ring us.")
        assert "Please ring us." in text
        assert not any(word in text for word in ("Amira", "Khan", "Red cap", "rude", "Fox"))


@pytest.mark.rule("T4")
def test_a_photographer_reads_what_was_signed(tx: Session, people: Cast, lead: TestClient) -> None:
    fair = event(tx, people)
    path = logged(lead, event_id=str(fair), taken_by="photographer", use="publication")
    lead.post(f"{path}/findings", json={"text": "Jo.", "photographer_id": str(photographer(tx, people, fair))})
    text = letter(lead, path, kind="delete")
    assert "You signed our terms for this event on 1 June 2026." in text
    assert "Every copy is deleted after thirty days." in text
    assert lead.get(path).json()["letters"] == ["take_down", "delete"]


@pytest.mark.rule("T3")
@pytest.mark.parametrize("kind", ["polite_request", "delete"])
def test_who_is_to_answer_reads_where(tx: Session, people: Cast, lead: TestClient, kind: str) -> None:
    school = tx.get_one(School, people.oakfield.id)
    school.policy = {**school.policy, "contact": "office@oakfield.example, 0118 496 0000"}
    tx.flush()
    assert "You reach us here: office@oakfield.example, 0118 496 0000" in letter(lead, logged(lead, use="shared"), kind=kind)


@pytest.mark.rule("T3")
def test_the_letter_is_a_tagged_pdf_with_the_same_words(lead: TestClient) -> None:
    path = logged(lead, use="shared")
    order = {"kind": "take_down", "to": "Pat Green\n5 Mill Lane", "where": "https://a.example/post"}
    made = lead.post(f"{path}/letter/pdf", json=order)
    assert (made.status_code, b"pdfuaid" in made.content) == (200, True)
    text = " ".join(PdfReader(BytesIO(made.content)).pages[0].extract_text().split())
    assert "5 Mill Lane" in text
    assert "https://a.example/post" in text
    assert [entry["text"] for entry in lead.get(path).json()["entries"]][-1] == "A request to take down, as PDF."


def test_only_who_works_on_captures_draws_one_up(people: Cast, lead: TestClient, client_for: Clients) -> None:
    path = logged(lead)
    for ending in ("letter", "letter/pdf"):
        assert client_for(people.dpo).post(f"{path}/{ending}", json={"kind": "delete"}).status_code == 403
        assert client_for(people.other_head).post(f"{path}/{ending}", json={"kind": "delete"}).status_code == 404
