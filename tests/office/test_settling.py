import pytest
from sqlmodel import Session

from consentsvc.accounts.models import Membership
from consentsvc.kernel.access import Permission, Role
from tests.consent.test_routes import by_role, who_may_not
from tests.office.desk import nameless, restrict, says, standing

pytestmark = [pytest.mark.rule("C6")]


@pytest.fixture
def office(people, client_for):
    return client_for(people.office)


@pytest.fixture
def disagree(people, office):
    """Amira's mother says yes, her father no."""
    says(office, people.amira, people.amira_mother, "given")
    says(office, people.amira, people.amira_father, "refused", method="in_person")


def settling(client, child) -> dict:
    reply = client.get(f"/api/children/{child.id}/settling")
    assert reply.status_code == 200, reply.text
    return reply.json()


def test_children_whose_answers_differ_are_listed(people, office, disagree):
    says(office, people.ben, people.ben_mother, "refused")
    [row] = office.get("/api/conflicts").json()
    assert (row["child_id"], row["name"], row["purpose"], row["event"]) == (str(people.amira.id), "Amira Khan", "website", None)


def test_a_disagreement_about_one_event_is_listed_with_it(people, office):
    made = {"name": "Zoo", "on_date": "2026-12-05", "place": "Zoo", "child_ids": [str(people.amira.id)]}
    zoo = office.post("/api/events", json=made).json()["id"]
    says(office, people.amira, people.amira_mother, "given")
    no = {"guardian_id": str(people.amira_father.id), "purpose": "website", "said": "refused", "method": "phone", "event_id": zoo}
    office.post(f"/api/children/{people.amira.id}/answers", json=no)
    [row] = office.get("/api/conflicts").json()
    assert row["event"] == {"id": zoo, "name": "Zoo"}
    [open_] = settling(office, people.amira)["open"]
    assert [saying["said"] for saying in open_["sayings"]] == ["given", "refused"]


def test_staff_see_who_said_what_and_what_to_do(people, office, disagree):
    found = settling(office, people.amira)
    [open_] = found["open"]
    assert [(each["by"]["name"], each["said"], each["method"]) for each in open_["sayings"]] == [
        ("Sana Khan", "given", "phone"),
        ("Imran Khan", "refused", "in_person"),
    ]
    assert found["steps"]
    assert found["notes"] == []


@pytest.mark.promise("G1")
def test_the_ready_message_tells_neither_of_the_other(people, office, disagree):
    [open_] = settling(office, people.amira)["open"]
    told = open_["message"].casefold()
    assert "amira" in told
    for word in ("sana", "imran", "khan", "mother", "father", "parent", "other", "differ", "agree", "both", "yes", " no "):
        assert word not in told, word


def test_a_note_is_kept_and_settles_nothing_by_itself(people, office, disagree):
    note = {"purpose": "website", "note": "Spoke to Ms Khan\non the phone."}
    done = office.post(f"/api/children/{people.amira.id}/settlements", json=note)
    assert done.status_code == 201
    [kept] = settling(office, people.amira)["notes"]
    assert (kept["note"], kept["by"]["id"]) == (note["note"], str(people.office.id))
    assert standing(office, people.amira) == "conflict"


def test_a_new_answer_of_one_of_them_settles_it(people, office, disagree):
    office.post(f"/api/children/{people.amira.id}/settlements", json={"purpose": "website", "note": "He has changed his mind."})
    says(office, people.amira, people.amira_father, "given")
    assert office.get("/api/conflicts").json() == []
    found = settling(office, people.amira)
    assert (found["open"], len(found["notes"])) == ([], 1)


@pytest.mark.parametrize("note", [{"purpose": "website", "note": " "}, {"purpose": "billboards", "note": "Spoke."}])
def test_a_note_says_something(people, office, note):
    assert office.post(f"/api/children/{people.amira.id}/settlements", json=note).status_code == 422


@pytest.mark.rule("R2")
@pytest.mark.promise("F1")
@pytest.mark.parametrize("role", [Role.OFFICE, Role.HEAD, Role.DPO])
def test_a_restricted_child_has_nothing_to_settle(people, client_for, office, disagree, role):
    """Neither in the list, nor on the child's own page, notes of before included."""
    office.post(f"/api/children/{people.amira.id}/settlements", json={"purpose": "website", "note": "Spoke to Ms Khan."})
    restrict(client_for(people.lead), people.amira)
    reader = client_for(by_role(people, role))
    assert reader.get("/api/conflicts").json() == []
    told = [nameless(reader.get(f"/api/children/{child.id}/settling"), child) for child in (people.amira, people.ben)]
    assert told[0] == told[1]


@pytest.mark.promise("F1")
def test_a_hold_for_one_use_hides_only_that(people, client_for, office, disagree):
    says(office, people.amira, people.amira_mother, "given", "press")
    says(office, people.amira, people.amira_father, "refused", "press")
    order = {"reason": "refuge", "purposes": ["website"]}
    client_for(people.lead).post(f"/api/children/{people.amira.id}/restriction", json=order)
    assert [row["purpose"] for row in office.get("/api/conflicts").json()] == ["press"]


ROUTES = [
    ("GET", "/api/conflicts", Permission.ANSWER_VIEW),
    ("GET", "/api/children/{child}/settling", Permission.ANSWER_VIEW),
    ("POST", "/api/children/{child}/settlements", Permission.ANSWER_RECORD),
]


@pytest.mark.parametrize(("method", "path", "permission"), ROUTES)
def test_nobody_gets_in_without_signing_in(people, anyone, method, path, permission):
    assert anyone.request(method, path.format(child=people.amira.id)).status_code == 401


@pytest.mark.parametrize(("method", "path", "permission"), ROUTES)
def test_other_roles_may_not(people, client_for, method, path, permission):
    for role in who_may_not(permission):
        reply = client_for(by_role(people, role)).request(method, path.format(child=people.amira.id))
        assert reply.status_code == 403, role


@pytest.mark.rule("A6")
def test_another_school_finds_nothing(tx: Session, people, client_for, office, disagree):
    tx.add(Membership(user_id=people.other_head.id, school_id=people.elmbank.id, role=Role.OFFICE))
    tx.commit()
    stranger = client_for(people.other_head)
    assert stranger.get("/api/conflicts").json() == []
    assert stranger.get(f"/api/children/{people.amira.id}/settling").status_code == 404
    note = {"purpose": "website", "note": "Spoke."}
    assert stranger.post(f"/api/children/{people.amira.id}/settlements", json=note).status_code == 404
