"""What became true in the takedown room."""

from dataclasses import dataclass
from uuid import UUID

from consentsvc.kernel.facts import Fact


@dataclass(frozen=True)
class TasksOpened(Fact):
    """There are copies elsewhere that have to come down: the service tries at once what it can do by itself."""

    case_id: UUID


@dataclass(frozen=True)
class CaseClosed(Fact):
    """Nothing is left to do in it: every copy is gone, or can't come back."""

    case_id: UUID


@dataclass(frozen=True)
class TakedownOverdue(Fact):
    """A copy is still to come down after its day. Told once for each task."""

    task_id: UUID
    case_id: UUID


@dataclass(frozen=True)
class CopyStillThere(Fact):
    """A copy that was said to be gone is there."""

    task_id: UUID
    copy_id: UUID
    placement_id: UUID
