"""A yes that was entered by mistake: it stays on record, and doesn't count any more (C2). A no can't be taken away so."""

from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.consent import restrictions
from consentsvc.consent.facts import AnswerInvalidated
from consentsvc.consent.models import Answer, Invalidation
from consentsvc.kernel import clock, facts
from consentsvc.kernel.access import Actor
from consentsvc.kernel.errors import Conflict, NotFound
from consentsvc.office import queries
from consentsvc.office.schemas import InvalidationRow
from consentsvc.roster import locks


def invalidate(tx: Session, actor: Actor, answer_id: UUID, reason: str) -> InvalidationRow:
    """Let a yes not count from this transaction's commit on. Raises NotFound, and Conflict: `not-a-yes`, or `already-invalid`."""
    found = _known(tx, actor, answer_id)
    if found.said != "given":
        raise Conflict("Only a yes can be marked as a mistake. To undo a no, record what the person says now.", slug="not-a-yes")
    person = _held(tx, found)
    if queries.is_invalidated(tx, actor.school, answer_id):
        raise Conflict("This answer is marked as a mistake already.", slug="already-invalid")
    assert actor.id is not None  # a named person's or token's; nobody else gets here
    made = Invalidation(
        school_id=actor.school,
        answer_id=answer_id,
        child_id=found.child_id,
        adult_id=found.adult_id,
        reason=reason,
        by=actor.id,
        at=clock.now(),
    )
    tx.add(made)
    tx.flush()
    audit.record(tx, actor, "answer:invalidate", person, answer=answer_id, purpose=found.purpose)
    facts.record(tx, AnswerInvalidated(actor.school, person, answer_id))
    return InvalidationRow(answer_id=answer_id, reason=reason, at=made.at)


def _known(tx: Session, actor: Actor, answer_id: UUID) -> Answer:
    """The answer, where the reader may see it: behind a restriction there is none for all but leads (F1)."""
    found = queries.answer(tx, actor.school, answer_id)
    if found.child_id and found.purpose in restrictions.hidden_purposes(tx, actor, found.child_id):
        raise NotFound
    return found


def _held(tx: Session, said: Answer) -> UUID:
    if said.child_id:
        return locks.hold_to_answer(tx, said.school_id, child_id=said.child_id).id
    assert said.adult_id is not None  # every answer is about one or the other
    return locks.hold_to_answer(tx, said.school_id, adult_id=said.adult_id).id
