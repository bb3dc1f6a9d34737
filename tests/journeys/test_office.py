"""The office brings in a class list, and gives a family its way in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from consentsvc.kernel import printing
from tests.journeys import family_pages as family
from tests.journeys.conftest import launched
from tests.journeys.looking import DESK, PHONE, Look
from tests.journeys.school import School, WayIn, drawn

pytestmark = pytest.mark.xdist_group("journeys")

NARROW = 320

HEADER = (
    "ref,first_name,last_name,born_on,class,"
    "guardian_1_name,guardian_1_email,guardian_1_phone,guardian_1_relationship,guardian_1_responsibility"
)
GOOD = "R1,Uma,Krishnan,2016-05-31,Otters,Lakshmi Krishnan,lakshmi@example.org,,mother,yes"
CORRECTED = "R2,Leo,Rossi,2016-02-29,Otters,Giulia Rossi,giulia@example.org,,mother,yes"
BAD = "R2,,Rossi,2016-02-30,Otters,Giulia Rossi,giulia at example,,mother,perhaps"


@pytest.fixture(scope="module")
def browser(playwright: Playwright, chromium_path: str) -> Iterator[Browser]:
    """A whole one: a light one shows no PDF."""
    with launched(playwright, chromium_path) as started:
        yield started


def test_the_office_imports_a_list_and_makes_a_family_link(
    oakfield: School, desk: Callable[..., Page], phone: Callable[..., Page], look: Look, tmp_path: Path
) -> None:
    # given a list with a row that can't be right
    page = desk(oakfield, "office")
    page.goto("/staff/children")
    importing = page.get_by_role("link", name="Import a list")
    expect(importing).to_be_visible()
    look(page, "children", (PHONE, DESK))
    importing.click()
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
    expect(page.get_by_text("2 new, 0 changed, 0 as before.")).to_be_visible()
    look(page, "a list that can be imported", (PHONE, DESK))
    page.get_by_role("button", name="Import this list").click()
    expect(page.get_by_text("2 new, 0 changed, 0 as before.")).to_be_visible()
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


def test_the_office_types_in_a_paper_form_and_a_colleague_checks_it(
    oakfield: School, desk: Callable[..., Page], look: Look, tmp_path: Path
) -> None:
    # given a form on paper, scanned
    child = oakfield.child("Tariq Aziz")
    scan = tmp_path / "form.jpg"
    scan.write_bytes(drawn(seed=5, people=1))
    page = desk(oakfield, "office")
    page.goto(f"/staff/children/{child.id}")
    page.get_by_role("link", name="Type in the paper form").click()

    # when the office types it in, by keys alone once the lines begin
    type_in(page, scan, "ynbyn")
    look(page, "a paper form", (NARROW, DESK))
    page.get_by_role("button", name="Save this form").click()
    expect(page.get_by_text("The form is saved.")).to_be_visible()

    # then the noes count, the yeses wait, and the office can't check its own form
    page.get_by_role("link", name="Back to Tariq").click()
    expect(page.get_by_role("listitem").filter(has_text="Displays in school").first).not_to_contain_text("Ends on")
    page.goto("/staff/families")
    page.get_by_role("link", name="Paper forms to check").click()
    expect(page.get_by_text("a colleague has to check")).to_be_visible()
    look(page, "forms that one typed in oneself", (NARROW, DESK))

    # when a colleague finds a slip, and rejects it
    lead = desk(oakfield, "lead")
    lead.goto("/staff/paper-checks")
    expect(lead.get_by_role("heading", name="Tariq Aziz")).to_be_visible()
    expect(lead.get_by_role("img", name="The scan of the form")).to_be_visible()
    look(lead, "a form to check", (NARROW, DESK))
    lead.keyboard.press("r")
    lead.get_by_label("What is wrong").fill("The website line says no.")
    lead.get_by_role("button", name="Reject this form").click()
    expect(lead.get_by_role("heading", name="To be typed in again")).to_be_visible()
    expect(lead.get_by_role("listitem").filter(has_text="The website line says no.")).to_be_visible()
    look(lead, "a form to type in again", (NARROW, DESK))

    # then it is typed in again, and confirmed by one key
    page.goto(f"/staff/children/{child.id}/paper")
    scan = tmp_path / "form.pdf"
    scan.write_bytes(sheets_of_paper())
    type_in(page, scan, "y")
    page.get_by_role("button", name="Save this form").click()
    expect(page.get_by_text("The form is saved.")).to_be_visible()
    lead.reload()
    expect(lead.get_by_role("heading", name="Tariq Aziz")).to_be_visible()
    look(lead, "a form to check as PDF", (NARROW, DESK))
    expect(lead.get_by_role("button", name="It is as on the paper (c)")).to_be_enabled()
    lead.keyboard.press("c")
    expect(lead.get_by_text("Nothing is to be checked.")).to_be_visible()
    page.goto(f"/staff/children/{child.id}")
    expect(page.get_by_role("listitem").filter(has_text="Displays in school").first).to_contain_text("Yes")


def type_in(page: Page, scan: Path, keys: str) -> None:
    """A paper form of Tariq's parent: a key for each line."""
    page.get_by_label("Scan").set_input_files(scan)
    expect(page.get_by_text("The scan is kept.")).to_be_visible()
    page.get_by_label("Who signed").select_option("Parent of Tariq (mother)")
    page.get_by_label("Date on the form").fill("2026-09-14")
    page.get_by_role("radio", name="Yes").first.focus()
    for key in keys:
        page.keyboard.press(key)


def sheets_of_paper() -> bytes:
    """A PDF, as most scanners of offices make it."""
    values = {
        "title": "A form",
        "printed": "",
        "columns": {"code": "", "name": None, "class": ""},
        "purposes": ["Website"],
        "rows": [],
        "legend": {"may": "yes", "must_not": "no"},
        "footer": "",
    }
    return printing.pdf("who_cannot", values, "en")


def test_the_office_settles_a_disagreement_and_prints_who_must_not_be_shown(
    oakfield: School, desk: Callable[..., Page], look: Look
) -> None:
    # given two parents who disagree
    child = oakfield.child("Hana Sato", agrees_to=["website"])
    oakfield.other_parent(child, refuses=["website"])
    event = oakfield.event("Trip to the castle", child)
    page = desk(oakfield, "office")
    page.goto("/staff/conflicts")
    differing = page.get_by_role("link", name="Hana Sato")
    expect(differing).to_be_visible()
    look(page, "answers that differ", (NARROW, DESK))
    differing.click()
    page.get_by_text("A message for either of them").click()
    page.get_by_text("How to settle it").click()
    look(page, "what to settle about a child", (NARROW, DESK))

    # when staff speak to them, and one of them changes their mind
    page.get_by_label("Whom you spoke to, and what came of it").fill("Spoke to both, one by one.")
    page.get_by_role("button", name="Keep this note").click()
    expect(page.get_by_text("What was done")).to_be_visible()
    oakfield.answers(child, {"website": "refused"})
    page.reload()
    expect(page.get_by_text("All of it is settled.")).to_be_visible()

    # then the list for the trip says so, without a reason, on screen and on paper
    page.goto(f"/staff/events/{event}")
    page.get_by_role("link", name="Who must not be shown").click()
    expect(page.get_by_role("row").filter(has_text="Hana Sato")).to_be_visible()
    look(page, "who must not be shown", (NARROW, DESK))
    with page.expect_download() as taken:
        page.get_by_role("link", name="Print (PDF)").click()
    assert taken.value.path().read_bytes().startswith(b"%PDF-")


def test_the_office_takes_over_what_families_answered_before(
    oakfield: School, desk: Callable[..., Page], look: Look, tmp_path: Path
) -> None:
    # given a file with a row that can't be right
    child = oakfield.child("Milan Horvat")
    page = desk(oakfield, "office")
    page.goto("/staff/families")
    importing = page.get_by_role("link", name="Import past answers")
    expect(importing).to_be_visible()
    look(page, "families", (NARROW, DESK))
    importing.click()
    header = "child_ref,guardian_name,purpose,answer,answered_on"
    good = f"{oakfield.ref(child)},Parent of Milan,website,yes,2026-09-14"
    past = tmp_path / "past.csv"
    past.write_text("\n".join([header, good, good.replace("yes", "perhaps")]))
    page.get_by_label("CSV file").set_input_files(past)
    expect(page.get_by_role("alert")).to_contain_text("Row 3, answer: This says ‘perhaps’. Write yes or no.")
    look(page, "past answers to correct", (NARROW, DESK))

    # when it is put right
    past.write_text("\n".join([header, good]))
    page.get_by_label("CSV file").set_input_files(past)
    taking_over = page.get_by_role("button", name="Take these answers over")
    expect(taking_over).to_be_visible()
    look(page, "past answers to take over", (NARROW, DESK))
    taking_over.click()
    expect(page.get_by_text("1 answer taken over, 0 left as they are.")).to_be_visible()

    # then it counts, marked as what it is
    page.goto(f"/staff/children/{child.id}")
    expect(page.get_by_role("row").filter(has_text="from before")).to_be_visible()
    look(page, "a child with an answer from before", (NARROW, DESK))


def test_a_lead_answers_an_objection_and_an_assessment_is_written_down(
    oakfield: School, desk: Callable[..., Page], look: Look
) -> None:
    # given an objection that the office wrote down
    child = oakfield.child("Ines Duarte")
    oakfield.rest_on("public_task", "in_school_display")
    page = desk(oakfield, "office")
    page.goto(f"/staff/children/{child.id}")
    page.get_by_text("Record an objection").click()
    page.get_by_label("Who objects").select_option("Parent of Ines (mother)")
    page.get_by_label("To what").select_option("Displays in school")
    page.get_by_role("button", name="Record this objection").click()
    expect(page.get_by_text("The objection counts from now.")).to_be_visible()
    page.get_by_text("Write down an assessment").click()
    page.get_by_role("group", name="Can they decide about pictures of themself?").get_by_label("Yes").check()
    page.get_by_label("Why", exact=True).fill("She explained it in her own words.")
    page.get_by_role("button", name="Keep this assessment").click()
    expect(page.get_by_text("as assessed last.")).to_be_visible()

    # when a lead upholds it, with a reason
    lead = desk(oakfield, "lead")
    lead.goto("/staff/objections")
    expect(lead.get_by_label("Uphold: pictures are not used for this")).to_be_visible()
    look(lead, "objections", (NARROW, DESK))
    lead.get_by_label("Uphold: pictures are not used for this").check()
    lead.get_by_label("Reason").fill("The family has asked for this before.")
    lead.get_by_role("button", name="Keep this decision").click()

    # then it is answered
    expect(lead.get_by_text("No objection is open.")).to_be_visible()
    oakfield.rest_on("consent", "in_school_display")
