"""What receipts are made of: one speaker's answers, and no other's (G1). Every query names its school."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from consentsvc.consent.models import Answer
from consentsvc.consent.speakers import Speaker
from consentsvc.events.models import Event
from consentsvc.roster.models import Adult, Guardian

Spoken = Sequence[tuple[Answer, str | None]]
"""Answers in the order of saying, each with the name of the event that it is for."""


def answers_of_speaker(tx: Session, school_id: UUID, speaker: Speaker, receipt_id: UUID | None = None) -> Spoken:
    """What a speaker said: all of it, or what stands on one receipt."""
    return _said(tx, school_id, *_by(speaker), *([Answer.receipt_id == receipt_id] if receipt_id else []))


def answers_of_receipt(tx: Session, school_id: UUID, receipt_id: UUID) -> Spoken:
    """What stands on one receipt."""
    return _said(tx, school_id, Answer.receipt_id == receipt_id)


def _said(tx: Session, school_id: UUID, *which: Any) -> Spoken:
    query = (
        select(Answer, Event.name)
        .outerjoin(Event, and_(col(Event.school_id) == Answer.school_id, col(Event.id) == Answer.event_id))
        .where(Answer.school_id == school_id, *which)
        .order_by(col(Answer.seq))
    )
    return tx.exec(query).all()


def _by(speaker: Speaker) -> list[ColumnElement[bool]]:
    return [
        col(Answer.child_id).is_not_distinct_from(speaker.child_id),
        col(Answer.guardian_id).is_not_distinct_from(speaker.guardian_id),
        col(Answer.adult_id).is_not_distinct_from(speaker.adult_id),
    ]


def replaced_receipts(tx: Session, school_id: UUID, answer_ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    """For each of these answers, the receipt of what the same speaker had said before for the same use and event."""
    earlier = aliased(Answer)
    same = (
        col(earlier.school_id) == Answer.school_id,
        col(earlier.child_id).is_not_distinct_from(Answer.child_id),
        col(earlier.guardian_id).is_not_distinct_from(Answer.guardian_id),
        col(earlier.adult_id).is_not_distinct_from(Answer.adult_id),
        col(earlier.purpose) == Answer.purpose,
        col(earlier.event_id).is_not_distinct_from(Answer.event_id),
        col(earlier.seq) < Answer.seq,
    )
    query = (
        select(Answer.id, earlier.receipt_id)
        .join(earlier, and_(*same))
        .where(Answer.school_id == school_id, col(Answer.id).in_(answer_ids))
        .ext(distinct_on(col(Answer.id)))
        .order_by(col(Answer.id), col(earlier.seq).desc())
    )
    return dict(tx.exec(query).all())


def address(tx: Session, school_id: UUID, speaker: Speaker) -> tuple[str, str | None] | None:
    """Where a speaker gets mail, and in which language; None where the school has no address."""
    who: type[Guardian] | type[Adult] = Guardian if speaker.guardian_id else Adult
    query = select(who.email, who.language).where(who.school_id == school_id, who.id == (speaker.guardian_id or speaker.adult_id))
    email, language = tx.exec(query).first() or (None, None)
    return (email, language) if email else None
