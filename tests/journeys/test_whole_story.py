"""From the camera roll to the website, and back down again."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx2
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from consentsvc.media.pictures import neutral
from tests.journeys import event_pages as staff
from tests.journeys import family_pages as family
from tests.journeys.looking import DESK, PHONE, Look
from tests.journeys.school import Child, School, drawn
from tests.journeys.workbench import Workbench

pytestmark = pytest.mark.xdist_group("journeys")

WEBSITE = "School website"
TO_NAME = {
    "2 pair.jpg": [("zoe", "Zoë Armstrong"), ("ben o", "Ben O'Neill")],
    "3 pair.jpg": [("parry", "Siân Parry"), ("oneill", "Ben O'Neill")],
    "4 one.jpg": [("noah", "Noah Bennett")],
}
"""In these photos: what is typed for each person, and the child whom that finds."""

Files = dict[str, list[dict[str, Any]]]


@pytest.mark.rule("P6", "P9")
def test_from_the_camera_roll_to_the_website_and_back_down(
    oakfield: School, desk: Callable[..., Page], phone: Callable[..., Page], look: Look, tmp_path: Path
) -> None:
    families = given_four_families(oakfield)
    page = when_the_publisher_signs_in_and_makes_a_channel_and_an_event(desk(), oakfield, look)
    when_a_folder_of_photographs_is_dropped(page, a_folder_of_photographs(tmp_path / "Sports day"), look)
    then_the_grid_fills(page, look)
    when_everybody_is_named_with_the_keyboard_alone(page, look)
    then_the_workbench_says_what_may_go_out_and_why(page, look)
    when_all_are_put_on_the_website(page, look)
    when_a_second_person_releases_them(desk(oakfield, "lead"), look)
    gallery = then_the_public_gallery_shows_three(page, look)
    files = public_files(oakfield, gallery)

    parents_page = when_a_parent_takes_back_the_yes_on_a_phone(phone(), oakfield, families["Zoë Armstrong"], look)
    then_the_pictures_of_that_child_are_gone(files)
    then_the_gallery_shows_the_other_one(page, gallery, look)
    then_the_family_sees_what_stopped(parents_page, look)


def given_four_families(oakfield: School) -> dict[str, Child]:
    oakfield.adult("Ms Okafor", agrees_to="website")
    agree = ["Zoë Armstrong", "Siân Parry", "Ben O'Neill"]
    families = {name: oakfield.child(name, agrees_to=["website", "learning_record"]) for name in agree}
    return families | {"Noah Bennett": oakfield.child("Noah Bennett", refuses=["website"])}


def when_the_publisher_signs_in_and_makes_a_channel_and_an_event(page: Page, oakfield: School, look: Look) -> Page:
    page.goto("/staff/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    look(page, "sign in", (PHONE, DESK))
    staff.sign_in(page, oakfield.email("publisher"))
    look(page, "events", (PHONE, DESK))
    staff.make_channel(page, "Website gallery", WEBSITE)
    look(page, "channels", (PHONE, DESK))

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Events").click()
    page.get_by_role("link", name="New event").click()
    page.get_by_label("Name").fill("Sports day")
    page.get_by_label("Place").fill("School field")
    page.get_by_role("button", name="Show children of No class").click()
    for name in ("Zoë Armstrong", "Siân Parry", "Ben O'Neill", "Noah Bennett"):
        page.get_by_label(name).check()
    look(page, "new event", (PHONE, DESK))
    page.get_by_role("button", name="Make this event").click()
    expect(page.get_by_role("heading", name="Sports day", level=1)).to_be_visible()
    expect(page.get_by_text("4 children take part")).to_be_visible()
    look(page, "event without photos", (PHONE, DESK))
    return page


def a_folder_of_photographs(folder: Path) -> Path:
    folder.mkdir()
    (folder / "1 team.jpg").write_bytes(drawn(seed=5, people=4))
    (folder / "2 pair.jpg").write_bytes(drawn(seed=6, people=2))
    (folder / "3 pair.jpg").write_bytes(drawn(seed=7, people=2))
    (folder / "4 one.jpg").write_bytes(drawn(seed=8, people=1))
    (folder / "copies").mkdir()
    (folder / "copies" / "4 one.jpg").write_bytes(drawn(seed=8, people=1))
    (folder / "notes.jpg").write_text("Remember to water the plants.")
    return folder


def when_a_folder_of_photographs_is_dropped(page: Page, folder: Path, look: Look) -> None:
    staff.drop(page, folder)
    staff.say_about(page)

    expect(page.get_by_text("4 photos added. 1 of 6 was here already. 1 not taken.")).to_be_visible()
    expect(staff.file_row(page, "notes.jpg")).to_contain_text("Not taken")
    expect(staff.file_row(page, "notes.jpg")).to_contain_text("This file is not a JPEG, PNG, WebP, HEIC or TIFF picture")
    expect(page.get_by_role("list", name="Files").get_by_text("Chosen twice")).to_have_count(1)
    look(page, "after the upload", (PHONE, DESK))


def then_the_grid_fills(page: Page, look: Look) -> None:
    expect(staff.grid(page).get_by_role("listitem")).to_have_count(4)
    expect(staff.grid(page).get_by_text("People to name")).to_have_count(4)
    expect(staff.tile(page, "1 team.jpg")).to_contain_text("0 of 4 named")
    look(page, "the grid", (PHONE, DESK))


def when_everybody_is_named_with_the_keyboard_alone(page: Page, look: Look) -> None:
    bench = Workbench(page)
    staff.tile(page, "1 team.jpg").get_by_role("link").press("Enter")
    expect(bench.title).to_have_text("1 team.jpg")
    name_the_team(page, bench, look)
    for _ in TO_NAME:
        name = bench.title_after_the_count()
        for typed, child in TO_NAME[name]:
            bench.name_child(typed, child)
        bench.count(len(TO_NAME[name]))
    expect(page.get_by_text("all done")).to_be_visible()


def name_the_team(page: Page, bench: Workbench, look: Look) -> None:
    """A child with accents, an adult, one covered, one covered by mistake and named after all, one whom the search missed."""
    look(page, "workbench, nobody named", (PHONE, DESK))
    page.keyboard.type("zoe")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Zoë Armstrong")
    look(page, "workbench, finding a child", (PHONE, DESK))
    page.keyboard.press("Enter")
    bench.name_adult("oka", "Ms Okafor")
    bench.redact()
    bench.redact()
    bench.undo()
    bench.name_child("sian", "Siân Parry")
    bench.mark_somebody()
    bench.not_identifiable("Back to the camera")
    expect(bench.row(1)).to_contain_text("Zoë Armstrong")
    expect(bench.row(2)).to_contain_text("Ms Okafor")
    expect(bench.row(3)).to_contain_text("Will be covered")
    expect(bench.row(4)).to_contain_text("Siân Parry")
    expect(bench.row(5)).to_contain_text("Not identifiable: Back to the camera")
    expect(bench.purpose(WEBSITE)).to_contain_text("Needs a person")
    look(page, "workbench, everybody named", (PHONE, DESK))
    bench.count(5)


def then_the_workbench_says_what_may_go_out_and_why(page: Page, look: Look) -> None:
    bench = Workbench(page)
    open_from_the_grid(page, "1 team.jpg")
    expect(bench.purpose(WEBSITE)).to_contain_text("Cleared")
    expect(bench.purpose("Social media")).to_contain_text("Blocked")
    expect(bench.purpose("Social media")).to_contain_text("C2")
    look(page, "workbench, cleared", (PHONE, DESK))
    open_from_the_grid(page, "4 one.jpg")
    expect(bench.purpose(WEBSITE)).to_contain_text("Blocked")
    bench.purpose(WEBSITE).locator("summary").press("Enter")
    expect(bench.purpose(WEBSITE).get_by_role("link", name="Rule C2")).to_be_visible()
    look(page, "workbench, blocked", (PHONE, DESK))


def open_from_the_grid(page: Page, name: str) -> None:
    page.get_by_role("button", name="All photos").press("Enter")
    staff.tile(page, name).get_by_role("link").press("Enter")
    expect(Workbench(page).title).to_have_text(name)


def when_all_are_put_on_the_website(page: Page, look: Look) -> None:
    page.get_by_role("button", name="All photos").press("Enter")
    staff.tile(page, "1 team.jpg").get_by_role("link").press("Control+a")
    expect(page.get_by_text("4 photos chosen")).to_be_visible()
    look(page, "all photos chosen", (PHONE, DESK))
    page.get_by_role("button", name="Put on channel").click()
    page.get_by_label("Channel", exact=True).select_option(label="Website gallery")
    expect(page.get_by_text("3 of 4 cleared for ‘School website’ now.")).to_be_visible()
    page.get_by_label("Caption").fill("Sports day in the sun")
    page.get_by_label("Alternative text").fill("Children at sports day")
    look(page, "putting on a channel", (PHONE, DESK))
    page.get_by_role("button", name="Put 4 photos on the channel").click()

    expect(page.get_by_text("3 of 4 placed.")).to_be_visible()
    refused = page.get_by_role("dialog").get_by_role("listitem").filter(has_text="4 one.jpg").first
    expect(refused.get_by_role("link", name="Rule C2")).to_be_visible()
    look(page, "what was placed", (PHONE, DESK))
    page.get_by_role("button", name="Done").click()


def when_a_second_person_releases_them(page: Page, look: Look) -> None:
    """Whoever uploaded them placed them, so somebody else says that they may be shown: a key for each."""
    page.goto("/staff/releases")
    expect(page.get_by_text("1 of 3.")).to_be_visible()
    look(page, "pictures to release", (PHONE, DESK))
    for left in ("1 of 2.", "1 of 1.", "Nothing waits for a second person."):
        page.keyboard.press("r")
        expect(page.get_by_text(left)).to_be_visible()


def then_the_public_gallery_shows_three(page: Page, look: Look) -> str:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Publishing").click()
    page.get_by_role("link", name="Website gallery").click()
    expect(page.get_by_text("3 pictures showing")).to_be_visible()
    look(page, "the channel", (PHONE, DESK))
    address = page.get_by_role("main").get_by_role("link", name="/g/").get_attribute("href")
    assert address is not None
    page.goto(address)
    pictures = page.get_by_role("img", name="Children at sports day")
    expect(pictures).to_have_count(3)
    for number in range(3):
        pictures.nth(number).scroll_into_view_if_needed()
        expect(pictures.nth(number)).to_have_js_property("complete", True)
    look.without_script(page, "the gallery")
    return address


def public_files(oakfield: School, gallery: str) -> Files:
    """Of each photo that was placed: its public files, which answer with a picture of their size."""
    publisher = oakfield.client("publisher")
    channel = next(each for each in publisher.get("/api/channels").json() if gallery.endswith(each["code"]))
    placements = publisher.get("/api/placements", params={"channel_id": channel["id"]}).json()
    files: Files = {name_of(publisher, each): each["files"] for each in placements}
    assert sorted(files) == ["1 team.jpg", "2 pair.jpg", "3 pair.jpg"]
    for file in [file for each in files.values() for file in each]:
        assert Image.open(BytesIO(served(file).content)).size == (file["width"], file["height"])
    return files


def served(file: dict[str, Any], status: int = 200) -> httpx2.Response:
    answer = httpx2.get(file["address"])
    assert answer.status_code == status
    return answer


def name_of(client: httpx2.Client, placement: dict[str, str]) -> str:
    return str(client.get(f"/api/photos/{placement['photo_id']}").json()["file_name"])


def when_a_parent_takes_back_the_yes_on_a_phone(page: Page, oakfield: School, child: Child, look: Look) -> Page:
    family.sign_in(page, oakfield.way_in(child))
    look.without_script(page, "the family's first page")
    page.get_by_role("link", name="Where pictures of Zoë are in use now").tap()
    expect(page.get_by_role("img", name="A picture in Website gallery")).to_have_count(2)
    look.without_script(page, "the family sees two pictures in use")
    page.get_by_role("link", name="Back to all answers").tap()
    family.withdraw(page, WEBSITE)
    look.without_script(page, "the yes is withdrawn")
    return page


def then_the_pictures_of_that_child_are_gone(files: Files) -> None:
    for file in files["1 team.jpg"] + files["2 pair.jpg"]:
        assert served(file, 410).content == neutral(file["width"], file["height"])
    for file in files["3 pair.jpg"]:
        assert served(file)


def then_the_gallery_shows_the_other_one(page: Page, gallery: str, look: Look) -> None:
    page.goto(gallery)
    expect(page.get_by_role("img", name="Children at sports day")).to_have_count(1)
    look.without_script(page, "the gallery after the withdrawal")
    assert len(httpx2.get(f"{gallery}.json").json()["pictures"]) == 1


def then_the_family_sees_what_stopped(page: Page, look: Look) -> None:
    page.get_by_role("link", name="See all your answers").tap()
    page.get_by_role("link", name="Where pictures of Zoë are in use now").tap()
    expect(page.get_by_text("No picture is in use now.")).to_be_visible()
    expect(page.get_by_role("heading", name="Not shown any more")).to_be_visible()
    expect(page.get_by_role("term").get_by_text("Website gallery")).to_have_count(2)
    look.without_script(page, "the family sees what stopped")
