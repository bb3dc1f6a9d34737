from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, LargeBinary, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from consentsvc.kernel.tables import instant


class AuditEntry(SQLModel, table=True):
    """One act or look. `number` counts within the school without gaps; `hash` covers the entry and the hash before (trigger)."""

    __tablename__ = "audit_entries"
    __table_args__ = (UniqueConstraint("school_id", "number"), ForeignKeyConstraint(["school_id"], ["schools.id"]))

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    school_id: UUID
    number: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=False))
    at: datetime = instant()
    actor_kind: str
    actor_id: UUID | None
    verb: str
    thing_id: UUID | None
    why: str
    detail: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    previous_hash: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=False))
    hash: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=False))
