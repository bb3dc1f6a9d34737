from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Column, LargeBinary
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlmodel import Field, SQLModel

from consentsvc.kernel.access import Role
from consentsvc.kernel.tables import instant, one_of

ROLES = tuple(role.value for role in Role)


class User(SQLModel, table=True):
    """A person who signs in. One person may work at several schools."""

    __tablename__ = "users"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    email: str = Field(unique=True, description="In small letters.")
    name: str
    password_hash: str
    created_at: datetime = instant()
    left_at: datetime | None = instant(nullable=True)


class Membership(SQLModel, table=True):
    """A role of a person at a school."""

    __tablename__ = "memberships"
    __table_args__ = (one_of("role", ROLES),)

    user_id: UUID = Field(primary_key=True, foreign_key="users.id")
    school_id: UUID = Field(primary_key=True, foreign_key="schools.id")
    role: str = Field(primary_key=True)


class StaffSession(SQLModel, table=True):
    """A signed-in browser, known by the hash of its cookie; it acts for one school."""

    __tablename__ = "staff_sessions"

    token_hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    user_id: UUID = Field(foreign_key="users.id", index=True)
    school_id: UUID = Field(foreign_key="schools.id")
    created_at: datetime = instant()
    expires_at: datetime = instant()


class ApiToken(SQLModel, table=True):
    """A key for another program, known by its hash; it acts for one school with a person's roles, within its scopes."""

    __tablename__ = "api_tokens"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    token_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    user_id: UUID = Field(foreign_key="users.id", index=True)
    school_id: UUID = Field(foreign_key="schools.id")
    label: str
    scopes: list[str] = Field(sa_column=Column(ARRAY(TEXT), nullable=False))
    created_at: datetime = instant()
    expires_at: datetime = instant()
    revoked_at: datetime | None = instant(nullable=True)
