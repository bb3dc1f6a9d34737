"""Videos come in as pictures do: by content, in quarantine, and people say who is in them (W1, W2, U1)."""

import os
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from consentsvc.audit.models import AuditEntry
from consentsvc.events.models import Event
from consentsvc.kernel.settings import settings
from consentsvc.media import clips, jobs
from consentsvc.media.facts import VideoAskedAgain, VideoUploaded
from consentsvc.media.models import Photo, Rendition
from tests.media.album import sha256
from tests.people import Cast, Person

FILES = Path(__file__).with_name("files")
MOV = (FILES / "planting.mov").read_bytes()
ClientFor = Callable[[Person], TestClient]


@pytest.fixture
def publisher(client_for: ClientFor, people: Cast) -> TestClient:
    return client_for(people.publisher)


@pytest.fixture
def install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """There is no ffmpeg on this machine, until this is called."""
    there = os.environ["CONSENTSVC_FFMPEG"]

    def use(program: str) -> None:
        monkeypatch.setenv("CONSENTSVC_FFMPEG", program)
        settings.cache_clear()

    use("no-such-program")
    return lambda: use(there)


def send(client: TestClient, event: Event, data: bytes = MOV, name: str = "planting.jpg"):
    return client.put(f"/api/photos/{sha256(data)}?event_id={event.id}&file_name={name}", content=data)


def prepare(event: Event, photo_id: str) -> None:
    jobs.prepare_video(VideoUploaded(school_id=event.school_id, photo_id=UUID(photo_id)))


def people_in(client: TestClient, photo_id: str) -> dict:
    return client.get(f"/api/photos/{photo_id}").json()


@pytest.mark.rule("W1")
def test_a_video_is_kept_noted_and_waits_to_be_made_ready(publisher: TestClient, tx: Session, sports_day: Event) -> None:
    answer = send(publisher, sports_day)
    assert answer.status_code == 201
    told = answer.json()
    assert (told["kind"], told["seconds"], told["width"], told["height"]) == ("video", 2.0, 90, 160)
    assert (told["scan_state"], told["has_location"], told["taken_at"]) == ("waiting", True, "2026-06-12T09:30:00Z")
    assert tx.exec(select(Photo)).one().type == "video/quicktime"
    (job,) = tx.execute(text("select args from procrastinate_jobs")).scalars()
    assert job["fact"] == "VideoUploaded"
    assert send(publisher, sports_day).status_code == 200
    assert publisher.get(f"/api/photos/{told['id']}/clip").json()["type"] == "/problems/not-scanned"


@pytest.mark.promise("U1")
def test_a_broken_video_is_refused_and_nothing_of_it_is_kept(
    publisher: TestClient, tx: Session, sports_day: Event, folder: Path
) -> None:
    answer = send(publisher, sports_day, MOV[:4000])
    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/video-unreadable")
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    assert tx.exec(select(Photo)).all() == []


def test_a_video_may_be_larger_than_a_picture(
    publisher: TestClient, sports_day: Event, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setenv("CONSENTSVC_UPLOAD_MEGABYTES", "1")
    monkeypatch.setenv("CONSENTSVC_VIDEO_MEGABYTES", "2")
    settings.cache_clear()
    filler = (1_500_000).to_bytes(4) + b"free"
    assert send(publisher, sports_day, MOV + filler + bytes(1_499_992)).status_code == 201
    for data in (b"\xff\xd8\xff\xe0" + bytes(1_500_000), MOV + bytes(2_200_000)):
        answer = send(publisher, sports_day, data)
        assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")


@pytest.mark.promise("V1")
@pytest.mark.rule("A2")
def test_staff_look_through_it_in_parts_and_each_look_is_recorded(publisher: TestClient, tx: Session, sports_day: Event) -> None:
    photo_id = send(publisher, sports_day).json()["id"]
    prepare(sports_day, photo_id)
    assert people_in(publisher, photo_id)["scan_state"] == "scanned"
    assert people_in(publisher, photo_id)["people_in_photo"] == []
    whole = publisher.get(f"/api/photos/{photo_id}/clip")
    assert (whole.status_code, whole.headers["content-type"], whole.headers["accept-ranges"]) == (200, "video/mp4", "bytes")
    assert whole.headers["cache-control"] == "no-store"
    part = publisher.get(f"/api/photos/{photo_id}/clip", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole.content)}"
    beyond = publisher.get(f"/api/photos/{photo_id}/clip", headers={"Range": "bytes=99999999-"})
    assert (beyond.status_code, beyond.content) == (416, b"")
    looks = tx.exec(select(AuditEntry).where(AuditEntry.verb == "photo:view").order_by(col(AuditEntry.number))).all()
    assert [entry.detail for entry in looks] == [{"form": "clip"}] * 3
    assert publisher.get(f"/api/photos/{photo_id}/preview").content.startswith(b"\xff\xd8\xff")
    assert publisher.get(f"/api/photos/{photo_id}/original").content == MOV


@pytest.mark.rule("W2")
def test_everybody_in_it_is_named_for_the_whole_clip(publisher: TestClient, people: Cast, sports_day: Event) -> None:
    photo_id = send(publisher, sports_day).json()["id"]
    prepare(sports_day, photo_id)
    marks = [
        {"resolution": "child", "child_id": str(people.amira.id), "box": {"x": 0.1, "y": 0.1, "w": 0.2, "h": 0.2}},
        {"resolution": "not_identifiable", "reason": "Too far away"},
    ]
    body = {"people_version": 1, "people": marks}
    told = publisher.put(f"/api/photos/{photo_id}/people", json=body)
    assert told.status_code == 200, told.text
    assert [person["box"] for person in told.json()["people_in_photo"]] == [{"x": 0, "y": 0, "w": 1, "h": 1}] * 2
    count = {"people_version": told.json()["people_version"], "head_count": 3}
    assert publisher.post(f"/api/photos/{photo_id}/review", json=count).status_code == 409
    assert publisher.post(f"/api/photos/{photo_id}/review", json=count | {"head_count": 2}).status_code == 200


@pytest.mark.rule("W3")
def test_nobody_can_be_covered_in_it(publisher: TestClient, sports_day: Event) -> None:
    photo_id = send(publisher, sports_day).json()["id"]
    prepare(sports_day, photo_id)
    body = {"people_version": 1, "people": [{"resolution": "redacted"}]}
    told = publisher.put(f"/api/photos/{photo_id}/people", json=body)
    assert told.status_code == 422
    assert told.json()["fields"][0]["where"] == "body.people.0.resolution"
    assert "Nobody can be covered in a video" in told.json()["fields"][0]["message"]


def test_twice_is_once(publisher: TestClient, tx: Session, sports_day: Event) -> None:
    photo_id = send(publisher, sports_day).json()["id"]
    prepare(sports_day, photo_id)
    prepare(sports_day, photo_id)
    assert sorted(each.kind for each in tx.exec(select(Rendition))) == ["clip", "preview", "small_clip", "thumbnail"]


@pytest.mark.promise("U4")
def test_without_the_tool_it_is_kept_and_says_why_it_waits(
    publisher: TestClient, sports_day: Event, install: Callable[[], None]
) -> None:
    photo_id = send(publisher, sports_day).json()["id"]
    prepare(sports_day, photo_id)
    told = people_in(publisher, photo_id)
    assert (told["scan_state"], told["scan_problem"]) == ("failed", clips.NO_TOOL)
    assert clips.NO_TOOL in publisher.get(f"/api/photos/{photo_id}/clip").json()["detail"]
    reasons = publisher.get(f"/api/photos/{photo_id}/clearance").json()["purposes"][0]["reasons"]
    assert [reason["code"] for reason in reasons] == ["video_failed"]
    assert clips.NO_TOOL in reasons[0]["text"]

    install()
    assert publisher.post(f"/api/photos/{photo_id}/scan").status_code == 202
    jobs.prepare_video(VideoAskedAgain(school_id=sports_day.school_id, photo_id=UUID(photo_id)))
    assert people_in(publisher, photo_id)["scan_state"] == "scanned"


@pytest.mark.promise("U4")
def test_one_that_can_not_be_played_says_so(publisher: TestClient, sports_day: Event) -> None:
    start, headers = MOV.index(b"mdat") + 4, MOV.index(b"moov") - 4
    noise = MOV[:start] + bytes(headers - start) + MOV[headers:]
    photo_id = send(publisher, sports_day, noise).json()["id"]
    prepare(sports_day, photo_id)
    told = people_in(publisher, photo_id)
    assert told["scan_state"] == "failed"
    assert "Export it as an MP4 video" in told["scan_problem"]
