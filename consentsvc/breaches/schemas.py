"""What the breaches room's API takes and gives."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, StringConstraints

from consentsvc.kernel.schemas import Input, Named, composed, one_line

BreachCause = Literal["shown_without_consent", "yes_by_mistake", "unknown_copy", "still_there", "told_by_somebody"]
BreachDecision = Literal["report", "do_not_report"]
BreachEntryKind = Literal["opened", "officer_told", "found", "note", "decided", "regulator_told", "family_told", "closed"]
ClockState = Literal["running", "late", "stopped", "stopped_late"]

Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=4000, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f]*$"),
    AfterValidator(composed),
]

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


def _of_this_age(at: datetime) -> datetime:
    """A time that the database gives back as it was put in; a later one than now is refused where it is used."""
    if at < EARLIEST:
        raise ValueError("This time can’t be kept: check its year.")
    return at.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_of_this_age)]

CAUSES: dict[str, str] = {
    "shown_without_consent": "A picture was shown, and there was no yes that counted for somebody in it.",
    "yes_by_mistake": "A picture was shown under a yes that had been entered by mistake.",
    "unknown_copy": "A copy that may not be shown was found on a website.",
    "still_there": "A copy that had to come down was still there after its time.",
    "told_by_somebody": "Somebody told us.",
}
"""What happened, in a sentence."""


class BreachRow(BaseModel):
    """A breach in a list. `due_at`: the end of the 72 hours; `clock`: how they stand."""

    id: UUID
    cause: BreachCause
    says: str
    known_at: datetime
    due_at: datetime
    clock: ClockState
    affected: int
    decision: BreachDecision | None
    closed_at: datetime | None


class AffectedRow(BaseModel):
    """A child whom it affects, and whether somebody noted that the family was told."""

    child: Named
    told_at: datetime | None


class BreachEntryRow(BaseModel):
    """A step: who, when, what. `by` is empty for what the service did by itself."""

    kind: BreachEntryKind
    text: str
    by: Named | None
    at: datetime


class BreachDetail(BreachRow):
    """Everything about one breach; `entries` oldest first."""

    what: str
    photo_id: UUID | None
    channel: str | None
    children: list[AffectedRow]
    reason: str
    told_regulator_at: datetime | None
    regulator_reference: str
    lesson: str
    entries: list[BreachEntryRow]


class NewBreach(Input):
    """Written down by hand: what happened, when it was known, which children."""

    what: Text
    known_at: Moment
    child_ids: list[UUID] = Field(default=[], max_length=500)


class MoreAffected(Input):
    """More children whom it affects, and how that is known."""

    child_ids: list[UUID] = Field(min_length=1, max_length=500)
    text: Text


class BreachNote(Input):
    text: Text


class Decision(Input):
    """Whether the regulator is told, with the reason (UK GDPR art. 33)."""

    decision: BreachDecision
    reason: Text


class RegulatorTold(Input):
    """When the regulator was told, and its reference."""

    at: Moment
    reference: Annotated[str, one_line(100, shortest=0)] = ""


class FamilyTold(Input):
    child_id: UUID
    how: Text


class LetterOrder(Input):
    """A letter to a family. words: what staff add to it, for this family to read; it is kept nowhere."""

    words: Text | None = None


class Closing(Input):
    """What was learned, without names."""

    lesson: Text
