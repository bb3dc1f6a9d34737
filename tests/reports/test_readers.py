"""The database hides every report until a transaction says for whom it reads (M3, M4)."""

import pytest
from sqlmodel import Session, col, select

import consentsvc.tables  # noqa: F401  (the metadata must be whole before the first query)
from consentsvc.kernel import clock
from consentsvc.kernel.access import PUBLIC, Actor
from consentsvc.reports.models import Report, ReportEntry, ReportSubject
from consentsvc.reports.readers import every_report, reading
from tests.people import Cast, Person


def of(person: Person) -> Actor:
    return Actor("staff", person.id, person.school_id, frozenset(person.roles))


@pytest.fixture
def report(tx: Session, people: Cast) -> Report:
    """One that came, with an entry; nobody reads yet."""
    made = Report(
        school_id=people.oakfield.id,
        reference="R-1",
        secret_hash=b"",
        images="no",
        is_anonymous=True,
        reporter="not_said",
        about="nobody_here",
        what="A picture",
        received_on=clock.today(),
    )
    with every_report(tx):
        tx.add(made)
        tx.flush()
        tx.add(ReportEntry(school_id=made.school_id, report_id=made.id, kind="received", on_day=clock.today()))
    return made


def seen(tx: Session) -> tuple[int, int]:
    """How many reports, and how many entries, this transaction sees."""
    return len(tx.exec(select(col(Report.id))).all()), len(tx.exec(select(col(ReportEntry.id))).all())


def test_nothing_is_seen_by_default(tx: Session, report: Report) -> None:
    assert seen(tx) == (0, 0)


@pytest.mark.rule("M3")
def test_the_lead_reads_and_nobody_else(tx: Session, people: Cast, report: Report) -> None:
    for person in people.staff:
        reading(tx, of(person))
        assert seen(tx) == ((1, 1) if person is people.lead else (0, 0)), person.roles


def test_a_program_and_the_public_read_nothing(tx: Session, people: Cast, report: Report) -> None:
    for actor in (Actor("token", people.lead.id, people.oakfield.id, frozenset(people.lead.roles)), PUBLIC):
        reading(tx, of(people.lead))
        reading(tx, actor)
        assert seen(tx) == (0, 0)


@pytest.mark.rule("M4")
def test_naming_the_reader_ends_their_reading_at_once(tx: Session, people: Cast, report: Report) -> None:
    reading(tx, of(people.lead))
    with every_report(tx):
        tx.add(ReportSubject(school_id=report.school_id, report_id=report.id, kind="staff", user_id=people.lead.id))
    assert seen(tx) == (0, 0)
    reading(tx, of(people.head))
    assert seen(tx) == (1, 1)


def test_every_report_ends_with_its_block(tx: Session, report: Report) -> None:
    with every_report(tx):
        assert seen(tx) == (1, 1)
    assert seen(tx) == (0, 0)


@pytest.mark.rule("M3")
def test_every_report_ends_when_something_goes_wrong_in_its_block(tx: Session, report: Report) -> None:
    with pytest.raises(KeyError), every_report(tx):
        raise KeyError
    assert seen(tx) == (0, 0)
