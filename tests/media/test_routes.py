import json
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from consentsvc.audit.models import AuditEntry
from consentsvc.demo.scenes import draw
from consentsvc.events.models import Event
from consentsvc.kernel import postgres
from consentsvc.kernel.database import begin
from consentsvc.media import jobs
from consentsvc.media.facts import PhotoUploaded
from consentsvc.media.models import Photo
from tests.media.album import event_at, no_audit, photo_at, picture, scanned_at, sha256
from tests.people import Cast, Person

ClientFor = Callable[[Person], TestClient]
NOBODY = {"people_version": 1, "people": []}
COUNT = {"people_version": 1, "head_count": 0}
BYTES = ("original", "preview", "thumbnail")

# Each route about one photo: method, what follows its id, body.
OF_ONE_PHOTO = (
    ("GET", "", None),
    *(("GET", f"/{form}", None) for form in BYTES),
    ("PUT", "/people", NOBODY),
    ("POST", "/review", COUNT),
    ("POST", "/scan", None),
)


@pytest.fixture
def publisher(client_for: ClientFor, people: Cast) -> TestClient:
    return client_for(people.publisher)


@pytest.fixture
def photo(tx: Session, sports_day: Event) -> Photo:
    """A photo with two open faces. Its files are nowhere."""
    photo = scanned_at(tx, sports_day, faces=2)
    tx.commit()
    return photo


def upload(client: TestClient, event_id: UUID, data: bytes) -> str:
    """Upload and scan; gives the photo's id."""
    answer = client.put(f"/api/photos/{sha256(data)}?event_id={event_id}&file_name=IMG_1.jpg", content=data)
    assert answer.status_code == 201
    return str(answer.json()["id"])


def views(tx: Session) -> list[tuple[str | None, str]]:
    """Who looked at what, as the audit says."""
    entries = tx.exec(select(AuditEntry).where(AuditEntry.verb == "photo:view").order_by(col(AuditEntry.number)))
    return [(str(entry.thing_id), entry.detail["form"]) for entry in entries]


# It works.


def test_a_picture_from_upload_to_head_count(publisher: TestClient, tx: Session, people: Cast, sports_day: Event) -> None:
    photo_id = upload(publisher, sports_day.id, draw(seed=4, people=2).jpeg)
    waiting = publisher.get(f"/api/photos?event_id={sports_day.id}&state=waiting").json()
    assert ([row["id"] for row in waiting["items"]], waiting["total"]) == ([photo_id], 1)

    jobs.scan(PhotoUploaded(school_id=people.oakfield.id, photo_id=UUID(photo_id)))
    seen = publisher.get(f"/api/photos/{photo_id}").json()
    assert (seen["scan_state"], seen["people"], seen["open"], seen["review"]) == ("scanned", 2, 2, None)

    left, right = seen["people_in_photo"]
    said = [
        {"id": left["id"], "box": left["box"], "resolution": "child", "child_id": str(people.amira.id)},
        {"id": right["id"], "resolution": "redacted"},
        {"box": {"x": 0.9, "y": 0.1, "w": 0.05, "h": 0.1}, "resolution": "not_identifiable", "reason": "From behind."},
    ]
    resolved = publisher.put(f"/api/photos/{photo_id}/people", json={"people_version": 1, "people": said}).json()
    assert resolved["people_in_photo"][0]["child"] == {"id": str(people.amira.id), "name": "Amira Khan"}
    assert resolved["people_in_photo"][2]["reason"] == "From behind."
    assert (resolved["people_version"], resolved["open"]) == (2, 0)

    reviewed = publisher.post(f"/api/photos/{photo_id}/review", json={"people_version": 2, "head_count": 3}).json()
    assert (reviewed["review"]["head_count"], reviewed["review"]["by"]["id"]) == (3, str(people.publisher.id))
    assert publisher.get("/api/photos/counts").json() == [
        {"event_id": str(sports_day.id), "photos": 1, "waiting": 0, "failed": 0, "to_do": 0}
    ]


def test_the_list_and_the_detail_tell_the_same(publisher: TestClient, photo: Photo) -> None:
    (row,) = publisher.get(f"/api/photos?event_id={photo.event_id}").json()["items"]
    detail = publisher.get(f"/api/photos/{photo.id}").json()
    assert {name: detail[name] for name in row} == row
    assert (detail["file_name"], detail["width"], detail["height"]) == ("IMG_0001.jpg", 640, 480)


def test_a_failed_scan_is_tried_again(publisher: TestClient, tx: Session, people: Cast, sports_day: Event) -> None:
    photo = photo_at(tx, sports_day)
    photo.scan_state, photo.scan_problem = "failed", "It could not be read."
    tx.add(photo)
    tx.commit()
    answer = publisher.post(f"/api/photos/{photo.id}/scan")
    assert (answer.status_code, answer.json()["scan_state"], answer.json()["scan_problem"]) == (202, "waiting", None)


@pytest.mark.rule("A2")
@pytest.mark.promise("V1")
def test_each_look_is_recorded_and_stored_nowhere(publisher: TestClient, tx: Session, people: Cast, sports_day: Event) -> None:
    data = draw(seed=4, people=1).jpeg
    photo_id = upload(publisher, sports_day.id, data)
    jobs.scan(PhotoUploaded(school_id=people.oakfield.id, photo_id=UUID(photo_id)))
    answers = {form: publisher.get(f"/api/photos/{photo_id}/{form}") for form in BYTES}
    assert [answer.status_code for answer in answers.values()] == [200, 200, 200]
    assert {answer.headers["cache-control"] for answer in answers.values()} == {"no-store"}
    assert {answer.headers["x-content-type-options"] for answer in answers.values()} == {"nosniff"}
    assert {answer.headers["content-type"] for answer in answers.values()} == {"image/jpeg"}
    assert answers["original"].content == data
    assert answers["original"].headers["content-length"] == str(len(data))
    assert answers["original"].headers["content-disposition"] == "attachment"
    assert len(answers["thumbnail"].content) < len(answers["preview"].content) < len(data)
    assert views(tx) == [(photo_id, form) for form in BYTES]


# It needs a sign-in, a school and a role.


def test_it_needs_a_sign_in(anyone: TestClient, photo: Photo) -> None:
    of_all = (("GET", "/api/photos/counts", None), ("GET", f"/api/photos?event_id={photo.event_id}", None))
    of_one = tuple((method, f"/api/photos/{photo.id}{rest}", body) for method, rest, body in OF_ONE_PHOTO)
    of_new = (
        ("POST", "/api/photos/check", {"event_id": str(photo.event_id), "sha256": []}),
        ("PUT", f"/api/photos/{photo.sha256}?event_id={photo.event_id}", None),
    )
    for method, path, body in (*of_all, *of_one, *of_new):
        answer = anyone.request(method, path, json=body)
        assert (answer.status_code, answer.json()["type"]) == (401, "/problems/sign-in-needed")


@pytest.mark.rule("A6")
@pytest.mark.promise("X1")
@pytest.mark.parametrize(("method", "rest", "body"), OF_ONE_PHOTO)
def test_another_schools_photo_answers_as_one_that_there_is_not(
    client_for: ClientFor, people: Cast, photo: Photo, method: str, rest: str, body: object
) -> None:
    head = client_for(people.other_head)
    theirs, random = (head.request(method, f"/api/photos/{photo_id}{rest}", json=body) for photo_id in (photo.id, uuid4()))
    assert (theirs.status_code, theirs.content) == (random.status_code, random.content)
    assert (theirs.status_code, theirs.json()["type"]) == (404, "/problems/not-found")
    assert theirs.headers == random.headers


@pytest.mark.rule("A6")
@pytest.mark.promise("X1")
def test_another_schools_event_answers_as_one_that_there_is_not(client_for: ClientFor, people: Cast, photo: Photo) -> None:
    head = client_for(people.other_head)

    def answers(event_id: UUID) -> list[tuple[int, bytes]]:
        found = (
            head.get(f"/api/photos?event_id={event_id}"),
            head.post("/api/photos/check", json={"event_id": str(event_id), "sha256": [photo.sha256]}),
            head.put(f"/api/photos/{photo.sha256}?event_id={event_id}", content=picture()),
        )
        return [(answer.status_code, answer.content) for answer in found]

    assert answers(photo.event_id) == answers(uuid4())
    assert {status for status, _ in answers(photo.event_id)} == {404}
    assert head.get("/api/photos/counts").json() == []


@pytest.mark.promise("V3")
@pytest.mark.parametrize("role", ["photographer", "office", "dpo", "admin"])
def test_who_may_not_look_sees_no_picture(client_for: ClientFor, tx: Session, people: Cast, photo: Photo, role: str) -> None:
    client = client_for(getattr(people, role))
    paths = [f"/api/photos/{photo.id}{rest}" for method, rest, _ in OF_ONE_PHOTO if method == "GET"]
    for path in (*paths, f"/api/photos?event_id={photo.event_id}", "/api/photos/counts"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-allowed")
    for method, rest, body in OF_ONE_PHOTO:
        if method != "GET":
            assert client.request(method, f"/api/photos/{photo.id}{rest}", json=body).status_code == 403
    assert views(tx) == []


def test_staff_name_people_and_leave_the_head_count_to_a_publisher(client_for: ClientFor, people: Cast, photo: Photo) -> None:
    teacher = client_for(people.teacher)
    assert teacher.put(f"/api/photos/{photo.id}/people", json=NOBODY).status_code == 200
    assert teacher.post(f"/api/photos/{photo.id}/review", json=COUNT).status_code == 403


# It says why not.


@pytest.mark.rule("W2")
def test_it_says_why_not(publisher: TestClient, photo: Photo) -> None:
    answer = publisher.post(f"/api/photos/{photo.id}/review", json={"people_version": 1, "head_count": 3})
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (409, "/problems/not-accounted-for")
    assert [reason["code"] for reason in problem["reasons"]] == ["face_open", "face_open", "head_count"]
    assert {reason["rule"] for reason in problem["reasons"]} == {"W2"}
    assert all(reason["mend"] for reason in problem["reasons"])


def test_an_older_version_is_refused(publisher: TestClient, photo: Photo) -> None:
    for method, rest, body in (("PUT", "/people", NOBODY), ("POST", "/review", COUNT)):
        answer = publisher.request(method, f"/api/photos/{photo.id}{rest}", json={**body, "people_version": 7})
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/people-changed")


def test_before_its_scan_there_is_nothing_to_see_or_name(publisher: TestClient, tx: Session, sports_day: Event) -> None:
    photo = photo_at(tx, sports_day)
    tx.commit()
    for method, rest, body in OF_ONE_PHOTO:
        if rest in ("/preview", "/thumbnail", "/people", "/review"):
            answer = publisher.request(method, f"/api/photos/{photo.id}{rest}", json=body)
            assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-scanned")
    assert views(tx) == []


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"people_version": 1, "people": [{"resolution": "open"}]}, "body.people.0.box"),
        ({"people_version": 1, "people": [{"resolution": "maybe"}]}, "body.people.0.resolution"),
        ({"people_version": 2**63, "people": []}, "body.people_version"),
        ({"people_version": 1, "people": [], "force": True}, "body.force"),
        ({"people_version": 1, "people": [{"resolution": "open", "reason": "a\0"}]}, "body.people.0.reason"),
        ({"people_version": 1, "people": [{"resolution": "open", "reason": "\ud800"}]}, "body.people.0.reason"),
        (
            {"people_version": 1, "people": [{"resolution": "open", "box": {"x": 0, "y": 0, "w": 0, "h": 1}}]},
            "body.people.0.box.w",
        ),
    ],
)
def test_what_can_not_be_used_is_said_by_field(publisher: TestClient, photo: Photo, body: object, where: str) -> None:
    sent = json.dumps(body)  # in ASCII, as a client may send what is no text
    answer = publisher.put(f"/api/photos/{photo.id}/people", content=sent, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid")
    assert [each["where"] for each in answer.json()["fields"]] == [where]


def test_numbers_that_are_no_numbers_are_refused(publisher: TestClient, photo: Photo) -> None:
    body = '{"people_version": 1, "people": [{"resolution": "open", "box": {"x": NaN, "y": 0, "w": Infinity, "h": 1}}]}'
    answer = publisher.put(f"/api/photos/{photo.id}/people", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422


# No audit, no bytes.


@pytest.mark.rule("A2")
@pytest.mark.promise("V1")
def test_without_its_audit_entry_no_byte_leaves(
    committed: postgres.Server, committed_client_for: ClientFor, committed_people: Cast, folder: Path
) -> None:
    oakfield = committed_people.oakfield.id
    with begin(oakfield) as tx:
        event = event_at(tx, oakfield)
    publisher, data = committed_client_for(committed_people.publisher), draw(seed=4, people=1).jpeg
    photo_id = upload(publisher, event.id, data)
    jobs.scan(PhotoUploaded(school_id=oakfield, photo_id=UUID(photo_id)))
    assert publisher.get(f"/api/photos/{photo_id}/original").content == data

    with no_audit(committed):
        answers = [publisher.get(f"/api/photos/{photo_id}/{form}") for form in BYTES]
    for answer in answers:
        assert answer.status_code == 500
        assert answer.headers["content-type"] == "application/problem+json"
        assert b"\xff\xd8\xff" not in answer.content
