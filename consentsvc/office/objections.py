"""Objections to a use that rests on public task (C13): raised by a family, answered by a lead within a month.

An objection denies from the moment that it is raised, and as long as it is open or upheld. Its acts are only ever added.
"""

import calendar
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.consent.facts import ObjectionRaised, ObjectionSettled
from consentsvc.consent.models import Objection
from consentsvc.consent.speakers import Speaker
from consentsvc.forms import service as forms
from consentsvc.kernel import clock, facts
from consentsvc.kernel.access import Actor
from consentsvc.kernel.errors import Conflict, NotFound
from consentsvc.kernel.rulebook import Reason
from consentsvc.kernel.schemas import Named
from consentsvc.office import queries
from consentsvc.office.queries import ObjectionAct
from consentsvc.office.schemas import ObjectionDecision, ObjectionNoted, ObjectionRow, ObjectionState
from consentsvc.roster import locks
from consentsvc.roster import service as roster
from consentsvc.roster.models import Child

IN_FORCE = ("raised", "upheld")
"""An objection denies while its newest act is one of these."""

_STATES: dict[str, ObjectionState] = {
    "raised": "open",
    "upheld": "upheld",
    "overruled": "overruled",
    "taken_back": "taken_back",
}


def raise_objection(tx: Session, actor: Actor, speaker: Speaker, purpose: str, reason: str = "") -> ObjectionNoted:
    """Object to a use; it denies from this transaction's commit on. One that stands already is given as it is.

    Raises NotFound for a child or guardian that isn't the school's, and Conflict (`rests-on-consent`) for a use that is asked for.
    """
    child_id = _held(tx, actor.school, speaker)
    if forms.bases(tx, actor.school)[purpose] != "public_task":
        cited = Reason("C13", "rests_on_consent", str(child_id), "This use rests on consent.", "Record a no instead.")
        raise Conflict("The school asks before this use. Say no to it instead.", slug="rests-on-consent", reasons=[cited])
    for act in objections_by(tx, actor.school, speaker):
        if act.purpose == purpose:
            return act
    objection_id = uuid4()
    raised = _append(tx, actor, Objection(
        school_id=actor.school, objection_id=objection_id, child_id=child_id, guardian_id=speaker.guardian_id,
        purpose=purpose, act="raised", reason=reason, by=_staff(actor), at=clock.now(),
    ))  # fmt: skip
    facts.record(tx, ObjectionRaised(actor.school, child_id, objection_id))
    return _noted(raised)


def objections_by(tx: Session, school_id: UUID, speaker: Speaker) -> list[ObjectionNoted]:
    """This speaker's own objections that stand; nobody else's (G1)."""
    acts = queries.objection_acts(tx, school_id, child_id=speaker.child_id)
    return [
        _noted(each[0].objection)
        for each in _by_objection(acts)
        if each[0].objection.guardian_id == speaker.guardian_id and each[-1].objection.act in IN_FORCE
    ]


def take_back(tx: Session, actor: Actor, speaker: Speaker, objection_id: UUID) -> None:
    """The speaker objects no more. Raises NotFound for an objection that isn't theirs or doesn't stand."""
    child_id = _held(tx, actor.school, speaker)
    if objection_id not in {each.id for each in objections_by(tx, actor.school, speaker)}:
        raise NotFound
    acts = queries.objection_acts(tx, actor.school, objection_id=objection_id)
    _append(tx, actor, _next(acts[0].objection, actor, "taken_back", ""))
    facts.record(tx, ObjectionSettled(actor.school, child_id, objection_id))


def objections(tx: Session, actor: Actor, state: ObjectionState | None) -> list[ObjectionRow]:
    """The leads' desk: every objection, or those in one state; the first to be answered comes first."""
    rows = [_row(each) for each in _by_objection(queries.objection_acts(tx, actor.school))]
    audit.record(tx, actor, "objection:view", None, state=state or "all")
    return sorted((row for row in rows if state in (None, row.state)), key=lambda row: row.due_on)


def decide(tx: Session, actor: Actor, objection_id: UUID, decision: ObjectionDecision) -> ObjectionRow:
    """Uphold or overrule an open objection, or note that it was taken back. Raises NotFound, and Conflict (`objection-settled`)."""
    locks.hold_to_answer(tx, actor.school, child_id=_acts(tx, actor.school, objection_id)[0].child.id)
    acts = _acts(tx, actor.school, objection_id)
    newest = acts[-1].objection.act
    if newest not in IN_FORCE or newest == decision.decision:
        raise Conflict("Somebody has settled this objection already.", slug="objection-settled")
    first = acts[0].objection
    _append(tx, actor, _next(first, actor, decision.decision, decision.reason))
    facts.record(tx, ObjectionSettled(actor.school, first.child_id, objection_id))
    return _row(_acts(tx, actor.school, objection_id))


def due_on(raised_on: date) -> date:
    """A month after: the same day of the next month, or its last (UK GDPR art. 12)."""
    year, month = (raised_on.year + 1, 1) if raised_on.month == 12 else (raised_on.year, raised_on.month + 1)
    return date(year, month, min(raised_on.day, calendar.monthrange(year, month)[1]))


def _held(tx: Session, school_id: UUID, speaker: Speaker) -> UUID:
    if speaker.child_id is None:
        raise NotFound
    child: Child = locks.hold_to_answer(tx, school_id, child_id=speaker.child_id)
    if speaker.guardian_id is not None:
        roster.known_guardianship(tx, school_id, child.id, speaker.guardian_id)
    return child.id


def _acts(tx: Session, school_id: UUID, objection_id: UUID) -> list[ObjectionAct]:
    acts = queries.objection_acts(tx, school_id, objection_id=objection_id)
    if not acts:
        raise NotFound
    return acts


def _append(tx: Session, actor: Actor, act: Objection) -> Objection:
    tx.add(act)
    tx.flush()
    audit.record(tx, actor, "objection:act", act.child_id, objection=act.objection_id, purpose=act.purpose, act=act.act)
    return act


def _next(first: Objection, actor: Actor, act: str, reason: str) -> Objection:
    return Objection(
        school_id=first.school_id,
        objection_id=first.objection_id,
        child_id=first.child_id,
        guardian_id=first.guardian_id,
        purpose=first.purpose,
        act=act,
        reason=reason,
        by=_staff(actor),
        at=clock.now(),
    )


def _staff(actor: Actor) -> UUID | None:
    """Who wrote it down; nobody where the family did it itself."""
    return None if actor.kind == "family" else actor.id


def _by_objection(acts: Sequence[ObjectionAct]) -> list[list[ObjectionAct]]:
    together: dict[UUID, list[ObjectionAct]] = defaultdict(list)
    for act in acts:
        together[act.objection.objection_id].append(act)
    return list(together.values())


def _noted(raised: Objection) -> ObjectionNoted:
    return ObjectionNoted(
        id=raised.objection_id,
        purpose=raised.purpose,
        raised_at=raised.at,
        due_on=due_on(clock.day_of(raised.at)),
    )


def _row(acts: Sequence[ObjectionAct]) -> ObjectionRow:
    first, last = acts[0], acts[-1]
    said, is_settled = first.objection, last.objection.act != "raised"
    return ObjectionRow(
        **_noted(said).model_dump(),
        child=Named(id=first.child.id, name=first.child.name),
        by=Named(id=said.guardian_id, name=first.guardian or "") if said.guardian_id else None,
        reason=said.reason,
        state=_STATES[last.objection.act],
        decision_reason=last.objection.reason if is_settled else "",
        decided_by=Named(id=last.objection.by, name=last.by or "") if is_settled and last.objection.by else None,
        decided_at=last.objection.at if is_settled else None,
    )
