"""The verbs of the incidents room: one list of what the reader may know, and closing with what was learned."""

from collections.abc import Iterator
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.breaches import service as breaches
from consentsvc.breaches.schemas import CAUSES, BreachDetail, Closing, NewBreach
from consentsvc.captures import service as captures
from consentsvc.captures.models import Capture
from consentsvc.captures.schemas import CaptureClosing, CaptureDetail, NewCapture
from consentsvc.incidents import queries
from consentsvc.incidents.learning import keep
from consentsvc.incidents.schemas import (
    THEME_WORDS,
    BreachIncident,
    BreachLearned,
    CaptureIncident,
    CaptureLearned,
    IncidentRow,
    NewIncident,
    Opened,
    ReportLearned,
)
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, Permission
from consentsvc.kernel.codes import in_groups
from consentsvc.kernel.errors import NotAllowed
from consentsvc.reports import making
from consentsvc.reports import service as reports
from consentsvc.reports.readers import reading
from consentsvc.reports.schemas import ReportDetail, ReportNote, StaffReport


def incidents(tx: Session, actor: Actor, *, closed: bool) -> list[IncidentRow]:
    """Captures, breaches and reports that this actor may read, the newest first. The look is recorded (A2)."""
    rows = [*_captures(tx, actor, closed), *_breaches(tx, actor, closed), *_reports(tx, actor, closed)]
    audit.record(tx, actor, "incident:list", None)
    return sorted(rows, key=lambda row: (row.since, row.id), reverse=True)


def open_one(tx: Session, actor: Actor, new: NewIncident) -> Opened:
    """Open one of the three, as its own room does it. Raises NotAllowed where this kind isn't the actor's to open."""
    if isinstance(new, CaptureIncident):
        _need(actor, Permission.CAPTURE_LOG)
        logged, _ = captures.log(tx, actor, NewCapture(**new.model_dump(exclude={"kind"})))
        return Opened(kind="capture", id=logged.capture_id, reference=None, secret=None)
    if isinstance(new, BreachIncident):
        _need(actor, Permission.BREACH_HANDLE)
        opened = breaches.write_down(tx, actor, NewBreach(**new.model_dump(exclude={"kind"})))
        return Opened(kind="breach", id=opened.id, reference=None, secret=None)
    _need(actor, Permission.REPORT_MAKE)
    made = making.make_signed_in(tx, actor, StaffReport(**new.model_dump(exclude={"kind"})))
    return Opened(kind="report", id=None, reference=made.reference, secret=made.secret)


def close_breach(tx: Session, actor: Actor, breach_id: UUID, given: BreachLearned) -> BreachDetail:
    """Close a breach, and keep its lesson by theme (M10). Raises as breaches.close, and Invalid for a name."""
    closed = breaches.close(tx, actor, breach_id, Closing(lesson=given.lesson))
    keep(tx, actor.school, given.theme, given.lesson)
    return closed


def close_capture(tx: Session, actor: Actor, capture_id: UUID, given: CaptureLearned) -> CaptureDetail:
    """Close a capture, and keep its lesson by theme, where there is one (M10). Raises as captures.close, and Invalid for a name."""
    closed = captures.close(tx, actor, capture_id, CaptureClosing(outcome=given.outcome, lesson=given.lesson))
    if given.lesson:
        keep(tx, actor.school, given.theme, given.lesson)
    return closed


def close_report(tx: Session, actor: Actor, report_id: UUID, given: ReportLearned) -> ReportDetail:
    """Close a report, and keep its lesson by theme (M10). Raises as reports.close, and Invalid for a name.

    A report about somebody who works here keeps its lesson to itself: whom it is about may read what the school learned (M4).
    """
    found = reports.held_open(tx, actor, report_id)
    if reports.is_about_staff(found):
        text = f"What was learned, kept here alone. {THEME_WORDS[given.theme]}: {given.lesson}"
        reports.note(tx, actor, report_id, ReportNote(text=text))
    else:
        keep(tx, actor.school, given.theme, given.lesson)
    return reports.close(tx, actor, report_id, given.outcome, given.reason)


def _captures(tx: Session, actor: Actor, closed: bool) -> Iterator[IncidentRow]:
    if actor.can(Permission.CAPTURE_VIEW):
        for each in queries.captures(tx, actor.school, closed=closed):
            since = clock.day_of(each.received_at)
            yield IncidentRow(kind="capture", id=each.id, says=_in_words(each), since=since, closed_at=each.closed_at)


def _in_words(capture: Capture) -> str:
    return f"Pictures taken by {captures.WORDS_OF_TAKEN_BY[capture.taken_by]}: {capture.place}"  # type: ignore[index]


def _breaches(tx: Session, actor: Actor, closed: bool) -> Iterator[IncidentRow]:
    if actor.can(Permission.BREACH_VIEW):
        for each in queries.breaches(tx, actor.school, closed=closed):
            says, since = CAUSES[each.cause], clock.day_of(each.known_at)
            yield IncidentRow(kind="breach", id=each.id, says=says, since=since, closed_at=each.closed_at)


def _reports(tx: Session, actor: Actor, closed: bool) -> Iterator[IncidentRow]:
    if actor.can(Permission.REPORT_HANDLE):
        reading(tx, actor)
        for each in queries.reports(tx, actor.school, closed=closed):
            says = f"Report {in_groups(each.reference)}"
            yield IncidentRow(kind="report", id=each.id, says=says, since=each.received_on, closed_at=each.closed_at)


def _need(actor: Actor, permission: Permission) -> None:
    if not actor.can(permission):
        raise NotAllowed
