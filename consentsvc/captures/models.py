from datetime import date, datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from consentsvc.captures.schemas import CaptureBy, CaptureEntryKind, CaptureOutcome, CaptureTaskKind, CaptureUse
from consentsvc.kernel.tables import SchoolOwned, instant, one_of, owned, sequence, within_school

TAKEN_BY: tuple[str, ...] = get_args(CaptureBy)
USES: tuple[str, ...] = get_args(CaptureUse)
TASK_KINDS: tuple[str, ...] = get_args(CaptureTaskKind)
OUTCOMES: tuple[str, ...] = get_args(CaptureOutcome)
ENTRY_KINDS: tuple[str, ...] = get_args(CaptureEntryKind)


class Capture(SchoolOwned, table=True):
    """A picture that somebody else took (T1). `id` is made from the school, who logged it and the phone's own id: sent twice, it is one.

    happened_at and logged_at are by the phone's clock; received_at by the service's. What was said and seen is kept as it was logged;
    what came to be known later stands in the entries.
    """

    __tablename__ = "captures"
    __table_args__ = owned(
        within_school("event_id", "events"),
        within_school("photographer_id", "photographers"),
        one_of("taken_by", TAKEN_BY),
        one_of("use", USES),
        one_of("outcome", OUTCOMES),
        Index("ix_captures_school_id_closed_at", "school_id", "closed_at"),
    )

    event_id: UUID | None = None
    photographer_id: UUID | None = Field(
        default=None, description="On the event's register, whose signed terms it is under (T4)."
    )
    fingerprint: str = Field(description="SHA-256 of what the phone sent: by it the same words are known again.")
    place: str = Field(description="Where, in words.")
    happened_at: datetime = instant()
    taken_by: str
    who: str = Field(default="", description="Who it was: a name, or what they looked like.")
    device: str = ""
    use: str = "not_known"
    children_said: str = Field(default="", description="Which children, in words, where they weren't picked from the list.")
    said: str = Field(default="", description="What was said, by whom.")
    done: str = Field(default="", description="What was done on the spot.")
    logged_by: UUID = Field(foreign_key="users.id")
    logged_at: datetime = instant()
    received_at: datetime = instant()
    breach_id: UUID | None = None
    outcome: str | None = None
    lesson: str = ""
    closed_by: UUID | None = Field(default=None, foreign_key="users.id")
    closed_at: datetime | None = instant(nullable=True)


class CapturedChild(SchoolOwned, table=True):
    """A child who is in it."""

    __tablename__ = "captured_children"
    __table_args__ = owned(
        within_school("capture_id", "captures"),
        within_school("child_id", "children"),
        UniqueConstraint("school_id", "capture_id", "child_id"),
    )

    capture_id: UUID
    child_id: UUID


class CaptureTask(SchoolOwned, table=True):
    """Something to be done about it: by whom, by when, and what came of it (T3)."""

    __tablename__ = "capture_tasks"
    __table_args__ = owned(
        within_school("capture_id", "captures"),
        one_of("kind", TASK_KINDS),
        Index("ix_capture_tasks_school_id_capture_id", "school_id", "capture_id"),
    )

    capture_id: UUID
    kind: str
    what: str = Field(default="", description="More about it: an address, a reference.")
    owner_id: UUID = Field(foreign_key="users.id")
    due_on: date
    reminded_at: datetime | None = instant(nullable=True)
    done_at: datetime | None = instant(nullable=True)
    done_by: UUID | None = Field(default=None, foreign_key="users.id")
    outcome: str = ""
    added_at: datetime = instant()


class CaptureEntry(SchoolOwned, table=True):
    """A step in a capture's story. Only ever added."""

    __tablename__ = "capture_entries"
    __table_args__ = owned(
        within_school("capture_id", "captures"),
        one_of("kind", ENTRY_KINDS),
        Index("ix_capture_entries_school_id_capture_id", "school_id", "capture_id"),
    )

    seq: int | None = sequence()
    capture_id: UUID
    kind: str
    text: str = ""
    by: UUID | None = Field(default=None, foreign_key="users.id")
    at: datetime = instant()
