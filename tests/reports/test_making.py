"""Making a report, the way back, and what is kept of who reported (M1, M4, I6)."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from consentsvc.audit.models import AuditEntry
from consentsvc.kernel import clock, database
from consentsvc.kernel.codes import as_letters
from consentsvc.kernel.languages import LANGUAGES
from consentsvc.kernel.settings import settings
from consentsvc.reports import anonymous, making
from consentsvc.reports.models import Report, ReportEntry, ReportSubject
from consentsvc.reports.readers import every_report, reading
from tests.kernel import printed
from tests.people import Cast, Person
from tests.reports.conftest import REPORT, Reporter, hidden_on, keys_on
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


def test_the_last_page_sent_twice_is_one_report(reporter: Reporter, anyone: TestClient, tx: Session, people: Cast) -> None:
    check = hidden_on(reporter.sends(step="you").text)
    assert check["step"] == "check"
    first, again = (keys_on(anyone.post("/report", data=check).text) for _ in range(2))
    assert first == again
    assert the_report(tx, people).reference == as_letters(first[0])
    assert hidden_on(reporter.sends(step="you").text)["draft"] != check["draft"]


@pytest.mark.parametrize("go", ["about", "what", "you", "check"])
def test_nobody_goes_ahead_of_what_they_have_not_said(anyone: TestClient, people: Cast, go: str) -> None:
    said = {"images": "no", "school": people.oakfield.slug, "draft": "d" * 30}
    answer = anyone.post("/report", data={"go": go, **said})
    assert answer.status_code == 200
    assert answer.text == anyone.post("/report", data={"go": "about", **said}).text


def test_a_school_that_was_typed_is_shown_and_can_be_changed(reporter: Reporter, anyone: TestClient, people: Cast) -> None:
    said = {**REPORT, "step": "school", "school_name": " elmbank  SCHOOL "}
    typed = hidden_on(anyone.post("/report", data=said).text)
    assert typed["school"] == people.elmbank.slug
    check = anyone.post("/report", data={**typed, "step": "you", **REPORT}).text
    assert "Elmbank School" in check.partition("<main")[2]
    asked = hidden_on(anyone.post("/report", data={**hidden_on(check), "go": "school"}).text)
    changed = hidden_on(anyone.post("/report", data={**asked, "school_name": "Oakfield Primary"}).text)
    assert (changed["school"], changed["what"]) == (people.oakfield.slug, REPORT["what"])
    assert anyone.post("/report", data={**asked, "school_name": "Nowhere"}).status_code == 422


@pytest.mark.rule("C17")
def test_the_language_stays_from_the_first_page_to_the_way_back(reporter: Reporter, anyone: TestClient, people: Cast) -> None:
    first = anyone.get(f"/report/{people.oakfield.slug}?language=ur").text
    for page in (first, anyone.post("/report?language=ur", data={**hidden_on(first), **REPORT, "step": "you"}).text):
        assert 'lang="ur"' in page
        assert 'action="/report?language=ur"' in page
        assert 'dir="rtl"' in page
    assert f'href="/report/{people.oakfield.slug}?language=pl"' in first, "another language keeps the school"
    sent = anyone.post("/report?language=ur", data={**REPORT, "step": "check", "school": people.oakfield.slug}).text
    assert 'href="/report/back?language=ur"' in sent
    assert re.search(r'href="/report/picture/[^"]+\?language=ur"', sent)
    refused = anyone.post("/report?language=ur", content=b"x", headers={"content-type": "image/jpeg", "accept": "text/html"})
    assert (refused.status_code, 'lang="ur"' in refused.text) == (415, True)
    assert "https://www.bbc.co.uk/weather" in refused.text, "the way out is on a refusal too"


def test_what_is_copied_from_elsewhere_is_taken_as_it_reads(reporter: Reporter, tx: Session, people: Cast) -> None:
    reporter.reports(what="One\x0btwo\x07\r\nthree", place="", about_name="Ben\tJones")
    report = the_report(tx, people)
    assert (report.what, report.about_name) == ("One two \nthree", "Ben Jones")


def test_the_advice_says_how_to_call_the_school(anyone: TestClient, tx: Session, people: Cast) -> None:
    said = {"step": "images", "images": "yes", "school": people.oakfield.slug}
    assert "01632" not in anyone.post("/report", data=said).text
    tx.connection().exec_driver_sql(
        "update schools set policy = %s where id = %s", ('{"contact": "01632 960001"}', people.oakfield.id)
    )
    tx.commit()
    assert "<bdi>01632 960001</bdi>" in anyone.post("/report", data=said).text


def test_the_thanks_say_what_matters_most_first(reporter: Reporter) -> None:
    urgent = reporter.sends(images="yes", danger_now="yes", blackmail="yes").text
    assert urgent.index("call 999") < urgent.index("It is with the school now") < urgent.index("Write these down")
    assert "Report Remove" in urgent
    assert "Do not pay" in urgent
    calm = reporter.sends().text
    assert calm.index("It is with the school now") < calm.index("call 999")
    assert "Report Remove" not in calm


def test_what_is_wrong_stands_at_its_field_too(reporter: Reporter) -> None:
    page = reporter.sends(step="what", place="x" * 4001).text
    assert re.search(r'class="govuk-error-summary"[^>]* tabindex="-1" autofocus', page)
    assert '<a href="#place">' in page
    assert re.search(r'<textarea [^>]*id="place"[^>]*aria-describedby="place-hint place-error"', page)
    assert page.count("govuk-error-message") == 1


@pytest.mark.rule("M1")
def test_a_wrong_secret_and_an_unknown_reference_answer_alike_and_are_limited(reporter: Reporter) -> None:
    reference, secret = reporter.reports()
    wrong = reporter.comes_back(reference, secret[::-1])
    unknown = reporter.comes_back("ABCD-EFGH-23", secret)
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace(reference, "") == unknown.text.replace("ABCD-EFGH-23", "")
    for _ in range(38):
        reporter.comes_back(reference, "no")
    paused = reporter.comes_back(reference, "no")
    assert (paused.status_code, int(paused.headers["retry-after"]) > 0) == (429, True)
    assert reporter.comes_back(reference, secret).status_code == 200, "others' tries lock nobody out"


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
        keys = reporter.reports()
        reporter.comes_back(*keys, text="More.", entry=str(uuid4()))
    report = the_report(tx, people)
    assert report.language == "en", "not their browser's"
    with every_report(tx):
        entries = tx.exec(select(ReportEntry)).all()
        assert {each.at for each in entries} == {None}
        assert {each.on_day for each in entries} == {report.received_on} == {noon.date()}
    assert tx.exec(select(AuditEntry)).all() == [], "an entry would stand between two that say when they were written"
    jobs = tx.connection().exec_driver_sql("select count(*) from procrastinate_jobs").scalar_one()
    assert jobs == 0, "nothing is queued that could be joined to it"


@pytest.mark.rule("A2")
@pytest.mark.promise("I6")
def test_what_anonymous_reporters_sent_is_audited_by_the_day(reporter: Reporter, tx: Session, people: Cast) -> None:
    noon = clock.now().replace(hour=12) - timedelta(days=3)
    with clock.standing_at(noon):
        keys = reporter.reports()
        reporter.reports(reporter_name="Sana Khan")
        reporter.comes_back(*keys, text="More.", entry=str(uuid4()))
        anonymous.record_past_days()
    reporter.reports()
    for _ in range(2):
        anonymous.record_past_days()
    (entry,) = tx.exec(select(AuditEntry).where(AuditEntry.verb == "report:anonymous")).all()
    assert (entry.actor_kind, entry.actor_id, entry.thing_id) == ("system", None, None)
    assert (entry.at, entry.detail) == (making.start_of(noon.date()), {"numbers": {"received": 1, "added": 1, "pictures": 0}})


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
        assert set(answer.json()) == {"reference", "secret", "picture_at", "is_read"}
        assert answer.json()["is_read"] is True
    database.act_for(tx, people.oakfield.id)
    with every_report(tx):
        made = tx.exec(select(Report).order_by(col(Report.seq))).all()
    assert [each.made_by for each in made] == [person.id for person in people.staff]
    assert {(each.reporter, each.is_anonymous) for each in made} == {("staff", False)}


@pytest.mark.promise("I4")
def test_staff_who_send_the_same_draft_twice_make_one_report(
    client_for: Callable[[Person], TestClient], tx: Session, people: Cast
) -> None:
    draft = NEW | {"draft": str(uuid4())}
    keys = [
        (answer.status_code, answer.json()["reference"], answer.json()["secret"])
        for person, words in (
            (people.teacher, {}),
            (people.teacher, {}),
            (people.steward, {}),
            (people.teacher, {"place": "App"}),
        )
        for answer in [client_for(person).post("/api/reports", json=draft | words)]
    ]
    assert {status for status, *_ in keys} == {201}, "another's same draft tells nobody that it is taken"
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3
    made = tx.exec(select(AuditEntry).where(AuditEntry.verb == "report:make")).all()
    assert len(made) == 3


def test_making_a_report_needs_a_sign_in_and_its_fields(
    anyone: TestClient, client_for: Callable[[Person], TestClient], people: Cast
) -> None:
    assert anyone.post("/api/reports", json=NEW).status_code == 401
    teacher = client_for(people.teacher)
    assert teacher.post("/api/reports", json=NEW | {"what": ""}).status_code == 422
    assert teacher.post("/api/reports", json=NEW | {"file": "x"}).status_code == 422


def test_the_poster_has_a_page_for_each_language(client_for: Callable[[Person], TestClient], people: Cast) -> None:
    teacher = client_for(people.teacher)
    poster = teacher.get("/api/report-poster", params={"languages": ["en", "ur"]})
    assert poster.headers["content-type"] == "application/pdf"
    english, urdu = (page.extract_text() for page in printed.opened(poster.content).pages)
    assert "Are you worried about a picture?" in " ".join(english.split())
    for page in (english, urdu):
        assert f"/report/{people.oakfield.slug}" in "".join(page.split())
    assert len(printed.opened(teacher.get("/api/report-poster").content).pages) == len(LANGUAGES), "all that the school offers"
    assert teacher.get("/api/report-poster", params={"languages": ["xx"]}).status_code == 422


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


@pytest.mark.rule("M4")
@pytest.mark.promise("I7")
def test_where_nobody_may_read_it_the_reporter_is_told_where_to_go(
    reporter: Reporter, client_for: Callable[[Person], TestClient], tx: Session, people: Cast
) -> None:
    tx.connection().exec_driver_sql("delete from memberships where role = 'chair'")
    tx.commit()
    nobody, outside = "nobody at the school may read it", "Local Authority Designated Officer"
    about_head = reporter.sends(about="head").text
    assert nobody in about_head
    assert outside in about_head.partition("Write these down")[0], "it comes first"
    assert "It is with the school now" not in about_head
    assert client_for(people.teacher).post("/api/reports", json=NEW | {"about": "head"}).json()["is_read"] is False
    about_staff = reporter.sends(about="staff").text
    assert (nobody in about_staff, outside in about_staff) == (False, True)
    assert outside not in reporter.sends().text
    keys = keys_on(about_head)
    assert nobody in reporter.comes_back(*keys).text
    tx.connection().exec_driver_sql("update memberships set role = 'chair' where role = 'admin'")
    tx.commit()
    own = reporter.comes_back(*keys).text
    assert (nobody in own, outside in own) == (False, False)


def test_a_name_of_nobody_here_is_kept_for_the_lead(reporter: Reporter, tx: Session, people: Cast) -> None:
    reporter.reports(about="nobody_here", about_name="Somebody Quite Else")
    the_report(tx, people)
    with every_report(tx):
        subject = tx.exec(select(ReportSubject)).one()
    assert (subject.kind, subject.user_id, subject.name) == ("outsider", None, "Somebody Quite Else")
