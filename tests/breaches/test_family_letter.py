"""W4, R2, G1: what a family is written says what happened to their own child's picture, and nothing else."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from consentsvc.breaches import family_letter
from consentsvc.breaches import service as breaches
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import begin
from tests.people import NOBODY, Cast, Person

pytestmark = [pytest.mark.rule("W4"), pytest.mark.rule("R2")]

Clients = Callable[[Person], TestClient]


@pytest.fixture
def officer(people: Cast) -> Actor:
    return Actor("staff", people.dpo.id, people.dpo.school_id, frozenset(people.dpo.roles))


def opened(officer: Actor, cause: Any, *children: Any) -> Any:
    with begin(officer.school) as tx:
        return breaches.open_breach(
            tx, officer, cause, f"key {cause}", [child.id for child in children], what="A poster, by Mr Fox."
        )


def words(officer: Actor, breach: Any, child: Any) -> str:
    with begin(officer.school) as tx:
        return str(family_letter._values(tx, officer, breach.id, child.id))


def test_it_says_the_same_whoever_had_answered_what(people: Cast, officer: Actor) -> None:
    with clock.standing_at(datetime(2026, 5, 3, 12, tzinfo=UTC)):
        one, other = (opened(officer, cause, people.amira) for cause in ("shown_without_consent", "yes_by_mistake"))
        assert words(officer, one, people.amira) == words(officer, other, people.amira)


@pytest.mark.promise("G1")
def test_it_names_nobody_else_and_tells_nothing_that_staff_wrote(people: Cast, officer: Actor) -> None:
    breach = opened(officer, "told_by_somebody", people.amira, people.ben)
    text = words(officer, breach, people.amira)
    assert "Amira" in text
    assert not any(name in text for name in ("Ben", "O'Neill", "poster", "Fox"))


def test_what_staff_add_stands_in_it(people: Cast, officer: Actor) -> None:
    breach = opened(officer, "told_by_somebody", people.amira)
    with begin(officer.school) as tx:
        paragraphs = family_letter._values(tx, officer, breach.id, people.amira.id, "It was a poster.\nIt is down.")["paragraphs"]
    assert paragraphs[1:3] == ["It was a poster.", "It is down."]


def test_it_is_a_pdf_for_each_affected_child_and_no_other(people: Cast, officer: Actor, client_for: Clients) -> None:
    breach, client = opened(officer, "unknown_copy", people.amira), client_for(people.dpo)
    made = client.post(
        f"/api/breaches/{breach.id}/children/{people.amira.id}/letter", json={"words": "It was the poster.\nWe took it down."}
    )
    assert (made.status_code, made.content[:5]) == (200, b"%PDF-")
    assert b"pdfuaid" in made.content
    for child in (people.ben.id, NOBODY):
        assert client.post(f"/api/breaches/{breach.id}/children/{child}/letter", json={}).status_code == 404


def test_drawing_it_up_says_nothing_of_having_told(tx: Session, people: Cast, officer: Actor, client_for: Clients) -> None:
    breach, client = opened(officer, "unknown_copy", people.amira), client_for(people.dpo)
    client.post(f"/api/breaches/{breach.id}/children/{people.amira.id}/letter", json={})
    assert client.get(f"/api/breaches/{breach.id}").json()["children"][0]["told_at"] is None


def test_only_who_handles_breaches_draws_it_up(people: Cast, officer: Actor, client_for: Clients) -> None:
    breach = opened(officer, "unknown_copy", people.amira)
    path = f"/api/breaches/{breach.id}/children/{people.amira.id}/letter"
    assert client_for(people.publisher).post(path, json={}).status_code == 403
    assert client_for(people.other_head).post(path, json={}).status_code == 404
