"""The families' area: pictures behind a family's sign-in, for every family of the school and nobody else."""

import pytest
from starlette.testclient import TestClient

from consentsvc.consent.speakers import Speaker
from consentsvc.families import ways_in
from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import begin
from consentsvc.publishing.schemas import PlacementRow
from tests.publishing.stage import ALT, CAPTION, Stage

PURPOSE = "closed_parent_area"


@pytest.fixture
def placed(stage: Stage) -> PlacementRow:
    """The photo of everybody, in the families' area."""
    stage.everybody_agrees(PURPOSE)
    return stage.place(stage.photo(), stage.new_channel(PURPOSE, "Sports day"))


def bens_home(stage: Stage, client: TestClient) -> str:
    return stage.family_page(client, stage.cast.ben, stage.cast.ben_mother)


def chidis_home(stage: Stage, client: TestClient) -> str:
    return stage.family_page(client, stage.cast.chidi, stage.cast.chidi_carer)


def pictures_in(home: str, placed: PlacementRow) -> list[str]:
    return [f"{home}/pictures/{placed.code}/{size}.jpg" for size in ("small", "large")]


@pytest.mark.rule("P1")
@pytest.mark.promise("S6", "S8")
def test_every_family_of_the_school_sees_an_album_after_it_signed_in(
    stage: Stage, placed: PlacementRow, anyone: TestClient
) -> None:
    home = chidis_home(stage, anyone)  # whose child isn't in the picture
    assert "Sports day" in anyone.get(f"{home}/albums").text
    (address,) = {each for each in anyone.get(f"{home}/albums").text.split('"') if each.startswith(f"{home}/albums/")}
    page = anyone.get(address)
    assert (ALT in page.text, CAPTION in page.text, "<script" in page.text) == (True, True, False)
    for picture in pictures_in(home, placed):
        assert picture in page.text
        answer = anyone.get(picture)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "etag" not in answer.headers


@pytest.mark.rule("P1")
def test_nobody_gets_it_by_another_door(stage: Stage, placed: PlacementRow, anyone: TestClient) -> None:
    for size in ("large", "small"):
        assert anyone.get(f"/m/{placed.code}/{size}.jpg").status_code == 404
    home = bens_home(stage, anyone)
    anyone.cookies.clear()
    assert anyone.get(f"{home}/albums").status_code == 401
    assert [anyone.get(each).status_code for each in pictures_in(home, placed)] == [401, 401]
    assert anyone.get(pictures_in("/f/unknown", placed)[0]).status_code == 410


def test_a_family_of_another_school_finds_nothing(stage: Stage, placed: PlacementRow, anyone: TestClient) -> None:
    elmbank = stage.cast.elmbank.id
    with begin(elmbank) as tx:
        actor = Actor("staff", stage.cast.other_head.id, elmbank, frozenset(stage.cast.other_head.roles))
        way_in = ways_in.invite(tx, actor, Speaker.guardian(stage.cast.zoe.id, stage.cast.zoe_mother.id))
    home = way_in.url.removeprefix("http://testserver")
    assert anyone.post(f"{home}/sign-in", data={"code": way_in.code}).status_code == 303
    assert [anyone.get(each).status_code for each in pictures_in(home, placed)] == [404, 404]
    assert "There are no pictures here now." in anyone.get(f"{home}/albums").text


def test_an_album_that_never_was_is_not_found(stage: Stage, placed: PlacementRow, anyone: TestClient) -> None:
    home = bens_home(stage, anyone)
    others = (f"/albums/{stage.channel.code}", "/albums/unknown", "/pictures/unknown/large.jpg")
    assert [anyone.get(home + each).status_code for each in others] == [404] * len(others)
    assert anyone.get(f"{home}/pictures/{placed.code}/huge.jpg").status_code == 404


def test_a_barred_parent_gets_nothing_any_more(stage: Stage, placed: PlacementRow, anyone: TestClient) -> None:
    from sqlmodel import select

    from consentsvc.roster.models import Guardianship

    home = bens_home(stage, anyone)
    assert anyone.get(pictures_in(home, placed)[0]).status_code == 200
    with begin(stage.school) as tx:
        tx.exec(select(Guardianship).where(Guardianship.child_id == stage.cast.ben.id)).one().contact_barred = True
    assert [anyone.get(each).status_code for each in (*pictures_in(home, placed), f"{home}/albums")] == [410] * 3


@pytest.mark.rule("P1")
def test_a_learning_record_shows_each_family_the_pictures_of_its_own_child(stage: Stage, anyone: TestClient) -> None:
    stage.everybody_agrees("learning_record")
    channel = stage.new_channel("learning_record", "Our work")
    both, only_amira = stage.place(stage.photo(), channel), stage.place(stage.photo([stage.cast.amira]), channel)
    bens, chidis = bens_home(stage, anyone), chidis_home(stage, anyone)
    page = anyone.get(f"{bens}/albums/{channel.code}")
    assert (both.code in page.text, only_amira.code in page.text) == (True, False)
    assert [anyone.get(pictures_in(bens, each)[0]).status_code for each in (both, only_amira)] == [200, 404]
    assert "There are no pictures here now." in anyone.get(f"{chidis}/albums/{channel.code}").text
    assert anyone.get(pictures_in(chidis, both)[0]).status_code == 404


@pytest.mark.rule("C16")
def test_a_family_sees_its_own_childs_picture_wherever_it_is_in_use(stage: Stage, anyone: TestClient) -> None:
    stage.everybody_agrees("press")
    handed_over = stage.place(stage.photo(), stage.new_channel("press", "The local paper"))
    home = bens_home(stage, anyone)
    address = pictures_in(home, handed_over)[0]
    assert address in anyone.get(f"{home}/pictures").text
    assert anyone.get(address).status_code == 200
    assert anyone.get(pictures_in(chidis_home(stage, anyone), handed_over)[0]).status_code == 404
    stage.answer(stage.cast.amira, stage.cast.amira_mother, "withdrawn", "press")
    assert anyone.get(address).status_code == 410
