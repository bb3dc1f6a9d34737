from datetime import date, datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Column, Index, UniqueConstraint, text
from sqlmodel import Field

from consentsvc.kernel.tables import SchoolOwned, instant, one_of, owned, sequence, within_school
from consentsvc.takedown.schemas import ProofKind, TaskState

TASK_STATES: tuple[str, ...] = get_args(TaskState)
PROOF_KINDS: tuple[str, ...] = get_args(ProofKind)


class Watched(SchoolOwned, table=True):
    """What was last seen of a placement: whether it showed, from which facts, and until when time alone can't change that.

    Nothing is served by it: it only tells what has changed since.
    """

    __tablename__ = "watched_placements"
    __table_args__ = owned(within_school("placement_id", "placements"), UniqueConstraint("school_id", "placement_id"))

    placement_id: UUID
    shows: bool
    fingerprint: list[int] = Field(sa_column=Column(ARRAY(BigInteger), nullable=False))
    holds_until: date | None = None
    seen_at: datetime = instant()


class Case(SchoolOwned, table=True):
    """What one ending leaves to be done. Opened once for each `key`.

    The speaker (child_id, with guardian_id for a parent or carer; or adult_id) is whoever ended it with their own word, and is told what
    came down (P10); nobody, where nobody's own word did.
    """

    __tablename__ = "takedown_cases"
    __table_args__ = owned(
        within_school("child_id", "children"),
        within_school("guardian_id", "guardians"),
        within_school("adult_id", "adults"),
        UniqueConstraint("school_id", "key"),
        Index("ix_takedown_cases_school_id_closed_at", "school_id", "closed_at"),
        Index("ix_takedown_cases_school_id_child_id", "school_id", "child_id"),
    )

    key: str
    child_id: UUID | None = None
    guardian_id: UUID | None = None
    adult_id: UUID | None = None
    opened_at: datetime = instant()
    closed_at: datetime | None = instant(nullable=True)


class CameDown(SchoolOwned, table=True):
    """A placement that stopped showing, in a case."""

    __tablename__ = "came_down"
    __table_args__ = owned(
        within_school("case_id", "takedown_cases"),
        within_school("placement_id", "placements"),
        UniqueConstraint("school_id", "case_id", "placement_id"),
        Index("uq_came_down_open", "school_id", "placement_id", unique=True, postgresql_where=text("shown_again_at is null")),
    )

    case_id: UUID
    placement_id: UUID
    at: datetime = instant()
    shown_again_at: datetime | None = instant(nullable=True)
    replaced_by: UUID | None = Field(default=None, description="The placement that hangs in its place now (P11).")


class Task(SchoolOwned, table=True):
    """One copy that has to come down elsewhere: by a connector, or by a person; or, of what can't be recalled, no more than a note."""

    __tablename__ = "takedown_tasks"
    __table_args__ = owned(
        within_school("case_id", "takedown_cases"),
        within_school("copy_id", "copies"),
        one_of("state", TASK_STATES),
        UniqueConstraint("school_id", "case_id", "copy_id"),
        Index("ix_takedown_tasks_school_id_state_due_at", "school_id", "state", "due_at"),
    )

    case_id: UUID
    copy_id: UUID
    state: str = "open"
    owner_id: UUID | None = Field(default=None, foreign_key="users.id")
    due_at: datetime | None = instant(nullable=True)
    next_try_at: datetime | None = instant(nullable=True)
    tries: int = 0
    reminded_at: datetime | None = instant(nullable=True)
    escalated_at: datetime | None = instant(nullable=True)
    done_at: datetime | None = instant(nullable=True)
    done_by: UUID | None = Field(default=None, foreign_key="users.id")
    version: int = 1


class Proof(SchoolOwned, table=True):
    """What shows that a copy is gone, or isn't yet: what an address answered, a person's note, a screenshot. Only ever added."""

    __tablename__ = "takedown_proofs"
    __table_args__ = owned(
        within_school("task_id", "takedown_tasks"),
        one_of("kind", PROOF_KINDS),
        Index("ix_takedown_proofs_school_id_task_id", "school_id", "task_id"),
    )

    seq: int | None = sequence()
    task_id: UUID
    kind: str
    address: str | None = None
    answered: int | None = Field(default=None, description="The status that the address answered with; none: it didn't answer.")
    is_gone: bool
    note: str = ""
    sha256: str | None = Field(default=None, description="The screenshot, re-encoded.")
    by: UUID | None = Field(default=None, foreign_key="users.id")
    at: datetime = instant()
