from datetime import date

import pytest
from sqlmodel import Session

from consentsvc.accounts.models import Membership
from consentsvc.consent.speakers import Speaker
from consentsvc.forms.models import FormEdit
from consentsvc.kernel import clock, database
from consentsvc.kernel.access import Actor, Permission, Role
from consentsvc.kernel.errors import NotFound
from consentsvc.office import objections
from tests.consent.test_routes import by_role, who_may_not
from tests.office.desk import nameless, restrict, says
from tests.people import NOBODY

pytestmark = [pytest.mark.rule("C13")]


@pytest.fixture(autouse=True)
def public_task(tx: Session, people):
    """Oakfield rests displays in school on public task."""
    database.act_for(tx, people.oakfield.id)
    content = {"bases": {"in_school_display": {"basis": "public_task", "reason": "Part of teaching."}}}
    tx.add(
        FormEdit(
            school_id=people.oakfield.id,
            kind="family",
            content=content,
            published_by=people.admin.id,
            published_at=clock.now(),
        )
    )
    tx.commit()


@pytest.fixture
def office(people, client_for):
    return client_for(people.office)


@pytest.fixture
def lead(people, client_for):
    return client_for(people.lead)


def allows(client, child) -> bool:
    reply = client.get(f"/api/children/{child.id}/standing?purpose=in_school_display")
    return reply.json()["standings"][0]["allows"]


def objects(client, child, guardian, purpose: str = "in_school_display", reason: str = "We are shy."):
    body = {"guardian_id": guardian and str(guardian.id), "purpose": purpose, "reason": reason}
    return client.post(f"/api/children/{child.id}/objections", json=body)


def decides(client, objection_id: str, decision: str, reason: str = "The display is small."):
    return client.post(f"/api/objections/{objection_id}/decision", json={"decision": decision, "reason": reason})


def test_an_objection_denies_at_once(people, office):
    assert allows(office, people.amira)
    raised = objects(office, people.amira, people.amira_mother)
    assert raised.status_code == 201
    assert not allows(office, people.amira)
    assert allows(office, people.ben)


@pytest.mark.parametrize(("decision", "allowed"), [("upheld", False), ("overruled", True), ("taken_back", True)])
def test_a_lead_decides_with_a_reason(people, office, lead, decision, allowed):
    raised = objects(office, people.amira, people.amira_mother).json()
    decided = decides(lead, raised["id"], decision)
    assert (decided.status_code, decided.json()["state"], decided.json()["decision_reason"]) == (
        201,
        decision,
        "The display is small.",
    )
    assert decided.json()["decided_by"]["id"] == str(people.lead.id)
    assert allows(office, people.amira) is allowed


def test_a_decision_needs_a_reason(people, office, lead):
    raised = objects(office, people.amira, people.amira_mother).json()
    assert decides(lead, raised["id"], "overruled", " ").status_code == 422
    assert not allows(office, people.amira)


def test_what_is_settled_stays_settled(people, office, lead):
    raised = objects(office, people.amira, people.amira_mother).json()
    decides(lead, raised["id"], "overruled")
    again = decides(lead, raised["id"], "upheld")
    assert (again.status_code, again.json()["type"]) == (409, "/problems/objection-settled")


def test_an_upheld_objection_can_be_taken_back(people, office, lead):
    raised = objects(office, people.amira, people.amira_mother).json()
    decides(lead, raised["id"], "upheld")
    assert decides(lead, raised["id"], "taken_back", "The family rang.").status_code == 201
    assert allows(office, people.amira)


def test_the_desk_shows_the_first_to_be_answered_first(people, office, lead):
    with clock.standing_at(clock.now().replace(month=10, day=31)):
        first = objects(office, people.amira, people.amira_mother).json()
    second = objects(office, people.ben, people.ben_mother).json()
    rows = lead.get("/api/objections?state=open").json()
    assert [row["id"] for row in rows] == [first["id"], second["id"]]
    assert (rows[0]["child"]["name"], rows[0]["by"]["name"], rows[0]["reason"]) == ("Amira Khan", "Sana Khan", "We are shy.")
    assert rows[0]["due_on"].endswith("-11-30")
    decides(lead, first["id"], "upheld")
    assert [row["id"] for row in lead.get("/api/objections?state=open").json()] == [second["id"]]
    assert {row["state"] for row in lead.get("/api/objections").json()} == {"open", "upheld"}


@pytest.mark.parametrize(
    ("raised", "due"),
    [
        (date(2026, 11, 23), date(2026, 12, 23)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 30), date(2028, 2, 29)),
    ],
)
def test_an_answer_is_due_within_a_month(raised, due):
    assert objections.due_on(raised) == due


def test_the_same_objection_stands_once(people, office, lead):
    first, second = (objects(office, people.amira, people.amira_mother).json() for _ in range(2))
    assert first == second
    assert len(lead.get("/api/objections").json()) == 1
    decides(lead, first["id"], "overruled")
    assert objects(office, people.amira, people.amira_mother).json()["id"] != first["id"]  # it can be raised again


def test_a_use_that_rests_on_consent_is_answered_with_a_no(people, office):
    refused = objects(office, people.amira, people.amira_mother, "website")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/rests-on-consent")
    assert refused.json()["reasons"][0]["rule"] == "C13"


@pytest.mark.promise("G1")
def test_a_family_sees_and_takes_back_its_own_alone(tx: Session, people, office):
    raised = objects(office, people.amira, people.amira_mother).json()
    database.act_for(tx, people.oakfield.id)
    family = Actor(kind="family", id=None, school_id=people.oakfield.id)
    mother = Speaker.guardian(people.amira.id, people.amira_mother.id)
    father = Speaker.guardian(people.amira.id, people.amira_father.id)
    [own] = objections.objections_by(tx, people.oakfield.id, mother)
    assert str(own.id) == raised["id"]
    assert objections.objections_by(tx, people.oakfield.id, father) == []
    with pytest.raises(NotFound):
        objections.take_back(tx, family, father, own.id)
    objections.take_back(tx, family, mother, own.id)
    tx.commit()
    assert objections.objections_by(tx, people.oakfield.id, mother) == []
    assert allows(office, people.amira)


@pytest.mark.rule("C10")
def test_one_of_two_objections_is_enough(people, office, lead):
    first = objects(office, people.amira, people.amira_mother).json()
    objects(office, people.amira, people.amira_father)
    decides(lead, first["id"], "overruled")
    assert not allows(office, people.amira)


@pytest.mark.rule("R2")
@pytest.mark.promise("F1")
def test_an_objection_for_a_restricted_child_is_taken_as_any_other(people, office, lead):
    """And its standing looks to the office as that of any child who is denied."""
    restrict(lead, people.amira)
    replies = [
        objects(office, child, guardian)
        for child, guardian in ((people.amira, people.amira_mother), (people.ben, people.ben_mother))
    ]
    assert {reply.status_code for reply in replies} == {201}
    pages = [
        nameless(office.get(f"/api/children/{child.id}/standing?purpose=in_school_display"), child)
        for child in (people.amira, people.ben)
    ]
    assert pages[0] == pages[1]


@pytest.mark.promise("F1")
def test_a_refusal_an_objection_and_a_restriction_look_the_same_to_the_office(people, office, lead):
    restrict(lead, people.amira)
    says(office, people.ben, people.ben_mother, "refused", "in_school_display")
    objects(office, people.chidi, people.chidi_carer)
    pages = {
        str(nameless(office.get(f"/api/children/{child.id}/standing?purpose=in_school_display"), child))
        for child in (people.amira, people.ben, people.chidi)
    }
    assert len(pages) == 1


ROUTES = [
    ("POST", "/api/children/{child}/objections", Permission.ANSWER_RECORD),
    ("GET", "/api/objections", Permission.OBJECTION_HANDLE),
    ("POST", f"/api/objections/{NOBODY}/decision", Permission.OBJECTION_HANDLE),
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
def test_another_school_finds_nothing(tx: Session, people, client_for, office):
    raised = objects(office, people.amira, people.amira_mother).json()
    tx.add(Membership(user_id=people.other_head.id, school_id=people.elmbank.id, role=Role.LEAD))
    tx.commit()
    stranger = client_for(people.other_head)
    assert stranger.get("/api/objections").json() == []
    assert decides(stranger, raised["id"], "upheld").content == decides(stranger, NOBODY, "upheld").content
    assert objects(stranger, people.amira, people.amira_mother).status_code == 404
