"""The verbs on a task: take it on, hand it over, prove that the copy is gone, say that it can't be, look again, open it again (P9).

Proofs are only ever added. Whoever settles a task holds its row; what follows for the case is done in the same transaction.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.accounts import notices
from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, Permission
from consentsvc.kernel.errors import Conflict, NotFound
from consentsvc.kernel.facts import record
from consentsvc.media.hidden import every_photo
from consentsvc.publishing import copies
from consentsvc.publishing.models import Copy
from consentsvc.schools import service as schools
from consentsvc.takedown import letters, rules, service
from consentsvc.takedown.facts import CaseClosed, CopyStillThere, TasksOpened
from consentsvc.takedown.models import Case, Proof, Task
from consentsvc.takedown.queries import cases as queries
from consentsvc.takedown.schemas import ProofKind, ProvedItem, TaskRow, TaskState

NO_PROGRAM: Final = "Only a person who has signed in can say that a copy is gone, not a program."
UNDO: Final = timedelta(minutes=10)
"""So long what somebody said can be taken back as if it had not been said."""

BY_A_PERSON: Final = "Only a person who has signed in can take this on, not a program."


def take_on(tx: Session, actor: Actor, task_id: UUID) -> TaskRow:
    """Make a task the actor's own. Raises NotFound; Conflict (`task-settled`); NotAllowed for a program."""
    return _give(tx, actor, task_id, actor.person(BY_A_PERSON))


def hand_over(tx: Session, actor: Actor, task_id: UUID, to: UUID) -> TaskRow:
    """Give a task to somebody who may do it, and owe them a mail. Raises NotFound, also for whoever may not; Conflict."""
    if to not in notices.who_may(tx, actor.school, Permission.TAKEDOWN_DO):
        raise NotFound
    row = _give(tx, actor, task_id, to)
    if to != actor.id:
        letters.owe_to_do(tx, actor.school, [to])
    return row


def prove(tx: Session, actor: Actor, task_id: UUID, note: str, sha256: str | None = None) -> TaskRow:
    """Say that the copy is gone: with a note, perhaps a screenshot. Raises NotFound; Conflict; NotAllowed for a program."""
    by = actor.person(NO_PROGRAM)
    task = _held_open(tx, actor, task_id)
    kind: ProofKind = "screenshot" if sha256 else "note"
    add_proof(tx, task, kind, is_gone=True, note=note, sha256=sha256, by=by)
    settle(tx, actor, task, "done")
    return _row(tx, actor, task_id)


def prove_many(tx: Session, actor: Actor, task_ids: Sequence[UUID], note: str) -> list[ProvedItem]:
    """Say of many copies that they are gone, with an answer for each. Raises NotAllowed for a program."""
    return [_proved(tx, actor, task_id, note) for task_id in sorted(set(task_ids))]


def not_possible(tx: Session, actor: Actor, task_id: UUID, reason: str) -> TaskRow:
    """Say that a copy can't be called back, and why. Raises as `prove`."""
    by = actor.person(NO_PROGRAM)
    task = _held_open(tx, actor, task_id)
    add_proof(tx, task, "note", is_gone=False, note=reason, by=by)
    settle(tx, actor, task, "not_recallable")
    return _row(tx, actor, task_id)


def look_again(tx: Session, actor: Actor, task_id: UUID) -> TaskRow:
    """Have the service try at once. Raises NotFound; Conflict (`task-settled`)."""
    task = _held_open(tx, actor, task_id)
    if task.next_try_at is None:
        raise Conflict("There is nothing that the service could look at by itself.", slug="nothing-to-look-at")
    task.next_try_at, task.version = clock.now(), task.version + 1
    tx.flush()
    audit.record(tx, actor, "takedown:look", task_id, case=task.case_id)
    record(tx, TasksOpened(actor.school, task.case_id))
    return _row(tx, actor, task_id)


def reopen(tx: Session, actor: Actor, task_id: UUID, note: str) -> TaskRow:
    """The copy is there after all, or can be called back: the task is open again. Raises NotFound; Conflict (`task-open`)."""
    by = actor.person(NO_PROGRAM)
    task = queries.hold_task(tx, actor.school, task_id)
    if task.state not in ("done", "not_recallable"):
        raise Conflict("This task is not settled.", slug="task-open")
    was_said_gone = task.state == "done" and not _is_undoing(task, by)
    add_proof(tx, task, "note", is_gone=False, note=note, by=by)
    copied = _open_again(tx, actor, task)
    if was_said_gone:
        record(tx, CopyStillThere(actor.school, task.id, copied.id, copied.placement_id))
    return _row(tx, actor, task_id)


def copy_is_gone(tx: Session, actor: Actor, copy_id: UUID, note: str) -> None:
    """Somebody took a copy down, whether or not it had to be: the proof of its task, where one is open. Raises NotFound; NotAllowed."""
    actor.person(NO_PROGRAM)
    task = queries.hold_newest_task_of(tx, actor.school, copy_id)
    if task is not None and task.state == "open":
        prove(tx, actor, task.id, note)
    else:
        copies.is_gone(tx, actor, copies.copy(tx, actor.school, copy_id))


def still_there(tx: Session, actor: Actor, copy_id: UUID, address: str) -> None:
    """Whoever looked at a page found a copy there that was said to be gone: its newest task is open again (P9)."""
    task = queries.hold_newest_task_of(tx, actor.school, copy_id)
    if task is None or task.state != "done":
        return
    add_proof(tx, task, "fetched", is_gone=False, address=address, answered=200)
    copied = _open_again(tx, actor, task)
    record(tx, CopyStillThere(actor.school, task.id, copied.id, copied.placement_id))


def settle(tx: Session, actor: Actor, task: Task, state: TaskState) -> None:
    """Note how a task ended; its copy, where it is gone; and its case, where nothing is left to do."""
    task.state, task.done_at, task.version = state, clock.now(), task.version + 1
    task.done_by = actor.id if actor.kind == "staff" else None
    tx.flush()
    if state == "done":
        with every_photo(tx):
            copies.is_gone(tx, actor, queries.task(tx, actor.school, task.id).copy)
    audit.record(tx, actor, f"takedown:{state}", task.id, case=task.case_id)
    close_if_done(tx, actor, task.case_id)


def close_if_done(tx: Session, actor: Actor, case_id: UUID) -> None:
    """Close a case in which nothing is open; once."""
    case: Case = queries.hold_case(tx, actor.school, case_id)
    if case.closed_at is None and not queries.has_open_task(tx, actor.school, case_id):
        case.closed_at = clock.now()
        tx.flush()
        audit.record(tx, actor, "takedown:close", case_id)
        record(tx, CaseClosed(actor.school, case_id))


def add_proof(
    tx: Session,
    task: Task,
    kind: ProofKind,
    *,
    is_gone: bool,
    note: str = "",
    address: str | None = None,
    answered: int | None = None,
    sha256: str | None = None,
    by: UUID | None = None,
) -> None:
    """Keep what shows how a copy is."""
    tx.add(
        Proof(
            school_id=task.school_id,
            task_id=task.id,
            kind=kind,
            is_gone=is_gone,
            note=note,
            address=address,
            answered=answered,
            sha256=sha256,
            by=by,
            at=clock.now(),
        )
    )
    tx.flush()


def _proved(tx: Session, actor: Actor, task_id: UUID, note: str) -> ProvedItem:
    try:
        prove(tx, actor, task_id, note)
    except NotFound:
        return ProvedItem(id=task_id, outcome="not_found")
    except Conflict:
        return ProvedItem(id=task_id, outcome="settled_already")
    return ProvedItem(id=task_id, outcome="done")


def _give(tx: Session, actor: Actor, task_id: UUID, to: UUID) -> TaskRow:
    task = _held_open(tx, actor, task_id)
    task.owner_id, task.version = to, task.version + 1
    tx.flush()
    audit.record(tx, actor, "takedown:hand_over", task_id, case=task.case_id, to=to)
    return _row(tx, actor, task_id)


def _is_undoing(task: Task, by: UUID) -> bool:
    """Whether somebody takes back what they have only just said."""
    return task.done_by == by and task.done_at is not None and clock.now() - task.done_at < UNDO


def _open_again(tx: Session, actor: Actor, task: Task) -> Copy:
    """Open, with a deadline anew."""
    now = clock.now()
    with every_photo(tx):
        copied = queries.task(tx, actor.school, task.id).copy
        copies.is_there(tx, actor, copied)
    task.state, task.done_at, task.done_by, task.version = "open", None, None, task.version + 1
    task.next_try_at = now if copied.addresses else None
    task.due_at = rules.due_at(now.astimezone(clock.LOCAL), schools.policy_of(tx, actor.school).takedown_days)
    task.reminded_at, task.escalated_at = None, None
    queries.hold_case(tx, actor.school, task.case_id).closed_at = None
    tx.flush()
    audit.record(tx, actor, "takedown:reopen", task.id, case=task.case_id)
    return copied


def _held_open(tx: Session, actor: Actor, task_id: UUID) -> Task:
    task = queries.hold_task(tx, actor.school, task_id)
    if task.state != "open":
        raise Conflict("Somebody has settled this task already.", slug="task-settled")
    return task


def _row(tx: Session, actor: Actor, task_id: UUID) -> TaskRow:
    with every_photo(tx):
        (row,) = service.task_rows(tx, actor.school, [queries.task(tx, actor.school, task_id)])
    return row
