"""The verbs of the consent room: answer, and withdraw; and what was said."""

from collections.abc import Collection
from datetime import date
from typing import Any, cast
from uuid import UUID, uuid4

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.consent import queries, restrictions
from consentsvc.consent.facts import ConsentGiven, ConsentRefused, ConsentWithdrawn
from consentsvc.consent.models import Answer
from consentsvc.consent.rules import Method, Said
from consentsvc.consent.schemas import AnswerRow
from consentsvc.consent.speakers import Authority, Speaker, authority_of_guardian
from consentsvc.events import service as events
from consentsvc.forms import service as forms
from consentsvc.forms.models import FormVersion
from consentsvc.forms.purposes import PURPOSES, Condition, FormKind
from consentsvc.forms.wording import Question
from consentsvc.kernel import clock, facts
from consentsvc.kernel.access import Actor
from consentsvc.kernel.errors import Conflict, Invalid
from consentsvc.kernel.schemas import Named
from consentsvc.roster import locks
from consentsvc.roster import service as roster
from consentsvc.roster.models import Child, Guardian, Guardianship
from consentsvc.schools import service as schools

_FACTS = {"given": ConsentGiven, "refused": ConsentRefused, "withdrawn": ConsentWithdrawn}


def answer(
    tx: Session,
    actor: Actor,
    speaker: Speaker,
    *,
    purpose: str,
    said: Said,
    method: Method,
    event_id: UUID | None = None,
    conditions: Collection[Condition] = (),
    language: str = "en",
    receipt_id: UUID | None = None,
    evidence_id: UUID | None = None,
    signed_on: date | None = None,
) -> AnswerRow:
    """Append what a speaker said. It counts from this transaction's commit on (C2 to C5, C9, C11); a yes on paper once it is checked (C15).

    conditions: what rides on a yes (C12). receipt_id: of what is sent together; a new one where none is given.
    signed_on: the day on the paper, or in the imported file. Raises NotFound for a person, guardian or event that isn't the
    school's, or a guardian who isn't the child's; Conflict for a yes to a use that the school doesn't ask about (`not-asked`), or
    that was signed before the question came to mean more (`question-changed`); Invalid for conditions that can't be, or a day to come.
    """
    authority = _authority(tx, actor.school, speaker)
    if event_id is not None:
        events.known_event(tx, actor.school, event_id)
    version = forms.form_in_use(tx, actor.school, _kind(speaker, authority), language)
    if said == "given" and method != "imported":
        _check_asked(forms.shown(version).question(purpose), conditions)
    _check_said(said, conditions, signed_on)
    if said == "given" and signed_on is not None:
        _check_same_words(tx, version, purpose, signed_on)
    return _append(
        tx,
        actor,
        Answer(
            school_id=actor.school,
            child_id=speaker.child_id,
            guardian_id=speaker.guardian_id,
            adult_id=speaker.adult_id,
            purpose=purpose,
            event_id=event_id,
            said=said,
            method=method,
            recorded_by=None if method == "online" else actor.id,
            form_version_id=version.id,
            language=language,
            conditions=sorted(conditions),
            authority=authority,
            receipt_id=receipt_id or uuid4(),
            evidence_id=evidence_id,
            signed_on=signed_on,
            answered_at=clock.now(),
            expires_on=_lapses_on(tx, actor.school, method, signed_on) if said == "given" else None,
        ),
    )


def withdraw(
    tx: Session,
    actor: Actor,
    speaker: Speaker,
    *,
    purpose: str,
    method: Method,
    event_id: UUID | None = None,
    language: str = "en",
) -> AnswerRow:
    """Take back a yes; it holds once this transaction has committed (C4). Raises as `answer` does."""
    return answer(tx, actor, speaker, purpose=purpose, said="withdrawn", method=method, event_id=event_id, language=language)


def form_kind(tx: Session, school_id: UUID, speaker: Speaker) -> FormKind:
    """Which form this speaker is asked by (C8, C14). Raises NotFound for a guardian who isn't the child's."""
    if speaker.child_id is None or speaker.guardian_id is None:
        return _kind(speaker, "own")
    child = roster.known_child(tx, school_id, speaker.child_id)
    return _kind(speaker, _of_guardian(child, roster.known_guardianship(tx, school_id, child.id, speaker.guardian_id)))


def _kind(speaker: Speaker, authority: Authority) -> FormKind:
    if speaker.adult_id is not None:
        return "adult"
    if speaker.speaks_for_self:
        return "young_person"
    return "looked_after" if authority == "local_authority" else "family"


def _check_asked(question: Question, conditions: Collection[Condition]) -> None:
    """A yes is to what the form asks, with the conditions that it offers (C1, C12)."""
    if not question.asked:
        raise Conflict(
            "The school doesn't ask about this use, so nobody can say yes to it. A no can be recorded.", slug="not-asked"
        )
    if not set(conditions) <= set(question.conditions):
        raise Invalid("This form doesn't offer these conditions.")


def _check_said(said: Said, conditions: Collection[Condition], signed_on: date | None) -> None:
    if conditions and said != "given":
        raise Invalid("Only a yes can have conditions.")
    if {"not_named", "first_name"} <= set(conditions):
        raise Invalid("Choose one: not named, or first name allowed.")
    if signed_on is not None and signed_on > clock.today():
        raise Invalid("The day it was signed is still to come.")


def _check_same_words(tx: Session, version: FormVersion, purpose: str, signed_on: date) -> None:
    """A yes that was signed before its question came to mean more is a yes to something else (C2)."""
    asked_again = forms.asked_again_on(tx, version.school_id, cast(FormKind, version.kind)).get(purpose)
    if asked_again is not None and signed_on <= asked_again:
        raise Conflict(
            f"The question about {PURPOSES[purpose].use} means more since this was signed. Leave this yes out, and ask again.",
            slug="question-changed",
        )


def _authority(tx: Session, school_id: UUID, speaker: Speaker) -> Authority:
    """On whose authority the speaker answers today, with the person held so that nothing changes meanwhile (C3)."""
    if speaker.child_id is None:
        locks.hold_to_answer(tx, school_id, adult_id=speaker.adult_id or speaker.person_id)
        return "own"
    child = locks.hold_to_answer(tx, school_id, child_id=speaker.child_id)
    if speaker.guardian_id is None:
        return "own"
    return _of_guardian(child, roster.known_guardianship(tx, school_id, child.id, speaker.guardian_id))


def _of_guardian(child: Child, tie: Guardianship) -> Authority:
    return authority_of_guardian(
        looked_after=child.looked_after,
        parental_responsibility=tie.parental_responsibility,
        local_authority=tie.local_authority,
    )


def _lapses_on(tx: Session, school_id: UUID, method: Method, signed_on: date | None) -> date | None:
    """A yes on paper runs out with the school year in which it was signed; one taken over from before, with this one (C11)."""
    counted_from = signed_on if method == "paper" and signed_on else clock.today()
    return schools.policy_of(tx, school_id).lapses_on(counted_from)


def _append(tx: Session, actor: Actor, saying: Answer) -> AnswerRow:
    tx.add(saying)
    tx.flush()
    person = saying.child_id or saying.adult_id
    assert person is not None
    said: dict[str, Any] = {"purpose": saying.purpose, "said": saying.said, "method": saying.method, "event": saying.event_id}
    audit.record(tx, actor, "answer:record", person, **said)
    facts.record(tx, _FACTS[saying.said](actor.school, person, saying.id))
    guardian = saying.guardian_id and tx.get(Guardian, saying.guardian_id)
    return answer_row(saying, guardian.name if guardian else None, actor.name, is_invalid=False)


def answer_row(saying: Answer, guardian: str | None, recorder: str | None, *, is_invalid: bool) -> AnswerRow:
    """An answer as the API gives it, with the names of who said it and who wrote it down."""
    own = ("by", "recorded_by", "is_invalid")
    return AnswerRow(
        **{field: getattr(saying, field) for field in AnswerRow.model_fields if field not in own},
        is_invalid=is_invalid,
        by=_named(saying.guardian_id, guardian),
        recorded_by=_named(saying.recorded_by, recorder),
    )


def _named(id_: UUID | None, name: str | None) -> Named | None:
    return None if id_ is None else Named(id=id_, name=name or "")


def answers_of(tx: Session, actor: Actor, child_id: UUID) -> list[AnswerRow]:
    """A child's answers, newest first. Who may not know of a restriction sees none for the purposes it covers (F1, F2)."""
    roster.known_child(tx, actor.school, child_id)
    audit.record(tx, actor, "answer:view", child_id)
    rows = queries.history(tx, actor.school, child_id, restrictions.hidden_purposes(tx, actor, child_id))
    return [answer_row(said, by, recorder, is_invalid=is_invalid) for said, by, recorder, is_invalid in rows]
