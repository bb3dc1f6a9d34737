"""M8: a likeness finds the photo, where it hung and who is to be told; nothing is traced where the picture may not be opened."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from starlette.testclient import TestClient

from consentsvc.kernel.database import begin
from consentsvc.media.models import Photo
from consentsvc.reports.readers import every_report
from tests.people import Cast, Person
from tests.publishing.conftest import stage
from tests.publishing.stage import Stage

__all__ = ["stage"]

pytestmark = pytest.mark.rule("M8")

Clients = Callable[[Person], TestClient]
LOOK = "5a" * 32
NEAR = "5b" * 31 + "5a"  # 31 of 256 bits differ
FAR = "5b" * 32


@pytest.fixture
def lead(people: Cast, client_for: Clients) -> TestClient:
    return client_for(people.lead)


def report_of(lead: TestClient, images: str = "no", *, first: bool = True) -> str:
    new = {"kind": "report", "images": images, "about": "nobody_here", "what": "A picture of ours in a chat."}
    assert lead.post("/api/incidents", json=new).status_code == 201
    return str(lead.get("/api/reports").json()[0 if first else -1]["id"])


def trace(client: TestClient, report: str, *hashes: str) -> Any:
    return client.post(f"/api/reports/{report}/trace", json={"hashes": list(hashes)})


def looked_at(stage: Stage) -> str:
    """A photo that looks so, placed for all to see under everybody's yes."""
    stage.everybody_agrees()
    photo = stage.photo()
    with begin(stage.school) as tx:
        tx.get_one(Photo, photo).likeness = LOOK
    stage.place(photo)
    return str(photo)


def test_a_copy_is_found_with_where_it_hung_and_whom_to_tell(stage: Stage, people: Cast, lead: TestClient) -> None:
    photo, report = looked_at(stage), report_of(lead)
    stage.answer(people.ben, people.ben_mother, "withdrawn")
    (found,) = trace(lead, report, FAR, NEAR).json()
    assert (found["photo_id"], found["distance"]) == (photo, 31)
    assert [each["name"] for each in found["children"]] == ["Amira Khan", "Ben O'Neill"]
    (placed,) = found["placements"]
    assert (placed["purpose"], placed["is_showing"], placed["removed_at"]) == ("website", False, None)
    stood = {each["child"]["name"]: (each["then"], each["now"]) for each in placed["consulted"]}
    assert stood == {"Amira Khan": ("Yes", "Yes"), "Ben O'Neill": ("Yes", "Taken back")}
    seen = lead.get(f"/api/reports/{report}").json()
    assert [(each["photo_id"], each["distance"]) for each in seen["photos"]] == [(photo, 31)]
    assert [each["kind"] for each in seen["entries"]].count("traced") == 1
    trace(lead, report, LOOK)
    assert len(lead.get(f"/api/reports/{report}").json()["photos"]) == 1


@pytest.mark.rule("M7")
def test_a_pulled_child_is_said_to_be_held_back(stage: Stage, people: Cast, lead: TestClient) -> None:
    looked_at(stage)
    report = report_of(lead)
    lead.post(
        f"/api/reports/{report}/pulls", json={"child_id": str(people.ben.id), "reason": "We look into it."}
    ).raise_for_status()
    (placed,) = trace(lead, report, LOOK).json()[0]["placements"]
    stood = {each["child"]["name"]: (each["then"], each["now"]) for each in placed["consulted"]}
    assert stood == {"Amira Khan": ("Yes", "Yes"), "Ben O'Neill": ("Yes", "Held back while a report is looked into")}


def test_what_is_like_none_of_ours_finds_nothing_and_that_is_noted(stage: Stage, lead: TestClient) -> None:
    looked_at(stage)
    report = report_of(lead)
    assert trace(lead, report, FAR).json() == []
    assert lead.get(f"/api/reports/{report}").json()["entries"][-1]["text"].endswith("like none of them.")


@pytest.mark.rule("M2")
@pytest.mark.parametrize("images", ["yes", "unsure"])
def test_nothing_is_traced_where_the_picture_may_not_be_opened(stage: Stage, lead: TestClient, images: str) -> None:
    looked_at(stage)
    refused = trace(lead, report_of(lead, images), LOOK)
    assert refused.status_code == 409
    assert refused.json()["reasons"][0]["rule"] == "M2"


def sent(lead: TestClient, **said: Any) -> Any:
    new = {"images": "no", "about": "nobody_here", "what": "A picture of ours in a chat.", "likenesses": [FAR, NEAR], **said}
    return lead.post("/api/reports", json=new)


def test_a_likeness_from_the_reporters_browser_is_traced_in_one_press(stage: Stage, lead: TestClient) -> None:
    photo = looked_at(stage)
    assert sent(lead).status_code == 201
    (row,) = lead.get("/api/reports").json()
    assert lead.get(f"/api/reports/{row['id']}").json()["likenesses"] == 2
    (found,) = lead.post(f"/api/reports/{row['id']}/trace-sent").json()
    assert (found["photo_id"], found["distance"]) == (photo, 31)
    assert lead.post(f"/api/reports/{report_of(lead, first=False)}/trace-sent").status_code == 409


@pytest.mark.rule("M2")
@pytest.mark.parametrize("images", ["yes", "unsure"])
def test_no_likeness_is_taken_in_of_what_may_be_nude(stage: Stage, people: Cast, lead: TestClient, images: str) -> None:
    assert sent(lead, images=images).status_code == 422
    assert lead.get("/api/reports").json() == []
    report_of(lead, images)
    with pytest.raises(IntegrityError, match="likenesses_of_safe"), begin(people.oakfield.id) as tx, every_report(tx):
        tx.execute(text("update reports set likenesses = array[:look]"), {"look": LOOK})


@pytest.mark.rule("M2")
def test_what_was_sent_is_not_traced_once_it_may_be_nude(stage: Stage, lead: TestClient) -> None:
    looked_at(stage)
    sent(lead)
    (row,) = lead.get("/api/reports").json()
    lead.post(f"/api/reports/{row['id']}/images", json={"images": "unsure", "reason": "A child says so."}).raise_for_status()
    refused = lead.post(f"/api/reports/{row['id']}/trace-sent")
    assert (refused.status_code, refused.json()["reasons"][0]["rule"]) == (409, "M2")


@pytest.mark.parametrize("likenesses", [["zz" * 32], [LOOK] * 41])
def test_only_so_many_likenesses_are_taken(lead: TestClient, likenesses: list[str]) -> None:
    assert sent(lead, likenesses=likenesses).status_code == 422


def test_a_sealed_picture_is_not_found(stage: Stage, lead: TestClient) -> None:
    photo, report = looked_at(stage), report_of(lead)
    assert lead.post(f"/api/reports/{report}/seal", json={"photo_id": photo, "reason": "Evidence."}).status_code == 200
    assert trace(lead, report, LOOK).json() == []


def test_who_reads_no_report_traces_nothing(people: Cast, client_for: Clients, stage: Stage, lead: TestClient) -> None:
    looked_at(stage)
    report = report_of(lead)
    assert trace(client_for(people.head), report, LOOK).status_code == 404
    assert trace(client_for(people.publisher), report, LOOK).status_code == 403


@pytest.mark.parametrize("hashes", [[], ["zz" * 32], [LOOK] * 9, ["data:image/png;base64,iVBORw0KGgo="]])
def test_only_a_likeness_is_taken(lead: TestClient, hashes: list[str]) -> None:
    assert trace(lead, report_of(lead), *hashes).status_code == 422
