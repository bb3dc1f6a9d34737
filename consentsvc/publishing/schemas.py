"""What the publishing room's API takes and gives."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from consentsvc.forms.schemas import PurposeId
from consentsvc.kernel.schemas import Input, Named, one_line
from consentsvc.kernel.web import ProblemDocument, ReasonDocument
from consentsvc.media.schemas import Version
from consentsvc.publishing.kinds import KINDS
from consentsvc.publishing.kinds.kind import Door
from consentsvc.schools.policy import CoverStyle

MOST_ITEMS = 200
MOST_IDS = 2000


def _known_kind(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"Unknown kind of channel; choose from: {', '.join(KINDS)}.")
    return kind


KindId = Annotated[str, AfterValidator(_known_kind)]

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Caption = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Alt = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Size = Literal["large", "small", "clip"]
StillSize = Literal["large", "small"]
Releasing = Literal["as_policy", "always"]
SMALLEST_EDGE = 200  # pixels
CopyKind = Literal["wordpress", "live_link", "pack", "print", "press", "social", "other"]
CopyState = Literal["making", "there", "gone", "not_made"]


class ChannelSettings(Input):
    """How a channel is kept.

    placers: who may place here; none named: whoever may place at all. releasing: whether a second person releases what is placed as
    the school's policy says, or always (P6). longest_edge: of a large file, in pixels, never more than the policy's (P4). review_days:
    so long until what is placed is looked at again, never more than the policy's (P8).
    """

    placers: Annotated[list[UUID], Field(min_length=1, max_length=200)] | None = None
    releasing: Releasing = "as_policy"
    longest_edge: Annotated[int, Field(ge=SMALLEST_EDGE, le=10_000)] | None = None
    review_days: Annotated[int, Field(ge=1, le=3650)] | None = None


class NewChannel(ChannelSettings):
    """`kind`: what it is; if nothing is said, what is usual for its purpose."""

    name: Name
    purpose: PurposeId
    kind: KindId | None = None


class ChannelChange(ChannelSettings):
    """What isn't said stays as it is; a kind and a purpose stay for good."""

    name: Name | None = None


class ChannelRow(BaseModel):
    """A place where pictures go out, and how it is kept (`ChannelSettings`).

    address: its public gallery, where its kind has one. door: where a placed picture is fetched; `none`: it is handed over, and has no
    address. in_place: placements that nobody has removed.
    """

    id: UUID
    name: str
    purpose: str
    kind: str
    door: Door
    code: str
    address: str | None
    in_place: int
    placers: list[UUID] | None
    releasing: Releasing
    longest_edge: int | None
    review_days: int | None


class ChannelKindRow(BaseModel):
    """A kind of channel. leaves_copies: people carry copies elsewhere. can_be_recalled: whether such a copy can come back (P9)."""

    id: str
    name: str
    says: str
    purposes: list[str]
    door: Door
    has_gallery: bool
    leaves_copies: bool
    can_be_recalled: bool


class PlacementItem(BaseModel):
    """A photo with the words that go out with it. The alternative text is for those who can't see it.

    `cover_style`: how whoever is redacted is covered; else as it hangs there already, or as the school's policy says.
    """

    model_config = ConfigDict(extra="forbid")

    photo_id: UUID
    caption: Caption = ""
    alt: Alt
    cover_style: CoverStyle | None = None


class NewPlacement(PlacementItem):
    channel_id: UUID


class NewPlacements(BaseModel):
    model_config = ConfigDict(extra="forbid")

    channel_id: UUID
    items: Annotated[list[PlacementItem], Field(min_length=1, max_length=MOST_ITEMS)]


class FileRow(BaseModel):
    """One size of a placed picture, in pixels; of a video, stills of it and `clip`, the film.

    `address`: where everybody can fetch it; none where this kind of channel has no public door.
    """

    size: Size
    type: str
    address: str | None
    width: int
    height: int


class PlacementRow(BaseModel):
    """One photo in one channel. `showing`: whether it would be served now; if not, `reasons` say why.

    address: of the large file, where everybody can fetch it. warnings: what somebody should think about while it shows.
    withholds_words: they give a name, so that nobody reads them. waits_for_release: a second person is needed before it shows (P6);
    may_release: whoever asks can be that person. placed_by: none where a program did it without anybody. review_due_on: the last day on
    which it shows without another look (P8). why_removed: what somebody said who took it down. words: changes with the caption and the
    alternative text; give it back when releasing.
    """

    id: UUID
    channel_id: UUID
    photo_id: UUID
    code: str
    address: str | None
    caption: str
    alt: str
    cover_style: CoverStyle
    files: list[FileRow]
    showing: bool
    reasons: list[ReasonDocument]
    warnings: list[ReasonDocument]
    withholds_words: bool
    words: str
    uploaded_by: Named | None
    placed_by: Named | None
    by_program: bool
    placed_at: datetime
    waits_for_release: bool
    may_release: bool
    released_by: Named | None
    released_at: datetime | None
    reviewed_on: date
    review_due_on: date
    removed_at: datetime | None
    why_removed: str


class PlacedItem(BaseModel):
    """What became of one item: a placement, or the problem that stopped it."""

    photo_id: UUID
    outcome: Literal["placed", "refused"]
    placement: PlacementRow | None
    problem: ProblemDocument | None


class PlacedItems(BaseModel):
    items: list[PlacedItem]


Ids = Annotated[list[UUID], Field(min_length=1, max_length=MOST_IDS)]


class PlacementsWanted(Input):
    ids: Ids


class Release(Input):
    """`words`: of the placement as whoever releases it has seen it."""

    id: UUID
    words: Annotated[str, StringConstraints(max_length=64)]


class ReleasesWanted(Input):
    items: Annotated[list[Release], Field(min_length=1, max_length=MOST_IDS)]


class RemovalWanted(PlacementsWanted):
    """`why`: for whoever placed it, who is told that there is something to read."""

    why: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=r"^[^\x00]*$")] = ""


class RemovedItem(BaseModel):
    id: UUID
    outcome: Literal["removed", "not_found"]


class RemovedItems(BaseModel):
    items: list[RemovedItem]


class SettledItem(BaseModel):
    """What became of one placement: done, with how it stands now, or the problem that stopped it."""

    id: UUID
    outcome: Literal["done", "refused"]
    placement: PlacementRow | None
    problem: ProblemDocument | None


class SettledItems(BaseModel):
    items: list[SettledItem]


class Replacement(Input):
    """Whom to redact (people in the photo), and how many people and marked faces there are, as they stood at `people_version`."""

    redact: Annotated[list[UUID], Field(min_length=1, max_length=1000)]
    head_count: Annotated[int, Field(ge=0, le=10_000)]
    people_version: Version


class Replaced(BaseModel):
    """What hangs in its place, and what became of the same photo in other channels: who was redacted there is covered there too."""

    placement: PlacementRow
    elsewhere: list[PlacedItem]


class ComesDown(BaseModel):
    """A placement that shows now and wouldn't, and why."""

    id: UUID
    photo_id: UUID
    alt: str
    reasons: list[ReasonDocument]


class ComingDownFor(BaseModel):
    """A rule, and how many placements would come down under it."""

    rule: str
    placements: int


class PreviewChannel(BaseModel):
    """What would change in one channel. `placements`: those that would come down, newest first, the first hundred.

    `showing`: how many show now. `goes_out`: how many don't, and would.
    """

    id: UUID
    name: str
    purpose: str
    showing: int
    comes_down: int
    goes_out: int
    causes: list[ComingDownFor]
    placements: list[ComesDown]


class PolicyPreview(BaseModel):
    """What another policy would change at once, by channel; a channel where nothing would is missing."""

    comes_down: int
    goes_out: int
    channels: list[PreviewChannel]


class NewScreen(Input):
    name: Name


class ScreenRow(BaseModel):
    """A screen that may show a channel. paired_at: when it was last paired; none: it waits for its code. seen_at: to five minutes."""

    id: UUID
    name: str
    paired_at: datetime | None
    seen_at: datetime | None


class PairingCode(BaseModel):
    """A screen's code: it is typed at `typed_at` on the screen itself, works once, and not for long. It is told this once."""

    screen: ScreenRow
    code: str
    typed_at: str
    expires_at: datetime


class GalleryFile(BaseModel):
    address: str
    width: int
    height: int


class GalleryPicture(BaseModel):
    """A picture in two sizes; of a video, stills of it and `clip`, the film (MP4)."""

    caption: str
    alt: str
    small: GalleryFile
    large: GalleryFile
    clip: GalleryFile | None


class Gallery(BaseModel):
    """What a channel shows at this moment, newest first. `next`: the address of the next page, where there is one."""

    name: str
    school: str
    pictures: list[GalleryPicture]
    next: str | None


HandKind = Literal["live_link", "social", "press", "print", "other"]
"""What a person can note that is somewhere else; what programs copy, they note themselves."""

WebAddress = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=r"^https?://[^\s\x00]+$")]


class NewCopy(Input):
    """A copy, or a link to the picture, that somebody put somewhere else (P9). where: for people to read; address: of the page."""

    kind: HandKind
    where: Annotated[str, one_line(200)]
    address: WebAddress | None = None


class CopyRow(BaseModel):
    """A copy that the service doesn't serve itself."""

    id: UUID
    placement_id: UUID
    kind: CopyKind
    where: str
    addresses: list[str]
    state: CopyState
    made_at: datetime
    gone_at: datetime | None
