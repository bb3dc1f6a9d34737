"""Decisions that this process remembers, each with the fingerprint of the facts that it was taken from (P1).

One counts again only under exactly this fingerprint, read at that moment, and until the day on which time alone could change it.
"""

from collections.abc import Collection, Mapping
from threading import Lock
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from consentsvc.clearance import service as clearance
from consentsvc.clearance.service import Decided, Use
from consentsvc.kernel import clock

_HAS_WRITTEN = text("select pg_current_xact_id_if_assigned() is not null")


class Memory:
    """The latest decision for each of at most `most` uses; the oldest is forgotten first."""

    def __init__(self, most: int = 50_000) -> None:
        self._most = most
        self._decided: dict[Use, Decided] = {}
        self._lock = Lock()

    def get(self, use: Use) -> Decided | None:
        """The decision that was taken last, which may not hold any more."""
        return self._decided.get(use)

    def keep(self, use: Use, decided: Decided) -> None:
        """Remember this one instead."""
        with self._lock:
            self._decided.pop(use, None)
            if len(self._decided) >= self._most:
                del self._decided[next(iter(self._decided))]
            self._decided[use] = decided

    def decide_for(self, tx: Session, school_id: UUID, uses: Collection[Use]) -> Mapping[Use, Decided]:
        """As `clearance.decide_for`, with what is remembered and still holds.

        A transaction that has written remembers nothing and is told nothing: what it sees may be undone, and its versions given out
        again for other facts.
        """
        if tx.execute(_HAS_WRITTEN).scalar_one():
            return clearance.decide_for(tx, school_id, uses)
        held = self._holding(tx, school_id, uses)
        decided = clearance.decide_for(tx, school_id, set(uses) - held.keys()) if len(held) < len(uses) else {}
        for use, each in decided.items():
            self.keep(use, each)
        return {**held, **decided}

    def _holding(self, tx: Session, school_id: UUID, uses: Collection[Use]) -> Mapping[Use, Decided]:
        known = {use: each for use in uses if (each := self.get(use))}
        now, today = clearance.fingerprints(tx, school_id, {photo_id for photo_id, _ in known}), clock.today()
        return {use: each for use, each in known.items() if use[0] in now and each.holds(now[use[0]], today)}


memory: Final = Memory()
