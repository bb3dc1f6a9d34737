"""Fetching a school's pages and pictures: from its own hosts only, within a time for all of it, each picture once."""

import time
from collections.abc import Collection, Iterable
from typing import Final
from urllib.parse import urljoin, urlsplit

from consentsvc.kernel import outside
from consentsvc.kernel.outside import MEBIBYTE, Answer, Unreachable
from consentsvc.media import pictures
from consentsvc.media.sandbox import SandboxFailure, sandbox

MOST_STEPS: Final = 3  # from one address of the school's to the next
LARGEST_PAGE: Final = 4 * MEBIBYTE
LARGEST_PICTURE: Final = 25 * MEBIBYTE
MOVED: Final = (301, 302, 303, 307, 308)

Host = tuple[str, int | None]


class NotOurs(Exception):
    """An address on another host: nobody gave us that one to look at."""


class OutOfTime(Exception):
    """The time for this look is over."""


class Unsure(Exception):
    """A picture couldn't be looked at, now; it may be there."""


def host_of(address: str) -> Host | None:
    """The host and, unless it is the usual one, the port; None of what is no address."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    return (parts.hostname.lower(), None if port in (80, 443) else port) if parts.hostname else None


class Visit:
    """One look at a school's pages. `hosts`: its own."""

    def __init__(self, addresses: Iterable[str], seconds: float) -> None:
        self.hosts: Collection[Host | None] = {host_of(each) for each in addresses} - {None}
        self._until = time.monotonic() + seconds
        self._seen: dict[str, str | None] = {}

    def is_ours(self, address: str) -> bool:
        """Whether an address lies on one of the school's own hosts."""
        return host_of(address) in self.hosts

    def page(self, address: str) -> tuple[str, Answer]:
        """A page, and the address where it was in the end. Raises Unreachable, NotOurs, OutOfTime."""
        return self._fetched(address, LARGEST_PAGE)

    def likeness(self, address: str) -> str | None:
        """How the picture at an address looks; None where there is none, or nothing to tell it by. Raises Unsure, OutOfTime."""
        if address not in self._seen:
            self._seen[address] = self._looked_up(address)
        return self._seen[address]

    def _looked_up(self, address: str) -> str | None:
        try:
            _, answer = self._fetched(address, LARGEST_PICTURE)
        except NotOurs:
            return None
        except Unreachable:
            raise Unsure from None
        if answer.status in (404, 410):
            return None
        if answer.status != 200:
            raise Unsure
        return _likeness_of(answer.data)

    def _fetched(self, address: str, most_bytes: int) -> tuple[str, Answer]:
        for _ in range(MOST_STEPS):
            if time.monotonic() > self._until:
                raise OutOfTime
            if not self.is_ours(address):
                raise NotOurs
            answer = outside.fetch("GET", address, most_bytes=most_bytes)
            if answer.status not in MOVED or "location" not in answer.headers:
                return address, answer
            address = urljoin(address, answer.headers["location"])
        raise Unreachable("broken")


def _likeness_of(data: bytes) -> str | None:
    """In the limited process: what a website gives is as hostile as any file (U1)."""
    try:
        return sandbox().run(pictures.look_of, data)
    except pictures.Refused:
        return None
    except SandboxFailure:
        raise Unsure from None
