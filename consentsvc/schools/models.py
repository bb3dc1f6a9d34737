from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from consentsvc.kernel.tables import instant, version


class School(SQLModel, table=True):
    """The organisation whose data it is. `policy` holds what the rulebook lets a school change (schools.policy)."""

    __tablename__ = "schools"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str
    slug: str = Field(unique=True)
    policy: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    version: int = version()
    created_at: datetime = instant()
