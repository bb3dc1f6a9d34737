"""The verbs of the consent room: answer, and withdraw; and what was said."""

from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.consent import queries, restrictions
from consentsvc.consent.facts import ConsentGiven, ConsentRefused, ConsentWithdrawn
from consentsvc.consent.models import Answer
from consentsvc.consent.rules import Said
from consentsvc.consent.schemas import AnswerRow
from consentsvc.events import service as events
from consentsvc.forms import service as forms
from consentsvc.kernel import clock, facts
from consentsvc.kernel.access import Actor
from consentsvc.kernel.schemas import Named
from consentsvc.roster import locks
from consentsvc.roster import service as roster
from consentsvc.roster.models import Guardian
from consentsvc.schools import service as schools

Method = Literal["online", "paper", "in_person", "phone"]

_FACTS = {"given": ConsentGiven, "refused": ConsentRefused, "withdrawn": ConsentWithdrawn}


def answer(
    tx: Session,
    actor: Actor,
    child_id: UUID,
    guardian_id: UUID | None,
    *,
    purpose: str,
    said: Said,
    method: Method,
    event_id: UUID | None = None,
) -> AnswerRow:
    """Append what a guardian (None: the child) said. It counts from this transaction's commit on (C2 to C5, C9, C11).

    Raises NotFound for a child, guardian or event that isn't the school's, or a guardian who isn't the child's.
    """
    locks.hold_to_answer(tx, actor.school, child_id=child_id)
    if guardian_id is not None:
        queries.guardianship(tx, actor.school, child_id, guardian_id)
    if event_id is not None:
        events.known_event(tx, actor.school, event_id)
    words = _as_said(tx, actor, purpose=purpose, said=said, method=method)
    return _append(tx, actor, Answer(child_id=child_id, guardian_id=guardian_id, event_id=event_id, **words))


def withdraw(
    tx: Session,
    actor: Actor,
    child_id: UUID,
    guardian_id: UUID | None,
    *,
    purpose: str,
    method: Method,
    event_id: UUID | None = None,
) -> AnswerRow:
    """Take back a yes; it holds once this transaction has committed (C4). Raises as `answer` does."""
    return answer(tx, actor, child_id, guardian_id, purpose=purpose, said="withdrawn", method=method, event_id=event_id)


def adult_answer(tx: Session, actor: Actor, adult_id: UUID, *, purpose: str, said: Said, method: Method) -> AnswerRow:
    """Append what an adult said for themself (C14). Raises NotFound for one of no, or another, school."""
    locks.hold_to_answer(tx, actor.school, adult_id=adult_id)
    return _append(tx, actor, Answer(adult_id=adult_id, **_as_said(tx, actor, purpose=purpose, said=said, method=method)))


def _as_said(tx: Session, actor: Actor, *, purpose: str, said: Said, method: Method) -> dict[str, Any]:
    return {
        "school_id": actor.school,
        "purpose": purpose,
        "said": said,
        "method": method,
        "recorded_by": None if method == "online" else actor.id,
        "form_version_id": forms.form_in_use(tx, actor.school).id,
        "language": "en",
        "answered_at": clock.now(),
        "expires_on": _lapses_on(tx, actor.school) if said == "given" else None,
    }


def _lapses_on(tx: Session, school_id: UUID) -> date:
    return schools.policy_of(tx, school_id).year_end_after(clock.today()) + timedelta(days=1)


def _append(tx: Session, actor: Actor, saying: Answer) -> AnswerRow:
    tx.add(saying)
    tx.flush()
    person = saying.child_id or saying.adult_id
    assert person is not None
    said: dict[str, Any] = {"purpose": saying.purpose, "said": saying.said, "method": saying.method, "event": saying.event_id}
    audit.record(tx, actor, "answer:record", person, **said)
    facts.record(tx, _FACTS[saying.said](actor.school, person, saying.id))
    guardian = saying.guardian_id and tx.get(Guardian, saying.guardian_id)
    return _row(saying, guardian.name if guardian else None, actor.name)


def _row(saying: Answer, guardian: str | None, recorder: str | None) -> AnswerRow:
    return AnswerRow(
        **{field: getattr(saying, field) for field in AnswerRow.model_fields if field not in ("by", "recorded_by")},
        by=_named(saying.guardian_id, guardian),
        recorded_by=_named(saying.recorded_by, recorder),
    )


def _named(id_: UUID | None, name: str | None) -> Named | None:
    return None if id_ is None else Named(id=id_, name=name or "")


def answers_of(tx: Session, actor: Actor, child_id: UUID) -> list[AnswerRow]:
    """A child's answers, newest first. Who may not know of a restriction sees none for the purposes it covers (F1, F2)."""
    roster.known_child(tx, actor.school, child_id)
    audit.record(tx, actor, "answer:view", child_id)
    rows = queries.history(tx, actor.school, child_id, restrictions.hidden_purposes(tx, actor, child_id))
    return [_row(*row) for row in rows]
