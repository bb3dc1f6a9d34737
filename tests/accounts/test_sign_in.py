"""Signing in and out: who gets in, who is told what, and when it ends."""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from consentsvc.accounts import service
from consentsvc.accounts.models import Membership, StaffSession, User
from consentsvc.accounts.tries import ADDRESS_LIMIT, PERSON_LIMIT
from consentsvc.app import create_app
from consentsvc.audit.models import AuditEntry
from consentsvc.kernel import clock, database
from consentsvc.kernel.access import Role
from consentsvc.kernel.errors import TooMany
from consentsvc.kernel.settings import settings
from tests.people import Cast, Person

PASSWORD = "correct horse battery staple"
EMAIL = "sam@oakfield.example"


@pytest.fixture
def full_cost(monkeypatch: pytest.MonkeyPatch, folder: object) -> Iterator[None]:
    """Passwords hashed as for real."""
    monkeypatch.setenv("CONSENTSVC_PASSWORD_MEGABYTES", "64")
    _forget_hashing()
    yield
    _forget_hashing()


def _forget_hashing() -> None:
    for remembered in (settings, service._passwords, service._decoy):
        remembered.cache_clear()


@pytest.fixture
def sam(tx: Session, people: Cast) -> User:
    """Somebody with a real password, who works at Oakfield."""
    with database.begin(people.oakfield.id) as own:
        return service.add_user(own, people.oakfield.id, EMAIL, "Sam", PASSWORD, {Role.STAFF})


@pytest.fixture
def secure(monkeypatch: pytest.MonkeyPatch, folder: object) -> Iterator[None]:
    """The service under an https address."""
    monkeypatch.setenv("CONSENTSVC_PUBLIC_URL", "https://testserver")
    settings.cache_clear()
    yield
    settings.cache_clear()


def sign_in(client: TestClient, email: str = EMAIL, password: str = PASSWORD):  # type: ignore[no-untyped-def]
    return client.post("/api/session", json={"email": email, "password": password})


def test_signing_in_says_who_and_where_and_opens_a_session(anyone: TestClient, sam: User, people: Cast) -> None:
    answer = sign_in(anyone, "  Sam@Oakfield.EXAMPLE ")
    assert answer.status_code == 200
    me = anyone.get("/api/me").json()
    assert me == answer.json()
    assert (me["id"], me["email"], me["roles"]) == (str(sam.id), EMAIL, ["staff"])
    assert me["school"] == {"id": str(people.oakfield.id), "name": people.oakfield.name, "slug": people.oakfield.slug}
    assert "photo:upload" in me["permissions"]
    assert "child:restrict" not in me["permissions"]


def test_the_session_is_kept_as_a_hash_alone(anyone: TestClient, sam: User, tx: Session) -> None:
    sign_in(anyone)
    cookie = anyone.cookies[service.cookie_name()]
    kept = tx.exec(select(StaffSession).where(StaffSession.user_id == sam.id)).one()
    assert len(cookie) >= 43, "256 bits"
    assert cookie.encode() not in kept.token_hash
    assert len(kept.token_hash) == 32


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(anyone: TestClient, sam: User) -> None:
    wrong, unknown = sign_in(anyone, password="guess"), sign_in(anyone, email="nobody@oakfield.example")
    assert wrong.status_code == 401
    assert wrong.json()["type"] == "/problems/wrong-sign-in"
    assert (wrong.status_code, wrong.content, _shown(wrong)) == (unknown.status_code, unknown.content, _shown(unknown))


def test_and_it_takes_them_as_long(full_cost: None, anyone: TestClient, sam: User) -> None:
    sign_in(anyone, email="warm@oakfield.example")  # the decoy's own hash is made once
    wrong = [_took(anyone, EMAIL) for _ in range(4)]
    unknown = [_took(anyone, f"nobody{number}@oakfield.example") for number in range(4)]
    assert 0.4 < statistics.median(wrong) / statistics.median(unknown) < 2.5


def test_somebody_who_works_nowhere_any_more_gets_that_answer_too(anyone: TestClient, sam: User, people: Cast) -> None:
    with database.begin(people.oakfield.id) as tx:
        service.set_roles(tx, people.oakfield.id, EMAIL, set())
    assert sign_in(anyone).json() == sign_in(anyone, password="guess").json()


def test_too_many_wrong_tries_have_to_wait_and_the_right_password_too(anyone: TestClient, sam: User) -> None:
    for _ in range(PERSON_LIMIT.amount):
        assert sign_in(anyone, password="guess").status_code == 401
    answer = sign_in(anyone)
    assert answer.status_code == 429
    assert answer.json()["type"] == "/problems/too-many"
    assert 800 < int(answer.headers["retry-after"]) <= 900


def test_that_is_the_same_for_an_unknown_address(anyone: TestClient, people: Cast) -> None:
    answers = [sign_in(anyone, email="nobody@oakfield.example").status_code for _ in range(PERSON_LIMIT.amount + 1)]
    assert answers == [401] * PERSON_LIMIT.amount + [429]


def test_right_tries_are_not_counted(anyone: TestClient, sam: User) -> None:
    for _ in range(PERSON_LIMIT.amount - 1):
        sign_in(anyone, password="guess")
    assert [sign_in(anyone).status_code for _ in range(4)] == [200] * 4
    assert sign_in(anyone, password="guess").status_code == 401
    assert sign_in(anyone).status_code == 429


def test_one_who_is_locked_out_locks_out_no_other(anyone: TestClient, sam: User, people: Cast) -> None:
    for _ in range(PERSON_LIMIT.amount + 1):
        sign_in(anyone, email="nobody@oakfield.example")
    assert sign_in(anyone).status_code == 200


def test_one_network_address_cannot_try_everybody() -> None:
    tries = create_app().state.wrong_tries
    for number in range(ADDRESS_LIMIT.amount):
        tries.check(f"{number}@oakfield.example", "192.0.2.1")
        tries.note(f"{number}@oakfield.example", "192.0.2.1")
    with pytest.raises(TooMany):
        tries.check(EMAIL, "192.0.2.1")
    tries.check(EMAIL, "192.0.2.2")


def test_each_process_counts_for_itself(anyone: TestClient, sam: User) -> None:
    for _ in range(PERSON_LIMIT.amount):
        sign_in(anyone, password="guess")
    assert sign_in(anyone).status_code == 429
    assert sign_in(TestClient(create_app())).status_code == 200


def test_signing_out_ends_the_session_at_once_also_for_a_copy_of_the_cookie(anyone: TestClient, sam: User) -> None:
    sign_in(anyone)
    copy = TestClient(anyone.app, cookies=dict(anyone.cookies))
    assert copy.get("/api/me").status_code == 200
    answer = anyone.delete("/api/session")
    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert copy.get("/api/me").status_code == 401


def test_a_session_ends_by_the_clock(anyone: TestClient, sam: User, tx: Session) -> None:
    sign_in(anyone)
    start = clock.now()
    with clock.standing_at(start + service.SESSION_LASTS - timedelta(minutes=1)):
        assert anyone.get("/api/me").status_code == 200
    with clock.standing_at(start + service.SESSION_LASTS + timedelta(minutes=1)):
        assert anyone.get("/api/me").status_code == 401
        with database.begin() as own:
            service.forget_ended_sessions(own)
    assert tx.exec(select(StaffSession).where(StaffSession.user_id == sam.id)).all() == []


@pytest.mark.promise("X3")
def test_whoever_loses_a_role_loses_it_with_the_next_request(anyone: TestClient, sam: User, people: Cast) -> None:
    sign_in(anyone)
    assert anyone.get("/api/children").status_code == 200
    with database.begin(people.oakfield.id) as tx:
        service.set_roles(tx, people.oakfield.id, EMAIL, {Role.PHOTOGRAPHER})
    assert anyone.get("/api/children").status_code == 403
    assert anyone.get("/api/me").json()["roles"] == ["photographer"]


@pytest.mark.promise("X3")
def test_whoever_leaves_the_school_is_out_with_the_next_request(anyone: TestClient, sam: User, people: Cast) -> None:
    sign_in(anyone)
    with database.begin(people.oakfield.id) as tx:
        service.set_roles(tx, people.oakfield.id, EMAIL, set())
    assert anyone.get("/api/me").status_code == 401


@pytest.mark.promise("X3")
def test_whoever_leaves_altogether_is_out_with_the_next_request(anyone: TestClient, sam: User, tx: Session) -> None:
    sign_in(anyone)
    sam.left_at = clock.now()
    tx.add(tx.merge(sam))
    tx.commit()
    assert anyone.get("/api/me").status_code == 401
    assert sign_in(anyone).status_code == 401


def test_switching_to_another_school_where_one_works(anyone: TestClient, sam: User, people: Cast) -> None:
    with database.begin(people.elmbank.id) as own:
        service.set_roles(own, people.elmbank.id, EMAIL, {Role.OFFICE})
    # By name Elmbank comes first: that is where a session begins.
    assert sign_in(anyone).json()["school"]["id"] == str(people.elmbank.id)
    assert anyone.get(f"/api/children/{people.amira.id}").status_code == 404
    answer = anyone.put("/api/session/school", json={"school_id": str(people.oakfield.id)})
    assert answer.status_code == 200
    assert answer.json()["school"]["id"] == str(people.oakfield.id)
    assert answer.json()["roles"] == ["staff"]
    assert [school["name"] for school in answer.json()["schools"]] == ["Elmbank School", "Oakfield Primary"]
    assert anyone.get(f"/api/children/{people.amira.id}").status_code == 200
    assert anyone.get(f"/api/children/{people.zoe.id}").status_code == 404


def test_switching_where_one_does_not_work_finds_nothing(client_for: Callable[[Person], TestClient], people: Cast) -> None:
    client = client_for(people.lead)
    answer = client.put("/api/session/school", json={"school_id": str(people.elmbank.id)})
    assert answer.status_code == 404
    assert client.get("/api/me").json()["school"]["id"] == str(people.oakfield.id)


def test_the_cookie_stays_with_this_host_and_out_of_reach_of_scripts(secure: None, tx: Session, sam: User) -> None:
    client = TestClient(create_app(), base_url="https://testserver")
    cookie = sign_in(client).headers["set-cookie"]
    name, _, flags = cookie.partition("=")
    assert name == "__Host-consentsvc"
    assert {flag.strip().lower() for flag in flags.split(";")[1:]} == {
        "httponly", "secure", "samesite=lax", "path=/", f"max-age={int(service.SESSION_LASTS.total_seconds())}",
    }  # fmt: skip
    gone = client.delete("/api/session").headers["set-cookie"]
    assert gone.startswith("__Host-consentsvc=")
    assert "secure" in gone.lower()


def test_on_plain_http_the_cookie_has_a_name_that_browsers_take(anyone: TestClient, sam: User) -> None:
    cookie = sign_in(anyone).headers["set-cookie"]
    assert cookie.startswith("consentsvc=")
    assert "secure" not in cookie.lower()
    assert "httponly" in cookie.lower()


@pytest.mark.rule("A2")
def test_coming_going_and_switching_are_recorded(anyone: TestClient, sam: User, people: Cast, tx: Session) -> None:
    with database.begin(people.elmbank.id) as own:
        service.set_roles(own, people.elmbank.id, EMAIL, {Role.OFFICE})
    sign_in(anyone)
    anyone.put("/api/session/school", json={"school_id": str(people.oakfield.id)})
    anyone.delete("/api/session")
    assert _verbs(tx, people.elmbank.id) == ["user:roles", "session:open"]
    assert _verbs(tx, people.oakfield.id) == ["user:roles", "session:switch", "session:end"]


def test_an_address_is_taken_once_also_by_somebody_who_left(sam: User, people: Cast, tx: Session) -> None:
    sam.left_at = clock.now()
    tx.add(tx.merge(sam))
    tx.commit()
    with pytest.raises(service.Conflict), database.begin(people.oakfield.id) as own:
        service.add_user(own, people.oakfield.id, EMAIL.upper(), "Sam again", PASSWORD, {Role.STAFF})


def test_a_password_is_kept_as_an_argon2id_hash(sam: User, tx: Session) -> None:
    memory = settings().password_megabytes * 1024
    assert tx.get(User, sam.id).password_hash.startswith(f"$argon2id$v=19$m={memory},t=3,p=4$")  # type: ignore[union-attr]
    assert len(tx.exec(select(Membership).where(Membership.user_id == sam.id)).all()) == 1


@pytest.mark.parametrize(
    "body", [{}, {"email": EMAIL}, {"email": EMAIL, "password": 7}, {"email": EMAIL, "password": "x", "more": 1}, [], "x", None]
)
def test_a_sign_in_that_is_none_says_what_is_missing(anyone: TestClient, people: Cast, body: object) -> None:
    answer = anyone.post("/api/session", json=body)
    assert answer.status_code == 422
    assert answer.json()["fields"]


def _shown(answer) -> dict[str, str]:  # type: ignore[no-untyped-def]
    return {name: value for name, value in answer.headers.items() if name != "date"}


def _took(client: TestClient, email: str) -> float:
    start = time.perf_counter()
    assert sign_in(client, email=email, password="guess").status_code == 401
    return time.perf_counter() - start


def _verbs(tx: Session, school_id: object) -> list[str]:
    database.act_for(tx, school_id)  # type: ignore[arg-type]
    return list(tx.exec(select(AuditEntry.verb).where(AuditEntry.school_id == school_id).order_by(AuditEntry.number)))  # type: ignore[arg-type]
