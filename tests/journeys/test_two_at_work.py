"""Two people name the same photo: nobody's work is put over the other's."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looking import DESK, PHONE, Look
from tests.journeys.school import School
from tests.journeys.workbench import Workbench

pytestmark = pytest.mark.xdist_group("journeys")


@pytest.mark.rule("W2")
def test_the_second_to_save_is_told_and_offered_what_is_there(oakfield: School, desk: Callable[..., Page], look: Look) -> None:
    # given the same photo open at two desks
    rosa, quinn = oakfield.child("Rosa Delgado"), oakfield.child("Quinn Harper")
    photo = oakfield.photo(oakfield.event("Choir", rosa, quinn), seed=51, people=2)
    first, second = desk(oakfield, "publisher"), desk(oakfield, "teacher")
    for page in (first, second):
        page.goto(f"/staff/photos/{photo['id']}")
        expect(Workbench(page).row(2)).to_contain_text("Not named yet")

    # when both name the first face
    Workbench(first).name_child("rosa", "Rosa Delgado")
    Workbench(second).redact(is_saved=False)

    # then the second is told, and can load what the first saved
    expect(second.get_by_role("alert")).to_contain_text("Somebody else changed who is in this picture")
    look(second, "somebody else was faster", (PHONE, DESK))
    second.get_by_role("button", name="Load what is there now").press("Enter")
    expect(Workbench(second).row(1)).to_contain_text("Rosa Delgado")

    # and go on from there
    Workbench(second).name_child("quinn", "Quinn Harper")
    look(second, "going on from there")
    first.reload()
    expect(Workbench(first).row(2)).to_contain_text("Quinn Harper")
