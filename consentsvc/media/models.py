from datetime import datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from consentsvc.kernel.tables import SchoolOwned, instant, one_of, owned, version, within_school
from consentsvc.media.schemas import Resolution, ScanState

SCAN_STATES: tuple[str, ...] = get_args(ScanState)
RESOLUTIONS: tuple[str, ...] = get_args(Resolution)


class Photo(SchoolOwned, table=True):
    """One uploaded picture. `sha256` names its original; `version` is raised by the database with each change of a fact about it."""

    __tablename__ = "photos"
    __table_args__ = owned(
        within_school("event_id", "events"),
        UniqueConstraint("school_id", "event_id", "sha256"),
        one_of("scan_state", SCAN_STATES),
    )

    event_id: UUID
    sha256: str
    type: str = Field(description="By content: image/jpeg, image/png, image/webp, image/heic, image/tiff.")
    size: int = Field(description="Bytes.")
    file_name: str
    width: int = Field(description="Pixels, upright.")
    height: int = Field(description="Pixels, upright.")
    taken_at: datetime | None = instant(nullable=True)
    has_location: bool
    uploaded_by: UUID | None = Field(foreign_key="users.id")
    uploaded_at: datetime = instant()
    scan_state: str = "waiting"
    scan_problem: str | None = None
    people_version: int = Field(default=1, description="Raised by each change of who is in it; a review holds for one.")
    version: int = version()


class Rendition(SchoolOwned, table=True):
    """A file made from a photo for staff to work with, before clearance."""

    __tablename__ = "renditions"
    __table_args__ = owned(
        within_school("photo_id", "photos"),
        UniqueConstraint("school_id", "photo_id", "kind"),
        one_of("kind", ("preview", "thumbnail")),
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
