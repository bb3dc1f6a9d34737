"""Timed work of the reports room: somebody is told of each report until one of those who read it has taken it on (I7), and of what
its reporter adds until one of them has opened it. And, before any report, of those that nobody could read (M4).

It looks by itself at what waits, so that nothing in the queue names a report (I6). Each school is a transaction, and safe to run twice.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

from sqlmodel import Session

from consentsvc.accounts import notices
from consentsvc.asking.rules import is_school_time
from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import Role, system
from consentsvc.kernel.database import begin
from consentsvc.kernel.logs import log, where
from consentsvc.reports import queries, rules, service
from consentsvc.reports.chronology import write
from consentsvc.reports.letters import ADDED, NEXT_IN_LINE, NOBODY_READS, REPORT_WAITS, TASK_DUE
from consentsvc.reports.models import Alert, Report, ReportGap
from consentsvc.reports.readers import every_report
from consentsvc.reports.readiness import gaps
from consentsvc.reports.subjects import come_to_new_readers
from consentsvc.schools import service as schools


def alert() -> None:
    """Tell those who read each report that nobody has taken on, and after a day the next in line."""
    _at_each_school(_alert_at)


def mind_gaps() -> None:
    """Tell administrators and the head, once each time that it becomes so, of which kind of report nobody could read one (M4)."""
    _at_each_school(_mind_gaps_at)


def remind_of_tasks() -> None:
    """Remind of each task that isn't done, on its day and each week after it: its owner, or else those who read the report (M3, M4)."""
    _at_each_school(_remind_at)


def _at_each_school(look: Callable[[Session, UUID], None]) -> None:
    with begin() as tx:
        school_ids = [school.id for school in schools.listed(tx)]
    for school_id in school_ids:
        with _whatever_happens(school_id), begin(school_id) as tx:
            look(tx, school_id)


@contextmanager
def _whatever_happens(school_id: UUID) -> Iterator[None]:
    """One school's trouble must not keep the others, nor one report's: it is tried again the next time."""
    try:
        yield
    except Exception as error:
        log.error("alerts_interrupted", school=str(school_id), **where(error))


def _mind_gaps_at(tx: Session, school_id: UUID) -> None:
    there, known = set(gaps(tx, school_id)), {each.about: each for each in queries.gaps(tx, school_id)}
    for about in known.keys() - there:
        tx.delete(known[about])
    new = [
        ReportGap(school_id=school_id, about=about, since=clock.now()) for about in NOBODY_READS if about in there - known.keys()
    ]
    tx.add_all(new)
    tx.flush()
    people = {user_id for role in (Role.ADMIN, Role.HEAD) for user_id in notices.who_is(tx, school_id, role)}
    for gap in new:
        NOBODY_READS[gap.about].owe(tx, school_id, people, str(gap.id))  # type: ignore[index]
        audit.record(tx, system(school_id), "report:gap", gap.id, about=gap.about)


def _remind_at(tx: Session, school_id: UUID) -> None:
    """The day that a reminder is for is its key: a second look owes nothing more, and a day that was missed is made up for."""
    today = clock.today()
    people: dict[date, set[UUID]] = {}
    with every_report(tx):
        for report, task in queries.due_tasks(tx, school_id, today):
            day = rules.reminded_on(task.due_on or today, today)
            people.setdefault(day, set()).update(queries.who_minds(tx, report, task))
    for day in sorted(people):
        TASK_DUE.owe(tx, school_id, people[day], day.isoformat())


class _Told:
    """Whom one look at a school's reports tells, by the mail that they are owed."""

    def __init__(self) -> None:
        self.readers: set[UUID] = set()
        self.of_additions: set[UUID] = set()
        self.next_in_line: set[UUID] = set()

    def owe(self, tx: Session, school_id: UUID) -> None:
        """One mail for each person, however many reports wait for them."""
        run = str(uuid4())
        REPORT_WAITS.owe(tx, school_id, self.readers, run)
        ADDED.owe(tx, school_id, self.of_additions - self.readers, run)
        NEXT_IN_LINE.owe(tx, school_id, self.next_in_line - self.readers - self.of_additions, run)
        if people := len(self.readers | self.of_additions | self.next_in_line):
            hour = _hour_after(clock.now())  # one of them may be anonymous (I6)
            audit.record(tx, system(school_id), "report:alert", None, at=hour, people=people)


def _alert_at(tx: Session, school_id: UUID) -> None:
    told = _Told()
    with every_report(tx):
        for report in queries.with_unseen_additions(tx, school_id):
            with _whatever_happens(school_id), tx.begin_nested():
                queries.hold_reference(tx, report.reference)  # what is being added just now comes after this alert's entry
                _tell_of_addition(tx, report, told)
        for report in queries.open_reports(tx, school_id):
            with _whatever_happens(school_id), tx.begin_nested():
                _tell_that_it_waits(tx, report, told)
    told.owe(tx, school_id)


def _tell_that_it_waits(tx: Session, report: Report, told: _Told) -> None:
    line = queries.line(tx, report)
    if not line or _is_in_hand(report, line):
        return
    if report.acknowledged_by is not None:  # whoever had it has left, or has another role
        come_to_new_readers(tx, queries.held(tx, report.school_id, report.id))
    people = _due(tx, report, _since(tx, report), line)
    told.readers |= people & set(line[0])
    told.next_in_line |= people - set(line[0])


def _is_in_hand(report: Report, line: list[Collection[UUID]]) -> bool:
    return {report.acknowledged_by, report.handler_id} <= set(line[0])


def _tell_of_addition(tx: Session, report: Report, told: _Told) -> None:
    """Who reads it is told at once that its reporter added to it, taken on, closed or neither; again until one of them opens it."""
    line = queries.line(tx, report)
    if not line:
        return
    if queries.newest_entry(tx, report, "added") > queries.newest_entry(tx, report, "alert"):
        told.of_additions |= set(line[0])
        _note(tx, report, line[0])
        write(tx, report, "alert", None, f"{_people(line[0])} told that something was added.")
    elif report.closed_at is not None or _is_in_hand(report, line):  # any other is told anyway, as one that waits
        first = queries.unseen_additions(tx, report)[0]
        people = _due(tx, report, first.at or _end_of(first.on_day), line)
        told.of_additions |= people & set(line[0])
        told.next_in_line |= people - set(line[0])


def _people(told: Collection[UUID]) -> str:
    return "1 person was" if len(told) == 1 else f"{len(told)} people were"


def _due(tx: Session, report: Report, since: datetime, line: list[Collection[UUID]]) -> set[UUID]:
    """Who is told of it now; noted."""
    told = {each.user_id: each.at for each in queries.alerts(tx, report.school_id, report.id)}
    waiting = rules.Waiting(service.urgency_of(report), since, told, line)
    people = rules.to_tell(waiting, clock.now(), is_school_time(clock.now().astimezone(clock.LOCAL)))
    _note(tx, report, people)
    if set(people) - set(told):
        write(tx, report, "alert", None, f"{_people(people)} told.")
    return set(people)


def _note(tx: Session, report: Report, people: Collection[UUID]) -> None:
    step = 1 + max((each.step for each in queries.alerts(tx, report.school_id, report.id)), default=-1)
    at = _kept(report, clock.now())
    tx.add_all(Alert(school_id=report.school_id, report_id=report.id, user_id=user_id, step=step, at=at) for user_id in people)
    tx.flush()


def _kept(report: Report, moment: datetime) -> datetime:
    """An anonymous report is alerted within a minute, so the minute isn't kept: the next full hour is (I6)."""
    return _hour_after(moment) if report.is_anonymous else moment


def _hour_after(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _since(tx: Session, report: Report) -> datetime:
    """When it came, or came to others; of an anonymous one, when somebody was first told of it, or else the end of its day."""
    changed = queries.changed_hands_at(tx, report.school_id, report.id)
    came = report.received_at or min(
        [_end_of(report.received_on), *(each.at for each in queries.alerts(tx, report.school_id, report.id))]
    )
    return max(came, changed) if changed else came


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), clock.LOCAL)
