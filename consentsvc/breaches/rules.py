"""The clock of a breach (W4): 72 hours from when it was known until the regulator has been told, or somebody has decided not to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from consentsvc.breaches.schemas import BreachDecision, ClockState

HOURS: Final = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class BreachFacts:
    """What the clock depends on."""

    known_at: datetime
    decision: BreachDecision | None
    decided_at: datetime | None
    told_regulator_at: datetime | None

    @property
    def due_at(self) -> datetime:
        """Until when the regulator has to be told, if it has to be."""
        return self.known_at + HOURS


def clock_state(breach: BreachFacts, now: datetime) -> ClockState:
    """running: there is time. late: the time is over and nothing has stopped the clock. stopped: told, or decided that it needn't be."""
    is_untold = breach.decision == "report" and breach.told_regulator_at is None
    stopped_at = None if is_untold else breach.told_regulator_at or breach.decided_at
    if stopped_at is not None:
        return "stopped" if stopped_at <= breach.due_at else "stopped_late"
    return "late" if now > breach.due_at else "running"
