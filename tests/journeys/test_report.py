"""Somebody reports misuse on a phone with scripts off, and comes back to read the answer."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looking import Look
from tests.journeys.school import School

pytestmark = pytest.mark.xdist_group("journeys")

Phone = Callable[..., Page]
WHAT = "Somebody passes a made-up picture of a girl in my class around."


@pytest.mark.rule("M1")
@pytest.mark.promise("I2")
def test_a_pupil_reports_in_words_and_comes_back_to_the_answer(oakfield: School, phone: Phone, look: Look) -> None:
    # given a pupil with the school's address from a poster
    page = phone()
    page.goto("/report/oakfield")
    look.without_script(page, "the first question")
    expect(page.get_by_role("link", name="Leave this page now")).to_have_attribute("rel", re.compile("noreferrer"))
    expect(page.get_by_role("textbox")).to_have_count(0)

    # when they say that they aren't sure what it shows
    page.get_by_label("I am not sure").check()
    _go_on(page)

    # then the advice comes before any field
    expect(page.get_by_role("heading", level=1)).to_have_text("What to do now")
    expect(page.get_by_role("textbox")).to_have_count(0)
    expect(page.locator("input[type=file]")).to_have_count(0)
    look.without_script(page, "the advice")
    _go_on(page)

    # and it is told step by step, the second at the second try
    page.get_by_label("No", exact=True).check()
    _go_on(page)
    _go_on(page)
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    look.without_script(page, "what happened, left empty")
    _say(page, "Tell us in your own words", WHAT)
    look.without_script(page, "who tells it")
    page.get_by_label("A child or young person").check()
    _go_on(page)
    expect(page.get_by_text(WHAT)).to_be_visible()
    look.without_script(page, "check what you wrote")
    page.get_by_role("button", name="Change What happened?").click()
    _say(page, "When was it?", "On Monday")
    _go_on(page)
    page.get_by_role("button", name="Send it to the school").click()

    # then they get number and secret, and no way to send a picture
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for telling us")
    look.without_script(page, "sent")
    expect(page.get_by_role("link", name="Send a picture")).to_have_count(0)
    number, secret = page.locator("#reference").inner_text(), page.locator("#secret").inner_text()
    assert page.context.cookies() == []

    # when the lead answers at the desk
    lead = oakfield.client("lead")
    (report,) = [each for each in lead.get("/api/reports").json() if each["reference"] == number.replace("-", "")]
    assert (report["received_at"], report["images"]) == (None, "unsure")
    answered = lead.post(f"/api/reports/{report['id']}/answers", json={"text": "Thank you. We talk to the class today."})
    assert answered.status_code in (200, 201), answered.text

    # then who reported reads it elsewhere, and adds to it
    elsewhere = phone()
    elsewhere.goto("/report/back")
    look.without_script(elsewhere, "number and secret")
    elsewhere.get_by_label("Your number").fill(number)
    elsewhere.get_by_label("Your secret code").fill(secret)
    _go_on(elsewhere)
    expect(elsewhere.get_by_text("We talk to the class today.")).to_be_visible()
    elsewhere.get_by_label("Add more, in words").fill("It has stopped.")
    elsewhere.get_by_role("button", name="Send it to the school").click()
    expect(elsewhere.get_by_role("status")).to_have_text("We have what you added.")
    look.without_script(elsewhere, "the answer, and what was added")


def _say(page: Page, label: str, words: str) -> None:
    page.get_by_label(label).fill(words)
    _go_on(page)


def _go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()
