"""How long the search for faces takes yet, and when people are told that it stands still."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from consentsvc.events.models import Event
from consentsvc.kernel import clock
from consentsvc.media import scanning
from consentsvc.media.models import Photo
from consentsvc.media.pace import Recent, seconds_left, stopped_seconds
from tests.media.album import acting, event_at, photo_at, scanned_at
from tests.people import Cast

NOW = datetime(2026, 6, 12, 15, 0, tzinfo=UTC)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def recent(done: int = 0, first: float | None = None, last: float | None = None) -> Recent:
    return Recent(done, None if first is None else ago(first), None if last is None else ago(last), NOW)


@pytest.mark.parametrize(
    ("ahead", "scans", "seconds"),
    [
        (488, recent(0), None),
        (488, recent(2, 10, 1), None),  # two tell nothing yet
        (488, recent(61, 60, 1), 488),
        (488, recent(11, 5, 0), 244),  # the first seconds: as fast as they were, not as if the minute were over
        (10, recent(11, 60, 50), 60),  # it slows down
    ],
)
def test_the_time_left_follows_the_last_minute(ahead: int, scans: Recent, seconds: int | None) -> None:
    assert seconds_left(ahead, scans) == seconds


@pytest.mark.parametrize(
    ("waiting_since", "scans", "seconds"),
    [
        (None, recent(0, last=9000), None),
        (ago(60), recent(0, last=9000), None),  # they have only just come
        (ago(900), recent(5, 50, 1), None),
        (ago(900), recent(0, last=119), None),
        (ago(900), recent(0, last=120), 120),
        (ago(900), recent(0), 900),  # nothing was ever scanned
        (ago(300), recent(0, last=9000), 300),
    ],
)
def test_it_stands_still_when_some_wait_and_nothing_moves(
    waiting_since: datetime | None, scans: Recent, seconds: int | None
) -> None:
    assert stopped_seconds(waiting_since, scans) == seconds


@pytest.fixture
def publisher(client_for, people: Cast) -> TestClient:  # type: ignore[no-untyped-def]
    return client_for(people.publisher)


def waits(tx: Session, event: Event, name: str, since: float = 0) -> Photo:
    photo = photo_at(tx, event, name)
    photo.uploaded_at = clock.now() - timedelta(seconds=since)
    tx.add(photo)
    tx.commit()
    return photo


def told(client: TestClient, event: Event) -> dict[str, int | None]:
    answer = client.get(f"/api/photos/progress?event_id={event.id}")
    assert answer.status_code == 200
    return dict(answer.json())


def test_an_event_without_photos_has_no_progress(publisher: TestClient, sports_day: Event) -> None:
    nothing = {"photos": 0, "scanned": 0, "failed": 0, "waiting": 0, "seconds_left": None, "stopped_seconds": None}
    assert told(publisher, sports_day) == nothing


def test_those_that_came_before_to_another_event_are_scanned_first(publisher: TestClient, tx: Session, sports_day: Event) -> None:
    fair = event_at(tx, sports_day.school_id, "Summer fair")
    for number in range(4):
        scanned_at(tx, fair, faces=1, name=f"{number}.jpg")
    waits(tx, fair, "a.jpg", since=50)
    waits(tx, sports_day, "b.jpg", since=40)
    waits(tx, fair, "c.jpg", since=30)
    now, of_event = told(publisher, sports_day), told(publisher, fair)
    assert (now["photos"], now["scanned"], now["waiting"]) == (1, 0, 1)
    assert (of_event["photos"], of_event["scanned"], of_event["waiting"]) == (6, 4, 2)
    assert now["seconds_left"] is not None
    assert of_event["seconds_left"] is not None
    assert now["stopped_seconds"] is None


def test_a_scan_that_stopped_is_told(publisher: TestClient, tx: Session, sports_day: Event) -> None:
    waits(tx, sports_day, "a.jpg", since=600)
    stopped = told(publisher, sports_day)["stopped_seconds"]
    assert stopped is not None
    assert 600 <= stopped < 700


def test_one_that_is_tried_again_has_not_stopped(publisher: TestClient, tx: Session, people: Cast, sports_day: Event) -> None:
    photo = waits(tx, sports_day, "a.jpg", since=6000)
    scanning.save_failed_scan(tx, sports_day.school_id, photo.id, "It could not be read.")
    scanning.scan_again(tx, acting(people.publisher), photo.id)
    tx.commit()
    assert told(publisher, sports_day)["stopped_seconds"] is None
