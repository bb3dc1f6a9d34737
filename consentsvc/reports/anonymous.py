"""What the audit says of anonymous reports (A2, I6): each night, how much came on a day that is over.

An entry written with the report would stand between those of the same minute, which say who did what and when.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import system
from consentsvc.kernel.database import begin
from consentsvc.reports import queries
from consentsvc.reports.making import start_of
from consentsvc.reports.readers import every_report
from consentsvc.schools import service as schools

VERB: Final = "report:anonymous"
LOOKS_BACK: Final = timedelta(days=60)


def record_past_days() -> None:
    """Note of each day that is over, once, how much came from anonymous reporters: reports, additions, pictures."""
    with begin() as tx:
        school_ids = [school.id for school in schools.listed(tx)]
    for school_id in school_ids:
        with begin(school_id) as tx, every_report(tx):
            _record_past_days(tx, school_id)


def _record_past_days(tx: Session, school_id: UUID) -> None:
    today = clock.today()
    days = queries.of_anonymous(tx, school_id, today - LOOKS_BACK, today)
    noted = audit.recorded_at(tx, school_id, VERB) if days else ()
    for day, counts in sorted(days.items()):
        if start_of(day) not in noted:
            numbers = {kind: counts.get(kind, 0) for kind in ("received", "added", "pictures")}
            audit.record(tx, system(school_id), VERB, None, at=start_of(day), numbers=numbers)
