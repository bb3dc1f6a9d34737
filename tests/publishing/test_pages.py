"""The gallery for everybody, and the family's page of where pictures are in use."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import uuid4, uuid5

import pytest
from sqlmodel import SQLModel, select
from starlette.testclient import TestClient

from consentsvc.kernel.codes import new_code
from consentsvc.kernel.database import begin
from consentsvc.media.models import Photo, Review
from consentsvc.publishing import service
from consentsvc.publishing.models import Placement, PlacementFile
from consentsvc.publishing.schemas import PlacementRow
from tests.publishing.stage import ALT, CAPTION, Stage, path_of

CountQueries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture(autouse=True)
def agreed(stage: Stage) -> None:
    stage.everybody_agrees()


def test_the_gallery_names_what_shows_and_nothing_else(stage: Stage, anyone: TestClient) -> None:
    both, only_ben = stage.place(stage.photo()), stage.place(stage.photo([stage.cast.ben], (500, 400)))
    stage.answer(stage.cast.amira, stage.cast.amira_mother, "withdrawn")
    page = anyone.get(path_of(stage.channel.address))
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert f"/m/{only_ben.code}/small.jpg" in page.text
    assert f'alt="{ALT}"' in page.text
    assert CAPTION in page.text
    assert both.code not in page.text
    assert "<script" not in page.text
    data = anyone.get(path_of(stage.channel.address) + ".json")
    assert data.headers["cache-control"] == "no-store"
    assert data.headers["access-control-allow-origin"] == "*"
    (picture,) = data.json()["pictures"]
    assert (data.json()["school"], data.json()["name"]) == ("Oakfield Primary", "The garden wall")
    assert picture["large"] == {"address": only_ben.address, "width": 500, "height": 400}


def test_a_gallery_without_pictures_says_so(stage: Stage, anyone: TestClient) -> None:
    assert "There are no pictures here now." in anyone.get(path_of(stage.channel.address)).text


def test_a_gallery_comes_in_pages_newest_first(stage: Stage, anyone: TestClient) -> None:
    oldest = stage.place(stage.photo([], (40, 30)))
    copy_placement(stage, oldest, service.PAGE)
    home = path_of(stage.channel.address)
    first, second, third = (anyone.get(f"{home}.json", params={"page": page}).json() for page in (1, 2, 3))
    assert [len(each["pictures"]) for each in (first, second, third)] == [service.PAGE, 1, 0]
    assert second["pictures"][0]["large"]["address"] == oldest.address
    assert anyone.get(path_of(first["next"])).json() == second
    assert (second["next"], third["next"]) == (None, None)
    assert 'rel="next" href="?page=2"' in anyone.get(home).text
    assert 'rel="prev" href="?page=1"' in anyone.get(f"{home}?page=2").text
    assert [anyone.get(f"{home}?page={page}").status_code for page in ("0", "-1", "x", "9" * 30)] == [422] * 4


def copy_placement(stage: Stage, placed: PlacementRow, times: int) -> None:
    """Place so many other photos that look the same, a moment later."""
    with begin(stage.school) as tx:
        photo, placement = tx.get_one(Photo, placed.photo_id), tx.get_one(Placement, placed.id)
        review = tx.exec(select(Review).where(Review.photo_id == photo.id)).one()
        files = tx.exec(select(PlacementFile).where(PlacementFile.placement_id == placement.id)).all()
        for copies in (
            [another(photo, id=uuid5(photo.id, str(n)), sha256=f"{n:064x}") for n in range(times)],
            [another(review, id=uuid4(), photo_id=uuid5(photo.id, str(n))) for n in range(times)],
            [
                another(
                    placement,
                    id=uuid5(placement.id, str(n)),
                    photo_id=uuid5(photo.id, str(n)),
                    code=new_code(),
                    placed_at=placement.placed_at + timedelta(seconds=n + 1),
                )
                for n in range(times)
            ],
            [another(file, id=uuid4(), placement_id=uuid5(placement.id, str(n))) for n in range(times) for file in files],
        ):
            tx.add_all(copies)
            tx.flush()


def another(row: SQLModel, **but: object) -> SQLModel:
    return type(row)(**{**row.model_dump(exclude={"version"}), **but})


def test_a_gallery_takes_as_many_queries_for_many_pictures_as_for_two(stage: Stage, count_queries: CountQueries) -> None:
    def queries_now() -> int:
        with begin() as tx, count_queries() as queries:
            service.gallery(tx, stage.channel.code)
        return len(queries)

    for n in range(2):
        stage.place(stage.photo(size=(40 + n, 30)))
    before = queries_now()
    for n in range(2, 12):
        stage.event = stage.another_event()
        stage.place(stage.photo(size=(40 + n, 30)))
    with begin() as tx:
        assert len(service.gallery(tx, stage.channel.code).pictures) == 12
    assert queries_now() == before


def test_a_familys_page_shows_where_pictures_are_and_what_ended(stage: Stage, anyone: TestClient) -> None:
    stage.everybody_agrees("social_media")
    photo = stage.photo()
    website, feed = stage.place(photo), stage.place(photo, stage.new_channel("social_media", "Our feed"))
    taken_down = stage.place(stage.photo([stage.cast.amira], (50, 40)))
    not_theirs = stage.place(stage.photo([stage.cast.ben], (60, 40)))
    stage.remove(taken_down)
    home = stage.family_page(anyone, stage.cast.amira, stage.cast.amira_mother)
    assert anyone.post(f"{home}/withdraw", data={"purpose": "social_media"}).status_code == 303
    page = anyone.get(f"{home}/pictures")
    assert page.status_code == 200
    now, ended = page.text.split("Not shown any more")
    assert website.code in now
    assert "The garden wall" in now
    assert "Our feed" in ended
    assert "Taken down on" in ended
    assert not any(each.code in page.text for each in (feed, taken_down, not_theirs))


@pytest.mark.promise("G1")
def test_a_familys_page_names_no_other_child_and_none_of_staffs_words(stage: Stage, anyone: TestClient) -> None:
    stage.place(stage.photo())
    home = stage.family_page(anyone, stage.cast.amira, stage.cast.amira_mother)
    page = anyone.get(f"{home}/pictures").text
    assert "Amira" in page
    assert not any(word in page for word in ("Ben", "O'Neill", "Okafor", "Imran", CAPTION, ALT))


def test_a_familys_page_needs_the_code(stage: Stage, anyone: TestClient) -> None:
    home = stage.family_page(anyone, stage.cast.amira, stage.cast.amira_mother)
    anyone.cookies.clear()
    assert anyone.get(f"{home}/pictures").status_code == 401
    assert anyone.get("/f/unknown/pictures").status_code == 410


@pytest.mark.rule("R2")
@pytest.mark.promise("F1")
def test_a_familys_page_tells_a_restriction_by_nothing(stage: Stage, anyone: TestClient) -> None:
    """The other child of the picture ended it, or a lead did: the same bytes."""
    stage.place(stage.photo())
    home = stage.family_page(anyone, stage.cast.amira, stage.cast.amira_mother)
    stage.answer(stage.cast.ben, stage.cast.ben_mother, "withdrawn")
    by_another = anyone.get(f"{home}/pictures").text
    stage.answer(stage.cast.ben, stage.cast.ben_mother, "given")
    stage.restrict(stage.cast.amira)
    assert anyone.get(f"{home}/pictures").text == by_another
