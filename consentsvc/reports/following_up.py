"""What is done about a report: referrals with their answers, tasks, and the playbook for blackmail (M6, M9)."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.errors import Conflict, Field, Invalid, NotFound
from consentsvc.reports import queries, service
from consentsvc.reports.letters import TASK_GIVEN
from consentsvc.reports.models import Referral, Report, ReportTask
from consentsvc.reports.playbook import BLACKMAIL
from consentsvc.reports.schemas import (
    NewReferral,
    NewReportTask,
    PlaybookStep,
    ReferralAnswer,
    ReportDetail,
    ReportTaskChange,
    ReportTaskDone,
)

NOT_YET = "This day has not come yet: check it."


def refer(tx: Session, actor: Actor, report_id: UUID, given: NewReferral) -> ReportDetail:
    """Note that it was passed to somebody outside (M6). Raises NotFound; Conflict; Invalid for a day that hasn't come."""
    found = service.held_open(tx, actor, report_id)
    _has_come("referred_on", given.referred_on)
    by = actor.person(service.NO_PROGRAM)
    made = Referral(school_id=actor.school, report_id=report_id, by=by, at=clock.now(), **given.model_dump())
    tx.add(made)
    tx.flush()
    text = f"{given.recipient} {given.name}".strip()
    return service.done(
        tx, actor, found, "referral", text, outcome=given.reference, happened=given.referred_on.isoformat(), about_id=made.id
    )


def note_referral_answer(tx: Session, actor: Actor, report_id: UUID, referral_id: UUID, given: ReferralAnswer) -> ReportDetail:
    """Note what they answered; an earlier answer stays in the chronology (M5). Raises NotFound; Conflict; Invalid as `refer`."""
    found = service.held_open(tx, actor, report_id)
    referral = queries.referral(tx, actor.school, report_id, referral_id)
    _has_come("answered_on", given.answered_on)
    referral.answer, referral.answered_on = given.answer, given.answered_on
    referral.reference = given.reference or referral.reference
    return service.done(
        tx,
        actor,
        found,
        "referral_answer",
        given.answer,
        outcome=given.reference,
        happened=given.answered_on.isoformat(),
        about_id=referral.id,
    )


def add_task(tx: Session, actor: Actor, report_id: UUID, given: NewReportTask) -> ReportDetail:
    """Add something to be done, perhaps by somebody who reads the report, who is owed a mail without content. Raises NotFound; Conflict."""
    found = service.held_open(tx, actor, report_id)
    _reads(tx, found, given.owner_id)
    made = _added(tx, found, given.what, owner_id=given.owner_id, due_on=given.due_on)
    _tell_owner(tx, actor, made)
    return service.done(tx, actor, found, "task", given.what, about_id=made.id)


def change_task(tx: Session, actor: Actor, report_id: UUID, task_id: UUID, given: ReportTaskChange) -> ReportDetail:
    """Change its words, whose it is, or its day; how it was stays in the chronology (M5). Raises NotFound; Conflict (`task-done`)."""
    found = service.held_open(tx, actor, report_id)
    task = _open_task(tx, actor, report_id, task_id)
    _reads(tx, found, given.owner_id)
    owner = task.owner_id
    for field in given.model_fields_set - ({"what"} if given.what is None else set()):
        setattr(task, field, getattr(given, field))
    tx.flush()
    if task.owner_id != owner:
        _tell_owner(tx, actor, task)
    return service.done(tx, actor, found, "task", task.what, about_id=task.id)


def finish_task(tx: Session, actor: Actor, report_id: UUID, task_id: UUID, given: ReportTaskDone) -> ReportDetail:
    """Say that it is done, and what came of it. Raises NotFound; Conflict (`task-done`)."""
    found = service.held_open(tx, actor, report_id)
    task = _open_task(tx, actor, report_id, task_id)
    task.done_at, task.done_by, task.outcome = clock.now(), actor.person(service.NO_PROGRAM), given.outcome
    return service.done(tx, actor, found, "task_done", task.what, outcome=given.outcome, about_id=task.id)


def playbook(tx: Session, actor: Actor) -> list[PlaybookStep]:
    """The steps for blackmail with faked images (M9), in their order."""
    return list(BLACKMAIL)


def start_playbook(tx: Session, actor: Actor, report_id: UUID) -> ReportDetail:
    """Make each step of it a task, due today and of whoever has the report; one that is there already stays as it is (M9).

    Raises NotFound; Conflict (`report-closed`).
    """
    found = service.held_open(tx, actor, report_id)
    known = {each.step for each in queries.tasks(tx, actor.school, report_id)}
    new = [step for step in BLACKMAIL if step.step not in known]
    for step in new:
        _added(tx, found, step.what, step=step.step, owner_id=found.handler_id, due_on=clock.today())
    if not new:
        return service.detail(tx, found)
    return service.done(tx, actor, found, "playbook", f"{len(new)} steps")


def _added(tx: Session, found: Report, what: str, **more: Any) -> ReportTask:
    made = ReportTask(school_id=found.school_id, report_id=found.id, what=what, added_at=clock.now(), **more)
    tx.add(made)
    tx.flush()
    return made


def _open_task(tx: Session, actor: Actor, report_id: UUID, task_id: UUID) -> ReportTask:
    task = queries.task(tx, actor.school, report_id, task_id)
    if task.done_at is not None:
        raise Conflict("This task is done. Add another one.", slug="task-done")
    return task


def _reads(tx: Session, found: Report, user_id: UUID | None) -> None:
    if user_id is not None and user_id not in queries.readers(tx, found):
        raise NotFound


def _tell_owner(tx: Session, actor: Actor, task: ReportTask) -> None:
    if task.owner_id is not None and task.owner_id != actor.id:
        TASK_GIVEN.owe(tx, actor.school, [task.owner_id], f"{task.id} {clock.today()}")


def _has_come(field: str, day: date) -> None:
    if day > clock.today():
        raise Invalid(NOT_YET, fields=[Field(f"body.{field}", NOT_YET)])
