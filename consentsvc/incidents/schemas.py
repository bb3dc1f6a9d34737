"""What the incidents room's API takes and gives."""

from datetime import date, datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from consentsvc.breaches.schemas import Closing, NewBreach
from consentsvc.captures.schemas import CaptureClosing, NewCapture
from consentsvc.kernel.schemas import Input, Named, composed
from consentsvc.reports.schemas import Outcome, StaffReport, Theme, Words

IncidentKind = Literal["capture", "breach", "report"]
Series = Literal["by_adult", "by_child", "not_known", "referrals", "captures", "breaches"]
"""What is counted by month: reports by kind, what was referred, what others captured, breaches."""

Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f]*$"),
    AfterValidator(composed),
]
Paragraphs = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f]*$"),
    AfterValidator(composed),
]
Term = Annotated[str, StringConstraints(pattern=r"^20\d\d-(autumn|spring|summer)$")]

THEME_WORDS: Final[dict[Theme, str]] = {
    "asking_for_consent": "Asking for consent",
    "taking_pictures": "Taking pictures",
    "choosing_pictures": "Choosing pictures",
    "names_beside_pictures": "Names beside pictures",
    "websites": "Websites",
    "social_media": "Social media",
    "messages_and_sharing": "Messages and sharing",
    "faked_images": "Faked images",
    "devices": "Devices",
    "visitors_and_press": "Visitors and press",
    "other": "Other",
}


class IncidentRow(BaseModel):
    """A capture, a breach or a report that the reader may read. `since`: its day."""

    kind: IncidentKind
    id: UUID
    says: str
    since: date
    closed_at: datetime | None


class CaptureIncident(NewCapture):
    kind: Literal["capture"]


class BreachIncident(NewBreach):
    kind: Literal["breach"]


class ReportIncident(StaffReport):
    kind: Literal["report"]


NewIncident = Annotated[CaptureIncident | BreachIncident | ReportIncident, Field(discriminator="kind")]


class Opened(BaseModel):
    """What was opened. A report gives its reference and its secret instead of an id: who made it needn't be one of its readers."""

    kind: IncidentKind
    id: UUID | None
    reference: str | None
    secret: str | None


class BreachLearned(Closing):
    """How a breach is closed, with the theme of what was learned (M10)."""

    theme: Theme


class CaptureLearned(CaptureClosing):
    """How a capture ended, with the theme of what was learned (M10)."""

    theme: Theme


class ReportLearned(Input):
    """How a report ended and why; what was learned, without names, and its theme (M10)."""

    outcome: Outcome
    reason: Words
    lesson: Text
    theme: Theme


class LessonRow(BaseModel):
    """What was learned: `shared` once a person lets it stand in the digest. `month`: its first day."""

    id: UUID
    theme: Theme
    text: str
    month: date
    shared: bool


class NewLesson(Input):
    """What was learned, without names."""

    theme: Theme
    text: Text


class LessonChange(NewLesson):
    """The lesson as it is to stand, and whether it may stand in the digest."""

    shared: bool


class ReviewRow(BaseModel):
    """How an action went when somebody looked."""

    text: str
    next_on: date
    by: Named
    at: datetime


class ActionRow(BaseModel):
    """An action of the plan. is_due: it is to be looked at again. is_late: its day is over. may_review: the reader can say how it goes."""

    id: UUID
    theme: Theme
    what: str
    owner: Named
    due_on: date
    review_on: date
    is_due: bool
    is_late: bool
    may_review: bool
    done_at: datetime | None
    outcome: str
    reviews: list[ReviewRow]


class NewAction(Input):
    theme: Theme
    what: Text
    owner_id: UUID
    due_on: date
    review_on: date


class NewReview(Input):
    """How it goes, and when it is looked at again."""

    text: Text
    next_on: date


class ActionOutcome(Input):
    outcome: Text


class DigestRow(BaseModel):
    """What was learned in a term, as it went to staff."""

    term: str
    says: str
    text: str
    sent_by: Named
    sent_at: datetime


class DigestDraft(BaseModel):
    """The digest of a term as the service draws it up; is_sent: it went out already."""

    term: str
    says: str
    text: str
    is_sent: bool


class NewDigest(Input):
    term: Term
    text: Paragraphs


class Figures(BaseModel):
    """A series, month by month. None: fewer than three, where the reader may not read what is counted. total: None where it would tell."""

    series: Series
    counts: list[int | None]
    total: int | None


class FiguresByMonth(BaseModel):
    """`months`: their first days, the oldest first; the one that runs is there only for who may read all that is counted.

    Reports and referrals are there only for who may read reports, and only of those.
    """

    months: list[date]
    figures: list[Figures]


class Learning(BaseModel):
    """What the school learned. lessons: those that are shared; for who may edit, the others too. owners: who may be given an action."""

    lessons: list[LessonRow]
    actions: list[ActionRow]
    digests: list[DigestRow]
    owners: list[Named]
