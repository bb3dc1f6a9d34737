from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TEXT
from sqlmodel import Field

from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel.tables import SchoolOwned, instant, one_of, owned, sequence, within_school

PURPOSE_IDS = tuple(PURPOSES)


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
        within_school("evidence_id", "evidence"),
        one_of("method", ("online", "paper", "in_person", "phone", "imported")),
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
    conditions: list[str] = Field(
        default_factory=list,
        sa_column=Column(ARRAY(TEXT), nullable=False, server_default=text("'{}'")),
        description="What rides on a yes (C12).",
    )
    authority: str | None = Field(default=None, description="On whose authority, as the roster had it then (C3).")
    receipt_id: UUID = Field(
        default_factory=uuid4,
        sa_column=Column(Uuid, nullable=False, server_default=text("gen_random_uuid()")),
        description="What was sent, or handed in on paper, together; one receipt names it (C16).",
    )
    evidence_id: UUID | None = Field(default=None, description="The scan of the paper form, or the imported file (C15).")
    signed_on: date | None = Field(default=None, description="The day written on the paper or in the imported file, else empty.")
    answered_at: datetime = instant()
    expires_on: date | None = Field(default=None, description="The first day on which a yes no longer counts (C11).")


class Evidence(SchoolOwned, table=True):
    """A file that shows what was answered: the scan of a paper form, or the file that past answers came from (C3, C15)."""

    __tablename__ = "evidence"
    __table_args__ = owned(one_of("kind", ("scan", "import")))

    kind: str
    sha256: str
    media_type: str
    size: int = Field(description="Bytes.")
    added_by: UUID = Field(foreign_key="users.id")
    added_at: datetime = instant()


class Verification(SchoolOwned, table=True):
    """A second member of staff has compared a paper form with what was typed in (C15). Only ever added; a rejection is final."""

    __tablename__ = "verifications"
    __table_args__ = owned(
        within_school("child_id", "children"),
        within_school("adult_id", "adults"),
        one_of("verdict", ("confirmed", "rejected")),
        CheckConstraint("(child_id is null) <> (adult_id is null)", name="child_or_adult"),
        Index("ix_verifications_school_id_receipt_id", "school_id", "receipt_id"),
    )

    seq: int | None = sequence()
    receipt_id: UUID
    child_id: UUID | None = None
    adult_id: UUID | None = None
    verdict: str
    note: str = ""
    by: UUID = Field(foreign_key="users.id")
    at: datetime = instant()


class Invalidation(SchoolOwned, table=True):
    """A yes that doesn't count any more though nobody took it back: entered by mistake, or the question has changed (C2)."""

    __tablename__ = "invalidations"
    __table_args__ = owned(
        within_school("answer_id", "answers"),
        within_school("child_id", "children"),
        within_school("adult_id", "adults"),
        CheckConstraint("(child_id is null) <> (adult_id is null)", name="child_or_adult"),
        Index("ix_invalidations_school_id_answer_id", "school_id", "answer_id"),
    )

    seq: int | None = sequence()
    answer_id: UUID
    child_id: UUID | None = None
    adult_id: UUID | None = None
    reason: str
    by: UUID = Field(foreign_key="users.id")
    at: datetime = instant()


class Objection(SchoolOwned, table=True):
    """An act in an objection to a purpose that rests on public task (C13): raised, upheld, overruled or taken back. Only added.

    `objection_id` is the same for all acts of one objection. `guardian_id` is empty where the person objects for themself.
    """

    __tablename__ = "objections"
    __table_args__ = owned(
        within_school("child_id", "children"),
        within_school("guardian_id", "guardians"),
        one_of("purpose", PURPOSE_IDS),
        one_of("act", ("raised", "upheld", "overruled", "taken_back")),
        Index("ix_objections_school_id_child_id_seq", "school_id", "child_id", "seq"),
    )

    seq: int | None = sequence()
    objection_id: UUID
    child_id: UUID
    guardian_id: UUID | None = None
    purpose: str
    act: str
    reason: str = ""
    by: UUID | None = Field(default=None, foreign_key="users.id", description="Staff; empty for the family's own act.")
    at: datetime = instant()


class CapacityAssessment(SchoolOwned, table=True):
    """Whether a person can decide for themself, as somebody assessed it: who, when, why (C7, C14). The newest holds."""

    __tablename__ = "capacity_assessments"
    __table_args__ = owned(
        within_school("child_id", "children"),
        within_school("adult_id", "adults"),
        CheckConstraint("(child_id is null) <> (adult_id is null)", name="child_or_adult"),
        Index("ix_capacity_assessments_school_id_child_id", "school_id", "child_id"),
        Index("ix_capacity_assessments_school_id_adult_id", "school_id", "adult_id"),
    )

    seq: int | None = sequence()
    child_id: UUID | None = None
    adult_id: UUID | None = None
    has_capacity: bool
    reason: str
    by: UUID = Field(foreign_key="users.id")
    at: datetime = instant()


class Settlement(SchoolOwned, table=True):
    """What staff did about two who disagree (C6): whom they spoke to, and what came of it. Only ever added; no answer by itself."""

    __tablename__ = "settlements"
    __table_args__ = owned(
        within_school("child_id", "children"),
        one_of("purpose", PURPOSE_IDS),
        Index("ix_settlements_school_id_child_id", "school_id", "child_id"),
    )

    seq: int | None = sequence()
    child_id: UUID
    purpose: str
    note: str
    by: UUID = Field(foreign_key="users.id")
    at: datetime = instant()


class PastAnswersImport(SchoolOwned, table=True):
    """A file of answers that a school took before it used the service: read, checked, waiting to be applied. As RosterImport."""

    __tablename__ = "past_answers_imports"
    __table_args__ = owned(within_school("evidence_id", "evidence"))

    uploaded_by: UUID = Field(foreign_key="users.id")
    uploaded_at: datetime = instant()
    file_name: str
    evidence_id: UUID
    rows: list[Any] = Field(sa_column=Column(JSONB, nullable=False))
    lines: list[Any] = Field(sa_column=Column(JSONB, nullable=False))
    problems: list[Any] = Field(sa_column=Column(JSONB, nullable=False))
    fingerprint: str
    applied_at: datetime | None = instant(nullable=True)


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
    """A way in for whoever may answer: a guardian for one child, a young person for themself (no guardian), an adult for themself.

    A link and a code, kept as hashes; a newer one replaces it (G5).
    """

    __tablename__ = "family_links"
    __table_args__ = owned(
        within_school("child_id", "children"),
        within_school("guardian_id", "guardians"),
        within_school("adult_id", "adults"),
        CheckConstraint("(child_id is null) <> (adult_id is null)", name="child_or_adult"),
        CheckConstraint("adult_id is null or guardian_id is null", name="adults_answer_for_themselves"),
        Index("ix_family_links_school_id_child_id_guardian_id", "school_id", "child_id", "guardian_id"),
        Index("ix_family_links_school_id_adult_id", "school_id", "adult_id"),
        Index("ix_family_links_school_id_guardian_id", "school_id", "guardian_id"),
    )

    token_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    code_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    child_id: UUID | None = None
    guardian_id: UUID | None = None
    adult_id: UUID | None = None
    made_by: UUID | None = Field(default=None, foreign_key="users.id")
    made_at: datetime = instant()
    expires_at: datetime = instant()
    replaced_at: datetime | None = instant(nullable=True)
    failed_codes: int = Field(default=0, description="Wrong codes since the last right one, or since the last pause.")
    paused_until: datetime | None = instant(nullable=True)


class EntryCode(SchoolOwned, table=True):
    """A code that opens a link's page by itself, typed in at /code: printed in a letter, or read out on the phone (then once, soon)."""

    __tablename__ = "entry_codes"
    __table_args__ = owned(
        within_school("link_id", "family_links"), Index("ix_entry_codes_school_id_link_id", "school_id", "link_id")
    )

    code_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    link_id: UUID
    is_spoken: bool
    made_at: datetime = instant()
    expires_at: datetime = instant()
    used_at: datetime | None = instant(nullable=True)


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


class PublicationHold(SchoolOwned, table=True):
    """While it is in force, nothing of this picture, or nothing that shows this child, goes out (M7). Whoever may not know why sees a
    plain missing answer (R2)."""

    __tablename__ = "publication_holds"
    __table_args__ = owned(
        within_school("child_id", "children"),
        within_school("photo_id", "photos"),
        CheckConstraint("(child_id is null) <> (photo_id is null)", name="child_or_photo"),
        Index("ix_publication_holds_school_id_child_id", "school_id", "child_id"),
        Index("ix_publication_holds_school_id_photo_id", "school_id", "photo_id"),
    )

    child_id: UUID | None = None
    photo_id: UUID | None = None
    by: UUID = Field(foreign_key="users.id")
    at: datetime = instant()
    ended_by: UUID | None = Field(default=None, foreign_key="users.id")
    ended_at: datetime | None = instant(nullable=True)
    why_ended: str = ""
