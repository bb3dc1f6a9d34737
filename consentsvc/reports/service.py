"""The desk of those who read reports: the queue, a report whole, and the verbs on it (M3, M5, M6).

Each begins by saying who reads (`readers.reading`); a report that isn't for this reader isn't found, exactly as one that never was (I4).
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel import Session

from consentsvc.accounts import notices
from consentsvc.accounts import service as accounts
from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, Role
from consentsvc.kernel.errors import Conflict, NotFound
from consentsvc.kernel.schemas import Named
from consentsvc.reports import queries, rules
from consentsvc.reports.chronology import write
from consentsvc.reports.letters import REPORT_HANDED_OVER
from consentsvc.reports.models import Report, ReportEntry, ReportSubject, ReportTask
from consentsvc.reports.playbook import BLACKMAIL, DESIGNATED_OFFICER
from consentsvc.reports.readers import reading
from consentsvc.reports.schemas import (
    EntryKind,
    Outcome,
    PullRow,
    Readiness,
    ReferralRow,
    ReportDetail,
    ReportedPhotoRow,
    ReportEntryRow,
    ReportFileRow,
    ReportHandOver,
    ReportNote,
    ReportRow,
    ReportTaskRow,
    StaffMember,
    SubjectRow,
    Triage,
    Urgency,
)

NO_PROGRAM = "Only a person who has signed in can work on a report, not a program."
ABOUT_HEAD = 2
"""The level of a report about the head: for the chair of governors."""


def reports(tx: Session, actor: Actor, *, closed: bool) -> list[ReportRow]:
    """The reports that this reader may read: open ones by urgency, then age; or closed ones, newest first. The look is recorded (A2)."""
    reading(tx, actor)
    found = queries.reports(tx, actor.school, clock.today(), closed=closed)
    audit.record(tx, actor, "report:list", None)
    names = _names(tx, {each.report.handler_id for each in found})
    rows = [ReportRow(**_row(each, names)) for each in found]
    return rows if closed else sorted(rows, key=lambda row: rules.URGENCIES.index(row.urgency))


def report(tx: Session, actor: Actor, report_id: UUID) -> ReportDetail:
    """One report, whole. The look is recorded (A2). Raises NotFound."""
    found = held(tx, actor, report_id)
    audit.record(tx, actor, "report:view", report_id)
    return detail(tx, found)


def take_on(tx: Session, actor: Actor, report_id: UUID) -> ReportDetail:
    """Say 'I have it': the alerts end, and it is the actor's to handle (I7). Raises NotFound, Conflict (`report-closed`)."""
    found = held_open(tx, actor, report_id)
    by = actor.person(NO_PROGRAM)
    if found.acknowledged_by is None:
        found.acknowledged_by, found.acknowledged_at = by, clock.now()
        write(tx, found, "acknowledged", by)
    found.handler_id = by
    owe_what_a_rule_asks(tx, found)
    return done(tx, actor, found, "taken_on")


def hand_over(tx: Session, actor: Actor, report_id: UUID, given: ReportHandOver) -> ReportDetail:
    """Give it to another who reads it, and owe them a mail without content. Raises NotFound, also for whoever doesn't; Conflict."""
    found = held_open(tx, actor, report_id)
    if given.to not in queries.readers(tx, found):
        raise NotFound
    found.handler_id = given.to
    if given.to != actor.id:
        made = write(tx, found, "handed_over", actor.person(NO_PROGRAM), reason=given.reason, about_id=given.to)
        REPORT_HANDED_OVER.owe(tx, actor.school, [given.to], str(made.id))
    return _recorded(tx, actor, found, "handed_over")


def note(tx: Session, actor: Actor, report_id: UUID, given: ReportNote) -> ReportDetail:
    """Add a note, an action, a decision with its reason, or a correction of an earlier entry, which stays (M5).

    Raises NotFound, Conflict (`report-closed`).
    """
    found = held_open(tx, actor, report_id)
    if given.corrects_id is not None:
        queries.entry(tx, actor.school, report_id, given.corrects_id)
    more = given.model_dump(include={"reason", "outcome", "happened", "corrects_id"})
    return done(tx, actor, found, given.kind, given.text, **more)


def answer(tx: Session, actor: Actor, report_id: UUID, text: str) -> ReportDetail:
    """Write to who reported, for when they come back with their secret (M1). Raises NotFound; also possible in a closed report."""
    found = held(tx, actor, report_id)
    return done(tx, actor, found, "answer", text)


def triage(tx: Session, actor: Actor, report_id: UUID, given: Triage) -> ReportDetail:
    """Say by whom, how severe, and what the risk is now (M6); what was said before stays in the chronology. Raises NotFound, Conflict."""
    found = held_open(tx, actor, report_id)
    found.kind, found.severity, found.risk_now = given.kind, given.severity, given.risk_now
    outcome = f"{given.kind}, {given.severity}"
    return done(tx, actor, found, "triage", given.risk_now, reason=given.reason, outcome=outcome)


def close(tx: Session, actor: Actor, report_id: UUID, outcome: Outcome, reason: str) -> ReportDetail:
    """Close it with an outcome and why (M10). Raises NotFound; Conflict (`report-closed`), or (`not-taken-on`) while nobody has it."""
    found = held_open(tx, actor, report_id)
    if found.acknowledged_by is None:
        raise Conflict("Nobody has taken this report on yet. Take it on first.", slug="not-taken-on")
    found.outcome, found.closed_by, found.closed_at = outcome, actor.person(NO_PROGRAM), clock.now()
    return done(tx, actor, found, "closed", reason=reason, outcome=outcome)


def reopen(tx: Session, actor: Actor, report_id: UUID, reason: str) -> ReportDetail:
    """Open a closed report again. Raises NotFound; Conflict (`report-open`)."""
    found = held(tx, actor, report_id)
    if found.closed_at is None:
        raise Conflict("This report is open.", slug="report-open")
    found.outcome = found.closed_by = found.closed_at = None
    return done(tx, actor, found, "reopened", reason=reason)


def staff(tx: Session, actor: Actor) -> list[StaffMember]:
    """Everybody who signs in at the school, by name, with their roles: to be named as whom a report is about."""
    roles: dict[UUID, list[str]] = {}
    for role in Role:
        for user_id in notices.who_is(tx, actor.school, role):
            roles.setdefault(user_id, []).append(role.value)
    return [StaffMember(id=each.id, name=each.name, roles=roles[each.id]) for each in accounts.named(tx, roles).values()]


def readiness(tx: Session, actor: Actor) -> Readiness:
    """Whether each kind of report would be read by somebody whom it isn't about (M4); nothing of any report."""
    leads, heads, chairs = (set(notices.who_is(tx, actor.school, role)) for role in (Role.LEAD, Role.HEAD, Role.CHAIR))
    about_lead = bool((heads | chairs) - leads)
    about_head = bool(chairs - heads)
    said = {
        "There is no safeguarding lead, so reports go to the head.": bool(leads),
        "Nobody could read a report about a safeguarding lead. Give somebody else the role of head.": about_lead,
        "Nobody could read a report about the head. Give somebody else the role of chair of governors.": about_head,
    }
    return Readiness(
        has_lead=bool(leads),
        has_second_lead=len(leads) > 1,
        has_head=bool(heads),
        has_chair=bool(chairs),
        about_staff_is_read=bool(leads | heads | chairs),
        about_lead_is_read=about_lead,
        about_head_is_read=about_head,
        warnings=[words for words, is_well in said.items() if not is_well],
    )


# What the room's other verbs begin and end with


def held(tx: Session, actor: Actor, report_id: UUID) -> Report:
    """The report as this reader may read it, held for writing. Raises NotFound; NotAllowed for a program."""
    actor.person(NO_PROGRAM)
    reading(tx, actor)
    return queries.held(tx, actor.school, report_id)


def held_open(tx: Session, actor: Actor, report_id: UUID) -> Report:
    """As `held`. Raises Conflict (`report-closed`) too."""
    found = held(tx, actor, report_id)
    if found.closed_at is not None:
        raise Conflict("This report is closed. Open it again first.", slug="report-closed")
    return found


def done(tx: Session, actor: Actor, found: Report, kind: EntryKind, text: str = "", **more: Any) -> ReportDetail:
    """Write what was done into the chronology and the audit, and give the report as it is now."""
    write(tx, found, kind, actor.person(NO_PROGRAM), text, **more)
    return _recorded(tx, actor, found, kind)


def _recorded(tx: Session, actor: Actor, found: Report, kind: EntryKind) -> ReportDetail:
    audit.record(tx, actor, f"report:{kind.replace('_', '-')}", found.id)
    tx.flush()
    return detail(tx, found)


def owe_what_a_rule_asks(tx: Session, found: Report) -> None:
    """A report about the head is told to the local authority's designated officer (M4)."""
    steps = {each.step for each in queries.tasks(tx, found.school_id, found.id)}
    if found.level == ABOUT_HEAD and DESIGNATED_OFFICER.step not in steps:
        task = ReportTask(
            school_id=found.school_id,
            report_id=found.id,
            what=DESIGNATED_OFFICER.what,
            step=DESIGNATED_OFFICER.step,
            owner_id=found.handler_id,
            added_at=clock.now(),
        )
        tx.add(task)
        tx.flush()
        write(tx, found, "task", None, task.what, about_id=task.id)


def detail(tx: Session, found: Report) -> ReportDetail:
    """Everything about it, for somebody who reads it."""
    counts = queries.task_counts(tx, found.school_id, found.id, clock.today())
    return _Page(tx, found).detail(queries.Listed(found, *counts))


class _Page:
    """What hangs on one report, and what everybody on it is called."""

    def __init__(self, tx: Session, found: Report) -> None:
        school_id, report_id = found.school_id, found.id
        self.report = found
        self.readers = queries.readers(tx, found)
        self.subjects = queries.subjects(tx, school_id, report_id)
        self.children = queries.children(tx, school_id, report_id)
        self.referrals = queries.referrals(tx, school_id, report_id)
        self.tasks = queries.tasks(tx, school_id, report_id)
        self.files = queries.files(tx, school_id, report_id)
        self.photos = queries.photos(tx, school_id, report_id)
        self.pulls = queries.pulls(tx, school_id, report_id)
        self.entries = queries.entries(tx, school_id, report_id)
        self.names = _names(tx, self._people())
        named = {each.child_id for each in self.subjects} | {each.hold.child_id for each in self.pulls}
        found_children = queries.children_by_id(tx, school_id, [each for each in named if each])
        self.child_names = {each.id: Named(id=each.id, name=f"{each.first_name} {each.last_name}") for each in found_children}

    def _people(self) -> set[UUID | None]:
        report = self.report
        people = {*self.readers, report.made_by, report.handler_id, report.acknowledged_by, report.closed_by}
        for subject in self.subjects:
            people |= {subject.user_id, subject.named_by, subject.cleared_by}
        for task in self.tasks:
            people |= {task.owner_id, task.done_by}
        for pulled in self.pulls:
            people |= {pulled.hold.by, pulled.hold.ended_by}
        people |= {each.by for each in self.referrals} | {each.by for each in self.entries}
        return people | {each.linked.added_by for each in self.photos}

    def detail(self, listed: queries.Listed) -> ReportDetail:
        report = self.report
        said = ("reporter", "is_anonymous", "reporter_name", "reporter_contact", "language", "about_name", "what", "place")
        known = ("happened", "risk_now", "acknowledged_at")
        return ReportDetail(
            **_row(listed, self.names),
            **{field: getattr(report, field) for field in (*said, *known)},
            made_by=self._who(report.made_by),
            acknowledged_by=self._who(report.acknowledged_by),
            closed_by=self._who(report.closed_by),
            subjects=[self._subject(each) for each in self.subjects],
            children=[Named(id=each.id, name=f"{each.first_name} {each.last_name}") for each in self.children],
            referrals=[ReferralRow(**_fields(each, by=self._who(each.by))) for each in self.referrals],
            tasks=[self._task(each) for each in sorted(self.tasks, key=_in_playbook)],
            files=[ReportFileRow(**_fields(each)) for each in self.files],
            photos=[self._photo(each) for each in self.photos],
            pulls=[self._pull(each) for each in self.pulls],
            entries=[self._entry(each) for each in self.entries],
            readers=[each for each in self.names.values() if each.id in self.readers],
        )

    def _subject(self, subject: ReportSubject) -> SubjectRow:
        child = self.child_names.get(subject.child_id) if subject.child_id else None
        who = {"user": self._who(subject.user_id), "child": child}
        return SubjectRow(
            **_fields(subject, **who, named_by=self._who(subject.named_by), cleared_by=self._who(subject.cleared_by))
        )

    def _task(self, task: ReportTask) -> ReportTaskRow:
        is_late = task.done_at is None and task.due_on is not None and task.due_on < clock.today()
        return ReportTaskRow(**_fields(task, owner=self._who(task.owner_id), done_by=self._who(task.done_by), is_late=is_late))

    def _photo(self, photo: queries.LinkedPhoto) -> ReportedPhotoRow:
        return ReportedPhotoRow(
            **_fields(photo.linked, is_reachable=photo.is_reachable, added_by=self._who(photo.linked.added_by))
        )

    def _pull(self, pulled: queries.Pulled) -> PullRow:
        hold = pulled.hold
        child = self.child_names.get(hold.child_id) if hold.child_id else None
        by = {"by": self._who(hold.by), "ended_by": self._who(hold.ended_by)}
        return PullRow(**_fields(hold, id=pulled.pull.id, child=child, **by))

    def _entry(self, entry: ReportEntry) -> ReportEntryRow:
        return ReportEntryRow(**_fields(entry, by=self._who(entry.by)))

    def _who(self, user_id: UUID | None) -> Named | None:
        return self.names.get(user_id) if user_id else None


def _in_playbook(task: ReportTask) -> tuple[Any, int]:
    order = [each.step for each in BLACKMAIL]
    return task.added_at, order.index(task.step) if task.step in order else len(order)


def _fields(row: Any, **instead: Any) -> dict[str, Any]:
    return {**row.model_dump(), **instead}


def _names(tx: Session, user_ids: set[UUID | None]) -> Mapping[UUID, Named]:
    return accounts.named(tx, [each for each in user_ids if each])


def _row(listed: queries.Listed, names: Mapping[UUID, Named]) -> dict[str, Any]:
    found = listed.report
    same = ("id", "reference", "received_on", "received_at", "images", "about", "danger_now", "blackmail", "kind", "severity")
    return {
        **{field: getattr(found, field) for field in (*same, "level", "outcome", "closed_at")},
        "urgency": urgency_of(found),
        "is_taken_on": found.acknowledged_by is not None,
        "handler": names.get(found.handler_id) if found.handler_id else None,
        "open_tasks": listed.open_tasks,
        "late_tasks": listed.late_tasks,
    }


def urgency_of(found: Report) -> Urgency:
    """How soon somebody has to look at it."""
    return rules.urgency(
        images=found.images,  # type: ignore[arg-type]
        danger_now=found.danger_now,
        blackmail=found.blackmail,
        severity=found.severity,  # type: ignore[arg-type]
    )
