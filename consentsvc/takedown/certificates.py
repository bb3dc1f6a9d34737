"""What a family is told of its own word: what came down, when, and what couldn't (P10).

A certificate is a case as its own speaker may read it, worked out anew each time. It holds nothing of anybody else's word (G1), and
nothing of why: a case that no word of the speaker's opened is told to nobody (R2). A picture that was sealed or deleted since stands
there as before, so that nobody learns of either; the picture itself is shown nowhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlmodel import Session

from consentsvc.consent.speakers import Speaker
from consentsvc.kernel.errors import NotFound
from consentsvc.media.hidden import every_photo
from consentsvc.publishing.schemas import CopyKind
from consentsvc.takedown.models import CameDown, Case, Task
from consentsvc.takedown.queries import families as queries
from consentsvc.takedown.schemas import TaskState


@dataclass(frozen=True, slots=True)
class CopyTold:
    """A copy elsewhere. due_at: until when it is to be down; looked_at: when its address was seen to be empty."""

    kind: CopyKind
    state: TaskState
    due_at: datetime | None
    done_at: datetime | None
    looked_at: datetime | None


@dataclass(frozen=True, slots=True)
class PictureTold:
    """A picture that stopped being shown, by the place where it was. place: the channel's name, in the school's words."""

    place: str
    placed_at: datetime
    at: datetime
    shown_again_at: datetime | None
    copies: tuple[CopyTold, ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """What one word of a speaker's brought down. at: when that was noticed; the pictures came down when it was said."""

    id: UUID
    at: datetime
    pictures: tuple[PictureTold, ...]

    @property
    def copies(self) -> list[CopyTold]:
        return [copy for picture in self.pictures for copy in picture.copies]

    @property
    def is_done(self) -> bool:
        """Everything that can come down is down."""
        return all(copy.state != "open" for copy in self.copies)

    @property
    def is_undone(self) -> bool:
        """All of it is shown again."""
        return all(picture.shown_again_at for picture in self.pictures)

    @property
    def has_lasting(self) -> bool:
        """Something can't be called back."""
        return any(copy.state == "not_recallable" for copy in self.copies)


def certificates_of(tx: Session, school_id: UUID, speaker: Speaker) -> list[Certificate]:
    """Every certificate of a speaker, newest first."""
    return _certificates(tx, school_id, queries.cases_of(tx, school_id, speaker))


def certificate_of(tx: Session, school_id: UUID, speaker: Speaker, case_id: UUID) -> Certificate:
    """One certificate of this speaker. Raises NotFound for another's."""
    for each in certificates_of(tx, school_id, speaker):
        if each.id == case_id:
            return each
    raise NotFound


def _certificates(tx: Session, school_id: UUID, cases: Sequence[Case]) -> list[Certificate]:
    """Those that tell of anything."""
    with every_photo(tx):
        pictures = _pictures(tx, school_id, [case.id for case in cases])
    return [Certificate(case.id, case.opened_at, tuple(pictures[case.id])) for case in cases if pictures[case.id]]


def _pictures(tx: Session, school_id: UUID, case_ids: Sequence[UUID]) -> Mapping[UUID, list[PictureTold]]:
    copies = _copies(tx, school_id, case_ids)
    found: dict[UUID, list[PictureTold]] = defaultdict(list)
    for came_down, placed_at, place in queries.came_down_in(tx, school_id, case_ids):
        told = copies[came_down.case_id, came_down.placement_id]
        found[came_down.case_id].append(_picture(came_down, placed_at, place, told))
    return found


def _picture(came_down: CameDown, placed_at: datetime, place: str, copies: Iterable[CopyTold]) -> PictureTold:
    return PictureTold(place, placed_at, came_down.at, came_down.shown_again_at, tuple(copies))


def _copies(tx: Session, school_id: UUID, case_ids: Sequence[UUID]) -> Mapping[tuple[UUID, UUID], list[CopyTold]]:
    """By case and placement; what needs nothing any more isn't told."""
    tasks = queries.tasks_told(tx, school_id, case_ids)
    looked = queries.seen_gone(tx, school_id, [task.id for task, *_ in tasks])
    found: dict[tuple[UUID, UUID], list[CopyTold]] = defaultdict(list)
    for task, kind, placement_id in tasks:
        found[task.case_id, placement_id].append(_copy(task, cast(CopyKind, kind), looked.get(task.id)))
    return found


def _copy(task: Task, kind: CopyKind, looked_at: datetime | None) -> CopyTold:
    state = cast(TaskState, task.state)
    return CopyTold(kind, state, task.due_at, task.done_at, looked_at if state == "done" else None)
