"""Timed work of the reports room: somebody is told of each report until one of those who read it has taken it on (I7), and of each
time that its reporter adds to it.

It looks by itself at what waits, so that nothing in the queue names a report (I6). Each school is a transaction, and safe to run twice.
"""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

from sqlmodel import Session

from consentsvc.asking.rules import is_school_time
from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import system
from consentsvc.kernel.database import begin
from consentsvc.kernel.logs import log, where
from consentsvc.reports import queries, rules, service
from consentsvc.reports.chronology import write
from consentsvc.reports.letters import ADDED, NEXT_IN_LINE, REPORT_WAITS
from consentsvc.reports.models import Alert, Report
from consentsvc.reports.readers import every_report
from consentsvc.reports.subjects import come_to_new_readers
from consentsvc.schools import service as schools


def alert() -> None:
    """Tell those who read each report that nobody has taken on, and after a day the next in line."""
    with begin() as tx:
        school_ids = [school.id for school in schools.listed(tx)]
    for school_id in school_ids:
        try:
            with begin(school_id) as tx, every_report(tx):
                _alert_at(tx, school_id)
        except Exception as error:  # one school's trouble must not keep the others; it is tried again in a minute
            log.error("alerts_interrupted", school=str(school_id), **where(error))


def _alert_at(tx: Session, school_id: UUID) -> None:
    """One mail for each person, however many reports wait for them."""
    of_additions = _tell_of_additions(tx, school_id)
    readers: set[UUID] = set()
    next_in_line: set[UUID] = set()
    for report in queries.open_reports(tx, school_id):
        line = _line(tx, report)
        if not line or {report.acknowledged_by, report.handler_id} <= set(line[0]):
            continue
        if report.acknowledged_by is not None:  # whoever had it has left, or has another role
            come_to_new_readers(tx, queries.held(tx, school_id, report.id))
        told = _tell(tx, report, line)
        readers |= told & set(line[0])
        next_in_line |= told - set(line[0])
    run = str(uuid4())
    REPORT_WAITS.owe(tx, school_id, readers, run)
    NEXT_IN_LINE.owe(tx, school_id, next_in_line - readers, run)
    ADDED.owe(tx, school_id, of_additions - readers - next_in_line, run)
    if told_now := len(readers | next_in_line | of_additions):
        hour = _hour_after(clock.now())  # one of them may be anonymous (I6)
        audit.record(tx, system(school_id), "report:alert", None, at=hour, people=told_now)


def _tell_of_additions(tx: Session, school_id: UUID) -> set[UUID]:
    """Who reads a report to which its reporter added since somebody was last told of it, taken on, closed or neither; noted as told."""
    people: set[UUID] = set()
    for report in queries.with_new_additions(tx, school_id):
        queries.hold_reference(tx, report.reference)  # what is being added just now comes after this alert's entry
        line = _line(tx, report)
        if line:
            people |= set(line[0])
            write(tx, report, "alert", None, f"{_people(line[0])} told that something was added.")
    return people


def _people(told: Collection[UUID]) -> str:
    return "1 person was" if len(told) == 1 else f"{len(told)} people were"


def _tell(tx: Session, report: Report, line: list[Collection[UUID]]) -> set[UUID]:
    """Note who is told of it now."""
    alerts = queries.alerts(tx, report.school_id, report.id)
    told = {each.user_id: each.at for each in alerts}
    waiting = rules.Waiting(service.urgency_of(report), _since(tx, report), told, line)
    people = rules.to_tell(waiting, clock.now(), is_school_time(clock.now().astimezone(clock.LOCAL)))
    if people:
        step = 1 + max((each.step for each in alerts), default=-1)
        tx.add_all(_alert(report, user_id, step) for user_id in people)
        tx.flush()
    if set(people) - set(told):
        write(tx, report, "alert", None, f"{_people(people)} told.")
    return set(people)


def _alert(report: Report, user_id: UUID, step: int) -> Alert:
    return Alert(school_id=report.school_id, report_id=report.id, user_id=user_id, step=step, at=_kept(report, clock.now()))


def _kept(report: Report, moment: datetime) -> datetime:
    """An anonymous report is alerted within a minute, so the minute isn't kept: the next full hour is (I6)."""
    return _hour_after(moment) if report.is_anonymous else moment


def _hour_after(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _since(tx: Session, report: Report) -> datetime:
    """When it came, or came to others; of an anonymous one, the end of its day."""
    changed = queries.changed_hands_at(tx, report.school_id, report.id)
    came = report.received_at or datetime.combine(report.received_on + timedelta(days=1), time(), clock.LOCAL)
    return max(came, changed) if changed else came


def _line(tx: Session, report: Report) -> list[Collection[UUID]]:
    """Who reads it, then who is next in line, and so on; nobody twice."""
    line: list[Collection[UUID]] = []
    for level in range(report.level, queries.LEVELS):
        new = set(queries.readers(tx, report, level)) - set().union(*line)
        if new:
            line.append(new)
    return line
