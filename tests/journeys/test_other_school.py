"""Another school's staff see nothing of Oakfield, even with its addresses in hand."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looking import Look
from tests.journeys.school import School

pytestmark = pytest.mark.xdist_group("journeys")


@pytest.mark.rule("A6")
def test_addresses_of_oakfield_are_not_found_at_elmbank(
    oakfield: School, elmbank: School, desk: Callable[..., Page], look: Look
) -> None:
    child = oakfield.child("Kofi Asante", agrees_to=["website"])
    event = oakfield.event("Secret garden", child)
    photo = oakfield.photo(event, seed=31, people=1)
    channel = oakfield.channel("Garden gallery")
    page = desk(elmbank, "head")

    addresses = {
        "event": f"/staff/events/{event}",
        "participants": f"/staff/events/{event}/participants",
        "photo": f"/staff/photos/{photo['id']}",
        "child": f"/staff/children/{child.id}",
        "channel": f"/staff/channels/{channel['id']}",
        "no such page": "/staff/no-such-page",
    }
    for name, address in addresses.items():
        page.goto(address)
        expect(page.get_by_text("Not found").first).to_be_visible()
        look(page, f"not found: {name}")
        for secret in ("Secret garden", "Kofi", "IMG_31", "Garden gallery"):
            expect(page.get_by_text(secret)).to_have_count(0)

    page.goto("/staff/events")
    expect(page.get_by_role("heading", name="No events yet")).to_be_visible()
    look(page, "no events at Elmbank")
