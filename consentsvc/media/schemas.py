from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from consentsvc.kernel.schemas import Input, Named

MediaKind = Literal["picture", "video"]
Place = Literal["classroom", "hall", "stage", "sports", "outdoors", "trip", "elsewhere"]
BannedPlace = Literal["changing_room", "toilet", "first_aid", "intimate_care"]
Device = Literal["school", "personal"]
Check = Literal["portrait"]
ScanState = Literal["waiting", "scanned", "failed"]
Resolution = Literal["open", "child", "adult", "redacted", "not_identifiable"]
PhotoState = Literal["waiting", "failed", "open", "to_review", "reviewed"]
Sha256 = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
Version = Annotated[int, Field(ge=1, lt=2**31)]
# PostgreSQL keeps no NUL; what holds half a surrogate pair is no text for pydantic as soon as it has a pattern to match.
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=r"^[^\x00]*$")]
SMALLEST_MARK = 0.001  # of the picture's width or height: a redaction must have something to cover


class CheckHashes(Input):
    event_id: UUID
    sha256: list[Sha256] = Field(max_length=1000)


class HashesHere(BaseModel):
    here: list[str]


class Box(BaseModel):
    """A part of the upright picture, as shares (0 to 1) of its width and height."""

    x: float
    y: float
    w: float
    h: float


class MarkedBox(Input):
    """Where somebody marks a person: a part of the upright picture, as shares (0 to 1) of its width and height."""

    x: float = Field(ge=0, le=1)
    y: float = Field(ge=0, le=1)
    w: float = Field(ge=SMALLEST_MARK, le=1)
    h: float = Field(ge=SMALLEST_MARK, le=1)


class PersonRow(BaseModel):
    """A face that was found (`score`) or a person whom somebody marked; `number` is how reasons call them."""

    id: UUID
    number: int
    box: Box
    score: float | None
    resolution: Resolution
    child: Named | None
    adult: Named | None
    reason: str | None


class ReviewRow(BaseModel):
    """Who confirmed how many people are in the picture, as it stands."""

    head_count: int
    by: Named
    at: datetime


class PhotoRow(BaseModel):
    """One picture. Width and height in pixels, upright; `people` in it, and how many of them are `open`."""

    id: UUID
    event_id: UUID
    file_name: str
    width: int
    height: int
    taken_at: datetime | None
    uploaded_at: datetime
    scan_state: ScanState
    scan_problem: str | None
    has_location: bool
    people: int
    open: int
    reviewed: bool
    people_version: int


class PhotoList(BaseModel):
    items: list[PhotoRow]
    total: int


class PhotoDetail(PhotoRow):
    people_in_photo: list[PersonRow]
    review: ReviewRow | None


class PersonChange(Input):
    """What one person in the picture is to be. Without an id it is a new mark, and needs a box; a found face keeps its own."""

    id: UUID | None = None
    box: MarkedBox | None = None
    resolution: Resolution
    child_id: UUID | None = None
    adult_id: UUID | None = None
    reason: Text | None = None


class PeopleChange(Input):
    """Everybody in the picture. A mark that is left out is removed; a found face that is left out is open again."""

    people_version: Version
    people: list[PersonChange] = Field(max_length=2000)


class ReviewInput(Input):
    people_version: Version
    head_count: int = Field(ge=0, le=10_000)


class EventCounts(BaseModel):
    """How far an event's photos are; `to_do`: those not reviewed as they stand."""

    event_id: UUID
    photos: int
    waiting: int
    failed: int
    to_do: int
