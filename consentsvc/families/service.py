"""What a speaker sees on their own pages: their own answers, objections and changes, and nothing of anybody else (G1, G2)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.consent import standings
from consentsvc.consent.models import Answer, Objection
from consentsvc.consent.rules import Life, OptOut, State
from consentsvc.events.models import Event
from consentsvc.families import queries
from consentsvc.families.ways_in import Family
from consentsvc.forms import service as forms
from consentsvc.forms.wording import Form, Question
from consentsvc.kernel import clock
from consentsvc.kernel.errors import NotFound
from consentsvc.office import objections
from consentsvc.schools import service as schools

UPCOMING: Final = timedelta(days=60)  # events that a page offers an answer of its own for (C9)


@dataclass(frozen=True, slots=True)
class Subject:
    """What an answer is about: a use, perhaps for one event."""

    purpose: str
    event_id: UUID | None = None

    @property
    def key(self) -> str:
        """As text."""
        return f"{self.purpose}@{self.event_id}" if self.event_id else self.purpose

    @classmethod
    def of(cls, key: str) -> "Subject":
        purpose, _, event_id = key.partition("@")
        return cls(purpose, UUID(event_id) if event_id else None)


@dataclass(frozen=True)
class OwnAnswer:
    """A use, perhaps for one event, and what this speaker's own answers come to.

    said: the answer that decides it; None: there is none. objection: the newest act in their own objection to it (C13).
    ends_on: when their yes lapses, where they can renew it already (C11). is_asked: it can be answered here.
    """

    question: Question
    event: Event | None
    may_be_used: bool
    state: State
    said: Answer | None
    objection: Objection | None
    ends_on: date | None
    is_asked: bool

    @property
    def subject(self) -> Subject:
        return Subject(self.question.purpose, self.event.id if self.event else None)

    @property
    def can_withdraw(self) -> bool:
        return self.said is not None and self.said.said == "given" and self.state not in ("expired", "invalidated")

    @property
    def is_public_task(self) -> bool:
        """Whether it needs no yes, and can be objected to (C13)."""
        return self.question.basis == "public_task"

    @property
    def has_objected(self) -> bool:
        return self.objection is not None and self.objection.act in objections.IN_FORCE

    @property
    def is_open(self) -> bool:
        """Whether the speaker owes an answer: none yet, or one that has ended or is about to."""
        ended = self.said is None or self.state in ("expired", "invalidated") or self.ends_on is not None
        return self.is_asked and not self.is_public_task and self.event is None and ended


@dataclass(frozen=True)
class Sending:
    """What was sent, or entered for the speaker, together: one receipt names it."""

    receipt_id: UUID
    answers: Sequence[tuple[Answer, Event | None]]


def form(tx: Session, family: Family, language: str) -> Form:
    """The form that this speaker is asked by, in a language. For a child in care nothing rests on public task (C8)."""
    found = forms.form_of(tx, family.actor.school, family.kind, language)
    if not family.is_in_care:
        return found
    on_consent = tuple(replace(each, basis="consent", note="") for each in found.all_questions)
    return replace(found, all_questions=on_consent)


def own_answers(tx: Session, family: Family, language: str, event: Event | None = None) -> list[OwnAnswer]:
    """Each use, in general and for each event that this speaker has answered for; with `event`, each use for that one."""
    said = queries.said_by(tx, family.actor.school, family.speaker)
    of = _Own(tx, family, said, event)
    purposes = {answer.purpose for answer, _ in said}
    asked = form(tx, family, language)
    questions = [each for each in asked.all_questions if each.asked or each.purpose in purposes]
    if event is not None:
        return [of.answer(each, event) for each in questions if each.asked and each.basis == "consent"]
    return [of.answer(each, held) for each in questions for held in (None, *_events(said, each.purpose))]


def _events(said: Iterable[tuple[Answer, Event | None]], purpose: str) -> Iterable[Event]:
    return {event.id: event for answer, event in said if event is not None and answer.purpose == purpose}.values()


class _Own:
    """A speaker's own words, read once, to weigh for each use."""

    def __init__(
        self, tx: Session, family: Family, said: Sequence[tuple[Answer, Event | None]], event: Event | None = None
    ) -> None:
        self._heard = [answer for answer, _ in said]
        self._words = standings.words_of(tx, family.actor.school, self._heard, family.can_agree)
        self._life = _own_life(tx, family)
        self._objections = own_objections(tx, family)
        self._opt_outs = _opt_outs(tx, family, {each.id for each in (*(event for _, event in said), event) if each})
        self._renewal = timedelta(days=schools.policy_of(tx, family.actor.school).renewal_days)

    def answer(self, question: Question, event: Event | None) -> OwnAnswer:
        event_id = event.id if event else None
        standing = standings.own_standing(self._words, self._life, question.purpose, event_id)
        heard = [each for each in self._heard if each.purpose == question.purpose and each.event_id in (None, event_id)]
        deciding = [each for each in heard if each.seq in standing.decided_by] or heard
        said = deciding[-1] if deciding else None
        objection = self._objections.get(question.purpose)
        is_public_task = question.basis == "public_task"
        return OwnAnswer(
            question=question,
            event=event,
            may_be_used=(_nothing_against(said, objection) if is_public_task else standing.allows)
            and not self._is_opted_out(question.purpose, event_id),
            state=standing.state,
            said=said,
            objection=objection,
            ends_on=self._ends_soon(said),
            is_asked=question.asked and (not is_public_task or _is_no(said)),
        )

    def _is_opted_out(self, purpose: str, event_id: UUID | None) -> bool:
        """Whether somebody opted the child out of the event (E3), and this speaker has not said yes to it since. Nobody is told who."""
        if not any(each.event == event_id for each in self._opt_outs):
            return False
        return not standings.own_standing(self._words, self._life, purpose, event_id, self._opt_outs).allows

    def _ends_soon(self, said: Answer | None) -> date | None:
        if said is None or said.said != "given" or said.expires_on is None:
            return None
        return said.expires_on if clock.today() >= said.expires_on - self._renewal else None


def _opt_outs(tx: Session, family: Family, event_ids: Collection[UUID]) -> Sequence[OptOut]:
    child_id = family.speaker.child_id
    return standings.opt_outs_of(tx, family.actor.school, child_id, event_ids) if child_id and event_ids else ()


def _nothing_against(said: Answer | None, objection: Objection | None) -> bool:
    """Whether neither a no nor an objection of this speaker's keeps a use that rests on public task from them (C13)."""
    return not _is_no(said) and (objection is None or objection.act not in objections.IN_FORCE)


def _is_no(said: Answer | None) -> bool:
    return said is not None and said.said != "given"


def _own_life(tx: Session, family: Family) -> Life:
    """As the speaker's own words are weighed: a young person's yes is a yes at their own page, though it isn't enough alone (C7)."""
    life = standings.life_of(tx, family.actor.school, family.speaker)
    return replace(life, born_on=None, has_capacity=None) if family.is_young_person else life


def own_objections(tx: Session, family: Family) -> Mapping[str, Objection]:
    """The newest act in this speaker's own objections, by use."""
    return {each.purpose: each for each in queries.objections_by(tx, family.actor.school, family.speaker)}


def upcoming(tx: Session, family: Family) -> Sequence[Event]:
    """The events to come in which the child takes part; none at an adult's page."""
    if family.speaker.child_id is None:
        return []
    until = clock.today() + UPCOMING
    return queries.events_with(tx, family.actor.school, family.speaker.child_id, clock.today(), until)


def event(tx: Session, family: Family, event_id: UUID) -> Event:
    """An event to come, or one that this speaker has answered for. Raises NotFound."""
    said = queries.said_by(tx, family.actor.school, family.speaker)
    known = {each.id: each for each in [*upcoming(tx, family), *(event for _, event in said if event is not None)]}
    if event_id not in known:
        raise NotFound
    return known[event_id]


def sendings(tx: Session, family: Family) -> list[Sending]:
    """All that this speaker said, or that was entered for them, newest first (C16)."""
    newest_first = reversed(queries.said_by(tx, family.actor.school, family.speaker))
    return [Sending(receipt_id, list(said)) for receipt_id, said in groupby(newest_first, lambda each: each[0].receipt_id)]


def sending(tx: Session, family: Family, receipt_id: UUID) -> Sending | None:
    """What this speaker sent together; None where it isn't theirs."""
    said = queries.said_by(tx, family.actor.school, family.speaker)
    sent = [(answer, event) for answer, event in said if answer.receipt_id == receipt_id]
    return Sending(receipt_id, sent) if sent else None


def objection_acts(tx: Session, family: Family) -> list[Objection]:
    """Every act in this speaker's own objections, newest first (C16)."""
    return list(reversed(queries.objections_by(tx, family.actor.school, family.speaker)))


def object_to(tx: Session, family: Family, purpose: str, reason: str) -> None:
    """Object to a use that rests on public task; it isn't used from now on (C13). Objecting twice is objecting once."""
    objections.raise_objection(tx, family.actor, family.speaker, purpose, reason)


def take_back_objection(tx: Session, family: Family, purpose: str) -> None:
    """Take the speaker's own objection back; where none is in force, nothing changes."""
    newest = own_objections(tx, family).get(purpose)
    if newest is not None and newest.act in objections.IN_FORCE:
        objections.take_back(tx, family.actor, family.speaker, newest.objection_id)
