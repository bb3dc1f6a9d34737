"""Reminding whoever has a task when half of its time is over, and telling the safeguarding leads when all of it is (P9)."""

from uuid import UUID

from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import system
from consentsvc.kernel.database import begin
from consentsvc.kernel.facts import record_all
from consentsvc.schools import service as schools
from consentsvc.takedown import letters, rules
from consentsvc.takedown.facts import TakedownOverdue
from consentsvc.takedown.queries import watching as queries


def mind(school_id: UUID) -> None:
    """Remind, and tell, what is to be told now; each task once."""
    with begin(school_id) as tx:
        queries.hold_watch(tx, school_id)
        half = rules.time_to_remind(schools.policy_of(tx, school_id).takedown_days)
        owners = queries.note_reminded(tx, school_id, clock.now(), half)
        letters.owe_reminder(tx, school_id, {owner for owner in owners if owner})
        overdue = queries.note_overdue(tx, school_id, clock.now())
        if owners:
            audit.record(tx, system(school_id), "takedown:remind", None, tasks=len(owners))
        if overdue:
            audit.record(tx, system(school_id), "takedown:escalate", None, tasks=len(overdue))
            letters.owe_overdue(tx, school_id)
            record_all(tx, [TakedownOverdue(school_id, task_id, case_id) for task_id, case_id in overdue])
