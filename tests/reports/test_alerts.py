"""I7: somebody is told of each report until one of those who read it has taken it on, then who is next in line; without content (M3)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, select

from consentsvc import worker
from consentsvc.accounts import service as accounts
from consentsvc.audit.models import AuditEntry
from consentsvc.kernel import clock
from consentsvc.kernel.database import begin
from consentsvc.notifications.models import Letter
from consentsvc.reports import jobs, making, service
from consentsvc.reports.models import Alert
from consentsvc.reports.readers import every_report
from consentsvc.reports.rules import Waiting, to_tell
from consentsvc.reports.schemas import PublicReport, ReportHandOver
from tests.people import Cast
from tests.reports.desk import WORDS, Desk, actor, in_full

pytestmark = pytest.mark.promise("I7")

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
"""In school hours."""


@pytest.fixture
def desk(people: Cast) -> Iterator[Desk]:
    with clock.standing_at(MONDAY):
        yield Desk.of(people)


def told_after(tx: Session, **passed: float) -> list[UUID]:
    """Who is told in the minute at that time."""
    before = {each.id for each in tx.exec(select(Letter)).all()}
    with clock.standing_at(MONDAY + timedelta(**passed)):
        jobs.alert()
    return [each.about_id for each in tx.exec(select(Letter)).all() if each.id not in before]


def leads(desk: Desk) -> set[UUID]:
    return {desk.cast.lead.id, desk.second_lead.id}


def test_its_readers_are_told_once_and_again_after_two_hours(desk: Desk, tx: Session) -> None:
    desk.make(reporter_name="Ina")
    assert set(told_after(tx)) == leads(desk)
    assert told_after(tx, minutes=1) == told_after(tx, minutes=119) == []
    assert set(told_after(tx, minutes=120)) == leads(desk)


def test_out_of_hours_only_the_urgent_one_is_told(desk: Desk, tx: Session) -> None:
    desk.make(reporter_name="Ina")
    assert told_after(tx, hours=10) == []
    desk.make(reporter_name="Ina", danger_now=True)
    assert set(told_after(tx, hours=10)) == leads(desk)
    assert told_after(tx, hours=10, minutes=29) == []
    assert set(told_after(tx, hours=10, minutes=30)) == leads(desk)


def test_however_many_wait_it_is_one_mail(desk: Desk, tx: Session) -> None:
    for number in range(3):
        desk.make(what=f"{WORDS} {number}")
    assert len(told_after(tx)) == 2


def test_it_ends_when_one_of_them_has_it(desk: Desk, tx: Session) -> None:
    report_id = desk.make(reporter_name="Ina")
    assert told_after(tx)
    with begin(desk.cast.oakfield.id) as own:
        service.take_on(own, actor(desk.cast.lead), report_id)
    assert told_after(tx, hours=5) == told_after(tx, days=3) == []


@pytest.mark.parametrize("is_closed", [False, True])
@pytest.mark.parametrize("reporter_name", ["", "Ina"])
def test_what_is_added_to_a_report_that_somebody_has_is_told_once(
    desk: Desk, tx: Session, reporter_name: str, is_closed: bool
) -> None:
    report_id, add = desk.make_to_add_to(reporter_name=reporter_name)
    with begin(desk.cast.oakfield.id) as own:
        service.take_on(own, actor(desk.cast.lead), report_id)
        if is_closed:
            service.close(own, actor(desk.cast.lead), report_id, "no_further_action", "It was a mistake.")
    assert told_after(tx, hours=12) == []
    add("He is at the door now.")
    assert set(told_after(tx, hours=12)) == leads(desk)
    assert told_after(tx, hours=12, minutes=1) == told_after(tx, days=2) == []
    letters = tx.exec(select(Letter).where(Letter.kind == "reports.added")).all()
    assert len(letters) == len(leads(desk))
    assert not any(str(report_id) in each.key or each.about_id == report_id for each in letters)


def test_who_it_is_about_is_not_told_of_what_is_added(desk: Desk, tx: Session) -> None:
    report_id, add = desk.make_to_add_to(about="lead")
    with begin(desk.cast.oakfield.id) as own:
        service.take_on(own, actor(desk.cast.head), report_id)
    add("And there is more.")
    assert told_after(tx) == [desk.cast.head.id]


def test_after_a_day_the_next_in_line_is_told_and_then_the_one_after(desk: Desk, tx: Session) -> None:
    desk.make(reporter_name="Ina", danger_now=True)
    assert set(told_after(tx, hours=23)) == leads(desk)
    assert set(told_after(tx, hours=24)) == {*leads(desk), desk.cast.head.id}
    assert set(told_after(tx, hours=48)) == {*leads(desk), desk.cast.head.id, desk.cast.chair.id}


def test_who_comes_to_read_it_later_is_told_at_once_and_has_a_day_of_their_own(desk: Desk, tx: Session) -> None:
    report_id = desk.make(reporter_name="Ina", danger_now=True)
    told_after(tx)
    with clock.standing_at(MONDAY + timedelta(hours=30)):
        desk.name(report_id, kind="lead")
    assert told_after(tx, hours=30, minutes=1) == [desk.cast.head.id]
    assert told_after(tx, hours=53) == [desk.cast.head.id]
    assert set(told_after(tx, hours=54)) == {desk.cast.head.id, desk.cast.chair.id}


def test_taken_on_by_somebody_who_left_it_is_told_again(desk: Desk, tx: Session) -> None:
    report_id = desk.make(reporter_name="Ina")
    with begin(desk.cast.oakfield.id) as own:
        service.take_on(own, actor(desk.second_lead), report_id)
        accounts.set_roles(own, desk.cast.oakfield.id, desk.second_lead.email, set())
    assert told_after(tx) == [desk.cast.lead.id]
    found = in_full(tx, desk.cast.oakfield.id, report_id)
    assert (found.acknowledged_by, found.handler_id) == (None, None)
    with begin(desk.cast.oakfield.id) as own:
        service.take_on(own, actor(desk.cast.lead), report_id)
    assert told_after(tx, hours=5) == told_after(tx, days=3) == []


def test_handed_over_to_somebody_who_left_it_is_told_again(desk: Desk, tx: Session) -> None:
    report_id = desk.make(reporter_name="Ina")
    with begin(desk.cast.oakfield.id) as own:
        service.take_on(own, actor(desk.cast.lead), report_id)
        service.hand_over(
            own, actor(desk.cast.lead), report_id, ReportHandOver(to=desk.second_lead.id, reason="She knows the class.")
        )
    assert told_after(tx) == []
    with begin(desk.cast.oakfield.id) as own:
        accounts.set_roles(own, desk.cast.oakfield.id, desk.second_lead.email, set())
    assert told_after(tx) == [desk.cast.lead.id]


@pytest.mark.parametrize("troubled", ["oakfield", "elmbank"])
def test_one_schools_trouble_keeps_nothing_from_the_other(troubled: str, desk: Desk, tx: Session, people: Cast) -> None:
    told = PublicReport(images="no", about="nobody_here", what=WORDS, reporter="not_said")
    for name in ("oakfield", "elmbank"):
        school_id = getattr(people, name).id
        with begin(school_id) as own:
            making.make(own, school_id, told, "")
            if name == troubled:  # its day has no end
                with every_report(own):
                    own.connection().exec_driver_sql("update reports set received_on = '9999-12-31'")
    assert set(told_after(tx)) == (leads(desk) if troubled == "elmbank" else {people.other_head.id})


@pytest.mark.promise("I6")
def test_an_anonymous_one_leaves_no_minute_and_no_id(desk: Desk, tx: Session) -> None:
    report_id = desk.make(danger_now=True)
    told_after(tx, minutes=17)
    with every_report(tx):
        assert {each.at for each in tx.exec(select(Alert)).all()} == {MONDAY + timedelta(hours=1)}
    audited = tx.exec(select(AuditEntry).where(AuditEntry.verb == "report:alert")).all()
    assert [each.at for each in audited] == [MONDAY + timedelta(hours=1)]
    letters = tx.exec(select(Letter).where(col(Letter.kind).startswith("reports."))).all()
    assert not any(str(report_id) in each.key or each.about_id == report_id for each in letters)


@pytest.mark.rule("M3")
def test_the_mails_say_nothing_but_where_to_look(desk: Desk, tx: Session) -> None:
    report_id = desk.about("lead")
    told_after(tx, days=2)
    letters = tx.exec(select(Letter).where(col(Letter.kind).startswith("reports."))).all()
    assert {each.kind for each in letters} == {"reports.waits", "reports.next_in_line"}
    for letter in letters:
        mail = worker.LETTERS[letter.kind](tx, letter)
        assert mail is not None
        said = f"{mail.subject} {mail.text} {mail.html}".casefold()
        assert not any(word in said for word in ("report", "misuse", "safeguarding", "lead", "picture", str(report_id)))


def test_of_two_schools_each_is_told_of_its_own(desk: Desk, tx: Session) -> None:
    desk.make()
    told_after(tx)
    assert desk.cast.other_head.id not in {each.about_id for each in tx.exec(select(Letter)).all()}


def test_nobody_is_told_twice_at_a_time_whatever_the_line() -> None:
    one, other = uuid4(), uuid4()
    waiting = Waiting("now", MONDAY, {one: MONDAY}, [{one}, {one, other}])
    assert to_tell(waiting, MONDAY + timedelta(minutes=29), in_hours=False) == []
    assert to_tell(waiting, MONDAY + timedelta(minutes=30), in_hours=False) == [one]
    assert set(to_tell(waiting, MONDAY + timedelta(hours=24), in_hours=False)) == {one, other}
