"""Copies that people note by hand: a post, a page, a print. Each is known, and comes down with its picture (P9)."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

from consentsvc.kernel import clock
from consentsvc.kernel.database import begin
from consentsvc.publishing.schemas import PlacementRow
from consentsvc.takedown.models import Case, Task
from tests.people import Cast, Person
from tests.publishing.stage import Stage

pytestmark = pytest.mark.rule("P9")

POST = {"kind": "social", "where": "Our page, post of 3 May", "address": "https://social.example/p/1"}

ClientFor = Callable[[Person], TestClient]


@pytest.fixture
def stage(people: Cast) -> Stage:
    stage = Stage(people)
    stage.everybody_agrees()
    return stage


@pytest.fixture
def placed(stage: Stage) -> PlacementRow:
    return stage.place(stage.photo())


@pytest.fixture
def publisher(people: Cast, client_for: ClientFor) -> TestClient:
    return client_for(people.publisher)


def note(client: TestClient, placed: PlacementRow, **other: str) -> dict[str, object]:
    answer = client.post(f"/api/placements/{placed.id}/copies", json=POST | other)
    assert answer.status_code == 201, answer.text
    return answer.json()


def listed(client: TestClient, stage: Stage) -> list[dict[str, object]]:
    return client.get(f"/api/channels/{stage.channel.id}/copies").json()


def test_what_a_person_notes_is_listed_with_its_channel(stage, placed, publisher):
    assert listed(publisher, stage) == []
    noted = note(publisher, placed)
    assert listed(publisher, stage) == [noted]
    assert {key: noted[key] for key in ("kind", "where", "addresses", "state")} == {
        "kind": "social",
        "where": "Our page, post of 3 May",
        "addresses": ["https://social.example/p/1"],
        "state": "there",
    }


@pytest.mark.parametrize("address", ["javascript:alert(1)", "social.example/p/1", "https://", "ftp://x.example/", "https://a b"])
def test_only_an_address_of_the_web_is_taken(placed, publisher, address):
    assert publisher.post(f"/api/placements/{placed.id}/copies", json=POST | {"address": address}).status_code == 422


@pytest.mark.parametrize("kind", ["wordpress", "pack", "poster"])
def test_what_programs_copy_is_noted_by_programs(placed, publisher, kind):
    assert publisher.post(f"/api/placements/{placed.id}/copies", json=POST | {"kind": kind}).status_code == 422


def test_a_copy_that_came_down_by_itself_is_said_to_be_gone(stage, placed, publisher):
    noted = note(publisher, placed)
    for _ in range(2):  # saying it twice is saying it once
        assert publisher.post(f"/api/takedowns/copies/{noted['id']}/gone", json={"note": "I deleted it."}).status_code == 204
    assert [each["state"] for each in listed(publisher, stage)] == ["gone"]


def test_saying_so_settles_the_task_that_is_open_for_it(stage, placed, publisher):
    noted = note(publisher, placed)
    task_id = _task_for(stage, UUID(str(noted["id"])))
    assert publisher.post(f"/api/takedowns/copies/{noted['id']}/gone", json={"note": "I deleted it."}).status_code == 204
    with begin(stage.school) as tx:
        task = tx.get_one(Task, task_id)
        assert (task.state, task.done_by) == ("done", stage.cast.publisher.id)
        assert tx.get_one(Case, task.case_id).closed_at is not None


def _task_for(stage: Stage, copy_id: UUID) -> UUID:
    case = Case(id=uuid4(), school_id=stage.school, key="k", opened_at=clock.now())
    task = Task(id=uuid4(), school_id=stage.school, case_id=case.id, copy_id=copy_id)
    with begin(stage.school) as tx:
        tx.add(case)
        tx.flush()
        tx.add(task)
    return task.id


def test_who_may_note_and_see_copies(people, stage, placed, client_for, anyone):
    path, body = f"/api/placements/{placed.id}/copies", POST
    assert anyone.post(path, json=body).status_code == 401
    assert client_for(people.teacher).post(path, json=body).status_code == 403
    assert client_for(people.other_head).post(path, json=body).status_code == 404
    assert client_for(people.teacher).get(f"/api/channels/{stage.channel.id}/copies").status_code == 200
    assert client_for(people.office).get(f"/api/channels/{stage.channel.id}/copies").status_code == 403
    assert client_for(people.other_head).get(f"/api/channels/{stage.channel.id}/copies").status_code == 404
