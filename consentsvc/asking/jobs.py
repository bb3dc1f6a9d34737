"""Timed work of the asking room: reminders and renewals, in school hours. Each school is a transaction; safe to run twice."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from consentsvc.asking import queries, rules, service
from consentsvc.asking.models import Round
from consentsvc.asking.progress import Progress
from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import system
from consentsvc.kernel.database import begin
from consentsvc.schools import service as schools


def remind_families() -> None:
    """Remind those who owe an answer, by each round's schedule."""
    for school_id in _schools_at_work():
        with begin(school_id) as tx:
            queries.lock_asking(tx, school_id)
            for asking in queries.running(tx, school_id, clock.today()):
                _remind_in(tx, asking)


def ask_again_before_answers_lapse() -> None:
    """Start a renewal at each school whose families' answers are about to lapse (C11)."""
    for school_id in _schools_at_work():
        with begin(school_id) as tx:
            service.renew(tx, system(school_id))


def _schools_at_work() -> list[UUID]:
    if not rules.is_school_time(clock.now().astimezone(clock.LOCAL)):
        return []
    with begin() as tx:
        return [school.id for school in schools.listed(tx)]


def _remind_in(tx: Session, asking: Round) -> None:
    if not asking.remind_after:
        return
    due = [each for each in service.owing_answers(tx, asking) if _is_due(each, asking, clock.today())]
    if due:
        service.remind(tx, asking, [each.person.request.id for each in due])
        audit.record(tx, system(asking.school_id), "round:remind", asking.id, people=len(due))


def _is_due(each: Progress, asking: Round, today: date) -> bool:
    """By mail, to whom it reaches: a mail that came back waits for the office to correct the address."""
    request = each.person.request
    if request.asked_at is None or each.person.email is None or each.reached in ("waiting", "came_back"):
        return False
    reminded_on = clock.day_of(request.reminded_at) if request.reminded_at else None
    return rules.reminder_due(clock.day_of(request.asked_at), reminded_on, request.reminders, asking.remind_after, today)
