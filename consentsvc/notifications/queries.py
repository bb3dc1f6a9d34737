"""Selects and set-wise writes of letters. Every query names the school."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlmodel import Session, col, select

from consentsvc.kernel.database import among
from consentsvc.notifications.models import Letter


def add(tx: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Queue these letters; one whose key is there already stays as it is."""
    if rows:
        tx.connection().execute(insert(Letter).on_conflict_do_nothing(), rows)


def newest_letters(tx: Session, school_id: UUID, about_ids: Collection[UUID]) -> Sequence[Any]:
    """(about_id, state, failure, settled_at) of the newest letter about each of these."""
    query = select(Letter.about_id, Letter.state, Letter.failure, Letter.settled_at).ext(distinct_on(col(Letter.about_id)))
    mine = query.where(Letter.school_id == school_id, among(Letter.about_id, about_ids))
    return tx.exec(mine.order_by(col(Letter.about_id), col(Letter.queued_at).desc(), col(Letter.key).desc())).all()


def next_due(tx: Session, school_id: UUID, now: datetime) -> Letter | None:
    """The letter that has been due the longest, held; none that another delivery has in hand."""
    query = select(Letter).where(Letter.school_id == school_id, Letter.state == "waiting", col(Letter.not_before) <= now)
    return tx.exec(query.order_by(col(Letter.not_before), col(Letter.id)).limit(1).with_for_update(skip_locked=True)).first()


def letter(tx: Session, school_id: UUID, letter_id: UUID) -> Letter | None:
    """The letter, held for writing."""
    query = select(Letter).where(Letter.school_id == school_id, Letter.id == letter_id).with_for_update()
    return tx.exec(query.execution_options(populate_existing=True)).first()


def newest_of(tx: Session, school_id: UUID, kind: str, about_ids: Collection[UUID]) -> datetime | None:
    """The latest `not_before` of the letters of this kind about any of these that wait, or have gone."""
    query = select(func.max(Letter.not_before)).where(
        Letter.school_id == school_id,
        Letter.kind == kind,
        col(Letter.state).in_(("waiting", "sent")),
        among(Letter.about_id, about_ids),
    )
    return tx.exec(query).one()


def newer_waits(tx: Session, letter: Letter) -> bool:
    """Whether another of its kind, about the same, was queued later and waits."""
    query = select(Letter.id).where(
        Letter.school_id == letter.school_id,
        Letter.kind == letter.kind,
        Letter.about_id == letter.about_id,
        Letter.state == "waiting",
        col(Letter.queued_at) > letter.queued_at,
    )
    return tx.exec(query.limit(1)).first() is not None
