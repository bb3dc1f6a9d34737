"""How placements stand at this moment, and until which day time alone can't change that: for whoever watches what goes out (P9)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from sqlmodel import Session

from consentsvc.media.hidden import every_photo
from consentsvc.publishing import queries, rules, service
from consentsvc.publishing.placed import Placed
from consentsvc.schools import service as schools
from consentsvc.schools.policy import SchoolPolicy

A_DAY: Final = timedelta(days=1)


class Now(NamedTuple):
    """One placement, of a hidden picture too.

    shows_until: the first day on which time alone may end that it shows; None: it doesn't. is_as_made: it is in place, and the people in
    its photo are those it was made from. is_let_out: as many people stand behind it as must, so that it went out when it was placed (P6).
    """

    placement_id: UUID
    channel_id: UUID
    shows_until: date | None
    is_as_made: bool
    is_let_out: bool


def standing(tx: Session, school_id: UUID, ids: Collection[UUID]) -> Sequence[Now]:
    """These placements as they would be served now (P1)."""
    policy = schools.policy_of(tx, school_id)
    until = _showing_until(tx, school_id, queries.placements(tx, school_id, ids), policy)
    with every_photo(tx):
        every = queries.placements(tx, school_id, ids)
    return [
        Now(
            placed.placement.id,
            placed.channel.id,
            until.get(placed.placement.id),
            placed.is_in_place and placed.is_current,
            rules.is_released(placed.facts, policy),
        )
        for placed in every
    ]


def _showing_until(tx: Session, school_id: UUID, reachable: Sequence[Placed], policy: SchoolPolicy) -> Mapping[UUID, date]:
    shown, decisions = service.cleared(tx, school_id, reachable)
    return {
        placed.placement.id: _earliest(decisions[placed.use].holds_until, rules.review_due_on(placed.facts, policy) + A_DAY)
        for placed in shown
    }


def _earliest(holds_until: date | None, overdue_on: date) -> date:
    return min(holds_until or overdue_on, overdue_on)
