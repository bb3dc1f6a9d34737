import csv
import io
from datetime import date

import pytest
from pypdf import PdfReader
from sqlmodel import Session, select

from consentsvc.audit.models import AuditEntry
from consentsvc.kernel import database, sheets
from consentsvc.kernel.access import Permission
from tests.consent.test_routes import by_role, who_may_not
from tests.office.desk import nameless, restrict, says
from tests.people import NOBODY

PATHS = ("/api/lists/who-cannot", "/api/lists/who-cannot.csv", "/api/lists/who-cannot.pdf")


@pytest.fixture
def office(people, client_for):
    return client_for(people.office)


@pytest.fixture
def teacher(people, client_for):
    return client_for(people.teacher)


@pytest.fixture
def hedgehogs(people):
    return {"class_id": str(people.hedgehogs.id)}


def listed(client, **asked) -> dict[str, list[str]]:
    """The uses that are no, by the child's number."""
    reply = client.get(PATHS[0], params=asked)
    assert reply.status_code == 200, reply.text
    return {row["ref"]: row["cannot"] for row in reply.json()["rows"]}


def cells(reply) -> list[list[str]]:
    return list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig"))))


def test_a_class_list_says_who_must_not_be_shown_for_what(people, office, teacher, hedgehogs):
    says(office, people.amira, people.amira_mother, "given")
    says(office, people.ben, people.ben_mother, "given")
    says(office, people.ben, people.ben_mother, "refused", "press")
    found = listed(teacher, **hedgehogs, purpose=["website", "press"])
    assert found == {"A1": ["press"], "B2": ["press"], "C3": ["website", "press"]}
    assert listed(teacher, **hedgehogs, purpose="website") == {"C3": ["website"]}
    reply = teacher.get(PATHS[0], params={**hedgehogs, "purpose": "website"}).json()
    assert (reply["title"], reply["purposes"], reply["of"]) == ("Hedgehogs", ["website"], 3)


@pytest.mark.rule("C9")
def test_a_trips_list_hears_what_was_said_for_the_trip(people, office, teacher):
    event = {"name": "Zoo", "on_date": "2026-12-05", "place": "Zoo", "child_ids": [str(people.amira.id), str(people.ben.id)]}
    zoo = office.post("/api/events", json=event).json()["id"]
    for child, guardian in ((people.amira, people.amira_mother), (people.ben, people.ben_mother)):
        says(office, child, guardian, "given")
    body = {
        "guardian_id": str(people.ben_mother.id), "purpose": "website", "said": "refused", "method": "phone", "event_id": zoo,
    }  # fmt: skip
    office.post(f"/api/children/{people.ben.id}/answers", json=body)
    assert listed(teacher, event_id=zoo, purpose="website") == {"B2": ["website"]}


@pytest.mark.parametrize("asked", [{}, {"class_id": NOBODY, "event_id": NOBODY}])
def test_a_list_is_for_a_class_or_an_event(people, teacher, asked):
    assert [teacher.get(path, params=asked).status_code for path in PATHS] == [422] * 3


def test_the_csv_has_numbers_and_names_only_where_asked(people, teacher, hedgehogs):
    asked = {**hedgehogs, "purpose": ["website", "press"]}
    rows = cells(teacher.get(PATHS[1], params=asked))
    assert rows[0] == ["Number", "Class", "School website", "Press and broadcast"]
    assert rows[1] == ["A1", "Hedgehogs", "no", "no"]
    assert "Amira" not in str(rows)
    named = cells(teacher.get(PATHS[1], params={**asked, "first_names": True}))
    assert named[1][:3] == ["A1", "Amira", "Hedgehogs"]
    assert "Khan" not in str(named)


def test_the_csv_runs_no_formula(tx: Session, people, teacher, hedgehogs):
    database.act_for(tx, people.oakfield.id)
    people.amira.ref, people.amira.first_name = '=cmd|"/c calc"!A1', "@SUM(1)"
    people.hedgehogs.name = "+Hedgehogs"
    tx.add_all([people.amira, people.hedgehogs])
    tx.commit()
    reply = teacher.get(PATHS[1], params={**hedgehogs, "first_names": True})
    assert reply.headers["content-type"].startswith("text/csv")
    assert reply.headers["content-disposition"].startswith("attachment")
    assert ['\'=cmd|"/c calc"!A1', "'@SUM(1)", "'+Hedgehogs"] in [row[:3] for row in cells(reply)]


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_begins_as_a_formula(begins):
    written = sheets.csv_bytes([["a", f"{begins}1+1"], ['b"c', ""]])
    assert next(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))[1] == f"'{begins}1+1"
    assert written.startswith(b'\xef\xbb\xbf"a"')  # every cell is quoted
    assert b'"b""c"' in written


@pytest.mark.promise("F4")
def test_the_printed_list_has_numbers_and_no_reason(people, office, teacher, hedgehogs):
    says(office, people.amira, people.amira_mother, "refused")
    asked = {**hedgehogs, "purpose": ["website", "press"]}
    printed = teacher.get(PATHS[2], params=asked)
    assert (printed.status_code, printed.headers["content-type"]) == (200, "application/pdf")
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(printed.content)).pages)
    for word in ("Hedgehogs", "A1", "B2", "C3"):
        assert word in text
    for word in ("Amira", "Khan", "refused", "restrict", "answer"):
        assert word not in text
    named = teacher.get(PATHS[2], params={**asked, "first_names": True})
    assert "Amira" in " ".join(page.extract_text() for page in PdfReader(io.BytesIO(named.content)).pages)


@pytest.mark.rule("R2")
@pytest.mark.promise("F1")
@pytest.mark.promise("F4")
@pytest.mark.parametrize("path", PATHS)
def test_a_restricted_child_stands_there_as_one_without_answers(people, client_for, office, teacher, hedgehogs, path):
    """The same bytes for everybody but the lead, before and after, whatever was said for the child."""
    before = nameless(teacher.get(path, params=hedgehogs))
    says(office, people.amira, people.amira_mother, "given")
    says(office, people.amira, people.amira_father, "refused", "press")
    assert path == PATHS[2] or nameless(teacher.get(path, params=hedgehogs)) != before
    restrict(client_for(people.lead), people.amira)
    assert nameless(teacher.get(path, params=hedgehogs)) == before
    assert nameless(office.get(path, params=hedgehogs)) == before


@pytest.mark.rule("A2")
def test_each_look_at_a_list_is_on_record(tx: Session, people, teacher, hedgehogs):
    for path in PATHS:
        teacher.get(path, params=hedgehogs)
    database.act_for(tx, people.oakfield.id)
    looks = tx.exec(select(AuditEntry).where(AuditEntry.verb == "list:view")).all()
    assert [(look.thing_id, look.actor_id, look.detail["of"]) for look in looks] == [
        (people.hedgehogs.id, people.teacher.id, 3)
    ] * 3


@pytest.mark.parametrize("path", PATHS)
def test_nobody_gets_a_list_without_signing_in(people, anyone, hedgehogs, path):
    assert anyone.get(path, params=hedgehogs).status_code == 401


@pytest.mark.parametrize("path", PATHS)
def test_other_roles_get_no_list(people, client_for, hedgehogs, path):
    for role in who_may_not(Permission.CHILD_VIEW):
        assert client_for(by_role(people, role)).get(path, params=hedgehogs).status_code == 403, role


@pytest.mark.rule("A6")
@pytest.mark.parametrize("path", PATHS)
def test_another_schools_class_is_not_found(people, client_for, hedgehogs, path):
    stranger = client_for(people.other_head)
    replies = [stranger.get(path, params={"class_id": id_}) for id_ in (hedgehogs["class_id"], NOBODY)]
    assert [reply.status_code for reply in replies] == [404, 404]
    assert replies[0].content == replies[1].content


def test_a_list_is_of_who_is_in_the_class_now(tx: Session, people, teacher, hedgehogs):
    database.act_for(tx, people.oakfield.id)
    people.amira.left_on = date(2026, 10, 1)
    tx.add(people.amira)
    tx.commit()
    assert "A1" not in listed(teacher, **hedgehogs)
