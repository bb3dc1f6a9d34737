from datetime import date, datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from consentsvc.kernel.tables import SchoolOwned, instant, one_of, owned, within_school
from consentsvc.reports.schemas import Theme

THEMES: tuple[str, ...] = get_args(Theme)


class Lesson(SchoolOwned, table=True):
    """What was learned, by theme (M10). It has no reference to what it came from, and only its month."""

    __tablename__ = "lessons"
    __table_args__ = owned(one_of("theme", THEMES))

    theme: str
    text: str
    month: date = Field(description="Its first day.")
    shared: bool = Field(default=False, description="A person has read it and lets it stand in the digest.")


class LearningAction(SchoolOwned, table=True):
    """A step of the action plan: kept under review until it is done (M10)."""

    __tablename__ = "learning_actions"
    __table_args__ = owned(one_of("theme", THEMES))

    theme: str
    what: str
    owner_id: UUID = Field(foreign_key="users.id")
    due_on: date
    review_on: date
    reminded_on: date | None = None
    done_at: datetime | None = instant(nullable=True)
    done_by: UUID | None = Field(default=None, foreign_key="users.id")
    outcome: str = ""
    added_at: datetime = instant()


class LearningReview(SchoolOwned, table=True):
    """A look at an action that isn't done: how it goes, and when it is looked at again. Only ever added."""

    __tablename__ = "learning_reviews"
    __table_args__ = owned(within_school("action_id", "learning_actions"))

    action_id: UUID
    text: str
    next_on: date
    by: UUID = Field(foreign_key="users.id")
    at: datetime = instant()


class Digest(SchoolOwned, table=True):
    """What was learned in one term, as it went to staff (M10)."""

    __tablename__ = "digests"
    __table_args__ = owned(UniqueConstraint("school_id", "term"))

    term: str = Field(description="2026-autumn, 2027-spring, 2027-summer.")
    text: str = Field(description="Paragraphs, as they were sent.")
    sent_by: UUID = Field(foreign_key="users.id")
    sent_at: datetime = instant()
