"""What a school puts on its own website: a frame, a web component, feeds."""

import gzip
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from consentsvc.publishing import embeds, galleries, service
from consentsvc.publishing.schemas import PlacementItem
from tests.publishing.stage import ALT, CAPTION, Stage, path_of
from tests.publishing.test_pages import copy_placement

ATOM = {"atom": "http://www.w3.org/2005/Atom"}


@pytest.fixture(autouse=True)
def agreed(stage: Stage) -> None:
    stage.everybody_agrees()


def test_the_frame_may_stand_on_any_site_and_runs_no_script(stage: Stage, anyone: TestClient) -> None:
    placed = stage.place(stage.photo())
    page = anyone.get(path_of(stage.channel.address) + "/frame")
    assert "frame-ancestors *" in page.headers["content-security-policy"]
    assert "script-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert f"/m/{placed.code}/small.jpg" in page.text
    assert "<script" not in page.text
    assert "frame-ancestors 'none'" in anyone.get(path_of(stage.channel.address)).headers["content-security-policy"]


def test_the_json_feed_tells_each_picture_that_shows(stage: Stage, anyone: TestClient) -> None:
    placed = stage.place(stage.photo())
    answer = anyone.get(path_of(stage.channel.address) + "/feed.json")
    assert answer.headers["content-type"] == "application/feed+json"
    assert (answer.headers["cache-control"], answer.headers["access-control-allow-origin"]) == ("no-store", "*")
    feed = answer.json()
    (item,) = feed.pop("items")
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The garden wall",
        "home_page_url": stage.channel.address,
        "feed_url": stage.channel.address + "/feed.json",
        "authors": [{"name": "Oakfield Primary"}],
    }
    assert item["image"] == placed.address
    assert f'alt="{ALT}"' in item["content_html"]
    assert CAPTION in item["content_html"]


def test_the_atom_feed_tells_each_picture_that_shows(stage: Stage, anyone: TestClient) -> None:
    placed = stage.place(stage.photo())
    answer = anyone.get(path_of(stage.channel.address) + "/feed.xml")
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = ET.fromstring(answer.content)
    assert feed.findtext("atom:title", namespaces=ATOM) == "The garden wall"
    (entry,) = feed.findall("atom:entry", ATOM)
    assert entry.findtext("atom:title", namespaces=ATOM) == CAPTION
    link = entry.find("atom:link", ATOM)
    assert link is not None
    assert link.get("href") == placed.address
    assert all(feed.findtext(f"atom:{part}", namespaces=ATOM) for part in ("id", "updated", "author/atom:name"))


@pytest.mark.parametrize("where", ["", ".json", "/frame", "/feed.json", "/feed.xml"])
@pytest.mark.rule("P1")
def test_a_picture_is_gone_from_every_form_with_the_withdrawal(stage: Stage, anyone: TestClient, where: str) -> None:
    placed = stage.place(stage.photo())
    assert placed.code in anyone.get(path_of(stage.channel.address) + where).text
    stage.answer(stage.cast.amira, stage.cast.amira_mother, "withdrawn")
    after = anyone.get(path_of(stage.channel.address) + where)
    assert after.status_code == 200
    assert placed.code not in after.text


@pytest.mark.parametrize(("ending", "next_of"), [("json", "json"), ("xml", "xml")])
def test_a_feed_comes_in_pages(stage: Stage, anyone: TestClient, ending: str, next_of: str) -> None:
    oldest = stage.place(stage.photo([], (40, 30)))
    copy_placement(stage, oldest, galleries.PAGE)
    first = anyone.get(path_of(stage.channel.address) + f"/feed.{ending}")
    assert f"{stage.channel.address}/feed.{next_of}?page=2" in first.text
    second = anyone.get(path_of(stage.channel.address) + f"/feed.{ending}?page=2")
    assert oldest.code in second.text
    assert "page=3" not in second.text


@pytest.mark.parametrize("where", ["/frame", "/feed.json", "/feed.xml"])
def test_an_address_that_never_was_is_not_found(anyone: TestClient, where: str) -> None:
    assert anyone.get(f"/g/{'0' * 22}{where}").status_code == 404


def test_words_from_people_stay_words(stage: Stage, anyone: TestClient) -> None:
    item = PlacementItem(photo_id=stage.photo(), caption='<b onclick="x">Beans</b>', alt='Two "children" & beans')
    service.place(stage.actor(stage.cast.publisher), stage.channel.id, item)
    feed = anyone.get(path_of(stage.channel.address) + "/feed.json").json()
    html = feed["items"][0]["content_html"]
    assert "<b" not in html
    assert "&lt;b onclick=&quot;x&quot;&gt;Beans" in html


def test_a_character_that_no_feed_may_hold_leaves_the_feed_readable(stage: Stage, anyone: TestClient) -> None:
    item = PlacementItem(photo_id=stage.photo(), caption="Spring\x0b planting\ufffe", alt=ALT)
    service.place(stage.actor(stage.cast.publisher), stage.channel.id, item)
    feed = ET.fromstring(anyone.get(path_of(stage.channel.address) + "/feed.xml").content)
    assert feed.findtext("atom:entry/atom:title", namespaces=ATOM) == "Spring planting"


def test_the_web_component_is_small_and_for_any_site(anyone: TestClient) -> None:
    answer = anyone.get("/embed/gallery.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "no-cache"
    assert len(gzip.compress(embeds.SCRIPT.read_bytes(), 9)) <= 2048
