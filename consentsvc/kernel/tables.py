"""What every school's table has in common: an id, its school first in every index, references that can't cross schools."""

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, ForeignKeyConstraint, Identity, UniqueConstraint, text
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING


class SchoolOwned(SQLModel):
    """A row that belongs to one school; row-level security shows it to that school alone."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    school_id: UUID


def owned(*constraints: Any) -> tuple[Any, ...]:
    """`__table_args__` of a SchoolOwned table: the school is real, (school, id) can be referred to, and `constraints`."""
    return (UniqueConstraint("school_id", "id"), ForeignKeyConstraint(["school_id"], ["schools.id"]), *constraints)


def within_school(column: str, table: str) -> ForeignKeyConstraint:
    """A reference that the database keeps inside the school."""
    return ForeignKeyConstraint(["school_id", column], [f"{table}.school_id", f"{table}.id"])


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """The column says one of these words, or nothing."""
    return CheckConstraint(f"{column} in ({', '.join(repr(v) for v in values)})", name=column)


def sequence() -> Any:
    """The database's own order, which no clock can change."""
    return Field(default=None, sa_column=Column(BigInteger, Identity(always=True), unique=True, nullable=False))


def instant(*, nullable: bool = False) -> Any:
    """A moment, aware, kept in UTC."""
    default: Any = None if nullable else ...
    return Field(default=default, sa_type=DateTime(timezone=True), nullable=nullable)


def version() -> Any:
    """Raised by a trigger with every change of a fact; see migrations (guards)."""
    return Field(default=1, sa_column=Column(BigInteger, nullable=False, server_default=text("1")))
