"""How a child's standing came about, answer by answer, as far as the reader may know (A5, R2)."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.consent import queries, restrictions, rules, service, standings
from consentsvc.consent.models import Answer
from consentsvc.consent.rules import Weight
from consentsvc.consent.schemas import WEIGHTS, ExplainedAnswer, Explanation
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.roster import service as roster


def explanation(tx: Session, actor: Actor, child_id: UUID, purpose: str, event_id: UUID | None) -> Explanation:
    """The standing, and what each answer weighs in it. Raises NotFound for a child or event that isn't the school's.

    Where a restriction or an objection decides, all but leads read what they read of a child whom nobody answered for.
    """
    child = roster.known_child(tx, actor.school, child_id)
    (standing,) = standings.standings_of(tx, actor, child_id, [purpose], event_id)
    audit.record(tx, actor, "answer:view", child_id, purpose=purpose)
    hidden = restrictions.hidden_purposes(tx, actor, child.id)
    told = [row for row in queries.history(tx, actor.school, child_id, hidden) if row[0].purpose == purpose]
    weights = _weights(tx, actor.school, child_id, purpose, event_id) if told else {}
    names = queries.event_names(tx, actor.school, {answer.event_id for answer, *_ in told if answer.event_id})
    return Explanation(
        child_id=child_id,
        standing=standing,
        answers=[_explained(*row, names, weights) for row in told],
    )


def _weights(tx: Session, school_id: UUID, child_id: UUID, purpose: str, event_id: UUID | None) -> Mapping[int, Weight]:
    known = standings.known_of(tx, school_id, [child_id], [purpose], {event_id} if event_id else set())
    return rules.weighed(
        known.heard[child_id, purpose],
        purpose,
        event_id,
        life=known.lives[child_id],
        today=clock.today(),
        terms=known.terms[purpose],
    )


def _explained(
    answer: Answer,
    by: str | None,
    recorder: str | None,
    is_invalid: bool,
    names: Mapping[UUID, str],
    weights: Mapping[int, Weight],
) -> ExplainedAnswer:
    weight = weights.get(answer.seq or 0, "other_event")  # answers for other events aren't loaded with those that are heard
    rule, text = WEIGHTS[weight]
    row = service.answer_row(answer, by, recorder, is_invalid=is_invalid)
    event = names.get(answer.event_id) if answer.event_id else None
    return ExplainedAnswer(**row.model_dump(), event=event, weight=weight, rule=rule, text=text)
