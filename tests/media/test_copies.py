"""Pictures taken with somebody's own device are to be deleted there (W6)."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from consentsvc.accounts import service as accounts
from consentsvc.audit.models import AuditEntry
from consentsvc.events.models import Event
from consentsvc.kernel import clock
from consentsvc.kernel.access import Permission
from consentsvc.media.hidden import every_photo
from consentsvc.media.models import Photo
from tests.media.album import event_at, picture, sha256
from tests.people import Cast, Person

pytestmark = pytest.mark.rule("W6")

ClientFor = Callable[[Person], TestClient]
OWN, OWED = "/api/photos/own-copies", "/api/photos/copies-owed"


@pytest.fixture
def teacher(client_for: ClientFor, people: Cast) -> TestClient:
    return client_for(people.teacher)


def send(client: TestClient, event: Event, colour: str, **about: str) -> None:
    data = picture(colour)
    answer = client.put(f"/api/photos/{sha256(data)}", params={"event_id": str(event.id), **about}, content=data)
    assert answer.status_code == 201, answer.text


def counted(rows: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return [(row["event"]["name"], row["photos"]) for row in rows]


def test_whoever_used_an_own_device_owes_its_deletion(teacher: TestClient, tx: Session, sports_day: Event) -> None:
    fair = event_at(tx, sports_day.school_id, "Summer fair")
    send(teacher, sports_day, "red", device="personal")
    send(teacher, fair, "green", device="personal")
    send(teacher, fair, "blue", device="personal")
    send(teacher, sports_day, "white", device="school")
    send(teacher, sports_day, "black")
    assert counted(teacher.get(OWN).json()) == [("Sports day", 1), ("Summer fair", 2)]


def test_one_word_ends_it_for_all_photos_of_that_event(teacher: TestClient, tx: Session, people: Cast, sports_day: Event) -> None:
    fair = event_at(tx, sports_day.school_id, "Summer fair")
    send(teacher, sports_day, "red", device="personal")
    send(teacher, sports_day, "green", device="personal")
    send(teacher, fair, "blue", device="personal")
    left = teacher.post(f"{OWN}/deleted", json={"event_id": str(sports_day.id)})
    assert (left.status_code, counted(left.json())) == (200, [("Summer fair", 1)])
    photos = tx.exec(select(Photo).where(Photo.event_id == sports_day.id)).all()
    assert {photo.copy_deleted_by for photo in photos} == {people.teacher.id}
    assert all(photo.copy_deleted_at for photo in photos)
    entry = tx.exec(select(AuditEntry).where(AuditEntry.verb == "copies:delete")).one()
    assert (entry.actor_id, entry.thing_id, entry.detail) == (people.teacher.id, sports_day.id, {"photos": 2})


def test_that_word_can_be_taken_back(teacher: TestClient, tx: Session, sports_day: Event) -> None:
    send(teacher, sports_day, "red", device="personal")
    send(teacher, sports_day, "white", device="school")
    teacher.post(f"{OWN}/deleted", json={"event_id": str(sports_day.id)})
    back = teacher.post(f"{OWN}/kept", json={"event_id": str(sports_day.id)})
    assert counted(back.json()) == [("Sports day", 1)]
    assert not tx.exec(select(Photo).where(col(Photo.copy_deleted_at).is_not(None))).all()
    assert tx.exec(select(AuditEntry.detail).where(AuditEntry.verb == "copies:keep")).one() == {"photos": 1}


def test_saying_it_again_changes_nothing(teacher: TestClient, tx: Session, sports_day: Event) -> None:
    send(teacher, sports_day, "red", device="personal")
    said = [teacher.post(f"{OWN}/deleted", json={"event_id": str(sports_day.id)}).status_code for _ in range(2)]
    assert said == [200, 200]
    verbs = tx.exec(select(AuditEntry.detail).where(AuditEntry.verb == "copies:delete").order_by(col(AuditEntry.number))).all()
    assert verbs == [{"photos": 1}, {"photos": 0}]


def test_nobody_speaks_for_another(client_for: ClientFor, people: Cast, sports_day: Event, teacher: TestClient) -> None:
    send(teacher, sports_day, "red", device="personal")
    publisher = client_for(people.publisher)
    assert publisher.get(OWN).json() == []
    publisher.post(f"{OWN}/deleted", json={"event_id": str(sports_day.id)})
    assert counted(teacher.get(OWN).json()) == [("Sports day", 1)]


@pytest.mark.parametrize("who", ["lead", "head", "dpo"])
def test_those_who_oversee_it_see_who_owes_what(client_for: ClientFor, people: Cast, sports_day: Event, who: str) -> None:
    send(client_for(people.teacher), sports_day, "red", device="personal")
    send(client_for(people.photographer), sports_day, "green", device="personal")
    send(client_for(people.photographer), sports_day, "blue", device="personal")
    rows = client_for(getattr(people, who)).get(OWED).json()
    assert [(row["person"]["id"], row["photos"]) for row in rows] == [
        (str(people.teacher.id), 1),
        (str(people.photographer.id), 2),
    ]
    assert client_for(people.other_head).get(OWED).json() == []


@pytest.mark.parametrize("hidden", [{"deleted_at": clock.now()}, {"sealed": True}])
def test_a_deleted_or_sealed_photo_is_still_on_the_device(
    teacher: TestClient, tx: Session, people: Cast, sports_day: Event, hidden: dict[str, Any]
) -> None:
    send(teacher, sports_day, "red", device="personal")
    with every_photo(tx):
        photo = tx.exec(select(Photo)).one()
        photo.sqlmodel_update(hidden)
        tx.add(photo)
    tx.commit()
    assert counted(teacher.get(OWN).json()) == [("Sports day", 1)]
    assert teacher.post(f"{OWN}/deleted", json={"event_id": str(sports_day.id)}).json() == []


def test_a_program_can_not_say_it(anyone: TestClient, tx: Session, people: Cast, sports_day: Event) -> None:
    upload = {Permission.PHOTO_UPLOAD}
    token = accounts.create_token(tx, people.teacher.email, people.oakfield.id, "camera", upload, days=1)
    tx.commit()
    answer = anyone.post(f"{OWN}/deleted", json={"event_id": str(sports_day.id)}, headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 403
