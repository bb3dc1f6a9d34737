from datetime import date, datetime
from typing import get_args
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, Column, Index, Text, UniqueConstraint, Uuid, text
from sqlmodel import Field

from consentsvc.consent.models import PURPOSE_IDS
from consentsvc.kernel.tables import SchoolOwned, instant, one_of, owned, within_school
from consentsvc.publishing.kinds import KIND_IDS
from consentsvc.publishing.schemas import CopyKind, CopyState, Releasing, Size
from consentsvc.schools.policy import CoverStyle

SIZES: tuple[str, ...] = get_args(Size)
COVER_STYLES: tuple[str, ...] = get_args(CoverStyle)
RELEASING: tuple[str, ...] = get_args(Releasing)
COPY_KINDS: tuple[str, ...] = get_args(CopyKind)
COPY_STATES: tuple[str, ...] = get_args(CopyState)


class Channel(SchoolOwned, table=True):
    """A place where pictures go out, for one purpose. `code` is its public address, where its kind has one."""

    __tablename__ = "channels"
    __table_args__ = owned(
        one_of("purpose", PURPOSE_IDS), one_of("kind", KIND_IDS), one_of("releasing", RELEASING), UniqueConstraint("code")
    )

    name: str
    purpose: str
    kind: str = Field(default="gallery", description="What it is (publishing.kinds).")
    code: str
    placers: list[UUID] | None = Field(
        default=None, sa_column=Column(ARRAY(Uuid)), description="Who may place here; none named: whoever may place at all."
    )
    releasing: str = Field(default="as_policy", description="Whether a second person always has to release what is placed (P6).")
    longest_edge: int | None = Field(default=None, description="Of the large file, in pixels; never more than the policy's (P4).")
    review_days: int | None = Field(default=None, description="So long until what is placed is looked at again (P8).")
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
    by_program: bool = Field(
        default=False,
        sa_column_kwargs={"server_default": text("false")},
        description="A program placed it, with somebody's token.",
    )
    released_by: UUID | None = Field(default=None, foreign_key="users.id")
    released_at: datetime | None = instant(nullable=True)
    reviewed_on: date = Field(
        description="The school's day on which somebody last said that it may stay; first, when it was placed (P8)."
    )
    reviewed_by: UUID | None = Field(default=None, foreign_key="users.id")
    removed_by: UUID | None = Field(default=None, foreign_key="users.id")
    removed_at: datetime | None = instant(nullable=True)
    why_removed: str = Field(
        default="", sa_column_kwargs={"server_default": ""}, description="What whoever took it down says to whoever placed it."
    )


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
    likeness: str | None = Field(
        default=None, description="Perceptual hash (PDQ) of this file, 64 hexadecimal digits; of a film, none."
    )


class Copy(SchoolOwned, table=True):
    """A copy of a placement that the service doesn't serve itself, or a live link that somebody put elsewhere (P9).

    Every copy is known: who made it writes it here in the same transaction, or a person does. `where` is for people to read; `addresses`
    are what can be fetched to see whether it is still there.
    """

    __tablename__ = "copies"
    __table_args__ = owned(
        within_school("placement_id", "placements"),
        one_of("kind", COPY_KINDS),
        one_of("state", COPY_STATES),
        UniqueConstraint("school_id", "key"),
        Index("ix_copies_school_id_placement_id", "school_id", "placement_id"),
        Index("ix_copies_school_id_state", "school_id", "state"),
    )

    placement_id: UUID
    kind: str
    key: str = Field(default_factory=lambda: str(uuid4()), description="The same copy isn't noted twice.")
    where: str
    addresses: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    remote_id: str | None = Field(default=None, description="What the other system calls it.")
    state: str = "there"
    made_by: UUID | None = Field(default=None, foreign_key="users.id")
    made_at: datetime = instant()
    gone_at: datetime | None = instant(nullable=True)


class Screen(SchoolOwned, table=True):
    """A screen in the building that may show a channel; it holds a secret of its own."""

    __tablename__ = "screens"
    __table_args__ = owned(
        within_school("channel_id", "channels"), Index("ix_screens_school_id_channel_id", "school_id", "channel_id")
    )

    channel_id: UUID
    name: str
    code_hash: bytes | None = Field(default=None, description="Of the code that pairs it, for a few minutes.")
    code_until: datetime | None = instant(nullable=True)
    secret_hash: bytes | None = None
    paired_at: datetime | None = instant(nullable=True)
    seen_at: datetime | None = instant(nullable=True)
    ended_at: datetime | None = instant(nullable=True)
    created_by: UUID | None = Field(default=None, foreign_key="users.id")
    created_at: datetime = instant()
