"""What all answers and restrictions come to: loads them, and asks the rules."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from consentsvc.consent import queries, rules
from consentsvc.consent.models import Answer as SavedAnswer
from consentsvc.consent.restrictions import may_know_restrictions
from consentsvc.consent.rules import Answer, Life, Objection, OptOut, Restriction, Standing, Terms
from consentsvc.consent.schemas import LABELS, StandingRow
from consentsvc.consent.speakers import Speaker
from consentsvc.events import service as events
from consentsvc.forms import service as forms
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.web import ReasonDocument
from consentsvc.roster import service as roster
from consentsvc.schools import service as schools

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
    """What everything said comes to, for each person and purpose: at most ten queries, however many there are.

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
    """As `standings_for`, for people at several events: each standing by person, event and purpose. At most ten queries too."""
    return {
        **_standings_of_children(tx, school_id, children, purposes, today),
        **_standings_of_adults(tx, school_id, adults, purposes, today),
    }


def _standings_of_children(
    tx: Session, school_id: UUID, children: Collection[Presence], purposes: Collection[str], today: date
) -> Mapping[tuple[UUID, UUID | None, str], Standing]:
    if not children:
        return {}
    known = known_of(tx, school_id, {child for child, _ in children}, purposes, {event for _, event in children if event})
    return {
        (child, event, purpose): known.standing(child, purpose, event, today)
        for child, event in children
        if child in known.lives
        for purpose in purposes
    }


def standings_then(
    tx: Session, school_id: UUID, child_ids: Collection[UUID], purpose: str, event_id: UUID | None, moment: datetime
) -> Mapping[UUID, Standing]:
    """What had been said by `moment` came to for each child, as it is understood now: a yes that was found to be a mistake since
    was none then, and a responsibility that was taken away isn't given back. At most ten queries.
    """
    events_known = {event_id} if event_id else set()
    known = known_of(tx, school_id, child_ids, [purpose], events_known)
    then = known.until(
        queries.last_answer_before(tx, school_id, moment),
        queries.last_restriction_before(tx, school_id, moment),
        queries.last_opt_out_before(tx, school_id, moment),
    )
    return {child: then.standing(child, purpose, event_id, clock.day_of(moment)) for child in known.lives}


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of some children, for some purposes and events: enough for each standing, and for how it came to that."""

    lives: Mapping[UUID, Life]
    heard: queries.Heard
    holds: Mapping[UUID, Sequence[Restriction]]
    objections: Mapping[UUID, Sequence[Objection]]
    opt_outs: Mapping[UUID, Sequence[OptOut]]
    terms: Mapping[str, Terms]
    pulled: Collection[UUID] = ()

    def standing(self, child: UUID, purpose: str, event: UUID | None, today: date) -> Standing:
        said = self._said(child, purpose, event, today)
        return rules.pulled(said) if child in self.pulled else said

    def _said(self, child: UUID, purpose: str, event: UUID | None, today: date) -> Standing:
        return rules.standing(
            self.heard.get((child, purpose), ()),
            self.holds.get(child, ()),
            purpose,
            event,
            life=self.lives[child],
            today=today,
            terms=self.terms.get(purpose, rules.CONSENT),
            objections=self.objections.get(child, ()),
            opt_outs=self.opt_outs.get(child, ()),
        )

    def until(self, answer: int, restriction: int, opt_out: int) -> "Known":
        """What was known when these were the last ones, by `seq`. A pull changes nothing of what was said."""
        heard = {key: [each for each in words if each.seq <= answer] for key, words in self.heard.items()}
        holds = {child: [each for each in held if each.seq <= restriction] for child, held in self.holds.items()}
        opt_outs = {child: [each for each in out if each.seq <= opt_out] for child, out in self.opt_outs.items()}
        return replace(self, heard=heard, holds=holds, opt_outs=opt_outs, pulled=())


def known_of(
    tx: Session, school_id: UUID, child_ids: Collection[UUID], purposes: Collection[str], event_ids: Collection[UUID]
) -> Known:
    """Everything that decides about these children, in eight queries. Who isn't the school's is missing."""
    lives = queries.lives(tx, school_id, child_ids)
    return Known(
        lives=lives,
        heard=queries.answers_of_children(tx, school_id, lives, purposes, event_ids),
        holds=queries.holds(tx, school_id, child_ids),
        objections=queries.objections_in_force(tx, school_id, child_ids),
        opt_outs=queries.opt_outs_in_force(tx, school_id, child_ids, event_ids),
        terms=terms_of(tx, school_id),
        pulled=queries.pulled(tx, school_id, child_ids),
    )


def terms_of(tx: Session, school_id: UUID) -> Mapping[str, Terms]:
    """What the school has chosen for each purpose (C7, C13). Two queries."""
    policy = schools.policy_of(tx, school_id)
    return {
        purpose: Terms(use.basis, use.is_asked, policy.young_people, policy.capacity_age)
        for purpose, use in forms.uses(tx, school_id).items()
    }


def _standings_of_adults(
    tx: Session, school_id: UUID, adults: Collection[Presence], purposes: Collection[str], today: date
) -> Mapping[tuple[UUID, UUID | None, str], Standing]:
    """Adults answer for themselves, whatever the basis of a purpose is for children (C14)."""
    if not adults:
        return {}
    adult_ids, event_ids = {adult for adult, _ in adults}, {event for _, event in adults if event}
    lives = queries.adult_lives(tx, school_id, adult_ids)
    heard = queries.answers_of_adults(tx, school_id, adult_ids, purposes, event_ids)
    return {
        (adult, event, purpose): rules.standing(
            heard.get((adult, purpose), ()), (), purpose, event, life=lives[adult], today=today
        )
        for adult, event in adults
        if adult in lives
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
        conditions=sorted(standing.conditions),
        reasons=[ReasonDocument(**asdict(reason)) for reason in named],
        holds_until=standing.holds_until,
    )


def own_standing(
    words: Sequence[Answer], life: Life, purpose: str, event_id: UUID | None, opt_outs: Sequence[OptOut] = ()
) -> Standing:
    """What one speaker's own words alone come to, whoever else has said what (G1), and whatever a lead has done (F2).

    opt_outs: from events, which nobody has signed; where they are given, only this speaker's own later yes undoes them.
    """
    return rules.standing(words, (), purpose, event_id, life=life, today=clock.today(), opt_outs=opt_outs)


def opt_outs_of(tx: Session, school_id: UUID, child_id: UUID, event_ids: Collection[UUID]) -> Sequence[OptOut]:
    """The opt-outs from these events that count for a child."""
    return queries.opt_outs_in_force(tx, school_id, [child_id], event_ids).get(child_id, ())


def life_of(tx: Session, school_id: UUID, speaker: Speaker) -> Life:
    """The life of the person whom a speaker speaks for. Raises KeyError for nobody of this school."""
    if speaker.child_id is None:
        return queries.adult_lives(tx, school_id, [speaker.person_id])[speaker.person_id]
    return queries.lives(tx, school_id, [speaker.child_id])[speaker.child_id]


def words_of(tx: Session, school_id: UUID, answers: Collection[SavedAnswer], can_agree: bool) -> Sequence[Answer]:
    """These answers of one speaker as the rules take them, in the order of saying."""
    return queries.words_of(tx, school_id, answers, can_agree)
