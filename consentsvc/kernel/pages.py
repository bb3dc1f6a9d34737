"""Pages for families and the public: Jinja templates as plain HTML with no script at all.

Texts in templates are marked for translation: `_("…")` and `{% trans %}` where they stand in the template, `|translated` where
they come in a variable. Until there is a catalogue they stand as written.
"""

import gzip
import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from babel.dates import format_date, format_time
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from consentsvc.kernel.clock import LOCAL
from consentsvc.kernel.logs import log

FRONTEND: Final = Path(__file__).parents[2] / "frontend"
STYLES: Final = FRONTEND / "parent" / "dist"
LOCALE: Final = "en_GB"

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


def render(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    """The template of `frontend/parent/templates` as an answer that nobody stores, gzipped where the browser takes it."""
    body = _environment().get_template(template).render(values).encode()
    headers = dict(HEADERS)
    if "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, mtime=0)
        headers["content-encoding"] = "gzip"
    return HTMLResponse(body, status, headers)


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
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FRONTEND / "parent" / "templates"),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    translations = NullTranslations()
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    environment.globals["style_address"] = style_address
    # `_()` trusts its text as markup: it is for texts that stand in a template. Texts in variables take this filter.
    environment.filters |= {"translated": translations.gettext, "day": _day, "moment": _moment}
    return environment


def _day(value: date) -> str:
    """A date, or an instant's date at the school: '3 May 2026'."""
    local = value.astimezone(LOCAL).date() if isinstance(value, datetime) else value
    return format_date(local, "d MMMM y", locale=LOCALE)


def _moment(value: datetime) -> str:
    """An instant on the school's clocks: '3 May 2026 at 14:05'."""
    local = value.astimezone(LOCAL)
    return f"{_day(local)} at {format_time(local, 'HH:mm', locale=LOCALE)}"
