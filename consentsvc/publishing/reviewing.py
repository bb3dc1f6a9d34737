"""What is out is looked at again (P8): somebody says in time that it may stay, or it doesn't show any more."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.accounts import notices
from consentsvc.accounts.notices import Notice
from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, Permission
from consentsvc.kernel.errors import Problem
from consentsvc.publishing import queries, releasing, service
from consentsvc.publishing.placed import Placed
from consentsvc.publishing.schemas import PlacementRow, SettledItem
from consentsvc.schools import service as schools

REMINDED_WEEKS_BEFORE: Final = (4, 1)

REVIEWS_DUE: Final = Notice(
    kind="reviews_due",
    subject="Published pictures to look at again",
    says="Pictures that were published some time ago are due for another look. Say which may stay: what nobody looks at in time"
    " is not shown any more.",
    path="/reviews",
)
"""To those who may place, when pictures are due."""


def due(tx: Session, actor: Actor, within: int) -> list[PlacementRow]:
    """What is in place and has to be looked at within so many days, that first which is due first; what is overdue too."""
    days = schools.policy_of(tx, actor.school).review_days
    until = clock.today() + timedelta(days=within)
    return service.explained(tx, actor, queries.review_due(tx, actor.school, days, until, releasing.MOST_SHOWN))


def keep(tx: Session, actor: Actor, ids: Sequence[UUID]) -> list[SettledItem]:
    """Say, after a look, that these may stay until their next review; an answer for each. Raises NotAllowed for a program."""
    person = actor.person(releasing.NOT_A_PROGRAM)

    def settle(placed: Placed) -> Problem | None:
        placed.placement.reviewed_on, placed.placement.reviewed_by = clock.today(), person
        audit.record(tx, actor, "placement:keep", placed.placement.id, photo=placed.placement.photo_id, channel=placed.channel.id)
        return None

    return releasing.settle_each(tx, actor, ids, settle)


def remind(tx: Session, school_id: UUID) -> None:
    """Owe those who may place a letter for each week in which pictures are due: four weeks before it, and one."""
    days = schools.policy_of(tx, school_id).review_days
    for weeks in REMINDED_WEEKS_BEFORE:
        monday = _monday(clock.today()) + timedelta(weeks=weeks)
        if queries.is_review_due_between(tx, school_id, days, monday, monday + timedelta(days=6)):
            people = notices.who_may(tx, school_id, Permission.PHOTO_PLACE)
            REVIEWS_DUE.owe(tx, school_id, people, f"{monday.isoformat()} {weeks}")


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
