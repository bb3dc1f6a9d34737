"""How urgent a report is, and when somebody is told of it (M6, I7). Values in, an answer out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from consentsvc.reports.schemas import Images, Raised, Severity, Urgency

URGENCIES: Final[tuple[Urgency, ...]] = ("now", "high", "normal")
"""The most urgent first."""

AGAIN: Final = timedelta(hours=2)
AGAIN_WHEN_URGENT: Final = timedelta(minutes=30)
NEXT_IN_LINE_AFTER: Final = timedelta(hours=24)
A_WEEK: Final = timedelta(days=7)


def urgency(*, images: Images, danger_now: bool, blackmail: bool, severity: Severity) -> Urgency:
    """How soon somebody has to look: by what the reporter said and what was found since, whichever is worse."""
    if danger_now or blackmail or severity == "high":
        return "now"
    return "high" if images != "no" or severity == "medium" else "normal"


def reminded_on(due_on: date, today: date) -> date:
    """The newest day on which a reminder of what is due is owed: the day itself, then each week after it. today: not before due_on."""
    return today - (today - due_on) % A_WEEK


def says_of_raised(images: Raised, came: int) -> str:
    """What the chronology says once a report may be about a nude or semi-nude image. came: how many pictures came with it (M2)."""
    found = "It is" if images == "yes" else "It may be"
    sealed = f" What came with it is sealed: {came} picture{'s' if came != 1 else ''}." if came else ""
    return f"{found} about a nude or semi-nude image. No picture is opened, taken in or traced any more.{sealed}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report that nobody of those who read it has taken on, or to which something was added that none of them has seen.

    since: when it came, or came to those who read it now; of an anonymous one a moment on that day or after it. told: when each
    person was told last. line: who reads it now, then who is next in line, and so on; nobody whom it is about.
    """

    urgency: Urgency
    since: datetime
    told: dict[UUID, datetime]
    line: Sequence[Collection[UUID]]


def to_tell(report: Waiting, now: datetime, in_hours: bool) -> list[UUID]:
    """Who is to be told of it now: its readers at once where it is urgent, else in school hours; again and again; after a day
    also the next in line, after two the one after (I7).
    """
    if report.urgency == "normal" and not in_hours:
        return []
    again = AGAIN if report.urgency == "normal" else AGAIN_WHEN_URGENT
    steps = 1 + max(0, (now - report.since) // NEXT_IN_LINE_AFTER)
    people = list(dict.fromkeys(user for step in report.line[:steps] for user in sorted(step)))
    return [user for user in people if user not in report.told or report.told[user] + again <= now]
