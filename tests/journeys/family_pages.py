"""A family's pages, as a parent uses them."""

from playwright.sync_api import Page, expect

from consentsvc.kernel.languages import LANGUAGES
from tests.journeys.school import WayIn


def sign_in(page: Page, way_in: WayIn) -> None:
    page.goto(way_in.url)
    type_code(page, way_in.code)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pictures of")


def type_code(page: Page, code: str) -> None:
    page.get_by_label("Your code").fill(code)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def read_in(page: Page, language: str) -> None:
    """Chooses a language by its own name, on the page that is open."""
    page.get_by_role("button", name=LANGUAGES[language].name, exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def withdraw(page: Page, purpose: str) -> None:
    page.get_by_role("button", name=f"Withdraw your yes: {purpose}").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your yes is withdrawn")


def answer(page: Page, said: str | None) -> None:
    """Answers the question that the page asks; None leaves it unanswered."""
    if said:
        page.get_by_label(said, exact=True).check()
    page.get_by_role("button", name="Continue").click()
