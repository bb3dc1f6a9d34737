from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TEXT
from sqlmodel import Field

from consentsvc.consent.purposes import PURPOSES
from consentsvc.kernel.tables import SchoolOwned, instant, one_of, owned, sequence, within_school

PURPOSE_IDS = tuple(PURPOSES)


class FormVersion(SchoolOwned, table=True):
    """The exact wording of each purpose as families see it. Never changes once made (C3)."""

    __tablename__ = "form_versions"
    __table_args__ = owned(UniqueConstraint("school_id", "number"))

    number: int
    wording: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    created_at: datetime = instant()


class Answer(SchoolOwned, table=True):
    """What somebody said for a child (or an adult for themself), a purpose, perhaps an event. Only ever added (C3).

    `guardian_id` is empty where the person answers for themself. `seq` is the order of answers, whatever the clocks say.
    """

    __tablename__ = "answers"
    __table_args__ = owned(
        within_school("child_id", "children"),
        within_school("adult_id", "adults"),
        within_school("guardian_id", "guardians"),
        within_school("event_id", "events"),
        within_school("form_version_id", "form_versions"),
        one_of("said", ("given", "refused", "withdrawn")),
        one_of("method", ("online", "paper", "in_person", "phone")),
        one_of("purpose", PURPOSE_IDS),
        CheckConstraint("(child_id is null) <> (adult_id is null)", name="child_or_adult"),
        CheckConstraint("adult_id is null or guardian_id is null", name="adults_answer_for_themselves"),
        Index("ix_answers_school_id_child_id_seq", "school_id", "child_id", "seq"),
        Index("ix_answers_school_id_adult_id_seq", "school_id", "adult_id", "seq"),
    )

    seq: int | None = sequence()
    child_id: UUID | None = None
    adult_id: UUID | None = None
    guardian_id: UUID | None = None
    purpose: str
    event_id: UUID | None = None
    said: str
    method: str
    recorded_by: UUID | None = Field(default=None, foreign_key="users.id", description="Staff who entered it; empty when online.")
    form_version_id: UUID
    language: str = "en"
    answered_at: datetime = instant()
    expires_on: date | None = Field(default=None, description="The first day on which a yes no longer counts (C11).")


class Restriction(SchoolOwned, table=True):
    """A lead's hold on a child: placed or lifted, only ever added (R1 to R3). Lifting ends all placed before it."""

    __tablename__ = "restrictions"
    __table_args__ = owned(
        within_school("child_id", "children"),
        one_of("act", ("placed", "lifted")),
        Index("ix_restrictions_school_id_child_id_seq", "school_id", "child_id", "seq"),
    )

    seq: int | None = sequence()
    child_id: UUID
    act: str
    purposes: list[str] | None = Field(default=None, sa_column=Column(ARRAY(TEXT)), description="Empty: every purpose.")
    reason: str
    by: UUID = Field(foreign_key="users.id")
    at: datetime = instant()


class FamilyLink(SchoolOwned, table=True):
    """A guardian's way in for one child: a link and a code, kept as hashes; a newer one replaces it (G5)."""

    __tablename__ = "family_links"
    __table_args__ = owned(
        within_school("child_id", "children"),
        within_school("guardian_id", "guardians"),
        Index("ix_family_links_school_id_child_id_guardian_id", "school_id", "child_id", "guardian_id"),
    )

    token_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    code_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    child_id: UUID
    guardian_id: UUID
    made_by: UUID | None = Field(default=None, foreign_key="users.id")
    made_at: datetime = instant()
    expires_at: datetime = instant()
    replaced_at: datetime | None = instant(nullable=True)
    failed_codes: int = Field(default=0, description="Wrong codes since the last right one, or since the last pause.")
    paused_until: datetime | None = instant(nullable=True)


class FamilySession(SchoolOwned, table=True):
    """A family's signed-in browser, for one link. `drafts`: what it has answered and not sent yet, see consent.families."""

    __tablename__ = "family_sessions"
    __table_args__ = owned(
        within_school("link_id", "family_links"),
        Index("ix_family_sessions_school_id_link_id", "school_id", "link_id"),
    )

    token_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    link_id: UUID
    drafts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    created_at: datetime = instant()
    expires_at: datetime = instant()
