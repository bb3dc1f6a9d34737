"""A steward's phone with no signal: what is logged stays there, sealed, through a kill of the browser, and arrives once (T1)."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page, Playwright, expect

from consentsvc.kernel import clock
from tests.blackbox.service import PASSWORD, Service
from tests.journeys.conftest import PATIENCE_MS, QUIET
from tests.journeys.looking import DESK, PHONE, Look
from tests.journeys.school import School

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.rule("T1")]

ADDRESS = "/staff/capture/"
WAITS = re.compile("waits? on this phone")
SECRET = "Red cap, tall"
HALF_WRITTEN = "A drone, grey"
SYNC = "send-captures"

LEFT = """() => new Promise((done) => {
  const request = indexedDB.open('captures')
  request.onsuccess = () => {
    const keys = request.result.transaction('notes').objectStore('notes').getAllKeys()
    keys.onsuccess = () => done(keys.result.some((key) => key.startsWith('draft ')))
    request.result.close()
  }
})"""
"""Whether what is half written lies on the phone by now."""

REFUSED_LATER = """async (id) => {
  const open = await new Promise((done) => {
    const request = indexedDB.open('captures')
    request.onsuccess = () => done(request.result)
  })
  const asked = (store, ask) => new Promise((done) => {
    const request = ask(open.transaction(store, 'readwrite').objectStore(store))
    request.onsuccess = () => done(request.result)
  })
  const person = await asked('notes', (rows) => rows.get('person'))
  const owner = `${person.id} ${person.school.id}`
  const { key } = await asked('keys', (rows) => rows.get(owner))
  const now = new Date().toISOString()
  const log = { id, by: person.id, school_id: person.school.id, taken_by: 'pupil', event_id: id, place: '', happened_at: now,
    use: 'shared', who: 'Year 9', logged_at: now }
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const bytes = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(JSON.stringify(log)))
  await asked('waiting', (rows) => rows.put({ id, owner, since: now, iv, bytes }))
  open.close()
}"""
"""Put one on the phone, sealed as the page does it, whose event the school doesn't have."""
READY_WITHIN = 60.0  # seconds


class Handset:
    """A Chromium with a profile that stays: it can be killed as the system kills one, and started again."""

    def __init__(self, playwright: Playwright, chromium_path: str, profile: Path, url: str) -> None:
        self._playwright, self._path, self.profile, self._url = playwright, chromium_path, profile, url
        self._process: subprocess.Popen[bytes] | None = None
        self._cookies: list[Any] = []
        self.context: BrowserContext

    def open(self) -> Page:
        """Start it, and open the page."""
        port_file = self.profile / "DevToolsActivePort"
        port_file.unlink(missing_ok=True)
        options = [*QUIET, "--headless=new", "--remote-debugging-port=0", f"--user-data-dir={self.profile}"]
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        self._process = subprocess.Popen(
            [self._path, *options, *sandbox], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        deadline = time.monotonic() + READY_WITHIN
        while not (port_file.exists() and port_file.read_text().count("\n")):
            assert time.monotonic() < deadline, "the browser did not start"
            time.sleep(0.05)
        port = port_file.read_text().splitlines()[0]
        (self.context,) = self._playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}").contexts
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.add_cookies(self._cookies)
        page = self.context.new_page()
        page.set_viewport_size({"width": PHONE, "height": 844})
        page.goto(self._url + ADDRESS)
        return page

    def kill_with_its_cookies_on_disk(self) -> None:
        """As if half a minute later: so long Chromium may take to write a cookie down."""
        self._cookies = list(self.context.cookies())
        self.kill()

    def kill(self) -> None:
        """kill -9 of all its processes."""
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


@pytest.fixture
def handset(playwright: Playwright, chromium_path: str, tmp_path: Path, service: Service) -> Iterator[Handset]:
    made = Handset(playwright, chromium_path, tmp_path / "profile", service.url)
    yield made
    made.kill()


def test_what_was_logged_with_no_signal_arrives_once(
    oakfield: School, handset: Handset, desk: Callable[..., Page], look: Look
) -> None:
    given_a_fair_today(oakfield)
    page = handset.open()
    when_the_steward_signs_in(page, look)
    when_the_signal_is_lost(handset, page)
    when_two_are_logged(page, look)
    when_a_third_is_half_written(page)
    then_they_lie_sealed_on_the_phone(handset)

    handset.kill_with_its_cookies_on_disk()
    page = handset.open()
    then_each_arrives_once(oakfield, page, look)

    then_what_was_half_written_is_there_again(page)
    when_one_is_refused_it_stays_and_can_be_mended(oakfield, page, look)
    when_the_sign_in_ends_with_one_that_waits(handset, page, look)
    then_nobody_else_sees_or_sends_it(oakfield, page)
    then_it_is_sent_when_the_same_person_comes_back(oakfield, page)
    then_a_browser_that_wakes_sends_what_waits(oakfield, handset, page)
    then_the_lead_follows_it_up(desk(oakfield, "lead"), look)


def given_a_fair_today(oakfield: School) -> None:
    fair = {"name": "Harvest fair", "on_date": clock.today().isoformat(), "place": "School field"}
    assert oakfield.client("publisher").post("/api/events", json=fair).status_code == 201


def when_the_steward_signs_in(page: Page, look: Look) -> None:
    look(page, "signing in on the phone", (320, PHONE))
    page.goto(page.url.replace(ADDRESS, "/staff/"))
    sign_in(page, "steward@oakfield.example")
    expect(page).to_have_url(re.compile(f"{ADDRESS}$"))  # who only logs starts here
    expect(page.get_by_text("This page opens without a signal.")).to_be_visible()
    tools = page.context.new_cdp_session(page)
    assert tools.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    tools.detach()
    expect(page.get_by_label("Harvest fair")).to_be_visible()
    look(page, "the form", (320, PHONE, DESK))


def when_the_signal_is_lost(handset: Handset, page: Page) -> None:
    handset.context.set_offline(True)
    page.reload()
    expect(page.get_by_text("No signal")).to_be_visible()


def when_two_are_logged(page: Page, look: Look) -> None:
    page.get_by_role("button", name="Log it").click()
    expect(page.get_by_role("alert").first).to_have_text("Choose who took it.")
    look(page, "what is missing")
    choose(page, "A parent or carer", "Harvest fair", "Their own album")
    expect(page.get_by_text("Lovely that you came.")).to_be_visible()
    look(page, "a family's own picture")
    page.get_by_role("button", name="Log it").click()
    expect(page.get_by_text("1 log waits on this phone")).to_be_visible()

    choose(page, "The press", "Press or a client")
    page.get_by_text("More, if there is time").click()
    page.get_by_label("Who was it?").fill(SECRET)
    page.get_by_label("What was said?").fill("For the paper.\nNo card.")
    page.get_by_role("button", name="Log it").click()
    expect(page.get_by_text("2 logs wait on this phone")).to_be_visible()
    look(page, "two wait", (320, PHONE))


def when_a_third_is_half_written(page: Page) -> None:
    page.get_by_label("Who was it?").fill(HALF_WRITTEN)
    wait_until(lambda: page.evaluate(LEFT), page)


def then_they_lie_sealed_on_the_phone(handset: Handset) -> None:
    written = b"".join(path.read_bytes() for path in handset.profile.rglob("*") if path.is_file() and "IndexedDB" in str(path))
    assert b"since" in written, "what is kept beside the words can be read there"
    for words in (SECRET, HALF_WRITTEN):
        assert not any(words.encode(spelling) in written for spelling in ("utf-8", "utf-16-le", "utf-16-be"))


def then_each_arrives_once(oakfield: School, page: Page, look: Look) -> None:
    expect(page.get_by_text("What the school has from you (2)")).to_be_visible()
    expect(page.get_by_text(WAITS)).to_have_count(0)
    register = oakfield.client("lead").get("/api/captures").json()
    assert [row["taken_by"] for row in register] == ["press", "parent"]
    assert {row["event"]["name"] for row in register} == {"Harvest fair"}
    seen = oakfield.client("lead").get(f"/api/captures/{register[0]['id']}").json()
    assert (seen["who"], seen["said"]) == (SECRET, "For the paper.\nNo card.")
    page.reload()
    expect(page.get_by_text("What the school has from you (2)")).to_be_visible()
    look(page, "both arrived")


def then_what_was_half_written_is_there_again(page: Page) -> None:
    page.get_by_text("More, if there is time").click()
    expect(page.get_by_label("Who was it?")).to_have_value(HALF_WRITTEN)
    page.get_by_label("Who was it?").fill("")
    wait_until(lambda: not page.evaluate(LEFT), page)


def when_one_is_refused_it_stays_and_can_be_mended(oakfield: School, page: Page, look: Look) -> None:
    page.evaluate(REFUSED_LATER, str(uuid4()))
    page.reload()
    expect(page.get_by_role("heading", name="Not taken")).to_be_visible()
    page.get_by_role("button", name="Show what it says").click()
    expect(page.get_by_text("Year 9")).to_be_visible()
    look(page, "one that was refused", (320, PHONE))
    page.get_by_role("button", name="Put it back in the form").click()
    expect(page.get_by_text(WAITS)).to_have_count(0)
    choose(page, "Harvest fair")
    page.get_by_role("button", name="Log it").click()
    expect(page.get_by_text("What the school has from you (3)")).to_be_visible()
    assert [row["taken_by"] for row in oakfield.client("lead").get("/api/captures").json()] == ["pupil", "press", "parent"]


def when_the_sign_in_ends_with_one_that_waits(handset: Handset, page: Page, look: Look) -> None:
    handset.context.set_offline(True)
    choose(page, "A passer-by", "None of these")
    page.get_by_label("Where?").fill("At the gate")
    page.get_by_role("button", name="Log it").click()
    expect(page.get_by_text("1 log waits on this phone")).to_be_visible()
    handset.context.clear_cookies()
    handset.context.set_offline(False)
    expect(page.get_by_role("heading", name="Sign in again")).to_be_visible()
    expect(page.get_by_text("1 log waits on this phone")).to_be_visible()
    look(page, "signed out with one that waits")


def then_nobody_else_sees_or_sends_it(oakfield: School, page: Page) -> None:
    page.get_by_label("E-mail address").first.fill("teacher@oakfield.example")
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("button", name="Sign in").first.click()
    expect(page.get_by_text("You are The teacher, ")).to_be_visible()
    expect(page.get_by_text(WAITS)).to_have_count(0)
    assert len(oakfield.client("lead").get("/api/captures").json()) == 3


def then_it_is_sent_when_the_same_person_comes_back(oakfield: School, page: Page) -> None:
    page.get_by_text("Not you?").click()
    sign_in(page, "steward@oakfield.example")
    expect(page.get_by_text("What the school has from you (4)")).to_be_visible()
    places = [row["place"] for row in oakfield.client("lead").get("/api/captures").json()]
    assert places == ["At the gate", "School field", "School field", "School field"]


def then_a_browser_that_wakes_sends_what_waits(oakfield: School, handset: Handset, page: Page) -> None:
    """Background Sync: the page is closed, and the browser wakes the service worker."""
    tools = page.context.new_cdp_session(page)
    handset.context.set_offline(True)
    choose(page, "A spectator", "Harvest fair")
    page.get_by_role("button", name="Log it").click()
    expect(page.get_by_text("1 log waits on this phone")).to_be_visible()
    assert SYNC in page.evaluate("navigator.serviceWorker.ready.then((worker) => worker.sync.getTags())")
    worker = registered(tools, page)
    page.close()
    handset.context.set_offline(False)
    woken = {"origin": page.url.removesuffix(ADDRESS), "registrationId": worker, "tag": SYNC, "lastChance": False}
    other = handset.context.new_page()
    tools = handset.context.new_cdp_session(other)
    tools.send("ServiceWorker.enable")
    tools.send("ServiceWorker.dispatchSyncEvent", woken)
    steward = oakfield.client("steward")
    wait_until(lambda: len(steward.get("/api/captures/own").json()) == 5, other)


def then_the_lead_follows_it_up(page: Page, look: Look) -> None:
    page.goto("/staff/captures")
    expect(page.get_by_role("link", name="A passer-by, At the gate")).to_be_visible()
    look(page, "the register", (320, PHONE, DESK))
    page.get_by_role("link", name="The press, School field").click()
    expect(page.get_by_text(SECRET)).to_be_visible()
    page.get_by_text("Give somebody a task").click()
    page.get_by_role("button", name="Give this task").click()
    expect(page.get_by_role("heading", name="Ask them to take it down")).to_be_visible()
    page.get_by_text("Where to ask for removal").click()
    page.get_by_text("Draw up a letter").click()
    page.get_by_role("button", name="Show the text").click()
    expect(page.get_by_role("button", name="Copy the text")).to_be_visible()
    look(page, "a capture with a task and a letter", (320, PHONE, DESK))


def registered(tools: CDPSession, page: Page) -> str:
    """The id under which the browser knows the page's service worker."""
    found: list[Any] = []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda seen: found.extend(seen["registrations"]))
    tools.send("ServiceWorker.enable")
    wait_until(lambda: bool(found), page)
    return str(found[-1]["registrationId"])


def wait_until(done: Callable[[], bool], page: Page) -> None:
    """What a page answers by a promise; wait_for_function takes the promise itself for a yes."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not done():
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)


def sign_in(page: Page, email: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def choose(page: Page, *choices: str) -> None:
    """The last of two that read alike is what it is for."""
    for each in choices:
        page.get_by_role("radio", name=each).last.check()
