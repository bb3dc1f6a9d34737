"""Whoever is barred from contact with a child doesn't come back by another way (G3). Pure: one rule for pages and for files."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

_TELLING_DIGITS: Final = 9  # from the end of a phone number: with or without the country's code, it is the same phone

Trace = UUID | str


@dataclass(frozen=True)
class BarredTie:
    """Somebody who is barred from contact with one child."""

    child_id: UUID
    guardian_id: UUID
    email: str | None
    phone: str | None


@dataclass(frozen=True)
class Barred:
    """Everybody at a school who is barred from contact: the children, and the traces that those people are known again by."""

    child_ids: frozenset[UUID]
    traces: frozenset[Trace]

    @classmethod
    def of(cls, ties: Iterable[BarredTie]) -> "Barred":
        """From every barred tie of a school."""
        ties = list(ties)
        known = [{tie.guardian_id, *traces(tie.email, tie.phone)} for tie in ties]
        return cls(frozenset(tie.child_id for tie in ties), frozenset[Trace]().union(*known))

    def may_return(self, child_id: UUID | None, left: Iterable[Trace], *, is_somebody_new: bool) -> bool:
        """Whether one of them may come back to a child with this change.

        left: the traces that it brings. is_somebody_new: it adds a guardian, or gives one another name; where anybody is barred from
        the child, that may be the one.
        """
        return (is_somebody_new and child_id in self.child_ids) or not self.traces.isdisjoint(left)


def traces(email: str | None, phone: str | None) -> set[Trace]:
    """What somebody is known again by, however they write it."""
    digits = re.sub(r"\D", "", phone or "")[-_TELLING_DIGITS:]
    return {each for each in ((email or "").casefold(), digits) if each}


def is_other_name(new: str, old: str) -> bool:
    """Whether it is more than other capitals or spaces."""
    return new.casefold().split() != old.casefold().split()
