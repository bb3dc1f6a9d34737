"""What the newsletters room reads and removes. Every query names its school."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, func
from sqlmodel import Session, col, delete, select

from consentsvc.kernel.errors import NotFound
from consentsvc.newsletters.models import Issue, Mailed, Part
from consentsvc.publishing.models import Channel
from consentsvc.roster.models import Child, Guardian, Guardianship


class Listed(NamedTuple):
    """An issue, its channel, and how many pictures it has."""

    issue: Issue
    channel: Channel
    pictures: int


class Tie(NamedTuple):
    """Somebody who looks after a child, and how they are reached. left_on: the day on which the child leaves, or left."""

    guardian_id: UUID
    email: str | None
    phone: str | None
    language: str | None
    child_id: UUID
    contact_barred: bool
    left_on: date | None

    def is_here(self, today: date) -> bool:
        """Whether the child hasn't left."""
        return self.left_on is None or self.left_on > today


def listed(tx: Session, school_id: UUID, *, channel_id: UUID | None = None, issue_id: UUID | None = None) -> Sequence[Listed]:
    """Issues, newest first."""
    pictures = and_(col(Part.school_id) == Issue.school_id, col(Part.issue_id) == Issue.id, col(Part.photo_id).is_not(None))
    of_channel = and_(col(Channel.school_id) == Issue.school_id, col(Channel.id) == Issue.channel_id)
    query = (
        select(Issue, Channel, func.count(col(Part.id)))
        .join(Channel, of_channel)
        .outerjoin(Part, pictures)
        .where(Issue.school_id == school_id)
        .group_by(col(Issue.id), col(Channel.id))
        .order_by(col(Issue.created_at).desc(), col(Issue.id))
    )
    if channel_id is not None:
        query = query.where(Issue.channel_id == channel_id)
    if issue_id is not None:
        query = query.where(Issue.id == issue_id)
    return [Listed(*row) for row in tx.exec(query)]


def issue(tx: Session, school_id: UUID, issue_id: UUID) -> Issue:
    """The issue. Raises NotFound."""
    return _found(tx.exec(select(Issue).where(Issue.school_id == school_id, Issue.id == issue_id)).first())


def hold_issue(tx: Session, school_id: UUID, issue_id: UUID) -> Issue:
    """The issue as it is now, held for writing. Raises NotFound."""
    query = select(Issue).where(Issue.school_id == school_id, Issue.id == issue_id).with_for_update()
    return _found(tx.exec(query.execution_options(populate_existing=True)).first())


def issue_by_code(tx: Session, school_id: UUID, code: str) -> Issue:
    """The issue of a public address, once it is out. Raises NotFound."""
    return _found(tx.exec(select(Issue).where(Issue.school_id == school_id, Issue.code == code, Issue.state == "out")).first())


def _found(issue: Issue | None) -> Issue:
    if issue is None:
        raise NotFound
    return issue


def parts(tx: Session, school_id: UUID, issue_id: UUID) -> Sequence[Part]:
    """An issue's parts, in their order."""
    query = select(Part).where(Part.school_id == school_id, Part.issue_id == issue_id)
    return tx.exec(query.order_by(col(Part.position))).all()


def remove_parts(tx: Session, school_id: UUID, issue_id: UUID) -> None:
    tx.exec(delete(Part).where(col(Part.school_id) == school_id, col(Part.issue_id) == issue_id))


def photos_of_others(tx: Session, school_id: UUID, one: Issue) -> Collection[UUID]:
    """The photos in the other issues of this one's channel that are out."""
    same = and_(col(Issue.school_id) == Part.school_id, col(Issue.id) == Part.issue_id)
    query = (
        select(Part.photo_id)
        .join(Issue, same)
        .where(
            Part.school_id == school_id,
            Issue.channel_id == one.channel_id,
            Issue.id != one.id,
            Issue.state == "out",
            col(Part.photo_id).is_not(None),
        )
    )
    return {photo_id for photo_id in tx.exec(query) if photo_id}


def ties(tx: Session, school_id: UUID) -> Sequence[Tie]:
    """Everybody who looks after a child, of every child that ever was here."""
    query = (
        select(  # type: ignore[call-overload]
            Guardian.id,
            Guardian.email,
            Guardian.phone,
            Guardian.language,
            Guardianship.child_id,
            Guardianship.contact_barred,
            Child.left_on,
        )
        .join(Guardianship, and_(col(Guardianship.school_id) == Guardian.school_id, col(Guardianship.guardian_id) == Guardian.id))
        .join(Child, and_(col(Child.school_id) == Guardianship.school_id, col(Child.id) == Guardianship.child_id))
        .where(Guardian.school_id == school_id)
        .order_by(Guardian.id)
    )
    return [Tie(*row) for row in tx.exec(query)]


def mailed(tx: Session, school_id: UUID, issue_id: UUID) -> Sequence[Mailed]:
    """To whom an issue was mailed, or is to be."""
    return tx.exec(select(Mailed).where(Mailed.school_id == school_id, Mailed.issue_id == issue_id)).all()


def one_mailed(tx: Session, school_id: UUID, mailed_id: UUID) -> Mailed:
    """Who an issue is to be mailed to, and which. Raises NotFound."""
    found = tx.exec(select(Mailed).where(Mailed.school_id == school_id, Mailed.id == mailed_id)).first()
    if found is None:
        raise NotFound
    return found
