"""Timed work of the incidents room. Each school is a transaction; safe to run twice."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from consentsvc.accounts import notices
from consentsvc.incidents import queries, rules
from consentsvc.incidents.letters import ACTION_DUE, DIGEST_DUE
from consentsvc.kernel import clock
from consentsvc.kernel.access import Permission
from consentsvc.kernel.database import begin
from consentsvc.schools import service as schools

AGAIN: Final = timedelta(days=7)

LAST_DAYS_FROM: Final = 20
"""From this day of a term's last full month of school on, who may send the digest is reminded of it."""

LAST_MONTHS: Final = (3, 7, 11)


def remind_of_actions() -> None:
    """Tell whoever took an action on that it is to be looked at, on the day and each week from then on, until they do (M10).

    Whose owner has left: those who look after the plan.
    """
    today = clock.today()
    for school_id in _schools():
        with begin(school_id) as tx:
            here = {each.id for each in queries.staff(tx, school_id)}
            for action in queries.actions_due(tx, school_id, today, AGAIN):
                action.reminded_on = today
                tx.add(action)
                people = (
                    [action.owner_id] if action.owner_id in here else notices.who_may(tx, school_id, Permission.LEARNING_EDIT)
                )
                ACTION_DUE.owe(tx, school_id, people, f"{action.id} {today}")


def remind_of_digests() -> None:
    """Towards the end of a term, tell those who may send its digest that it is drawn up, where it hasn't gone out yet (M10)."""
    today = clock.today()
    if today.month not in LAST_MONTHS or today.day < LAST_DAYS_FROM:
        return
    term = rules.term_of(today)
    for school_id in _schools():
        with begin(school_id) as tx:
            if queries.digest(tx, school_id, term) is None:
                DIGEST_DUE.owe(tx, school_id, notices.who_may(tx, school_id, Permission.LEARNING_EDIT), term)


def _schools() -> list[UUID]:
    with begin() as tx:
        return [school.id for school in schools.listed(tx)]
