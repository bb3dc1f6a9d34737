"""What the publishing room's API takes and gives."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from consentsvc.forms.schemas import PurposeId
from consentsvc.kernel.web import ProblemDocument, ReasonDocument
from consentsvc.schools.policy import CoverStyle

MOST_ITEMS = 200

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Caption = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Alt = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Size = Literal["large", "small", "clip"]
Releasing = Literal["as_policy", "always"]
CopyKind = Literal["wordpress", "live_link", "pack", "print", "press", "social", "other"]
CopyState = Literal["making", "there", "gone", "not_made"]


class NewChannel(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Name
    purpose: PurposeId


class ChannelChange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Name


class ChannelRow(BaseModel):
    """A place where pictures go out. `address`: its public gallery. `in_place`: placements that nobody has removed."""

    id: UUID
    name: str
    purpose: str
    code: str
    address: str
    in_place: int


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
    """One size of a placed picture, in pixels; of a video, stills of it and `clip`, the film."""

    size: Size
    type: str
    address: str
    width: int
    height: int


class PlacementRow(BaseModel):
    """One photo in one channel. `showing`: whether it would be served now; if not, `reasons` say why.

    `warnings`: what somebody should think about while it shows. `withholds_words`: they give a name, so that nobody reads them.
    """

    id: UUID
    channel_id: UUID
    photo_id: UUID
    code: str
    address: str
    caption: str
    alt: str
    cover_style: CoverStyle
    files: list[FileRow]
    showing: bool
    reasons: list[ReasonDocument]
    warnings: list[ReasonDocument]
    withholds_words: bool
    placed_at: datetime
    removed_at: datetime | None


class PlacedItem(BaseModel):
    """What became of one item: a placement, or the problem that stopped it."""

    photo_id: UUID
    outcome: Literal["placed", "refused"]
    placement: PlacementRow | None
    problem: ProblemDocument | None


class PlacedItems(BaseModel):
    items: list[PlacedItem]


class RemovalWanted(BaseModel):
    model_config = ConfigDict(extra="forbid")

    ids: Annotated[list[UUID], Field(min_length=1, max_length=2000)]


class RemovedItem(BaseModel):
    id: UUID
    outcome: Literal["removed", "not_found"]


class RemovedItems(BaseModel):
    items: list[RemovedItem]


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
