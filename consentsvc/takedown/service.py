"""What came down and what is left to do, for staff to read; and what a family is told of its own cases (P9, P10)."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlmodel import Session

from consentsvc.accounts import notices
from consentsvc.audit import service as audit
from consentsvc.connectors import service as connectors
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, Permission
from consentsvc.kernel.errors import NotFound
from consentsvc.kernel.schemas import Named
from consentsvc.media.hidden import every_photo
from consentsvc.publishing.kinds import KINDS
from consentsvc.takedown import rules
from consentsvc.takedown.models import Proof
from consentsvc.takedown.queries import cases as queries
from consentsvc.takedown.queries.cases import CaseTally, Down, TaskOf
from consentsvc.takedown.schemas import (
    CameDownRow,
    CaseDetail,
    CaseRow,
    Cases,
    CasesShown,
    ProofRow,
    TakedownSummary,
    TaskCopy,
    TaskRow,
)


def cases(tx: Session, actor: Actor, state: CasesShown, limit: int, offset: int) -> Cases:
    """Cases, the open ones first, by deadline. Never why something ended (R2)."""
    with every_photo(tx):
        found = queries.cases(tx, actor.school, state, clock.now(), limit, offset)
        total = queries.count_cases(tx, actor.school, state)
    return Cases(items=[_case_row(each) for each in found], total=total)


def case(tx: Session, actor: Actor, case_id: UUID, limit: int, offset: int) -> CaseDetail:
    """One case with a page of its pictures, the tasks and what shows that they are done. Raises NotFound."""
    audit.record(tx, actor, "takedown:view", case_id)
    with every_photo(tx):
        found = queries.cases(tx, actor.school, "all", clock.now(), 1, case_id=case_id)
        if not found:
            raise NotFound
        down = queries.pictures(tx, actor.school, case_id, limit, offset)
        tasks = queries.tasks_of(tx, actor.school, case_id, [each.placement_id for each in down])
    rows = {row.id: row for row in task_rows(tx, actor.school, [each for some in tasks.values() for each in some])}
    came_down = [_down_row(each, [rows[of.task.id] for of in tasks.get(each.placement_id, ())]) for each in down]
    return CaseDetail(**found[0]._asdict(), came_down=came_down)


def summary(tx: Session, actor: Actor) -> TakedownSummary:
    """How much waits."""
    with every_photo(tx):
        open_cases = queries.count_cases(tx, actor.school, "open")
    open_tasks, overdue, mine = queries.summary(tx, actor.school, actor.id, clock.now())
    return TakedownSummary(open_cases=open_cases, open_tasks=open_tasks, overdue=overdue, mine=mine)


def people(tx: Session, actor: Actor) -> list[Named]:
    """Who can be given a task, by name."""
    may_do = notices.who_may(tx, actor.school, Permission.TAKEDOWN_DO)
    return [Named(id=id_, name=name) for id_, name in queries.names(tx, may_do)]


def task_rows(tx: Session, school_id: UUID, tasks: Sequence[TaskOf]) -> list[TaskRow]:
    """Tasks as the API gives them, with their proofs."""
    proofs = queries.proofs(tx, school_id, [each.task.id for each in tasks])
    return [_task_row(each, proofs.get(each.task.id, ())) for each in tasks]


def _case_row(tally: CaseTally) -> CaseRow:
    return CaseRow(**tally._asdict())


def _down_row(down: Down, tasks: list[TaskRow]) -> CameDownRow:
    return CameDownRow(
        placement_id=down.placement_id,
        photo_id=down.photo_id,
        channel=Named(id=down.channel_id, name=down.channel),
        caption=down.caption,
        at=down.at,
        shown_again_at=down.shown_again_at,
        replaced_by=down.replaced_by,
        tasks=tasks,
    )


def _task_row(of: TaskOf, proofs: Iterable[tuple[Proof, str | None]]) -> TaskRow:
    task, copied = of.task, of.copy
    return TaskRow(
        id=task.id,
        case_id=task.case_id,
        placement_id=copied.placement_id,
        copied=TaskCopy(id=copied.id, kind=copied.kind, where=copied.where, addresses=copied.addresses, made_at=copied.made_at),
        state=task.state,
        done_by=rules.done_by(
            copied.kind,
            channel_can_be_recalled=KINDS[of.channel.kind].can_be_recalled,
            by_connector=connectors.takes_down(copied.kind),
            has_addresses=bool(copied.addresses),
        ),
        owner=_named(task.owner_id, of.owner),
        due_at=task.due_at,
        is_overdue=task.state == "open" and task.due_at is not None and task.due_at < clock.now(),
        next_try_at=task.next_try_at if task.state == "open" else None,
        tries=task.tries,
        told_lead_at=task.escalated_at,
        settled_at=task.done_at,
        settled_by=_named(task.done_by, of.settler),
        proofs=[_proof_row(proof, name) for proof, name in proofs],
    )


def _proof_row(proof: Proof, name: str | None) -> ProofRow:
    return ProofRow(
        id=proof.id,
        kind=proof.kind,
        address=proof.address,
        answered=proof.answered,
        is_gone=proof.is_gone,
        note=proof.note,
        has_screenshot=proof.sha256 is not None,
        by=_named(proof.by, name),
        at=proof.at,
    )


def _named(id_: UUID | None, name: str | None) -> Named | None:
    return None if id_ is None else Named(id=id_, name=name or "")
