"""The staff app around an event: signing in, making it, dropping photographs, the grid."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.blackbox.service import PASSWORD


def sign_in(page: Page, email: str) -> None:
    page.goto("/staff/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Events", level=1)).to_be_visible()


def make_channel(page: Page, name: str, purpose: str, kind: str = "Website gallery") -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Publishing").click()
    page.get_by_role("radio", name=kind).check()
    page.get_by_label("Purpose").select_option(label=purpose)
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Make this channel").click()
    expect(page.get_by_role("link", name=name)).to_be_visible()


def drop(page: Page, folder: Path) -> None:
    """Let a folder fall on the page, as a hand with a mouse does."""
    box = page.get_by_text("or a folder here").bounding_box()
    assert box is not None
    where = {"x": box["x"] + 20, "y": box["y"] + 10}
    what = {"items": [], "files": [str(folder)], "dragOperationsMask": 1}
    browser = page.context.new_cdp_session(page)
    for moment in ("dragEnter", "dragOver", "drop"):
        browser.send("Input.dispatchDragEvent", {"type": moment, **where, "data": what})


def choose(page: Page, files: list[Path]) -> None:
    """Choose these files in the dialog that the button opens."""
    with page.expect_file_chooser() as opened:
        page.get_by_role("button", name="Choose photos").click()
    opened.value.set_files(files)


def say_about(page: Page, device: str = "The school’s camera, tablet or phone") -> None:
    """Answer what is asked of a batch, which sends it."""
    page.get_by_label("Outdoors at school").check()
    page.get_by_label(device).check()
    page.get_by_role("button", name=re.compile(r"^Add [\d,]+ files?$")).click()


def file_row(page: Page, name: str) -> Locator:
    """A file in the list of what is being added."""
    return page.get_by_role("list", name="Files").get_by_role("listitem").filter(has_text=name)


def tile(page: Page, name: str) -> Locator:
    """A photo in the event's grid."""
    return grid(page).get_by_role("listitem").filter(has=page.get_by_role("link", name=f"Open {name}"))


def grid(page: Page) -> Locator:
    return page.get_by_role("list", name="Photos")
