import gzip
import re
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from jinja2 import UndefinedError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from consentsvc.kernel import languages, pages
from consentsvc.kernel.errors import Invalid


@dataclass
class Told:
    title: str = "Not found"
    detail: str = "There is nothing here."


def request(address: str = "/", method: str = "GET", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    path, _, query = address.partition("?")
    here = {"type": "http", "scheme": "http", "server": ("school.example", 80), "path": path, "query_string": query.encode()}
    return Request(here | {"method": method, "headers": raw})


def told(answer: Response) -> str:
    return bytes(answer.body).decode()


@pytest.fixture
def browser() -> TestClient:
    """A browser at a service with the pages' own routes and the front page."""
    app = FastAPI()
    app.include_router(pages.api)
    return TestClient(Starlette(routes=[Route("/", lambda request: pages.render(request, "front.html")), Mount("/", app)]))


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


@pytest.mark.rule("C17")
@pytest.mark.parametrize(
    ("address", "headers", "offered", "preferred", "expected"),
    [
        ("/", {}, None, None, "en"),
        ("/", {"accept_language": "ur-PK,en;q=0.5"}, None, None, "ur"),
        ("/", {"accept_language": "ur"}, ["cy"], None, "en"),
        ("/", {"accept_language": "ur"}, ["cy", "ur"], "cy", "cy"),
        ("/", {"cookie": "language=ur"}, None, "cy", "ur"),
        ("/", {"cookie": "language=ur"}, ["cy"], "cy", "cy"),
        ("/?language=cy", {"cookie": "language=ur"}, None, None, "cy"),
        ("/?language=en", {"cookie": "language=ur"}, ["ur"], "ur", "en"),
        ("/?language=xx", {"cookie": "language=<script>"}, None, None, "en"),
    ],
)
def test_the_language_is_what_the_reader_asked_for_among_those_offered(address, headers, offered, preferred, expected):
    assert pages.language_of(request(address, **headers), offered, preferred) == expected


@pytest.mark.rule("C17")
def test_a_page_in_urdu_says_so_runs_from_the_right_and_tells_that_nobody_has_checked_it():
    page = told(pages.render(request("/?language=ur"), "front.html"))
    assert '<html lang="ur" dir="rtl"' in page
    assert '<h1 class="govuk-heading-l">اسکول کی تصویریں</h1>' in page
    assert page.index(languages.translate("ur", languages.UNCHECKED)) < page.index(f'lang="en" dir="ltr">{languages.UNCHECKED}')
    assert languages.UNCHECKED not in told(pages.render(request(), "front.html"))


def test_what_is_not_translated_stands_in_english_and_is_marked_as_english():
    page = told(
        pages.render(request("/?language=cy"), "problem.html", problem=Told("No such title", 'Not <b>there</b> "at" all.'))
    )
    assert '<h1 class="govuk-heading-l"><span lang="en" dir="ltr">No such title</span></h1>' in page
    assert '<span lang="en" dir="ltr">Not &lt;b&gt;there&lt;/b&gt; &#34;at&#34; all.</span>' in page
    assert "<title>No such title</title>" in page
    assert pages.ENGLISH_BEGINS not in page
    assert pages.ENGLISH_ENDS not in page


def test_a_problem_is_told_in_the_readers_language():
    assert '<h1 class="govuk-heading-l">نہیں ملا</h1>' in told(
        pages.render(request("/?language=ur"), "problem.html", problem=Told())
    )


def test_marks_that_somebody_wrote_leave_nothing_behind():
    marked = f"{pages.ENGLISH_ENDS}{pages.ENGLISH_BEGINS}<script>"
    page = told(pages.render(request("/?language=cy"), "problem.html", problem=Told(detail=marked)))
    assert "<script" not in page
    assert pages.ENGLISH_BEGINS not in page


@pytest.mark.rule("C17")
def test_a_reader_changes_the_language_and_comes_back_to_the_page(browser):
    page = browser.get("/?since=3&language=cy").text
    assert '<input type="hidden" name="back" value="/?since=3">' in page
    assert '<button class="page-languages__one" name="language" value="ur" lang="ur" dir="rtl">اردو</button>' in page
    assert 'value="cy"' not in page, "the page's own language isn't among the others"
    gone_back = browser.post("/language", data={"language": "ur", "back": "/?since=3"}, follow_redirects=False)
    assert (gone_back.status_code, gone_back.headers["location"]) == (303, "/?since=3")
    assert 'lang="ur"' in browser.get("/").text


def test_looking_at_a_page_in_a_language_keeps_nothing(browser):
    assert "set-cookie" not in browser.get("/?language=ur").headers
    assert '<html lang="en"' in browser.get("/").text


@pytest.mark.parametrize(
    "back",
    ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "elsewhere", "", "/\r\nset-cookie: a=b", "/ "],
)
def test_a_change_of_language_leads_to_no_other_site(browser, back):
    answer = browser.post("/language", data={"language": "ur", "back": back}, follow_redirects=False)
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize("language", ["", "xx", "<script>", "../en"])
def test_a_language_that_we_do_not_have_is_refused(browser, language):
    with pytest.raises(Invalid):
        browser.post("/language", data={"language": language})


def test_after_a_post_there_is_no_page_to_come_back_to_so_no_other_languages():
    assert 'action="/language"' not in told(pages.render(request(method="POST"), "front.html", status=422))


def test_a_school_offers_the_languages_that_it_chose():
    offered = re.findall(r'name="language" value="(\w+)"', told(pages.render(request(), "front.html", offered=["ur", "cy"])))
    assert offered == ["cy", "ur"]
    assert 'action="/language"' not in told(pages.render(request(), "front.html", offered=[]))
