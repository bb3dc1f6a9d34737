"""What families' pages read: of one speaker alone (G1), and of ways in. Every query names its school."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func
from sqlmodel import Session, col, select

from consentsvc.consent.models import Answer, CapacityAssessment, EntryCode, FamilyLink, FamilySession, Objection
from consentsvc.consent.speakers import Speaker
from consentsvc.events.models import Event, Participant
from consentsvc.kernel.errors import NotFound
from consentsvc.roster.models import Adult, Child, Guardian, Guardianship

T = TypeVar("T")


def _found(record: T | None) -> T:
    if record is None:
        raise NotFound
    return record


def _is_by(table: type[Answer] | type[FamilyLink], speaker: Speaker) -> ColumnElement[bool]:
    """Rows of this speaker, for this person: nobody else's (G1)."""
    return and_(
        col(table.child_id) == speaker.child_id,
        col(table.guardian_id) == speaker.guardian_id,
        col(table.adult_id) == speaker.adult_id,
    )


def said_by(tx: Session, school_id: UUID, speaker: Speaker) -> Sequence[tuple[Answer, Event | None]]:
    """What one speaker said for one person, in the order of saying, each with its event; nobody else's word (G1)."""
    query = (
        select(Answer, Event)
        .outerjoin(Event, and_(col(Event.school_id) == Answer.school_id, col(Event.id) == Answer.event_id))
        .where(Answer.school_id == school_id, _is_by(Answer, speaker))
        .order_by(col(Answer.seq))
    )
    return tx.exec(query).all()


def newest_seqs(tx: Session, school_id: UUID, speaker: Speaker) -> Mapping[str, int]:
    """`seq` of the last thing that one speaker said for one person, by purpose, whatever the event."""
    query = (
        select(Answer.purpose, func.max(Answer.seq))
        .where(Answer.school_id == school_id, _is_by(Answer, speaker))
        .group_by(Answer.purpose)
    )
    return {purpose: seq or 0 for purpose, seq in tx.exec(query)}


def objections_by(tx: Session, school_id: UUID, speaker: Speaker) -> Sequence[Objection]:
    """Every act in the objections that this speaker raised, in the order of acting; none of anybody else's (G1)."""
    if speaker.child_id is None:
        return []
    raised = select(Objection.objection_id).where(
        Objection.school_id == school_id,
        Objection.child_id == speaker.child_id,
        col(Objection.guardian_id) == speaker.guardian_id,
        Objection.act == "raised",
    )
    query = select(Objection).where(Objection.school_id == school_id, col(Objection.objection_id).in_(raised))
    return tx.exec(query.order_by(col(Objection.seq))).all()


def events_with(tx: Session, school_id: UUID, child_id: UUID, first: date, last: date) -> Sequence[Event]:
    """The events from one day to another in which the child takes part, soonest first."""
    takes_part = and_(col(Participant.school_id) == Event.school_id, col(Participant.event_id) == Event.id)
    query = select(Event).join(Participant, takes_part).where(Event.school_id == school_id, Participant.child_id == child_id)
    in_time = query.where(col(Event.on_date).between(first, last))
    return tx.exec(in_time.order_by(col(Event.on_date), col(Event.name), col(Event.id))).all()


def newest_capacity(tx: Session, school_id: UUID, child_id: UUID) -> bool | None:
    """Whether the child can decide for themself, as it was assessed last; None: nobody has assessed it (C7)."""
    query = select(CapacityAssessment.has_capacity).where(
        CapacityAssessment.school_id == school_id, CapacityAssessment.child_id == child_id
    )
    return tx.exec(query.order_by(col(CapacityAssessment.seq).desc()).limit(1)).first()


def links_in_use(tx: Session, school_id: UUID, speaker: Speaker) -> Sequence[FamilyLink]:
    """The speaker's links that none has replaced yet, oldest first."""
    query = select(FamilyLink).where(
        FamilyLink.school_id == school_id, _is_by(FamilyLink, speaker), col(FamilyLink.replaced_at).is_(None)
    )
    return tx.exec(query.order_by(col(FamilyLink.made_at))).all()


def links_about(tx: Session, school_id: UUID, *, child_id: UUID | None, adult_id: UUID | None) -> Sequence[FamilyLink]:
    """The links about a child, or an adult, that none has replaced yet, whoever has them."""
    about = FamilyLink.child_id == child_id if child_id else FamilyLink.adult_id == adult_id
    query = select(FamilyLink).where(FamilyLink.school_id == school_id, about, col(FamilyLink.replaced_at).is_(None))
    return tx.exec(query.order_by(col(FamilyLink.made_at))).all()


LinkFound = tuple[FamilyLink, Child | None, Guardianship | None, Adult | None, str | None]
"""A link; its child, where it has one; the guardian's tie to the child, where there still is one; its adult; the person's language."""


def link_by_token(tx: Session, school_id: UUID, token_hash: bytes) -> LinkFound | None:
    """The link of this token, with whom it is about."""
    tie = and_(
        col(Guardianship.school_id) == FamilyLink.school_id,
        col(Guardianship.child_id) == FamilyLink.child_id,
        col(Guardianship.guardian_id) == FamilyLink.guardian_id,
    )
    query = (
        select(FamilyLink, Child, Guardianship, Adult, func.coalesce(Guardian.language, Adult.language))  # type: ignore[call-overload]
        .outerjoin(Child, and_(col(Child.school_id) == FamilyLink.school_id, col(Child.id) == FamilyLink.child_id))
        .outerjoin(Guardian, and_(col(Guardian.school_id) == FamilyLink.school_id, col(Guardian.id) == FamilyLink.guardian_id))
        .outerjoin(Adult, and_(col(Adult.school_id) == FamilyLink.school_id, col(Adult.id) == FamilyLink.adult_id))
        .outerjoin(Guardianship, tie)
        .where(FamilyLink.school_id == school_id, FamilyLink.token_hash == token_hash)
    )
    row = tx.exec(query).first()
    return None if row is None else tuple(row)


def link(tx: Session, school_id: UUID, link_id: UUID) -> FamilyLink:
    """The link. Raises NotFound."""
    return _found(tx.exec(select(FamilyLink).where(FamilyLink.school_id == school_id, FamilyLink.id == link_id)).first())


def lock_link(tx: Session, school_id: UUID, link_id: UUID) -> FamilyLink:
    """The link's row as it is now, held for writing: one try of a code at a time. Raises NotFound."""
    query = select(FamilyLink).where(FamilyLink.school_id == school_id, FamilyLink.id == link_id).with_for_update()
    return _found(tx.exec(query.execution_options(populate_existing=True)).first())


def link_of_code(tx: Session, school_id: UUID, code_hash: bytes) -> FamilyLink:
    """The link whose page an entry code opens. Raises NotFound."""
    same = and_(col(EntryCode.school_id) == FamilyLink.school_id, col(EntryCode.link_id) == FamilyLink.id)
    query = select(FamilyLink).join(EntryCode, same).where(FamilyLink.school_id == school_id, EntryCode.code_hash == code_hash)
    return _found(tx.exec(query).first())


def entry_code(tx: Session, school_id: UUID, code_hash: bytes, *, lock: bool = False) -> EntryCode | None:
    """The entry code with this hash; `lock`: as it is now, held for writing, so that it is used once."""
    query = select(EntryCode).where(EntryCode.school_id == school_id, EntryCode.code_hash == code_hash)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return tx.exec(query).first()


def spoken_codes(tx: Session, school_id: UUID, link_id: UUID) -> Sequence[EntryCode]:
    """The codes of a link that were read out, used or not."""
    query = select(EntryCode).where(
        EntryCode.school_id == school_id, EntryCode.link_id == link_id, col(EntryCode.is_spoken).is_(True)
    )
    return tx.exec(query).all()


def family_session(tx: Session, school_id: UUID, link_id: UUID, token_hash: bytes) -> FamilySession | None:
    """The signed-in browser that came by this link."""
    query = select(FamilySession).where(
        FamilySession.school_id == school_id, FamilySession.link_id == link_id, FamilySession.token_hash == token_hash
    )
    return tx.exec(query).first()


def hold_family_session(tx: Session, school_id: UUID, session_id: UUID) -> FamilySession | None:
    """The browser's row as it is now, held for writing; None where it has signed out meanwhile."""
    query = select(FamilySession).where(FamilySession.school_id == school_id, FamilySession.id == session_id).with_for_update()
    return tx.exec(query.execution_options(populate_existing=True)).first()


def family_sessions(tx: Session, school_id: UUID, link_id: UUID) -> Sequence[FamilySession]:
    """Every browser that came by this link."""
    query = select(FamilySession).where(FamilySession.school_id == school_id, FamilySession.link_id == link_id)
    return tx.exec(query).all()
