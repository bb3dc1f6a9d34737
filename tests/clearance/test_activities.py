"""Swimming, gymnastics, athletics, bathing, dance: the extra check by a person (P7)."""

from collections.abc import Callable
from dataclasses import replace
from typing import get_args
from uuid import UUID

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from consentsvc.audit.models import AuditEntry
from consentsvc.clearance.rules import PhotoFacts, decide
from consentsvc.events.schemas import Activity
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel.database import begin
from consentsvc.media.models import Photo
from consentsvc.media.schemas import TO_CONFIRM
from tests.clearance.test_rules import BEN, DENIED, TODAY, child, cited, nobody, photo
from tests.people import Person
from tests.publishing.stage import Stage, path_of

SignIn = Callable[[Person], TestClient]


def at(activity: str | None, facts: PhotoFacts | None = None, checked: bool = False) -> PhotoFacts:
    return replace(facts or photo(child(1), child(2, BEN, "Ben")), activity=activity, activity_checked=checked)


@pytest.mark.rule("P7")
@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("activity", [*get_args(Activity), "a word that nobody knows"])
def test_for_every_use_a_person_looks_first(activity: str, purpose: str) -> None:
    waits = decide(at(activity), purpose, TODAY)
    assert (waits.outcome, cited(waits)) == ("needs_person", [("P7", "activity")])
    assert decide(at(activity, checked=True), purpose, TODAY).is_cleared


@pytest.mark.rule("P7")
def test_a_cover_hides_a_head_and_no_body() -> None:
    assert cited(decide(at("swimming", photo(nobody(1, "redacted"))), "website", TODAY)) == [("P7", "activity")]
    assert decide(at("swimming", photo()), "website", TODAY).is_cleared


@pytest.mark.rule("P7")
def test_a_video_of_it_is_looked_at_too() -> None:
    film = replace(at("dance"), kind="video", portrait_checked=True)
    assert cited(decide(film, "website", TODAY)) == [("P7", "activity")]
    assert decide(replace(film, activity_checked=True), "website", TODAY).is_cleared


@pytest.mark.rule("P7", "C10")
def test_the_check_takes_no_other_reason_away() -> None:
    checked = at("athletics", photo(child(1, standings=DENIED)), checked=True)
    assert decide(checked, "website", TODAY).outcome == "blocked"


# What a person does about it.


def say(client: TestClient, stage: Stage, activity: str | None):  # type: ignore[no-untyped-def]
    return client.patch(f"/api/events/{stage.event}", json={"activity": activity})


def check(client: TestClient, photo_id: UUID, confirms: object = TO_CONFIRM):  # type: ignore[no-untyped-def]
    return client.post(f"/api/photos/{photo_id}/checks", json={"people_version": 1, "kind": "activity", "confirms": confirms})


def codes(client: TestClient, photo_id: UUID) -> set[str]:
    purposes = client.get(f"/api/photos/{photo_id}/clearance").json()["purposes"]
    return {reason["code"] for each in purposes if each["purpose"] == "website" for reason in each["reasons"]}


@pytest.mark.rule("P7", "P9")
def test_what_hangs_already_stops_until_somebody_has_looked(stage: Stage, client_for: SignIn, anyone: TestClient) -> None:
    stage.everybody_agrees()
    address = path_of(stage.place(stage.photo()).files[0].address)
    assert anyone.get(address).status_code == 200
    teacher, publisher = client_for(stage.cast.teacher), client_for(stage.cast.publisher)
    assert say(teacher, stage, "swimming").json()["activity"] == "swimming"
    assert anyone.get(address).status_code == 410
    (placed,) = publisher.get("/api/placements").json()
    assert [reason["code"] for reason in placed["reasons"]] == ["activity"]
    answer = check(publisher, placed["photo_id"])
    assert [each["kind"] for each in answer.json()["checks"]] == ["activity"]
    assert anyone.get(address).status_code == 200


@pytest.mark.rule("P7")
@pytest.mark.parametrize("confirms", [[], TO_CONFIRM[:2], [TO_CONFIRM[0]] * 3, [*TO_CONFIRM[:2], "all_well"], None])
def test_each_of_the_three_things_is_confirmed(stage: Stage, client_for: SignIn, confirms: object) -> None:
    photo_id = stage.photo()
    publisher = client_for(stage.cast.publisher)
    say(publisher, stage, "dance")
    assert check(publisher, photo_id, confirms).status_code == 422
    assert "activity" in codes(publisher, photo_id)


@pytest.mark.rule("P7")
def test_a_look_at_its_portrait_is_not_this_check(stage: Stage, client_for: SignIn) -> None:
    photo_id, publisher = stage.photo(), client_for(stage.cast.publisher)
    say(publisher, stage, "dance")
    publisher.post(f"/api/photos/{photo_id}/checks", json={"people_version": 1, "kind": "portrait"})
    assert "activity" in codes(publisher, photo_id)


@pytest.mark.rule("P7")
def test_who_uploaded_it_does_not_make_the_check(stage: Stage, client_for: SignIn) -> None:
    photo_id = stage.photo()
    with begin(stage.school) as tx:
        tx.get_one(Photo, photo_id).uploaded_by = stage.cast.publisher.id
    publisher = client_for(stage.cast.publisher)
    say(publisher, stage, "bathing")
    assert check(publisher, photo_id).json()["type"] == "/problems/own-upload"
    assert "activity" in codes(publisher, photo_id)
    assert check(client_for(stage.cast.lead), photo_id).status_code == 200
    assert "activity" not in codes(publisher, photo_id)


@pytest.mark.rule("P7", "A2")
def test_a_check_is_kept_with_what_was_confirmed_and_counts_for_the_picture_as_it_stood(stage: Stage, client_for: SignIn) -> None:
    photo_id, publisher = stage.photo(), client_for(stage.cast.publisher)
    say(publisher, stage, "gymnastics")
    check(publisher, photo_id)
    with begin(stage.school) as tx:
        entries = tx.exec(select(AuditEntry).where(AuditEntry.thing_id == photo_id, AuditEntry.verb == "photo:check")).all()
    assert [each.detail["confirms"] for each in entries] == [list(TO_CONFIRM)]
    stage.retag(photo_id, {stage.cast.ben.id: None})
    stage.review(photo_id)
    assert "activity" in codes(publisher, photo_id)


@pytest.mark.rule("P7")
def test_only_who_reviews_pictures_takes_the_check_away(stage: Stage, client_for: SignIn) -> None:
    photo_id, publisher, teacher = stage.photo(), client_for(stage.cast.publisher), client_for(stage.cast.teacher)
    say(teacher, stage, "dance")
    assert say(teacher, stage, "athletics").status_code == 200
    refused = say(teacher, stage, None)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/check-needed")
    assert "activity" in codes(publisher, photo_id)
    assert say(publisher, stage, None).json()["activity"] is None
    assert "activity" not in codes(publisher, photo_id)


@pytest.mark.rule("P7")
def test_what_nobody_knows_is_refused(stage: Stage, client_for: SignIn) -> None:
    teacher = client_for(stage.cast.teacher)
    assert say(teacher, stage, "chess").status_code == 422
    new = {"name": "Gala", "on_date": "2026-06-12", "place": "The pool", "activity": "swimming"}
    assert teacher.post("/api/events", json=new).json()["activity"] == "swimming"
    assert [each["activity"] for each in teacher.get("/api/events").json()] == ["swimming", None]
