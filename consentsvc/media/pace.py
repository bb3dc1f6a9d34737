"""How far the search for faces is, how long it takes yet, and whether it stands still. Values in, an answer out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

WINDOW: Final = timedelta(minutes=1)
"""How far back the pace is measured."""
STANDS_STILL: Final = timedelta(minutes=2)
"""So long without a scan, while some wait, and people are told."""
_TOO_FEW: Final = 3


@dataclass(frozen=True, slots=True)
class Recent:
    """The scans of a school: how many ended in the last WINDOW, the first of those, and the last ever; its clock."""

    done: int
    first_at: datetime | None
    last_at: datetime | None
    now: datetime


def seconds_left(ahead: int, recent: Recent) -> int | None:
    """Until so many are scanned at the recent pace; None while there is no telling."""
    if recent.first_at is None or recent.done < _TOO_FEW:
        return None
    taken = (recent.now - recent.first_at).total_seconds()
    return round(ahead * taken / (recent.done - 1))


def stopped_seconds(waiting_since: datetime | None, recent: Recent) -> int | None:
    """How long nothing was scanned although some wait (`waiting_since`); None while it goes on."""
    if waiting_since is None:
        return None
    still = recent.now - max(waiting_since, recent.last_at or waiting_since)
    return round(still.total_seconds()) if still >= STANDS_STILL else None
