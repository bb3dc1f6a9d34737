"""Our own pictures by their likeness, to compare others with: photos, and what was made of them to be shown.

Sealed and deleted photos are among them: a copy of one has to come down as any other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from consentsvc.media.hidden import every_photo
from consentsvc.media.likeness import SAME_PICTURE
from consentsvc.websites import queries
from consentsvc.websites.queries import Alike

USE: Final = "website"
"""The purpose for which a picture on a website has to be cleared."""


@dataclass(frozen=True, slots=True)
class Match:
    """Which of our photos a picture is like, in how many bits of 256 it differs, and the placement that it is a copy of, if of any."""

    photo_id: UUID
    placement_id: UUID | None
    distance: int


class Ours:
    """All pictures of a school, ready to be compared with."""

    def __init__(self, known: Sequence[Alike]) -> None:
        self._known = known
        self._bits = _bits([each.likeness for each in known])

    def nearest(self, likeness: str) -> Match | None:
        """What a picture is a copy of; None where it is like none of ours."""
        distances = np.bitwise_count(self._bits ^ _bits([likeness])).sum(axis=1)
        near = [(int(distances[place]), self._known[place]) for place in np.flatnonzero(distances <= SAME_PICTURE).tolist()]
        if not near:
            return None
        distance, photo_id = min((distance, each.placement_id is None, each.photo_id) for distance, each in near)[::2]
        placed = [(*_rank(each), far, each.placement_id) for far, each in near if each.photo_id == photo_id and each.placement_id]
        return Match(photo_id, min(placed)[-1] if placed else None, distance)

    def near(self, likenesses: Sequence[str]) -> dict[UUID, int]:
        """The photos that one of these is a copy of, the nearest first, with the least number of bits in which they differ."""
        if not self._known:
            return {}
        distances = np.min([np.bitwise_count(self._bits ^ _bits([each])).sum(axis=1) for each in likenesses], axis=0)
        found: dict[UUID, int] = {}
        for place in np.argsort(distances, kind="stable").tolist():
            if distances[place] <= SAME_PICTURE:
                found.setdefault(self._known[place].photo_id, int(distances[place]))
        return found


def reachable(tx: Session, school_id: UUID) -> Ours:
    """Those that somebody may still see: sealed and deleted ones are missing, as everywhere (I3)."""
    return Ours(queries.likenesses(tx, school_id))


def ours(tx: Session, school_id: UUID) -> Ours:
    """The school's pictures as they are now."""
    with every_photo(tx):
        return Ours(queries.likenesses(tx, school_id))


def _rank(alike: Alike) -> tuple[bool, bool]:
    """A copy on a website is first of all one of what was placed for the website, and hangs there."""
    return alike.purpose != USE, not alike.is_in_place


def _bits(likenesses: Sequence[str]) -> NDArray[Any]:
    """A row of four words for each."""
    return np.frombuffer(bytes.fromhex("".join(likenesses)), dtype=np.uint64).reshape(-1, 4)
