"""What a takedown needs beside the stage: a copy of a placement elsewhere, looks at the school, and what became of a case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import select

from consentsvc.kernel.access import system
from consentsvc.kernel.database import begin
from consentsvc.publishing import copies
from consentsvc.publishing.models import Copy
from consentsvc.publishing.schemas import PlacementRow
from consentsvc.takedown import watching
from consentsvc.takedown.models import CameDown, Case, Proof, Task
from tests.publishing.stage import Stage


@dataclass(frozen=True)
class Desk:
    """Acts at the stage's school, each step a transaction of its own."""

    stage: Stage

    @property
    def school(self) -> UUID:
        return self.stage.school

    def copy(self, placed: PlacementRow, kind: str = "social", where: str = "A post on our page", *addresses: str) -> UUID:
        with begin(self.school) as tx:
            return copies.note(tx, self.stage.actor(self.stage.cast.publisher), placed.id, kind, where, addresses=addresses).id

    def look(self) -> None:
        watching.look(self.school)

    def cases(self) -> list[Case]:
        with begin(self.school) as tx:
            return list(tx.exec(select(Case).order_by(Case.opened_at, Case.key)))

    def the_case(self) -> Case:
        (case,) = self.cases()
        return case

    def down(self) -> list[CameDown]:
        with begin(self.school) as tx:
            return list(tx.exec(select(CameDown)))

    def tasks(self) -> list[Task]:
        with begin(self.school) as tx:
            return list(tx.exec(select(Task).join(Copy, Copy.id == Task.copy_id).order_by(Copy.made_at, Copy.id)))

    def the_task(self) -> Task:
        (task,) = self.tasks()
        return task

    def proofs(self) -> list[Proof]:
        with begin(self.school) as tx:
            return list(tx.exec(select(Proof).order_by(Proof.seq)))

    def copies(self) -> list[Copy]:
        with begin(self.school) as tx:
            return list(tx.exec(select(Copy).order_by(Copy.made_at, Copy.id)))

    def is_gone(self, copy_id: UUID) -> None:
        with begin(self.school) as tx:
            copies.is_gone(tx, system(self.school), tx.get_one(Copy, copy_id))

    def is_due(self, task: Task, at: datetime) -> None:
        """Give a task another deadline."""
        with begin(self.school) as tx:
            tx.get_one(Task, task.id).due_at = at

    def is_tried_at(self, task: Task, at: datetime) -> None:
        """Have the service try it then."""
        with begin(self.school) as tx:
            tx.get_one(Task, task.id).next_try_at = at


def a_task(desk: Desk, *addresses: str, kind: str = "social") -> Task:
    """A copy that has to come down: everybody agreed, it was placed, copied and withdrawn."""
    stage = desk.stage
    placed = stage.place(stage.photo())
    desk.copy(placed, kind, "A post on our page", *addresses)
    stage.answer(stage.cast.amira, stage.cast.amira_mother, "withdrawn")
    desk.look()
    return desk.the_task()
