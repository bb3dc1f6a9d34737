"""What is said with everything that the public gets: how long it may be kept, and from where it may be shown (S6)."""

from collections.abc import Mapping
from typing import Final

from consentsvc.publishing.kinds.kind import Door

NEVER_KEPT: Final[Mapping[str, str]] = {"cache-control": "no-store"}
ALWAYS_ASKED: Final[Mapping[str, str]] = {"cache-control": "no-cache"}
FROM_ANYWHERE: Final[Mapping[str, str]] = {"cross-origin-resource-policy": "cross-origin"}
AS_A_FILE: Final[Mapping[str, str]] = {"content-disposition": "inline", **FROM_ANYWHERE, "x-content-type-options": "nosniff"}

IN_HERE: Final[Mapping[str, str]] = {**AS_A_FILE, "cross-origin-resource-policy": "same-origin"}


def as_a_file(door: Door) -> Mapping[str, str]:
    """From where a picture by this door may be shown: what isn't public, by pages of the service alone."""
    return AS_A_FILE if door == "public" else IN_HERE


def kept(door: Door, etag: str) -> Mapping[str, str]:
    """How long: what isn't public isn't kept at all."""
    return {**ALWAYS_ASKED, "etag": etag} if door == "public" else NEVER_KEPT


def has_it(if_none_match: str, etag: str) -> bool:
    """Whether a request's If-None-Match names this version."""
    return any(each.strip().removeprefix("W/") in ("*", etag) for each in if_none_match.split(","))
