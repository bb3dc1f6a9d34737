"""Choosing the part of a picture that goes out."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from consentsvc.audit.models import AuditEntry
from consentsvc.events.models import Event
from consentsvc.media.models import Photo
from tests.media.album import scanned_at
from tests.people import Cast, Person

SignIn = Callable[[Person], TestClient]
PART = {"x": 0.5, "y": 0.0, "w": 0.5, "h": 1.0}


@pytest.fixture
def photo(tx: Session, sports_day: Event) -> Photo:
    made = scanned_at(tx, sports_day, 2)
    tx.commit()
    return made


def put(client: TestClient, photo: Photo | UUID, crop: object = PART, people_version: int = 1):  # type: ignore[no-untyped-def]
    id_ = photo if isinstance(photo, UUID) else photo.id
    return client.put(f"/api/photos/{id_}/crop", json={"people_version": people_version, "crop": crop})


@pytest.mark.rule("W3")
def test_a_picture_is_cropped_and_shown_whole_again(people: Cast, photo: Photo, client_for: SignIn) -> None:
    client = client_for(people.teacher)
    cropped = put(client, photo)
    assert cropped.status_code == 200, cropped.text
    assert (cropped.json()["crop"], cropped.json()["people_version"]) == (PART, 2)
    assert [person["in_crop"] for person in cropped.json()["people_in_photo"]] == [False, True]
    whole = put(client, photo, None, 2).json()
    assert (whole["crop"], whole["people_version"]) == (None, 3)
    assert [person["in_crop"] for person in whole["people_in_photo"]] == [True, True]


@pytest.mark.rule("W2")
def test_a_crop_makes_the_head_count_void_and_saying_it_again_does_not(people: Cast, photo: Photo, client_for: SignIn) -> None:
    client = client_for(people.publisher)
    faces = [
        {"id": each["id"], "resolution": "redacted"} for each in client.get(f"/api/photos/{photo.id}").json()["people_in_photo"]
    ]
    named = client.put(f"/api/photos/{photo.id}/people", json={"people_version": 1, "people": faces}).json()["people_version"]
    counted = client.post(f"/api/photos/{photo.id}/review", json={"people_version": named, "head_count": 2})
    assert counted.json()["reviewed"]
    cropped = put(client, photo, people_version=named).json()
    assert (cropped["reviewed"], cropped["review"]) == (False, None)
    version = cropped["people_version"]
    client.post(f"/api/photos/{photo.id}/review", json={"people_version": version, "head_count": 2})
    again = put(client, photo, people_version=version).json()
    assert (again["reviewed"], again["people_version"]) == (True, version)


@pytest.mark.parametrize(
    "crop",
    [
        {**PART, "w": 0.6},
        {**PART, "x": -0.1},
        {**PART, "w": 0},
        {"x": 0, "y": 0, "w": 0.05, "h": 1},
        {"x": 0, "y": 0, "w": 0.2, "h": 0.2},
        {"x": 0.5},
        "left half",
    ],
)
def test_a_part_that_is_none_or_too_small_is_refused(people: Cast, photo: Photo, client_for: SignIn, crop: object) -> None:
    assert put(client_for(people.teacher), photo, crop).status_code == 422


def test_somebody_elses_change_comes_first(people: Cast, photo: Photo, client_for: SignIn) -> None:
    client = client_for(people.teacher)
    put(client, photo)
    answer = put(client, photo, None, 1)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/people-changed")


def test_a_video_and_a_picture_that_is_not_scanned_are_refused(
    tx: Session, people: Cast, photo: Photo, client_for: SignIn
) -> None:
    photo.kind = "video"
    tx.add(photo)
    tx.commit()
    assert put(client_for(people.teacher), photo).json()["type"] == "/problems/is-a-video"
    photo.kind, photo.scan_state = "picture", "waiting"
    tx.add(photo)
    tx.commit()
    assert put(client_for(people.teacher), photo).json()["type"] == "/problems/not-scanned"


@pytest.mark.rule("A2")
def test_a_crop_is_audited(tx: Session, people: Cast, photo: Photo, client_for: SignIn) -> None:
    put(client_for(people.teacher), photo)
    (entry,) = tx.exec(select(AuditEntry).where(AuditEntry.verb == "photo:crop")).all()
    assert (entry.thing_id, entry.actor_id) == (photo.id, people.teacher.id)


def test_cropping_needs_the_permission_and_the_school(people: Cast, photo: Photo, client_for: SignIn, anyone: TestClient) -> None:
    assert put(anyone, photo).status_code == 401
    assert put(client_for(people.photographer), photo).status_code == 403
    stranger = client_for(people.other_head)
    assert put(stranger, photo).text == put(stranger, uuid4()).text
    assert put(stranger, photo).status_code == 404
