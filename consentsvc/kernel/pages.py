"""Pages for families and the public: Jinja templates as plain HTML with no script at all, in the reader's language.

Texts in templates are marked for translation: `_("…")` and `{% trans %}` where they stand in the template, `|translated` where
they come in a variable, `phrase("…")` where they stand in Python (kernel/languages.py). What isn't translated stands in English,
marked as English, so that it is read aloud and laid out right. Every template knows `language` (its code, name, direction).

The language is the caller's, else what the address asks (`?language=ur`), what this browser keeps (POST /language), what the
caller prefers, or what the browser asks for: the first of them that is offered. A GET keeps nothing.
"""

import gzip
import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final

from fastapi import Form
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from consentsvc.kernel import cookies, dates, languages
from consentsvc.kernel.access import Actor, public, router
from consentsvc.kernel.errors import Invalid
from consentsvc.kernel.languages import ENGLISH, LANGUAGES, phrase
from consentsvc.kernel.logs import log

FRONTEND: Final = Path(__file__).parents[2] / "frontend"
STYLES: Final = FRONTEND / "parent" / "dist"
CHOICE: Final = "language"  # the cookie, the query's and the form's field
KEPT_FOR: Final = timedelta(days=365)

# Around a text that stands in English on a page of another language, until the page is whole: no character that anybody writes.
ENGLISH_BEGINS, ENGLISH_ENDS = "\ufdd0", "\ufdd1"
OUTSIDE_TEXT: Final = re.compile(r"(<title>.*?</title>|<textarea.*?</textarea>|<option.*?</option>|<[^>]*>)", re.DOTALL)

HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "content-security-policy": (
            "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; "
            "form-action 'self'; frame-ancestors 'none'"
        ),
        # Never sent to another site. With 'no-referrer' a form's Origin would be 'null', and browsers that don't send
        # Sec-Fetch-Site (older phones, plain http in a school's own network) would have every answer refused as cross-site.
        "referrer-policy": "same-origin",
        "cache-control": "no-store",
        "vary": "Accept-Encoding",
    }
)


api = router(tags=["pages"])


def render(
    request: Request,
    template: str,
    *,
    status: int = 200,
    language: str | None = None,
    offered: Collection[str] | None = None,
    **values: Any,
) -> Response:
    """The template of `frontend/parent/templates` as an answer that nobody stores, gzipped where the browser takes it.

    `offered`: the languages that the school chose (English is always one); None: every language that has a translation.
    `language`: this one, whatever the reader chose; see `language_of` for a family's own.
    """
    on_offer = _on_offer(offered)
    code = language or language_of(request, on_offer)
    page = (
        _environment(code)
        .get_template(template)
        .render(
            values
            | {
                "language": LANGUAGES[code],
                "unchecked": languages.unchecked_notice(code),
                "choice": _choice(request, code, on_offer),
            }
        )
    )
    body = (page if code == ENGLISH else _english_marked(page)).encode()
    headers = dict(HEADERS)
    if "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, mtime=0)
        headers["content-encoding"] = "gzip"
    return HTMLResponse(body, status, headers)


def language_of(request: Request, offered: Collection[str] | None = None, preferred: str | None = None) -> str:
    """The reader's language among those offered: asked for in the address, kept by this browser, `preferred`, or the browser's own."""
    on_offer = _on_offer(offered)
    asked = (request.query_params.get(CHOICE), request.cookies.get(cookies.cookie_name(CHOICE)), preferred)
    return next((code for code in asked if code in on_offer), None) or languages.best(
        request.headers.get("accept-language", ""), on_offer
    )


@api.post("/language")
def keep_language(
    actor: Annotated[Actor, public("anybody may read in a language of their own; it is kept in the browser alone")],
    language: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "/",
) -> Response:
    """Have this browser keep a language, and go back to the page. Raises Invalid for one that we don't have."""
    if language not in LANGUAGES:
        raise Invalid(phrase("We do not have that language."))
    response = RedirectResponse(back if _is_path_here(back) else "/", 303)
    cookies.keep(response, CHOICE, language, KEPT_FOR)
    return response


def _on_offer(offered: Collection[str] | None) -> tuple[str, ...]:
    return tuple(
        code for code in LANGUAGES if code == ENGLISH or (code in offered if offered is not None else languages.has_any(code))
    )


def _choice(request: Request, code: str, on_offer: tuple[str, ...]) -> Mapping[str, Any] | None:
    """What the reader may change to, and the page to come back to. Nothing after a POST, which can't be come back to."""
    others = [LANGUAGES[each] for each in on_offer if each != code]
    if not others or request.method not in ("GET", "HEAD"):
        return None
    return {"languages": others, "back": _address_without_choice(request)}


def _address_without_choice(request: Request) -> str:
    query = request.url.remove_query_params(CHOICE).query
    return f"{request.url.path}?{query}" if query else request.url.path


def _is_path_here(address: str) -> bool:
    """A path of this site: browsers read '//…' and '/\\…' as another one."""
    return re.fullmatch(r"/(?![/\\])[^\\\x00-\x20\x7f]*", address) is not None


def _english_marked(page: str) -> str:
    """English texts between their marks get a `<span lang="en">`; inside tags and titles, which hold no tags, they stay plain."""
    parts = OUTSIDE_TEXT.split(page)
    for i, part in enumerate(parts):
        begins, ends = ("", "") if i % 2 else ('<span lang="en" dir="ltr">', "</span>")
        parts[i] = part.replace(ENGLISH_BEGINS, begins).replace(ENGLISH_ENDS, ends)
    return "".join(parts)


def style_address(name: str) -> str | None:
    """Where `name` (`parent.css`) is served: an address that changes with its content. None: it hasn't been built."""
    return f"/assets/{_hashed_name(name)}" if _hashed_name(name) else None


class Assets(StaticFiles):
    """The pages' built styles, each by the one address of its present content."""

    def __init__(self) -> None:
        super().__init__(directory=STYLES, check_dir=False)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The style at this address; any other is not found."""
        name = ".".join(part for i, part in enumerate(path.split(".")) if i != 1)
        if path != _hashed_name(name):
            raise HTTPException(404)
        headers = {"cache-control": "public, max-age=31536000, immutable", "vary": "Accept-Encoding"}
        body = _content(name)
        if "gzip" in Request(scope).headers.get("accept-encoding", ""):
            body = gzip.compress(body, mtime=0)
            headers["content-encoding"] = "gzip"
        return Response(body, headers=headers, media_type="text/css")


@cache
def _hashed_name(name: str) -> str | None:
    try:
        digest = hashlib.sha256(_content(name)).hexdigest()
    except OSError:
        # A page without its style still works; a withdrawal must not fail for want of one.
        log.error("style_not_built", name=name)
        return None
    stem, _, ending = name.rpartition(".")
    return f"{stem}.{digest[:16]}.{ending}"


@cache
def _content(name: str) -> bytes:
    return (STYLES / Path(name).name).read_bytes()


@cache
def _environment(code: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FRONTEND / "parent" / "templates"),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    translated = partial(_translated, code)
    environment.install_gettext_callables(translated, partial(_translated_many, code), newstyle=True)  # type: ignore[attr-defined]
    environment.globals["style_address"] = style_address
    # `_()` trusts its text as markup: it is for texts that stand in a template. Texts in variables take the filter.
    environment.filters |= {
        "translated": translated,
        "day": partial(_isolated, dates.day, code),
        "moment": partial(_isolated, dates.moment, code),
        "number": partial(dates.number, code),
    }
    return environment


def _isolated(write: Callable[[str, Any], str], code: str, value: Any) -> str:
    """A date that runs from the right keeps its order inside an English sentence too."""
    written = write(code, value)
    return f"\u2068{written}\u2069" if LANGUAGES[code].direction == "rtl" else written


def _translated(code: str, text: str) -> str:
    return languages.translate(code, text) if languages.is_translated(code, text) else f"{ENGLISH_BEGINS}{text}{ENGLISH_ENDS}"


def _translated_many(code: str, one: str, many: str, number: int) -> str:
    if languages.is_translated(code, one):
        return languages.translations(code).ngettext(one, many, number)
    return f"{ENGLISH_BEGINS}{one if number == 1 else many}{ENGLISH_ENDS}"
