"""The office brings in a class list, and gives a family its way in."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import family_pages as family
from tests.journeys.looking import DESK, PHONE, Look
from tests.journeys.school import School, WayIn

pytestmark = pytest.mark.xdist_group("journeys")

HEADER = (
    "ref,first_name,last_name,born_on,class,"
    "guardian_1_name,guardian_1_email,guardian_1_phone,guardian_1_relationship,guardian_1_responsibility"
)
GOOD = "R1,Uma,Krishnan,2016-05-31,Otters,Lakshmi Krishnan,lakshmi@example.org,,mother,yes"
CORRECTED = "R2,Leo,Rossi,2016-02-29,Otters,Giulia Rossi,giulia@example.org,,mother,yes"
BAD = "R2,,Rossi,2016-02-30,Otters,Giulia Rossi,giulia at example,,mother,perhaps"


def test_the_office_imports_a_list_and_makes_a_family_link(
    oakfield: School, desk: Callable[..., Page], phone: Callable[..., Page], look: Look, tmp_path: Path
) -> None:
    # given a list with a row that can't be right
    page = desk(oakfield, "office")
    page.goto("/staff/children")
    look(page, "children", (PHONE, DESK))
    page.get_by_role("link", name="Import a list").click()
    page.get_by_label("CSV file").set_input_files(a_file(tmp_path, "first.csv", GOOD, BAD))

    # then each thing to correct is named, and nothing can be imported
    problems = page.get_by_role("alert").get_by_role("listitem")
    expect(problems).to_have_count(4)
    expect(problems.filter(has_text="Row 3, first_name: This is missing.")).to_have_count(1)
    expect(problems.filter(has_text="born_on: ‘2016-02-30’ is not a date we understand.")).to_have_count(1)
    expect(problems.filter(has_text="guardian_1_email: ‘giulia at example’ is not an e-mail address.")).to_have_count(1)
    expect(problems.filter(has_text="guardian_1_responsibility: This says ‘perhaps’.")).to_have_count(1)
    expect(page.get_by_role("button", name="Import this list")).to_have_count(0)
    look(page, "a list with things to correct", (PHONE, DESK))

    # when the corrected list is chosen
    page.get_by_label("CSV file").set_input_files(a_file(tmp_path, "second.csv", GOOD, CORRECTED))
    expect(page.get_by_text("2 children new, 0 changed, 0 as before.")).to_be_visible()
    look(page, "a list that can be imported", (PHONE, DESK))
    page.get_by_role("button", name="Import this list").click()
    expect(page.get_by_text("2 children added, 0 changed, 0 as before.")).to_be_visible()
    look(page, "imported")

    # then the children are there, and a parent has a way in
    page.get_by_role("link", name="See the children").click()
    page.get_by_role("link", name="Uma Krishnan").click()
    expect(page.get_by_role("heading", name="Uma Krishnan", level=1)).to_be_visible()
    page.get_by_role("button", name="Make a family link for Lakshmi Krishnan").click()
    way_in = WayIn(shown(page, "Link"), shown(page, "Code"))
    look(page, "a family link", (PHONE, DESK))
    family.sign_in(phone(), way_in)


def a_file(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.write_text("\n".join([HEADER, *rows]))
    return path


def shown(page: Page, term: str) -> str:
    """What stands behind a term of the link that is shown once."""
    return page.locator(f"dt:text-is('{term}') + dd .mono").inner_text()
