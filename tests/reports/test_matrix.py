"""I4 and I5: five kinds of subject, six viewers; at each operation, in each list, mail and count (M3, M4)."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from consentsvc.accounts import service as accounts
from consentsvc.kernel import clock
from consentsvc.kernel.access import PUBLIC, Role
from consentsvc.kernel.database import begin
from consentsvc.notifications.models import Letter
from consentsvc.reports import jobs, service, subjects
from consentsvc.reports.models import Report, ReportEntry, ReportSubject
from consentsvc.reports.readers import every_report, reading
from tests.conftest import whole_service
from tests.people import Cast, Person
from tests.promises.routes import operations
from tests.reports.desk import Desk, actor

pytestmark = pytest.mark.promise("I4", "I5")

READ_BY = {
    "nobody": {"lead", "second lead"},
    "child": {"lead", "second lead"},
    "staff": {"lead", "second lead"},
    "lead": {"head"},
    "head": {"chair"},
    "chair": {"lead", "second lead"},
}
"""Whom it is about, and who reads it; nobody else does."""

ID = str(uuid4())
TODAY = "2026-01-05"
WHY = {"reason": "As we were told."}
BODIES: dict[str, Any] = {
    "GET /api/reports/{report_id}": None,
    "POST /api/reports/{report_id}/take-on": None,
    "POST /api/reports/{report_id}/hand-over": {"to": ID, **WHY},
    "POST /api/reports/{report_id}/notes": {"text": "Seen."},
    "POST /api/reports/{report_id}/answers": {"text": "Thank you."},
    "POST /api/reports/{report_id}/triage": {"kind": "by_child", "severity": "low", "risk_now": "None."},
    "POST /api/reports/{report_id}/images": {"images": "yes", **WHY},
    "POST /api/reports/{report_id}/reopen": WHY,
    "POST /api/reports/{report_id}/subjects": {"kind": "lead", **WHY},
    "POST /api/reports/{report_id}/subjects/{subject_id}/clear": WHY,
    "POST /api/reports/{report_id}/children": {"child_id": ID},
    "POST /api/reports/{report_id}/referrals": {"recipient": "police", "referred_on": TODAY},
    "POST /api/reports/{report_id}/referrals/{referral_id}/answer": {"answer": "Yes.", "answered_on": TODAY},
    "POST /api/reports/{report_id}/tasks": {"what": "Call."},
    "PATCH /api/reports/{report_id}/tasks/{task_id}": {"what": "Write."},
    "POST /api/reports/{report_id}/tasks/{task_id}/done": {},
    "POST /api/reports/{report_id}/playbook": None,
    "POST /api/reports/{report_id}/photos": {"photo": ID},
    "POST /api/reports/{report_id}/pulls": {"photo_id": ID, **WHY},
    "POST /api/reports/{report_id}/pulls/{pull_id}/end": WHY,
    "POST /api/reports/{report_id}/seal": {"photo_id": ID, **WHY},
    "POST /api/reports/{report_id}/trace": {"hashes": ["0" * 64]},
    "POST /api/reports/{report_id}/trace-sent": None,
    "GET /api/reports/{report_id}/files/{file_id}": None,
    "POST /api/incidents/reports/{report_id}/close": {
        "outcome": "unfounded", "reason": "It was elsewhere.", "theme": "other", "lesson": "Ask first.",
    },
}  # fmt: skip
"""A request for each operation on one report."""

SAME_WHATEVER = {"/api/audit/checkpoint"}
"""Grows with each act of anybody, whatever it is."""


@pytest.fixture
def desk(people: Cast) -> Desk:
    return Desk.of(people)


def report_about(desk: Desk, subject: str) -> UUID:
    return desk.make() if subject == "nobody" else desk.about(subject)


def test_every_operation_on_a_report_is_asked_about() -> None:
    there = {f"{each.method} {each.path}" for each in operations(whole_service()) if "{report_id}" in each.path}
    assert there == set(BODIES)


@pytest.mark.rule("M3", "M4")
@pytest.mark.parametrize("subject", READ_BY)
def test_who_reads_it_reads_it_and_for_nobody_else_it_is(
    subject: str, desk: Desk, client_for: Callable[[Person], TestClient]
) -> None:
    report_id = report_about(desk, subject)
    readers = {str(desk.viewers[each].id) for each in READ_BY[subject]}
    for viewer, person in desk.viewers.items():
        client = client_for(person)
        if viewer in READ_BY[subject]:
            assert [row["id"] for row in client.get("/api/reports").json()] == [str(report_id)], viewer
            assert {each["id"] for each in client.get(f"/api/reports/{report_id}").json()["readers"]} == readers
        else:
            it_never_was(client, viewer, report_id)


def it_never_was(client: TestClient, viewer: str, report_id: UUID) -> None:
    may_have_some = viewer not in ("teacher", "admin")
    listed = client.get("/api/reports")
    assert listed.json() == [] if may_have_some else listed.status_code == 403, viewer
    random = uuid4()
    for ask in BODIES if may_have_some else list(BODIES)[:2]:
        assert answer_to(client, ask, report_id) == answer_to(client, ask, random), f"{ask} tells {viewer}"


def answer_to(client: TestClient, ask: str, report_id: UUID) -> tuple[int, str, dict[str, str]]:
    method, path = ask.split()
    address = re.sub(r"{\w+}", ID, path.replace("{report_id}", str(report_id)))
    answer = client.request(method, address, json=BODIES[ask])
    assert answer.status_code in (403, 404), (ask, answer.text)
    return answer.status_code, answer.text.replace(str(report_id), "ID"), dict(answer.headers)


@pytest.mark.rule("M3", "M4")
def test_no_list_no_count_and_no_badge_tells_that_there_is_one(desk: Desk, client_for: Callable[[Person], TestClient]) -> None:
    """One about a lead, with all that a desk does to it: for everybody but the head each list is as it was."""
    clients = {name: client_for(desk.viewers[name]) for name in ("lead", "chair", "admin")}
    lists = [each.path for each in operations(whole_service()) if each.method == "GET" and each.path.startswith("/api/")]
    lists = [path for path in lists if "{" not in path and path not in SAME_WHATEVER and not path.endswith(".pdf")]
    before = {name: seen_by(client, lists) for name, client in clients.items()}
    report_id = desk.about("lead")
    head = client_for(desk.cast.head)
    for act in ("take-on", "playbook"):
        assert head.post(f"/api/reports/{report_id}/{act}").status_code == 200
    pulled = {"child_id": str(desk.cast.ben.id), **WHY}
    for act, body in (("pulls", pulled), ("notes", {"text": "Seen."}), ("children", {"child_id": str(desk.cast.ben.id)})):
        assert head.post(f"/api/reports/{report_id}/{act}", json=body).status_code == 200
    jobs.alert()
    for name, client in clients.items():
        for path, one, other in zip(lists, before[name], seen_by(client, lists), strict=True):
            assert one == other, f"{path} tells {name}"


def seen_by(client: TestClient, lists: list[str]) -> list[tuple[int, str]]:
    return [(answer.status_code, answer.text) for answer in map(client.get, lists)]


@pytest.mark.rule("M4")
@pytest.mark.promise("I7")
@pytest.mark.parametrize("subject", READ_BY)
def test_alerts_go_to_who_reads_it_and_never_to_whom_it_is_about(subject: str, desk: Desk, tx: Session) -> None:
    report_about(desk, subject)
    line = {"lead": ["head", "chair"], "head": ["chair"]}.get(subject, ["leads", "head", "chair"])
    for days in range(3):
        with clock.standing_at(clock.now().replace(hour=10) + timedelta(days=14 + days)):
            jobs.alert()
    told = {each.about_id for each in tx.exec(select(Letter).where(col(Letter.kind).startswith("reports.")))}
    named = {"leads": {desk.cast.lead.id, desk.second_lead.id}, "head": {desk.cast.head.id}, "chair": {desk.cast.chair.id}}
    whom = {desk.person(subject).id} if subject not in ("nobody", "child") else set()
    assert told == set().union(*(named[each] for each in line)) - whom
    assert not told & whom


@pytest.mark.rule("M4")
@pytest.mark.parametrize("named", ["lead", "second lead", "head"])
def test_naming_somebody_later_takes_effect_at_once(named: str, desk: Desk, client_for: Callable[[Person], TestClient]) -> None:
    report_id, lead = desk.make(), client_for(desk.cast.lead)
    assert lead.post(f"/api/reports/{report_id}/take-on").status_code == 200
    task = {"what": "Call.", "owner_id": str(desk.cast.lead.id)}
    lead.post(f"/api/reports/{report_id}/tasks", json=task)
    kind = "head" if named == "head" else "lead"
    body = {"kind": kind, "user_id": str(desk.person(named).id), **WHY}
    assert lead.post(f"/api/reports/{report_id}/subjects", json=body).json() == {
        "may_read": False,
        "is_read": True,
        "report": None,
    }
    it_never_was(lead, named, report_id)
    reader = client_for(desk.cast.chair if named == "head" else desk.cast.head)
    report = reader.get(f"/api/reports/{report_id}").json()
    assert (report["is_taken_on"], report["handler"]) == (False, None), "it waits for those who read it now"
    assert {each["owner"] and each["owner"]["id"] for each in report["tasks"]} == {None}
    assert [each["step"] for each in report["tasks"] if each["step"]] == (["designated_officer"] if named == "head" else [])


@pytest.mark.rule("M4")
def test_whoever_names_somebody_is_told_where_nobody_is_left_to_read_it(
    desk: Desk, tx: Session, client_for: Callable[[Person], TestClient]
) -> None:
    accounts.set_roles(tx, desk.cast.oakfield.id, desk.cast.chair.email, set())
    tx.commit()
    body = {"kind": "head", **WHY}
    answer = client_for(desk.cast.lead).post(f"/api/reports/{desk.make()}/subjects", json=body)
    assert answer.json() == {"may_read": False, "is_read": False, "report": None}


@pytest.mark.rule("M4")
def test_naming_a_teacher_leaves_it_with_the_leads(desk: Desk, client_for: Callable[[Person], TestClient]) -> None:
    report_id, lead = desk.make(), client_for(desk.cast.lead)
    body = {"kind": "staff", "user_id": str(desk.cast.teacher.id), **WHY}
    answer = lead.post(f"/api/reports/{report_id}/subjects", json=body).json()
    assert answer["may_read"]
    assert [each["user"]["id"] for each in answer["report"]["subjects"]] == [str(desk.cast.teacher.id)]


@pytest.mark.rule("M4")
def test_a_teacher_who_becomes_a_lead_does_not_read_what_is_about_them(desk: Desk, tx: Session) -> None:
    report_id = desk.about("staff")
    accounts.set_roles(tx, desk.cast.oakfield.id, desk.cast.teacher.email, {Role.LEAD, Role.HEAD, Role.CHAIR})
    tx.commit()
    assert not reads(desk.cast.teacher, report_id)
    assert reads(desk.cast.lead, report_id)


@pytest.mark.rule("M4")
@pytest.mark.parametrize(("kind", "held"), [("lead", Role.LEAD), ("head", Role.HEAD)])
def test_who_had_the_role_when_it_was_named_never_reads_it_whatever_they_become(
    kind: str, held: Role, desk: Desk, tx: Session
) -> None:
    """'The safeguarding lead' of today is the head of tomorrow, and the next in line."""
    report_id = desk.make(about=kind)
    them = desk.cast.lead if held is Role.LEAD else desk.cast.head
    for roles in ({Role.HEAD}, {Role.CHAIR}, {Role.LEAD, Role.HEAD, Role.CHAIR}):
        accounts.set_roles(tx, desk.cast.oakfield.id, them.email, roles)
        tx.commit()
        assert not reads(them, report_id), roles


@pytest.mark.rule("M4")
def test_a_report_about_a_lead_stays_above_the_leads_when_they_are_none_any_more(desk: Desk, tx: Session) -> None:
    report_id = desk.about("lead")
    accounts.set_roles(tx, desk.cast.oakfield.id, desk.cast.lead.email, {Role.STAFF})
    tx.commit()
    desk.name(report_id, by=desk.cast.head, kind="staff", user_id=desk.cast.teacher.id)
    assert not reads(desk.second_lead, report_id)
    assert reads(desk.cast.head, report_id)


@pytest.mark.rule("M4")
def test_a_head_who_is_also_a_lead_reads_nothing_about_either(desk: Desk, tx: Session) -> None:
    accounts.set_roles(tx, desk.cast.oakfield.id, desk.cast.head.email, {Role.HEAD, Role.LEAD})
    tx.commit()
    for about in ("lead", "head"):
        report_id = desk.make(about=about)
        assert {name for name, person in desk.viewers.items() if reads(person, report_id)} == {"chair"}, about


WORDS_ONLY = "Somebody of yours took pictures. I think it was mrs {name}."


@pytest.mark.rule("M4")
@pytest.mark.parametrize("about", ["staff", "not_said"])
def test_a_lead_named_in_the_words_alone_does_not_read_it_and_another_does(about: str, desk: Desk) -> None:
    report_id = desk.make(about=about, what=WORDS_ONLY.format(name="quist"))
    assert not reads(desk.second_lead, report_id)
    assert reads(desk.cast.lead, report_id)


@pytest.mark.rule("M4")
def test_where_no_other_lead_is_left_the_next_in_line_reads_it_and_may_clear_it(
    desk: Desk, tx: Session, client_for: Callable[[Person], TestClient]
) -> None:
    accounts.set_roles(tx, desk.cast.oakfield.id, desk.cast.lead.email, {Role.STAFF})
    tx.commit()
    report_id = desk.make(about="staff", what=WORDS_ONLY.format(name="Quist"))
    assert {name for name, person in desk.viewers.items() if reads(person, report_id)} == {"head"}
    (subject,) = client_for(desk.cast.head).get(f"/api/reports/{report_id}").json()["subjects"]
    assert (subject["user"]["name"], subject["is_sure"], subject["from_words"]) == ("Petra Quist", False, True)
    client_for(desk.cast.head).post(f"/api/reports/{report_id}/subjects/{subject['id']}/clear", json=WHY)
    assert reads(desk.second_lead, report_id)


@pytest.mark.rule("M4")
def test_words_bar_nobody_where_the_reporter_says_that_it_is_about_nobody_here(desk: Desk) -> None:
    report_id = desk.make(about="nobody_here", what="I told Mrs Quist on Monday.")
    assert reads(desk.second_lead, report_id)


@pytest.mark.rule("M4")
def test_words_bar_nobody_else_where_somebody_was_named(desk: Desk) -> None:
    report_id = desk.make(about="staff", about_name="Publisher", what="I told Mrs Quist on Monday.")
    assert reads(desk.second_lead, report_id)


@pytest.mark.rule("M4")
def test_somebody_is_left_to_read_what_was_not_said_to_be_about_staff(desk: Desk, tx: Session) -> None:
    for person in (desk.cast.lead, desk.cast.head, desk.cast.chair):
        accounts.set_roles(tx, desk.cast.oakfield.id, person.email, set())
    tx.commit()
    assert reads(desk.second_lead, desk.make(about="not_said", what="I told Mrs Quist on Monday."))
    assert not reads(desk.second_lead, desk.make(about="staff", what="It was Mrs Quist."))


@pytest.mark.rule("M4")
def test_a_name_that_is_added_later_closes_it_at_once_and_once_cleared_no_more(desk: Desk, tx: Session) -> None:
    report_id, add = desk.make_to_add_to(about="staff")
    service_as(desk.second_lead, report_id)
    add("It was Petra Quist.")
    assert not reads(desk.second_lead, report_id)
    with begin(desk.cast.oakfield.id) as own, every_report(own):
        (subject,) = own.exec(select(ReportSubject).where(ReportSubject.report_id == report_id)).all()
    with begin(desk.cast.oakfield.id) as own:
        found = service.report(own, actor(desk.cast.lead), report_id)
        assert (found.is_taken_on, found.handler) == (False, None)
        subjects.clear(own, actor(desk.cast.lead), report_id, subject.id, "She is who was told.")
    add("Dear Mrs Quist, thank you.")
    assert reads(desk.second_lead, report_id)


def service_as(person: Person, report_id: UUID) -> None:
    with begin(person.school_id) as tx:
        service.take_on(tx, actor(person), report_id)


@pytest.mark.rule("M4")
def test_clearing_somebody_gives_it_back(desk: Desk, client_for: Callable[[Person], TestClient]) -> None:
    report_id = desk.about("lead")
    head = client_for(desk.cast.head)
    (subject,) = head.get(f"/api/reports/{report_id}").json()["subjects"]
    answer = head.post(f"/api/reports/{report_id}/subjects/{subject['id']}/clear", json=WHY)
    assert answer.json() == {"may_read": False, "is_read": True, "report": None}
    assert reads(desk.cast.lead, report_id)
    assert not reads(desk.cast.head, report_id)


@pytest.mark.rule("M4")
@pytest.mark.parametrize(("kind", "reader"), [("lead", "head"), ("head", "chair")])
def test_a_role_without_a_name_bars_everybody_in_it(kind: str, reader: str, desk: Desk) -> None:
    report_id = desk.make()
    desk.name(report_id, kind=kind)
    assert {name for name, person in desk.viewers.items() if reads(person, report_id)} == {reader}


def reads(person: Person, report_id: UUID) -> bool:
    with begin(person.school_id) as tx:
        reading(tx, actor(person))
        return tx.exec(select(Report.id).where(Report.id == report_id)).first() is not None


@pytest.mark.rule("M3")
def test_the_database_hides_it_from_a_query_that_forgets(desk: Desk) -> None:
    report_id = desk.about("lead")
    with begin(desk.cast.oakfield.id) as tx:
        hanging = [*tx.execute(text("select tablename from pg_policies where policyname = 'of_a_report_to_read'")).scalars()]
        assert len(hanging) == 9
        for table in ("reports", *hanging):
            assert tx.execute(text(f"select count(*) from {table}")).scalar_one() == 0, "nobody said who reads"
        for person in (desk.cast.lead, desk.second_lead, desk.cast.chair, desk.cast.admin, desk.cast.teacher):
            reading(tx, actor(person))
            assert tx.exec(select(Report)).all() == []
            assert tx.exec(select(ReportEntry)).all() == []
            assert tx.execute(text("update reports set what = ''")).rowcount == 0  # type: ignore[attr-defined]
        reading(tx, actor(desk.cast.head))
        assert tx.exec(select(Report.id)).all() == [report_id]
        reading(tx, PUBLIC)
        assert tx.exec(select(Report)).all() == []
        with every_report(tx):
            assert tx.exec(select(Report.id)).all() == [report_id]
        assert tx.exec(select(Report)).all() == []


@pytest.mark.rule("M3")
def test_what_the_audit_shows_tells_of_no_report(desk: Desk, client_for: Callable[[Person], TestClient]) -> None:
    desk.about("lead")
    for viewer in ("lead", "admin"):
        assert set(client_for(desk.viewers[viewer]).get("/api/audit/checkpoint").json()) == {"school_id", "number", "hash"}
    assert [each.path for each in operations(whole_service()) if "/audit" in each.path] == ["/api/audit/checkpoint"]
