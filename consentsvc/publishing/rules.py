"""How large a picture goes out (P4), and what may not stand beside it (P2). Nothing here knows a database or a clock."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from uuid import UUID

from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel.rulebook import Reason
from consentsvc.schools.policy import SchoolPolicy

SMALL_EDGE: Final = 400
"""Longest edge of the small file, in pixels."""

ANYWHERE_FROM: Final = 6
"""A full name of so many letters is told wherever its letters stand in a row: in a tag, an address of a page or of an account."""

SURNAME_PART_FROM: Final = 4
"""Half of a double surname tells who it is, from so many letters on: 'van' and 'der' are words of their own."""

_PLAIN: Final = str.maketrans(
    dict.fromkeys("’‘ʼ`´", "'")
    | dict.fromkeys("‐‑‒–−", "-")
    | {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ß": "ss", "ẞ": "SS"}
    | {"æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ı": "i", "ħ": "h", "Ħ": "H", "ŋ": "n", "Ŋ": "N", "ŧ": "t", "Ŧ": "T"}
)
_IN_TWO_LETTERS: Final = str.maketrans(
    {"ä": "ae", "Ä": "Ae", "ö": "oe", "Ö": "Oe", "ü": "ue", "Ü": "Ue", "ø": "oe", "Ø": "Oe", "å": "aa", "Å": "Aa"}
)


@dataclass(frozen=True, slots=True)
class ChildName:
    """A child who is shown in the picture."""

    id: UUID
    first_name: str
    last_name: str

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


def longest_edge(policy: SchoolPolicy, purpose: str, children: int) -> int:
    """Of the large file, in pixels: smaller for a single child on the open web (P4)."""
    if children == 1 and PURPOSES[purpose].audience == "open web":
        return policy.single_child_longest_edge
    return policy.open_web_longest_edge


def names_told(texts: Mapping[str, str], children: Collection[ChildName], may_be_named: Collection[UUID]) -> tuple[Reason, ...]:
    """One reason for each text ('caption', 'alternative text') that gives a child's surname or full name (P2).

    So does a first name, but for the children who `may_be_named` by it (C12). Words that are also names ('Rose', 'Will') are
    refused with the reason: another word will do.
    """
    told = ((where, child, _told(text, child, child.id in may_be_named)) for where, text in texts.items() for child in children)
    return tuple(_named_in(where, child, found) for where, child, found in told if found)


def people_changed(placement_id: UUID) -> Reason:
    """Why a placement that was made from other people than are in the photo now doesn't show (P9)."""
    return Reason(
        "P9",
        "people_changed",
        str(placement_id),
        "Who is in this picture was changed after it was put here.",
        "Put it here again.",
    )


def _named_in(where: str, child: ChildName, found: tuple[str, str]) -> Reason:
    kind, name = found
    text = f"The {where} gives the {kind} of a child in the picture: “{name}”."
    return Reason(
        "P2", "name_told", str(child.id), text, f"Take it out of the {where}. If it means something else, use another word."
    )


@lru_cache(maxsize=65_536)
def _told(text: str, child: ChildName, may_be_named: bool) -> tuple[str, str] | None:
    """What kind of name the text gives, and the name."""
    readings = _readings(text)
    if _is_anywhere(child, readings):
        return "full name", child.full_name
    return next(((kind, name) for kind, name in _tellings(child, may_be_named) if _stands_in(name, readings)), None)


def _tellings(child: ChildName, may_be_named: bool) -> Iterator[tuple[str, str]]:
    """Each name that would tell more than it may who the child is, the fullest first."""
    yield "full name", child.full_name
    yield "surname", child.last_name
    yield from (("surname", part) for part in _parts(child.last_name) if len(part) >= SURNAME_PART_FROM)
    if may_be_named:
        return
    yield "first name", child.first_name
    yield from (("first name", part) for part in _parts(child.first_name) if len(part) > 1)


def _parts(name: str) -> list[str]:
    return re.split(r"[\s-]+", name.translate(_PLAIN))


def _stands_in(name: str, readings: Collection[str]) -> bool:
    """Whether the name's words stand there, joined or apart, and not inside other words."""
    patterns = [" ?".join(map(re.escape, reading.split())) for reading in _readings(name) if reading]
    return any(re.search(rf"(?<!\S){pattern}(?!\S)", reading) for pattern in patterns for reading in readings)


def _is_anywhere(child: ChildName, readings: Collection[str]) -> bool:
    rows = [reading.replace(" ", "") for reading in readings]
    both = (f"{child.first_name} {child.last_name}", f"{child.last_name} {child.first_name}")
    names = {reading.replace(" ", "") for each in both for reading in _readings(each)}
    return any(name in row for name in names if len(name) >= ANYWHERE_FROM for row in rows)


def _readings(text: str) -> set[str]:
    """The text as small plain letters in words, in each way to read it: 'Müller' or 'Mueller', 'O Neil' or 'ONeil'."""
    spellings = {_plain(text), _plain(unicodedata.normalize("NFC", text).translate(_IN_TWO_LETTERS))}
    return {reading for each in spellings for reading in (_words(_apart(each)), _words(_together(each)))}


def _plain(text: str) -> str:
    """Without accents, other marks, and characters that can't be seen."""
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).translate(_PLAIN))
    return "".join(part for part in parts if unicodedata.category(part) not in ("Mn", "Mc", "Me", "Cf"))


def _apart(text: str) -> str:
    """'AmySmith' is two words, as 'Amy_Smith' is."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)


def _together(text: str) -> str:
    """'O'Neil's' is one word, as 'Smith-Jones' is."""
    return re.sub(r"(?<=\w)['-](?=\w)", "", re.sub(r"(?i)'s\b", "", text))


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W\d_]+", text.casefold()))
