"""One service with its worker, two schools, one Chromium; each journey makes its own children and events."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, ViewportSize, expect, sync_playwright

from tests import browser as chromium
from tests.blackbox.service import Service
from tests.journeys.looking import PHONE, Look, signed_in_context
from tests.journeys.school import School, open_schools

PATIENCE_MS = 60_000
QUIET = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    """A real service process and its worker, in a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="consentsvc-journeys-")) / "var"
    service = Service(folder, workers=1)
    try:
        service.start()
        open_schools(service)
        yield service
    finally:
        service.stop()
        shutil.rmtree((folder / "postgres" / "server").resolve(), ignore_errors=True)
        shutil.rmtree(folder.parent)


@pytest.fixture(scope="session")
def playwright(chromium_path: str) -> Iterator[Playwright]:  # one Playwright at a time: the path is found first
    with sync_playwright() as running:
        yield running


@contextmanager
def launched(playwright: Playwright, path: str) -> Iterator[Browser]:
    """The browser at this path, without a window."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    started = playwright.chromium.launch(executable_path=path, args=[*QUIET, *sandbox])
    yield started
    started.close()


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium_path: str) -> Iterator[Browser]:
    with launched(playwright, chromium.light(chromium_path)) as started:
        yield started


@pytest.fixture(scope="session")
def chromium_path() -> str:
    return chromium.path()


@pytest.fixture(scope="session")
def oakfield(service: Service) -> School:
    return School(service)


@pytest.fixture(scope="session")
def elmbank(service: Service) -> School:
    return School(service, "elmbank")


@pytest.fixture
def look(browser: Browser, request: pytest.FixtureRequest) -> Look:
    return Look(browser, request.node.name.removeprefix("test_"))


@pytest.fixture
def desk(service: Service, browser: Browser) -> Iterator[Callable[..., Page]]:
    """A page at a desk. `desk()` is signed out; `desk(school, "publisher")` is signed in, in a browser of its own."""
    contexts: list[BrowserContext] = []

    def sit_down(school: School | None = None, who: str = "") -> Page:
        cookies = list(school.client(who).cookies.items()) if school else []
        contexts.append(signed_in_context(browser, service.url, cookies))
        contexts[-1].set_default_timeout(PATIENCE_MS)
        return contexts[-1].new_page()

    yield sit_down
    for context in contexts:
        context.close()


@pytest.fixture
def phone(service: Service, browser: Browser) -> Iterator[Callable[..., Page]]:
    """A parent's phone, scripts off."""
    contexts: list[BrowserContext] = []

    def take_out(width: int = PHONE) -> Page:
        size = ViewportSize(width=width, height=844)
        own = browser.new_context(
            base_url=service.url, locale="en-GB", viewport=size, is_mobile=True, has_touch=True, java_script_enabled=False
        )
        own.set_default_timeout(PATIENCE_MS)
        contexts.append(own)
        return own.new_page()

    yield take_out
    for context in contexts:
        context.close()
