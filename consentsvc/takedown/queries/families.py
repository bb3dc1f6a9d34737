"""What came down, for the one by whose word it did (P10)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func
from sqlmodel import Session, col, select

from consentsvc.consent.speakers import Speaker
from consentsvc.kernel.database import among
from consentsvc.kernel.errors import NotFound
from consentsvc.publishing.models import Channel, Copy, Placement
from consentsvc.takedown.models import CameDown, Case, Proof, Task


def cases_of(tx: Session, school_id: UUID, speaker: Speaker) -> Sequence[Case]:
    """What one speaker's own word ended, newest first; nobody else's (G1)."""
    query = select(Case).where(
        Case.school_id == school_id,
        col(Case.child_id).is_not_distinct_from(speaker.child_id),
        col(Case.guardian_id).is_not_distinct_from(speaker.guardian_id),
        col(Case.adult_id).is_not_distinct_from(speaker.adult_id),
    )
    return tx.exec(query.order_by(col(Case.opened_at).desc(), col(Case.id))).all()


def case(tx: Session, school_id: UUID, case_id: UUID) -> Case:
    """One case. Raises NotFound."""
    found = tx.exec(select(Case).where(Case.school_id == school_id, Case.id == case_id)).first()
    if found is None:
        raise NotFound
    return found


def came_down_in(tx: Session, school_id: UUID, case_ids: Collection[UUID]) -> Sequence[tuple[CameDown, datetime, str]]:
    """What came down in these cases, each with when it had been placed and the name of its channel; in the order of placing."""
    query = (
        select(CameDown, Placement.placed_at, Channel.name)
        .join(Placement, and_(col(Placement.school_id) == CameDown.school_id, col(Placement.id) == CameDown.placement_id))
        .join(Channel, and_(col(Channel.school_id) == Placement.school_id, col(Channel.id) == Placement.channel_id))
        .where(CameDown.school_id == school_id, among(CameDown.case_id, case_ids))
    )
    return tx.exec(query.order_by(col(Placement.placed_at), col(Placement.id))).all()


def tasks_told(tx: Session, school_id: UUID, case_ids: Collection[UUID]) -> Sequence[tuple[Task, str, UUID]]:
    """The tasks of these cases that families are told of, each with its copy's kind and placement, the oldest copy first."""
    query = (
        select(Task, Copy.kind, Copy.placement_id)
        .join(Copy, and_(col(Copy.school_id) == Task.school_id, col(Copy.id) == Task.copy_id))
        .where(Task.school_id == school_id, among(Task.case_id, case_ids), Task.state != "not_needed")
    )
    return tx.exec(query.order_by(col(Copy.made_at), col(Copy.id))).all()


def seen_gone(tx: Session, school_id: UUID, task_ids: Collection[UUID]) -> Mapping[UUID, datetime]:
    """By task, when somebody or the service looked last and the copy was gone."""
    query = (
        select(Proof.task_id, func.max(Proof.at))
        .where(Proof.school_id == school_id, among(Proof.task_id, task_ids), Proof.kind != "note", col(Proof.is_gone))
        .group_by(col(Proof.task_id))
    )
    return dict(tx.exec(query).all())
