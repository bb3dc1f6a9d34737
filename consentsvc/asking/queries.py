"""Selects and set-wise writes of rounds. Every query names the school."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, insert, or_, text
from sqlmodel import Session, col, select

from consentsvc.accounts.models import User
from consentsvc.asking import rules
from consentsvc.asking.models import Request, Round
from consentsvc.consent.models import Answer, CapacityAssessment, Invalidation, Verification
from consentsvc.events.models import Participant
from consentsvc.kernel import clock
from consentsvc.kernel.database import among
from consentsvc.kernel.errors import NotFound
from consentsvc.roster.models import Adult, Child, Guardian, Guardianship, SchoolClass


class Person(NamedTuple):
    """Somebody asked, who may still be asked: whom it is about, who answers, and where to write."""

    request: Request
    child: Child | None
    class_name: str | None
    guardian: Guardian | None
    adult: Adult | None

    @property
    def email(self) -> str | None:
        """Young people have no address of their own here."""
        asked = self.adult or self.guardian
        return asked.email if asked else None


def lock_asking(tx: Session, school_id: UUID) -> None:
    """Let nobody else start, chase or renew at this school until the transaction ends."""
    tx.execute(text("select pg_advisory_xact_lock(hashtextextended(:school, 3))"), {"school": str(school_id)})


def round_(tx: Session, school_id: UUID, round_id: UUID) -> Round:
    """The round. Raises NotFound."""
    found = round_or_none(tx, school_id, round_id)
    if found is None:
        raise NotFound
    return found


def round_or_none(tx: Session, school_id: UUID, round_id: UUID) -> Round | None:
    return tx.exec(select(Round).where(Round.school_id == school_id, Round.id == round_id)).first()


def rounds(tx: Session, school_id: UUID, limit: int) -> Sequence[Round]:
    """The newest rounds, those that go on first."""
    query = select(Round).where(Round.school_id == school_id)
    return tx.exec(query.order_by(col(Round.ended_at).is_not(None), col(Round.made_at).desc()).limit(limit)).all()


def makers(tx: Session, rounds: Sequence[Round]) -> Mapping[UUID, str]:
    """The names of those who started these rounds."""
    ids = {each.made_by for each in rounds if each.made_by}
    return dict(tx.exec(select(User.id, User.name).where(among(User.id, ids))).all())


def running(tx: Session, school_id: UUID, today: date) -> Sequence[Round]:
    """The rounds that go on, and aren't past their day."""
    not_due = or_(col(Round.due_on).is_(None), col(Round.due_on) >= today)
    return tx.exec(select(Round).where(Round.school_id == school_id, col(Round.ended_at).is_(None), not_due)).all()


def renewal(tx: Session, school_id: UUID, lapses_on: date) -> Round | None:
    """The round that the service made because answers lapse on that day."""
    for_day = col(Round.scope)["lapses_on"].astext == lapses_on.isoformat()
    return tx.exec(select(Round).where(Round.school_id == school_id, col(Round.is_renewal), for_day)).first()


def some_yes_lapses(tx: Session, school_id: UUID, lapses_on: date) -> bool:
    """Whether any general yes of a child's is for no longer than that day."""
    query = select(Answer.id).where(
        Answer.school_id == school_id, Answer.said == "given", Answer.expires_on == lapses_on, col(Answer.child_id).is_not(None)
    )
    return tx.exec(query.limit(1)).first() is not None


def last_answer(tx: Session, school_id: UUID) -> int:
    """`seq` of the last answer at the school; 0: there is none."""
    return tx.exec(select(func.max(Answer.seq)).where(Answer.school_id == school_id)).one() or 0


class Reach(NamedTuple):
    """Which children a round is for; None: not narrowed by this."""

    class_ids: Collection[UUID] | None = None
    child_ids: Collection[UUID] | None = None
    event_id: UUID | None = None


def children(tx: Session, school_id: UUID, reach: Reach, today: date) -> list[rules.Child]:
    """The children within reach who haven't left, each with the guardians who aren't barred from contact (G3)."""
    wanted = _within(school_id, reach, today)
    ties = _ties(tx, school_id, wanted)
    capacity = _capacity(tx, school_id)
    query = (
        select(Child.id, Child.born_on, Child.looked_after)  # type: ignore[call-overload]
        .where(*wanted)
        .order_by(Child.last_name, Child.first_name, col(Child.id))
    )
    return [
        rules.Child(id_, born_on, looked_after, capacity.get(id_), ties.get(id_, ()))
        for id_, born_on, looked_after in tx.exec(query)
    ]


def adults(tx: Session, school_id: UUID) -> list[rules.Asked]:
    """Every adult of the school, to be asked for themself."""
    query = select(Adult.id, col(Adult.email).is_not(None)).where(Adult.school_id == school_id).order_by(Adult.name)
    return [rules.Asked(None, None, *row) for row in tx.exec(query)]


def _within(school_id: UUID, reach: Reach, today: date) -> list[ColumnElement[bool]]:
    wanted = [col(Child.school_id) == school_id, or_(col(Child.left_on).is_(None), col(Child.left_on) > today)]
    if reach.class_ids is not None:
        wanted.append(among(Child.class_id, reach.class_ids))
    if reach.child_ids is not None:
        wanted.append(among(Child.id, reach.child_ids))
    if reach.event_id is not None:
        wanted.append(
            exists().where(
                col(Participant.school_id) == Child.school_id,
                col(Participant.child_id) == Child.id,
                col(Participant.event_id) == reach.event_id,
            )
        )
    return wanted


def _ties(tx: Session, school_id: UUID, wanted: Sequence[ColumnElement[bool]]) -> Mapping[UUID, list[rules.Tie]]:
    of_child = and_(col(Guardianship.school_id) == Child.school_id, col(Guardianship.child_id) == Child.id)
    query = (
        select(
            Guardianship.child_id,
            Guardianship.guardian_id,
            col(Guardian.email).is_not(None),
            Guardianship.parental_responsibility,
            Guardianship.local_authority,
        )  # type: ignore[call-overload]
        .join(Guardian, _OF_TIE)
        .join(Child, of_child)
        .where(Guardianship.school_id == school_id, ~col(Guardianship.contact_barred), *wanted)
        .order_by(Guardian.created_at, Guardian.id)
    )
    found: dict[UUID, list[rules.Tie]] = defaultdict(list)
    for child_id, *tie in tx.exec(query):
        found[child_id].append(rules.Tie(*tie))
    return found


_OF_TIE = and_(col(Guardian.school_id) == Guardianship.school_id, col(Guardian.id) == Guardianship.guardian_id)


def _capacity(tx: Session, school_id: UUID) -> Mapping[UUID, bool]:
    """The newest assessment of each child who has one (C7)."""
    query = (
        select(CapacityAssessment.child_id, CapacityAssessment.has_capacity)
        .where(CapacityAssessment.school_id == school_id, col(CapacityAssessment.child_id).is_not(None))
        .order_by(col(CapacityAssessment.seq))
    )
    return {child_id: has_capacity for child_id, has_capacity in tx.exec(query) if child_id}


def add_requests(tx: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        tx.connection().execute(insert(Request), rows)


def people(tx: Session, school_id: UUID, round_ids: Collection[UUID]) -> list[Person]:
    """Everybody asked in these rounds who may still be asked: no leaver, nobody barred from contact since (G3); by name."""
    query = _PEOPLE.where(Request.school_id == school_id, among(Request.round_id, round_ids), *_still_asked())
    return [Person(*row) for row in tx.exec(query.order_by(Child.last_name, Child.first_name, Adult.name, Guardian.name))]


def person(tx: Session, school_id: UUID, request_id: UUID) -> Person | None:
    """One person asked, where they may still be."""
    found = tx.exec(_PEOPLE.where(Request.school_id == school_id, Request.id == request_id, *_still_asked())).first()
    return Person(*found) if found else None


def _still_asked() -> tuple[ColumnElement[bool], ...]:
    is_tied = exists().where(
        col(Guardianship.school_id) == Request.school_id,
        col(Guardianship.child_id) == Request.child_id,
        col(Guardianship.guardian_id) == Request.guardian_id,
        ~col(Guardianship.contact_barred),
    )
    stays = or_(col(Child.left_on).is_(None), col(Child.left_on) > clock.today())
    return or_(col(Request.guardian_id).is_(None), is_tied), stays


_PEOPLE: Any = (
    select(Request, Child, SchoolClass.name, Guardian, Adult)  # type: ignore[call-overload]
    .outerjoin(Child, and_(col(Child.school_id) == Request.school_id, col(Child.id) == Request.child_id))
    .outerjoin(SchoolClass, and_(col(SchoolClass.school_id) == Child.school_id, col(SchoolClass.id) == Child.class_id))
    .outerjoin(Guardian, and_(col(Guardian.school_id) == Request.school_id, col(Guardian.id) == Request.guardian_id))
    .outerjoin(Adult, and_(col(Adult.school_id) == Request.school_id, col(Adult.id) == Request.adult_id))
)


def said_since(tx: Session, school_id: UUID, round_ids: Collection[UUID]) -> Mapping[UUID, set[str]]:
    """The purposes that each person asked has answered since, by request: for the round's event, or in general.

    However it was said, on paper and by phone too; what was taken over from before, entered by mistake or rejected is no answer.
    """
    found: dict[UUID, set[str]] = defaultdict(set)
    for by_person in (_BY_SPEAKER, _BY_ADULT):
        for id_, purpose in tx.exec(_said(by_person).where(Request.school_id == school_id, among(Request.round_id, round_ids))):
            found[id_].add(purpose)
    return found


def said_by(tx: Session, request: Request) -> set[str]:
    """The same for one person."""
    asked = _said(_BY_ADULT if request.adult_id else _BY_SPEAKER)
    return {purpose for _, purpose in tx.exec(asked.where(Request.school_id == request.school_id, Request.id == request.id))}


_BY_ADULT = col(Answer.adult_id) == Request.adult_id
_BY_SPEAKER = and_(
    col(Answer.child_id) == Request.child_id, col(Answer.guardian_id).is_not_distinct_from(col(Request.guardian_id))
)


def _said(by_person: ColumnElement[bool]) -> Any:
    return (
        select(Request.id, Answer.purpose)
        .join(Round, and_(col(Round.school_id) == Request.school_id, col(Round.id) == Request.round_id))
        .join(Answer, and_(col(Answer.school_id) == Request.school_id, by_person, col(Answer.seq) > Request.answers_after))
        .where(
            col(Answer.event_id).is_not_distinct_from(col(Round.event_id)),
            Answer.method != "imported",
            ~exists().where(col(Invalidation.school_id) == Answer.school_id, col(Invalidation.answer_id) == Answer.id),
            ~exists().where(
                col(Verification.school_id) == Answer.school_id,
                col(Verification.receipt_id) == Answer.receipt_id,
                col(Verification.verdict) == "rejected",
            ),
        )
        .distinct()
    )


def request_ids(tx: Session, school_id: UUID, round_id: UUID) -> Sequence[UUID]:
    return tx.exec(select(Request.id).where(Request.school_id == school_id, Request.round_id == round_id)).all()


def hold_requests(tx: Session, school_id: UUID, request_ids: Collection[UUID]) -> Sequence[Request]:
    query = select(Request).where(Request.school_id == school_id, among(Request.id, request_ids)).order_by(col(Request.id))
    return tx.exec(query.with_for_update().execution_options(populate_existing=True)).all()


def names(tx: Session, school_id: UUID, child_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """The children's names, by id."""
    query = select(Child).where(Child.school_id == school_id, among(Child.id, child_ids))
    return {child.id: child.name for child in tx.exec(query)}
