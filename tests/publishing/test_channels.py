"""Channels: what kind each is, and how it is kept."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from consentsvc.audit.models import AuditEntry
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import NotAllowed
from consentsvc.publishing.kinds import KINDS, usual_kind
from consentsvc.publishing.schemas import ChannelRow
from tests.people import Person
from tests.publishing.stage import ALT, Stage, path_of

SignIn = Callable[[Person], TestClient]


@pytest.fixture
def publisher(stage: Stage, client_for: SignIn) -> TestClient:
    return client_for(stage.cast.publisher)


def test_there_is_a_kind_of_channel_for_every_purpose() -> None:
    assert {purpose for kind in KINDS.values() for purpose in kind.purposes} == set(PURPOSES)
    assert all(usual_kind(purpose).id in KINDS for purpose in PURPOSES)


def test_only_what_everybody_can_fetch_has_a_gallery() -> None:
    assert all(kind.door == "public" for kind in KINDS.values() if kind.has_gallery)


def test_a_channel_is_of_the_kind_that_is_usual_for_its_purpose_or_of_the_one_chosen(publisher: TestClient) -> None:
    kinds = publisher.get("/api/channels/kinds").json()
    assert [kind["id"] for kind in kinds] == list(KINDS)
    usual = publisher.post("/api/channels", json={"name": "News", "purpose": "digital_newsletter"}).json()
    chosen = publisher.post("/api/channels", json={"name": "Site", "purpose": "website", "kind": "wordpress"}).json()
    gallery = publisher.post("/api/channels", json={"name": "Wall", "purpose": "website"}).json()
    assert [each["kind"] for each in (usual, chosen, gallery)] == ["newsletter", "wordpress", "gallery"]
    assert [each["address"] is None for each in (usual, chosen, gallery)] == [True, True, False]
    for wrong in ({"kind": "gallery", "purpose": "press"}, {"kind": "billboard", "purpose": "website"}):
        assert publisher.post("/api/channels", json={"name": "No", **wrong}).status_code == 422


def test_how_a_channel_is_kept_can_be_changed_and_what_is_not_said_stays(stage: Stage, publisher: TestClient) -> None:
    path = f"/api/channels/{stage.channel.id}"
    asked = {"releasing": "always", "longest_edge": 640, "review_days": 30, "placers": [str(stage.cast.publisher.id)]}
    changed = publisher.patch(path, json=asked).json()
    assert {**changed, **asked} == changed
    assert publisher.patch(path, json={"name": "The wall"}).json() == {**changed, "name": "The wall"}
    freed = publisher.patch(path, json={"placers": None, "longest_edge": None}).json()
    assert (freed["placers"], freed["longest_edge"], freed["review_days"]) == (None, None, 30)
    for wrong in ({"longest_edge": 10}, {"review_days": 0}, {"placers": []}, {"kind": "press"}, {"purpose": "press"}):
        assert publisher.patch(path, json=wrong).status_code == 422
    with begin(stage.school) as tx:
        verbs = tx.exec(select(AuditEntry.verb).where(AuditEntry.thing_id == stage.channel.id)).all()
    assert verbs == ["channel:create", *["channel:change"] * 3]


def test_placers_are_people_who_may_place_here(stage: Stage, publisher: TestClient) -> None:
    may_place = {str(person.id) for person in (stage.cast.publisher, stage.cast.lead, stage.cast.head)}
    listed = publisher.get("/api/channels/placers").json()
    assert {each["id"] for each in listed} == may_place
    assert [each["name"] for each in listed] == sorted(each["name"] for each in listed)
    for stranger in (stage.cast.teacher.id, stage.cast.other_head.id, uuid4()):
        wrong = publisher.patch(f"/api/channels/{stage.channel.id}", json={"placers": [str(stranger)]})
        assert (wrong.status_code, wrong.json()["fields"][0]["where"]) == (422, "body.placers")


def test_a_channel_that_is_kept_to_some_takes_pictures_from_them_alone(stage: Stage, client_for: SignIn) -> None:
    stage.everybody_agrees()
    photo, kept = stage.photo(), stage.new_channel("website", "The head’s page", placers=[stage.cast.head.id])
    with pytest.raises(NotAllowed):
        stage.place(photo, kept)
    items = {"channel_id": str(kept.id), "items": [{"photo_id": str(photo), "alt": ALT}]}
    (refused,) = client_for(stage.cast.publisher).post("/api/placements", json=items).json()["items"]
    assert (refused["problem"]["status"], refused["problem"]["type"]) == (403, "/problems/not-a-placer")
    (placed,) = client_for(stage.cast.head).post("/api/placements", json=items).json()["items"]
    assert placed["placement"]["showing"]


@pytest.mark.rule("P4")
def test_a_channel_can_want_smaller_pictures_and_never_larger_ones(stage: Stage) -> None:
    stage.everybody_agrees()
    photo = stage.photo(size=(2400, 1800))
    channels = [stage.new_channel("website", f"Up to {edge}", longest_edge=edge) for edge in (320, 5000)]
    assert [[file.width for file in stage.place(photo, each).files] for each in channels] == [[320, 320], [1600, 400]]


def without_public_address(stage: Stage) -> list[ChannelRow]:
    kinds = [kind for kind in KINDS.values() if kind.door != "public"]
    return [stage.new_channel(kind.purposes[0], kind.name, kind=kind.id) for kind in kinds]


def test_what_is_handed_over_or_behind_a_door_has_no_public_address(stage: Stage, anyone: TestClient, client_for: SignIn) -> None:
    photo, channels = stage.photo(), without_public_address(stage)
    for purpose in {channel.purpose for channel in channels}:
        stage.everybody_agrees(purpose)
    placed = [stage.place(photo, channel) for channel in channels]
    assert len(placed) > 4
    assert {address for each in placed for address in (each.address, *(file.address for file in each.files))} == {None}
    assert {anyone.get(f"/m/{each.code}/large.jpg").status_code for each in placed} == {404}
    assert {anyone.get(f"/g/{channel.code}{ending}").status_code for channel in channels for ending in GALLERY} == {404}
    staff = client_for(stage.cast.teacher).get(f"/api/placements/{placed[0].id}/picture")
    assert (staff.status_code, staff.headers["content-type"]) == (200, "image/jpeg")


GALLERY = ("", ".json", "/frame", "/feed.json", "/feed.xml")


def test_a_newsletter_has_addresses_for_its_pictures_and_no_gallery(stage: Stage, anyone: TestClient) -> None:
    stage.everybody_agrees("digital_newsletter")
    channel = stage.new_channel("digital_newsletter", "News")
    placed = stage.place(stage.photo(), channel)
    assert anyone.get(path_of(placed.address)).status_code == 200
    assert {anyone.get(f"/g/{channel.code}{ending}").status_code for ending in GALLERY} == {404}
