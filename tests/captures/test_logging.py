"""T1: what a phone logged is kept once, whatever happens on the way; and its logger sees that it arrived, and no more."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from consentsvc.audit.models import AuditEntry
from consentsvc.captures import service as captures
from consentsvc.captures.letters import LOGGED
from consentsvc.captures.models import Capture
from consentsvc.captures.schemas import NewCapture
from consentsvc.kernel import postgres
from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import begin
from consentsvc.notifications.models import Letter
from tests.captures.logs import event, logged, words
from tests.people import NOBODY, Cast, Person, cast_at

pytestmark = pytest.mark.rule("T1")

Clients = Callable[[Person], TestClient]


@pytest.fixture
def steward(people: Cast, client_for: Clients) -> TestClient:
    return client_for(people.steward)


def test_a_steward_logs_one_and_the_lead_finds_it_whole(people: Cast, steward: TestClient, client_for: Clients) -> None:
    told = {
        "who": "A tall man, red cap",
        "device": "Phone",
        "children_said": "Two in the relay",
        "said": "For me.",
        "done": "Asked.",
    }
    path = logged(steward, use="not_known", **told)
    seen = client_for(people.lead).get(path).json()
    assert {name: seen[name] for name in told} == told
    assert (seen["place"], seen["taken_by"], seen["logged_by"]["id"]) == ("By the pool", "spectator", str(people.steward.id))
    assert [entry["kind"] for entry in seen["entries"]] == ["logged"]


def test_who_where_and_when_are_enough(steward: TestClient) -> None:
    assert steward.post("/api/captures", json=words()).status_code == 201


def test_where_is_the_events_place_unless_it_is_said(tx: Session, people: Cast, steward: TestClient, client_for: Clients) -> None:
    path = logged(steward, place="", event_id=str(event(tx, people)))
    assert client_for(people.lead).get(path).json()["place"] == "School field"
    nowhere = steward.post("/api/captures", json=words(place=" "))
    assert (nowhere.status_code, nowhere.json()["fields"][0]["where"]) == (422, "body.place")


def test_the_same_words_again_are_one(tx: Session, steward: TestClient) -> None:
    sent = words(said="It is for my album.")
    first, again = steward.post("/api/captures", json=sent), steward.post("/api/captures", json=sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert len(tx.exec(select(Capture)).all()) == 1
    assert len(tx.exec(select(AuditEntry).where(AuditEntry.verb == "capture:log")).all()) == 1


def test_the_same_words_are_known_after_more_came_to_light(people: Cast, steward: TestClient, client_for: Clients) -> None:
    sent = words()
    made = steward.post("/api/captures", json=sent).json()
    found = {"text": "It is online.", "use": "shared", "taken_by": "parent", "child_ids": [str(people.amira.id)]}
    client_for(people.lead).post(f"/api/captures/{made['capture_id']}/findings", json=found)
    assert steward.post("/api/captures", json=sent).status_code == 200


def test_other_words_under_the_same_id_are_refused(steward: TestClient) -> None:
    sent = words()
    steward.post("/api/captures", json=sent)
    other = steward.post("/api/captures", json=sent | {"said": "Something else."})
    assert (other.status_code, other.json()["type"]) == (409, "/problems/other-words")


def test_an_id_that_somebody_else_used_is_a_new_one_here(
    tx: Session, people: Cast, steward: TestClient, client_for: Clients
) -> None:
    sent = words()
    steward.post("/api/captures", json=sent)
    for other in (people.other_head, people.teacher):
        reply = client_for(other).post("/api/captures", json=sent | {"said": "Other words."})
        assert (reply.status_code, reply.json()["id"]) == (201, sent["id"])


def test_what_somebody_else_wrote_is_not_taken_from_this_person(people: Cast, steward: TestClient) -> None:
    own = {"by": str(people.steward.id), "school_id": str(people.oakfield.id)}
    assert steward.post("/api/captures", json=words(**own)).status_code == 201
    for other in ({"by": str(people.teacher.id)}, {"school_id": str(people.elmbank.id)}, {"by": NOBODY}):
        refused = steward.post("/api/captures", json=words(**own | other))
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/somebody-else")


def test_a_phone_whose_clock_is_wrong_loses_nothing(steward: TestClient) -> None:
    for at in ("1970-01-01T00:00:12+01:00", "2099-01-01T00:00:00Z"):
        assert steward.post("/api/captures", json=words(happened_at=at, logged_at=at)).status_code == 201
    assert steward.post("/api/captures", json=words(happened_at="0001-01-01T00:00:00+14:00")).status_code == 422


def test_the_last_that_arrived_stands_first_whatever_a_phones_clock_says(
    people: Cast, steward: TestClient, client_for: Clients
) -> None:
    logged(steward, happened_at="2099-01-01T00:00:00Z", logged_at="2099-01-01T00:00:00Z", place="By the pool")
    logged(steward, place="At the gate")
    assert [row["place"] for row in client_for(people.lead).get("/api/captures").json()] == ["At the gate", "By the pool"]


def test_whoever_logged_it_sees_that_it_arrived_and_no_register(people: Cast, steward: TestClient, client_for: Clients) -> None:
    path = logged(steward, who="Red cap")
    logged(client_for(people.teacher))
    (own,) = steward.get("/api/captures/own").json()
    assert set(own) == {"place", "happened_at", "taken_by", "received_at"}
    for register in ("/api/captures", path, "/api/captures/routes"):
        assert steward.get(register).status_code == 403


def test_an_event_of_another_school_is_as_a_random_one(tx: Session, people: Cast, client_for: Clients) -> None:
    theirs, other = event(tx, people), client_for(people.other_head)
    sent = words()
    answers = [other.post("/api/captures", json=sent | {"event_id": str(id_)}) for id_ in (theirs, uuid4())]
    assert [(each.status_code, each.text) for each in answers] == [(404, answers[0].text)] * 2


def test_leads_are_owed_one_mail_without_a_word_of_it(tx: Session, people: Cast, steward: TestClient) -> None:
    logged(steward, who="Red cap")
    logged(steward)
    owed = tx.exec(select(Letter).where(Letter.kind == LOGGED.kind)).all()
    assert {each.about_id for each in owed} == {people.lead.id, people.head.id}
    assert len(owed) == 2
    mail = LOGGED.write(tx, owed[0])
    assert mail is not None
    assert "/captures" in mail.text
    assert not any(word in mail.text + mail.html + mail.subject for word in ("Red cap", "pool", "spectator"))


def test_one_sent_several_times_at_once_is_kept_once(committed: postgres.Server) -> None:
    with begin() as tx:
        cast = cast_at(tx)
    steward = Actor("staff", cast.steward.id, cast.oakfield.id, frozenset(cast.steward.roles))
    new = NewCapture.model_validate(words())

    def send(_: int) -> tuple[Any, bool]:
        with begin(steward.school) as tx:
            return captures.log(tx, steward, new)

    with ThreadPoolExecutor(4) as phones:
        answers = list(phones.map(send, range(8)))
    assert sorted(is_new for _, is_new in answers) == [False] * 7 + [True]
    assert len({kept.received_at for kept, _ in answers}) == 1
