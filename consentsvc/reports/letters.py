"""What the reports room mails to staff: that something waits, and nothing else. Neither subject, text nor link says what (M3)."""

from typing import Final

from consentsvc.accounts.notices import Notice

REPORT_WAITS: Final = Notice(
    "reports.waits",
    "Something waits for you",
    "Something waits for you that nobody has taken on yet. Please sign in and look at it. This mail says nothing of what it is.",
    "/",
)
REPORT_HANDED_OVER: Final = Notice(
    "reports.handed_over",
    "Something was handed over to you",
    "A colleague has handed something over to you. Please sign in and look at it. This mail says nothing of what it is.",
    "/",
)
TASK_GIVEN: Final = Notice(
    "reports.task",
    "Something was given to you to do",
    "A colleague has given you something to do. Please sign in and look at it. This mail says nothing of what it is.",
    "/",
)
ADDED: Final = Notice(
    "reports.added",
    "Something new waits for you",
    "Somebody has added to something that you can read. It may be urgent. Please sign in and look at it. "
    "This mail says nothing of what it is.",
    "/",
)
NEXT_IN_LINE: Final = Notice(
    "reports.next_in_line",
    "Something waits, and nobody has taken it on",
    "Something has waited for more than a day for somebody to take it on. Please see that whoever it is for signs in and looks at it. "
    "This mail says nothing of what it is.",
    "/",
)
