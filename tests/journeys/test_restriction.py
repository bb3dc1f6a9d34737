"""A lead restricts a child: the picture is gone, and nobody else learns why."""

from collections.abc import Callable

import httpx2
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.looking import DESK, PHONE, Look
from tests.journeys.school import Child, School
from tests.journeys.workbench import Workbench

pytestmark = pytest.mark.xdist_group("journeys")


@pytest.mark.rule("R1")
@pytest.mark.rule("R2")
def test_a_restriction_takes_the_picture_away_and_tells_nobody_why(
    oakfield: School, desk: Callable[..., Page], look: Look
) -> None:
    # given a picture on the website, and another child for whom nobody has answered
    child, unanswered = oakfield.child("Idris Bello", agrees_to=["website"]), oakfield.child("Juno Vance")
    publisher, lead = desk(oakfield, "publisher"), desk(oakfield, "lead")
    event = oakfield.event("Harvest festival", child, unanswered)
    photo = oakfield.photo(event, seed=21, people=1)
    placement = oakfield.show(photo, [child], oakfield.channel("Harvest gallery"), "Harvest")
    address = placement["files"][0]["address"]
    assert httpx2.get(address).status_code == 200

    # when the lead restricts the child
    lead.goto(f"/staff/children/{child.id}")
    lead.get_by_label("Reason").fill("A court order of 3 March")
    look(lead, "the lead's page of a child", (PHONE, DESK))
    lead.get_by_role("button", name="Restrict this child").click()
    expect(lead.get_by_text("Restricted: no picture of this child goes out.")).to_be_visible()
    expect(shown_standings(lead).get_by_text("Yes", exact=True)).to_have_count(0)
    look(lead, "restricted, as the lead sees it")

    # then the picture is gone
    assert httpx2.get(address).status_code == 410

    # and a publisher reads the same as for a child for whom nobody has answered
    publisher.goto(f"/staff/photos/{photo['id']}")
    website = Workbench(publisher).purpose("School website")
    expect(website).to_contain_text("There is no yes that counts for Idris Bello for the website.")
    look(publisher, "restricted, as a publisher sees the photo")
    assert standings(publisher, child) == standings(publisher, unanswered)
    look(publisher, "restricted, as a publisher sees the child", (PHONE, DESK))


def standings(page: Page, child: Child) -> str:
    """What a child's page says may be shown, without the child's name."""
    page.goto(f"/staff/children/{child.id}")
    expect(shown_standings(page).get_by_text("Displays in school", exact=True)).to_be_visible()
    expect(page.get_by_text("court order")).to_have_count(0)
    return shown_standings(page).inner_text().replace(child.name.split()[0], "…")


def shown_standings(page: Page) -> Locator:
    return page.get_by_role("region", name="What may be shown")
