"""What the reports room mails to staff: that something waits, and nothing else. Neither subject, text nor link says what (M3).

Each is looked at again when it goes out: who has been named meanwhile, or has nothing more to look at, gets none (M4).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.accounts.notices import Notice
from consentsvc.kernel import clock
from consentsvc.notifications import service as notifications
from consentsvc.notifications.mail import Mail
from consentsvc.notifications.models import Letter
from consentsvc.reports import queries
from consentsvc.reports.readers import every_report, read_by
from consentsvc.reports.schemas import Gap

Waits = Callable[[Session, UUID, UUID], bool]
"""Whether something of this kind waits for somebody: school, user."""


@dataclass(frozen=True, slots=True)
class DeskNotice(Notice):
    """A mail about whatever waits for its reader at that moment. Of several that could not go out, the last one goes."""

    waits: Waits

    def write(self, tx: Session, letter: Letter) -> Mail | None:
        """The mail; None: nothing of the kind waits for them, or a newer one goes."""
        if notifications.has_newer(tx, letter) or not self.waits(tx, letter.school_id, letter.about_id):
            return None
        return Notice.write(self, tx, letter)


def _not_taken_on(tx: Session, school_id: UUID, user_id: UUID) -> bool:
    with read_by(tx, user_id):
        return any(each.acknowledged_by is None for each in queries.open_reports(tx, school_id))


def _added_to(tx: Session, school_id: UUID, user_id: UUID) -> bool:
    with read_by(tx, user_id):
        return bool(queries.with_unseen_additions(tx, school_id))


def _handled(tx: Session, school_id: UUID, user_id: UUID) -> bool:
    with read_by(tx, user_id):
        return any(each.handler_id == user_id for each in queries.open_reports(tx, school_id))


def _owned(tx: Session, school_id: UUID, user_id: UUID) -> bool:
    with read_by(tx, user_id):
        return queries.owns_a_task(tx, school_id, user_id)


def _is_due(tx: Session, school_id: UUID, user_id: UUID) -> bool:
    with read_by(tx, user_id):
        due = queries.due_tasks(tx, school_id, clock.today())
        return any(user_id in queries.who_minds(tx, report, task) for report, task in due)


def _waits_for_others(tx: Session, school_id: UUID, user_id: UUID) -> bool:
    with every_report(tx):
        waiting = [each for each in queries.open_reports(tx, school_id) if each.acknowledged_by is None]
        waiting += queries.with_unseen_additions(tx, school_id)
        return any(user_id in step for each in waiting for step in queries.line(tx, each)[1:])


REPORT_WAITS: Final = DeskNotice(
    "reports.waits",
    "Something waits for you",
    "Something waits for you that nobody has taken on yet. Please sign in and look at it. This mail says nothing of what it is.",
    "/",
    _not_taken_on,
)
REPORT_HANDED_OVER: Final = DeskNotice(
    "reports.handed_over",
    "Something was handed over to you",
    "A colleague has handed something over to you. Please sign in and look at it. This mail says nothing of what it is.",
    "/",
    _handled,
)
TASK_GIVEN: Final = DeskNotice(
    "reports.task",
    "Something was given to you to do",
    "A colleague has given you something to do. Please sign in and look at it. This mail says nothing of what it is.",
    "/",
    _owned,
)
TASK_DUE: Final = DeskNotice(
    "reports.task_due",
    "Something that you have to do is due",
    "The day has come for something that was to be done. Please sign in and look at it. This mail says nothing of what it is.",
    "/",
    _is_due,
)
ADDED: Final = DeskNotice(
    "reports.added",
    "Something new waits for you",
    "Somebody has added to something that you can read. It may be urgent. Please sign in and look at it. "
    "This mail says nothing of what it is.",
    "/",
    _added_to,
)
NEXT_IN_LINE: Final = DeskNotice(
    "reports.next_in_line",
    "Something waits, and nobody has taken it on",
    "Something has waited for more than a day for somebody to take it on. Please see that whoever it is for signs in and looks at it. "
    "This mail says nothing of what it is.",
    "/",
    _waits_for_others,
)

_OF_ROLES: Final = "This follows from who has which role, and says nothing of any report."
NOBODY_READS: Final[Mapping[Gap, Notice]] = {
    "staff": Notice(
        "reports.nobody_reads_any",
        "Nobody could read a misuse report",
        "If somebody reported misuse of a picture today, nobody at your school could read it. Give somebody the role of safeguarding "
        f"lead. {_OF_ROLES}",
        "/",
    ),
    "lead": Notice(
        "reports.nobody_reads_of_lead",
        "Nobody could read a misuse report about a safeguarding lead",
        "If somebody reported a safeguarding lead today, nobody at your school could read it. Give somebody who isn’t a lead the role "
        f"of head. {_OF_ROLES}",
        "/",
    ),
    "head": Notice(
        "reports.nobody_reads_of_head",
        "Nobody could read a misuse report about the head",
        "If somebody reported the head today, nobody at your school could read it. Give somebody who isn’t the head the role of chair "
        f"of governors. {_OF_ROLES}",
        "/",
    ),
}
"""To administrators and the head, once when it becomes so, whether or not there is a report (M4)."""
