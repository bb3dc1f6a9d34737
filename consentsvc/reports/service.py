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
from consentsvc.reports.models import Report, ReportTask
from consentsvc.reports.playbook import DESIGNATED_OFFICER, MAY_BE_NUDE
from consentsvc.reports.readers import reading
from consentsvc.reports.schemas import (
    EntryKind,
    ImagesRaised,
    Outcome,
    PlaybookStep,
    ReportDetail,
    ReportHandOver,
    ReportNote,
    ReportRow,
    StaffMember,
    Triage,
    Urgency,
)
from consentsvc.reports.whole import Whole, names_of

NO_PROGRAM = "Only a person who has signed in can work on a report, not a program."
ABOUT_HEAD = 2
"""The level of a report about the head: for the chair of governors."""


def reports(tx: Session, actor: Actor, *, closed: bool) -> list[ReportRow]:
    """The reports that this reader may read: open ones by urgency, then age; or closed ones, newest first. The look is recorded (A2).

    A closed one stands among the open ones while what its reporter added has been seen by nobody.
    """
    reading(tx, actor)
    found = queries.reports(tx, actor.school, clock.today(), closed=closed)
    audit.record(tx, actor, "report:list", None)
    names = names_of(tx, {each.report.handler_id for each in found})
    rows = [ReportRow(**_row(each, names)) for each in found]
    return rows if closed else sorted(rows, key=lambda row: rules.URGENCIES.index(row.urgency))


def report(tx: Session, actor: Actor, report_id: UUID) -> ReportDetail:
    """One report, whole. The look is recorded (A2). Raises NotFound."""
    found = held(tx, actor, report_id)
    found.seen_seq = max(found.seen_seq, queries.newest_entry(tx, found, "added"))
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


def raise_images(tx: Session, actor: Actor, report_id: UUID, given: ImagesRaised) -> ReportDetail:
    """Say that it may be about a nude or semi-nude image after all (M2): no picture of it is opened, taken in or traced from this commit
    on, and those that came with it are reached by nobody. At any time, and one way only.

    Raises NotFound; Conflict (`images-known`) where this much is known.
    """
    found = held(tx, actor, report_id)
    if found.images_now in (given.images, "yes"):
        raise Conflict("This is known already, and it can’t be taken back.", slug="images-known")
    came = len(queries.files(tx, actor.school, report_id))
    found.raised_to = given.images
    tx.flush()
    owe_what_a_rule_asks(tx, found)
    return done(tx, actor, found, "decision", rules.says_of_raised(given.images, came), reason=given.reason)


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
        raise Conflict("This report is open already: there is nothing to do.", slug="report-open")
    found.outcome = found.closed_by = found.closed_at = None
    return done(tx, actor, found, "reopened", reason=reason)


def staff(tx: Session, actor: Actor) -> list[StaffMember]:
    """Everybody who signs in at the school, by name, with their roles: to be named as whom a report is about."""
    roles: dict[UUID, list[str]] = {}
    for role in Role:
        for user_id in notices.who_is(tx, actor.school, role):
            roles.setdefault(user_id, []).append(role.value)
    return [StaffMember(id=each.id, name=each.name, roles=roles[each.id]) for each in accounts.named(tx, roles).values()]


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
    """What is owed whoever has it: of a report about the head (M4), and of one about images that may be nude or semi-nude (M2)."""
    known = {each.step for each in queries.tasks(tx, found.school_id, found.id)}
    owed = [DESIGNATED_OFFICER] if found.level == ABOUT_HEAD else []
    owed += MAY_BE_NUDE if found.images_now != "no" else ()
    for step in owed:
        if step.step not in known:
            _owe(tx, found, step)


def _owe(tx: Session, found: Report, step: PlaybookStep) -> None:
    task = ReportTask(
        school_id=found.school_id,
        report_id=found.id,
        what=step.what,
        step=step.step,
        owner_id=found.handler_id,
        added_at=clock.now(),
    )
    tx.add(task)
    tx.flush()
    write(tx, found, "task", None, task.what, about_id=task.id)


def detail(tx: Session, found: Report) -> ReportDetail:
    """Everything about it, for somebody who reads it."""
    whole = Whole(tx, found)
    row = _row(queries.listed(tx, found, clock.today()), whole.names)
    return whole.detail(row | {"is_about_staff": is_about_staff(found)})


def is_about_staff(found: Report) -> bool:
    """Whether it is closed to somebody who works here (M4)."""
    return found.level > 0 or bool(found.closed_to) or found.bars_leads or found.bars_heads


def _row(listed: queries.Listed, names: Mapping[UUID, Named]) -> dict[str, Any]:
    found = listed.report
    same = ("id", "reference", "received_on", "received_at", "about", "danger_now", "blackmail", "kind", "severity")
    return {
        **{field: getattr(found, field) for field in (*same, "level", "outcome", "closed_at")},
        "images": found.images_now,
        "urgency": urgency_of(found),
        "is_taken_on": found.acknowledged_by is not None,
        "has_news": listed.has_news,
        "handler": names.get(found.handler_id) if found.handler_id else None,
        "open_tasks": listed.open_tasks,
        "late_tasks": listed.late_tasks,
    }


def urgency_of(found: Report) -> Urgency:
    """How soon somebody has to look at it."""
    return rules.urgency(
        images=found.images_now,
        danger_now=found.danger_now,
        blackmail=found.blackmail,
        severity=found.severity,  # type: ignore[arg-type]
    )
