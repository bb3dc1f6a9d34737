"""Whether somebody can decide for themself, as staff assessed it: who, when, why (C7, C14). The newest assessment holds."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.consent.facts import CapacityAssessed
from consentsvc.consent.models import CapacityAssessment
from consentsvc.kernel import clock, facts
from consentsvc.kernel.access import Actor
from consentsvc.kernel.schemas import Named
from consentsvc.office import queries
from consentsvc.office.schemas import AssessmentRow, Capacity, NewAssessment
from consentsvc.roster import locks
from consentsvc.roster import service as roster
from consentsvc.schools import service as schools


def assess_child(tx: Session, actor: Actor, child_id: UUID, assessment: NewAssessment) -> Capacity:
    """Write down whether a young person can decide for themself; it holds from this transaction's commit on. Raises NotFound."""
    locks.hold_to_answer(tx, actor.school, child_id=child_id)
    _append(tx, actor, assessment, child_id=child_id)
    return of_child(tx, actor, child_id)


def assess_adult(tx: Session, actor: Actor, adult_id: UUID, assessment: NewAssessment) -> Capacity:
    """The same for an adult; without capacity no picture of them is used (C14). Raises NotFound."""
    locks.hold_to_answer(tx, actor.school, adult_id=adult_id)
    _append(tx, actor, assessment, adult_id=adult_id)
    return of_adult(tx, actor, adult_id)


def of_child(tx: Session, actor: Actor, child_id: UUID) -> Capacity:
    """Whether a child is taken to decide for themself, and what led to it. Raises NotFound."""
    child = roster.known_child(tx, actor.school, child_id)
    policy = schools.policy_of(tx, actor.school)
    found = _assessments(tx, actor, child_id=child_id)
    by_age = age_on(clock.today(), child.born_on) >= policy.capacity_age
    return Capacity(
        has_capacity=found[0].has_capacity if found else by_age,
        asked_from_age=policy.capacity_age,
        young_people=policy.young_people,
        assessments=found,
    )


def of_adult(tx: Session, actor: Actor, adult_id: UUID) -> Capacity:
    """The same for an adult, who is taken to decide for themself unless somebody assessed otherwise. Raises NotFound."""
    roster.known_adult(tx, actor.school, adult_id)
    found = _assessments(tx, actor, adult_id=adult_id)
    has_capacity = found[0].has_capacity if found else True
    return Capacity(has_capacity=has_capacity, asked_from_age=None, young_people=None, assessments=found)


def age_on(day: date, born_on: date) -> int:
    """Years completed."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def _append(
    tx: Session, actor: Actor, assessment: NewAssessment, *, child_id: UUID | None = None, adult_id: UUID | None = None
) -> None:
    assert actor.id is not None  # a named person's or token's; nobody else gets here
    made = CapacityAssessment(
        school_id=actor.school,
        child_id=child_id,
        adult_id=adult_id,
        has_capacity=assessment.has_capacity,
        reason=assessment.reason,
        by=actor.id,
        at=clock.now(),
    )
    tx.add(made)
    tx.flush()
    person = child_id or adult_id
    assert person is not None
    audit.record(tx, actor, "capacity:assess", person, has_capacity=assessment.has_capacity)
    facts.record(tx, CapacityAssessed(actor.school, person))


def _assessments(tx: Session, actor: Actor, *, child_id: UUID | None = None, adult_id: UUID | None = None) -> list[AssessmentRow]:
    audit.record(tx, actor, "capacity:view", child_id or adult_id)
    return [
        AssessmentRow(has_capacity=each.has_capacity, reason=each.reason, by=Named(id=each.by, name=by), at=each.at)
        for each, by in queries.assessments(tx, actor.school, child_id=child_id, adult_id=adult_id)
    ]
