"""Opting a child out of an event's photography, by anybody and without an account (E3): it counts at once, and staff settle it.

Whom it counts for is found by the name: among those who take part first, then in the whole school. Where the name is only much alike
it counts for all who may be meant, until somebody says who is. Where nobody is so called it is open, and no picture of the event goes
out until somebody has found out. Whoever sends it reads the same answer each time.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.consent import queries
from consentsvc.consent.facts import OptedOut, OptOutSettled
from consentsvc.consent.queries import OptedOutRow
from consentsvc.consent.schemas import OptOutChild, OptOutDetail, OptOuts
from consentsvc.events import service as events
from consentsvc.events.models import Event, OptedOutChild, OptOut
from consentsvc.events.schemas import OptOutState
from consentsvc.kernel import clock, facts
from consentsvc.kernel.access import Actor
from consentsvc.kernel.errors import Conflict, Field, Invalid, NotFound
from consentsvc.roster import locks
from consentsvc.roster import service as roster
from consentsvc.roster.service import Called

MOST_ALIKE: Final = 20
"""A name that is much like more children's than this is nobody's: it stays open."""

NO_PROGRAM: Final = "Only a person who has signed in can settle an opt-out, not a program."
OTHERS_MEANT: Final = "Another child was meant."


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody typed: whose pictures aren't to be taken, and how to know the child on the day."""

    child_name: str
    class_or_group: str = ""
    looks: str = ""
    language: str = "en"


def opt_out(tx: Session, actor: Actor, event: Event, wish: Wish) -> None:
    """A no for this event from this transaction's commit on, for everybody who may be meant (E3). Sent twice it stands once."""
    meant = _meant(tx, actor.school, event.id, wish.child_name)
    if _stands_already(tx, actor, event, wish, {each.child_id for each in meant}):
        return
    after_answer = _held(tx, actor, [each.child_id for each in meant])
    state: OptOutState = "matched" if meant else "open"
    made = OptOut(
        school_id=actor.school,
        event_id=event.id,
        child_name=wish.child_name,
        class_or_group=wish.class_or_group,
        looks=wish.looks,
        language=wish.language,
        state=state,
        at=clock.now(),
    )
    tx.add(made)
    tx.flush()
    tx.add_all(_counting(made, each.child_id, after_answer[each.child_id], is_certain=each.is_exact) for each in meant)
    tx.flush()
    audit.record(tx, actor, "event:opt_out", event.id, opt_out=made.id, children=len(meant))
    facts.record(tx, OptedOut(actor.school, event.id))


def opt_outs(tx: Session, actor: Actor, event_id: UUID) -> OptOuts:
    """Every opt-out from an event, those that somebody has to settle first. The look is recorded (A2). Raises NotFound."""
    events.known_event(tx, actor.school, event_id)
    audit.record(tx, actor, "event:opt_outs_view", event_id)
    rows = _details(tx, actor, event_id, queries.opt_outs_of(tx, actor.school, event_id))
    return OptOuts(items=rows, open=sum(each.state == "open" for each in rows))


def opted_out_at(tx: Session, school_id: UUID, event_ids: Collection[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    """By event, the children whom an opt-out names that nobody has ended, whatever was said since."""
    return queries.opted_out_at(tx, school_id, event_ids)


def match(tx: Session, actor: Actor, opt_out_id: UUID, child_ids: Collection[UUID]) -> OptOutDetail:
    """Say whom it is about: it counts for these, for certain, and no longer for those whose names were only alike.

    Raises NotFound; Invalid for a child that isn't the school's; Conflict (`settled`) where it has been settled.
    """
    found = _unsettled(tx, actor, opt_out_id)
    if unknown := roster.unknown_children(tx, actor.school, child_ids):
        raise Invalid("There is no such child.", fields=[Field("body.child_ids", f"Not a child of your school: {len(unknown)}.")])
    after_answer = _held(tx, actor, child_ids)
    known = {each.child_id: each for each in queries.children_of(tx, actor.school, opt_out_id)}
    _end(tx, actor, [each for each in known.values() if not each.is_certain and each.child_id not in child_ids], OTHERS_MEANT)
    for child_id in sorted(child_ids):
        tx.add(_made_certain(known[child_id]) if child_id in known else _counting(found, child_id, after_answer[child_id]))
    found.state = "matched"
    return _settled(tx, actor, found, "match")


def settle(tx: Session, actor: Actor, opt_out_id: UUID, why: str) -> OptOutDetail:
    """Say that it is about no child of the school, and why. It counts for nobody then.

    Raises NotFound; Conflict (`settled`), and (`child-known`) where it counts for a child who is certainly meant: that is ended for them.
    """
    found = _unsettled(tx, actor, opt_out_id)
    children = [each for each in queries.children_of(tx, actor.school, opt_out_id) if each.ended_at is None]
    if any(each.is_certain for each in children):
        raise Conflict("It is about a child of the school. Ask the family, then end it for that child.", slug="child-known")
    _end(tx, actor, children, why)
    found.state, found.why = "settled", why
    return _settled(tx, actor, found, "settle")


def undo_settle(tx: Session, actor: Actor, opt_out_id: UUID, why: str) -> OptOutDetail:
    """Open it again, with a reason: it counts at once for those for whom that ended it; where there are none, nobody is found yet.

    Raises NotFound; Conflict (`not-settled`).
    """
    found = _held_opt_out(tx, actor, opt_out_id)
    if found.state != "settled":
        raise Conflict("This is open already: there is nothing to open again.", slug="not-settled")
    children = _ended_last(queries.children_of(tx, actor.school, opt_out_id))
    _count_again(tx, actor, children, why)
    found.state, found.why_again = ("matched" if children else "open"), why
    return _settled(tx, actor, found, "settle-undo")


def end(tx: Session, actor: Actor, opt_out_id: UUID, child_id: UUID, why: str) -> OptOutDetail:
    """End it for a child who is certainly meant, after asking the family, with a reason.

    Raises NotFound where it doesn't count for them; Conflict (`not-certain`) while nobody has said that they are meant.
    """
    found = _held_opt_out(tx, actor, opt_out_id)
    children = [each for each in queries.children_of(tx, actor.school, opt_out_id) if each.ended_at is None]
    about = next((each for each in children if each.child_id == child_id), None)
    if about is None:
        raise NotFound
    if not about.is_certain:
        raise Conflict("First say which child it is about.", slug="not-certain")
    locks.hold_to_answer(tx, actor.school, child_id=child_id)
    _end(tx, actor, [about], why)
    if len(children) == 1:
        found.state, found.why = "settled", why
    return _settled(tx, actor, found, "end")


def undo_end(tx: Session, actor: Actor, opt_out_id: UUID, child_id: UUID, why: str) -> OptOutDetail:
    """Have it count again for a child for whom it was ended, with a reason: at once, whatever was said meanwhile.

    Raises NotFound where it wasn't ended for them.
    """
    found = _held_opt_out(tx, actor, opt_out_id)
    children = queries.children_of(tx, actor.school, opt_out_id)
    about = next((each for each in children if each.child_id == child_id and each.ended_at is not None), None)
    if about is None:
        raise NotFound
    _count_again(tx, actor, [about], why)
    if found.state == "settled":
        found.state, found.why_again = "matched", why
    return _settled(tx, actor, found, "end-undo")


def _meant(tx: Session, school_id: UUID, event_id: UUID, name: str) -> Sequence[Called]:
    """Whom somebody may mean by a name: an exact one among those who take part, else all who are called so or much alike."""
    alike = roster.called(tx, school_id, name)
    taking_part = events.taking_part(tx, school_id, event_id)
    here = [each for each in alike if each.child_id in taking_part]
    exact_here = [each for each in here if each.is_exact]
    exact = [each for each in alike if each.is_exact]
    found = exact_here or [*exact, *here] or alike
    return found if len(found) <= MOST_ALIKE else []


def _stands_already(tx: Session, actor: Actor, event: Event, wish: Wish, meant: Collection[UUID]) -> bool:
    """Whether the very same words count for all who are meant, and nothing was answered for any of them since: a yes may have undone it.

    Everybody whom this is about is held.
    """
    words = wish.child_name, wish.class_or_group, wish.looks
    named = [child_id for counting in queries.counting_in_words(tx, event, *words) for child_id in counting]
    last = _held(tx, actor, {*meant, *named})
    return any(
        set(meant) <= counting.keys()
        and all(each in last and after_answer >= last[each] for each, after_answer in counting.items())
        for counting in queries.counting_in_words(tx, event, *words)
    )


def _held(tx: Session, actor: Actor, child_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """The last answer for each of these children; nobody answers for them, or places a picture of them, meanwhile (S2)."""
    return {
        locks.hold_to_answer(tx, actor.school, child_id=each).id: queries.last_answer_of(tx, actor.school, each)
        for each in sorted(child_ids)
    }


def _counting(of: OptOut, child_id: UUID, after_answer: int, *, is_certain: bool = True) -> OptedOutChild:
    return OptedOutChild(
        school_id=of.school_id,
        opt_out_id=of.id,
        event_id=of.event_id,
        child_id=child_id,
        is_certain=is_certain,
        after_answer=after_answer,
    )


def _made_certain(child: OptedOutChild) -> OptedOutChild:
    child.is_certain, child.ended_at, child.ended_by, child.why_ended = True, None, None, ""
    return child


def _held_opt_out(tx: Session, actor: Actor, opt_out_id: UUID) -> OptOut:
    found = queries.opt_out(tx, actor.school, opt_out_id)
    if found is None:
        raise NotFound
    return found


def _unsettled(tx: Session, actor: Actor, opt_out_id: UUID) -> OptOut:
    found = _held_opt_out(tx, actor, opt_out_id)
    if found.state == "settled":
        raise Conflict("This was settled already.", slug="settled")
    return found


def _end(tx: Session, actor: Actor, children: Iterable[OptedOutChild], why: str) -> None:
    """End it for these, in one moment."""
    now, by = clock.now(), actor.person(NO_PROGRAM)
    for each in children:
        each.ended_at, each.ended_by, each.why_ended = now, by, why
        tx.add(each)


def _ended_last(children: Iterable[OptedOutChild]) -> Sequence[OptedOutChild]:
    """Those for whom it was ended in the last of such moments."""
    ended = [each for each in children if each.ended_at is not None]
    last = max((each.ended_at for each in ended if each.ended_at), default=None)
    return [each for each in ended if each.ended_at == last]


def _count_again(tx: Session, actor: Actor, children: Collection[OptedOutChild], why: str) -> None:
    """A later word than any so far: only an answer from now on undoes it (C9)."""
    after_answer = _held(tx, actor, [each.child_id for each in children])
    for each in children:
        each.ended_at, each.ended_by, each.why_again = None, None, why
        each.after_answer = after_answer[each.child_id]
        tx.add(each)


def _settled(tx: Session, actor: Actor, found: OptOut, did: str) -> OptOutDetail:
    found.settled_by, found.settled_at = actor.person(NO_PROGRAM), clock.now()
    tx.add(found)
    tx.flush()
    audit.record(tx, actor, "event:opt_out_settle", found.event_id, opt_out=found.id, did=did)
    facts.record(tx, OptOutSettled(actor.school, found.event_id))
    (row,) = _details(tx, actor, found.event_id, queries.opt_outs_of(tx, actor.school, found.event_id, found.id))
    return row


def _details(tx: Session, actor: Actor, event_id: UUID, found: Sequence[OptedOutRow]) -> list[OptOutDetail]:
    taking_part = events.taking_part(tx, actor.school, event_id)
    by_id = {each.opt_out.id: each.opt_out for each in found}
    children: dict[UUID, list[OptOutChild]] = {id_: [] for id_ in by_id}
    for each in found:
        if each.child is not None:
            children[each.opt_out.id].append(_child(each, takes_part=each.child.child_id in taking_part))
    settled_by = {each.opt_out.id: each.settled_by for each in found}
    return [_detail(each, settled_by[id_], children[id_]) for id_, each in by_id.items()]


def _detail(found: OptOut, settled_by: str | None, children: Sequence[OptOutChild]) -> OptOutDetail:
    fields = set(OptOutDetail.model_fields) - {"children", "settled_by"}
    return OptOutDetail(**found.model_dump(include=fields), children=list(children), settled_by=settled_by)


def _child(row: OptedOutRow, *, takes_part: bool) -> OptOutChild:
    assert row.child is not None
    return OptOutChild(
        id=row.child.child_id,
        name=row.name or "",
        class_name=row.class_name,
        takes_part=takes_part,
        is_certain=row.child.is_certain,
        counts=row.child.ended_at is None,
        why_ended=row.child.why_ended,
        why_again=row.child.why_again,
    )
