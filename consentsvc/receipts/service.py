"""Receipts: what somebody answered at one time, to keep and to show (C16).

A receipt is made of stored answers and the exact wording behind them, which never change; it is worked out anew each time, and says
the same again. It holds the speaker's own answers alone: nobody else's word, no restriction, no name of a person (G1, R2).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.consent import restrictions
from consentsvc.consent.models import Answer
from consentsvc.consent.rules import Method, Said
from consentsvc.consent.speakers import Authority, Speaker
from consentsvc.forms import service as forms
from consentsvc.forms.purposes import Condition
from consentsvc.forms.wording import Form, Question
from consentsvc.kernel.access import Actor
from consentsvc.kernel.errors import NotFound
from consentsvc.kernel.settings import settings
from consentsvc.receipts import queries as receipt_queries
from consentsvc.receipts.queries import Spoken
from consentsvc.roster import service as roster
from consentsvc.schools import service as schools


@dataclass(frozen=True, slots=True)
class Controller:
    """The school, which answers for the pictures. contact, address: where a family reaches it; empty: the school hasn't said."""

    id: UUID
    name: str
    contact: str
    address: str


@dataclass(frozen=True, slots=True)
class Line:
    """One answer. form: with the exact wording that was shown. expires_on: the first day on which a yes no longer counts (C11).

    replaces: the receipt of what the same person had said before for the same use.
    """

    form: Form
    question: Question
    said: Said
    conditions: tuple[Condition, ...]
    event_id: UUID | None
    event_name: str | None
    at: datetime
    expires_on: date | None
    signed_on: date | None
    replaces: UUID | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one speaker said at one time. `authority`: as the roster had it then; None: it wasn't noted yet (C3)."""

    id: UUID
    controller: Controller
    speaker: Speaker
    authority: Authority | None
    method: Method
    language: str
    lines: tuple[Line, ...]

    @property
    def issued_at(self) -> datetime:
        return max(line.at for line in self.lines)

    @property
    def is_checked(self) -> bool:
        """Nothing that was shown is a translation that nobody had checked (C17)."""
        return all(line.form.is_checked for line in self.lines)


def receipts_of(tx: Session, school_id: UUID, speaker: Speaker) -> list[Receipt]:
    """Every receipt of a speaker, newest first."""
    return _receipts(tx, school_id, receipt_queries.answers_of_speaker(tx, school_id, speaker))[::-1]


def receipt_of(tx: Session, school_id: UUID, speaker: Speaker, receipt_id: UUID) -> Receipt:
    """One receipt of this speaker. Raises NotFound for another's."""
    return _only(_receipts(tx, school_id, receipt_queries.answers_of_speaker(tx, school_id, speaker, receipt_id)))


def receipt_for_staff(tx: Session, actor: Actor, child_id: UUID, receipt_id: UUID) -> tuple[Receipt, str]:
    """A receipt of an answer for this child, and the child's first name. Without the uses that this reader must see no answer for (F1).

    Raises NotFound, also where nothing is left.
    """
    child = roster.known_child(tx, actor.school, child_id)
    audit.record(tx, actor, "answer:view", child_id, receipt=receipt_id)
    hidden = restrictions.hidden_purposes(tx, actor, child_id)
    spoken = receipt_queries.answers_of_receipt(tx, actor.school, receipt_id)
    shown = [each for each in spoken if each[0].child_id == child_id and each[0].purpose not in hidden]
    return _only(_receipts(tx, actor.school, shown)), child.first_name


def speaker_of(tx: Session, school_id: UUID, receipt_id: UUID) -> Speaker | None:
    """Who gave the answers of a receipt; None where there is no such receipt."""
    spoken = receipt_queries.answers_of_receipt(tx, school_id, receipt_id)
    return _speaker(spoken[0][0]) if spoken else None


def code_page() -> str:
    """Where a family types in its code, to see what counts now and to change it. No link of anybody's stands on a receipt (G5)."""
    return f"{settings().public_url}/code"


def _only(found: Sequence[Receipt]) -> Receipt:
    if len(found) != 1:
        raise NotFound
    return found[0]


def _receipts(tx: Session, school_id: UUID, spoken: Spoken) -> list[Receipt]:
    """In the order of saying."""
    controller = controller_of(tx, school_id)
    shown = forms.versions_shown(tx, school_id, {answer.form_version_id for answer, _ in spoken})
    replaced = receipt_queries.replaced_receipts(tx, school_id, [answer.id for answer, _ in spoken])
    together: dict[UUID, list[tuple[Answer, str | None]]] = {}
    for each in spoken:
        together.setdefault(each[0].receipt_id, []).append(each)
    return [_receipt(controller, each, shown, replaced) for each in together.values()]


def controller_of(tx: Session, school_id: UUID) -> Controller:
    """The school, as it stands on what families keep."""
    policy = schools.policy_of(tx, school_id)
    return Controller(school_id, schools.school(tx, school_id).name, policy.contact, policy.address)


def _receipt(controller: Controller, spoken: Spoken, shown: Mapping[UUID, Form], replaced: Mapping[UUID, UUID]) -> Receipt:
    first = spoken[0][0]
    return Receipt(
        id=first.receipt_id,
        controller=controller,
        speaker=_speaker(first),
        authority=cast(Authority | None, first.authority),
        method=cast(Method, first.method),
        language=first.language,
        lines=tuple(_lines(spoken, shown, replaced)),
    )


def _lines(spoken: Spoken, shown: Mapping[UUID, Form], replaced: Mapping[UUID, UUID]) -> Iterable[Line]:
    for answer, event_name in spoken:
        form, before = shown[answer.form_version_id], replaced.get(answer.id)
        yield Line(
            form=form,
            question=form.question(answer.purpose),
            said=cast(Said, answer.said),
            conditions=tuple(cast(list[Condition], sorted(answer.conditions))),
            event_id=answer.event_id,
            event_name=event_name,
            at=answer.answered_at,
            expires_on=answer.expires_on,
            signed_on=answer.signed_on,
            replaces=before if before != answer.receipt_id else None,
        )


def _speaker(answer: Answer) -> Speaker:
    return Speaker(child_id=answer.child_id, guardian_id=answer.guardian_id, adult_id=answer.adult_id)
