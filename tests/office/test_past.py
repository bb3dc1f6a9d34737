from datetime import timedelta

import pytest
from sqlmodel import Session, select

from consentsvc.accounts.models import Membership
from consentsvc.audit.models import AuditEntry
from consentsvc.consent.models import Answer, Evidence, PastAnswersImport
from consentsvc.kernel import clock, database
from consentsvc.kernel.access import Permission, Role
from consentsvc.kernel.blobs import blobs
from consentsvc.office import jobs
from tests.consent.test_routes import by_role, who_may_not
from tests.office.desk import restrict, says, standing
from tests.people import NOBODY

HEADER = "child_ref,guardian_ref,guardian_name,guardian_email,purpose,answer,answered_on,evidence"
AMIRA = "A1,A1-mother,,,website,yes,2026-09-14,Folder 3"
BEN = "B2,,Niamh O'Neill,,School website,No,14/09/2026,"


@pytest.fixture
def office(people, client_for):
    return client_for(people.office)


@pytest.fixture
def lead(people, client_for):
    return client_for(people.lead)


def read(client, *rows: str, header: str = HEADER):
    return client.post("/api/past-answers/imports?file_name=past.csv", content="\n".join([header, *rows]).encode())


def preview(client, *rows: str) -> dict:
    reply = read(client, *rows)
    assert reply.status_code == 201, reply.text
    return reply.json()


def applied(client, found: dict):
    return client.post(f"/api/past-answers/imports/{found['id']}/apply")


def taken_over(client, *rows: str) -> dict:
    found = preview(client, *rows)
    assert found["can_apply"], found["problems"]
    reply = applied(client, found)
    assert reply.status_code == 200, reply.text
    return reply.json()


def changes(found: dict) -> list[str]:
    return [row["change"] for row in found["rows"]]


def problems(found: dict) -> list[tuple[int, str | None]]:
    return [(each["row"], each["column"]) for each in found["problems"]]


def test_a_file_is_shown_before_it_changes_anything(people, office):
    found = preview(office, AMIRA, BEN)
    assert (found["added"], found["unchanged"], found["can_apply"]) == (2, 0, True)
    assert [(row["child"], row["guardian"], row["purpose"], row["said"]) for row in found["rows"]] == [
        ("Amira Khan", "Sana Khan", "website", "given"),
        ("Ben O'Neill", "Niamh O'Neill", "website", "refused"),
    ]
    assert found["rows"][0]["evidence"] == "Folder 3"
    assert office.get(f"/api/past-answers/imports/{found['id']}").json() == found
    assert standing(office, people.amira) == "not_answered"


@pytest.mark.rule("C3")
def test_what_is_taken_over_is_marked_so_with_its_evidence(tx: Session, people, office):
    assert taken_over(office, AMIRA, BEN) == {"added": 2, "unchanged": 0}
    assert (standing(office, people.amira), standing(office, people.ben)) == ("given", "refused")
    [row] = office.get(f"/api/children/{people.amira.id}/answers").json()
    assert (row["method"], row["signed_on"], row["authority"]) == ("imported", "2026-09-14", "parental_responsibility")
    database.act_for(tx, people.oakfield.id)
    answer = tx.exec(select(Answer).where(Answer.child_id == people.amira.id)).one()
    evidence = tx.exec(select(Evidence).where(Evidence.id == answer.evidence_id)).one()
    assert (evidence.kind, evidence.media_type) == ("import", "text/csv")
    assert b"Folder 3" in blobs().get(people.oakfield.id, evidence.sha256)


@pytest.mark.rule("C11")
def test_a_yes_taken_over_lapses_by_the_schools_policy(people, office):
    taken_over(office, AMIRA)
    says(office, people.ben, people.ben_mother, "given")
    expiry = [office.get(f"/api/children/{child.id}/answers").json()[0]["expires_on"] for child in (people.amira, people.ben)]
    assert expiry[0] == expiry[1] is not None


def test_the_same_file_again_changes_nothing(tx: Session, people, office):
    taken_over(office, AMIRA, BEN)
    again = preview(office, AMIRA, BEN)
    assert (changes(again), again["added"], again["unchanged"]) == (["already_here", "already_here"], 0, 2)
    assert applied(office, again).json() == {"added": 0, "unchanged": 2}
    database.act_for(tx, people.oakfield.id)
    assert len(tx.exec(select(Answer)).all()) == 2
    twice = applied(office, again)
    assert (twice.status_code, twice.json()["type"]) == (409, "/problems/import-applied")


@pytest.mark.rule("C4")
@pytest.mark.parametrize("said", ["given", "refused", "withdrawn"])
def test_what_somebody_said_here_is_never_beaten(people, office, said):
    says(office, people.amira, people.amira_mother, said)
    before = standing(office, people.amira)
    for row in (AMIRA, AMIRA.replace("yes", "no")):
        found = preview(office, row)
        assert changes(found) == ["answered_here"]
        applied(office, found)
    assert standing(office, people.amira) == before
    assert len(office.get(f"/api/children/{people.amira.id}/answers").json()) == 1


@pytest.mark.rule("C6")
def test_a_yes_from_before_does_not_beat_the_other_parents_no(people, office):
    says(office, people.amira, people.amira_father, "refused")
    taken_over(office, AMIRA)
    assert standing(office, people.amira) == "conflict"


@pytest.mark.rule("C5")
def test_a_yes_of_somebody_who_cannot_agree_is_kept_and_allows_nothing(people, office):
    row = "C3,,Ruth Marsh,,website,yes,2026-09-14,"
    found = preview(office, row)
    assert [line["counts"] for line in found["rows"]] == [False]
    applied(office, found)
    assert standing(office, people.chidi) == "not_answered"


def test_of_several_rows_of_one_person_the_newest_counts(people, office):
    older = AMIRA.replace("2026-09-14", "2026-01-10").replace("yes", "no")
    found = preview(office, AMIRA, older)
    assert changes(found) == ["added", "newer_in_file"]
    applied(office, found)
    assert standing(office, people.amira) == "given"


def test_an_older_file_after_a_newer_one_changes_nothing(people, office):
    taken_over(office, AMIRA)
    assert changes(preview(office, AMIRA.replace("2026-09-14", "2026-01-10").replace("yes", "no"))) == ["already_here"]


def test_who_has_left_is_left_out(tx: Session, people, office):
    database.act_for(tx, people.oakfield.id)
    people.amira.left_on = clock.today()
    tx.add(people.amira)
    tx.commit()
    assert changes(preview(office, AMIRA)) == ["left"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (AMIRA.replace("A1,", "A99,"), "child_ref"),
        (AMIRA.replace("A1,", ",", 1), "child_ref"),
        (AMIRA.replace("A1-mother", "A1-aunt"), "guardian_ref"),
        ("A1,,Sara Khan,,website,yes,2026-09-14,", "guardian_name"),
        ("A1,A1-mother,Imran Khan,,website,yes,2026-09-14,", "guardian_ref"),  # two people in one row
        ("A1,,,,website,yes,2026-09-14,", None),
        (AMIRA.replace("website", "billboards"), "purpose"),
        (AMIRA.replace("yes", "maybe"), "answer"),
        (AMIRA.replace("yes", ""), "answer"),
        (AMIRA.replace("2026-09-14", "14.9.26"), "answered_on"),
        (AMIRA.replace("2026-09-14", "2026-02-30"), "answered_on"),
        (AMIRA.replace("2026-09-14", str(clock.today() + timedelta(days=1))), "answered_on"),
        (AMIRA.replace("2026-09-14", "1987-01-01").replace("yes", "no"), "answered_on"),
        (AMIRA.replace("Folder 3", "Folder\u202e3"), "evidence"),
        (AMIRA + ",x", None),  # shifted
        (AMIRA.replace(",website", ""), None),
    ],
)
def test_what_is_unclear_is_refused_with_its_row(people, office, row, column):
    found = preview(office, BEN, row)
    assert problems(found) == [(3, column)]
    assert not found["can_apply"]
    refused = applied(office, found)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/import-has-problems")
    assert standing(office, people.ben) == "not_answered"  # all or nothing


@pytest.mark.rule("C11")
def test_a_yes_that_is_too_old_is_refused_and_an_old_no_is_taken(people, office):
    old = AMIRA.replace("2026-09-14", "2023-09-14")
    assert problems(preview(office, old)) == [(2, "answered_on")]
    taken_over(office, old.replace("yes", "no"))
    assert standing(office, people.amira) == "refused"


@pytest.mark.rule("C2")
def test_a_yes_from_before_the_question_meant_more_is_refused_and_a_no_is_taken(people, client_for, office):
    seen = preview(office, AMIRA)
    words = {
        "name": "Website",
        "question": "May we show your child's picture on our website?",
        "reach": "The whole world sees it.",
    }
    question = {"words": words, "conditions": None, "translations": {}}
    content = {
        "introduction": {"text": None, "translations": {}},
        "questions": {"website": question},
        "not_asked": [],
        "bases": {},
    }
    lead, revision = client_for(people.lead), client_for(people.lead).get("/api/forms/family").json()["revision"]
    draft = lead.put("/api/forms/family/draft", json={"revision": revision, "content": content}).json()
    means_more = {"revision": draft["revision"], "meanings": {"website": "means_more"}}
    assert lead.post("/api/forms/family/publish", json=means_more).status_code == 200
    assert applied(office, seen).json()["type"] == "/problems/answers-changed"
    assert problems(preview(office, AMIRA)) == [(2, "answered_on")]
    taken_over(office, AMIRA.replace("website", "press"), AMIRA.replace("yes", "no"))
    assert (standing(office, people.amira), standing(office, people.amira, "press")) == ("refused", "given")


def test_two_answers_of_one_day_that_differ_are_refused(people, office):
    assert problems(preview(office, AMIRA, AMIRA.replace("yes", "no"))) == [(3, "answer")]


@pytest.mark.parametrize(
    "header",
    ["child_ref,purpose,answer,answered_on", "child_ref,guardian_ref,answer,answered_on", HEADER + ",colour", HEADER + ",answer"],
)
def test_a_file_with_other_columns_is_refused(people, office, header):
    refused = read(office, AMIRA, header=header)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/unreadable-file")


def test_headers_may_be_written_as_people_write_them(people, office):
    reply = read(office, "A1;Sana Khan;Website;YES;14/09/2026", header="Child ref;Guardian name;Purpose;Answer;Answered on")
    assert (reply.status_code, reply.json()["problems"]) == (422, []) or changes(reply.json()) == ["added"]


def test_what_changed_meanwhile_stops_it(people, office):
    found = preview(office, AMIRA)
    says(office, people.amira, people.amira_mother, "refused")
    refused = applied(office, found)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/answers-changed")
    assert standing(office, people.amira) == "refused"


def test_what_was_read_is_forgotten_after_a_day_and_the_file_stays(tx: Session, people, office):
    preview(office, AMIRA)
    with clock.standing_at(clock.now() + timedelta(days=2)):
        jobs.forget_read_files()
    database.act_for(tx, people.oakfield.id)
    assert tx.exec(select(PastAnswersImport)).all() == []
    assert len(tx.exec(select(Evidence)).all()) == 1


# Restricted children


@pytest.mark.rule("R1")
@pytest.mark.promise("F3")
def test_an_import_keeps_a_restriction(people, office, lead):
    restrict(lead, people.amira)
    assert taken_over(office, AMIRA) == {"added": 1, "unchanged": 0}
    assert standing(lead, people.amira) == "restricted"
    assert standing(office, people.amira) == "not_answered"


@pytest.mark.rule("R2")
@pytest.mark.promise("F1")
def test_the_preview_shows_a_restricted_child_as_one_without_answers(tx: Session, people, office, lead):
    """And what they said here is not beaten all the same: it shows once the restriction is lifted."""
    says(office, people.amira, people.amira_mother, "refused")
    restrict(lead, people.amira)
    ben = AMIRA.replace("A1,A1-mother", "B2,B2-mother")
    found = preview(office, AMIRA, ben)
    told = [{**row, "row": 0, "child": "", "guardian": ""} for row in found["rows"]]
    assert told[0] == told[1]
    assert applied(office, found).json() == {"added": 2, "unchanged": 0}
    lead.request("DELETE", f"/api/children/{people.amira.id}/restriction", json={"reason": "over"})
    assert standing(office, people.amira) == "refused"
    database.act_for(tx, people.oakfield.id)
    assert len(tx.exec(select(Answer).where(Answer.child_id == people.amira.id)).all()) == 1


@pytest.mark.rule("R2")
@pytest.mark.promise("F1")
def test_a_file_taken_over_before_shows_a_restricted_child_as_one_without_answers(people, office, lead):
    newer = AMIRA.replace("2026-09-14", "2026-09-15")
    taken_over(office, AMIRA)
    restrict(lead, people.amira)
    rows = [AMIRA, newer, *(row.replace("A1,A1-mother", "B2,B2-mother") for row in (AMIRA, newer))]
    assert changes(preview(office, *rows)) == ["newer_in_file", "added"] * 2
    says(office, people.amira, people.amira_mother, "refused")
    assert changes(preview(office, *rows)) == ["newer_in_file", "added"] * 2
    assert changes(preview(lead, *rows)) == ["answered_here", "answered_here", "newer_in_file", "added"]


# Who may


@pytest.mark.rule("A2")
def test_taking_over_is_on_record(tx: Session, people, office):
    taken_over(office, AMIRA)
    database.act_for(tx, people.oakfield.id)
    verbs = [entry.verb for entry in tx.exec(select(AuditEntry).where(AuditEntry.actor_id == people.office.id))]
    assert {"evidence:add", "answers:preview", "answers:import"} <= set(verbs)


ROUTES = [
    ("POST", "/api/past-answers/imports"),
    ("GET", f"/api/past-answers/imports/{NOBODY}"),
    ("POST", f"/api/past-answers/imports/{NOBODY}/apply"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_nobody_gets_in_without_signing_in(people, anyone, method, path):
    assert anyone.request(method, path).status_code == 401


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_other_roles_may_not(people, client_for, method, path):
    for role in who_may_not(Permission.ANSWER_IMPORT):
        assert client_for(by_role(people, role)).request(method, path).status_code == 403, role


@pytest.mark.rule("A6")
def test_another_school_finds_nothing(tx: Session, people, client_for, office):
    found = preview(office, AMIRA)
    tx.add(Membership(user_id=people.other_head.id, school_id=people.elmbank.id, role=Role.OFFICE))
    tx.commit()
    stranger = client_for(people.other_head)
    assert stranger.get(f"/api/past-answers/imports/{found['id']}").status_code == 404
    assert applied(stranger, found).status_code == 404
    assert problems(preview(stranger, AMIRA)) == [(2, "child_ref")]
