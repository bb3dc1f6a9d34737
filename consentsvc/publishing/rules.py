"""How large a picture goes out (P4), and what may not stand beside it (P2). Nothing here knows a database or a clock."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from consentsvc.consent.purposes import PURPOSES
from consentsvc.kernel.rulebook import Reason
from consentsvc.schools.policy import SchoolPolicy

SMALL_EDGE: Final = 400
"""Longest edge of the small file, in pixels."""

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-"})


@dataclass(frozen=True, slots=True)
class ChildName:
    """A child who is shown in the picture."""

    id: UUID
    first_name: str
    last_name: str

    @property
    def tellings(self) -> tuple[str, ...]:
        """What would tell who the child is: the surname, alone or in the full name (P2)."""
        return (self.last_name, f"{self.first_name} {self.last_name}")


def longest_edge(policy: SchoolPolicy, purpose: str, children: int) -> int:
    """Of the large file, in pixels: smaller for a single child on the open web (P4)."""
    if children == 1 and PURPOSES[purpose].audience == "open web":
        return policy.single_child_longest_edge
    return policy.open_web_longest_edge


def names_told(texts: Mapping[str, str], children: Iterable[ChildName]) -> tuple[Reason, ...]:
    """One reason for each text ('caption', 'alternative text') that tells a child's surname or full name (P2)."""
    told = ((where, child) for where, text in texts.items() for child in children if _tells(text, child))
    return tuple(_named_in(where, child) for where, child in told)


def people_changed(placement_id: UUID) -> Reason:
    """Why a placement that was made from other people than are in the photo now doesn't show (P9)."""
    return Reason(
        "P9",
        "people_changed",
        str(placement_id),
        "Who is in this picture was changed after it was put here.",
        "Put it here again.",
    )


def _named_in(where: str, child: ChildName) -> Reason:
    text = f"The {where} gives the name of a child in the picture."
    return Reason("P2", "name_told", str(child.id), text, f"Leave surnames and full names out of the {where}.")


def _tells(text: str, child: ChildName) -> bool:
    words = _folded(text)
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words) for name in _names(child))


def _names(child: ChildName) -> Iterator[str]:
    return (folded for name in child.tellings if (folded := _folded(name)))


def _folded(text: str) -> str:
    """Small letters without accents, single spaces, plain apostrophes and hyphens."""
    parts = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES))
    letters = "".join(part for part in parts if not unicodedata.combining(part))
    return " ".join(letters.casefold().split())
