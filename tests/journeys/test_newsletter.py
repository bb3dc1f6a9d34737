"""A newsletter is written, checked as a whole and sent out; what families say later counts on its page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looking import DESK, PHONE, Look
from tests.journeys.school import School

pytestmark = pytest.mark.xdist_group("journeys")

PURPOSES = ("digital_newsletter", "printed_newsletter")


@pytest.mark.rule("P1", "P2")
@pytest.mark.promise("S1")
def test_an_issue_is_written_by_keys_checked_and_read_without_script(
    oakfield: School, desk: Callable[..., Page], phone: Callable[..., Page], look: Look
) -> None:
    # given two pictures that are cleared for the newsletter
    una, vic = (oakfield.child(name, agrees_to=PURPOSES) for name in ("Una Thistlewood", "Vic Marlowe"))
    event, letter = oakfield.event("Pond dipping", una, vic), oakfield.channel("Friday letter", PURPOSES[0])
    for seed, child in ((71, una), (72, vic)):
        oakfield.clear(oakfield.photo(event, seed, people=1), [child])

    # when the publisher begins an issue, and writes it
    page = desk(oakfield, "publisher")
    page.goto("/staff/newsletters")
    page.get_by_role("combobox", name="Newsletter").select_option(letter["id"])
    page.get_by_role("textbox", name="Title").fill("Summer at the pond")
    page.get_by_role("button", name="Begin this issue").click()
    page.get_by_role("button", name="Add a heading").click()
    expect(page.get_by_role("textbox", name="Heading 1")).to_be_focused()
    page.keyboard.type("Pond dipping")
    page.get_by_role("button", name="Add text").click()
    page.keyboard.type("Well done, Una Thistlewood!")
    add_pictures(page, event, look)
    for number, words in ((1, "Somebody with a net"), (2, "Somebody with a jar")):
        part_of(page, f"Picture {number}").get_by_label("For people who can’t see it").fill(words)

    # then the check finds the name of a child in one of its pictures
    check = page.get_by_role("region", name="Before it goes out")
    expect(check).to_contain_text("1 thing to put right first.")
    expect(part_of(page, "Text 1")).to_contain_text("Una Thistlewood")
    expect(check.get_by_role("button", name="Send it out")).to_be_disabled()
    look(page, "an issue with a name in it", (PHONE, DESK))

    # and once the name is out, and a picture moved up by keys, it goes out
    page.get_by_role("textbox", name="Text 1").fill("We found three newts.")
    last = part_of(page, "Picture 2").get_by_label("Caption")
    last.fill("A jar of water")
    for _ in range(2):
        page.keyboard.press("Alt+ArrowUp")
    expect(part_of(page, "Picture 1").get_by_label("Caption")).to_be_focused()
    assert [each.inner_text() for each in page.locator("[data-part] h2").all()] == [
        "Heading 1",
        "Picture 1",
        "Text 1",
        "Picture 2",
    ]
    expect(check).to_contain_text("All is well")
    check.get_by_role("button", name="Send it out").click()
    address = page.get_by_role("region", name="Its page").get_by_role("link").get_attribute("href")
    look(page, "an issue that is out", (PHONE, DESK))
    with page.expect_download() as downloaded:
        page.get_by_role("button", name="Download the PDF for print").click()
    assert downloaded.value.suggested_filename == "Summer at the pond.pdf"

    # then a family reads it on a phone, with no script
    reader = phone()
    reader.goto(str(address))
    expect(reader.get_by_role("heading", name="Summer at the pond")).to_be_visible()
    expect(reader.get_by_role("img")).to_have_count(2)
    expect(reader.get_by_role("img", name="Somebody with a jar")).to_be_visible()
    look.without_script(reader, "the newsletter")

    # and a withdrawal takes the picture off the page
    oakfield.answers(vic, {PURPOSES[0]: "withdrawn"})
    reader.reload()
    expect(reader.get_by_role("img")).to_have_count(1)
    expect(reader.get_by_text("We found three newts.")).to_be_visible()

    # and the publisher takes the whole issue back
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("region", name="Before it goes out")).to_contain_text("1 thing to put right first.")
    reader.reload()
    expect(reader.get_by_text("There is nothing here.")).to_be_visible()


def add_pictures(page: Page, event: str, look: Look) -> None:
    page.get_by_role("button", name="Add pictures").click()
    dialog = page.get_by_role("dialog", name="Add pictures")
    dialog.get_by_role("combobox", name="Event").select_option(event)
    tiles = dialog.get_by_role("list", name="Cleared pictures").get_by_role("button")
    expect(tiles).to_have_count(2)
    for tile in tiles.all():
        tile.click()
    look(page, "choosing pictures", (PHONE, DESK))
    dialog.get_by_role("button", name="Add 2 pictures").click()


def part_of(page: Page, name: str):  # type: ignore[no-untyped-def]
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=name, exact=True))
