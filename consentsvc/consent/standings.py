"""What all answers and restrictions come to: loads them, and asks the rules."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from consentsvc.consent import queries, rules
from consentsvc.consent.models import Answer
from consentsvc.consent.restrictions import may_know_restrictions
from consentsvc.consent.rules import Standing
from consentsvc.consent.schemas import LABELS, StandingRow
from consentsvc.events import service as events
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.web import ReasonDocument
from consentsvc.roster import service as roster

Presence = tuple[UUID, UUID | None]
"""A person at an event, or in general."""


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
    unknown = roster.unknown_adults(tx, school_id, adult_ids)
    return {
        (adult, event, purpose): rules.standing(
            heard.get((adult, purpose), ()), (), purpose, event, left_on=None, born_on=None, today=today, asked=False
        )
        for adult, event in adults
        if adult not in unknown
        for purpose in purposes
    }


def standings_of(
    tx: Session, actor: Actor, child_id: UUID, purposes: Iterable[str] = tuple(PURPOSES), event_id: UUID | None = None
) -> list[StandingRow]:
    """A child's standing for each purpose, as far as the actor may know. Raises NotFound."""
    child = roster.known_child(tx, actor.school, child_id)
    if event_id is not None:
        events.known_event(tx, actor.school, event_id)
    found = standings_for(tx, actor.school, [child_id], [], tuple(purposes), event_id, clock.today())
    seen = (rules.as_seen(each, may_know_restrictions(actor)) for each in found.values())
    return [_standing_row(each, child.first_name, child_id) for each in seen]


def standings_of_adult(tx: Session, actor: Actor, adult_id: UUID) -> list[StandingRow]:
    """An adult's standing for each purpose. Raises NotFound."""
    adult = roster.known_adult(tx, actor.school, adult_id)
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
    said = [queries.as_heard(each, can_agree) for each in answers]
    return rules.standing(said, (), purpose, event_id, today=clock.today(), **_as_fields(child))
