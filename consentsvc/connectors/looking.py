"""Looking whether something is gone from an address: only 404 and 410 say so (P9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from consentsvc.kernel import outside
from consentsvc.kernel.outside import MEBIBYTE, Unreachable

GONE: Final = (404, 410)


@dataclass(frozen=True, slots=True)
class Look:
    """What an address answered; None: nothing. Gone is what says so, never what doesn't answer."""

    address: str
    answered: int | None
    is_gone: bool


def look(addresses: Iterable[str]) -> list[Look]:
    """What each of these addresses answers now."""
    return [_look(address) for address in addresses]


def look_for(address: str, text: str) -> Look:
    """Whether a page holds this text no more."""
    try:
        answer = outside.fetch("GET", address, headers={"Cache-Control": "no-cache"}, most_bytes=8 * MEBIBYTE)
    except Unreachable:
        return Look(address, None, False)
    is_read = answer.status == 200
    return Look(address, answer.status, answer.status in GONE or (is_read and text.encode() not in answer.data))


def _look(address: str) -> Look:
    try:
        status = outside.status(address)
    except Unreachable:
        return Look(address, None, False)
    return Look(address, status, status in GONE)
