"""From a family's withdrawal to its certificate: what is shown ends at once, a post elsewhere comes down by hand, and all of it is told."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import family_pages as family
from tests.journeys.looking import DESK, PHONE, Look
from tests.journeys.school import School

pytestmark = pytest.mark.xdist_group("journeys")

SMALL = 320
POST = "Our page, post of 3 May"
POST_IN_WORDS = "A post on social media"


@pytest.mark.rule("P9", "P10")
def test_a_withdrawal_is_followed_to_the_last_copy_and_certified(
    oakfield: School, desk: Callable[..., Page], phone: Callable[..., Page], look: Look
) -> None:
    # given a picture on the website, and a post elsewhere that somebody notes beside it
    nell = oakfield.child("Nell Ashby", agrees_to=["website"])
    event, channel = oakfield.event("Open morning", nell), oakfield.channel("Open morning")
    oakfield.show(oakfield.photo(event, 81, people=1), [nell], channel, "The new library")
    page = desk(oakfield, "publisher")
    note_the_post(page, channel["id"], look)

    # when the family withdraws
    parent = phone()
    family.sign_in(parent, oakfield.way_in(nell))
    family.withdraw(parent, "School website")

    # then the publisher finds what is left to do in the menu, and proves that it is done
    case = find_the_case(page, look)
    family_reads(parent, "Not down yet.")
    prove_that_it_is_gone(page, look)

    # and the family reads that all is down, and keeps it on paper
    family_reads(parent, "Down since")
    look.without_script(parent, "the family's certificate")
    with parent.expect_download() as saved:
        parent.get_by_role("link", name="Save it as a PDF").tap()
    assert re.fullmatch(r"came-down-\d{4}-\d\d-\d\d-[0-9a-f]{8}\.pdf", saved.value.suggested_filename)
    assert case[:8] in saved.value.suggested_filename


def note_the_post(page: Page, channel_id: str, look: Look) -> None:
    page.goto(f"/staff/channels/{channel_id}")
    page.get_by_text("Where else they are").click()
    expect(page.get_by_text("None is known.")).to_be_visible()
    page.get_by_label("What it is", exact=True).select_option(label=POST_IN_WORDS)
    page.get_by_label("Where", exact=True).fill(POST)
    look(page, "where else a picture is", (SMALL, PHONE, DESK))
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_text("Noted. It comes down with the picture.")).to_be_visible()


def find_the_case(page: Page, look: Look) -> str:
    """The id of the case in which the post is to come down."""
    page.goto("/staff/takedowns")
    case = page.get_by_role("listitem").filter(has_text="Open morning").get_by_role("link")
    for _ in range(20):  # the worker notices within moments
        if case.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    look(page, "takedowns", (SMALL, PHONE, DESK))
    page.set_viewport_size({"width": PHONE, "height": 844})
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name=re.compile("Takedowns .*to do"))).to_be_visible()
    look(page, "the menu on a phone")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Menu")).to_be_focused()
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    page.set_viewport_size({"width": DESK, "height": 900})
    case.click()
    expect(page.get_by_text(POST)).to_be_visible()
    return page.url.rpartition("/")[2]


def prove_that_it_is_gone(page: Page, look: Look) -> None:
    page.get_by_role("button", name="It is gone").click()
    page.get_by_label("How you know").fill("I deleted the post and looked.")
    look(page, "a takedown", (SMALL, PHONE, DESK))
    page.locator("form").get_by_role("button", name="It is gone").click()
    expect(page.get_by_text("All done")).to_be_visible()
    expect(page.get_by_text("I deleted the post and looked.")).to_be_visible()
    look(page, "a takedown that is done", (SMALL, DESK))


def family_reads(parent: Page, said: str) -> None:
    parent.goto(re.sub(r"(/f/[^/]+).*", r"\1/came-down", parent.url))
    parent.get_by_role("main").get_by_role("link").first.tap()
    expect(parent.get_by_role("main")).to_contain_text(POST_IN_WORDS)
    expect(parent.get_by_role("main")).to_contain_text(said)
