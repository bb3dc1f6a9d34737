from datetime import datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from consentsvc.breaches.schemas import BreachCause, BreachDecision, BreachEntryKind
from consentsvc.kernel.tables import SchoolOwned, instant, one_of, owned, sequence, within_school

CAUSES: tuple[str, ...] = get_args(BreachCause)
DECISIONS: tuple[str, ...] = get_args(BreachDecision)
ENTRY_KINDS: tuple[str, ...] = get_args(BreachEntryKind)


class Breach(SchoolOwned, table=True):
    """A publication that should not have been (W4). known_at starts the 72 hours in which the regulator is told, or not.

    Opened once for each `key`. The decision stands here with its reason; every step stands in the entries.
    """

    __tablename__ = "breaches"
    __table_args__ = owned(
        within_school("photo_id", "photos"),
        within_school("placement_id", "placements"),
        one_of("cause", CAUSES),
        one_of("decision", DECISIONS),
        CheckConstraint("(decision is null) = (decided_at is null)", name="decided_whole"),
        UniqueConstraint("school_id", "key"),
        Index("ix_breaches_school_id_closed_at", "school_id", "closed_at"),
    )

    key: str
    cause: str
    what: str = Field(default="", description="In somebody's own words, where a person opened it.")
    photo_id: UUID | None = None
    placement_id: UUID | None = None
    known_at: datetime = instant()
    opened_by: UUID | None = Field(default=None, foreign_key="users.id")
    decision: str | None = None
    reason: str = ""
    decided_by: UUID | None = Field(default=None, foreign_key="users.id")
    decided_at: datetime | None = instant(nullable=True)
    told_regulator_at: datetime | None = instant(nullable=True)
    regulator_reference: str = ""
    lesson: str = ""
    closed_by: UUID | None = Field(default=None, foreign_key="users.id")
    closed_at: datetime | None = instant(nullable=True)


class AffectedChild(SchoolOwned, table=True):
    """A child whom a breach affects. Only ever added."""

    __tablename__ = "breach_children"
    __table_args__ = owned(
        within_school("breach_id", "breaches"),
        within_school("child_id", "children"),
        UniqueConstraint("school_id", "breach_id", "child_id"),
    )

    breach_id: UUID
    child_id: UUID


class BreachEntry(SchoolOwned, table=True):
    """A step in a breach's story. Only ever added: a correction is another entry."""

    __tablename__ = "breach_entries"
    __table_args__ = owned(
        within_school("breach_id", "breaches"),
        within_school("child_id", "children"),
        one_of("kind", ENTRY_KINDS),
        Index("ix_breach_entries_school_id_breach_id", "school_id", "breach_id"),
    )

    seq: int | None = sequence()
    breach_id: UUID
    kind: str
    text: str = ""
    child_id: UUID | None = Field(default=None, description="Whose family was told.")
    by: UUID | None = Field(default=None, foreign_key="users.id")
    at: datetime = instant()
