"""What the captures room mails to staff: that there is something to look at, and never what (L1)."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.accounts import notices
from consentsvc.accounts.notices import Notice
from consentsvc.kernel import clock
from consentsvc.kernel.access import Permission

LOGGED: Final = Notice(
    "captures.logged",
    "Something was logged at your school",
    "A record was added to the register of pictures that others take. Please look at it.",
    "/captures",
)
TASK: Final = Notice(
    "captures.task",
    "There is a task for you",
    "You were given a task about a picture that somebody else took.",
    "/captures",
)
REMINDER: Final = Notice(
    "captures.reminder",
    "A task of yours is due",
    "A task about a picture that somebody else took is due today.",
    "/captures",
)
OVERDUE: Final = Notice(
    "captures.overdue",
    "A task is overdue",
    "A task about a picture that somebody else took was not done by its day. Please see to it.",
    "/captures",
)

TOGETHER: Final = timedelta(minutes=15)
"""What is logged within this time makes one mail."""


def owe_logged(tx: Session, school_id: UUID) -> None:
    """Owe those who handle captures a mail; one for all that comes within the same quarter of an hour."""
    now = clock.now()
    begins = now - (now - now.replace(minute=0, second=0, microsecond=0)) % TOGETHER
    LOGGED.owe(tx, school_id, handlers(tx, school_id), begins.isoformat(), begins + TOGETHER)


def owe_reminder(tx: Session, school_id: UUID, owners: Collection[UUID]) -> None:
    """Owe these people a reminder of what is due; one a day."""
    REMINDER.owe(tx, school_id, owners, clock.today().isoformat())


def owe_overdue(tx: Session, school_id: UUID, owners: Collection[UUID]) -> None:
    """Owe these people, and all who handle captures, a mail about what is overdue; one a day."""
    OVERDUE.owe(tx, school_id, {*owners, *handlers(tx, school_id)}, clock.today().isoformat())


def handlers(tx: Session, school_id: UUID) -> Collection[UUID]:
    """Who works on captures at this school."""
    return notices.who_may(tx, school_id, Permission.CAPTURE_HANDLE)
