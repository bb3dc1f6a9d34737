"""What the consent room reads. Every query names its school."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, false, func, literal, or_, text, true
from sqlalchemy import insert as insert_into
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from consentsvc.accounts.models import User
from consentsvc.consent import rules
from consentsvc.consent.models import (
    Answer,
    CapacityAssessment,
    FamilyLink,
    Invalidation,
    Objection,
    PublicationHold,
    Restriction,
    Verification,
)
from consentsvc.consent.speakers import Speaker
from consentsvc.events.models import Event, OptedOutChild, OptOut
from consentsvc.kernel import clock
from consentsvc.kernel.database import among
from consentsvc.roster.models import Adult, Child, Guardian, Guardianship, SchoolClass

T = TypeVar("T")

Heard = dict[tuple[UUID, str], list[rules.Answer]]
"""Answers by person and purpose."""


def lives(tx: Session, school_id: UUID, child_ids: Collection[UUID]) -> Mapping[UUID, rules.Life]:
    """The children among `child_ids` that are this school's. A family was asked once it has been given a link."""
    asked = exists().where(col(FamilyLink.school_id) == Child.school_id, col(FamilyLink.child_id) == Child.id)
    ended = (Child.yes_counts_after, _newest_capacity(Child), Child.yes_counts_from)
    query = select(Child.id, Child.born_on, Child.left_on, asked, Child.looked_after, *ended)  # type: ignore[call-overload]
    here = query.where(Child.school_id == school_id, among(Child.id, child_ids))
    return {id_: rules.Life(*life) for id_, *life in tx.exec(here)}


def adult_lives(tx: Session, school_id: UUID, adult_ids: Collection[UUID]) -> Mapping[UUID, rules.Life]:
    """The adults among `adult_ids` that are this school's (C14)."""
    query = select(Adult.id, _newest_capacity(Adult)).where(Adult.school_id == school_id, among(Adult.id, adult_ids))
    return {id_: rules.Life(None, None, asked=False, has_capacity=assessed) for id_, assessed in tx.exec(query)}


def _newest_capacity(table: type[Child] | type[Adult]) -> Any:
    """Whether the person can decide for themself, as it was assessed last."""
    about = CapacityAssessment.child_id if table is Child else CapacityAssessment.adult_id
    newest = (
        select(CapacityAssessment.has_capacity)
        .where(CapacityAssessment.school_id == table.school_id, col(about) == table.id)
        .order_by(col(CapacityAssessment.seq).desc())
        .limit(1)
    )
    return newest.scalar_subquery()


def answers_of_children(
    tx: Session,
    school_id: UUID,
    lives: Mapping[UUID, rules.Life],
    purposes: Collection[str],
    event_ids: Collection[UUID],
) -> Heard:
    """What was said for these children, in general and for the events. Who can agree by then and now: see `_as_words` (C5, C8)."""
    tie = and_(
        col(Guardianship.school_id) == Answer.school_id,
        col(Guardianship.child_id) == Answer.child_id,
        col(Guardianship.guardian_id) == Answer.guardian_id,
    )
    query = (
        select(Answer.child_id, Guardianship.parental_responsibility, Guardianship.local_authority, *_SPOKEN)  # type: ignore[call-overload]
        .outerjoin(Guardianship, tie)
        .where(Answer.school_id == school_id, among(Answer.child_id, lives), *_in_scope(purposes, event_ids))
    )
    heard: Heard = defaultdict(list)
    for child_id, has_responsibility, is_social_worker, *words in tx.exec(query):
        said = _as_words(words, bool(is_social_worker if lives[child_id].looked_after else has_responsibility))
        heard[child_id, said.purpose].append(said)
    return heard


def answers_of_adults(
    tx: Session, school_id: UUID, adult_ids: Collection[UUID], purposes: Collection[str], event_ids: Collection[UUID]
) -> Heard:
    """What these adults said for themselves (C14)."""
    query = select(Answer.adult_id, *_SPOKEN).where(  # type: ignore[call-overload]
        Answer.school_id == school_id, among(Answer.adult_id, adult_ids), *_in_scope(purposes, event_ids)
    )
    heard: Heard = defaultdict(list)
    for adult_id, *words in tx.exec(query):
        said = _as_words(words, False)
        heard[adult_id, said.purpose].append(said)
    return heard


def _confirmed() -> ColumnElement[bool]:
    """Somebody other than who typed it in has compared it with the paper (C15)."""
    return exists().where(
        col(Verification.school_id) == Answer.school_id,
        col(Verification.receipt_id) == Answer.receipt_id,
        col(Verification.verdict) == "confirmed",
        col(Verification.by).is_distinct_from(Answer.recorded_by),
    )


def _marked_invalid() -> ColumnElement[bool]:
    """Marked as a mistake, asked anew, or rejected when it was compared with the paper (C2, C15)."""
    rejected = exists().where(
        col(Verification.school_id) == Answer.school_id,
        col(Verification.receipt_id) == Answer.receipt_id,
        col(Verification.verdict) == "rejected",
    )
    invalidated = exists().where(col(Invalidation.school_id) == Answer.school_id, col(Invalidation.answer_id) == Answer.id)
    return or_(and_(col(Answer.method) == "paper", rejected), invalidated)


_SPOKEN = (
    Answer.seq,
    Answer.purpose,
    Answer.said,
    Answer.guardian_id,
    Answer.event_id,
    Answer.expires_on,
    Answer.answered_at,
    Answer.method,
    Answer.signed_on,
    Answer.conditions,
    Answer.authority,
    case((and_(col(Answer.said) == "given", col(Answer.method) == "paper"), _confirmed()), else_=true()),
    case((col(Answer.said) == "given", _marked_invalid()), else_=false()),
)


def _in_scope(purposes: Collection[str], event_ids: Collection[UUID]) -> tuple[ColumnElement[bool], ...]:
    in_general = col(Answer.event_id).is_(None)
    return col(Answer.purpose).in_(purposes), or_(in_general, among(Answer.event_id, event_ids)) if event_ids else in_general


def _as_words(spoken: Sequence[Any], has_authority: bool) -> rules.Answer:
    """A row of _SPOKEN as the rules take it. has_authority: as the roster has it now.

    Authority that was noted later makes no earlier yes count. Who speaks for themself can agree; the rules know that a child can't.
    """
    seq, purpose, said, by, event_id, expires_on, answered_at, method, signed_on, *more, is_checked, is_invalid = spoken
    conditions, authority = more
    return rules.Answer(
        seq,
        purpose,
        said,
        by,
        by is None or (has_authority and authority != "none"),
        event_id,
        expires_on,
        clock.day_of(answered_at),
        method,
        signed_on,
        frozenset(conditions),
        is_checked,
        is_invalid,
    )


def words_of(tx: Session, school_id: UUID, answers: Collection[Answer], can_agree: bool) -> Sequence[rules.Answer]:
    """These answers of one speaker as the rules take them, in the order of saying."""
    query = select(*_SPOKEN).where(Answer.school_id == school_id, among(Answer.id, [each.id for each in answers]))  # type: ignore[call-overload]
    return [_as_words(spoken, can_agree) for spoken in tx.exec(query.order_by(col(Answer.seq)))]


def objections_in_force(tx: Session, school_id: UUID, child_ids: Collection[UUID]) -> Mapping[UUID, Sequence[rules.Objection]]:
    """The objections that are open or upheld: their newest act says so (C13)."""
    newest = (
        select(Objection.child_id, Objection.seq, Objection.purpose, Objection.guardian_id, Objection.act)  # type: ignore[call-overload]
        .where(Objection.school_id == school_id, among(Objection.child_id, child_ids))
        .ext(distinct_on(col(Objection.objection_id)))
        .order_by(col(Objection.objection_id), col(Objection.seq).desc())
    )
    found: dict[UUID, list[rules.Objection]] = defaultdict(list)
    for child_id, seq, purpose, by, act in tx.exec(newest):
        if act in ("raised", "upheld"):
            found[child_id].append(rules.Objection(seq, purpose, by))
    return found


def opt_outs_in_force(
    tx: Session, school_id: UUID, child_ids: Collection[UUID], event_ids: Collection[UUID]
) -> Mapping[UUID, Sequence[rules.OptOut]]:
    """The opt-outs from these events that count for each child: staff haven't ended them (E3)."""
    found: dict[UUID, list[rules.OptOut]] = defaultdict(list)
    if not event_ids:
        return found
    query = (
        select(OptedOutChild.child_id, OptOut.seq, OptOut.event_id, OptedOutChild.after_answer, OptOut.at)  # type: ignore[call-overload]
        .join(OptOut, and_(col(OptOut.school_id) == OptedOutChild.school_id, col(OptOut.id) == OptedOutChild.opt_out_id))
        .where(
            OptedOutChild.school_id == school_id,
            among(OptedOutChild.child_id, child_ids),
            among(OptedOutChild.event_id, event_ids),
            col(OptedOutChild.ended_at).is_(None),
        )
        .order_by(col(OptOut.seq))
    )
    for child_id, seq, event_id, after_answer, at in tx.exec(query):
        found[child_id].append(rules.OptOut(seq, event_id, after_answer, clock.day_of(at)))
    return found


def history(
    tx: Session, school_id: UUID, child_id: UUID, hidden: Collection[str]
) -> Sequence[tuple[Answer, str | None, str | None, bool]]:
    """Every answer for a child but those for `hidden` purposes, newest first: with its guardian's and recorder's name, and whether it is
    a yes that was marked as invalid."""
    is_invalid = and_(col(Answer.said) == "given", _marked_invalid())
    query = (
        select(Answer, Guardian.name, User.name, is_invalid)
        .outerjoin(Guardian, and_(col(Guardian.school_id) == Answer.school_id, col(Guardian.id) == Answer.guardian_id))
        .outerjoin(User, col(User.id) == Answer.recorded_by)
        .where(Answer.school_id == school_id, Answer.child_id == child_id, col(Answer.purpose).not_in(hidden))
        .order_by(col(Answer.seq).desc())
    )
    return tx.exec(query).all()


def receipts_of(tx: Session, school_id: UUID, speaker: Speaker) -> Sequence[UUID]:
    """The receipts of all that the speaker said."""
    query = select(Answer.receipt_id).where(
        Answer.school_id == school_id,
        col(Answer.child_id) == speaker.child_id,
        col(Answer.guardian_id) == speaker.guardian_id,
        col(Answer.adult_id) == speaker.adult_id,
    )
    return tx.exec(query.distinct()).all()


def event_names(tx: Session, school_id: UUID, event_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """What these events are called."""
    return dict(tx.exec(select(Event.id, Event.name).where(Event.school_id == school_id, among(Event.id, event_ids))).all())


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


def pulled(tx: Session, school_id: UUID, child_ids: Collection[UUID]) -> Collection[UUID]:
    """Those of these children whose pictures are out of service while a report is looked into (M7)."""
    query = select(PublicationHold.child_id).where(
        PublicationHold.school_id == school_id,
        among(PublicationHold.child_id, child_ids),
        col(PublicationHold.ended_at).is_(None),
    )
    return {child_id for child_id in tx.exec(query) if child_id}


def last_answer_before(tx: Session, school_id: UUID, moment: datetime) -> int:
    """`seq` of the last answer that was given by then; 0: there was none."""
    return _last(tx, Answer, col(Answer.school_id) == school_id, col(Answer.answered_at) <= moment)


def last_restriction_before(tx: Session, school_id: UUID, moment: datetime) -> int:
    """`seq` of the last restriction that was placed or lifted by then; 0: there was none."""
    return _last(tx, Restriction, col(Restriction.school_id) == school_id, col(Restriction.at) <= moment)


def last_opt_out_before(tx: Session, school_id: UUID, moment: datetime) -> int:
    """`seq` of the last opt-out that had come in by then; 0: there was none."""
    return _last(tx, OptOut, col(OptOut.school_id) == school_id, col(OptOut.at) <= moment)


def last_answer_of(tx: Session, school_id: UUID, child_id: UUID) -> int:
    """`seq` of the last answer for a child; 0: there was none. For whoever holds the child (roster.locks)."""
    return _last(tx, Answer, col(Answer.school_id) == school_id, col(Answer.child_id) == child_id)


def _last(tx: Session, table: type[Answer] | type[Restriction] | type[OptOut], *conditions: ColumnElement[bool]) -> int:
    return tx.exec(select(func.max(table.seq)).where(*conditions)).one() or 0


def restriction_acts(tx: Session, school_id: UUID, child_id: UUID) -> Sequence[tuple[Restriction, str]]:
    """Every restriction placed on the child and lifted, newest first, each with the lead's name."""
    query = (
        select(Restriction, User.name)
        .join(User, col(User.id) == Restriction.by)
        .where(Restriction.school_id == school_id, Restriction.child_id == child_id)
        .order_by(col(Restriction.seq).desc())
    )
    return tx.exec(query).all()


# Opt-outs from events


class OptedOutRow(NamedTuple):
    """An opt-out and one child whom it names, with the name of the child, of the class, and of who settled it; a row with no child, too."""

    opt_out: OptOut
    child: OptedOutChild | None
    name: str | None
    class_name: str | None
    settled_by: str | None


def opt_out(tx: Session, school_id: UUID, opt_out_id: UUID) -> OptOut | None:
    """One opt-out, held: people settle it one after the other."""
    query = select(OptOut).where(OptOut.school_id == school_id, OptOut.id == opt_out_id).with_for_update()
    return tx.exec(query.execution_options(populate_existing=True)).first()


def children_of(tx: Session, school_id: UUID, opt_out_id: UUID) -> Sequence[OptedOutChild]:
    """Whom an opt-out names, those too for whom it was ended."""
    query = select(OptedOutChild).where(OptedOutChild.school_id == school_id, OptedOutChild.opt_out_id == opt_out_id)
    return tx.exec(query.order_by(col(OptedOutChild.child_id))).all()


def opt_outs_of(tx: Session, school_id: UUID, event_id: UUID, opt_out_id: UUID | None = None) -> Sequence[OptedOutRow]:
    """An event's opt-outs, or one of them: open ones first, then the newest; of each the children by name."""
    one = [OptOut.id == opt_out_id] if opt_out_id else []
    named = and_(col(OptedOutChild.school_id) == OptOut.school_id, col(OptedOutChild.opt_out_id) == OptOut.id)
    query = (
        select(  # type: ignore[call-overload]
            OptOut, OptedOutChild, col(Child.first_name) + " " + col(Child.last_name), SchoolClass.name, User.name
        )
        .outerjoin(OptedOutChild, named)
        .outerjoin(Child, and_(col(Child.school_id) == OptedOutChild.school_id, col(Child.id) == OptedOutChild.child_id))
        .outerjoin(SchoolClass, and_(col(SchoolClass.school_id) == Child.school_id, col(SchoolClass.id) == Child.class_id))
        .outerjoin(User, col(User.id) == OptOut.settled_by)
        .where(OptOut.school_id == school_id, OptOut.event_id == event_id, *one)
        .order_by(col(OptOut.state) != "open", col(OptOut.seq).desc(), col(Child.last_name), col(Child.first_name), Child.id)
    )
    return [OptedOutRow(*row) for row in tx.exec(query)]


def counting_in_words(
    tx: Session, event: Event, child_name: str, class_or_group: str, looks: str
) -> Collection[Mapping[UUID, int]]:
    """Of each opt-out in these very words that staff haven't settled, or ended for anybody: whom it counts for, with `after_answer`."""
    named = and_(col(OptedOutChild.school_id) == OptOut.school_id, col(OptedOutChild.opt_out_id) == OptOut.id)
    query = (
        select(OptOut.id, OptedOutChild.child_id, OptedOutChild.after_answer, OptedOutChild.ended_at)
        .outerjoin(OptedOutChild, named)
        .where(
            OptOut.school_id == event.school_id,
            OptOut.event_id == event.id,
            OptOut.child_name == child_name,
            OptOut.class_or_group == class_or_group,
            OptOut.looks == looks,
            col(OptOut.state) != "settled",
        )
    )
    found: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    ended = set()
    for opt_out_id, child_id, after_answer, ended_at in tx.exec(query):
        found[opt_out_id] |= {child_id: after_answer} if child_id else {}
        ended |= {opt_out_id} if ended_at else set()
    return [counting for opt_out_id, counting in found.items() if opt_out_id not in ended]


def opted_out_at(tx: Session, school_id: UUID, event_ids: Collection[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    """By event, the children whom an opt-out names that nobody has ended."""
    query = select(OptedOutChild.event_id, OptedOutChild.child_id).where(
        OptedOutChild.school_id == school_id,
        among(OptedOutChild.event_id, event_ids),
        col(OptedOutChild.ended_at).is_(None),
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for event_id, child_id in tx.exec(query):
        found[event_id].add(child_id)
    return {event_id: frozenset(children) for event_id, children in found.items()}


# What publishing a form reads and writes of answers


def children_here(tx: Session, school_id: UUID, today: date) -> Sequence[UUID]:
    """The children who haven't left."""
    here = or_(col(Child.left_on).is_(None), col(Child.left_on) > today)
    return tx.exec(select(Child.id).where(Child.school_id == school_id, here)).all()


def people_with_a_yes(
    tx: Session, school_id: UUID, purposes: Collection[str], version_ids: Collection[UUID], today: date
) -> Mapping[str, set[UUID]]:
    """For each use, the people for whom somebody said yes to one of these wordings, and hasn't taken it back; it hasn't run out."""
    later = aliased(Answer)
    undone = exists().where(
        col(later.school_id) == Answer.school_id,
        col(later.purpose) == Answer.purpose,
        col(later.child_id).is_not_distinct_from(Answer.child_id),
        col(later.adult_id).is_not_distinct_from(Answer.adult_id),
        col(later.guardian_id).is_not_distinct_from(Answer.guardian_id),
        col(later.event_id).is_not_distinct_from(Answer.event_id),
        col(later.seq) > Answer.seq,
        col(later.said) != "given",
    )
    runs = or_(col(Answer.expires_on).is_(None), col(Answer.expires_on) > today)
    query = select(Answer.purpose, func.coalesce(Answer.child_id, Answer.adult_id)).where(
        *_valid_yeses(school_id, purposes, version_ids), ~undone, runs
    )
    found: dict[str, set[UUID]] = defaultdict(set)
    for purpose, person in tx.exec(query.distinct()):
        found[purpose].add(person)
    return found


def end_yeses(
    tx: Session,
    school_id: UUID,
    purposes: Collection[str],
    version_ids: Collection[UUID],
    *,
    reason: str,
    by: UUID,
    at: datetime,
) -> int:
    """Every yes to one of these wordings doesn't count any more, whoever said it; how many those are (C2)."""
    columns = ("id", "school_id", "answer_id", "child_id", "adult_id", "reason", "by", "at")
    ending = select(  # type: ignore[call-overload]
        text("gen_random_uuid()"),
        Answer.school_id,
        Answer.id,
        Answer.child_id,
        Answer.adult_id,
        literal(reason),
        literal(by),
        literal(at),
    ).where(*_valid_yeses(school_id, purposes, version_ids))
    return tx.execute(insert_into(Invalidation).from_select(columns, ending)).rowcount  # type: ignore[attr-defined, no-any-return]


def _valid_yeses(school_id: UUID, purposes: Collection[str], version_ids: Collection[UUID]) -> tuple[ColumnElement[bool], ...]:
    invalidated = exists().where(and_(col(Invalidation.school_id) == Answer.school_id, col(Invalidation.answer_id) == Answer.id))
    return (
        col(Answer.school_id) == school_id,
        col(Answer.said) == "given",
        col(Answer.purpose).in_(purposes),
        among(Answer.form_version_id, version_ids),
        ~invalidated,
    )
