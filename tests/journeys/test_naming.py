"""Naming the pictures of a large event by keyboard: suggestions, the same people again, pictures that are alike at once."""

import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.blackbox.service import Service
from tests.journeys.event_pages import grid, tile
from tests.journeys.looking import DESK, Look
from tests.journeys.school import School
from tests.journeys.seeding import IN_A_BURST, PHOTOS, SCENES
from tests.journeys.workbench import Workbench

pytestmark = pytest.mark.xdist_group("journeys")

NARROW = 320
FOUR = {"ada": "Ada Winterbourne", "bo": "Bo Winterbourne", "cleo": "Cleo Winterbourne", "dev": "Dev Winterbourne"}


@pytest.mark.rule("A1")
@pytest.mark.rule("W2")
def test_eight_hundred_pictures_are_named_with_help(
    service: Service, oakfield: School, desk: Callable[..., Page], look: Look
) -> None:
    event = given_an_event_with_eight_hundred_pictures(service, oakfield)
    page = desk(oakfield, "publisher")
    bench = Workbench(page)

    when_the_grid_is_opened(page, event, look)
    when_the_first_picture_is_named_by_typing(page, bench)
    then_the_pictures_like_it_are_looked_over_and_done_at_once(page, bench, look)
    when_the_next_picture_is_named_by_suggestion_and_by_the_last_one(page, bench, look)
    then_applying_is_taken_back(page, bench)
    then_the_grid_shows_what_is_done(page, look)


def given_an_event_with_eight_hundred_pictures(service: Service, oakfield: School) -> str:
    event = oakfield.event("Summer fair")
    command = [sys.executable, "-m", "tests.journeys.seeding", oakfield.slug, event]
    subprocess.run(command, env=service.environment(), check=True, timeout=120)
    return event


def when_the_grid_is_opened(page: Page, event: str, look: Look) -> None:
    page.goto(f"/staff/events/{event}")
    expect(page.get_by_text(f"{PHOTOS} of {PHOTOS} shown")).to_be_visible()
    expect(page.get_by_text(f"{SCENES} stacks of pictures that are alike")).to_be_visible()
    expect(grid(page).get_by_role("listitem")).to_have_count(SCENES)
    look(page, "a large event, stacked", (NARROW, DESK))
    fold = tile(page, "DSC_0001.jpg").get_by_role("button", name=f"{IN_A_BURST} alike")
    fold.press("Enter")
    expect(fold).to_have_attribute("aria-expanded", "true")
    expect(tile(page, "DSC_0005.jpg")).to_be_visible()
    look(page, "a stack unfolded")
    page.get_by_role("button", name=f"Next to do ({PHOTOS})").press("Enter")


def when_the_first_picture_is_named_by_typing(page: Page, bench: Workbench) -> None:
    expect(bench.title).to_have_text("DSC_0001.jpg")
    expect(page.get_by_text("4 other pictures look like this one.")).to_be_visible()
    for typed, name in FOUR.items():
        bench.name_child(typed, name)
    bench.count(4)


def then_the_pictures_like_it_are_looked_over_and_done_at_once(page: Page, bench: Workbench, look: Look) -> None:
    dialog = page.get_by_role("dialog", name="Apply to the 4 others like this")
    second = one_of(dialog, "DSC_0002.jpg")
    expect(second.get_by_label("Face 1")).to_have_value(re.compile("^child "))
    expect(second.get_by_role("option", name="Ada Winterbourne").first).to_be_attached()
    look(page, "the look over pictures that are alike", (NARROW, DESK))

    second.get_by_label("Face 4").select_option("Not named yet")
    expect(second.get_by_label("I count 4 people in it")).to_be_disabled()
    second.get_by_label("The names are right").press("Space")
    for name in ("DSC_0003.jpg", "DSC_0004.jpg", "DSC_0005.jpg"):
        one_of(dialog, name).get_by_label("I count 4 people in it").press("Space")
    dialog.get_by_role("button", name="Apply to 4 pictures").press("Enter")

    expect(page.get_by_text("Applied to 4 pictures.")).to_be_visible()
    expect(bench.title).to_have_text("DSC_0002.jpg")
    expect(page.get_by_text(f"{PHOTOS - 4} left to do")).to_be_visible()


def when_the_next_picture_is_named_by_suggestion_and_by_the_last_one(page: Page, bench: Workbench, look: Look) -> None:
    bench.name_child("dev", "Dev Winterbourne")
    bench.count(4)
    expect(bench.title).to_have_text("DSC_0006.jpg")

    expect(page.get_by_role("button", name="Face 1 of 4: Not named yet")).to_be_focused()
    page.keyboard.press("1")
    first = page.get_by_role("option", selected=True)
    expect(first).to_contain_text("in the picture before")
    expect(first).to_contain_text("Ada Winterbourne")
    look(page, "suggestions before a letter is typed", (NARROW, DESK))
    page.keyboard.press("Enter")
    bench.saved()
    expect(bench.row(1)).to_contain_text("Ada Winterbourne")

    page.keyboard.press("6")
    for place, name in enumerate(FOUR.values(), start=1):
        expect(bench.row(place)).to_contain_text(name)
    expect(bench.row(4)).to_contain_text("as in DSC_0002.jpg: look again")
    look(page, "the same people as in the last picture", (NARROW, DESK))
    bench.undo()
    expect(bench.row(1)).to_contain_text("Ada Winterbourne")
    expect(bench.row(4)).to_contain_text("Not named yet")
    page.keyboard.press("6")
    bench.saved()


def then_applying_is_taken_back(page: Page, bench: Workbench) -> None:
    page.keyboard.press("7")
    dialog = page.get_by_role("dialog", name="Apply to the 4 others like this")
    one_of(dialog, "DSC_0008.jpg").get_by_label("I count 4 people in it").press("Space")
    dialog.get_by_role("button", name="Apply to 1 picture").press("Enter")
    expect(page.get_by_text("Applied to 1 picture.")).to_be_visible()
    dialog.get_by_role("button", name="Not now").press("Enter")
    page.get_by_role("button", name="Undo", exact=True).last.press("Enter")  # the newest of what can be taken back
    expect(page.get_by_text("1 picture put back as before.")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Face 1 of 4")).focus()
    bench.count(4)
    page.get_by_role("dialog").get_by_role("button", name="Not now").press("Enter")
    expect(bench.title).to_have_text("DSC_0007.jpg")


def then_the_grid_shows_what_is_done(page: Page, look: Look) -> None:
    page.get_by_role("button", name="All photos").press("Enter")
    page.get_by_label("To do").select_option("Reviewed (6)")
    expect(page.get_by_text(f"6 of {PHOTOS} shown")).to_be_visible()
    expect(tile(page, "DSC_0006.jpg")).to_be_visible()
    look(page, "what is reviewed")


def one_of(dialog: Locator, name: str) -> Locator:
    return dialog.get_by_role("group", name=name)
