"""The address at which a picture may be sent: it carries the right itself, so that the answer to M2 is known before a byte is read (I1)."""

from datetime import date, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from consentsvc.kernel import clock
from consentsvc.kernel.encryption import NotReadable, decrypted, encrypted
from consentsvc.kernel.errors import NotFound
from consentsvc.reports.models import Report

PURPOSE: Final = "report-picture"
LASTS: Final = timedelta(days=7)
"""Another is made each time that the reporter comes back."""


class Right(NamedTuple):
    """To send a picture to a report that is safe to have one."""

    school_id: UUID
    report_id: UUID


def picture_address(report: Report) -> str | None:
    """Where a picture may be sent; None: nowhere (M2)."""
    if report.images_now != "no" or report.closed_at is not None:
        return None
    until = clock.today() + LASTS
    return f"/report/picture/{encrypted(PURPOSE, f'{report.school_id} {report.id} {until.isoformat()}')}"


def right_of(carried: str) -> Right:
    """The right that an address carries. Raises NotFound for any other, and for one whose days are over."""
    try:
        school, report, until = decrypted(PURPOSE, carried).split()
    except NotReadable:
        raise NotFound from None
    if date.fromisoformat(until) < clock.today():
        raise NotFound
    return Right(UUID(school), UUID(report))
