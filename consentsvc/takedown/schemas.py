"""What the takedown room's API takes and gives."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from consentsvc.kernel.schemas import Input, Named, one_line

TaskState = Literal["open", "done", "not_recallable", "not_needed"]
ProofKind = Literal["fetched", "note", "screenshot"]
CasesShown = Literal["open", "closed", "all"]
DoneBy = Literal["service", "person", "nobody"]
MOST_TASKS = 500  # in one request

Note = Annotated[str, one_line(1000)]


class TakedownSummary(BaseModel):
    """What waits: cases and tasks that are open, those past their day, and those that are the reader's own."""

    open_cases: int
    open_tasks: int
    overdue: int
    mine: int


class CaseRow(BaseModel):
    """What one ending leaves to do; never why it ended (R2).

    pictures: placements that came down in it. due_at: the first deadline of what is still open. open, overdue, done, not_recallable,
    not_needed: how many copies elsewhere stand how; overdue ones are open too.
    """

    id: UUID
    opened_at: datetime
    closed_at: datetime | None
    pictures: int
    channels: list[str]
    due_at: datetime | None
    open: int
    overdue: int
    done: int
    not_recallable: int
    not_needed: int


class Cases(BaseModel):
    """A page of cases: the open ones first, by deadline, then the closed ones, the newest first."""

    items: list[CaseRow]
    total: int


class TaskCopy(BaseModel):
    """A copy elsewhere: `where` is for people to read, `addresses` can be looked at."""

    id: UUID
    kind: str
    where: str
    addresses: list[str]
    made_at: datetime


class ProofRow(BaseModel):
    """What shows that a copy is gone, or isn't yet. by: nobody, where the service itself looked. answered: the address's status."""

    id: UUID
    kind: ProofKind
    address: str | None
    answered: int | None
    is_gone: bool
    note: str
    has_screenshot: bool
    by: Named | None
    at: datetime


class TaskRow(BaseModel):
    """One copy that has to come down.

    done_by: the service itself (a connector, or by looking until the address is gone), a person, or nobody, where it can't come back.
    next_try_at: when the service looks next, by itself.
    """

    id: UUID
    case_id: UUID
    placement_id: UUID
    copied: TaskCopy
    state: TaskState
    done_by: DoneBy
    owner: Named | None
    due_at: datetime | None
    is_overdue: bool
    next_try_at: datetime | None
    tries: int
    told_lead_at: datetime | None
    settled_at: datetime | None
    settled_by: Named | None
    proofs: list[ProofRow]


class CameDownRow(BaseModel):
    """A placement that came down. photo_id, caption: none where nobody may reach the picture any more.

    replaced_by: the placement that hangs in its place now (P11).
    """

    placement_id: UUID
    photo_id: UUID | None
    channel: Named
    caption: str
    at: datetime
    shown_again_at: datetime | None
    replaced_by: UUID | None
    tasks: list[TaskRow]


class CaseDetail(CaseRow):
    """A case with its pictures: those with open tasks first; a page of them, `pictures` counts all."""

    came_down: list[CameDownRow]


class HandOver(Input):
    to: UUID


class ProofByNote(Input):
    """What somebody saw: that the copy is gone."""

    note: Note


class ProofsByNote(ProofByNote):
    task_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_TASKS)]


class NotPossible(Input):
    reason: Note


class StillThere(Input):
    note: Note


class ProvedItem(BaseModel):
    id: UUID
    outcome: Literal["done", "not_found", "settled_already"]


class ProvedItems(BaseModel):
    items: list[ProvedItem]
