from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from consentsvc.kernel.tables import SchoolOwned, instant, owned, within_school


class Pack(SchoolOwned, table=True):
    """Some of a channel's placements, for somebody to fetch. `code` is its address without a sign-in, until it expires or ends."""

    __tablename__ = "packs"
    __table_args__ = owned(
        within_school("channel_id", "channels"),
        UniqueConstraint("code"),
        Index("ix_packs_school_id_channel_id", "school_id", "channel_id"),
    )

    channel_id: UUID
    name: str
    recipient: str = Field(description="Whom it was made for, in the school's words.")
    code: str
    watermark: str = Field(default="", description="Text over each picture; empty: none.")
    expires_on: date | None = Field(default=None, description="The last day on which it can be fetched.")
    created_by: UUID | None = Field(foreign_key="users.id")
    created_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)


class PackedPlacement(SchoolOwned, table=True):
    __tablename__ = "packed_placements"
    __table_args__ = owned(
        within_school("pack_id", "packs"),
        within_school("placement_id", "placements"),
        UniqueConstraint("school_id", "pack_id", "placement_id"),
    )

    pack_id: UUID
    placement_id: UUID


class PackFetched(SchoolOwned, table=True):
    """Somebody fetched a pack: how many of its pictures went out, and how many didn't any more. Only ever added."""

    __tablename__ = "pack_fetches"
    __table_args__ = owned(within_school("pack_id", "packs"), Index("ix_pack_fetches_school_id_pack_id", "school_id", "pack_id"))

    pack_id: UUID
    sent: int
    withheld: int
    by: UUID | None = Field(default=None, foreign_key="users.id")
    at: datetime = instant()
