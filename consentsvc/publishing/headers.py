"""What is said with everything that the public gets: how long it may be kept, and from where it may be shown (S6)."""

from collections.abc import Mapping
from typing import Final

NEVER_KEPT: Final[Mapping[str, str]] = {"cache-control": "no-store"}
ALWAYS_ASKED: Final[Mapping[str, str]] = {"cache-control": "no-cache"}
FROM_ANYWHERE: Final[Mapping[str, str]] = {"cross-origin-resource-policy": "cross-origin"}
AS_A_FILE: Final[Mapping[str, str]] = {"content-disposition": "inline", **FROM_ANYWHERE, "x-content-type-options": "nosniff"}


def has_it(if_none_match: str, etag: str) -> bool:
    """Whether a request's If-None-Match names this version."""
    return any(each.strip().removeprefix("W/") in ("*", etag) for each in if_none_match.split(","))
