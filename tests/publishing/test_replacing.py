"""In its place: the same picture with somebody redacted, in one step (P11)."""

from collections.abc import Callable
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from consentsvc.kernel.database import begin
from consentsvc.media import service as media
from consentsvc.publishing.schemas import PlacementRow
from tests.people import Person
from tests.publishing import endings
from tests.publishing.stage import CAPTION, Stage, path_of

SignIn = Callable[[Person], TestClient]


@pytest.fixture
def placed(stage: Stage) -> PlacementRow:
    stage.everybody_agrees()
    return stage.place(stage.photo())


@pytest.fixture
def publisher(stage: Stage, client_for: SignIn) -> TestClient:
    return client_for(stage.cast.publisher)


def body(stage: Stage, photo_id: UUID, *redact: object, **other: object) -> dict[str, object]:
    with begin(stage.school) as tx:
        there = media.photo(tx, stage.actor(stage.cast.publisher), photo_id)
    ids = [str(person.id) for person in there.people_in_photo if person.child and person.child.id in {each.id for each in redact}]
    return {"redact": ids, "head_count": len(there.people_in_photo), "people_version": there.people_version, **other}


def state(stage: Stage, photo_id: UUID) -> object:
    with begin(stage.school) as tx:
        there = media.photo(tx, stage.actor(stage.cast.publisher), photo_id)
    return there.people_version, [person.resolution for person in there.people_in_photo], there.reviewed


@pytest.mark.rule("P11")
def test_after_a_withdrawal_the_picture_without_the_child_hangs_at_the_same_address(
    stage: Stage, placed: PlacementRow, publisher: TestClient, anyone: TestClient
) -> None:
    before = anyone.get(path_of(placed.address)).content
    endings.withdrawn(stage, placed)
    assert anyone.get(path_of(placed.address)).status_code == 410
    answer = publisher.post(f"/api/placements/{placed.id}/replace", json=body(stage, placed.photo_id, stage.cast.amira))
    assert answer.status_code == 200, answer.text
    there = answer.json()["placement"]
    assert (there["showing"], there["address"], there["caption"]) == (True, placed.address, CAPTION)
    assert (there["id"] == str(placed.id), answer.json()["elsewhere"]) == (False, [])
    now = anyone.get(path_of(placed.address))
    assert (now.status_code, now.content == before) == (200, False)
    assert not publisher.get(f"/api/placements/{placed.id}").json()["showing"]


@pytest.mark.rule("P11")
def test_what_was_taken_down_can_be_put_back_without_the_child(stage: Stage, placed: PlacementRow, publisher: TestClient) -> None:
    stage.remove(placed)
    answer = publisher.post(f"/api/placements/{placed.id}/replace", json=body(stage, placed.photo_id, stage.cast.amira))
    assert (answer.json()["placement"]["showing"], answer.json()["placement"]["code"]) == (True, placed.code)


@pytest.mark.rule("P11")
@pytest.mark.parametrize("hindrance", ["another child", "a wrong count", "an old version"])
def test_where_it_still_cannot_go_out_nothing_is_done(
    hindrance: str, stage: Stage, placed: PlacementRow, publisher: TestClient
) -> None:
    endings.withdrawn(stage, placed)
    asked = body(stage, placed.photo_id, stage.cast.amira)
    if hindrance == "another child":
        stage.answer(stage.cast.ben, stage.cast.ben_mother, "withdrawn")
    if hindrance == "a wrong count":
        asked["head_count"] = 7
    if hindrance == "an old version":
        stage.retag(placed.photo_id, {stage.cast.ben.id: stage.cast.chidi})
        stage.review(placed.photo_id)
    before = state(stage, placed.photo_id)
    answer = publisher.post(f"/api/placements/{placed.id}/replace", json=asked)
    types = {"another child": "not-cleared", "a wrong count": "not-accounted-for", "an old version": "people-changed"}
    assert (answer.status_code, answer.json()["type"]) == (409, f"/problems/{types[hindrance]}")
    assert state(stage, placed.photo_id) == before
    (listed,) = publisher.get("/api/placements", params={"photo_id": str(placed.photo_id), "removed": True}).json()
    assert listed["id"] == str(placed.id)


@pytest.mark.rule("P11")
def test_where_it_hangs_in_other_channels_it_is_placed_anew_there_too(
    stage: Stage, placed: PlacementRow, publisher: TestClient
) -> None:
    for purpose in ("digital_newsletter", "press"):
        stage.everybody_agrees(purpose)
        stage.place(placed.photo_id, stage.new_channel(purpose, f"For the {purpose}"))
    stage.answer(stage.cast.ben, stage.cast.ben_mother, "withdrawn", "press")
    endings.withdrawn(stage, placed)
    answer = publisher.post(f"/api/placements/{placed.id}/replace", json=body(stage, placed.photo_id, stage.cast.amira)).json()
    assert sorted(each["outcome"] for each in answer["elsewhere"]) == ["placed", "refused"]
    in_place = publisher.get("/api/placements", params={"photo_id": str(placed.photo_id)}).json()
    assert sorted(each["showing"] for each in in_place) == [False, True, True]


def test_whoever_is_not_in_the_picture_cannot_be_redacted_in_it(
    stage: Stage, placed: PlacementRow, publisher: TestClient
) -> None:
    asked = body(stage, placed.photo_id, stage.cast.amira) | {"redact": [str(placed.id)]}
    answer = publisher.post(f"/api/placements/{placed.id}/replace", json=asked)
    assert (answer.status_code, answer.json()["fields"][0]["where"]) == (422, "body.redact")
