"""Looking at a school's pages as a visitor sees them: which pictures are ours, and which of our links are dead. Nothing is written here."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from consentsvc.kernel.errors import NotFound
from consentsvc.kernel.outside import WORDS as OUTSIDE_WORDS
from consentsvc.kernel.outside import Answer, Unreachable
from consentsvc.kernel.settings import settings
from consentsvc.publishing import serving
from consentsvc.websites.ours import Match, Ours
from consentsvc.websites.reading import pictures_in
from consentsvc.websites.visiting import NotOurs, OutOfTime, Unsure, Visit

MOST_PICTURES: Final = 300
CHARSET: Final = re.compile(r"charset=[\"']?([\w-]+)", re.IGNORECASE)
OUR_ADDRESS: Final = re.compile(r"/m/([\w-]+)/(\w+)\.\w+")

WORDS: Final = {
    **OUTSIDE_WORDS,
    "moved_away": "The page sends visitors to another website. Give the address that it has there.",
    "no_page": "There is no page at this address any more.",
    "not_let_in": "The page is only for those who sign in. We can look at open pages only.",
    "error": "The website answered with an error.",
    "not_a_page": "There is no web page at this address, but a file.",
    "too_many": f"The page has more than {MOST_PICTURES} pictures. We looked at the first of them.",
    "no_time": "The look took too long. The rest comes next time.",
}
"""Why a page couldn't be looked at, or not all of it, as people read it."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What is on a page now. problem: one of WORDS. alike: addresses of pictures that are like ours; dead: our own that show nothing.

    is_read: the page itself came. unsure: what couldn't be looked at; it may be as it was.
    """

    is_read: bool
    problem: str | None = None
    pictures: int = 0
    alike: dict[str, Match] = field(default_factory=dict)
    dead: dict[str, str] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)


def look_at(visit: Visit, address: str, ours: Ours) -> Looked:
    """One page with its pictures."""
    try:
        found_at, answer = visit.page(address)
    except Unreachable as problem:
        return Looked(False, problem.word)
    except NotOurs:
        return Looked(False, "moved_away")
    except OutOfTime:
        return Looked(False, "no_time")
    word = _no_page(answer)
    return Looked(False, word) if word else _look_through(visit, pictures_in(_text(answer), found_at), ours)


def our_code(address: str) -> tuple[str, str] | None:
    """The code and size, where an address is one of a placement of ours, whoever's."""
    base = settings().public_url
    found = OUR_ADDRESS.fullmatch(address.removeprefix(base).partition("?")[0]) if address.startswith(f"{base}/m/") else None
    return (found[1], found[2]) if found else None


def _no_page(answer: Answer) -> str | None:
    if answer.status in (404, 410):
        return "no_page"
    if answer.status in (401, 403):
        return "not_let_in"
    if answer.status != 200:
        return "error"
    return None if "html" in answer.headers.get("content-type", "html") else "not_a_page"


def _text(answer: Answer) -> str:
    named = CHARSET.search(answer.headers.get("content-type", ""))
    try:
        return answer.data.decode(named[1] if named else "utf-8", "replace")
    except LookupError:
        return answer.data.decode("utf-8", "replace")


def _look_through(visit: Visit, addresses: list[str], ours: Ours) -> Looked:
    on_our_hosts = [each for each in addresses if our_code(each) or visit.is_ours(each)]
    taken, left_out = on_our_hosts[:MOST_PICTURES], on_our_hosts[MOST_PICTURES:]
    looked = Looked(True, "too_many" if left_out else None, len(taken), unsure=set(left_out))
    looked.dead.update(_dead(taken))
    others = [each for each in taken if not our_code(each)]
    for place, address in enumerate(others):
        try:
            likeness = visit.likeness(address)
        except Unsure:
            looked.unsure.add(address)
        except OutOfTime:
            rest = looked.unsure | {*others[place:]}
            return Looked(True, "no_time", len(taken) - len(others) + place, looked.alike, looked.dead, rest)
        else:
            match = ours.nearest(likeness) if likeness else None
            if match:
                looked.alike[address] = match
    return looked


def _dead(addresses: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Our own addresses among these that show nothing, with their codes. We are asked as the public asks."""
    for address in addresses:
        ours = our_code(address)
        if ours and not _is_shown(*ours):
            yield address, ours[0]


def _is_shown(code: str, size: str) -> bool:
    try:
        return serving.is_shown(code, size)
    except NotFound:
        return False
