"""A channel's pictures on the school's own website: from a page of another site, in a real browser."""

import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.looking import DESK, PHONE, Look
from tests.journeys.school import School

pytestmark = pytest.mark.xdist_group("journeys")

ALT = "Children at an event"


@pytest.mark.rule("P1")
@pytest.mark.rule("P9")
def test_what_was_pasted_into_the_schools_website_follows_every_answer(
    oakfield: School, desk: Callable[..., Page], browser: Browser, look: Look
) -> None:
    # given two pictures in a channel
    ida, tom = (oakfield.child(name, agrees_to=["website"]) for name in ("Ida Quist", "Tom Ferris"))
    event, channel = oakfield.event("Spring fair", ida, tom), oakfield.channel("Spring gallery")
    placed = {
        child.name: oakfield.show(oakfield.photo(event, seed, people=1), [child], channel, f"Fair {seed}")
        for seed, child in ((61, ida), (62, tom))
    }

    # when the publisher copies what to paste from the channel's page
    publisher = desk(oakfield, "publisher")
    publisher.goto(f"/staff/channels/{channel['id']}")
    publisher.get_by_text("Put this on your website").click()
    frame, component = (code_of(publisher, title) for title in ("in a frame", "in the page itself"))
    look(publisher, "what to paste", (PHONE, DESK))

    # and pastes all of it into a page of the school's website
    with website(page_with(frame, component, image_of(placed["Ida Quist"]))) as address:
        reader = browser.new_context(viewport={"width": DESK, "height": 900}).new_page()
        reader.goto(address)
        in_frame = reader.frame_locator("iframe").get_by_role("img", name=ALT)
        in_page = reader.locator("consent-gallery").get_by_role("img", name=ALT)
        expect(in_frame).to_have_count(2)
        expect(in_page).to_have_count(2)
        expect(reader.get_by_role("img", name="Ida alone")).to_have_js_property("naturalWidth", placed_width(placed["Ida Quist"]))
        look(reader, "the school's website", (PHONE, DESK))

        # then a withdrawal counts there too, as soon as the reader comes back to the page
        oakfield.answers(ida, {"website": "withdrawn"})
        other = reader.context.new_page()
        other.bring_to_front()
        reader.bring_to_front()
        reader.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # one that a hidden tab would get
        expect(in_page).to_have_count(1)
        reader.reload()
        expect(in_page).to_have_count(1)
        expect(in_frame).to_have_count(1)

        # and a page that gets no answer shows nothing
        reader.route("**/g/*.json", lambda route: route.abort())
        reader.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(in_page).to_have_count(0)
        expect(reader.locator("consent-gallery").get_by_text("There are no pictures here now.")).to_be_visible()
        reader.context.close()


def code_of(page: Page, title: str) -> str:
    return page.get_by_label(f"Code: {title}").input_value()


def image_of(placement: dict[str, Any]) -> str:
    return f'<img src="{placement["address"]}" alt="Ida alone" referrerpolicy="no-referrer">'


def placed_width(placement: dict[str, Any]) -> int:
    return next(int(file["width"]) for file in placement["files"] if file["size"] == "large")


def page_with(*snippets: str) -> bytes:
    body = "\n".join(snippets)
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Our school</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><style>img {max-width: 100%; height: auto}</style></head>'
        f"<body><main><h1>Spring fair</h1>{body}</main></body></html>"
    ).encode()


@contextmanager
def website(page: bytes) -> Iterator[str]:
    """Another site, which serves one page."""

    class OnePage(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), OnePage) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
