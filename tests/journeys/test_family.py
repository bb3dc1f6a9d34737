"""A family answers, changes its mind and takes a yes back, on a phone with scripts off."""

import gzip
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Response, expect

from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel import clock, languages
from tests.journeys import family_pages as family
from tests.journeys.looking import Look
from tests.journeys.school import School

pytestmark = pytest.mark.xdist_group("journeys")

Phone = Callable[..., Page]
WITHDRAWN = "Your yes is withdrawn"
MOST_GZIPPED_BYTES = 15 * 1024


@pytest.mark.rule("C1")
def test_a_family_answers_each_purpose_checks_and_changes_one(oakfield: School, phone: Phone, look: Look) -> None:
    # given a family that has answered nothing
    child = oakfield.child("Noor Haddad")
    page = phone()
    family.sign_in(page, oakfield.way_in(child))
    look.without_script(page, "first page, nothing answered")

    # when it answers every question, the first one only at the second try
    page.get_by_role("link", name="Answer 12 questions").click()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    look.without_script(page, "the first question")
    family.answer(page, None)
    expect(page).to_have_title(re.compile("^Error: "))
    look.without_script(page, "a question without an answer")
    for number in range(12):
        family.answer(page, "No" if number % 3 == 2 else "Yes")

    # and changes one of its answers before it sends them
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    look.without_script(page, "check your answers")
    page.get_by_role("link", name="Change School website").click()
    family.answer(page, "No")
    expect(_row(page, "School website")).to_contain_text("No")
    page.get_by_role("button", name="Send my answers").click()

    # then it is told what was saved, and sees it on its first page
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers are saved")
    look.without_script(page, "the answers are saved")
    page.get_by_role("link", name="See all your answers").click()
    expect(_row(page, "Displays in school")).to_contain_text("May be used")
    expect(_row(page, "School website")).to_contain_text("You said no on")
    look.without_script(page, "first page, all answered")

    # and is out when it signs out
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Your code")).to_be_visible()
    look.without_script(page, "signed out")


def test_a_wrong_code_opens_nothing(oakfield: School, phone: Phone, look: Look) -> None:
    child = oakfield.child("Wren Avery", agrees_to=["website"])
    page = phone()
    page.goto(oakfield.way_in(child).url)
    look.without_script(page, "before the code")
    expect(page.get_by_text("Wren")).to_have_count(0)

    family.type_code(page, "WRNG-2345")

    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_role("alert")).to_contain_text("That code isn't right")
    expect(page.get_by_text("Wren")).to_have_count(0)
    look.without_script(page, "after a wrong code")


@pytest.mark.rule("C4")
def test_after_a_withdrawal_the_back_button_and_another_tab_say_so(oakfield: School, phone: Phone, look: Look) -> None:
    # given a yes, and the first page in two tabs
    child = oakfield.child("Tariq Saleh", agrees_to=["website", "social_media"])
    page = phone()
    family.sign_in(page, oakfield.way_in(child))
    other_tab = page.context.new_page()
    other_tab.goto(page.url)

    # when one tab takes it back, and goes back
    family.withdraw(page, "School website")
    page.go_back()

    # then the page before tells how it is now
    expect(_row(page, "School website")).to_contain_text("You took back your yes")
    expect(page.get_by_role("button", name="Withdraw your yes: School website")).to_have_count(0)
    look.without_script(page, "back after a withdrawal")

    # and the other tab's stale button does no harm
    family.withdraw(other_tab, "School website")
    look.without_script(other_tab, "withdrawn a second time in another tab")
    other_tab.get_by_role("link", name="See all your answers").click()
    expect(_row(other_tab, "Social media")).to_contain_text("You said yes on")


def test_nothing_scrolls_sideways_at_320_pixels(oakfield: School, phone: Phone, look: Look) -> None:
    child = oakfield.child("Maximiliana Featherstonehaugh-Wolstenholme", agrees_to=["website"], refuses=["social_media"])
    page = phone(width=320)
    way_in = oakfield.way_in(child)
    page.goto(way_in.url)
    look.without_script(page, "before the code, 320 px")
    family.sign_in(page, way_in)
    look.without_script(page, "first page, 320 px")
    page.get_by_role("link", name="Where pictures of").click()
    look.without_script(page, "pictures in use, 320 px")
    page.get_by_role("link", name="Back to all answers").click()
    page.get_by_role("link", name="Change Social media").click()
    look.without_script(page, "a question, 320 px")
    family.answer(page, "Yes")
    look.without_script(page, "check your answers, 320 px")
    page.get_by_role("button", name="Send my answers").click()
    look.without_script(page, "saved, 320 px")


def test_the_first_page_is_15_kilobytes_and_no_script(oakfield: School, phone: Phone) -> None:
    child = oakfield.child("Lina Berg", agrees_to=["website"])
    page = phone()
    family.sign_in(page, oakfield.way_in(child))
    answers: list[Response] = []

    def heard(answer: Response) -> None:
        answers.append(answer)

    page.on("response", heard)
    page.reload()

    kinds = {answer.request.resource_type for answer in answers}
    assert kinds == {"document", "stylesheet"}
    assert sum(len(gzip.compress(answer.body())) for answer in answers) <= MOST_GZIPPED_BYTES
    assert "<script" not in page.content()


@pytest.mark.rule("C17")
def test_a_family_answers_changes_and_withdraws_in_urdu(oakfield: School, phone: Phone, look: Look) -> None:
    def urdu(english: str, **values: object) -> str:
        return languages.translate("ur", english, **values)

    # given a family that reads Urdu
    child = oakfield.child("Zara Mirza", agrees_to=[each for each in PURPOSES if each not in ("website", "press")])
    page, way_in = phone(width=320), oakfield.way_in(child)
    page.goto(way_in.url)
    family.read_in(page, "ur")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_text(languages.UNCHECKED)).to_be_visible()
    look.without_script(page, "the code, in Urdu")
    page.locator("#code").fill(way_in.code)
    page.locator("main button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(urdu("Pictures of %(name)s", name="Zara"))
    look.without_script(page, "first page, in Urdu")

    # when it answers the open questions, one of them only in a group, and changes the other before sending
    page.locator("main a.govuk-button").click()
    page.get_by_label(urdu("Yes"), exact=True).check()
    page.get_by_label(urdu("Only in a group, not alone"), exact=True).check()
    look.without_script(page, "a question, in Urdu")
    page.get_by_role("button", name=urdu("Continue")).click()
    page.get_by_label(urdu("Yes"), exact=True).check()
    page.get_by_role("button", name=urdu("Continue")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(urdu("Check your answers"))
    look.without_script(page, "check the answers, in Urdu")
    page.get_by_role("link", name=urdu("Change")).last.click()
    page.get_by_label(urdu("No"), exact=True).check()
    page.get_by_role("button", name=urdu("Continue")).click()
    page.get_by_role("button", name=urdu("Send my answers")).click()

    # then it is told so in Urdu, and can take a yes back with one tap
    expect(page.get_by_role("heading", level=1)).to_have_text(urdu("Your answers are saved"))
    look.without_script(page, "saved, in Urdu")
    page.get_by_role("link", name=urdu("See all your answers")).click()
    website = _row(page, urdu("School website"))
    expect(website).to_contain_text(urdu("Only in a group, not alone"))
    website.get_by_role("button").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(urdu("Your yes is withdrawn"))
    look.without_script(page, "withdrawn, in Urdu")

    # and the answers say which language they were read in
    page.goto(f"{way_in.url}/history")
    look.without_script(page, "the history, in Urdu")
    newest = {each["purpose"]: each for each in reversed(oakfield.answers_of(child))}
    assert [(newest[each]["said"], newest[each]["language"]) for each in ("website", "press")] == [
        ("withdrawn", "ur"),
        ("refused", "ur"),
    ]


@pytest.mark.rule("C7")
def test_a_young_person_says_no_on_their_own_page(oakfield: School, phone: Phone, look: Look) -> None:
    # given a young person whose parent agrees
    child = oakfield.child("Imani Okoro", agrees_to=["website"], born_on=f"{clock.today().year - 14}-01-15")
    page = phone()
    family.sign_in(page, oakfield.own_way_in(child))
    expect(page.get_by_role("heading", level=1)).to_have_text("Pictures of you")
    look.without_script(page, "a young person's first page")

    # when they say no
    page.get_by_role("link", name="Answer School website").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("May we put your picture on our website?")
    family.answer(page, "No")
    page.get_by_role("button", name="Send my answers").click()

    # then it isn't used, and the parent's page still tells the parent's own answer alone
    page.get_by_role("link", name="See all your answers").click()
    expect(_row(page, "School website")).to_contain_text("Not used")
    assert oakfield.state(child, "website") == "refused"
    parents = phone()
    family.sign_in(parents, oakfield.way_in(child))
    expect(_row(parents, "School website")).to_contain_text("You said yes on")


def test_a_code_read_out_on_the_phone_opens_the_page(
    oakfield: School, phone: Phone, desk: Callable[..., Page], look: Look
) -> None:
    # given somebody on the phone without their letter
    child = oakfield.child("Pia Lindqvist", agrees_to=["website"])
    office = desk(oakfield, "office")
    office.goto(f"/staff/children/{child.id}")

    # when the office reads out a code
    office.get_by_role("button", name="Read out a code to Parent of Pia").click()
    code = office.get_by_text(re.compile(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$"))
    expect(code).to_be_visible()
    expect(office.get_by_text("60 more minutes")).to_be_visible()
    look(office, "a code to read out", (320, 1280))

    # then it opens their page, once
    page = phone(width=320)
    page.goto("/code")
    look.without_script(page, "the page for codes")
    page.get_by_label("Your code").fill(code.inner_text().lower())
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pictures of Pia")
    again = phone()
    again.goto("/code")
    again.get_by_label("Your code").fill(code.inner_text())
    again.get_by_role("button", name="Continue").click()
    expect(again).to_have_title(re.compile("^Error: "))
    look.without_script(again, "a code that has been used")


def _row(page: Page, purpose: str) -> Locator:
    return page.locator(".govuk-summary-list__row").filter(has=page.get_by_role("term").get_by_text(purpose, exact=True))
