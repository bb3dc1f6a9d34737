"""Looking at pages on the way: axe, a width that fits, and a picture for people."""

import os
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize

from tests import axe

PHONE, DESK = 390, 1280
KEPT_IN = os.environ.get("JOURNEY_PICTURES")


class Look:
    """`look(page, "what it shows")` fails where axe finds anything or the page is wider than its window."""

    def __init__(self, browser: Browser, story: str) -> None:
        self._twin = browser.new_context(bypass_csp=True)
        self._story, self._steps = story, 0

    def __call__(self, page: Page, name: str, widths: Sequence[int] = ()) -> None:
        for part in ("main", "h1"):  # what script draws isn't there as soon as the page is
            page.locator(part).first.wait_for(state="attached")
        own = page.viewport_size or ViewportSize(width=DESK, height=900)
        for width in widths or (own["width"],):
            page.set_viewport_size(ViewportSize(width=width, height=own["height"]))
            self._keep(page, f"{name} {width}")
            _check(page, f"{name} at {width}")
        page.set_viewport_size(own)

    def without_script(self, page: Page, name: str) -> None:
        """The same for a page whose scripts are off, where axe can't run: on a twin that is shown the same HTML."""
        self._keep(page, name)
        twin = self._twin.new_page()
        twin.set_viewport_size(page.viewport_size or ViewportSize(width=PHONE, height=844))
        html = page.content()
        twin.route(page.url, lambda route: _answer(route, html))
        twin.goto(page.url)
        _check(twin, name)
        twin.close()

    def _keep(self, page: Page, name: str) -> None:
        self._steps += 1
        if KEPT_IN:
            page.screenshot(path=Path(KEPT_IN) / f"{self._story}-{self._steps:02} {name}.png", full_page=True)


def _answer(route: Route, html: str) -> None:
    route.fulfill(body=html, content_type="text/html; charset=utf-8")


def _check(page: Page, name: str) -> None:
    found = axe.violations(page)
    assert not found, "\n".join([f"axe, on: {name}", *found])
    wide, window = page.evaluate("[document.scrollingElement.scrollWidth, innerWidth]")
    assert wide <= window, f"{name} scrolls sideways: {wide} px in {window}"


def signed_in_context(browser: Browser, url: str, cookies: Sequence[tuple[str, str]]) -> BrowserContext:
    """A desk's browser with a session that was opened over the API."""
    context = browser.new_context(base_url=url, locale="en-GB", viewport=ViewportSize(width=DESK, height=900))
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies])
    return context
