"""A family keeps a receipt of its answers, and shows that it is real, on a phone with scripts off."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import family_pages as family
from tests.journeys.looking import Look
from tests.journeys.school import School

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.rule("C16")]

Phone = Callable[..., Page]


@pytest.mark.parametrize(("width", "name"), [(320, "Ines Moreau"), (390, "Odalys Winter")])
def test_a_family_keeps_its_receipt_and_shows_that_it_is_real(
    oakfield: School, phone: Phone, look: Look, tmp_path: Path, width: int, name: str
) -> None:
    # given a family that has just answered
    child = oakfield.child(name)
    page = phone(width=width)
    family.sign_in(page, oakfield.way_in(child))
    page.get_by_role("link", name="Answer School website").click()
    family.answer(page, "Yes")
    page.get_by_role("button", name="Send my answers").click()

    # when it opens the receipt
    page.get_by_role("link", name="Your receipt, to keep").click()

    # then it reads what it was asked and what it said
    expect(page.get_by_role("heading", level=1)).to_have_text("Receipt for your answers")
    expect(page.get_by_text("May we put your child's picture on our website?")).to_be_visible()
    look.without_script(page, f"the receipt {width}")

    # and can keep it on paper and as a file
    kept = {
        name: _download(page, name, tmp_path) for name in ("Save it as a PDF", "Save it as a file for computers", "Save all your")
    }
    printed, written, every = kept.values()
    assert printed.read_bytes().startswith(b"%PDF")
    assert json.loads(written.read_text())["@type"] == "dpv:ConsentReceipt"
    assert name.split(maxsplit=1)[0] not in written.read_text() + written.name

    # and anybody who is given the file sees that it is real
    page.get_by_role("link", name="Check that a saved file is real").click()
    look.without_script(page, f"the check, before {width}")
    for file in (written, every):
        page.get_by_label("The file that you saved").set_input_files(file)
        page.get_by_role("button", name="Check", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("Yes. This service made this receipt")
    look.without_script(page, f"the check, real {width}")

    # and that another one isn't
    page.get_by_label("Or paste its text").fill(written.read_text().replace("ConsentGiven", "ConsentRefused"))
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("No. This service did not make this")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a file, or paste the text of a receipt.")
    look.without_script(page, f"the check, nothing chosen {width}")


def _download(page: Page, link: str, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file
