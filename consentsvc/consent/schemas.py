"""What the consent room's API takes and gives."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from consentsvc.consent.rules import Said, State
from consentsvc.forms.purposes import PURPOSES
from consentsvc.forms.schemas import PurposeId
from consentsvc.kernel.schemas import Input, Named
from consentsvc.kernel.web import ReasonDocument

LABELS: Final[Mapping[State, str]] = MappingProxyType(
    {
        "given": "Yes",
        "refused": "No",
        "withdrawn": "Taken back",
        "conflict": "Answers differ",
        "expired": "Run out",
        "not_answered": "No answer",
        "not_asked": "Not asked",
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


class StandingRow(BaseModel):
    """What all answers come to for one purpose. Only where `allows` is true may a picture go out."""

    purpose: str
    state: State
    label: str
    allows: bool
    reasons: list[ReasonDocument]
    holds_until: date | None


class ChildStandings(BaseModel):
    child_id: UUID
    standings: list[StandingRow]


class AdultStandings(BaseModel):
    adult_id: UUID
    standings: list[StandingRow]


class AnswerRow(BaseModel):
    """What somebody said. `by`: the guardian; empty where the person answered for themself."""

    id: UUID
    seq: int
    purpose: str
    event_id: UUID | None
    said: Said
    method: Literal["online", "paper", "in_person", "phone"]
    by: Named | None
    recorded_by: Named | None
    language: str
    answered_at: datetime
    expires_on: date | None


class ChildAnswer(Input):
    """An answer that staff write down. `guardian_id` empty: the child's own."""

    guardian_id: UUID | None
    purpose: PurposeId
    said: Said
    method: RecordedMethod
    event_id: UUID | None = None


class AdultAnswer(Input):
    """An adult's own answer, that staff write down."""

    purpose: PurposeId
    said: Said
    method: RecordedMethod


class Invitation(Input):
    guardian_id: UUID


class WayIn(BaseModel):
    """A family's link and code. They are shown this once; only their hashes are kept."""

    url: str
    code: str
    expires_at: datetime


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
