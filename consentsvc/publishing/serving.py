"""The hot path: one placed picture, decided at each request from the facts as they are then (P1, P9).

One round trip gives the placement and a fingerprint of every fact behind its decision. A decision may be remembered in this
process together with the fingerprint that it was taken from, and until the day on which time alone could change it; with any
other fingerprint it is taken anew. Nothing else is remembered, and everything unexpected denies.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final
from uuid import UUID

from consentsvc.clearance import service as clearance
from consentsvc.clearance.service import Decided
from consentsvc.kernel import clock
from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.database import begin, read_one
from consentsvc.kernel.errors import NotFound, Unavailable
from consentsvc.media import pictures
from consentsvc.publishing import rules
from consentsvc.publishing.kinds import KINDS
from consentsvc.publishing.kinds.kind import Door
from consentsvc.publishing.memory import memory
from consentsvc.publishing.rules import PlacementFacts
from consentsvc.schools import service as schools
from consentsvc.schools.policy import SchoolPolicy

_TRIES = 5


@dataclass(frozen=True, slots=True)
class Picture:
    """What is served: the placed file, or where it may not be shown, a neutral picture of its size."""

    data: bytes
    sha256: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Clip:
    """A placed film that may be shown: where it lies, and how many bytes it has."""

    school_id: UUID
    sha256: str
    bytes: int
    type: str

    @property
    def etag(self) -> str:
        return f'"{self.sha256}"'


@dataclass(frozen=True, slots=True)
class _Placed:
    """A row of `placement_now` (see the migrations). `is_in_place`: nobody removed it, and its people are those in the photo."""

    school_id: UUID
    photo_id: UUID
    is_in_place: bool
    purpose: str
    kind: str
    fingerprint: tuple[int, ...]
    placement_id: UUID
    uploaded_by: UUID | None
    placed_by: UUID | None
    released_by: UUID | None
    releasing: str
    reviewed_on: date
    review_days: int | None
    sha256: str
    type: str
    width: int
    height: int
    bytes: int

    @property
    def facts(self) -> PlacementFacts:
        return PlacementFacts(
            id=self.placement_id,
            purpose=self.purpose,
            is_current=True,
            uploaded_by=self.uploaded_by,
            placed_by=self.placed_by,
            released_by=self.released_by,
            releasing=self.releasing,
            reviewed_on=self.reviewed_on,
            review_days=self.review_days,
        )


_policies: Final[dict[UUID, tuple[int, SchoolPolicy]]] = {}
"""Each school's policy, under the version of the school from which on it was read."""


def picture(code: str, size: str, door: Door = "public") -> Picture:
    """The picture at an address, if it may be shown at this moment to whoever comes by this door.

    Raises NotFound for an address that never was, or not by this door; and whatever goes wrong: then there is no picture.
    """
    placed, is_shown = _now(code, size, door)
    return _shown(placed) if is_shown else _withheld(placed)


def clip(code: str, door: Door = "public") -> Clip | None:
    """The film at an address, if it may be shown at this moment; None where it may not be any more. Raises as `picture`."""
    placed, is_shown = _now(code, "clip", door)
    return Clip(placed.school_id, placed.sha256, placed.bytes, placed.type) if is_shown else None


def is_shown(code: str, size: str) -> bool:
    """Whether the public gets what was placed at an address, at this moment. Raises as `picture`."""
    return _now(code, size, "public")[1]


def _now(code: str, size: str, door: Door) -> tuple[_Placed, bool]:
    """What was placed there, and whether it may be shown at this moment."""
    for _ in range(_TRIES):
        placed = _look(code, size)
        if KINDS[placed.kind].door != door:
            raise NotFound
        if not placed.is_in_place or rules.held_back(placed.facts, _policy(placed), clock.today()):
            return placed, False
        decided = _decided(placed)
        if decided is not None and decided.fingerprint == placed.fingerprint:
            return placed, decided.decision.is_cleared
    raise Unavailable("This picture is being changed just now. Try again in a moment.")


def _look(code: str, size: str) -> _Placed:
    row = read_one("select * from placement_now(%s, %s)", (code, size))
    if row is None:
        raise NotFound
    school_id, photo_id, is_in_place, purpose, kind, fingerprint, *rest = row
    return _Placed(school_id, photo_id, is_in_place, purpose, kind, tuple(fingerprint), *rest)


def _policy(placed: _Placed) -> SchoolPolicy:
    """The school's policy as of this look, or newer: the school's version stands second in each fingerprint."""
    version = placed.fingerprint[1]
    known = _policies.get(placed.school_id)
    if known is None or known[0] != version:
        with begin(placed.school_id) as tx:
            known = version, schools.policy_of(tx, placed.school_id)
        _policies[placed.school_id] = known
    return known[1]


def _decided(placed: _Placed) -> Decided | None:
    """The remembered decision where it still holds, else a new one; its fingerprint may be newer than the placement's.

    None where the photo was sealed or deleted since it was looked up.
    """
    use = (placed.photo_id, placed.purpose)
    known = memory.get(use)
    if known is not None and known.holds(placed.fingerprint, clock.today()):
        return known
    with begin(placed.school_id) as tx:
        decided = clearance.decide_for(tx, placed.school_id, [use]).get(use)
    if decided is not None:
        memory.keep(use, decided)
    return decided


def _shown(placed: _Placed) -> Picture:
    return Picture(blobs().get(placed.school_id, placed.sha256), placed.sha256, True)


def _withheld(placed: _Placed) -> Picture:
    return Picture(_neutral(placed.width, placed.height), "", False)


_neutral = lru_cache(maxsize=256)(pictures.neutral)
