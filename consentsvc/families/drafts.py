"""What a family has chosen in one browser and not sent yet; and sending it, all or none."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from consentsvc.consent import letters, service
from consentsvc.consent.rules import Said
from consentsvc.consent.schemas import AnswerRow
from consentsvc.families import queries
from consentsvc.families import service as families
from consentsvc.families.service import Subject
from consentsvc.families.ways_in import Family, hold_session
from consentsvc.forms.purposes import PURPOSES, Condition
from consentsvc.forms.wording import Question
from consentsvc.roster import locks

_ORDER = tuple(PURPOSES)


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer in hand.

    words: of the question as it was shown, in `language` (C3).
    after: `seq` of the last thing that this speaker had said for the use when it was chosen.
    """

    said: Said
    conditions: tuple[Condition, ...]
    language: str
    words: str
    after: int

    def stored(self) -> list[Any]:
        return [self.said, list(self.conditions), self.language, self.words, self.after]

    @classmethod
    def of(cls, stored: list[Any]) -> "Draft":
        said, conditions, language, words, after = stored
        return cls(said, tuple(conditions), language, words, after)


def words_of(question: Question, language: str) -> str:
    """Stands for the exact wording of a question in a language: an answer to other words isn't taken (C3)."""
    shown = [language, question.name, question.question, question.reach, question.note, dict(question.conditions)]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:16]


def in_hand(tx: Session, family: Family) -> dict[Subject, Draft]:
    """What this browser has answered and not sent, in the order of asking; none that was said to other words."""

    @cache
    def words_now(language: str) -> Mapping[str, str]:
        return {each.purpose: words_of(each, language) for each in families.form(tx, family, language).questions}

    kept = {Subject.of(key): Draft.of(each) for key, each in family.session.drafts.get("in_hand", {}).items()}
    in_order = sorted(kept.items(), key=lambda each: _ORDER.index(each[0].purpose))
    return {subject: each for subject, each in in_order if words_now(each.language).get(subject.purpose) == each.words}


def choose(
    tx: Session, family: Family, subject: Subject, said: Said, conditions: Collection[Condition], language: str, words: str
) -> None:
    """Keep an answer until it is sent. Raises FamilySignInNeeded."""
    hold_session(tx, family)
    riding = tuple(sorted(conditions)) if said == "given" else ()
    chosen = Draft(said, riding, language, words, _last_said(tx, family).get(subject.purpose, 0))
    _keep(family, {**in_hand(tx, family), subject: chosen})


def send(tx: Session, family: Family) -> UUID | None:
    """Give every answer that is in hand, all or none; the id of their receipt. Raises FamilySignInNeeded.

    None is given while one of them is older than what the speaker has said since for the same use, in another browser or to the
    office: a late "send" must not undo a withdrawal (C4). All stay in hand then, to be checked and sent once more.
    """
    hold_session(tx, family)
    _hold_person(tx, family)  # whoever answers elsewhere comes before, or after
    chosen, last = in_hand(tx, family), _last_said(tx, family)
    if any(last.get(subject.purpose, 0) > each.after for subject, each in chosen.items()):
        _keep(family, {subject: replace(each, after=last.get(subject.purpose, 0)) for subject, each in chosen.items()})
        return None
    _keep(family, {})
    receipt_id = uuid4()
    for subject, each in chosen.items():
        service.answer(
            tx,
            family.actor,
            family.speaker,
            purpose=subject.purpose,
            said=each.said,
            method="online",
            event_id=subject.event_id,
            conditions=each.conditions,
            language=each.language,
            receipt_id=receipt_id,
        )
    if not chosen:
        return None
    letters.owe(tx, family.actor.school, family.speaker, receipt_id)
    return receipt_id


def withdraw(tx: Session, family: Family, subject: Subject, language: str) -> AnswerRow:
    """Take back this speaker's yes; what is in hand for the same use is dropped. Raises FamilySignInNeeded, NotFound."""
    hold_session(tx, family)
    _keep(family, {other: each for other, each in in_hand(tx, family).items() if other.purpose != subject.purpose})
    taken_back = service.withdraw(
        tx,
        family.actor,
        family.speaker,
        purpose=subject.purpose,
        method="online",
        event_id=subject.event_id,
        language=language,
    )
    letters.owe(tx, family.actor.school, family.speaker, taken_back.receipt_id)
    return taken_back


def _hold_person(tx: Session, family: Family) -> None:
    if family.speaker.child_id is not None:
        locks.hold_to_answer(tx, family.actor.school, child_id=family.speaker.child_id)
    else:
        locks.hold_to_answer(tx, family.actor.school, adult_id=family.speaker.person_id)


def _keep(family: Family, chosen: Mapping[Subject, Draft]) -> None:
    family.session.drafts = {"in_hand": {subject.key: each.stored() for subject, each in chosen.items()}}


def _last_said(tx: Session, family: Family) -> Mapping[str, int]:
    return queries.newest_seqs(tx, family.actor.school, family.speaker)
