"""A safeguarding lead's hold on a child: placed, lifted, and hidden from everybody else (R1 to R3)."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.consent import queries
from consentsvc.consent.facts import ChildRestricted, RestrictionLifted
from consentsvc.consent.models import Restriction
from consentsvc.consent.rules import Restriction as Hold
from consentsvc.consent.schemas import RestrictionAct, RestrictionState
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel import clock, facts
from consentsvc.kernel.access import Actor, Permission
from consentsvc.kernel.errors import Conflict
from consentsvc.kernel.schemas import Named
from consentsvc.roster import locks
from consentsvc.roster import service as roster

EVERY_PURPOSE = frozenset(PURPOSES)


def restrict(tx: Session, actor: Actor, child_id: UUID, reason: str, purposes: Collection[str] | None) -> RestrictionState:
    """Place a lead's hold, for the purposes or for every one; it denies from this transaction's commit on (R1)."""
    locks.hold_to_answer(tx, actor.school, child_id=child_id)
    _act(tx, actor, child_id, "placed", reason, sorted(purposes) if purposes else None)
    facts.record(tx, ChildRestricted(actor.school, child_id))
    return restriction_of(tx, actor, child_id)


def lift(tx: Session, actor: Actor, child_id: UUID, reason: str) -> RestrictionState:
    """End every hold on the child (R3). Raises Conflict where there is none."""
    locks.hold_to_answer(tx, actor.school, child_id=child_id)
    if not queries.holds(tx, actor.school, [child_id]):
        raise Conflict("This child is not restricted.", slug="not-restricted")
    _act(tx, actor, child_id, "lifted", reason, None)
    facts.record(tx, RestrictionLifted(actor.school, child_id))
    return restriction_of(tx, actor, child_id)


def _act(tx: Session, actor: Actor, child_id: UUID, act: str, reason: str, purposes: list[str] | None) -> None:
    assert actor.id is not None
    placed = Restriction(
        school_id=actor.school, child_id=child_id, act=act, purposes=purposes, reason=reason, by=actor.id, at=clock.now()
    )
    tx.add(placed)
    tx.flush()
    audit.record(tx, actor, "child:restrict", child_id, act=act)


def restriction_of(tx: Session, actor: Actor, child_id: UUID) -> RestrictionState:
    """Whether the child is restricted, and what led to it. For leads alone (R2)."""
    roster.known_child(tx, actor.school, child_id)
    audit.record(tx, actor, "restriction:view", child_id)
    acts = queries.restriction_acts(tx, actor.school, child_id)
    return RestrictionState(
        child_id=child_id,
        restricted=bool(queries.holds(tx, actor.school, [child_id])),
        acts=[RestrictionAct(**_fields_of(each), by=Named(id=each.by, name=name)) for each, name in acts],
    )


def _fields_of(act: Restriction) -> dict[str, Any]:
    return {"act": act.act, "purposes": act.purposes, "reason": act.reason, "at": act.at}


def may_know_restrictions(actor: Actor) -> bool:
    """Whether this reader is told that a child is restricted (R2)."""
    return actor.can(Permission.CHILD_RESTRICT)


def hidden_purposes(tx: Session, actor: Actor, child_id: UUID) -> Collection[str]:
    """The purposes for which this reader must see no answer of the child's: those that a hold covers (F1, F2).

    And those with an objection in force: it is the leads' desk alone, and looks just as a restriction does (C13).
    """
    if may_know_restrictions(actor):
        return hidden_by_child(tx, actor, [child_id])[child_id]
    objected = {each.purpose for each in queries.objections_in_force(tx, actor.school, [child_id]).get(child_id, ())}
    return hidden_by_child(tx, actor, [child_id])[child_id] | objected


def hidden_by_child(tx: Session, actor: Actor, child_ids: Collection[UUID]) -> Mapping[UUID, frozenset[str]]:
    """As `hidden_purposes`, for each of these children. A pull hides them from everybody: a report may be about any reader (M3, M7)."""
    holds = {} if may_know_restrictions(actor) else queries.holds(tx, actor.school, child_ids)
    pulled = queries.pulled(tx, actor.school, child_ids)
    return {child_id: EVERY_PURPOSE if child_id in pulled else _covered(holds.get(child_id, ())) for child_id in child_ids}


def _covered(holds: Iterable[Hold]) -> frozenset[str]:
    return frozenset(purpose for hold in holds for purpose in PURPOSES if hold.covers(purpose))
