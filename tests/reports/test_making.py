"""Making a report, the way back, and what is kept of who reported (M1, M4, I6)."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from consentsvc.audit.models import AuditEntry
from consentsvc.kernel import clock, database
from consentsvc.kernel.codes import as_letters
from consentsvc.kernel.settings import settings
from consentsvc.reports.models import Report, ReportEntry, ReportSubject
from consentsvc.reports.readers import every_report, reading
from tests.people import Cast, Person
from tests.reports.conftest import REPORT, Reporter
from tests.reports.test_readers import of

NEW = {"images": "no", "about": "nobody_here", "what": "A picture went round."}


def the_report(tx: Session, people: Cast) -> Report:
    database.act_for(tx, people.oakfield.id)
    with every_report(tx):
        return tx.exec(select(Report)).one()


def reads(tx: Session, person: Person) -> bool:
    tx.expunge_all()
    database.act_for(tx, person.school_id)
    reading(tx, of(person))
    return bool(tx.exec(select(col(Report.id))).all())


@pytest.mark.rule("M1")
def test_anybody_reports_and_comes_back_to_read_and_add(reporter: Reporter, tx: Session, people: Cast) -> None:
    reference, secret = reporter.reports()
    report = the_report(tx, people)
    assert as_letters(reference) == report.reference
    assert (report.reporter, report.what, report.is_anonymous) == ("parent", REPORT["what"], True)
    answer = ReportEntry(
        school_id=report.school_id,
        report_id=report.id,
        kind="answer",
        text="We look into it.",
        on_day=clock.today(),
        at=clock.now(),
    )
    note = ReportEntry(school_id=report.school_id, report_id=report.id, kind="note", text="Not for them.", on_day=clock.today())
    with every_report(tx):
        tx.add_all([answer, note])
    tx.commit()
    page = reporter.comes_back(reference.lower().replace("-", " "), secret, text="It is still there.", entry=str(uuid4()))
    assert page.status_code == 200
    for shown in (REPORT["what"], "We look into it.", "It is still there."):
        assert shown in page.text
    assert "Not for them." not in page.text


def test_what_is_added_twice_is_there_once(reporter: Reporter, tx: Session, people: Cast) -> None:
    keys, entry = reporter.reports(), str(uuid4())
    for _ in range(2):
        assert reporter.comes_back(*keys, text="More of it.", entry=entry).status_code == 200
    assert reporter.comes_back(*keys, text="Other words.", entry=entry).status_code == 409
    assert reporter.comes_back(*keys, text="No entry.").status_code == 422
    assert reporter.comes_back(*keys).text.count("More of it.") == 1


def test_the_same_form_sent_twice_is_one_report(reporter: Reporter, tx: Session, people: Cast) -> None:
    first = reporter.reports(draft="d" * 30)
    assert reporter.reports(draft="d" * 30) == first
    assert the_report(tx, people).reference == as_letters(first[0])
    assert reporter.reports(draft="d" * 30, what="Other words.") != first


@pytest.mark.parametrize("go", ["about", "what", "you", "check"])
def test_nobody_goes_ahead_of_what_they_have_not_said(anyone: TestClient, people: Cast, go: str) -> None:
    answer = anyone.post("/report", data={"go": go, "images": "no", "school": people.oakfield.slug})
    assert answer.status_code == 200
    assert answer.text == anyone.post("/report", data={"go": "about", "images": "no", "school": people.oakfield.slug}).text


@pytest.mark.rule("M1")
def test_a_wrong_secret_and_an_unknown_reference_answer_alike_and_are_limited(reporter: Reporter) -> None:
    reference, secret = reporter.reports()
    wrong = reporter.comes_back(reference, secret[::-1])
    unknown = reporter.comes_back("ABCD-EFGH-23", secret)
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace(reference, "") == unknown.text.replace("ABCD-EFGH-23", "")
    for _ in range(38):
        reporter.comes_back(reference, "no")
    assert reporter.comes_back(reference, secret).status_code == 429


def test_a_secret_has_its_bits_and_is_kept_as_a_keyed_hash(
    reporter: Reporter, tx: Session, people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = reporter.reports()
    assert 27 ** len(as_letters(keys[1])) > 2**80
    with monkeypatch.context() as another:
        another.setenv("CONSENTSVC_SECRET", "s" * 40)
        settings.cache_clear()
        assert reporter.comes_back(*keys).status_code == 422, "a copy of the database alone checks no secret"
        another.setenv("CONSENTSVC_EARLIER_SECRETS", f'["{_secret_before()}"]')
        settings.cache_clear()
        assert reporter.comes_back(*keys).status_code == 200
    settings.cache_clear()


def _secret_before() -> str:
    with pytest.MonkeyPatch.context() as before:
        before.delenv("CONSENTSVC_SECRET")
        settings.cache_clear()
        return settings().secret.get_secret_value()


@pytest.mark.rule("M1")
@pytest.mark.promise("I6")
def test_of_an_anonymous_reporter_only_the_day_is_kept(reporter: Reporter, tx: Session, people: Cast) -> None:
    noon = clock.now().replace(hour=12, minute=34, second=56) - timedelta(days=3)
    with clock.standing_at(noon):
        keys = reporter.reports(language="pl")
        reporter.comes_back(*keys, text="More.", entry=str(uuid4()))
    report = the_report(tx, people)
    assert report.language == "en", "not their browser's"
    with every_report(tx):
        entries = tx.exec(select(ReportEntry)).all()
        assert {each.at for each in entries} == {None}
        assert {each.on_day for each in entries} == {report.received_on} == {noon.date()}
    audited = tx.exec(select(AuditEntry).where(col(AuditEntry.verb).like("report:%"))).all()
    assert [each.verb for each in audited] == ["report:make", "report:add"]
    for each in audited:
        assert (each.actor_kind, each.actor_id, each.thing_id, each.detail) == ("public", None, None, {})
        assert (each.at.astimezone(clock.LOCAL).hour, each.at.minute, each.at.second) == (0, 0, 0)
    jobs = tx.connection().exec_driver_sql("select count(*) from procrastinate_jobs").scalar_one()
    assert jobs == 0, "nothing is queued that could be joined to it"


def test_who_gives_a_name_isnt_anonymous(reporter: Reporter, tx: Session, people: Cast) -> None:
    reporter.reports(reporter_name="Sana Khan")
    report = the_report(tx, people)
    assert (report.is_anonymous, report.reporter_name) == (False, "Sana Khan")
    assert report.received_at is not None


@pytest.mark.rule("M1")
def test_staff_report_by_name(client_for: Callable[[Person], TestClient], tx: Session, people: Cast) -> None:
    for person in people.staff:
        answer = client_for(person).post("/api/reports", json=NEW)
        assert answer.status_code == 201, (person.roles, answer.text)
        assert set(answer.json()) == {"reference", "secret", "picture_at"}
    database.act_for(tx, people.oakfield.id)
    with every_report(tx):
        made = tx.exec(select(Report).order_by(col(Report.seq))).all()
    assert [each.made_by for each in made] == [person.id for person in people.staff]
    assert {(each.reporter, each.is_anonymous) for each in made} == {("staff", False)}


def test_making_a_report_needs_a_sign_in_and_its_fields(
    anyone: TestClient, client_for: Callable[[Person], TestClient], people: Cast
) -> None:
    assert anyone.post("/api/reports", json=NEW).status_code == 401
    teacher = client_for(people.teacher)
    assert teacher.post("/api/reports", json=NEW | {"what": ""}).status_code == 422
    assert teacher.post("/api/reports", json=NEW | {"file": "x"}).status_code == 422


WHOM = [
    ("nobody_here", "", "lead"),
    ("staff", "", "lead"),
    ("lead", "", "head"),
    ("head", "", "chair"),
    ("staff", "Petra Winterbourne", "head"),
    ("not_said", "somebody called Winterborn", "head"),
    ("not_said", "the safeguarding lady", "head"),
    ("staff", "The Headteacher", "chair"),
    ("staff", "Ms Nobody Known", "lead"),
    ("nobody_here", "Mr Ashdówn", "chair"),
]
NAMES = {"lead": "Petra Winterbourne", "head": "Hugo Ashdown"}


@pytest.mark.rule("M4")
@pytest.mark.promise("I5")
@pytest.mark.parametrize(("about", "name", "reader"), WHOM)
def test_whom_it_is_about_is_barred_as_it_is_made(
    reporter: Reporter, tx: Session, people: Cast, about: str, name: str, reader: str
) -> None:
    _rename(tx, people)
    reporter.reports(about=about, about_name=name)
    assert [str(person.roles[0]) for person in people.staff if reads(tx, person)] == [reader]


def _rename(tx: Session, people: Cast) -> None:
    for person in (people.lead, people.head):
        name = NAMES[person.roles[0].value]
        tx.connection().exec_driver_sql("update users set name = %s where id = %s", (name, person.id))
    tx.commit()


def test_a_name_of_nobody_here_is_kept_for_the_lead(reporter: Reporter, tx: Session, people: Cast) -> None:
    reporter.reports(about="nobody_here", about_name="Somebody Quite Else")
    the_report(tx, people)
    with every_report(tx):
        subject = tx.exec(select(ReportSubject)).one()
    assert (subject.kind, subject.user_id, subject.name) == ("outsider", None, "Somebody Quite Else")
