from datetime import datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from consentsvc.kernel.tables import SchoolOwned, instant, one_of, owned, within_school
from consentsvc.websites.schemas import FindingKind

FINDING_KINDS: tuple[str, ...] = get_args(FindingKind)


class Page(SchoolOwned, table=True):
    """A page of the school's own website that is looked at; its address is one that the school gave."""

    __tablename__ = "website_pages"
    __table_args__ = owned(UniqueConstraint("school_id", "address"))

    address: str
    created_by: UUID | None = Field(foreign_key="users.id")
    created_at: datetime = instant()
    looked_at: datetime | None = instant(nullable=True)
    pictures: int = Field(default=0, description="How many pictures were looked at there.")
    problem: str | None = Field(default=None, description="A word for why it couldn't be looked at.")
    ended_at: datetime | None = instant(nullable=True)


class Finding(SchoolOwned, table=True):
    """Something on a page that isn't as it should be, until it isn't there any more or somebody dealt with it."""

    __tablename__ = "website_findings"
    __table_args__ = owned(
        within_school("page_id", "website_pages"),
        within_school("photo_id", "photos"),
        within_school("copy_id", "copies"),
        one_of("kind", FINDING_KINDS),
        Index("ix_website_findings_school_id_page_id", "school_id", "page_id"),
    )

    page_id: UUID
    kind: str
    address: str
    photo_id: UUID | None = None
    copy_id: UUID | None = Field(default=None, description="The copy that it was noted as.")
    distance: int | None = Field(default=None, description="In how many of 256 bits its likeness differs from ours.")
    found_at: datetime = instant()
    last_seen_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)
    ended_by: UUID | None = Field(default=None, foreign_key="users.id")
    why_ended: str | None = None
