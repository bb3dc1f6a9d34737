"""I7: somebody is told of each report until one of those who read it has taken it on, then who is next in line; without content (M3)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, select

from consentsvc import worker
from consentsvc.accounts import service as accounts
from consentsvc.audit.models import AuditEntry
from consentsvc.kernel import clock
from consentsvc.kernel.access import Role
from consentsvc.kernel.database import begin
from consentsvc.notifications.mail import Mail
from consentsvc.notifications.models import Letter
from consentsvc.reports import following_up, jobs, making, service
from consentsvc.reports.models import Alert
from consentsvc.reports.readers import every_report
from consentsvc.reports.rules import Waiting, to_tell
from consentsvc.reports.schemas import NewReportTask, PublicReport, ReportHandOver, ReportTaskDone
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
def test_what_is_added_to_a_report_that_somebody_has_is_told_until_one_of_them_opens_it(
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
    assert told_after(tx, hours=12, minutes=1) == told_after(tx, hours=14) == []
    assert set(told_after(tx, hours=23)) == leads(desk)
    assert set(told_after(tx, days=3)) == {*leads(desk), desk.cast.head.id, desk.cast.chair.id}
    with begin(desk.cast.oakfield.id) as own:
        service.report(own, actor(desk.second_lead), report_id)
    assert told_after(tx, days=4) == []
    letters = tx.exec(select(Letter).where(Letter.kind == "reports.added")).all()
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
    jobs.alert()
    other, its_readers = (people.elmbank, {people.other_head.id}) if troubled == "oakfield" else (people.oakfield, leads(desk))
    with begin(other.id) as own:
        assert {each.about_id for each in own.exec(select(Letter)).all()} == its_readers


def test_an_anonymous_one_goes_to_the_next_in_line_a_day_after_its_readers_were_told(desk: Desk, tx: Session) -> None:
    desk.make(danger_now=True)
    told_after(tx)
    assert set(told_after(tx, hours=24)) == leads(desk)
    assert told_after(tx, hours=25) == [desk.cast.head.id]


@pytest.mark.rule("M4")
def test_a_report_that_nobody_may_read_is_told_to_the_first_who_may(desk: Desk, tx: Session) -> None:
    accounts.set_roles(tx, desk.cast.oakfield.id, desk.cast.chair.email, set())
    desk.make(about="head", reporter_name="Ina", danger_now=True)
    assert told_after(tx) == told_after(tx, hours=30) == []
    accounts.set_roles(tx, desk.cast.oakfield.id, desk.cast.chair.email, {Role.CHAIR})
    assert told_after(tx, hours=31) == [desk.cast.chair.id]


def mails(tx: Session) -> list[UUID]:
    """To whom the mails go that are owed now, were the mail server back."""
    waiting = tx.exec(select(Letter).where(col(Letter.kind).startswith("reports."), Letter.state == "waiting")).all()
    return sorted(each.about_id for each in waiting if worker.LETTERS[each.kind](tx, each))


@pytest.mark.rule("M4")
@pytest.mark.promise("I5")
def test_who_is_named_while_a_mail_waits_to_go_out_gets_none(desk: Desk, tx: Session) -> None:
    report_id = desk.make(danger_now=True)
    told_after(tx)
    with begin(desk.cast.oakfield.id) as own:
        service.hand_over(own, actor(desk.second_lead), report_id, ReportHandOver(to=desk.cast.lead.id, reason="I am away."))
    assert desk.cast.lead.id in mails(tx)
    desk.name(report_id, kind="lead", user_id=desk.cast.lead.id)
    told_after(tx, minutes=1)
    assert mails(tx) == [desk.cast.head.id]


def test_of_the_mails_that_could_not_go_out_the_newest_goes(desk: Desk, tx: Session) -> None:
    desk.make(danger_now=True)
    for hours in range(5):
        told_after(tx, hours=hours)
    assert mails(tx) == sorted(leads(desk))


@pytest.mark.rule("M4")
def test_a_kind_of_report_that_nobody_could_read_is_said_once_before_there_is_one(desk: Desk, tx: Session) -> None:
    jobs.mind_gaps()
    assert gap_mails(tx) == []
    for _ in range(2):
        accounts.set_roles(tx, desk.cast.oakfield.id, desk.cast.chair.email, set())
        jobs.mind_gaps()
        jobs.mind_gaps()
        accounts.set_roles(tx, desk.cast.oakfield.id, desk.cast.chair.email, {Role.CHAIR})
        tx.flush()
        jobs.mind_gaps()
    once = sorted(("reports.nobody_reads_of_head", each.id) for each in (desk.cast.admin, desk.cast.head))
    assert gap_mails(tx) == sorted(once * 2)


def gap_mails(tx: Session) -> list[tuple[str, UUID]]:
    of_here = tx.exec(select(Letter).where(col(Letter.kind).startswith("reports.nobody_reads"))).all()
    return sorted((each.kind, each.about_id) for each in of_here)


def test_one_reports_trouble_keeps_nothing_from_the_others(desk: Desk, tx: Session) -> None:
    troubled = desk.make(what=f"{WORDS} once")
    desk.make(what=f"{WORDS} twice")
    with begin(desk.cast.oakfield.id) as own, every_report(own):
        in_full(own, desk.cast.oakfield.id, troubled).received_on = date(9999, 12, 31)  # its day has no end
    assert set(told_after(tx)) == leads(desk)


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


# What is to be done


def reminded_after(tx: Session, days: int) -> list[UUID]:
    """Who is owed a reminder on that day; the job runs twice."""
    before = {each.id for each in tx.exec(select(Letter)).all()}
    with clock.standing_at(MONDAY + timedelta(days=days)):
        jobs.remind_of_tasks()
        jobs.remind_of_tasks()
    return [each.about_id for each in tx.exec(select(Letter)).all() if each.id not in before]


def task_of(desk: Desk, report_id: UUID, owner_id: UUID | None) -> UUID:
    """Something due the day after Monday."""
    given = NewReportTask(what="Ring the app.", owner_id=owner_id, due_on=MONDAY.date() + timedelta(days=1))
    with begin(desk.cast.oakfield.id) as own:
        return following_up.add_task(own, actor(desk.cast.lead), report_id, given).tasks[-1].id


def reminder(tx: Session, days: int) -> Mail | None:
    """The newest one as it goes out on that day."""
    newest = tx.exec(select(Letter).where(Letter.kind == "reports.task_due").order_by(col(Letter.queued_at).desc())).first()
    assert newest is not None
    with clock.standing_at(MONDAY + timedelta(days=days)):
        return worker.LETTERS[newest.kind](tx, newest)


@pytest.mark.rule("M3")
def test_who_has_to_do_something_is_reminded_on_its_day_and_each_week_until_it_is_done(desk: Desk, tx: Session) -> None:
    report_id = desk.make()
    task_id = task_of(desk, report_id, desk.second_lead.id)
    assert reminded_after(tx, 0) == []
    assert reminded_after(tx, 1) == [desk.second_lead.id]
    assert reminded_after(tx, 2) == reminded_after(tx, 7) == []
    assert reminded_after(tx, 9) == [desk.second_lead.id], "a day that was missed is made up for"
    assert reminded_after(tx, 10) == []
    mail = reminder(tx, 10)
    assert mail is not None
    assert not any(word in f"{mail.subject} {mail.text}".casefold() for word in ("report", "app", "picture", str(report_id)))
    with begin(desk.cast.oakfield.id) as own:
        following_up.finish_task(own, actor(desk.cast.lead), report_id, task_id, ReportTaskDone())
    assert reminded_after(tx, 15) == []
    assert reminder(tx, 10) is None, "nothing waits for them any more"


@pytest.mark.rule("M4")
def test_a_task_of_nobody_who_reads_it_is_told_to_those_who_do(desk: Desk, tx: Session) -> None:
    report_id = desk.make()
    task_of(desk, report_id, desk.second_lead.id)
    assert reminded_after(tx, 1) == [desk.second_lead.id]
    assert reminder(tx, 1) is not None
    desk.name(report_id, kind="lead", user_id=desk.second_lead.id)
    assert reminder(tx, 1) is None, "named before it went out"
    assert reminded_after(tx, 8) == [desk.cast.head.id]
    task_of(desk, desk.make(what=f"{WORDS} again"), None)
    assert set(reminded_after(tx, 15)) == {*leads(desk), desk.cast.head.id}
