from datetime import datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from consentsvc.kernel.tables import SchoolOwned, instant, one_of, owned, version, within_school
from consentsvc.media.schemas import Check, Device, MediaKind, Place, Resolution, ScanState

KINDS: tuple[str, ...] = get_args(MediaKind)
SCAN_STATES: tuple[str, ...] = get_args(ScanState)
PLACES: tuple[str, ...] = get_args(Place)
DEVICES: tuple[str, ...] = get_args(Device)
CHECKS: tuple[str, ...] = get_args(Check)
RESOLUTIONS: tuple[str, ...] = get_args(Resolution)
RENDITIONS: tuple[str, ...] = ("preview", "thumbnail", "clip", "small_clip")


class Photo(SchoolOwned, table=True):
    """One uploaded picture. `sha256` names its original; `version` is raised by the database with each change of a fact about it."""

    __tablename__ = "photos"
    __table_args__ = owned(
        within_school("event_id", "events"),
        within_school("photographer_id", "photographers"),
        Index(
            "uq_photos_once",
            "school_id",
            "event_id",
            "sha256",
            "came_sealed",
            unique=True,
            postgresql_where=text("deleted_at is null"),
        ),
        Index("ix_photos_school_id_event_id", "school_id", "event_id"),
        Index("ix_photos_school_id_sha256", "school_id", "sha256"),
        one_of("kind", KINDS),
        one_of("scan_state", SCAN_STATES),
        one_of("place", PLACES),
        one_of("device", DEVICES),
        CheckConstraint("num_nulls(crop_x, crop_y, crop_w, crop_h) in (0, 4)", name="crop_whole"),
        CheckConstraint(
            "crop_x >= 0 and crop_y >= 0 and crop_w > 0 and crop_h > 0 and crop_x + crop_w <= 1.0001 and crop_y + crop_h <= 1.0001",
            name="crop_inside",
        ),
        Index("ix_photos_school_id_scanned", "school_id", "scan_state", "scanned_at"),
        Index(
            "ix_photos_school_id_copies_owed",
            "school_id",
            "uploaded_by",
            "event_id",
            postgresql_where=text("device = 'personal' and copy_deleted_at is null"),
        ),
    )

    event_id: UUID
    sha256: str
    kind: str = Field(default="picture", description="A picture, or a video: all that holds for a photo holds for both.")
    type: str = Field(
        description="By content: image/jpeg, image/png, image/webp, image/heic, image/tiff, video/mp4, video/quicktime."
    )
    size: int = Field(description="Bytes.")
    file_name: str
    width: int = Field(description="Pixels, upright.")
    height: int = Field(description="Pixels, upright.")
    seconds: float | None = Field(default=None, description="Of a video: how long it runs.")
    taken_at: datetime | None = instant(nullable=True)
    has_location: bool
    photographer_id: UUID | None = Field(default=None, description="Who took it, on the register of a large event (E4).")
    place: str | None = Field(default=None, description="Where it was taken, as the uploader said (W7).")
    device: str | None = Field(default=None, description="Whose it was taken with, as the uploader said (W6).")
    copy_deleted_at: datetime | None = instant(nullable=True)
    copy_deleted_by: UUID | None = Field(default=None, foreign_key="users.id")
    uploaded_by: UUID | None = Field(foreign_key="users.id")
    uploaded_at: datetime = instant()
    scan_state: str = "waiting"
    scan_problem: str | None = None
    scanned_at: datetime | None = instant(nullable=True)
    likeness: str | None = Field(default=None, description="Perceptual hash (PDQ) of the thumbnail, 64 hexadecimal digits.")
    crop_x: float | None = Field(
        default=None, description="What goes out is this part of the upright picture, in shares; none: all."
    )
    crop_y: float | None = None
    crop_w: float | None = None
    crop_h: float | None = None
    people_version: int = Field(
        default=1, description="Raised by each change of who is in it, or of the crop; a review holds for one."
    )
    deleted_at: datetime | None = instant(nullable=True)
    deleted_by: UUID | None = Field(default=None, foreign_key="users.id")
    sealed: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    came_sealed: bool = Field(
        default=False,
        sa_column_kwargs={"server_default": text("false")},
        description="Its bytes were under a seal when it came: nobody ever reaches it.",
    )
    version: int = version()


class Rendition(SchoolOwned, table=True):
    """A file made from a photo for staff to work with, before clearance."""

    __tablename__ = "renditions"
    __table_args__ = owned(
        within_school("photo_id", "photos"),
        UniqueConstraint("school_id", "photo_id", "kind"),
        one_of("kind", RENDITIONS),
        Index("ix_renditions_school_id_sha256", "school_id", "sha256"),
    )

    photo_id: UUID
    kind: str
    sha256: str
    width: int
    height: int


class PersonInPhoto(SchoolOwned, table=True):
    """A face that the detector found (`score`) or a person whom somebody marked, and who it was resolved as (W2).

    The box is a share of the upright picture: 0 to 1 from its left and top edge.
    """

    __tablename__ = "people_in_photos"
    __table_args__ = owned(
        within_school("photo_id", "photos"),
        within_school("child_id", "children"),
        within_school("adult_id", "adults"),
        UniqueConstraint("school_id", "photo_id", "number"),
        one_of("resolution", RESOLUTIONS),
        CheckConstraint("(resolution = 'child') = (child_id is not null)", name="child_named"),
        CheckConstraint("(resolution = 'adult') = (adult_id is not null)", name="adult_named"),
        CheckConstraint("resolution <> 'not_identifiable' or length(trim(reason)) > 0", name="reason_given"),
        CheckConstraint("x >= 0 and y >= 0 and w > 0 and h > 0 and x + w <= 1.0001 and y + h <= 1.0001", name="box_inside"),
        Index("ix_people_in_photos_school_id_child_id", "school_id", "child_id"),
        Index("ix_people_in_photos_school_id_adult_id", "school_id", "adult_id"),
    )

    photo_id: UUID
    number: int
    x: float
    y: float
    w: float
    h: float
    score: float | None = Field(default=None, description="The detector's; empty for a person whom somebody marked.")
    face_on: float | None = Field(
        default=None, description="How far the found face looks at the camera: 0 (away) to 1 (straight)."
    )
    resolution: str = "open"
    child_id: UUID | None = None
    adult_id: UUID | None = None
    reason: str | None = None
    resolved_by: UUID | None = Field(default=None, foreign_key="users.id")
    resolved_at: datetime | None = instant(nullable=True)


class Review(SchoolOwned, table=True):
    """A named person's confirmation of the head count, for the people as they stood (`people_version`) (W2). Only ever added."""

    __tablename__ = "reviews"
    __table_args__ = owned(
        within_school("photo_id", "photos"),
        Index("ix_reviews_school_id_photo_id_version", "school_id", "photo_id", "people_version"),
    )

    photo_id: UUID
    people_version: int
    head_count: int
    by: UUID = Field(foreign_key="users.id")
    at: datetime = instant()


class PictureCheck(SchoolOwned, table=True):
    """A named person's yes to something that a machine may only warn of (P5, P7), for the picture as it stood. Only ever added."""

    __tablename__ = "picture_checks"
    __table_args__ = owned(
        within_school("photo_id", "photos"),
        one_of("kind", CHECKS),
        Index("ix_picture_checks_school_id_photo_id_version", "school_id", "photo_id", "people_version"),
    )

    photo_id: UUID
    people_version: int
    kind: str
    by: UUID = Field(foreign_key="users.id")
    at: datetime = instant()


class Seal(SchoolOwned, table=True):
    """A picture that nobody can reach any more, kept as evidence (I3). Only ever added; two people's releases end it."""

    __tablename__ = "seals"
    __table_args__ = owned(within_school("photo_id", "photos"), Index("ix_seals_school_id_photo_id", "school_id", "photo_id"))

    photo_id: UUID
    why: str
    by: UUID = Field(foreign_key="users.id")
    at: datetime = instant()


class SealRelease(SchoolOwned, table=True):
    """One person's word that a seal may end, with a reason (I3). Only ever added."""

    __tablename__ = "seal_releases"
    __table_args__ = owned(
        within_school("seal_id", "seals"), within_school("photo_id", "photos"), UniqueConstraint("school_id", "seal_id", "by")
    )

    seal_id: UUID
    photo_id: UUID
    reason: str
    by: UUID = Field(foreign_key="users.id")
    at: datetime = instant()
