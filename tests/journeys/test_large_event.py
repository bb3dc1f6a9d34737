"""A large event: notices, a register, pictures, and a parent who opts a child out by the sign's code."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import event_pages
from tests.journeys.looking import DESK, Look
from tests.journeys.school import Child, School, drawn
from tests.journeys.workbench import Workbench

pytestmark = pytest.mark.xdist_group("journeys")

NARROW = 320
NOTICES = ("Letter to families", "Sign at the door", "Announcement", "Text in the programme")


@pytest.mark.rule("E1", "E2", "E3", "E4")
def test_a_large_event_from_its_notices_to_an_opt_out(
    oakfield: School, desk: Callable[..., Page], phone: Callable[..., Page], look: Look, tmp_path: Path
) -> None:
    # given a large event that the office has made
    nell = oakfield.child("Nell Ashworth", agrees_to=["website"])
    office = desk(oakfield, "office")
    event = make_large_event(office, nell, look)

    # then nobody can add pictures to it: the page says so before anything is chosen, and the service refuses
    camera = desk(oakfield, "photographer")
    camera.goto(f"/staff/events/{event}")
    closed = camera.get_by_role("region", name="Pictures can’t be added yet")
    expect(closed.get_by_role("listitem").filter(has_text="The sign at the door isn't confirmed.")).to_contain_text("E2")
    expect(camera.get_by_role("button", name="Choose photos")).to_have_count(0)
    look(camera, "pictures can't be added yet", (NARROW, DESK))
    refused = oakfield.client("photographer").put(f"/api/photos/{'0' * 64}", params={"event_id": event}, content=b"x")
    assert {reason["rule"] for reason in refused.json()["reasons"]} == {"E2"}, refused.text

    # when the notices are printed, given and confirmed, and the photographer is on the register
    address = give_notices(office, look)
    camera.reload()
    expect(closed).to_contain_text("E4")
    register(office, look)

    # then the photographer's pictures are taken
    camera.reload()
    picture = tmp_path / "fair.jpg"
    picture.write_bytes(drawn(seed=91, people=3))
    event_pages.choose(camera, [picture])
    expect(camera.get_by_label("Who took them?")).to_have_value(re.compile("."))
    event_pages.say_about(camera)
    expect(event_pages.file_row(camera, "fair.jpg")).to_contain_text("Added")

    # and one goes out, until a parent opts the child out by the code on the sign, without script
    (photo,) = oakfield.photos(event)
    oakfield.clear(oakfield.scanned(photo), [nell])
    publisher = desk(oakfield, "publisher")
    publisher.goto(f"/staff/photos/{photo['id']}")
    website = Workbench(publisher).purpose("School website")
    expect(website).to_contain_text("Cleared")
    parent = phone()
    opt_out(parent, address, "Nell Ashworth")
    look.without_script(parent, "opted out")
    publisher.reload()
    expect(website).to_contain_text("Blocked")

    # and one about nobody who is known stops everything, until the office has said who it is
    opt_out(parent, address, "Zzyx Qwerty")
    settle(office, look)
    for name, heading in (("About", "About this event"), ("Who takes part", "Who takes part"), ("Brief and stickers",) * 2):
        tab(office, name).click()
        expect(office.get_by_role("heading", name=heading, level=2).first).to_be_visible()
        look(office, name, (NARROW, DESK))


def tab(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation", name="This event").get_by_role("link", name=name)


def make_large_event(page: Page, child: Child, look: Look) -> str:
    """Make it in the browser; gives its id."""
    page.goto("/staff/events/new")
    page.get_by_label("Name").fill("Summer fair")
    page.get_by_label("Place").fill("School field")
    page.get_by_label("Large:").check()
    page.get_by_label("Only who is registered").check()
    expect(page.get_by_text("Nobody can add pictures until four notices")).to_be_visible()
    page.get_by_role("button", name="Show children of No class").click()
    page.get_by_label(child.name, exact=True).check()
    look(page, "a new large event", (NARROW, DESK))
    page.get_by_role("button", name="Make this event").click()
    expect(page.get_by_role("heading", name="Notices", level=2)).to_be_visible()
    return page.url.split("/events/")[1].split("/")[0]


def give_notices(page: Page, look: Look) -> str:
    """Print them, confirm each in one's name; gives the address of the public page."""
    for language in page.get_by_role("group", name="Languages").get_by_role("checkbox").all()[2:]:
        language.uncheck()
    with page.expect_download() as printed:
        page.get_by_role("link", name="Print the sign at the door").click()
    assert printed.value.path().read_bytes().startswith(b"%PDF-")
    look(page, "notices to give", (NARROW, DESK))
    for name in NOTICES:
        notice = page.get_by_role("region", name=name)
        notice.get_by_text("Confirm that it was given").click()
        notice.get_by_label("How and where").fill("As every year")
        notice.get_by_role("button", name="Confirm it in my name").click()
        expect(notice).to_contain_text("As every year. The office")
    expect(page.get_by_role("status").filter(has_text="All four are confirmed")).to_be_visible()
    return page.get_by_role("region", name="The page behind the code").get_by_role("link", name="/n/").inner_text()


def register(page: Page, look: Look) -> None:
    """Put the photographer on the register: identity checked, brief signed, badge printed."""
    tab(page, "Photographers").click()
    page.get_by_label("Signs in here as").select_option(label="The photographer")
    page.get_by_role("button", name="Put on the register").click()
    entry = page.get_by_role("region", name="The photographer")
    entry.get_by_label("What you looked at").fill("passport")
    entry.get_by_role("button", name="I have checked who it is").click()
    expect(entry).to_contain_text("The office saw: passport")
    entry.get_by_text("Have the brief signed").click()
    look(page, "the register", (NARROW, DESK))
    entry.get_by_role("checkbox", name="The photographer has read this").check()
    entry.get_by_role("button", name="Note that it is signed").click()
    expect(entry).to_contain_text("May take pictures")
    with page.expect_download() as printed:
        entry.get_by_role("link", name="Print the badge of The photographer").click()
    assert printed.value.path().read_bytes().startswith(b"%PDF-")


def opt_out(page: Page, address: str, name: str) -> None:
    """By the code on the sign."""
    page.goto(address)
    page.get_by_label("Name of the child").fill(name)
    page.get_by_role("button", name="No pictures of this child").click()
    expect(page.get_by_role("heading", name="It counts from now on")).to_be_visible()


def settle(page: Page, look: Look) -> None:
    """Say that the one whom nobody knows is no child of the school; then that this was wrong."""
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("Nobody knows yet who 1 opt-out is about.")
    page.get_by_role("link", name="Say who it is").click()
    unknown = page.get_by_role("region", name="‘Zzyx Qwerty’")
    unknown.get_by_label("Find a child by name").fill("nell")
    expect(unknown.get_by_role("button", name="Nell Ashworth")).to_be_visible()
    look(page, "opt-outs", (NARROW, DESK))
    unknown.get_by_text("Not a child of ours").click()
    unknown.get_by_label("How you know").fill("A visitor’s child; the family told us at the gate.")
    unknown.get_by_role("button", name="It is no child of ours").click()
    expect(unknown).to_contain_text("Settled")
    expect(page.get_by_role("alert")).to_have_count(0)

    unknown.get_by_text("Open it again").click()
    unknown.get_by_label("Why it is opened again").fill("She is ours: her aunt rang.")
    unknown.get_by_role("button", name="Open this opt-out again").click()
    expect(page.get_by_role("alert")).to_contain_text("Nobody knows yet who 1 opt-out is about.")
    expect(unknown).to_contain_text("her aunt rang")
