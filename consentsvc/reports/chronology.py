"""The chronology of a report (M5): it only grows, and says of each step when it happened and when it was written."""

from typing import Any
from uuid import UUID

from sqlmodel import Session

from consentsvc.kernel import clock
from consentsvc.reports.models import Report, ReportEntry
from consentsvc.reports.schemas import EntryKind


def write(tx: Session, report: Report, kind: EntryKind, by: UUID | None, text: str = "", **more: Any) -> ReportEntry:
    """Add a step. by: who did it; None: the service, and then the moment is kept only where the reporter isn't anonymous (I6)."""
    has_moment = by is not None or not report.is_anonymous
    made = ReportEntry(
        school_id=report.school_id,
        report_id=report.id,
        kind=kind,
        by=by,
        text=text,
        on_day=clock.today(),
        at=clock.now() if has_moment else None,
        **more,
    )
    tx.add(made)
    tx.flush()
    return made
