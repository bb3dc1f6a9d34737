"""The verbs of a breach (W4): open it, write down, decide whether the regulator is told, note who was told, close it with what was learned.

Everything that is done stands in its entries, which only grow; a decision can be taken anew while it is open, and the earlier one stays to
be read.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from consentsvc.accounts import notices
from consentsvc.audit import service as audit
from consentsvc.breaches import queries
from consentsvc.breaches.letters import BREACH_OPENED
from consentsvc.breaches.models import AffectedChild, Breach, BreachEntry
from consentsvc.breaches.queries import Step
from consentsvc.breaches.rules import BreachFacts, clock_state
from consentsvc.breaches.schemas import (
    CAUSES,
    AffectedRow,
    BreachCause,
    BreachDetail,
    BreachEntryKind,
    BreachEntryRow,
    BreachNote,
    BreachRow,
    Closing,
    Decision,
    FamilyTold,
    MoreAffected,
    NewBreach,
    RegulatorTold,
)
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, Permission, Role
from consentsvc.kernel.errors import Conflict, Field, Invalid, NotFound
from consentsvc.kernel.schemas import Named
from consentsvc.roster import service as roster

NO_PROGRAM = "Only a person who has signed in can work on a breach, not a program."
NOT_YET = "This time has not come yet: check it."
BEFORE_IT_WAS_KNOWN = "This is before anybody knew of it: check the time."


def breaches(tx: Session, actor: Actor, *, closed: bool) -> list[BreachRow]:
    """Open breaches, the one known first at the top; or closed ones, newest first. The look is recorded (A2)."""
    found = queries.breaches(tx, actor.school, closed=closed)
    audit.record(tx, actor, "breach:list", None, breaches=len(found))
    return [BreachRow(**_row(each.breach, each.affected)) for each in found]


def breach(tx: Session, actor: Actor, breach_id: UUID) -> BreachDetail:
    """One breach with all that was done. The look is recorded (A2). Raises NotFound."""
    found = queries.held(tx, actor.school, breach_id)
    audit.record(tx, actor, "breach:view", breach_id)
    return _detail(tx, found)


def write_down(tx: Session, actor: Actor, new: NewBreach) -> BreachDetail:
    """Open a breach by hand. Raises Invalid for a time that hasn't come, NotFound for a child that isn't the school's."""
    by = actor.person(NO_PROGRAM)
    _not_in_future("known_at", new.known_at)
    for child_id in new.child_ids:
        roster.known_child(tx, actor.school, child_id)
    made = open_breach(
        tx, actor, "told_by_somebody", f"by hand {uuid4()}", new.child_ids, what=new.what, known_at=new.known_at, opened_by=by
    )
    return _detail(tx, made)


def open_breach(
    tx: Session,
    actor: Actor,
    cause: BreachCause,
    key: str,
    children: Collection[UUID],
    *,
    photo_id: UUID | None = None,
    placement_id: UUID | None = None,
    **more: Any,
) -> Breach:
    """A breach, once for each key; where one about the same photo and cause is open, the children are added to it (W4).

    The data protection officer is owed a mail in the same transaction; where a school has none, so are all who handle breaches.
    """
    known = queries.by_key(tx, actor.school, key)
    if known is None and photo_id is not None:
        known = queries.open_breach_of(tx, actor.school, photo_id, cause)
    if known is not None:
        _affect(tx, actor, known, children)
        return known
    made = Breach(
        school_id=actor.school,
        key=key,
        cause=cause,
        photo_id=photo_id,
        placement_id=placement_id,
        **{"known_at": clock.now(), **more},
    )
    tx.add(made)
    tx.flush()
    _write(tx, actor, made, "opened")
    _add_affected(tx, made, children)
    audit.record(tx, actor, "breach:open", made.id, cause=cause, children=len(set(children)))
    _tell_the_officer(tx, actor, made)
    return made


def affect(tx: Session, actor: Actor, breach_id: UUID, given: MoreAffected) -> BreachDetail:
    """More children are affected, as it turns out.

    Raises NotFound, also for a child that isn't the school's; Conflict (`breach-closed`).
    """
    found = _open(tx, actor, breach_id)
    for child_id in given.child_ids:
        roster.known_child(tx, actor.school, child_id)
    _add_affected(tx, found, given.child_ids)
    return _done(tx, actor, breach_id, "found", given.text)


def affect_more(tx: Session, actor: Actor, breach_id: UUID, children: Collection[UUID]) -> None:
    """The same from another room, which has looked these children up; a breach that is closed stays as it is."""
    found = queries.held(tx, actor.school, breach_id)
    if found.closed_at is None:
        _affect(tx, actor, found, children)


def note(tx: Session, actor: Actor, breach_id: UUID, given: BreachNote) -> BreachDetail:
    """Write down what was found or done. Raises NotFound, Conflict (`breach-closed`)."""
    return _done(tx, actor, breach_id, "note", given.text)


def decide(tx: Session, actor: Actor, breach_id: UUID, given: Decision) -> BreachDetail:
    """Decide, by name and with the reason, whether the regulator is told (W4). Raises NotFound, Conflict (`breach-closed`)."""
    found = _open(tx, actor, breach_id)
    if given.decision != found.decision:  # the same with better words was taken when it was taken first
        found.decided_by, found.decided_at = actor.person(NO_PROGRAM), clock.now()
    found.decision, found.reason = given.decision, given.reason
    return _done(tx, actor, breach_id, "decided", f"{given.decision}: {given.reason}")


def told_regulator(tx: Session, actor: Actor, breach_id: UUID, given: RegulatorTold) -> BreachDetail:
    """Note that the regulator was told.

    Raises NotFound; Conflict (`not-decided`) before somebody decided so; Invalid for a time that hasn't come, or before it was known.
    """
    found = _open(tx, actor, breach_id)
    if found.decision != "report":
        raise Conflict("First decide that the regulator is told, and why.", slug="not-decided")
    _not_in_future("at", given.at)
    if given.at < found.known_at.replace(second=0, microsecond=0):  # a form says it by the minute
        raise Invalid(BEFORE_IT_WAS_KNOWN, fields=[Field("body.at", BEFORE_IT_WAS_KNOWN)])
    found.told_regulator_at, found.regulator_reference = given.at, given.reference
    return _done(tx, actor, breach_id, "regulator_told", given.reference)


def told_family(tx: Session, actor: Actor, breach_id: UUID, given: FamilyTold) -> BreachDetail:
    """Note that a child's family was told, and how. Raises NotFound, Conflict (`breach-closed`)."""
    found = _open(tx, actor, breach_id)
    if given.child_id not in {each.child_id for each in queries.affected(tx, actor.school, found.id)}:
        raise NotFound
    return _done(tx, actor, breach_id, "family_told", given.how, given.child_id)


def close(tx: Session, actor: Actor, breach_id: UUID, given: Closing) -> BreachDetail:
    """Close it with what was learned. Raises NotFound; Conflict (`not-decided`) before it is decided, and told where it has to be."""
    found = _open(tx, actor, breach_id)
    if found.decision is None or (found.decision == "report" and found.told_regulator_at is None):
        raise Conflict("First decide whether the regulator is told. If it is, note when that was done.", slug="not-decided")
    detail = _done(tx, actor, breach_id, "closed", given.lesson)
    found.lesson, found.closed_by, found.closed_at = given.lesson, actor.person(NO_PROGRAM), clock.now()
    tx.flush()
    return detail.model_copy(update={"lesson": found.lesson, "closed_at": found.closed_at})


def _open(tx: Session, actor: Actor, breach_id: UUID) -> Breach:
    actor.person(NO_PROGRAM)
    found = queries.held(tx, actor.school, breach_id)
    if found.closed_at is not None:
        raise Conflict("This record is closed. Open a new one.", slug="breach-closed")
    return found


def _done(
    tx: Session, actor: Actor, breach_id: UUID, kind: BreachEntryKind, text: str, child_id: UUID | None = None
) -> BreachDetail:
    found = _open(tx, actor, breach_id)
    _write(tx, actor, found, kind, text, child_id)
    audit.record(tx, actor, f"breach:{kind.replace('_', '-')}", breach_id)
    return _detail(tx, found)


def _write(tx: Session, actor: Actor, found: Breach, kind: BreachEntryKind, text: str = "", child_id: UUID | None = None) -> None:
    by = actor.id if actor.kind == "staff" else None
    entry = BreachEntry(
        school_id=found.school_id, breach_id=found.id, kind=kind, text=text, child_id=child_id, by=by, at=clock.now()
    )
    tx.add(entry)
    tx.flush()


def _affect(tx: Session, actor: Actor, found: Breach, children: Collection[UUID]) -> None:
    """These children are affected too; an entry says when more came to light."""
    if _add_affected(tx, found, children):
        _write(tx, actor, found, "found", "More children are affected.")


def _add_affected(tx: Session, found: Breach, children: Collection[UUID]) -> bool:
    """Gives whether any of them is new."""
    new = set(children) - {each.child_id for each in queries.affected(tx, found.school_id, found.id)}
    tx.add_all(AffectedChild(school_id=found.school_id, breach_id=found.id, child_id=child_id) for child_id in sorted(new))
    tx.flush()
    return bool(new)


def _tell_the_officer(tx: Session, actor: Actor, made: Breach) -> None:
    officers = notices.who_is(tx, made.school_id, Role.DPO) or notices.who_may(tx, made.school_id, Permission.BREACH_HANDLE)
    BREACH_OPENED.owe(tx, made.school_id, officers, str(made.id))
    if officers:
        _write(tx, actor, made, "officer_told")


def _not_in_future(field: str, at: datetime) -> None:
    if at > clock.now():
        raise Invalid(NOT_YET, fields=[Field(f"body.{field}", NOT_YET)])


def _facts(found: Breach) -> BreachFacts:
    return BreachFacts(found.known_at, found.decision, found.decided_at, found.told_regulator_at)  # type: ignore[arg-type]


def _row(found: Breach, affected: int) -> dict[str, Any]:
    facts = _facts(found)
    return {
        "id": found.id,
        "cause": found.cause,
        "says": CAUSES[found.cause],
        "known_at": found.known_at,
        "due_at": facts.due_at,
        "clock": clock_state(facts, clock.now()),
        "affected": affected,
        "decision": found.decision,
        "closed_at": found.closed_at,
    }


def _detail(tx: Session, found: Breach) -> BreachDetail:
    affected = queries.affected(tx, found.school_id, found.id)
    return BreachDetail(
        **_row(found, len(affected)),
        what=found.what,
        photo_id=queries.reachable_photo(tx, found.school_id, found.photo_id),
        channel=queries.channel_name(tx, found.school_id, found.placement_id),
        children=[AffectedRow(child=Named(id=each.child_id, name=each.name), told_at=each.told_at) for each in affected],
        reason=found.reason,
        told_regulator_at=found.told_regulator_at,
        regulator_reference=found.regulator_reference,
        lesson=found.lesson,
        entries=_entries(queries.steps(tx, found.school_id, found.id)),
    )


def _entries(steps: Sequence[Step]) -> list[BreachEntryRow]:
    return [
        BreachEntryRow(
            kind=each.entry.kind,
            text=each.entry.text,
            by=Named(id=each.by.id, name=each.by.name) if each.by else None,
            at=each.entry.at,
        )
        for each in steps
    ]
