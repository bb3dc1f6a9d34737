"""Tokens for other programs: a person's rights at one school, within their scopes, until they end."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from consentsvc.accounts import service
from consentsvc.accounts.models import ApiToken
from consentsvc.audit.models import AuditEntry
from consentsvc.kernel import clock, database
from consentsvc.kernel.access import Permission
from consentsvc.kernel.errors import NotFound
from tests.people import Cast, Person

P = Permission


@pytest.fixture
def token_for(people: Cast) -> Callable[..., str]:
    def make(person: Person, *scopes: Permission, school_id: UUID | None = None) -> str:
        at = school_id or person.school_id
        with database.begin(at) as tx:
            return service.create_token(tx, person.email, at, "the school's website", set(scopes), days=30)

    return make


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_token_can_do_what_its_scopes_say(anyone: TestClient, people: Cast, token_for: Callable[..., str]) -> None:
    token = token_for(people.office, P.CHILD_VIEW)
    assert anyone.get("/api/children", headers=bearer(token)).status_code == 200
    assert anyone.get("/api/events", headers=bearer(token)).status_code == 403, "the office may, this token may not"
    assert anyone.get("/api/me", headers=bearer(token)).json()["permissions"] == ["child:view"]


def test_a_scope_gives_nothing_that_the_person_may_not(anyone: TestClient, people: Cast, token_for: Callable[..., str]) -> None:
    token = token_for(people.photographer, *Permission)
    assert anyone.get("/api/children", headers=bearer(token)).status_code == 403
    assert anyone.get("/api/events", headers=bearer(token)).status_code == 200


def test_a_token_acts_for_one_school(anyone: TestClient, people: Cast, token_for: Callable[..., str]) -> None:
    token = token_for(people.lead, P.CHILD_VIEW)
    assert anyone.get(f"/api/children/{people.amira.id}", headers=bearer(token)).status_code == 200
    assert anyone.get(f"/api/children/{people.zoe.id}", headers=bearer(token)).status_code == 404
    switch = anyone.put("/api/session/school", json={"school_id": str(people.oakfield.id)}, headers=bearer(token))
    assert switch.status_code == 403


def test_a_token_ends_by_the_clock(anyone: TestClient, people: Cast, token_for: Callable[..., str]) -> None:
    token = token_for(people.lead, P.CHILD_VIEW)
    with clock.standing_at(clock.now() + timedelta(days=29)):
        assert anyone.get("/api/children", headers=bearer(token)).status_code == 200
    with clock.standing_at(clock.now() + timedelta(days=31)):
        assert anyone.get("/api/children", headers=bearer(token)).status_code == 401


@pytest.mark.promise("X3")
def test_a_token_ends_when_it_is_revoked(anyone: TestClient, people: Cast, token_for: Callable[..., str]) -> None:
    token, other = token_for(people.lead, P.CHILD_VIEW), token_for(people.lead, P.CHILD_VIEW)
    with database.begin(people.oakfield.id) as tx:
        first = service.tokens(tx, people.oakfield.id)[0]
        service.revoke_token(tx, people.oakfield.id, first.id)
    assert anyone.get("/api/children", headers=bearer(token)).status_code == 401
    assert anyone.get("/api/children", headers=bearer(other)).status_code == 200
    with database.begin(people.oakfield.id) as tx:
        assert len(service.tokens(tx, people.oakfield.id)) == 1


@pytest.mark.promise("X3")
def test_a_token_ends_with_its_persons_role(anyone: TestClient, people: Cast, token_for: Callable[..., str]) -> None:
    token = token_for(people.lead, P.CHILD_VIEW)
    with database.begin(people.oakfield.id) as tx:
        service.set_roles(tx, people.oakfield.id, people.lead.email, set())
    assert anyone.get("/api/children", headers=bearer(token)).status_code == 401


def test_another_schools_token_is_not_found(people: Cast, token_for: Callable[..., str], tx: Session) -> None:
    token_for(people.other_head, P.CHILD_VIEW)
    theirs = tx.exec(select(ApiToken)).one()
    with pytest.raises(NotFound), database.begin(people.oakfield.id) as own:
        service.revoke_token(own, people.oakfield.id, theirs.id)


def test_nobody_gets_a_token_for_a_school_where_they_do_not_work(people: Cast, token_for: Callable[..., str]) -> None:
    with pytest.raises(NotFound):
        token_for(people.lead, P.CHILD_VIEW, school_id=people.elmbank.id)


def test_a_token_is_kept_as_a_hash_alone(people: Cast, token_for: Callable[..., str], tx: Session) -> None:
    token = token_for(people.lead, P.CHILD_VIEW)
    kept = tx.exec(select(ApiToken)).one()
    assert len(token) >= 43
    assert len(kept.token_hash) == 32
    assert token not in repr(kept.model_dump())


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer x", "Basic eDp5", "bearer  two spaces", "Token x"])
def test_what_is_no_token_lets_nobody_in(anyone: TestClient, people: Cast, header: str) -> None:
    assert anyone.get("/api/me", headers={"Authorization": header}).status_code == 401


def test_a_token_that_has_ended_does_not_fall_back_to_the_cookie(
    client_for: Callable[[Person], TestClient], people: Cast
) -> None:
    assert client_for(people.lead).get("/api/me", headers=bearer("ended")).status_code == 401


@pytest.mark.rule("A2")
def test_making_and_revoking_are_recorded_without_the_token(people: Cast, token_for: Callable[..., str], tx: Session) -> None:
    token = token_for(people.lead, P.CHILD_VIEW)
    with database.begin(people.oakfield.id) as own:
        service.revoke_token(own, people.oakfield.id, service.tokens(own, people.oakfield.id)[0].id)
    database.act_for(tx, people.oakfield.id)
    entries = tx.exec(select(AuditEntry).where(AuditEntry.school_id == people.oakfield.id)).all()
    assert {entry.verb for entry in entries} == {"token:create", "token:revoke"}
    assert token not in repr([entry.model_dump() for entry in entries])
