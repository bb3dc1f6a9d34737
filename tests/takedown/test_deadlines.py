"""Whoever has a task is reminded half-way, and the leads are told when it is late: each once, in mails that say nothing (P9, L1)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from consentsvc.kernel import clock
from consentsvc.kernel.clock import LOCAL
from consentsvc.kernel.database import begin
from consentsvc.notifications.models import Letter
from consentsvc.takedown import deadlines
from consentsvc.worker import LETTERS
from tests.takedown.desk import Desk, a_task

pytestmark = pytest.mark.rule("P9")

MONDAY = datetime(2026, 6, 1, 10, tzinfo=LOCAL)


@pytest.fixture
def monday() -> Iterator[None]:
    with clock.standing_at(MONDAY):
        yield


def test_reminded_half_way_then_the_lead_is_told_each_once(monday: None, desk: Desk, tx: Session) -> None:
    task = a_task(desk)
    assert task.due_at == MONDAY + timedelta(days=2)
    told = []
    for hours in (1, 23, 25, 26, 47, 49, 50, 90):
        with clock.standing_at(MONDAY + timedelta(hours=hours)):
            deadlines.mind(desk.school)
            told.append((hours, _letters(tx, "takedown.reminder"), _letters(tx, "takedown.overdue"), _overdue(tx)))
    cast = desk.stage.cast
    owner, lead = [cast.publisher.id], [cast.lead.id]
    assert told == [
        (1, [], [], 0),
        (23, [], [], 0),
        (25, owner, [], 0),
        (26, owner, [], 0),
        (47, owner, [], 0),
        (49, owner, lead, 1),
        (50, owner, lead, 1),
        (90, owner, lead, 1),
    ]


def test_what_is_done_in_time_reminds_nobody(monday: None, desk: Desk, tx: Session) -> None:
    a_task(desk)
    desk.is_gone(desk.copies()[0].id)
    desk.look()
    with clock.standing_at(MONDAY + timedelta(days=9)):
        deadlines.mind(desk.school)
    assert _letters(tx, "takedown.reminder") == _letters(tx, "takedown.overdue") == []


def test_a_mail_has_a_link_and_nothing_of_what_it_is_about(monday: None, desk: Desk, tx: Session) -> None:
    a_task(desk)
    with clock.standing_at(MONDAY + timedelta(days=9)):
        deadlines.mind(desk.school)
        for letter in tx.exec(select(Letter).where(Letter.kind.startswith("takedown."))).all():
            with begin(desk.school) as own:
                mail = LETTERS[letter.kind](own, letter)
            assert mail is not None
            assert "http://testserver/staff/takedowns" in mail.text
            assert not any(word in mail.text + mail.subject for word in ("Amira", "Khan", "garden", "post on"))


def test_a_mail_that_nobody_needs_any_more_is_not_sent(monday: None, desk: Desk, tx: Session) -> None:
    a_task(desk)
    with clock.standing_at(MONDAY + timedelta(days=9)):
        deadlines.mind(desk.school)
        desk.is_gone(desk.copies()[0].id)
        desk.look()
        for letter in tx.exec(
            select(Letter).where(Letter.kind.startswith("takedown."), Letter.kind != "takedown.came_down")
        ).all():
            with begin(desk.school) as own:
                assert LETTERS[letter.kind](own, letter) is None, letter.kind


def _letters(tx: Session, kind: str) -> list[object]:
    return list(tx.exec(select(Letter.about_id).where(Letter.kind == kind)))


def _overdue(tx: Session) -> int:
    query = text("select count(*) from procrastinate_jobs where task_name = 'react' and args ->> 'fact' = 'TakedownOverdue'")
    return int(tx.execute(query).scalar_one())
