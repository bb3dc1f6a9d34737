"""Timed work of the breaches room. Each school is a transaction; safe to run twice."""

from datetime import timedelta
from typing import Final

from consentsvc.accounts import notices
from consentsvc.breaches import queries
from consentsvc.breaches.letters import CLOCK_RUNS_OUT
from consentsvc.breaches.rules import HOURS
from consentsvc.kernel import clock
from consentsvc.kernel.access import Permission
from consentsvc.kernel.database import begin
from consentsvc.schools import service as schools

WARNED: Final = timedelta(hours=24)
"""So long before the 72 hours are over, all who handle breaches are told (W4)."""


def warn_of_clocks() -> None:
    """Tell those who handle breaches that the time for telling the regulator runs out, once for each breach whose clock still runs."""
    with begin() as tx:
        school_ids = [school.id for school in schools.listed(tx)]
    for school_id in school_ids:
        with begin(school_id) as tx:
            for breach_id in queries.unsettled(tx, school_id, clock.now() - HOURS + WARNED):
                CLOCK_RUNS_OUT.owe(tx, school_id, notices.who_may(tx, school_id, Permission.BREACH_HANDLE), str(breach_id))
