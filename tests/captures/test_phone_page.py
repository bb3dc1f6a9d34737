"""T1: what makes the page open with no signal is served as browsers need it, and reaches no further than that page."""

import pytest
from starlette.testclient import TestClient

from consentsvc.kernel.web import DEFAULT_HEADERS

pytestmark = pytest.mark.rule("T1")

PAGE = "/staff/capture/"


def test_the_address_without_a_stroke_leads_to_the_page_on_whatever_host(anyone: TestClient) -> None:
    answer = anyone.get("/staff/capture")
    assert (answer.status_code, answer.headers["location"]) == (308, PAGE)


@pytest.mark.parametrize(("name", "kind"), [("", "text/html"), ("worker.js", "text/javascript"), ("icon-192.png", "image/png")])
def test_it_is_asked_for_anew_each_time_so_that_an_update_comes_at_once(anyone: TestClient, name: str, kind: str) -> None:
    answer = anyone.get(PAGE + name)
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, kind)
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-security-policy"] == DEFAULT_HEADERS["content-security-policy"]
    assert "service-worker-allowed" not in answer.headers  # no wider than its folder


def test_what_a_phone_installs_is_this_page_alone(anyone: TestClient) -> None:
    manifest = anyone.get(f"{PAGE}manifest.webmanifest").json()
    assert {manifest[each] for each in ("id", "scope", "start_url")} == {PAGE}
    assert all(anyone.get(PAGE + icon["src"]).status_code == 200 for icon in manifest["icons"])


def test_a_file_of_another_version_is_not_found_so_that_no_phone_keeps_a_page_in_its_place(anyone: TestClient) -> None:
    assert anyone.get("/staff/assets/index-gone.js").status_code == 404
    assert anyone.get("/staff/captures").status_code == 200  # a page of the app, and no file
