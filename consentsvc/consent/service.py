"""The verbs of the consent room: answer, withdraw, restrict, lift; and what it all comes to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.consent import queries, rules
from consentsvc.consent.facts import ChildRestricted, ConsentGiven, ConsentRefused, ConsentWithdrawn, RestrictionLifted
from consentsvc.consent.models import Answer, FormVersion, Restriction
from consentsvc.consent.purposes import PURPOSES
from consentsvc.consent.rules import Said, Standing
from consentsvc.consent.schemas import LABELS, AnswerRow, Named, PurposeRow, RestrictionAct, RestrictionState, StandingRow
from consentsvc.kernel import clock, facts
from consentsvc.kernel.access import Actor, Permission
from consentsvc.kernel.errors import Conflict
from consentsvc.kernel.web import ReasonDocument
from consentsvc.roster.models import Guardian
from consentsvc.schools.policy import SchoolPolicy

Method = Literal["online", "paper", "in_person", "phone"]
Presence = tuple[UUID, UUID | None]
"""A person at an event, or in general."""

WORDING = {each.id: {"name": each.name, "question": each.question, "reach": each.reach} for each in PURPOSES.values()}
"""What families are shown now. A school's form version keeps it as it was when somebody answered (C3)."""

_FACTS = {"given": ConsentGiven, "refused": ConsentRefused, "withdrawn": ConsentWithdrawn}


def purposes() -> list[PurposeRow]:
    """Every use that families are asked for, in the order of asking."""
    return [PurposeRow(**{key: getattr(each, key) for key in PurposeRow.model_fields}) for each in PURPOSES.values()]


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
    queries.lock_child(tx, actor.school, child_id)
    if guardian_id is not None:
        queries.guardianship(tx, actor.school, child_id, guardian_id)
    if event_id is not None:
        queries.event(tx, actor.school, event_id)
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
    queries.lock_adult(tx, actor.school, adult_id)
    return _append(tx, actor, Answer(adult_id=adult_id, **_as_said(tx, actor, purpose=purpose, said=said, method=method)))


def _as_said(tx: Session, actor: Actor, *, purpose: str, said: Said, method: Method) -> dict[str, Any]:
    return {
        "school_id": actor.school,
        "purpose": purpose,
        "said": said,
        "method": method,
        "recorded_by": None if method == "online" else actor.id,
        "form_version_id": form_in_use(tx, actor.school).id,
        "language": "en",
        "answered_at": clock.now(),
        "expires_on": _lapses_on(tx, actor.school) if said == "given" else None,
    }


def _lapses_on(tx: Session, school_id: UUID) -> date:
    policy = SchoolPolicy.of(queries.school(tx, school_id).policy)
    return policy.year_end_after(clock.today()) + timedelta(days=1)


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


def form_in_use(tx: Session, school_id: UUID) -> FormVersion:
    """The school's form version with today's wording, made when it is first needed; it never changes (C3)."""
    newest = queries.newest_form(tx, school_id)
    if newest is None or newest.wording != WORDING:
        number = newest.number + 1 if newest else 1
        made = FormVersion(school_id=school_id, number=number, wording=WORDING, created_at=clock.now())
        # Two who are first at the same moment make one version between them.
        tx.execute(insert(FormVersion).values(made.model_dump()).on_conflict_do_nothing())
        newest = queries.newest_form(tx, school_id)
    assert newest is not None
    return newest


def standings_for(
    tx: Session,
    school_id: UUID,
    child_ids: Collection[UUID],
    adult_ids: Collection[UUID],
    purposes: Collection[str],
    event_id: UUID | None,
    today: date,
) -> Mapping[tuple[UUID, str], Standing]:
    """What all answers and restrictions come to, for each person and purpose: at most five queries, however many there are.

    Who isn't the school's is missing from the mapping. Restrictions show: pass each standing through `rules.as_seen`
    before anybody but a lead reads it (R2).
    """
    here = standings_at(
        tx, school_id, {(id_, event_id) for id_ in child_ids}, {(id_, event_id) for id_ in adult_ids}, purposes, today
    )
    return {(person, purpose): standing for (person, _, purpose), standing in here.items()}


def standings_at(
    tx: Session,
    school_id: UUID,
    children: Collection[Presence],
    adults: Collection[Presence],
    purposes: Collection[str],
    today: date,
) -> Mapping[tuple[UUID, UUID | None, str], Standing]:
    """As `standings_for`, for people at several events: each standing by person, event and purpose. At most five queries too."""
    return {
        **_standings_of_children(tx, school_id, children, purposes, today),
        **_standings_of_adults(tx, school_id, adults, purposes, today),
    }


def _standings_of_children(
    tx: Session, school_id: UUID, children: Collection[Presence], purposes: Collection[str], today: date
) -> Mapping[tuple[UUID, UUID | None, str], Standing]:
    if not children:
        return {}
    child_ids, event_ids = _apart(children)
    lives = queries.lives(tx, school_id, child_ids)
    heard = queries.answers_of_children(tx, school_id, child_ids, purposes, event_ids)
    holds = queries.holds(tx, school_id, child_ids)
    return {
        (child, event, purpose): rules.standing(
            heard.get((child, purpose), ()), holds.get(child, ()), purpose, event, today=today, **_as_fields(lives[child])
        )
        for child, event in children
        if child in lives
        for purpose in purposes
    }


def _apart(present: Collection[Presence]) -> tuple[set[UUID], set[UUID]]:
    """The people, and the events."""
    return {person for person, _ in present}, {event for _, event in present if event}


def _as_fields(life: queries.Life) -> dict[str, Any]:
    return {"born_on": life.born_on, "left_on": life.left_on, "asked": life.asked}


def _standings_of_adults(
    tx: Session, school_id: UUID, adults: Collection[Presence], purposes: Collection[str], today: date
) -> Mapping[tuple[UUID, UUID | None, str], Standing]:
    if not adults:
        return {}
    adult_ids, event_ids = _apart(adults)
    heard = queries.answers_of_adults(tx, school_id, adult_ids, purposes, event_ids)
    known = set(queries.adults_among(tx, school_id, adult_ids))
    return {
        (adult, event, purpose): rules.standing(
            heard.get((adult, purpose), ()), (), purpose, event, left_on=None, born_on=None, today=today, asked=False
        )
        for adult, event in adults
        if adult in known
        for purpose in purposes
    }


def may_know_restrictions(actor: Actor) -> bool:
    """Whether this reader is told that a child is restricted (R2)."""
    return actor.can(Permission.CHILD_RESTRICT)


def standings_of(
    tx: Session, actor: Actor, child_id: UUID, purposes: Iterable[str] = tuple(PURPOSES), event_id: UUID | None = None
) -> list[StandingRow]:
    """A child's standing for each purpose, as far as the actor may know. Raises NotFound."""
    child = queries.child(tx, actor.school, child_id)
    if event_id is not None:
        queries.event(tx, actor.school, event_id)
    found = standings_for(tx, actor.school, [child_id], [], tuple(purposes), event_id, clock.today())
    seen = (rules.as_seen(each, may_know_restrictions(actor)) for each in found.values())
    return [_standing_row(each, child.first_name, child_id) for each in seen]


def standings_of_adult(tx: Session, actor: Actor, adult_id: UUID) -> list[StandingRow]:
    """An adult's standing for each purpose. Raises NotFound."""
    adult = queries.adult(tx, actor.school, adult_id)
    found = standings_for(tx, actor.school, [], [adult_id], tuple(PURPOSES), None, clock.today())
    seen = (rules.as_seen(each, may_know_restrictions(actor)) for each in found.values())
    return [_standing_row(each, adult.name, adult_id) for each in seen]


def _standing_row(standing: Standing, who: str, about: UUID) -> StandingRow:
    named = [rules.explain(reason.code, standing.purpose, who, str(about)) for reason in standing.reasons]
    return StandingRow(
        purpose=standing.purpose,
        state=standing.state,
        label=LABELS[standing.state],
        allows=standing.allows,
        reasons=[ReasonDocument(**asdict(reason)) for reason in named],
        holds_until=standing.holds_until,
    )


def own_standing(
    answers: Sequence[Answer], can_agree: bool, child: queries.Life, purpose: str, event_id: UUID | None
) -> Standing:
    """What one guardian's own answers alone come to, whoever else has said what (G1), and whatever a lead has done (F2)."""
    said = [
        rules.Answer(each.seq or 0, each.purpose, each.said, each.guardian_id, can_agree, each.event_id, each.expires_on)  # type: ignore[arg-type]
        for each in answers
    ]
    return rules.standing(said, (), purpose, event_id, today=clock.today(), **_as_fields(child))


def answers_of(tx: Session, actor: Actor, child_id: UUID) -> list[AnswerRow]:
    """A child's answers, newest first. Who may not know of a restriction sees none for the purposes it covers (F1, F2)."""
    queries.child(tx, actor.school, child_id)
    audit.record(tx, actor, "answer:view", child_id)
    rows = queries.history(tx, actor.school, child_id, _hidden_from(tx, actor, child_id))
    return [_row(*row) for row in rows]


def _hidden_from(tx: Session, actor: Actor, child_id: UUID) -> Collection[str]:
    if may_know_restrictions(actor):
        return ()
    holds = queries.holds(tx, actor.school, [child_id]).get(child_id, ())
    return [purpose for purpose in PURPOSES if any(hold.covers(purpose) for hold in holds)]


def restrict(tx: Session, actor: Actor, child_id: UUID, reason: str, purposes: Collection[str] | None) -> RestrictionState:
    """Place a lead's hold, for the purposes or for every one; it denies from this transaction's commit on (R1)."""
    _act(tx, actor, child_id, "placed", reason, sorted(purposes) if purposes else None)
    facts.record(tx, ChildRestricted(actor.school, child_id))
    return restriction_of(tx, actor, child_id)


def lift(tx: Session, actor: Actor, child_id: UUID, reason: str) -> RestrictionState:
    """End every hold on the child (R3). Raises Conflict where there is none."""
    queries.lock_child(tx, actor.school, child_id)
    if not queries.holds(tx, actor.school, [child_id]):
        raise Conflict("This child is not restricted.", slug="not-restricted")
    _act(tx, actor, child_id, "lifted", reason, None)
    facts.record(tx, RestrictionLifted(actor.school, child_id))
    return restriction_of(tx, actor, child_id)


def _act(tx: Session, actor: Actor, child_id: UUID, act: str, reason: str, purposes: list[str] | None) -> None:
    queries.lock_child(tx, actor.school, child_id)
    assert actor.id is not None
    placed = Restriction(
        school_id=actor.school, child_id=child_id, act=act, purposes=purposes, reason=reason, by=actor.id, at=clock.now()
    )
    tx.add(placed)
    tx.flush()
    audit.record(tx, actor, "child:restrict", child_id, act=act)


def restriction_of(tx: Session, actor: Actor, child_id: UUID) -> RestrictionState:
    """Whether the child is restricted, and what led to it. For leads alone (R2)."""
    queries.child(tx, actor.school, child_id)
    audit.record(tx, actor, "restriction:view", child_id)
    acts = queries.restriction_acts(tx, actor.school, child_id)
    return RestrictionState(
        child_id=child_id,
        restricted=bool(queries.holds(tx, actor.school, [child_id])),
        acts=[RestrictionAct(**_fields_of(each), by=Named(id=each.by, name=name)) for each, name in acts],
    )


def _fields_of(act: Restriction) -> dict[str, Any]:
    return {"act": act.act, "purposes": act.purposes, "reason": act.reason, "at": act.at}
