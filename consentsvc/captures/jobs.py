"""Timed work of the captures room. Each school is a transaction; safe to run twice."""

from uuid import UUID

from sqlmodel import Session

from consentsvc.captures import queries
from consentsvc.captures.letters import owe_overdue, owe_reminder
from consentsvc.kernel import clock
from consentsvc.kernel.database import begin
from consentsvc.schools import service as schools


def mind_tasks() -> None:
    """Remind owners on the day, once for each task; tell them and all who handle captures of what is overdue, once a day (T3)."""
    with begin() as tx:
        school_ids = [school.id for school in schools.listed(tx)]
    for school_id in school_ids:
        with begin(school_id) as tx:
            _mind(tx, school_id)


def _mind(tx: Session, school_id: UUID) -> None:
    today = clock.today()
    due = queries.due_tasks(tx, school_id, today)
    new = [task for task in due if task.reminded_at is None and task.due_on == today]
    for task in new:
        task.reminded_at = clock.now()
    owe_reminder(tx, school_id, {task.owner_id for task in new})
    if late := {task.owner_id for task in due if task.due_on < today}:
        owe_overdue(tx, school_id, late)
