"""Two who can agree have said different things (C6): which children that is about, who said what, and what staff did about it.

Settling is done by talking; what ends it is a new answer of one of them. Nobody is told anything of the other (G1).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.consent import restrictions, rules, standings
from consentsvc.consent.models import Answer, Settlement
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.schemas import Named
from consentsvc.office import queries
from consentsvc.office.schemas import ConflictDetail, ConflictRow, NewSettlement, Saying, SettlementRow, Settling
from consentsvc.roster import locks
from consentsvc.roster import service as roster

STEPS = (
    "Pictures of this child are not used for this while the answers differ. There is no hurry.",
    "Speak to each of them by themselves. Don't say what the other answered, nor that the other was asked.",
    "Ask whether there is anything the school should know. A worry about safety goes to the safeguarding lead.",
    "When one of them changes their mind, record their new answer. Or send both of them the question again.",
)


class Dispute(NamedTuple):
    """A purpose, and perhaps an event, about which the answers for a child differ."""

    child_id: UUID
    event_id: UUID | None
    purpose: str


def conflicts(tx: Session, actor: Actor) -> list[ConflictRow]:
    """Every child whose answers differ, by name. A restricted child isn't among them: nothing is to be settled (R1, F1)."""
    found = _disputes(tx, actor, queries.disputed(tx, actor.school))
    names = queries.event_names(tx, actor.school, {each.event_id for each in found if each.event_id})
    audit.record(tx, actor, "conflict:list", None, found=len(found))
    of_child = defaultdict(list)
    for each in found:
        of_child[each.child_id].append(each)
    return [
        ConflictRow(
            child_id=child.id,
            ref=child.ref,
            name=child.name,
            class_name=child.class_name,
            purpose=each.purpose,
            event=_event(each, names),
        )
        for child in roster.rows_of(tx, actor, list(of_child))
        for each in of_child[child.id]
    ]


def settling_of(tx: Session, actor: Actor, child_id: UUID) -> Settling:
    """What is open about a child, and what was done. Who may not know of a restriction sees nothing it covers. Raises NotFound."""
    child = roster.known_child(tx, actor.school, child_id)
    found = _disputes(tx, actor, queries.disputed(tx, actor.school, child_id))
    names = queries.event_names(tx, actor.school, {each.event_id for each in found if each.event_id})
    said = queries.sayings(tx, actor.school, child_id) if found else ()
    audit.record(tx, actor, "conflict:view", child_id)
    return Settling(
        open=[
            ConflictDetail(
                purpose=each.purpose,
                event=_event(each, names),
                sayings=_last_words(said, each),
                message=message(child.first_name, each.purpose),
            )
            for each in found
        ],
        steps=list(STEPS),
        notes=_notes(tx, actor, child_id),
    )


def note(tx: Session, actor: Actor, child_id: UUID, done: NewSettlement) -> Settling:
    """Write down whom staff spoke to, and what came of it. It is no answer by itself. Raises NotFound."""
    locks.hold_to_answer(tx, actor.school, child_id=child_id)
    assert actor.id is not None  # a named person's or token's; nobody else gets here
    tx.add(
        Settlement(school_id=actor.school, child_id=child_id, purpose=done.purpose, note=done.note, by=actor.id, at=clock.now())
    )
    tx.flush()
    audit.record(tx, actor, "conflict:note", child_id, purpose=done.purpose)
    return settling_of(tx, actor, child_id)


def message(first_name: str, purpose: str) -> str:
    """What can be written to either of them: word for word what anybody might get who is asked again (G1)."""
    use = PURPOSES[purpose].use
    return (
        f"Please look again at your answer about {use} for {first_name}. You can change it or leave it as it is, and it is up to you."
        f" If you would like to talk about it, call the school office."
    )


def _disputes(tx: Session, actor: Actor, disputed: Collection[tuple[UUID, UUID | None]]) -> list[Dispute]:
    """What is a conflict for this reader; at an event only where it isn't one in general."""
    found = standings.standings_at(tx, actor.school, disputed, (), tuple(PURPOSES), clock.today())
    knows = restrictions.may_know_restrictions(actor)
    open_ = {key for key, standing in found.items() if rules.as_seen(standing, knows).state == "conflict"}
    order = list(PURPOSES)
    return [
        Dispute(*key)
        for key in sorted(open_, key=lambda key: (order.index(key[2]), str(key[1] or "")))
        if key[1] is None or (key[0], None, key[2]) not in open_
    ]


def _event(dispute: Dispute, names: Mapping[UUID, str]) -> Named | None:
    return Named(id=dispute.event_id, name=names.get(dispute.event_id, "")) if dispute.event_id else None


def _last_words(said: Sequence[tuple[Answer, str]], dispute: Dispute) -> list[Saying]:
    """The last word of each, in the order of saying."""
    last: dict[UUID | None, Saying] = {}
    for answer, name in said:  # the newest first
        if answer.purpose == dispute.purpose and answer.event_id in (None, dispute.event_id) and answer.guardian_id not in last:
            last[answer.guardian_id] = _saying(answer, name)
    return list(reversed(last.values()))


def _saying(answer: Answer, name: str) -> Saying:
    assert answer.guardian_id is not None  # only guardians' words are asked for
    by = Named(id=answer.guardian_id, name=name)
    return Saying(by=by, said=answer.said, method=answer.method, at=answer.answered_at)


def _notes(tx: Session, actor: Actor, child_id: UUID) -> list[SettlementRow]:
    hidden = restrictions.hidden_purposes(tx, actor, child_id)
    return [
        SettlementRow(purpose=each.purpose, note=each.note, by=Named(id=each.by, name=by), at=each.at)
        for each, by in queries.settlements(tx, actor.school, child_id)
        if each.purpose not in hidden
    ]
