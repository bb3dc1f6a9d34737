"""What the incidents room reads. Every query names its school; which reports there are, the database decides (M3, M4)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from consentsvc.accounts.models import Membership, User
from consentsvc.breaches.models import Breach
from consentsvc.captures.models import Capture
from consentsvc.incidents.models import Digest, LearningAction, LearningReview, Lesson
from consentsvc.kernel.errors import NotFound
from consentsvc.reports.models import Referral, Report
from consentsvc.roster.models import Child

Record = TypeVar("Record", bound=SQLModel)


class Sent(NamedTuple):
    digest: Digest
    by: User


class Reviewed(NamedTuple):
    review: LearningReview
    by: User


class Counted(NamedTuple):
    """A report's day and kind."""

    received_on: date
    kind: str


def captures(tx: Session, school_id: UUID, *, closed: bool) -> Sequence[Capture]:
    """All that are open, or all that are closed."""
    query = select(Capture).where(Capture.school_id == school_id, _closed(Capture.closed_at, closed=closed))
    return tx.exec(query).all()


def breaches(tx: Session, school_id: UUID, *, closed: bool) -> Sequence[Breach]:
    """All that are open, or all that are closed."""
    query = select(Breach).where(Breach.school_id == school_id, _closed(Breach.closed_at, closed=closed))
    return tx.exec(query).all()


def reports(tx: Session, school_id: UUID, *, closed: bool) -> Sequence[Report]:
    """Those that this transaction's reader may read."""
    query = select(Report).where(Report.school_id == school_id, _closed(Report.closed_at, closed=closed))
    return tx.exec(query).all()


def captured_since(tx: Session, school_id: UUID, since: datetime) -> Sequence[datetime]:
    """When each capture arrived."""
    return tx.exec(select(Capture.received_at).where(Capture.school_id == school_id, Capture.received_at >= since)).all()


def breached_since(tx: Session, school_id: UUID, since: datetime) -> Sequence[datetime]:
    """When each breach became known."""
    return tx.exec(select(Breach.known_at).where(Breach.school_id == school_id, Breach.known_at >= since)).all()


def reported_since(tx: Session, school_id: UUID, since: date) -> Sequence[Counted]:
    """Each report that this transaction's reader may read."""
    query = select(col(Report.received_on), Report.kind).where(Report.school_id == school_id, Report.received_on >= since)
    return [Counted(*row) for row in tx.exec(query)]


def referred_since(tx: Session, school_id: UUID, since: date) -> Sequence[date]:
    """On which days reports that this transaction's reader may read were referred."""
    return tx.exec(select(col(Referral.referred_on)).where(Referral.school_id == school_id, Referral.referred_on >= since)).all()


def lessons(tx: Session, school_id: UUID, months: Collection[date] | None = None) -> Sequence[Lesson]:
    """All lessons, or those of these months; the newest first, and no telling which came from what."""
    query = select(Lesson).where(Lesson.school_id == school_id)
    if months is not None:
        query = query.where(col(Lesson.month).in_(months))
    return tx.exec(query.order_by(col(Lesson.month).desc(), Lesson.theme, Lesson.text)).all()


def lesson(tx: Session, school_id: UUID, lesson_id: UUID) -> Lesson:
    """One of them, held for writing. Raises NotFound."""
    return _one(tx, select(Lesson).where(Lesson.school_id == school_id, Lesson.id == lesson_id))


def actions(tx: Session, school_id: UUID) -> Sequence[LearningAction]:
    """The plan: what is open first, by its next look."""
    query = select(LearningAction).where(LearningAction.school_id == school_id)
    done = col(LearningAction.done_at).desc().nulls_first()
    return tx.exec(query.order_by(done, col(LearningAction.review_on), col(LearningAction.id))).all()


def action(tx: Session, school_id: UUID, action_id: UUID) -> LearningAction:
    """One of them, held for writing. Raises NotFound."""
    return _one(tx, select(LearningAction).where(LearningAction.school_id == school_id, LearningAction.id == action_id))


def actions_due(tx: Session, school_id: UUID, today: date, again: timedelta) -> Sequence[LearningAction]:
    """Those that aren't done, are to be looked at by today, and of whose look nobody was reminded for this long; held for writing."""
    reminded = col(LearningAction.reminded_on)
    query = select(LearningAction).where(
        LearningAction.school_id == school_id,
        col(LearningAction.done_at).is_(None),
        LearningAction.review_on <= today,
        reminded.is_(None) | (reminded < LearningAction.review_on) | (reminded <= today - again),
    )
    return tx.exec(query.with_for_update()).all()


def reviews(tx: Session, school_id: UUID) -> Sequence[Reviewed]:
    """Every look at an action, the oldest first."""
    query = (
        select(LearningReview, User)
        .join(User, col(User.id) == LearningReview.by)
        .where(LearningReview.school_id == school_id)
        .order_by(col(LearningReview.at), col(LearningReview.id))
    )
    return [Reviewed(*row) for row in tx.exec(query)]


def digests(tx: Session, school_id: UUID) -> Sequence[Sent]:
    """What went to staff, the newest first."""
    query = select(Digest, User).join(User, col(User.id) == Digest.sent_by).where(Digest.school_id == school_id)
    return [Sent(*row) for row in tx.exec(query.order_by(col(Digest.sent_at).desc()))]


def digest(tx: Session, school_id: UUID, term: str) -> Digest | None:
    """What went to staff of this term; None: nothing did yet."""
    return tx.exec(select(Digest).where(Digest.school_id == school_id, Digest.term == term)).first()


def staff(tx: Session, school_id: UUID) -> Sequence[User]:
    """Who works here, by name."""
    here = select(Membership.user_id).where(Membership.school_id == school_id)
    return tx.exec(select(User).where(col(User.id).in_(here), col(User.left_at).is_(None)).order_by(User.name)).all()


def names(tx: Session, school_id: UUID) -> list[str]:
    """The full name of every child, also as it is called, and of everybody who signs in here."""
    found = tx.exec(select(Child.first_name, Child.known_as, Child.last_name).where(Child.school_id == school_id))
    children = [f"{called} {last}" for first, known_as, last in found for called in (first, known_as) if called]
    return children + [each.name for each in staff(tx, school_id)]


def _closed(moment: Any, *, closed: bool) -> ColumnElement[bool]:
    return col(moment).is_not(None) if closed else col(moment).is_(None)


def _one(tx: Session, query: SelectOfScalar[Record]) -> Record:
    found = tx.exec(query.with_for_update().execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound
    return found
