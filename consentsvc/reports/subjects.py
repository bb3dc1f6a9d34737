"""Whom a report is about, and whom it affects (M4). Who is named sees nothing of it from that commit on, whatever their role."""

from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.accounts import notices
from consentsvc.accounts import service as accounts
from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, Role
from consentsvc.kernel.errors import Conflict, NotFound
from consentsvc.reports import queries, service
from consentsvc.reports.chronology import write
from consentsvc.reports.models import Report, ReportedChild, ReportSubject
from consentsvc.reports.naming import named_in
from consentsvc.reports.readers import every_report
from consentsvc.reports.schemas import Naming, NewSubject, ReportDetail
from consentsvc.roster import service as roster

UNNAMED: Final = ("staff", "not_said")
"""What a reporter says whom it is about, where it may be somebody whom their words alone name."""
IN_WORDS: Final = "This name, or one like it, stands in what was written. If it isn’t about them, say so under Who."


def name(tx: Session, actor: Actor, report_id: UUID, given: NewSubject) -> Naming:
    """Name somebody whom it is about. It may end the writer's own reading: then that is all the answer says.

    Raises NotFound, also for a user or a child who isn't the school's; Conflict (`report-closed`).
    """
    found = service.held_open(tx, actor, report_id)
    _is_known(tx, actor, given)
    by = actor.person(service.NO_PROGRAM)
    made = ReportSubject(
        school_id=actor.school, report_id=report_id, named_by=by, named_at=clock.now(), **given.model_dump(exclude={"reason"})
    )
    with every_report(tx):  # who writes may be whom it is about
        tx.add(made)
        tx.flush()
        write(tx, found, "subject", by, given.name, reason=given.reason, outcome="named", about_id=made.id)
        come_to_new_readers(tx, found)
        is_read = bool(queries.readers(tx, found))
    return _naming(tx, actor, report_id, "report:subject", is_read=is_read)


def clear(tx: Session, actor: Actor, report_id: UUID, subject_id: UUID, reason: str) -> Naming:
    """Say that it isn't about somebody after all; it may go back to earlier readers. Raises NotFound; Conflict (`subject-cleared`)."""
    found = service.held_open(tx, actor, report_id)
    subject = queries.subject(tx, actor.school, report_id, subject_id)
    if subject.cleared_at is not None:
        raise Conflict("Somebody has said so already: there is nothing to do.", slug="subject-cleared")
    by = actor.person(service.NO_PROGRAM)
    with every_report(tx):  # it may go back to the leads, away from who writes
        subject.cleared_by, subject.cleared_at = by, clock.now()
        tx.flush()
        write(tx, found, "subject", by, subject.name, reason=reason, outcome="cleared", about_id=subject.id)
        come_to_new_readers(tx, found)
        is_read = bool(queries.readers(tx, found))
    return _naming(tx, actor, report_id, "report:subject-cleared", is_read=is_read)


def close_to_whom_words_name(tx: Session, found: Report, text: str) -> None:
    """Bar whoever reads reports here and may be named in what was written, where nobody else was named (M4); among `every_report`.

    The report rises no higher for it: another of the same role reads it, else the next in line, and clears it where it isn't so. Of a
    report that wasn't said to be about staff, somebody is left to read it.
    """
    if found.about not in UNNAMED or any(_stands(each) for each in queries.subjects(tx, found.school_id, found.id)):
        return
    readers = _possible_readers(tx, found.school_id)
    named = named_in(text, readers) - {found.made_by} - _looked_at(tx, found)
    if not named or (found.about == "not_said" and not readers.keys() - named - set(found.closed_to)):
        return
    for user_id in sorted(named):
        _close_to(tx, found, user_id, readers[user_id])
    come_to_new_readers(tx, found)


def _stands(subject: ReportSubject) -> bool:
    """Whether somebody of the school was named otherwise, and not cleared."""
    is_of_school = subject.user_id is not None or subject.kind in ("lead", "head")
    return is_of_school and not subject.from_words and subject.cleared_at is None


def _possible_readers(tx: Session, school_id: UUID) -> dict[UUID, str]:
    found = {user_id for role in (Role.LEAD, Role.HEAD, Role.CHAIR) for user_id in notices.who_is(tx, school_id, role)}
    return {user_id: each.name for user_id, each in accounts.named(tx, found).items()}


def _looked_at(tx: Session, found: Report) -> set[UUID | None]:
    """Whom somebody cleared stays cleared, however often the reporter writes their name."""
    return {each.user_id for each in queries.subjects(tx, found.school_id, found.id)}


def _close_to(tx: Session, found: Report, user_id: UUID, name: str) -> None:
    made = ReportSubject(
        school_id=found.school_id,
        report_id=found.id,
        kind="staff",
        user_id=user_id,
        name=name,
        is_sure=False,
        from_words=True,
        named_at=None if found.is_anonymous else clock.now(),
    )
    tx.add(made)
    tx.flush()
    write(tx, found, "subject", None, name, reason=IN_WORDS, outcome="named", about_id=made.id)


def affect(tx: Session, actor: Actor, report_id: UUID, child_id: UUID) -> ReportDetail:
    """Add a child whom it affects; nothing happens to one who stands there. Raises NotFound, Conflict."""
    found = service.held_open(tx, actor, report_id)
    child = roster.known_child(tx, actor.school, child_id)
    if child_id in {each.id for each in queries.children(tx, actor.school, report_id)}:
        return service.detail(tx, found)
    tx.add(ReportedChild(school_id=actor.school, report_id=report_id, child_id=child_id))
    return service.done(tx, actor, found, "child", f"{child.first_name} {child.last_name}", about_id=child_id)


def _is_known(tx: Session, actor: Actor, given: NewSubject) -> None:
    if given.user_id is not None and not any(given.user_id in notices.who_is(tx, actor.school, role) for role in Role):
        raise NotFound
    if given.child_id is not None:
        roster.known_child(tx, actor.school, given.child_id)


def come_to_new_readers(tx: Session, found: Report) -> None:
    """Whoever had it and doesn't read it now has it no more: those who do are told, as of a report that nobody has taken on (I7)."""
    tx.refresh(found)
    readers = queries.readers(tx, found)
    if not {found.acknowledged_by, found.handler_id} <= set(readers):
        found.acknowledged_by = found.acknowledged_at = None
    if found.handler_id not in readers:
        found.handler_id = None
    for task in queries.tasks(tx, found.school_id, found.id):
        if task.done_at is None and task.owner_id not in readers:
            task.owner_id = None
    service.owe_what_a_rule_asks(tx, found)


def _naming(tx: Session, actor: Actor, report_id: UUID, verb: str, *, is_read: bool) -> Naming:
    audit.record(tx, actor, verb, report_id)
    tx.flush()
    tx.expire_all()
    try:
        return Naming(may_read=True, is_read=True, report=service.detail(tx, service.held(tx, actor, report_id)))
    except NotFound:
        return Naming(may_read=False, is_read=is_read, report=None)
