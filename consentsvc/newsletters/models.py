from datetime import datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from consentsvc.kernel.tables import SchoolOwned, instant, one_of, owned, within_school
from consentsvc.newsletters.schemas import IssueState, PartKind

ISSUE_STATES: tuple[str, ...] = get_args(IssueState)
PART_KINDS: tuple[str, ...] = get_args(PartKind)


class Issue(SchoolOwned, table=True):
    """One issue of a newsletter. `code` is the public address of its page, once it is out. `revision` is raised by each change."""

    __tablename__ = "issues"
    __table_args__ = owned(within_school("channel_id", "channels"), one_of("state", ISSUE_STATES), UniqueConstraint("code"))

    channel_id: UUID
    title: str
    code: str
    state: str = "draft"
    revision: int = 1
    created_by: UUID | None = Field(foreign_key="users.id")
    created_at: datetime = instant()
    out_by: UUID | None = Field(default=None, foreign_key="users.id")
    out_at: datetime | None = instant(nullable=True)


class Part(SchoolOwned, table=True):
    """A heading, some text, or a picture with its words, at its place in an issue."""

    __tablename__ = "issue_parts"
    __table_args__ = owned(
        within_school("issue_id", "issues"),
        within_school("photo_id", "photos"),
        within_school("placement_id", "placements"),
        one_of("kind", PART_KINDS),
        CheckConstraint("(kind = 'picture') = (photo_id is not null)", name="picture_named"),
        UniqueConstraint("school_id", "issue_id", "position"),
    )

    issue_id: UUID
    position: int
    kind: str
    text: str = Field(default="", description="Of a picture: its caption.")
    photo_id: UUID | None = None
    alt: str = ""
    placement_id: UUID | None = Field(default=None, description="Where the picture hangs, once the issue is out.")


class Mailed(SchoolOwned, table=True):
    """A family member to whom an issue is mailed, once."""

    __tablename__ = "issues_mailed"
    __table_args__ = owned(
        within_school("issue_id", "issues"),
        within_school("guardian_id", "guardians"),
        UniqueConstraint("school_id", "issue_id", "guardian_id"),
    )

    issue_id: UUID
    guardian_id: UUID
    at: datetime = instant()
