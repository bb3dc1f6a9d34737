"""What the API takes and gives at the desks of the office and the leads: paper, lists, disagreement, objections, capacity."""

from datetime import date, datetime
from typing import Annotated, Literal, Self, get_args
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from consentsvc.consent.schemas import LeadsReason
from consentsvc.forms.purposes import PURPOSES, Condition
from consentsvc.forms.schemas import LanguageCode, PurposeId
from consentsvc.kernel.schemas import Input, Name, Named

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f]*$")]


class EvidenceRow(BaseModel):
    """A file that shows what was answered. `size` in bytes."""

    id: UUID
    sha256: str
    media_type: str
    size: int


class PaperLine(Input):
    """What stands on one line of a paper form. A line that was left blank is left out."""

    purpose: PurposeId
    said: Literal["given", "refused"]
    conditions: list[Condition] = Field(default=[], max_length=len(get_args(Condition)))


class NewPaperForm(Input):
    """A paper form as it is typed in. `evidence_id`: its scan; without one, a yes on it can't be confirmed."""

    signed_on: date
    language: LanguageCode = "en"
    evidence_id: UUID | None = None
    event_id: UUID | None = None
    answers: list[PaperLine] = Field(min_length=1, max_length=len(PURPOSES))

    @model_validator(mode="after")
    def _one_line_a_purpose(self) -> Self:
        if len({line.purpose for line in self.answers}) < len(self.answers):
            raise ValueError("A purpose stands here twice.")
        return self


class NewChildPaperForm(NewPaperForm):
    """`guardian_id` empty: the young person signed."""

    guardian_id: UUID | None


class PaperFormEntered(BaseModel):
    """A form that was typed in. Its nos count now; `waits` says whether a yes on it waits for somebody else's check."""

    receipt_id: UUID
    waits: bool


class PaperAnswer(BaseModel):
    purpose: str
    said: Literal["given", "refused", "withdrawn"]
    conditions: list[Condition]


class CheckRow(BaseModel):
    """What a second member of staff found."""

    verdict: Literal["confirmed", "rejected"]
    note: str
    by: Named
    at: datetime


class PaperForm(BaseModel):
    """A paper form as it was typed in. `signed_by` empty: the person themself. `is_own`: the reader entered it, so can't check it."""

    receipt_id: UUID
    person: Named
    is_adult: bool
    signed_by: Named | None
    signed_on: date | None
    language: str
    event: Named | None
    answers: list[PaperAnswer]
    evidence: EvidenceRow | None
    entered_by: Named
    entered_at: datetime
    is_own: bool
    check: CheckRow | None


class PaperForms(BaseModel):
    """Some of the forms in a state, the oldest first, and how many there are."""

    items: list[PaperForm]
    total: int


PaperState = Literal["to_check", "rejected", "confirmed"]


class PaperCheck(Input):
    """`note`: what is wrong, where the form is rejected."""

    verdict: Literal["confirmed", "rejected"]
    note: Note = ""

    @model_validator(mode="after")
    def _says_what_is_wrong(self) -> Self:
        if self.verdict == "rejected" and not self.note:
            raise ValueError("Say what is wrong, so that the form can be entered again.")
        return self


class Mistake(Input):
    reason: LeadsReason


class InvalidationRow(BaseModel):
    """A yes that doesn't count any more, though nobody took it back."""

    answer_id: UUID
    reason: str
    at: datetime


class WhoCannotRow(BaseModel):
    """A child and the uses for which they must not be shown. Never why."""

    child_id: UUID
    ref: str
    name: str
    first_name: str
    class_name: str | None
    cannot: list[str]


class WhoCannot(BaseModel):
    """`of`: how many children the class or the event has."""

    title: str
    purposes: list[str]
    rows: list[WhoCannotRow]
    of: int


class ConflictRow(BaseModel):
    """A child about whom two who can agree have said different things, for a purpose and perhaps an event."""

    child_id: UUID
    ref: str
    name: str
    class_name: str | None
    purpose: str
    event: Named | None


class Saying(BaseModel):
    """The last word of one person."""

    by: Named
    said: Literal["given", "refused", "withdrawn"]
    method: Literal["online", "paper", "in_person", "phone", "imported"]
    at: datetime


class SettlementRow(BaseModel):
    """A note of whom staff spoke to, and what came of it."""

    purpose: str
    note: str
    by: Named
    at: datetime


class ConflictDetail(BaseModel):
    """Who said what about one purpose. `message`: a text for either of them, that tells nothing of the other (G1)."""

    purpose: str
    event: Named | None
    sayings: list[Saying]
    message: str


class Settling(BaseModel):
    """What is open about a child, what to do about it, and what was done, newest first."""

    open: list[ConflictDetail]
    steps: list[str]
    notes: list[SettlementRow]


class NewSettlement(Input):
    purpose: PurposeId
    note: LeadsReason


ObjectionState = Literal["open", "upheld", "overruled", "taken_back"]


class NewObjection(Input):
    """An objection that the office writes down for a family. `guardian_id` empty: the young person's own."""

    guardian_id: UUID | None
    purpose: PurposeId
    reason: Note = ""


class ObjectionNoted(BaseModel):
    """An objection that stands. It denies from now on."""

    id: UUID
    purpose: str
    raised_at: datetime
    due_on: date


class ObjectionRow(BaseModel):
    """An objection as its desk sees it. `by` empty: the young person. `due_on`: the family is owed an answer by then."""

    id: UUID
    child: Named
    purpose: str
    by: Named | None
    reason: str
    raised_at: datetime
    due_on: date
    state: ObjectionState
    decision_reason: str
    decided_by: Named | None
    decided_at: datetime | None


class ObjectionDecision(Input):
    """`taken_back`: the family says that it objects no more."""

    decision: Literal["upheld", "overruled", "taken_back"]
    reason: LeadsReason


class NewAssessment(Input):
    has_capacity: bool
    reason: LeadsReason


class AssessmentRow(BaseModel):
    """Whether somebody can decide for themself, as it was assessed: who, when, why."""

    has_capacity: bool
    reason: str
    by: Named
    at: datetime


class Capacity(BaseModel):
    """Whether a person is taken to decide for themself today, from which age that is so without an assessment, and every assessment.

    `asked_from_age` and `young_people` are the school's policy; both empty for an adult.
    """

    has_capacity: bool
    asked_from_age: int | None
    young_people: Literal["veto", "both_must_agree"] | None
    assessments: list[AssessmentRow]


class PastLine(BaseModel):
    """What a row of a file of past answers would do. `counts`: False for a yes of somebody who can't agree."""

    row: int
    child: str
    guardian: str
    purpose: str
    said: Literal["given", "refused"]
    answered_on: date
    evidence: str
    change: Literal["added", "already_here", "answered_here", "newer_in_file", "left"]
    counts: bool


class PastProblem(BaseModel):
    """Something to correct in the file."""

    row: int
    column: str | None
    message: str


class PastPreview(BaseModel):
    """What a file of past answers would do. Nothing has changed yet."""

    id: UUID
    file_name: str
    added: int
    unchanged: int
    rows: list[PastLine]
    problems: list[PastProblem]
    can_apply: bool


class PastResult(BaseModel):
    added: int
    unchanged: int


# The day of an event

StickerSheet = Literal["avery_l7160", "avery_l7651", "avery_l7163", "wristbands"]
"""Labels that are sold for A4 printers: 21, 65 or 14 a sheet; or strips to cut (E5)."""


class NeverShownRow(BaseModel):
    """A child who could be shown nowhere. Never why."""

    id: UUID
    ref: str
    name: str
    first_name: str
    class_name: str | None
    group_name: str


class NeverShown(BaseModel):
    """Who of those who take part could be shown nowhere (E7). `of`: how many take part."""

    rows: list[NeverShownRow]
    of: int


class BriefChild(BaseModel):
    id: UUID
    ref: str
    first_name: str


class BriefGroup(BaseModel):
    """How many children are in a group, or on a row of seats, and which of them wear the marker for no pictures."""

    name: str
    of: int
    children: list[BriefChild]


class NotFoundYet(BaseModel):
    """Somebody who was opted out and isn't found on the list, in the words of whoever asked."""

    child_name: str
    class_or_group: str
    looks: str


class EventBrief(BaseModel):
    """What a photographer is told on the day: who wears the marker for no pictures, never why (E5)."""

    title: str
    place: str
    marker: str
    no_photo_marker: str
    groups: list[BriefGroup]
    not_found: list[NotFoundYet]


class GroupPictureRow(BaseModel):
    """A group picture that is taken twice (E7): with everybody, and without those who are shown nowhere."""

    id: UUID
    event_id: UUID
    name: str
    everybody_photo_id: UUID | None
    without_photo_id: UUID | None


class GroupPictureChange(Input):
    """Its name, and its photos as far as they are taken."""

    name: Name
    everybody_photo_id: UUID | None = None
    without_photo_id: UUID | None = None
