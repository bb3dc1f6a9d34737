"""What the packs room's API takes and gives."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from consentsvc.kernel.schemas import Input, Name, Named
from consentsvc.media.watermark import WRITABLE

MOST_PICTURES = 500

Watermark = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60, pattern=WRITABLE)]


class NewPack(Input):
    """Pictures of a channel for somebody: those named, or everything that is in place there.

    recipient: whom it is for; only staff read it. watermark: a text across each picture; empty: none. expires_on: the last day on which
    it can be fetched.
    """

    channel_id: UUID
    name: Name
    recipient: Name
    placement_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_PICTURES)] | None = None
    watermark: Watermark = ""
    expires_on: date | None = None


class PackRow(BaseModel):
    """A pack. address: its page, where whoever has the address can fetch it while it `is_open`. pictures: how many it was made of."""

    id: UUID
    channel_id: UUID
    name: str
    recipient: str
    address: str
    watermark: str
    pictures: int
    is_open: bool
    expires_on: date | None
    created_by: Named | None
    created_at: datetime
    ended_at: datetime | None
    fetches: int
    last_fetched_at: datetime | None


class PackedRow(BaseModel):
    """One picture of a pack. showing: whether it would go out now. is_out: whether somebody has it from this pack."""

    placement_id: UUID
    file: str
    alt: str
    showing: bool
    is_out: bool


class FetchRow(BaseModel):
    """A time at which the whole pack was fetched: by a member of staff, or by whoever has its address."""

    at: datetime
    by: Named | None
    sent: int
    withheld: int


class PackDetail(PackRow):
    items: list[PackedRow]
    fetched: list[FetchRow]
