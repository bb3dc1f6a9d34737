"""What the consent room reads. Every query names its school."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_
from sqlmodel import Session, col, select

from consentsvc.accounts.models import User
from consentsvc.consent import rules
from consentsvc.consent.models import Answer, FamilyLink, FamilySession, Restriction
from consentsvc.events.models import Event
from consentsvc.kernel import clock
from consentsvc.kernel.database import among
from consentsvc.kernel.errors import NotFound
from consentsvc.roster.models import Child, Guardian, Guardianship

T = TypeVar("T")

Heard = dict[tuple[UUID, str], list[rules.Answer]]
"""Answers by person and purpose."""


@dataclass(frozen=True, slots=True)
class Life:
    """What a standing needs to know of a child besides answers."""

    born_on: date
    left_on: date | None
    asked: bool


def guardianship(tx: Session, school_id: UUID, child_id: UUID, guardian_id: UUID) -> Guardianship:
    """The tie of this guardian to this child. Raises NotFound."""
    query = select(Guardianship).where(
        Guardianship.school_id == school_id, Guardianship.child_id == child_id, Guardianship.guardian_id == guardian_id
    )
    return _found(tx.exec(query).first())


def lives(tx: Session, school_id: UUID, child_ids: Collection[UUID]) -> Mapping[UUID, Life]:
    """The children among `child_ids` that are this school's. A family was asked once it has been given a link."""
    asked = exists().where(col(FamilyLink.school_id) == Child.school_id, col(FamilyLink.child_id) == Child.id)
    query = select(Child.id, Child.born_on, Child.left_on, asked).where(  # type: ignore[call-overload]
        Child.school_id == school_id, among(Child.id, child_ids)
    )
    return {id_: Life(born_on, left_on, bool(was_asked)) for id_, born_on, left_on, was_asked in tx.exec(query)}


def answers_of_children(
    tx: Session, school_id: UUID, child_ids: Collection[UUID], purposes: Collection[str], event_ids: Collection[UUID]
) -> Heard:
    """What was said for these children, in general and for the events. Who speaks can agree by what the roster says now (C5)."""
    tie = and_(
        col(Guardianship.school_id) == Answer.school_id,
        col(Guardianship.child_id) == Answer.child_id,
        col(Guardianship.guardian_id) == Answer.guardian_id,
    )
    query = (
        select(Answer.child_id, *_SPOKEN, Guardianship.parental_responsibility)  # type: ignore[call-overload]
        .outerjoin(Guardianship, tie)
        .where(Answer.school_id == school_id, among(Answer.child_id, child_ids), *_in_scope(purposes, event_ids))
    )
    return _heard((*row[:-1], row[4] is None or bool(row[-1])) for row in tx.exec(query))


def answers_of_adults(
    tx: Session, school_id: UUID, adult_ids: Collection[UUID], purposes: Collection[str], event_ids: Collection[UUID]
) -> Heard:
    """What these adults said for themselves (C14)."""
    query = select(Answer.adult_id, *_SPOKEN).where(  # type: ignore[call-overload]
        Answer.school_id == school_id, among(Answer.adult_id, adult_ids), *_in_scope(purposes, event_ids)
    )
    return _heard((*row, True) for row in tx.exec(query))


_SPOKEN = (Answer.seq, Answer.purpose, Answer.said, Answer.guardian_id, Answer.event_id, Answer.expires_on, Answer.answered_at)


def _in_scope(purposes: Collection[str], event_ids: Collection[UUID]) -> tuple[ColumnElement[bool], ...]:
    in_general = col(Answer.event_id).is_(None)
    return col(Answer.purpose).in_(purposes), or_(in_general, among(Answer.event_id, event_ids)) if event_ids else in_general


def _heard(rows: Any) -> Heard:
    heard: Heard = defaultdict(list)
    for person, seq, purpose, said, by, event_id, expires_on, answered_at, can_agree in rows:
        words = rules.Answer(seq, purpose, said, by, can_agree, event_id, expires_on, clock.day_of(answered_at))
        heard[person, purpose].append(words)
    return heard


def as_heard(said: Answer, can_agree: bool) -> rules.Answer:
    """An answer as the rules take it."""
    return rules.Answer(
        said.seq or 0,
        said.purpose,
        said.said,  # type: ignore[arg-type]
        said.guardian_id,
        can_agree,
        said.event_id,
        said.expires_on,
        clock.day_of(said.answered_at),
    )


def said_by_guardian(tx: Session, school_id: UUID, child_id: UUID, guardian_id: UUID) -> Sequence[tuple[Answer, str | None]]:
    """What one guardian said for one child, in the order of saying, with the event's name; nobody else's word (G1)."""
    query = (
        select(Answer, Event.name)
        .outerjoin(Event, and_(col(Event.school_id) == Answer.school_id, col(Event.id) == Answer.event_id))
        .where(Answer.school_id == school_id, Answer.child_id == child_id, Answer.guardian_id == guardian_id)
        .order_by(col(Answer.seq))
    )
    return tx.exec(query).all()


def newest_seqs(tx: Session, school_id: UUID, child_id: UUID, guardian_id: UUID) -> Mapping[str, int]:
    """`seq` of the last thing that one guardian said for one child, by purpose, whatever the event."""
    query = (
        select(Answer.purpose, func.max(Answer.seq))
        .where(Answer.school_id == school_id, Answer.child_id == child_id, Answer.guardian_id == guardian_id)
        .group_by(Answer.purpose)
    )
    return {purpose: seq or 0 for purpose, seq in tx.exec(query)}


def history(
    tx: Session, school_id: UUID, child_id: UUID, hidden: Collection[str]
) -> Sequence[tuple[Answer, str | None, str | None]]:
    """Every answer for a child but those for `hidden` purposes, newest first, with its guardian's and recorder's name."""
    query = (
        select(Answer, Guardian.name, User.name)
        .outerjoin(Guardian, and_(col(Guardian.school_id) == Answer.school_id, col(Guardian.id) == Answer.guardian_id))
        .outerjoin(User, col(User.id) == Answer.recorded_by)
        .where(Answer.school_id == school_id, Answer.child_id == child_id, col(Answer.purpose).not_in(hidden))
        .order_by(col(Answer.seq).desc())
    )
    return tx.exec(query).all()


def holds(tx: Session, school_id: UUID, child_ids: Collection[UUID]) -> Mapping[UUID, Sequence[rules.Restriction]]:
    """The restrictions in force: placed, and not lifted since (R1, R3)."""
    lifted = Restriction.__table__.alias("lifted")  # type: ignore[attr-defined]
    since = exists().where(
        lifted.c.school_id == Restriction.school_id,
        lifted.c.child_id == Restriction.child_id,
        lifted.c.act == "lifted",
        lifted.c.seq > Restriction.seq,
    )
    query = select(Restriction.child_id, Restriction.seq, Restriction.purposes).where(
        Restriction.school_id == school_id, among(Restriction.child_id, child_ids), Restriction.act == "placed", ~since
    )
    found: dict[UUID, list[rules.Restriction]] = defaultdict(list)
    for child_id, seq, purposes in tx.exec(query):
        found[child_id].append(rules.Restriction(seq or 0, frozenset(purposes) if purposes else None))
    return found


def restriction_acts(tx: Session, school_id: UUID, child_id: UUID) -> Sequence[tuple[Restriction, str]]:
    """Every restriction placed on the child and lifted, newest first, each with the lead's name."""
    query = (
        select(Restriction, User.name)
        .join(User, col(User.id) == Restriction.by)
        .where(Restriction.school_id == school_id, Restriction.child_id == child_id)
        .order_by(col(Restriction.seq).desc())
    )
    return tx.exec(query).all()


def links_in_use(tx: Session, school_id: UUID, child_id: UUID, guardian_id: UUID) -> Sequence[FamilyLink]:
    """The guardian's links for the child that none has replaced yet."""
    query = select(FamilyLink).where(
        FamilyLink.school_id == school_id,
        FamilyLink.child_id == child_id,
        FamilyLink.guardian_id == guardian_id,
        col(FamilyLink.replaced_at).is_(None),
    )
    return tx.exec(query).all()


def way_in(tx: Session, school_id: UUID, token_hash: bytes) -> tuple[FamilyLink, Child, Guardianship] | None:
    """The link with its child and the guardian's tie to the child, where there still is one."""
    tie = and_(
        col(Guardianship.school_id) == FamilyLink.school_id,
        col(Guardianship.child_id) == FamilyLink.child_id,
        col(Guardianship.guardian_id) == FamilyLink.guardian_id,
    )
    query = (
        select(FamilyLink, Child, Guardianship)
        .join(Child, and_(col(Child.school_id) == FamilyLink.school_id, col(Child.id) == FamilyLink.child_id))
        .join(Guardianship, tie)
        .where(FamilyLink.school_id == school_id, FamilyLink.token_hash == token_hash)
    )
    return tx.exec(query).first()


def lock_link(tx: Session, school_id: UUID, link_id: UUID) -> FamilyLink:
    """The link's row as it is now, held for writing: one try of a code at a time. Raises NotFound."""
    query = select(FamilyLink).where(FamilyLink.school_id == school_id, FamilyLink.id == link_id).with_for_update()
    return _found(tx.exec(query.execution_options(populate_existing=True)).first())


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


def _found(record: T | None) -> T:
    if record is None:
        raise NotFound
    return record
