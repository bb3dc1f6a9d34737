"""Cookies that say who somebody is: no script reads them, and with https they belong to this host alone."""

from datetime import timedelta
from typing import Final

from starlette.responses import Response

from consentsvc.kernel.settings import settings

HOST_ONLY: Final = "__Host-"  # browsers take such a name over https alone, for this very host and the path /


def cookie_name(plain: str) -> str:
    """The name as browsers know it: bound to this host where the service is reached by https."""
    return f"{HOST_ONLY}{plain}" if settings().is_https else plain


def keep(response: Response, plain: str, secret: str, lasts: timedelta) -> None:
    """Have the browser keep a secret, for so long."""
    response.set_cookie(
        cookie_name(plain),
        secret,
        max_age=int(lasts.total_seconds()),
        path="/",
        secure=settings().is_https,
        httponly=True,
        samesite="lax",
    )


def forget(response: Response, plain: str) -> None:
    """Have the browser drop it."""
    response.delete_cookie(cookie_name(plain), path="/", secure=settings().is_https, httponly=True, samesite="lax")
