from datetime import date, datetime
from typing import Annotated, Final, Literal, Self, get_args
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from consentsvc.kernel.schemas import Input, Named, Reason
from consentsvc.kernel.web import ProblemDocument

MediaKind = Literal["picture", "video"]
Place = Literal["classroom", "hall", "stage", "sports", "outdoors", "trip", "elsewhere"]
BannedPlace = Literal["changing_room", "toilet", "first_aid", "intimate_care"]
Device = Literal["school", "personal"]
Check = Literal["portrait", "activity"]
Confirmed = Literal["suitable_dress", "activity_in_focus", "no_face_with_body"]
ScanState = Literal["waiting", "scanned", "failed"]
Resolution = Literal["open", "child", "adult", "redacted", "not_identifiable", "crowd"]
PhotoState = Literal["waiting", "failed", "open", "to_review", "reviewed"]
Sha256 = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
Version = Annotated[int, Field(ge=1, lt=2**31)]
# PostgreSQL keeps no NUL; what holds half a surrogate pair is no text for pydantic as soon as it has a pattern to match.
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=r"^[^\x00]*$")]
TO_CONFIRM: Final[tuple[Confirmed, ...]] = get_args(Confirmed)
"""What the extra check of sport and dance looks at (P7)."""
SMALLEST_MARK = 0.001  # of the picture's width or height: a redaction must have something to cover


class CheckHashes(Input):
    event_id: UUID
    sha256: list[Sha256] = Field(max_length=1000)
    place: Place | BannedPlace | None = None


class AboutUpload(BaseModel):
    """What is said of a file that comes as raw bytes. `place`: where it was taken (W7); `device`: whose it was taken with (W6).

    `photographer_id`: who took it, on the register of the event; none: the uploader's own entry there (E4).
    """

    event_id: UUID
    file_name: str = Field("", max_length=1000)
    place: Place | BannedPlace | None = None
    device: Device | None = None
    photographer_id: UUID | None = None


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
    """A face that was found (`score`) or a person whom somebody marked; `number` is how reasons call them.

    `in_crop`: whether any of their head is in what goes out.
    """

    id: UUID
    number: int
    box: Box
    in_crop: bool
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


class PictureCheckRow(BaseModel):
    """Who looked at what, and found that it may go out, as the picture stands."""

    kind: Check
    by: Named
    at: datetime


class PhotoRow(BaseModel):
    """One picture or video. Width and height in pixels, upright; `people` in it, and how many of them are `open`.

    `seconds`: how long a video runs, as soon as that is known.
    """

    id: UUID
    event_id: UUID
    kind: MediaKind
    file_name: str
    width: int
    height: int
    seconds: float | None
    taken_at: datetime | None
    uploaded_at: datetime
    scan_state: ScanState
    scan_problem: str | None
    has_location: bool
    people: int
    open: int
    redacted: int
    reviewed: bool
    people_version: int


class PhotoList(BaseModel):
    items: list[PhotoRow]
    total: int


class PhotoDetail(PhotoRow):
    """One picture, and who is in it. `crop`: the part of it that goes out; none: all."""

    crop: Box | None
    people_in_photo: list[PersonRow]
    review: ReviewRow | None
    checks: list[PictureCheckRow]


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


class CropChange(Input):
    """The part of the picture that goes out; none: all of it."""

    people_version: Version
    crop: MarkedBox | None


class ReviewInput(Input):
    people_version: Version
    head_count: int = Field(ge=0, le=10_000)


class ScanProgress(BaseModel):
    """How far the search for faces is in an event's photos.

    `seconds_left`: for all that wait, at the pace of the last minute; none while there is no telling.
    `stopped_seconds`: how long nothing was scanned although some wait; none while it goes on.
    """

    photos: int
    scanned: int
    failed: int
    waiting: int
    seconds_left: int | None
    stopped_seconds: int | None


class OwnCopies(BaseModel):
    """Photos of an event that whoever sent them has yet to delete from a device of their own (W6), the first sent at `since`."""

    event: Named
    on_date: date
    photos: int
    since: datetime


class OwedCopies(OwnCopies):
    person: Named


class CopiesOf(Input):
    event_id: UUID


class Suggestion(BaseModel):
    """Somebody whom a face may be. `why`: what of the event speaks for it, in a few words, or nothing.

    `takes_part`: in the event. `is_here`: named in this picture already, so nobody else in it.
    """

    id: UUID
    name: str
    class_name: str | None
    takes_part: bool
    is_here: bool
    why: str


class Suggestions(BaseModel):
    """Who the people in a picture may be, the most likely first (A1: from the event alone, never from a face)."""

    children: list[Suggestion]
    adults: list[Suggestion]


class PhotoGroup(BaseModel):
    """Pictures of an event that are alike, in the order in which they were taken."""

    photo_ids: list[UUID]


class PhotoGroups(BaseModel):
    """`groups`: of two and more; a picture stands in one or none."""

    groups: list[PhotoGroup]


class AlikePhoto(Input):
    """Who is in one picture, as somebody saw it, and, from a reviewer, how many people and marked faces they counted in it."""

    photo_id: UUID
    people_version: Version
    people: list[PersonChange] = Field(max_length=2000)
    head_count: int | None = Field(default=None, ge=0, le=10_000)


class AlikePhotos(Input):
    items: list[AlikePhoto] = Field(min_length=1, max_length=100)


class AppliedItem(BaseModel):
    """What became of one picture: as it is now, or the problem that left it as it was."""

    photo_id: UUID
    outcome: Literal["applied", "refused"]
    photo: PhotoDetail | None
    problem: ProblemDocument | None


class AppliedItems(BaseModel):
    items: list[AppliedItem]


class CheckInput(Input):
    """What somebody looked at and found right. For an activity (P7), each of the three things that were looked at is confirmed."""

    people_version: Version
    kind: Check
    confirms: list[Confirmed] = Field([], max_length=len(TO_CONFIRM))

    @model_validator(mode="after")
    def _confirmed(self) -> Self:
        if self.kind == "activity" and set(self.confirms) != set(TO_CONFIRM):
            raise ValueError("Look at each of the three things, and confirm each.")
        return self


class EventCounts(BaseModel):
    """How far an event's photos are; `to_do`: those not reviewed as they stand."""

    event_id: UUID
    photos: int
    waiting: int
    failed: int
    to_do: int


class DeletionWanted(Input):
    ids: list[UUID] = Field(min_length=1, max_length=2000)


class DeletedItem(BaseModel):
    """What became of one photo. `not_allowed`: somebody else uploaded it, or somebody reviewed it."""

    id: UUID
    outcome: Literal["deleted", "not_allowed", "not_found"]


class DeletedItems(BaseModel):
    items: list[DeletedItem]


class NewSeal(Input):
    why: Reason


class NewRelease(Input):
    reason: Reason


class ReleaseRow(BaseModel):
    """Who said that a seal may end, when and why."""

    by: Named
    at: datetime
    reason: str


class SealRow(BaseModel):
    """A picture that nobody can reach. `came_again`: how often its bytes were uploaded since, which the seal holds too."""

    id: UUID
    photo_id: UUID
    why: str
    by: Named
    at: datetime
    came_again: int
    releases: list[ReleaseRow]
    has_ended: bool
