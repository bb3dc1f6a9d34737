"""What the desks of the office and the leads read: paper forms, disagreement, objections, capacity. Every query names its school."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, String, and_, any_, exists, func, literal, text
from sqlalchemy import select as columns
from sqlmodel import Session, col, delete, insert, select

from consentsvc.accounts.models import User
from consentsvc.consent.models import (
    Answer,
    CapacityAssessment,
    Evidence,
    Invalidation,
    Objection,
    PastAnswersImport,
    Settlement,
    Verification,
)
from consentsvc.events.models import Event, GroupPicture
from consentsvc.kernel.database import among
from consentsvc.kernel.errors import NotFound
from consentsvc.roster.models import Adult, Child, Guardian, Guardianship

# Evidence


def lock_evidence(tx: Session, school_id: UUID, sha256: str) -> None:
    """Let nobody else take in the same file until the transaction ends."""
    tx.execute(text("select pg_advisory_xact_lock(hashtextextended(:file, 5))"), {"file": f"{school_id} {sha256}"})


def evidence_of_hash(tx: Session, school_id: UUID, kind: str, sha256: str) -> Evidence | None:
    query = select(Evidence).where(Evidence.school_id == school_id, Evidence.kind == kind, Evidence.sha256 == sha256)
    return tx.exec(query).first()


def evidence(tx: Session, school_id: UUID, evidence_id: UUID) -> Evidence:
    """A file that shows what was answered. Raises NotFound."""
    found = tx.exec(select(Evidence).where(Evidence.school_id == school_id, Evidence.id == evidence_id)).first()
    if found is None:
        raise NotFound
    return found


# Paper


class PaperKey(NamedTuple):
    """A paper form with a yes on it: whom it is about, and for which purposes it says something."""

    receipt_id: UUID
    child_id: UUID | None
    adult_id: UUID | None
    purposes: Sequence[str]


class PaperLine(NamedTuple):
    """An answer on a paper form, with the names that stand on the form."""

    answer: Answer
    child: Child | None
    adult: Adult | None
    guardian: str | None
    event: str | None
    recorder: str | None


class PaperCheck(NamedTuple):
    verification: Verification
    by: str


def paper_forms(tx: Session, school_id: UUID, state: str) -> list[PaperKey]:
    """The paper forms in this state, in the order of entry: to check, rejected and not entered anew since, confirmed."""
    mistaken = exists().where(col(Invalidation.school_id) == Answer.school_id, col(Invalidation.answer_id) == Answer.id)
    newest = func.max(Answer.seq)
    query = (
        _forms(school_id)
        .where(_in_state(state))
        .having(func.bool_or(and_(col(Answer.said) == "given", ~mistaken)))
        .order_by(newest.desc() if state == "confirmed" else newest)
    )
    return [PaperKey(*row) for row in tx.execute(query)]


def paper_form(tx: Session, school_id: UUID, receipt_id: UUID) -> PaperKey:
    """A paper form with a yes on it. Raises NotFound."""
    query = _forms(school_id).where(col(Answer.receipt_id) == receipt_id).having(func.bool_or(col(Answer.said) == "given"))
    found = tx.execute(query).first()
    if found is None:
        raise NotFound
    return PaperKey(*found)


def _forms(school_id: UUID) -> Any:
    whose = (col(Answer.receipt_id), col(Answer.child_id), col(Answer.adult_id))
    on_paper = (col(Answer.school_id) == school_id, col(Answer.method) == "paper")
    return columns(*whose, func.array_agg(Answer.purpose)).where(*on_paper).group_by(*whose)


def paper_lines(tx: Session, school_id: UUID, receipt_ids: Collection[UUID]) -> list[PaperLine]:
    """Every line of these forms, in the order of entry."""
    query = (
        columns(Answer, Child, Adult, col(Guardian.name), col(Event.name), col(User.name))
        .outerjoin(Child, and_(col(Child.school_id) == Answer.school_id, col(Child.id) == Answer.child_id))
        .outerjoin(Adult, and_(col(Adult.school_id) == Answer.school_id, col(Adult.id) == Answer.adult_id))
        .outerjoin(Guardian, and_(col(Guardian.school_id) == Answer.school_id, col(Guardian.id) == Answer.guardian_id))
        .outerjoin(Event, and_(col(Event.school_id) == Answer.school_id, col(Event.id) == Answer.event_id))
        .outerjoin(User, col(User.id) == Answer.recorded_by)
        .where(col(Answer.school_id) == school_id, among(Answer.receipt_id, receipt_ids))
        .order_by(col(Answer.seq))
    )
    return [PaperLine(*row) for row in tx.execute(query)]


def paper_checks(tx: Session, school_id: UUID, receipt_ids: Collection[UUID]) -> Mapping[UUID, PaperCheck]:
    """What was found when these forms were checked."""
    query = (
        select(Verification, User.name)
        .join(User, col(User.id) == Verification.by)
        .where(Verification.school_id == school_id, among(Verification.receipt_id, receipt_ids))
        .order_by(col(Verification.seq))
    )
    return {found.receipt_id: PaperCheck(found, by) for found, by in tx.exec(query)}


def evidence_of(tx: Session, school_id: UUID, evidence_ids: Collection[UUID]) -> Mapping[UUID, Evidence]:
    query = select(Evidence).where(Evidence.school_id == school_id, among(Evidence.id, evidence_ids))
    return {found.id: found for found in tx.exec(query)}


def _checked(verdict: str | None = None) -> Any:
    found = exists().where(col(Verification.school_id) == Answer.school_id, col(Verification.receipt_id) == Answer.receipt_id)
    return found.where(col(Verification.verdict) == verdict) if verdict else found


def _rejected_for_good() -> Any:
    """Rejected, and nothing on paper came of the same person since."""
    anew = Answer.__table__.alias("anew")  # type: ignore[attr-defined]
    same = (anew.c[each].is_not_distinct_from(getattr(Answer, each)) for each in ("child_id", "adult_id", "guardian_id"))
    since = exists().where(
        anew.c.school_id == Answer.school_id,
        *same,
        anew.c.method == "paper",
        anew.c.receipt_id != Answer.receipt_id,
        anew.c.seq > Answer.seq,
    )
    return and_(_checked("rejected"), ~since)


def _in_state(state: str) -> Any:
    if state == "to_check":
        return ~_checked()
    return _rejected_for_good() if state == "rejected" else _checked(state)


# Mistakes


def answer(tx: Session, school_id: UUID, answer_id: UUID) -> Answer:
    """Raises NotFound."""
    found = tx.exec(select(Answer).where(Answer.school_id == school_id, Answer.id == answer_id)).first()
    if found is None:
        raise NotFound
    return found


def is_invalidated(tx: Session, school_id: UUID, answer_id: UUID) -> bool:
    query = select(Invalidation.id).where(Invalidation.school_id == school_id, Invalidation.answer_id == answer_id)
    return tx.exec(query).first() is not None


# Disagreement


def disputed(tx: Session, school_id: UUID, child_id: UUID | None = None) -> Sequence[tuple[UUID, UUID | None]]:
    """The children, and events, for whom two guardians have said different things about a purpose: what may be a conflict (C6).

    Each child stands there in general (no event), and with each event that somebody answered for.
    """
    about = col(Answer.child_id) == child_id if child_id else col(Answer.child_id).is_not(None)
    query = (
        columns(col(Answer.child_id), func.array_agg(col(Answer.event_id).distinct()))
        .where(col(Answer.school_id) == school_id, about, col(Answer.guardian_id).is_not(None))
        .group_by(col(Answer.child_id), col(Answer.purpose))
        .having(
            func.count(col(Answer.guardian_id).distinct()) > 1,
            func.bool_or(col(Answer.said) == "given"),
            func.bool_or(col(Answer.said) != "given"),
        )
    )
    found: set[tuple[UUID, UUID | None]] = {(child, event) for child, events in tx.execute(query) for event in (None, *events)}
    return sorted(found, key=str)


def sayings(tx: Session, school_id: UUID, child_id: UUID) -> Sequence[tuple[Answer, str]]:
    """Everything that guardians said for a child, newest first, with their names."""
    query = (
        select(Answer, Guardian.name)
        .join(Guardian, and_(col(Guardian.school_id) == Answer.school_id, col(Guardian.id) == Answer.guardian_id))
        .where(Answer.school_id == school_id, Answer.child_id == child_id)
        .order_by(col(Answer.seq).desc())
    )
    return tx.exec(query).all()


def event_names(tx: Session, school_id: UUID, event_ids: Collection[UUID]) -> Mapping[UUID, str]:
    return dict(tx.exec(select(Event.id, Event.name).where(Event.school_id == school_id, among(Event.id, event_ids))).all())


def settlements(tx: Session, school_id: UUID, child_id: UUID) -> Sequence[tuple[Settlement, str]]:
    """What staff noted about a child's disagreements, newest first."""
    query = (
        select(Settlement, User.name)
        .join(User, col(User.id) == Settlement.by)
        .where(Settlement.school_id == school_id, Settlement.child_id == child_id)
        .order_by(col(Settlement.seq).desc())
    )
    return tx.exec(query).all()


# Objections


class ObjectionAct(NamedTuple):
    """An act with the names of the child, of who objects, and of the member of staff."""

    objection: Objection
    child: Child
    guardian: str | None
    by: str | None


def objection_acts(
    tx: Session, school_id: UUID, *, objection_id: UUID | None = None, child_id: UUID | None = None
) -> list[ObjectionAct]:
    """Every act of one objection, of a child's, or of all; in the order in which they were done."""
    query = (
        select(Objection, Child, Guardian.name, User.name)
        .join(Child, and_(col(Child.school_id) == Objection.school_id, col(Child.id) == Objection.child_id))
        .outerjoin(Guardian, and_(col(Guardian.school_id) == Objection.school_id, col(Guardian.id) == Objection.guardian_id))
        .outerjoin(User, col(User.id) == Objection.by)
        .where(Objection.school_id == school_id)
        .order_by(col(Objection.seq))
    )
    if objection_id:
        query = query.where(Objection.objection_id == objection_id)
    if child_id:
        query = query.where(Objection.child_id == child_id)
    return [ObjectionAct(*row) for row in tx.exec(query)]


# Capacity


def assessments(
    tx: Session, school_id: UUID, *, child_id: UUID | None, adult_id: UUID | None
) -> Sequence[tuple[CapacityAssessment, str]]:
    """Every assessment of a person, newest first, with who made it."""
    query = (
        select(CapacityAssessment, User.name)
        .join(User, col(User.id) == CapacityAssessment.by)
        .where(
            CapacityAssessment.school_id == school_id,
            col(CapacityAssessment.child_id).is_not_distinct_from(child_id),
            col(CapacityAssessment.adult_id).is_not_distinct_from(adult_id),
        )
        .order_by(col(CapacityAssessment.seq).desc())
    )
    return tx.exec(query).all()


# Answers from before


def known_children(
    tx: Session, school_id: UUID, refs: Collection[str]
) -> list[tuple[Child, Guardian | None, Guardianship | None]]:
    """The children with these numbers, each with each of their guardians."""
    tie = and_(col(Guardianship.school_id) == Child.school_id, col(Guardianship.child_id) == Child.id)
    guardian = and_(col(Guardian.school_id) == Guardianship.school_id, col(Guardian.id) == Guardianship.guardian_id)
    query = (
        select(Child, Guardian, Guardianship)
        .outerjoin(Guardianship, tie)
        .outerjoin(Guardian, guardian)
        .where(Child.school_id == school_id, col(Child.ref) == any_(literal(list(refs), ARRAY(String))))
        .order_by(col(Child.id), col(Guardian.id))
    )
    return list(tx.exec(query).all())


def said_before(tx: Session, school_id: UUID, child_ids: Collection[UUID]) -> Sequence[tuple[UUID, UUID, str, bool, date | None]]:
    """By child, guardian and purpose: whether they said anything here themselves, and the day of the newest that was taken over."""
    imported = col(Answer.method) == "imported"
    who = (col(Answer.child_id), col(Answer.guardian_id), col(Answer.purpose))
    query = (
        columns(*who, func.bool_or(~imported), func.max(Answer.signed_on).filter(imported))
        .where(col(Answer.school_id) == school_id, among(Answer.child_id, child_ids), col(Answer.guardian_id).is_not(None))
        .group_by(*who)
    )
    return [tuple(row) for row in tx.execute(query)]


def past_import(tx: Session, school_id: UUID, import_id: UUID, *, lock: bool = False) -> PastAnswersImport:
    """A file that was read. Raises NotFound."""
    query = select(PastAnswersImport).where(PastAnswersImport.school_id == school_id, PastAnswersImport.id == import_id)
    found = tx.exec(query.with_for_update() if lock else query).first()
    if found is None:
        raise NotFound
    return found


def remove_past_imports(tx: Session, school_id: UUID, before: datetime) -> int:
    """Remove what was read before; gives how many files."""
    old = delete(PastAnswersImport).where(
        col(PastAnswersImport.school_id) == school_id, col(PastAnswersImport.uploaded_at) < before
    )
    return tx.exec(old).rowcount


def add_answers(tx: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Append many answers at once."""
    if rows:
        tx.execute(insert(Answer), rows)


# Group pictures


def group_pictures(tx: Session, school_id: UUID, event_id: UUID) -> Sequence[GroupPicture]:
    """The group pictures of an event, by name."""
    query = select(GroupPicture).where(GroupPicture.school_id == school_id, GroupPicture.event_id == event_id)
    return tx.exec(query.order_by(col(GroupPicture.name), col(GroupPicture.added_at), col(GroupPicture.id))).all()


def group_picture(tx: Session, school_id: UUID, group_picture_id: UUID) -> GroupPicture | None:
    """One of them, held: its photos change one after the other."""
    query = select(GroupPicture).where(GroupPicture.school_id == school_id, GroupPicture.id == group_picture_id)
    return tx.exec(query.with_for_update()).first()
