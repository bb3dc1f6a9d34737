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
from consentsvc.kernel.errors import Refused
from consentsvc.media.models import Photo, Review
from consentsvc.publishing import galleries, service
from consentsvc.publishing.models import Placement, PlacementFile
from consentsvc.publishing.schemas import PlacementItem, PlacementRow
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
    copy_placement(stage, oldest, galleries.PAGE)
    home = path_of(stage.channel.address)
    first, second, third = (anyone.get(f"{home}.json", params={"page": page}).json() for page in (1, 2, 3))
    assert [len(each["pictures"]) for each in (first, second, third)] == [galleries.PAGE, 1, 0]
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
            galleries.gallery(tx, stage.channel.code)
        return len(queries)

    for n in range(2):
        stage.place(stage.photo(size=(40 + n, 30)))
    before = queries_now()
    for n in range(2, 12):
        stage.event = stage.another_event()
        stage.place(stage.photo(size=(40 + n, 30)))
    with begin() as tx:
        assert len(galleries.gallery(tx, stage.channel.code).pictures) == 12
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


@pytest.mark.rule("C4")
@pytest.mark.rule("C16")
@pytest.mark.promise("S1")
def test_a_parent_takes_one_picture_down_by_one_tap_and_can_undo_it(stage: Stage, anyone: TestClient) -> None:
    placed, other = stage.place(stage.photo()), stage.place(stage.photo())
    home = stage.family_page(anyone, stage.cast.amira, stage.cast.amira_mother)
    done = anyone.post(f"{home}/pictures/take-down", data={"code": placed.code})
    assert done.status_code == 303
    for file in placed.files:
        assert anyone.get(path_of(file.address)).status_code == 410
    assert anyone.get(path_of(other.address)).status_code == 200
    assert placed.code not in anyone.get(path_of(stage.channel.address)).text
    assert len(anyone.get(path_of(stage.channel.address) + ".json").json()["pictures"]) == 1
    assert "The picture is taken down" in anyone.get(done.headers["location"]).text
    assert "You took this one down. Undo" in anyone.get(f"{home}/pictures").text
    assert anyone.post(f"{home}/pictures/allow-again", data={"code": placed.code}).status_code == 303
    assert anyone.get(path_of(placed.address)).status_code == 200


@pytest.mark.promise("S2")
def test_what_a_family_took_down_cannot_be_placed_again(stage: Stage, anyone: TestClient) -> None:
    placed = stage.place(stage.photo())
    home = stage.family_page(anyone, stage.cast.amira, stage.cast.amira_mother)
    anyone.post(f"{home}/pictures/take-down", data={"code": placed.code})
    stage.remove(placed)
    with pytest.raises(Refused) as refused:
        stage.place(placed.photo_id)
    assert [reason.code for reason in refused.value.reasons] == ["taken_down"]


@pytest.mark.promise("G1")
def test_nobody_undoes_what_the_other_parent_took_down_nor_learns_of_it(stage: Stage, anyone: TestClient) -> None:
    placed = stage.place(stage.photo())
    mother = stage.family_page(anyone, stage.cast.amira, stage.cast.amira_mother)
    father = stage.family_page(anyone, stage.cast.amira, stage.cast.amira_father)
    anyone.post(f"{mother}/pictures/take-down", data={"code": placed.code})
    assert anyone.post(f"{father}/pictures/allow-again", data={"code": placed.code}).status_code == 404
    assert "Undo" not in anyone.get(f"{father}/pictures").text
    assert anyone.get(f"{father}/pictures/taken-down", params={"code": placed.code}).status_code == 303
    assert anyone.get(path_of(placed.address)).status_code == 410


@pytest.mark.rule("A6")
def test_a_family_takes_down_only_pictures_that_their_child_is_in(stage: Stage, anyone: TestClient) -> None:
    placed = stage.place(stage.photo([stage.cast.ben, stage.cast.ms_okafor]))
    home = stage.family_page(anyone, stage.cast.amira, stage.cast.amira_mother)
    for code in (placed.code, "nobody-has-this", ""):
        assert anyone.post(f"{home}/pictures/take-down", data={"code": code}).status_code == 404
    assert anyone.get(path_of(placed.address)).status_code == 200


@pytest.mark.rule("P2")
def test_a_first_name_leaves_the_gallery_with_the_leave_to_give_it(stage: Stage, anyone: TestClient) -> None:
    stage.answer(stage.cast.amira, stage.cast.amira_mother, "given", conditions=["first_name"])
    item = PlacementItem(photo_id=stage.photo(), caption="Amira plants beans", alt="Amira with a spade")
    placed = service.place(stage.actor(stage.cast.publisher), stage.channel.id, item)
    assert "Amira plants beans" in anyone.get(path_of(stage.channel.address)).text
    stage.answer(stage.cast.amira, stage.cast.amira_mother, "given")
    page, data = anyone.get(path_of(stage.channel.address)), anyone.get(path_of(stage.channel.address) + ".json")
    assert placed.code in page.text
    assert "Amira" not in page.text + data.text
    assert anyone.get(path_of(placed.address)).status_code == 200
    with begin(stage.school) as tx:
        row = service.placement(tx, stage.actor(stage.cast.publisher), placed.id)
    assert (row.showing, row.withholds_words, row.caption) == (True, True, "Amira plants beans")
