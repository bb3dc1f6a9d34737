from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index
from sqlalchemy.dialects.postgresql import ARRAY, INTEGER, JSONB, TEXT
from sqlmodel import Field

from consentsvc.kernel.tables import SchoolOwned, instant, one_of, owned, within_school


class Round(SchoolOwned, table=True):
    """Families asked together. `scope`: whom it reached, see asking.schemas. No purposes: every one of the form."""

    __tablename__ = "rounds"
    __table_args__ = owned(within_school("event_id", "events"))

    name: str
    scope: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    event_id: UUID | None = Field(default=None, description="Answers are for this event only (C9).")
    purposes: list[str] | None = Field(default=None, sa_column=Column(ARRAY(TEXT)))
    note: str = Field(default="", description="The school's own words in the letter.")
    due_on: date | None = None
    remind_after: list[int] = Field(sa_column=Column(ARRAY(INTEGER), nullable=False), description="Days after the first asking.")
    is_renewal: bool = Field(default=False, description="Made by the service, because answers are about to lapse (C11).")
    made_by: UUID | None = Field(default=None, foreign_key="users.id")
    made_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)


class Request(SchoolOwned, table=True):
    """One person asked in a round. No guardian: the young person; an adult for themself."""

    __tablename__ = "requests"
    __table_args__ = owned(
        within_school("round_id", "rounds"),
        within_school("child_id", "children"),
        within_school("guardian_id", "guardians"),
        within_school("adult_id", "adults"),
        within_school("link_id", "family_links"),
        one_of("by", ("email", "letter")),
        CheckConstraint("(child_id is null) <> (adult_id is null)", name="child_or_adult"),
        Index(
            "uq_requests_school_id_round_id_person",
            "school_id",
            "round_id",
            "child_id",
            "guardian_id",
            "adult_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_requests_school_id_child_id", "school_id", "child_id"),
    )

    round_id: UUID
    child_id: UUID | None = None
    guardian_id: UUID | None = None
    adult_id: UUID | None = None
    by: str
    link_id: UUID | None = None
    answers_after: int = Field(
        sa_column=Column(BigInteger, nullable=False), description="`seq` of the person's last answer when asked."
    )
    asked_at: datetime | None = instant(nullable=True)
    printed_at: datetime | None = instant(nullable=True)
    reminded_at: datetime | None = instant(nullable=True)
    reminders: int = 0
