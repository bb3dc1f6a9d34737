"""What the consent room's API takes and gives."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Annotated, Final, Literal, get_args
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from consentsvc.consent.rules import Said, State, Weight
from consentsvc.consent.speakers import Authority
from consentsvc.events.schemas import OptOutState
from consentsvc.forms.purposes import PURPOSES, Condition
from consentsvc.forms.schemas import FormDetail, PurposeId
from consentsvc.kernel.schemas import Input, Named, Reason
from consentsvc.kernel.web import ReasonDocument

LABELS: Final[Mapping[State, str]] = MappingProxyType(
    {
        "given": "Yes",
        "public_task": "Yes, without asking",
        "refused": "No",
        "withdrawn": "Taken back",
        "conflict": "Answers differ",
        "expired": "Run out",
        "invalidated": "No longer valid",
        "unverified": "To be checked",
        "not_answered": "No answer",
        "not_asked": "Not asked",
        "objected": "Objection",
        "restricted": "Restricted",
    }
)
"""What staff read for each standing."""


RecordedMethod = Literal["paper", "in_person", "phone"]
LeadsReason = Annotated[
    # Line breaks may stand in it; of other control characters PostgreSQL keeps no NUL, and no page shows the rest.
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f]*$"),
]


class OptOutChild(BaseModel):
    """A child whom an opt-out may be about. `is_certain` false: only the name is much alike. `counts` false: it was ended for them.

    `why_again`: why it counts again, where it had been ended.
    """

    id: UUID
    name: str
    class_name: str | None
    takes_part: bool
    is_certain: bool
    counts: bool
    why_ended: str
    why_again: str


class OptOutDetail(BaseModel):
    """An opt-out in the words of whoever sent it (E3). `open`: nobody on the list is so called; nothing of the event goes out.

    `settled_by`: who said last whom it is about, or that it is over. `why_again`: why it was opened again, where it had been settled.
    """

    id: UUID
    event_id: UUID
    child_name: str
    class_or_group: str
    looks: str
    language: str
    state: OptOutState
    at: datetime
    children: list[OptOutChild]
    settled_by: str | None
    settled_at: datetime | None
    why: str
    why_again: str


class OptOuts(BaseModel):
    """An event's opt-outs, the open ones first, then the newest. `open`: how many somebody has to settle."""

    items: list[OptOutDetail]
    open: int


class OptOutMatch(Input):
    """The children whom it is about."""

    child_ids: list[UUID] = Field(min_length=1, max_length=20)


class OptOutEnding(Input):
    """Why it ends, or is about nobody here: whom you asked, and what they said."""

    why: Reason


class OptOutAgain(Input):
    """Why it counts again: who told you, and what."""

    why: Reason


class StandingRow(BaseModel):
    """What all answers come to for one purpose. Only where `allows` is true may a picture go out."""

    purpose: str
    state: State
    label: str
    allows: bool
    conditions: list[Condition]
    reasons: list[ReasonDocument]
    holds_until: date | None


class ChildStandings(BaseModel):
    child_id: UUID
    standings: list[StandingRow]


class AdultStandings(BaseModel):
    adult_id: UUID
    standings: list[StandingRow]


class AnswerRow(BaseModel):
    """What somebody said. `by`: the guardian; empty where the person answered for themself.

    `is_invalid`: a yes that was marked as a mistake, or rejected when it was checked, or whose question has changed since.
    """

    id: UUID
    receipt_id: UUID
    purpose: str
    event_id: UUID | None
    said: Said
    method: Literal["online", "paper", "in_person", "phone", "imported"]
    conditions: list[Condition]
    authority: Authority | None
    signed_on: date | None
    by: Named | None
    recorded_by: Named | None
    language: str
    answered_at: datetime
    expires_on: date | None
    is_invalid: bool


WEIGHTS: Final[Mapping[Weight, tuple[str, str]]] = MappingProxyType(
    {
        "counts": ("C2", "Counts as a yes."),
        "own_yes": ("C7", "Counts as the young person's own yes, which is needed too."),
        "stands": ("C2", "Counts as a no."),
        "undone": ("C9", "The same person said yes later, so this no doesn't count any more."),
        "replaced": ("C4", "The same person said yes again later; the later yes counts instead."),
        "taken_back": ("C4", "The same person said no later, so this yes doesn't count any more."),
        "not_for_this_event": ("C9", "The same person said no for this event. Only a yes for the same event undoes that."),
        "may_be_older": ("C4", "It may have been said before the same person's no, so it doesn't undo the no."),
        "run_out": ("C11", "It has run out."),
        "ended": ("C11", "It is from before the child came back, or before somebody else came to decide for them."),
        "left": ("C11", "It ended when the child left."),
        "came_of_age": ("C11", "It isn't heard any more: they are 18, and answer for themself."),
        "no_authority": ("C5", "Whoever said it can't agree for this child."),
        "not_the_social_worker": ("C8", "Only the local authority's social worker can agree for this child."),
        "childs_yes": ("C7", "A child's own yes isn't enough, and isn't needed."),
        "no_capacity": ("C14", "The person can't decide for themself, and is not shown."),
        "not_checked": ("C15", "It is on paper, and waits for a second person to check it."),
        "invalidated": ("C2", "It was a mistake, or was rejected, or the question has changed since."),
        "other_event": ("C9", "It is for another event."),
    }
)
"""What one answer weighs in a standing: the rule, and what staff read."""


class ExplainedAnswer(AnswerRow):
    """An answer and what it weighs. `event`: its name."""

    event: str | None
    weight: Weight
    rule: str
    text: str


class Explanation(BaseModel):
    """How a child's standing for one purpose came about, as far as the reader may know; answers newest first."""

    child_id: UUID
    standing: StandingRow
    answers: list[ExplainedAnswer]


class ChildAnswer(Input):
    """An answer that staff write down. `guardian_id` empty: the child's own."""

    guardian_id: UUID | None
    purpose: PurposeId
    said: Said
    method: RecordedMethod
    event_id: UUID | None = None
    conditions: list[Condition] = Field(default=[], max_length=len(get_args(Condition)))
    signed_on: date | None = None


class AdultAnswer(Input):
    """An adult's own answer, that staff write down."""

    purpose: PurposeId
    said: Said
    method: RecordedMethod
    conditions: list[Condition] = Field(default=[], max_length=len(get_args(Condition)))
    signed_on: date | None = None


class RestrictionOrder(Input):
    """`purposes` empty or missing: every purpose."""

    reason: LeadsReason
    purposes: list[PurposeId] | None = Field(default=None, max_length=len(PURPOSES))


class Lifting(Input):
    reason: LeadsReason


class RestrictionAct(BaseModel):
    act: Literal["placed", "lifted"]
    purposes: list[str] | None
    reason: str
    by: Named
    at: datetime


class RestrictionState(BaseModel):
    """Whether the child is restricted now, and every act, newest first."""

    child_id: UUID
    restricted: bool
    acts: list[RestrictionAct]


class BasisEffect(BaseModel):
    """How many of the children who are here could be shown, or no longer, if a use rested on another basis (C13)."""

    purpose: str
    children: int
    become_allowed: int
    become_denied: int


class FormEffects(BaseModel):
    """What publishing a draft would change. `yeses`: by use whose words change, for how many people there is a yes now."""

    yeses: dict[str, int]
    bases: list[BasisEffect]


class FormPublished(BaseModel):
    """A form that was put into use. `ended`: by use that is asked again, for how many people a yes ended (C2)."""

    form: FormDetail
    ended: dict[str, int]
