from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from consentsvc.kernel.tables import SchoolOwned, instant, owned, version, within_school


class SchoolClass(SchoolOwned, table=True):
    __tablename__ = "classes"
    __table_args__ = owned(UniqueConstraint("school_id", "name"))

    name: str


class Child(SchoolOwned, table=True):
    """A person whose pictures the service guards. `ref` is the school's own number for the child."""

    __tablename__ = "children"
    __table_args__ = owned(UniqueConstraint("school_id", "ref"), within_school("class_id", "classes"))

    ref: str
    first_name: str
    last_name: str
    known_as: str | None = Field(default=None, description="What the child is called, where that isn't the first name (P2).")
    born_on: date
    class_id: UUID | None = None
    left_on: date | None = None
    looked_after: bool = Field(default=False, description="In care: the local authority's social worker decides (C8).")
    yes_counts_after: int | None = Field(
        default=None,
        sa_column=Column(BigInteger, nullable=True),
        description="`seq` of the last answer before the child came back, or went into or out of care: older yeses have ended (C8, C11).",
    )
    yes_counts_from: date | None = Field(
        default=None, description="With it: a yes that was signed before this day has ended too, however late it arrives."
    )
    version: int = version()
    created_at: datetime = instant()

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class Guardian(SchoolOwned, table=True):
    """A parent or carer. `ref` is the school's own number, where it has one: the same in every child's row of a file."""

    __tablename__ = "guardians"
    __table_args__ = owned(UniqueConstraint("school_id", "ref"))

    ref: str | None = None
    name: str
    email: str | None = None
    phone: str | None = None
    language: str | None = Field(default=None, description="In which the school writes to this person; empty: English.")
    created_at: datetime = instant()


class Guardianship(SchoolOwned, table=True):
    """The tie of a guardian to a child."""

    __tablename__ = "guardianships"
    __table_args__ = owned(
        UniqueConstraint("school_id", "child_id", "guardian_id"),
        within_school("child_id", "children"),
        within_school("guardian_id", "guardians"),
    )

    child_id: UUID
    guardian_id: UUID
    relationship: str
    parental_responsibility: bool
    local_authority: bool = Field(
        default=False, description="The social worker of a looked-after child, who decides for them (C8)."
    )
    contact_barred: bool = False


class Adult(SchoolOwned, table=True):
    """A member of staff, a volunteer or a visitor who may be in a picture (C14)."""

    __tablename__ = "adults"
    __table_args__ = owned()

    name: str
    email: str | None = None
    language: str | None = None
    version: int = version()
    created_at: datetime = instant()


class RosterImport(SchoolOwned, table=True):
    """A file of the roster that has been read and checked, and waits to be applied.

    `rows`: what the file says, forgotten once it is applied. `lines`: what each row would do, as people were shown it; `missing`: the
    children of the roster whom it doesn't name, `here`: how many there are in all; `notes`: what to know about the file; and
    `fingerprint`: of the roster that this was worked out from.
    """

    __tablename__ = "roster_imports"
    __table_args__ = owned()

    uploaded_by: UUID = Field(foreign_key="users.id")
    uploaded_at: datetime = instant()
    file_name: str
    rows: list[Any] = Field(sa_column=Column(JSONB, nullable=False))
    lines: list[Any] = Field(sa_column=Column(JSONB, nullable=False))
    problems: list[Any] = Field(sa_column=Column(JSONB, nullable=False))
    missing: list[Any] = Field(sa_column=Column(JSONB, nullable=False))
    here: int
    notes: list[Any] = Field(sa_column=Column(JSONB, nullable=False))
    fingerprint: str
    applied_at: datetime | None = instant(nullable=True)


class RosterMapping(SchoolOwned, table=True):
    """What the office said about the files of another system, kept for the next one.

    `fingerprint`: of the file's columns; `choices`: which is which (mapping.ColumnChoices, oneroster.OneRosterChoices).
    """

    __tablename__ = "roster_mappings"
    __table_args__ = owned(UniqueConstraint("school_id", "fingerprint"))

    fingerprint: str
    name: str
    choices: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    saved_by: UUID = Field(foreign_key="users.id")
    saved_at: datetime = instant()
