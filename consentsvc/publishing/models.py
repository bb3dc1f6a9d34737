from datetime import datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from consentsvc.consent.models import PURPOSE_IDS
from consentsvc.kernel.tables import SchoolOwned, instant, one_of, owned, within_school
from consentsvc.publishing.schemas import Size
from consentsvc.schools.policy import CoverStyle

SIZES: tuple[str, ...] = get_args(Size)
COVER_STYLES: tuple[str, ...] = get_args(CoverStyle)


class Channel(SchoolOwned, table=True):
    """A place where pictures go out, for one purpose. `code` is its public address."""

    __tablename__ = "channels"
    __table_args__ = owned(one_of("purpose", PURPOSE_IDS), UniqueConstraint("code"))

    name: str
    purpose: str
    code: str
    created_by: UUID | None = Field(foreign_key="users.id")
    created_at: datetime = instant()


class Placement(SchoolOwned, table=True):
    """One photo in one channel. Its files were made from the people as they stood then; any later change stops it (P9)."""

    __tablename__ = "placements"
    __table_args__ = owned(
        within_school("channel_id", "channels"),
        within_school("photo_id", "photos"),
        UniqueConstraint("code"),
        one_of("cover_style", COVER_STYLES),
        Index("ix_placements_school_id_channel_id", "school_id", "channel_id"),
        Index("ix_placements_school_id_photo_id", "school_id", "photo_id"),
        Index(
            "uq_placements_in_place",
            "school_id",
            "channel_id",
            "photo_id",
            unique=True,
            postgresql_where=text("removed_at is null"),
        ),
    )

    channel_id: UUID
    photo_id: UUID
    code: str
    people_version: int
    caption: str
    alt: str
    cover_style: str = "fill"
    placed_by: UUID | None = Field(foreign_key="users.id")
    placed_at: datetime = instant()
    removed_by: UUID | None = Field(default=None, foreign_key="users.id")
    removed_at: datetime | None = instant(nullable=True)


class PlacementFile(SchoolOwned, table=True):
    """One size of a placement, encoded anew with every redaction in it."""

    __tablename__ = "placement_files"
    __table_args__ = owned(
        within_school("placement_id", "placements"),
        UniqueConstraint("school_id", "placement_id", "size"),
        one_of("size", SIZES),
        Index("ix_placement_files_school_id_sha256", "school_id", "sha256"),
    )

    placement_id: UUID
    size: str
    type: str = "image/jpeg"
    sha256: str
    bytes: int
    width: int
    height: int
