"""Where no picture is taken, nothing of one is taken in (W7)."""

from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from sqlalchemy import text
from sqlmodel import Session, select
from starlette.testclient import TestClient

from consentsvc.events.models import Event
from consentsvc.media.models import Photo
from consentsvc.media.places import ban_on
from consentsvc.media.schemas import BannedPlace, Place
from tests.media.album import picture, sha256
from tests.media.test_uploads import Caller, files_in
from tests.people import Cast, Person

pytestmark = pytest.mark.rule("W7")

BANNED = get_args(BannedPlace)


@pytest.fixture
def camera(client_for: Callable[[Person], TestClient], people: Cast) -> TestClient:
    return client_for(people.photographer)


def all_rows(tx: Session) -> dict[str, int]:
    """How many rows each table has."""
    tables = tx.execute(text("select table_name from information_schema.tables where table_schema = 'public'")).scalars().all()
    return {table: tx.execute(text(f'select count(*) from "{table}"')).scalar_one() for table in tables}


@pytest.mark.parametrize("place", get_args(Place))
def test_where_pictures_may_be_taken_nothing_is_banned(place: Place) -> None:
    assert ban_on(place) is None


@pytest.mark.parametrize("place", BANNED)
def test_a_ban_says_what_to_do(place: BannedPlace) -> None:
    ban = ban_on(place)
    assert ban is not None
    assert (ban.rule, ban.code) == ("W7", "banned_place")
    assert ban.mend is not None
    assert "safeguarding lead" in ban.mend


@pytest.mark.parametrize("place", BANNED)
def test_no_byte_of_a_banned_picture_is_read_or_kept(
    camera: TestClient, tx: Session, sports_day: Event, folder: Path, place: str
) -> None:
    data, before = picture(), all_rows(tx)
    caller = Caller(camera, f"/api/photos/{sha256(data)}", f"event_id={sports_day.id}&place={place}")
    assert caller.send() == 409
    assert caller.asked == 0
    assert files_in(folder) == []
    assert all_rows(tx) == before


@pytest.mark.parametrize("place", BANNED)
def test_the_refusal_cites_the_rule_and_says_what_to_do(camera: TestClient, sports_day: Event, place: str) -> None:
    data = picture()
    said = {"event_id": str(sports_day.id), "place": place}
    sent = camera.put(f"/api/photos/{sha256(data)}", params=said, content=data)
    asked = camera.post("/api/photos/check", json={**said, "sha256": [sha256(data)]})
    for answer in (sent, asked):
        problem = answer.json()
        assert (answer.status_code, problem["type"]) == (409, "/problems/banned-place")
        assert [reason["rule"] for reason in problem["reasons"]] == ["W7"]
        assert "Do not take or keep such a picture" in problem["detail"]
        assert "safeguarding lead" in problem["detail"]


def test_a_banned_picture_is_refused_also_where_it_is_here_already(camera: TestClient, tx: Session, sports_day: Event) -> None:
    data = picture()
    address = f"/api/photos/{sha256(data)}?event_id={sports_day.id}"
    assert camera.put(address, content=data).status_code == 201
    assert camera.put(f"{address}&place=toilet", content=data).status_code == 409
    assert tx.exec(select(Photo)).one().place is None


@pytest.mark.parametrize("said", ["place=toilet&place=hall", "place=hall&place=toilet"])
def test_a_banned_place_is_heard_where_two_are_said(
    camera: TestClient, tx: Session, folder: Path, sports_day: Event, said: str
) -> None:
    data = picture()
    answer = camera.put(f"/api/photos/{sha256(data)}?event_id={sports_day.id}&{said}", content=data)
    assert answer.status_code == 409
    assert (tx.exec(select(Photo)).all(), files_in(folder)) == ([], [])


def test_the_place_is_kept_and_may_be_left_out(camera: TestClient, tx: Session, sports_day: Event) -> None:
    for colour, place in (("red", "sports"), ("blue", None)):
        data = picture(colour)
        said = {"event_id": str(sports_day.id), **({"place": place} if place else {})}
        assert camera.put(f"/api/photos/{sha256(data)}", params=said, content=data).status_code == 201
        assert tx.exec(select(Photo.place).where(Photo.sha256 == sha256(data))).one() == place


def test_a_place_that_nobody_knows_is_refused(camera: TestClient, sports_day: Event, folder: Path) -> None:
    data = picture()
    answer = camera.put(f"/api/photos/{sha256(data)}?event_id={sports_day.id}&place=attic", content=data)
    assert answer.status_code == 422
    assert files_in(folder) == []
