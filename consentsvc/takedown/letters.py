"""What the takedown room mails to staff: that there is something to take down, and never what (L1)."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.accounts import notices
from consentsvc.accounts.notices import Notice
from consentsvc.kernel import clock
from consentsvc.kernel.access import Permission, Role
from consentsvc.notifications.mail import Mail
from consentsvc.notifications.models import Letter
from consentsvc.takedown.queries import cases as queries

TO_DO: Final = Notice(
    "takedown.to_do",
    "There are pictures to take down",
    "Pictures may no longer be shown. There are copies elsewhere that you have to take down.",
    "/takedowns",
)
REMINDER: Final = Notice(
    "takedown.reminder",
    "There are still pictures to take down",
    "There are still copies of pictures that you have to take down. Half of the time is over.",
    "/takedowns",
)
OVERDUE: Final = Notice(
    "takedown.overdue",
    "Pictures were not taken down in time",
    "There are copies of pictures that should be down by now. Please see to it that they are taken down.",
    "/takedowns",
)

TOGETHER: Final = timedelta(minutes=15)
"""What is opened within this time makes one mail."""


def owe_to_do(tx: Session, school_id: UUID, owners: Collection[UUID]) -> None:
    """Owe these people a mail about their new tasks; one for all that is opened in the same quarter of an hour."""
    now = clock.now()
    begins = now - (now - now.replace(minute=0, second=0, microsecond=0)) % TOGETHER
    TO_DO.owe(tx, school_id, owners, begins.isoformat(), begins + TOGETHER)


def owe_reminder(tx: Session, school_id: UUID, owners: Collection[UUID]) -> None:
    """Owe these people a reminder; one a day."""
    REMINDER.owe(tx, school_id, owners, clock.today().isoformat())


def owe_overdue(tx: Session, school_id: UUID) -> None:
    """Owe the safeguarding leads a mail, or where there is none, everybody who may take pictures down; one a day."""
    leads = notices.who_is(tx, school_id, Role.LEAD) or notices.who_may(tx, school_id, Permission.TAKEDOWN_DO)
    OVERDUE.owe(tx, school_id, leads, clock.today().isoformat())


def write_to_owner(notice: Notice, tx: Session, letter: Letter) -> Mail | None:
    """The mail; None: the person has nothing to take down any more, or doesn't work here."""
    return notice.write(tx, letter) if queries.has_tasks(tx, letter.school_id, letter.about_id) else None


def write_to_do(tx: Session, letter: Letter) -> Mail | None:
    """The mail about new tasks."""
    return write_to_owner(TO_DO, tx, letter)


def write_reminder(tx: Session, letter: Letter) -> Mail | None:
    """The mail when half of the time is over."""
    return write_to_owner(REMINDER, tx, letter)


def write_overdue(tx: Session, letter: Letter) -> Mail | None:
    """The mail to a lead; None: nothing is overdue any more."""
    return OVERDUE.write(tx, letter) if queries.has_overdue(tx, letter.school_id, clock.now()) else None
