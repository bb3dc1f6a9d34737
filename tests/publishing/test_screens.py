"""Screens in the building: paired by a code, and nothing without their cookie."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from consentsvc.kernel import clock
from consentsvc.publishing.schemas import ChannelRow, PlacementRow
from tests.people import Person
from tests.publishing.stage import ALT, CAPTION, Stage

PURPOSE = "in_school_display"

ClientFor = Callable[[Person], TestClient]


@pytest.fixture
def channel(stage: Stage) -> ChannelRow:
    stage.everybody_agrees(PURPOSE)
    return stage.new_channel(PURPOSE, "The hall")


@pytest.fixture
def placed(stage: Stage, channel: ChannelRow) -> PlacementRow:
    return stage.place(stage.photo(), channel)


@pytest.fixture
def publisher(stage: Stage, client_for: ClientFor) -> TestClient:
    return client_for(stage.cast.publisher)


def add(publisher: TestClient, channel: ChannelRow) -> dict:
    made = publisher.post(f"/api/channels/{channel.id}/screens", json={"name": "By the door"})
    assert made.status_code == 201, made.text
    return made.json()


def paired(browser: TestClient, code: str) -> TestClient:
    assert browser.post("/screen", data={"code": code}).headers["location"] == "/screen"
    return browser


def picture_on(browser: TestClient, turn: int = 0) -> str:
    (address,) = re.findall(r'src="(/screen/pictures/[^"]+)"', browser.get(f"/screen?turn={turn}").text)
    return address


@pytest.mark.rule("P1")
@pytest.mark.promise("S6", "S8")
def test_a_paired_screen_shows_one_picture_after_the_other(
    stage: Stage, channel: ChannelRow, placed: PlacementRow, publisher: TestClient, anyone: TestClient
) -> None:
    newer = stage.place(stage.photo(size=(500, 400)), channel)
    made = add(publisher, channel)
    assert "Show pictures on this screen" in anyone.get("/screen").text
    screen = paired(anyone, made["code"].lower().replace("-", " "))
    page = screen.get("/screen")
    assert (ALT in page.text, CAPTION in page.text, "<script" in page.text) == (True, True, False)
    assert page.headers["refresh"] == "12; url=/screen?turn=1"
    turns = [picture_on(screen, turn) for turn in range(3)]
    assert turns == [f"/screen/pictures/{code}/large.jpg" for code in (newer.code, placed.code, newer.code)]
    answer = screen.get(turns[0])
    assert (answer.status_code, answer.headers["cache-control"], "etag" in answer.headers) == (200, "no-store", False)
    assert "refresh" not in screen.get("/screen?turn=1&still=yes").headers


@pytest.mark.rule("P1")
def test_nobody_gets_it_without_the_screens_cookie(
    stage: Stage, channel: ChannelRow, placed: PlacementRow, publisher: TestClient, anyone: TestClient
) -> None:
    address = f"/screen/pictures/{placed.code}/large.jpg"
    assert [anyone.get(each).status_code for each in (address, f"/m/{placed.code}/large.jpg")] == [404, 404]
    assert publisher.get(address).status_code == 404, "a sign-in of staff is no screen"
    other = stage.place(stage.photo(), stage.new_channel(PURPOSE, "The library"))
    screen = paired(anyone, add(publisher, channel)["code"])
    assert screen.get(address).status_code == 200
    assert screen.get(f"/screen/pictures/{other.code}/large.jpg").status_code == 404, "it is of another channel"


def test_a_code_works_once_and_not_for_long(
    channel: ChannelRow, placed: PlacementRow, publisher: TestClient, new_client: Callable[[], TestClient], anyone: TestClient
) -> None:
    made = add(publisher, channel)
    first, second = new_client(), new_client()
    paired(first, made["code"])
    assert second.post("/screen", data={"code": made["code"]}).status_code == 422
    again = publisher.post(f"/api/screens/{made['screen']['id']}/code").json()
    assert first.get(picture_on(first)).status_code == 200, "it goes on until the new code is used"
    with clock.standing_at(clock.now() + timedelta(minutes=16)):
        assert second.post("/screen", data={"code": again["code"]}).status_code == 422
    paired(second, again["code"])
    assert second.get(picture_on(second)).status_code == 200
    assert "Show pictures on this screen" in first.get("/screen").text, "the other device is no screen any more"


def test_wrong_codes_are_limited(anyone: TestClient, channel: ChannelRow) -> None:
    tries = [anyone.post("/screen", data={"code": "WRONG-ONE"}).status_code for _ in range(41)]
    assert tries == [422] * 40 + [429]


def test_an_ended_screen_shows_nothing_more(
    stage: Stage, channel: ChannelRow, placed: PlacementRow, publisher: TestClient, anyone: TestClient
) -> None:
    made = add(publisher, channel)
    screen = paired(anyone, made["code"])
    address = picture_on(screen)
    (row,) = publisher.get(f"/api/channels/{channel.id}/screens").json()
    assert row["paired_at"] is not None
    assert row["seen_at"] is not None
    assert publisher.delete(f"/api/screens/{made['screen']['id']}").status_code == 204
    assert screen.get(address).status_code == 404
    assert "Show pictures on this screen" in screen.get("/screen").text
    assert publisher.get(f"/api/channels/{channel.id}/screens").json() == []
    assert publisher.delete(f"/api/screens/{made['screen']['id']}").status_code == 404
    assert publisher.post(f"/api/screens/{made['screen']['id']}/end/undo").json()["id"] == made["screen"]["id"]
    assert screen.get(address).status_code == 200


def test_an_empty_channel_says_so_and_looks_again(channel: ChannelRow, publisher: TestClient, anyone: TestClient) -> None:
    page = paired(anyone, add(publisher, channel)["code"]).get("/screen")
    assert "There are no pictures here now." in page.text
    assert page.headers["refresh"] == "60; url=/screen?turn=1"


def test_a_channel_for_the_public_takes_no_screen(stage: Stage, publisher: TestClient) -> None:
    refused = publisher.post(f"/api/channels/{stage.channel.id}/screens", json={"name": "By the door"})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/not-for-screens")
