import gzip
import re
from dataclasses import dataclass

import pytest
from jinja2 import UndefinedError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Mount
from starlette.testclient import TestClient

from consentsvc.kernel import pages


@dataclass
class Told:
    title: str = "Not found"
    detail: str = "There is nothing here."


def request(**headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": raw})


@pytest.fixture
def assets() -> TestClient:
    return TestClient(Starlette(routes=[Mount("/assets", pages.Assets())]))


def test_what_is_said_on_a_page_is_escaped():
    page = pages.render(request(), "problem.html", status=404, problem=Told(detail="<script>alert(1)</script>"))
    assert page.status_code == 404
    assert b"&lt;script&gt;" in page.body
    assert b"<script" not in page.body


def test_a_page_may_run_no_script_and_is_stored_by_nobody():
    headers = pages.render(request(), "front.html").headers
    assert "default-src 'self'; script-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"


def test_no_other_site_is_told_where_a_reader_came_from():
    assert pages.render(request(), "front.html").headers["referrer-policy"] == "same-origin"


def test_a_page_is_gzipped_where_the_browser_takes_it():
    plain, packed = (pages.render(request(**headers), "front.html") for headers in ({}, {"accept_encoding": "gzip, br"}))
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert int(packed.headers["content-length"]) == len(packed.body)


def test_a_problem_says_what_to_do_next():
    problem = Told()
    problem.next_step = ("Sign in", "/f/somewhere")  # type: ignore[attr-defined]
    assert (
        b'<a class="govuk-button" href="/f/somewhere">Sign in</a>'
        in pages.render(request(), "problem.html", problem=problem).body
    )


def test_a_value_that_a_template_needs_can_not_be_forgotten():
    with pytest.raises(UndefinedError):
        pages.render(request(), "problem.html")


def test_the_style_has_an_address_of_its_content_and_is_kept(assets):
    address = pages.style_address("parent.css")
    assert address, "The pages' style isn't built: run `npm run build:parent` in frontend."
    style = assets.get(address)
    assert style.headers["content-type"].startswith("text/css")
    assert style.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert style.headers["content-encoding"] == "gzip"
    assert style.text == (pages.STYLES / "parent.css").read_text()


@pytest.mark.parametrize(
    "path", ["parent.css", "parent.0000000000000000.css", "", "../build.mjs", "..%2fbuild.mjs", "nothing.0123.css"]
)
def test_no_other_address_gives_anything(assets, path):
    assert assets.get(f"/assets/{path}").status_code == 404


def test_the_style_asks_for_nothing_from_elsewhere():
    style = (pages.STYLES / "parent.css").read_text()
    assert "url(" not in style
    assert "@font-face" not in style
    assert "@import" not in style


def test_no_template_trusts_the_text_of_a_variable():
    """`_(variable)` would stand unescaped on the page: `|translated` is the one for variables."""
    templates = (pages.FRONTEND / "parent" / "templates").rglob("*.html")
    trusting = [
        (path.name, call)
        for path in templates
        for call in re.findall(r"""\b(?:_|gettext)\((?!["'])[^)]*\)|\|\s*safe""", path.read_text())
    ]
    assert trusting == []
