"""An upload that was cut off goes on where it was."""

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
    expect(page.get_by_text("2 of 4 done.")).to_be_visible()
    look(page, "in the middle of an upload", (PHONE, DESK))

    # when the page is loaded anew and the same files are chosen
    page.once("dialog", lambda question: question.accept())
    page.reload()
    for route in held:
        route.abort()
    page.unroute_all()
    staff.choose(page, files)

    # then those that are there are skipped, and the others arrive
    expect(page.get_by_text("2 photos added. 2 of 4 were here already.")).to_be_visible()
    expect(page.get_by_role("list", name="Files").get_by_text("Was here already")).to_have_count(2)
    expect(staff.grid(page).get_by_role("listitem")).to_have_count(4)
    look(page, "the upload is complete", (PHONE, DESK))


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
