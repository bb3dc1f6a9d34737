"""An upload: what is asked first, one that was cut off goes on where it was, and what is owed afterwards."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys import event_pages as staff
from tests.journeys.looking import DESK, PHONE, Look
from tests.journeys.school import School, drawn

pytestmark = pytest.mark.xdist_group("journeys")


def test_after_a_reload_the_same_files_are_skipped(
    oakfield: School, desk: Callable[..., Page], look: Look, tmp_path: Path
) -> None:
    # given an upload of four photographs that stops after two
    files = [tmp_path / f"IMG_{number}.jpg" for number in range(4)]
    for number, file in enumerate(files):
        file.write_bytes(drawn(seed=40 + number, people=1))
    page = desk(oakfield, "publisher")
    page.goto(f"/staff/events/{oakfield.event('School trip')}")
    held: list[Route] = []
    page.route("**/api/photos/*?*", only(2, held))
    staff.choose(page, files)
    look(page, "what is asked about the photographs", (320, PHONE, DESK))
    staff.say_about(page)
    expect(page.get_by_text("2 of 4 done.")).to_be_visible()
    look(page, "in the middle of an upload", (PHONE, DESK))

    # when the page is loaded anew and the same files are chosen
    page.once("dialog", lambda question: question.accept())
    page.reload()
    for route in held:
        route.abort()
    page.unroute_all()
    staff.choose(page, files)
    staff.say_about(page, "My own phone or camera")

    # then those that are there are skipped, and the others arrive
    expect(page.get_by_text("2 photos added. 2 of 4 were here already.")).to_be_visible()
    expect(page.get_by_role("list", name="Files").get_by_text("Was here already")).to_have_count(2)
    expect(staff.grid(page).get_by_role("listitem")).to_have_count(4)
    look(page, "the upload is complete", (PHONE, DESK))

    # and whoever took them is told that they carry a place, and asked to delete them from their own phone
    expect(page.get_by_text("2 of 2 photos say where they were taken.")).to_be_visible()
    expect(page.get_by_text("2 photos of this event are still on your own phone")).to_be_visible()
    look(page, "what is owed", (320, PHONE, DESK))
    then_a_lead_sees_it(desk(oakfield, "lead"), look)
    page.get_by_role("button", name="I have deleted them").click()
    expect(page.get_by_role("heading", name="Delete from your device")).to_have_count(0)


@pytest.mark.rule("W5", "W7")
def test_pictures_from_a_place_where_none_are_taken_never_leave_the_browser(
    oakfield: School, desk: Callable[..., Page], look: Look, tmp_path: Path
) -> None:
    # given a teacher who reads the notice, and chooses two files
    page = desk(oakfield, "teacher")
    page.goto(f"/staff/events/{oakfield.event('Swimming')}")
    expect(page.get_by_text("A picture taken without consent is deleted.")).to_be_visible()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/api/photos/" in request.url else None)
    files = [tmp_path / f"IMG_{number}.jpg" for number in range(2)]
    for file in files:
        file.write_bytes(b"never read")
    sent.clear()
    staff.choose(page, files)

    # when they say that these are from a changing room
    page.get_by_label("A changing room").check()

    # then nothing is sent, and they are told what to do
    expect(page.get_by_role("alert")).to_contain_text("Tell the safeguarding lead now.")
    expect(page.get_by_role("button", name="Add 2 files")).to_have_count(0)
    look(page, "nothing is sent", (320, PHONE, DESK))
    page.get_by_role("button", name="Don’t add these files").click()
    expect(page.get_by_role("button", name="Choose photos")).to_be_visible()
    assert sent == []


def then_a_lead_sees_it(page: Page, look: Look) -> None:
    page.goto("/staff/events")
    page.get_by_role("link", name="Photos on people’s own devices").click()
    expect(page.get_by_role("row").filter(has_text="School trip")).to_contain_text("2")
    look(page, "who owes what", (320, PHONE, DESK))


def only(most: int, held: list[Route]) -> Callable[[Route], None]:
    """Lets the first uploads through; holds the others."""
    passed: list[Route] = []

    def let_through(route: Route) -> None:
        is_upload = route.request.method == "PUT"
        if is_upload and len(passed) == most:
            held.append(route)
            return
        passed.extend([route] * is_upload)
        route.continue_()

    return let_through
