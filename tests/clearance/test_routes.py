"""The clearance room over HTTP."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from consentsvc.forms.purposes import PURPOSES
from tests.people import NOBODY, Person
from tests.publishing.stage import Stage

SignIn = Callable[[Person], TestClient]


def test_every_purpose_has_an_outcome_and_reasons(stage: Stage, client_for: SignIn) -> None:
    stage.everybody_agrees()
    photo = stage.photo()
    answer = client_for(stage.cast.teacher).get(f"/api/photos/{photo}/clearance")
    assert answer.status_code == 200, answer.text
    purposes = {each["purpose"]: each for each in answer.json()["purposes"]}
    assert list(purposes) == list(PURPOSES)
    assert purposes["website"]["outcome"] == "cleared"
    assert purposes["website"]["holds_until"] is not None
    assert {reason["rule"] for reason in purposes["press"]["reasons"]} == {"C2"}


def test_many_photos_are_cleared_at_once(stage: Stage, client_for: SignIn) -> None:
    stage.everybody_agrees()
    photos = [str(stage.photo(size=(40 + n, 30))) for n in range(2)]
    client = client_for(stage.cast.teacher)
    by_ids = client.post("/api/clearances", json={"photo_ids": photos, "purposes": ["website"]})
    assert by_ids.json() == {"items": [{"photo_id": photo, "outcomes": {"website": "cleared"}} for photo in photos]}
    by_event = client.post("/api/clearances", json={"event_id": str(stage.event)})
    assert [len(each["outcomes"]) for each in by_event.json()["items"]] == [len(PURPOSES)] * 2


@pytest.mark.parametrize(
    "wrong",
    [{}, {"photo_ids": [], "event_id": NOBODY}, {"photo_ids": [], "purposes": ["billboards"]}, {"photo_ids": ["1"]}],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, object], stage: Stage, client_for: SignIn) -> None:
    assert client_for(stage.cast.teacher).post("/api/clearances", json=wrong).status_code == 422


def test_it_needs_a_sign_in(stage: Stage, anyone: TestClient) -> None:
    assert anyone.get(f"/api/photos/{uuid4()}/clearance").status_code == 401
    assert anyone.post("/api/clearances", json={"photo_ids": []}).status_code == 401


def test_a_photographer_may_not(stage: Stage, client_for: SignIn) -> None:
    assert client_for(stage.cast.photographer).get(f"/api/photos/{uuid4()}/clearance").status_code == 403


@pytest.mark.rule("A6")
@pytest.mark.promise("X1")
def test_another_schools_photo_answers_as_a_random_id(stage: Stage, client_for: SignIn) -> None:
    stranger, photo = client_for(stage.cast.other_head), stage.photo()
    known, unknown = (stranger.get(f"/api/photos/{each}/clearance") for each in (photo, uuid4()))
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text) == (404, unknown.text)
    bulk = [stranger.post("/api/clearances", json={"photo_ids": [str(each)]}) for each in (photo, uuid4())]
    bulk += [stranger.post("/api/clearances", json={"event_id": str(each)}) for each in (stage.event, uuid4())]
    assert {(each.status_code, each.text) for each in bulk} == {(404, unknown.text)}
