"""What the captures room's API takes and gives."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, StringConstraints

from consentsvc.events.schemas import Spectators
from consentsvc.kernel.schemas import Input, Named, composed, one_line

CaptureBy = Literal["parent", "spectator", "press", "photographer", "passer_by", "pupil", "not_known"]
"""Who took it (T1)."""

CaptureUse = Literal["own_use", "shared", "publication", "not_known"]
"""What it is for, as far as anybody knows: a family's own album, shared online, press or a client, or not known (T2)."""

CaptureTaskKind = Literal["ask_to_delete", "ask_to_take_down", "platform_report", "search_removal", "police", "terms", "other"]
"""What can follow (T3): a letter, a platform's report route, a search engine's removal route, the police, the signed terms (T4)."""

CaptureOutcome = Literal["nothing_needed", "deleted", "taken_down", "not_taken_down", "passed_to_police", "reported", "not_known"]
"""How a capture ended."""

CaptureEntryKind = Literal["logged", "added", "note", "task", "letter", "task_done", "breach", "closed", "reopened"]

LetterKind = Literal["polite_request", "delete", "take_down"]
"""A letter to who took it: to a family that keeps it for itself (T2), to delete it, to take it down from where it is (T3)."""

RouteKind = Literal["platform_report", "search_removal", "police"]
"""Where a third party can be asked (T3)."""

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
LINES = r"^[^\x00-\x09\x0b-\x1f\x7f]*$"


def _by_some_clock(at: datetime) -> datetime:
    """A phone's clock may be years wrong, and what it logged is kept all the same; only what no calendar has is refused."""
    if not EARLIEST <= at < LATEST:
        raise ValueError("This time can’t be kept: check its year.")
    return at.astimezone(UTC)


def _lines(longest: int, shortest: int = 0) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=shortest, max_length=longest, pattern=LINES)


Moment = Annotated[AwareDatetime, AfterValidator(_by_some_clock)]
Line = Annotated[str, one_line(300, shortest=0), AfterValidator(composed)]
Words = Annotated[str, _lines(2000), AfterValidator(composed)]
Text = Annotated[str, _lines(4000, 1), AfterValidator(composed)]


class NewCapture(Input):
    """What a phone logged. `id`: the phone's own; the same words under it are taken once, however often they are sent.

    place may be empty where there is an event: then it is the event's. happened_at, logged_at: by the phone's clock.
    by, school_id: who wrote it, for which school; if somebody else is signed in by the time it is sent, it is refused.
    """

    id: UUID
    event_id: UUID | None = None
    place: Line = ""
    happened_at: Moment
    taken_by: CaptureBy
    use: CaptureUse = "not_known"
    who: Line = ""
    device: Line = ""
    children_said: Words = ""
    said: Words = ""
    done: Words = ""
    logged_at: Moment
    by: UUID | None = None
    school_id: UUID | None = None


class Acknowledged(BaseModel):
    """It is kept. `id`: the phone's; capture_id: the register's."""

    id: UUID
    capture_id: UUID
    received_at: datetime


class OwnLog(BaseModel):
    """One's own log, as far as whoever logged it sees it again: that it arrived."""

    place: str
    happened_at: datetime
    taken_by: CaptureBy
    received_at: datetime


class CaptureRow(BaseModel):
    """A capture in the register. `due_on`: the first day by which an open task is to be done."""

    id: UUID
    event: Named | None
    place: str
    happened_at: datetime
    taken_by: CaptureBy
    use: CaptureUse
    received_at: datetime
    open_tasks: int
    due_on: date | None
    outcome: CaptureOutcome | None
    closed_at: datetime | None


class SignedTerms(BaseModel):
    """A photographer on the event's register, and what they signed (T4, E4). `text` is empty where nothing is signed."""

    id: UUID
    name: str
    organisation: str
    signed_at: datetime | None
    text: str


class CaptureTaskRow(BaseModel):
    """Something to be done: by whom, by when, and what came of it (T3)."""

    id: UUID
    kind: CaptureTaskKind
    what: str
    owner: Named
    due_on: date
    is_late: bool
    done_at: datetime | None
    done_by: Named | None
    outcome: str


class CaptureEntryRow(BaseModel):
    kind: CaptureEntryKind
    text: str
    by: Named | None
    at: datetime


class CaptureDetail(CaptureRow):
    """Everything about one capture; `entries` oldest first.

    is_own_use: a family's own picture for its own use (T2). spectators: the event's rule (E1). letters: which fit.
    may_open_breach: whether it is under terms that may have been broken (T4).
    photographers: those on the event's register. owners: who may be given a task.
    """

    who: str
    device: str
    children_said: str
    said: str
    done: str
    logged_by: Named
    logged_at: datetime
    children: list[Named]
    is_own_use: bool
    spectators: Spectators | None
    photographer: SignedTerms | None
    photographers: list[Named]
    breach_id: UUID | None
    may_open_breach: bool
    letters: list[LetterKind]
    tasks: list[CaptureTaskRow]
    owners: list[Named]
    lesson: str
    entries: list[CaptureEntryRow]


class CaptureFinding(Input):
    """What came to light later, in words, and what it means: another time (a phone's clock may be wrong), at which event, another use,
    who took it, which children, which photographer of the event's register.
    """

    text: Text
    happened_at: Moment | None = None
    event_id: UUID | None = None
    taken_by: CaptureBy | None = None
    use: CaptureUse | None = None
    photographer_id: UUID | None = None
    child_ids: list[UUID] = Field(default=[], max_length=500)


class CaptureNote(Input):
    text: Text


class NewCaptureTask(Input):
    kind: CaptureTaskKind
    what: Line = ""
    owner_id: UUID
    due_on: date


class TaskOutcome(Input):
    """What came of it."""

    outcome: Annotated[str, _lines(1000, 1), AfterValidator(composed)]


class CaptureLetterOrder(Input):
    """A letter to who took it. to: name and address; where: the web address it is about; words: what staff add. None of them is kept."""

    kind: LetterKind
    to: Annotated[str, _lines(300), AfterValidator(composed)] = ""
    where: Line = ""
    words: Words = ""


class CaptureLetter(BaseModel):
    """The same letter as text, to copy into an e-mail."""

    subject: str
    text: str


class TermsBroken(Input):
    """How the signed terms were broken, and since when somebody at the school has known (T4)."""

    what: Text
    known_at: Moment


class CaptureClosing(Input):
    """How it ended, and what was learned, without names."""

    outcome: CaptureOutcome
    lesson: Annotated[str, _lines(4000), AfterValidator(composed)] = ""


class CaptureReopening(Input):
    why: Text


class RouteRow(BaseModel):
    """A place to ask for removal: its name, its address, and what it is for."""

    kind: RouteKind
    name: str
    address: str
    says: str
