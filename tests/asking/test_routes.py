"""Rounds over HTTP: each route works, needs a sign-in, a permission and the own school, and says why not."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from consentsvc.asking.models import Request, Round
from consentsvc.kernel import clock
from consentsvc.notifications.models import Letter
from tests.people import NOBODY, Cast, Person

ClientFor = Callable[[Person], TestClient]


def new_round(people: Cast, **more: object) -> dict[str, object]:
    return {"name": "Spring", "scope": {"kind": "classes", "class_ids": [str(people.hedgehogs.id)]}, **more}


@pytest.fixture
def office(people: Cast, client_for: ClientFor) -> TestClient:
    return client_for(people.office)


@pytest.fixture
def started(people: Cast, office: TestClient) -> str:
    answer = office.post("/api/rounds", json=new_round(people))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_a_preview_counts_and_keeps_nothing(people: Cast, office: TestClient, tx: Session) -> None:
    answer = office.post("/api/rounds/preview", json=new_round(people))
    assert answer.status_code == 200, answer.text
    assert answer.json() | {"nobody_to_ask": 0} == {
        "children": 3, "people": 4, "by_email": 4, "by_letter": 0, "nobody_to_ask": 0,
    }  # fmt: skip
    assert [each["name"] for each in answer.json()["nobody_to_ask"]] == ["Chidi Eze"], "the foster carer's yes would not count"
    assert tx.exec(select(Round)).all() == []


def test_a_round_asks_everybody_in_its_scope(people: Cast, office: TestClient, started: str, tx: Session) -> None:
    asked = {each.guardian_id for each in tx.exec(select(Request))}
    assert asked == {people.amira_mother.id, people.amira_father.id, people.ben_mother.id, people.chidi_carer.id}
    letters = tx.exec(select(Letter)).all()
    assert {each.about_id for each in letters} == {each.id for each in tx.exec(select(Request))}
    assert {each.state for each in letters} == {"waiting"}


def test_the_same_round_sent_again_asks_nobody_twice(people: Cast, office: TestClient, tx: Session) -> None:
    sent = new_round(people, id=str(uuid4()))
    first, second = (office.post("/api/rounds", json=sent) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert len(tx.exec(select(Request)).all()) == len(tx.exec(select(Letter)).all()) == 4


@pytest.mark.promise("G3")
def test_who_is_barred_from_contact_is_not_asked(people: Cast, client_for: ClientFor, office: TestClient, tx: Session) -> None:
    barred = client_for(people.lead).patch(
        f"/api/children/{people.amira.id}/guardians/{people.amira_father.id}", json={"contact_barred": True}
    )
    assert barred.status_code == 200
    office.post("/api/rounds", json=new_round(people))
    assert people.amira_father.id not in {each.guardian_id for each in tx.exec(select(Request))}


def test_a_round_for_nobody_is_refused(people: Cast, office: TestClient) -> None:
    people_of_nobody = {"kind": "adults"}
    answer = office.post("/api/rounds", json=new_round(people, scope={"kind": "children", "child_ids": [NOBODY]}))
    assert answer.status_code == 422
    answer = office.post("/api/rounds", json=new_round(people, scope=people_of_nobody))
    assert answer.status_code == 201, "Ms Okafor is asked by letter"


@pytest.mark.parametrize(
    "wrong",
    [
        {"scope": {"kind": "classes"}},
        {"scope": {"kind": "event"}},
        {"scope": {"kind": "everybody"}},
        {"remind_after": [7, 3]},
        {"purposes": []},
        {"purposes": ["billboards"]},
        {"note": "a\0b"},
        {"name": ""},
    ],
)
def test_what_cannot_be_asked_is_refused(people: Cast, office: TestClient, wrong: dict[str, object]) -> None:
    assert office.post("/api/rounds", json=new_round(people, **wrong)).status_code == 422


def test_rounds_are_listed_with_their_counts(office: TestClient, started: str) -> None:
    [listed] = office.get("/api/rounds").json()["items"]
    assert listed == office.get(f"/api/rounds/{started}").json()
    assert listed["counts"] == {
        "people": 4, "answered": 0, "part_answered": 0, "not_answered": 4, "waiting": 4, "came_back": 0, "to_print": 0,
    }  # fmt: skip


def test_who_owes_an_answer_is_listed_by_name(office: TestClient, started: str) -> None:
    listed = office.get(f"/api/rounds/{started}/people").json()
    assert [(each["about"], each["person"]) for each in listed["items"]] == [
        ("Chidi Eze", "Ruth Marsh"),
        ("Amira Khan", "Imran Khan"),
        ("Amira Khan", "Sana Khan"),
        ("Ben O'Neill", "Niamh O'Neill"),
    ]
    assert office.get(f"/api/rounds/{started}/people", params={"search": "sana"}).json()["total"] == 1
    assert office.get(f"/api/rounds/{started}/people", params={"class_name": "Owls"}).json()["total"] == 0
    assert office.get(f"/api/rounds/{started}/people", params={"limit": 1, "offset": 3}).json()["items"] == listed["items"][3:]


def test_a_chase_reminds_once_a_day(office: TestClient, started: str, tx: Session) -> None:
    for letter in tx.exec(select(Letter)):
        letter.state, letter.settled_at = "sent", clock.now()
    tx.commit()
    chased = office.post(f"/api/rounds/{started}/chase")
    assert chased.json() == {"reminded": 4, "to_print": 0, "today_already": 0}
    assert office.post(f"/api/rounds/{started}/chase").json() == {"reminded": 0, "to_print": 0, "today_already": 4}
    assert len([each for each in tx.exec(select(Letter)) if each.kind == "asking.reminder"]) == 4


def test_a_round_that_ended_is_not_chased(office: TestClient, started: str) -> None:
    assert office.post(f"/api/rounds/{started}/end").json()["ended_at"] is not None
    again = office.post(f"/api/rounds/{started}/end")
    assert again.status_code == 200
    refused = office.post(f"/api/rounds/{started}/chase")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/round-ended")


def test_the_list_as_csv_holds_no_formula(people: Cast, office: TestClient, started: str, tx: Session) -> None:
    people.ben_mother.name = "=HYPERLINK(1)"
    tx.add(people.ben_mother)
    tx.commit()
    answer = office.get(f"/api/rounds/{started}/people.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert '"\'=HYPERLINK(1)"' in answer.text
    assert len(answer.text.splitlines()) == 5


def test_letters_are_printed_and_it_is_noted(people: Cast, office: TestClient, tx: Session) -> None:
    people.ben_mother.email = None
    tx.add(people.ben_mother)
    tx.commit()
    started = office.post("/api/rounds", json=new_round(people)).json()["id"]
    answer = office.post(f"/api/rounds/{started}/letters", json={})
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"%PDF")
    printed = [each.guardian_id for each in tx.exec(select(Request).execution_options(populate_existing=True)) if each.printed_at]
    assert printed == [people.ben_mother.id]
    nobody = office.post(f"/api/rounds/{started}/letters", json={})
    assert (nobody.status_code, nobody.json()["type"]) == (409, "/problems/no-letters")


ROUTES = [
    ("GET", ""),
    ("POST", ""),
    ("POST", "/preview"),
    *(("GET", f"/{{id}}{rest}") for rest in ("", "/people", "/people.csv")),
    *(("POST", f"/{{id}}{rest}") for rest in ("/chase", "/end", "/letters")),
]


def ask(client: TestClient, method: str, path: str, round_id: str, body: dict[str, object]):  # type: ignore[no-untyped-def]
    json = body if path in ("", "/preview") else {}
    return client.request(method, "/api/rounds" + path.format(id=round_id), json=json if method == "POST" else None)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_it_needs_a_sign_in_and_the_permission(
    people: Cast, anyone: TestClient, client_for: ClientFor, method: str, path: str, started: str
) -> None:
    body = new_round(people)
    assert ask(anyone, method, path, started, body).status_code == 401
    for person in (people.teacher, people.photographer, people.head, people.dpo, people.admin):
        assert ask(client_for(person), method, path, started, body).status_code == 403


@pytest.mark.rule("A6")
@pytest.mark.parametrize(("method", "path"), [each for each in ROUTES if "{id}" in each[1]])
def test_another_schools_round_is_not_found(
    people: Cast, client_for: ClientFor, tx: Session, method: str, path: str, started: str
) -> None:
    from consentsvc.accounts.models import Membership
    from consentsvc.kernel.access import Role

    tx.add(Membership(user_id=people.other_head.id, school_id=people.elmbank.id, role=Role.OFFICE))
    tx.commit()
    stranger = client_for(people.other_head)
    theirs, nobodys = (ask(stranger, method, path, each, {}) for each in (started, NOBODY))
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.content == nobodys.content
