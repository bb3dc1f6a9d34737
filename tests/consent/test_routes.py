from datetime import date
from uuid import uuid4

import pytest

from consentsvc.events.models import Event
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel import clock, database
from consentsvc.kernel.access import GRANTS, Permission, Role
from tests.people import NOBODY, Cast, Person

YES = {"guardian_id": None, "purpose": "website", "said": "given", "method": "phone"}


def by_role(people: Cast, role: Role) -> Person:
    return next(person for person in people.staff if person.roles == (role,))


def who_may(permission: Permission) -> list[Role]:
    return [role for role in Role if permission in GRANTS[role]]


def who_may_not(permission: Permission) -> list[Role]:
    return [role for role in Role if permission not in GRANTS[role]]


def yes_of(guardian) -> dict:
    return {**YES, "guardian_id": str(guardian.id)}


# Purposes


def test_whoever_is_signed_in_sees_the_purposes(people, client_for):
    rows = client_for(people.photographer).get("/api/purposes").json()
    assert [row["id"] for row in rows] == list(PURPOSES)
    assert set(rows[0]) == {"id", "name", "question", "reach", "audience"}


# Answers of children


def test_the_office_writes_down_what_a_parent_said(people, client_for):
    office = client_for(people.office)
    recorded = office.post(f"/api/children/{people.amira.id}/answers", json=yes_of(people.amira_mother))
    assert recorded.status_code == 201
    row = recorded.json()
    assert row["by"] == {"id": str(people.amira_mother.id), "name": "Sana Khan"}
    assert row["recorded_by"]["id"] == str(people.office.id)
    assert office.get(f"/api/children/{people.amira.id}/answers").json() == [row]
    [standing] = office.get(f"/api/children/{people.amira.id}/standing", params={"purpose": "website"}).json()["standings"]
    assert (standing["state"], standing["label"], standing["allows"], standing["reasons"]) == ("given", "Yes", True, [])
    assert standing["holds_until"] == row["expires_on"]


def test_answers_come_newest_first(people, client_for):
    office = client_for(people.office)
    for said in ("given", "withdrawn", "refused"):
        office.post(f"/api/children/{people.amira.id}/answers", json={**yes_of(people.amira_mother), "said": said})
    rows = office.get(f"/api/children/{people.amira.id}/answers").json()
    assert [row["said"] for row in rows] == ["refused", "withdrawn", "given"]


@pytest.mark.rule("C7")
def test_a_childs_own_no_wins(people, client_for):
    office = client_for(people.office)
    office.post(f"/api/children/{people.amira.id}/answers", json=yes_of(people.amira_mother))
    own = office.post(f"/api/children/{people.amira.id}/answers", json={**YES, "said": "refused"})
    assert own.json()["by"] is None
    [standing] = office.get(f"/api/children/{people.amira.id}/standing?purpose=website").json()["standings"]
    assert (standing["state"], standing["allows"]) == ("refused", False)


@pytest.mark.rule("C9")
def test_a_standing_can_be_asked_for_an_event(tx, people, client_for):
    held = Event(
        school_id=people.oakfield.id,
        name="Sports day",
        on_date=date(2026, 6, 5),
        place="Field",
        created_by=None,
        created_at=clock.now(),
    )
    tx.add(held)
    tx.commit()
    office = client_for(people.office)
    office.post(f"/api/children/{people.amira.id}/answers", json={**yes_of(people.amira_mother), "event_id": str(held.id)})
    at_event = office.get(f"/api/children/{people.amira.id}/standing", params={"purpose": "website", "event_id": str(held.id)})
    in_general = office.get(f"/api/children/{people.amira.id}/standing", params={"purpose": "website"})
    assert [reply.json()["standings"][0]["allows"] for reply in (at_event, in_general)] == [True, False]


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"purpose": "billboards"}, "purpose"),
        ({"said": "perhaps"}, "said"),
        ({"method": "online"}, "method"),  # a family's own page alone
        ({"guardian_id": "somebody"}, "guardian_id"),
        ({"expires_on": "2099-01-01"}, "expires_on"),
    ],
)
def test_an_answer_that_makes_no_sense_is_sent_back_with_the_place(people, client_for, wrong, where):
    office = client_for(people.office)
    refused = office.post(f"/api/children/{people.amira.id}/answers", json={**yes_of(people.amira_mother), **wrong})
    assert refused.status_code == 422
    assert refused.json()["type"] == "/problems/invalid"
    assert where in refused.json()["fields"][0]["where"]
    assert office.get(f"/api/children/{people.amira.id}/answers").json() == []


def test_an_unknown_purpose_is_answered_with_those_there_are(people, client_for):
    refused = client_for(people.office).get(f"/api/children/{people.amira.id}/standing?purpose=billboards")
    assert refused.status_code == 422
    assert "website" in refused.json()["fields"][0]["message"]


# Adults


@pytest.mark.rule("C14")
def test_the_office_writes_down_an_adults_own_answer(people, client_for):
    office = client_for(people.office)
    path = f"/api/adults/{people.ms_okafor.id}"
    recorded = office.post(f"{path}/answers", json={"purpose": "website", "said": "given", "method": "in_person"})
    assert (recorded.status_code, recorded.json()["by"]) == (201, None)
    allowed = [row["purpose"] for row in office.get(f"{path}/standing").json()["standings"] if row["allows"]]
    assert allowed == ["website"]


# Links


def test_the_office_makes_a_familys_link_and_code(people, client_for):
    invited = client_for(people.office).post(
        f"/api/children/{people.amira.id}/family-links", json={"guardian_id": str(people.amira_mother.id)}
    )
    assert invited.status_code == 201
    assert set(invited.json()) == {"url", "code", "link_id", "expires_at"}
    assert invited.json()["url"].startswith("http://testserver/f/")


def test_a_child_who_has_left_gets_no_new_link(tx, people, client_for):
    database.act_for(tx, people.oakfield.id)
    people.amira.left_on = clock.today()
    tx.add(people.amira)
    tx.commit()
    refused = client_for(people.office).post(
        f"/api/children/{people.amira.id}/family-links", json={"guardian_id": str(people.amira_mother.id)}
    )
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/child-left")


# Restrictions


@pytest.mark.rule("R1")
@pytest.mark.rule("R3")
def test_a_lead_restricts_a_child_and_lifts_it(people, client_for):
    lead, path = client_for(people.lead), f"/api/children/{people.amira.id}/restriction"
    lead.post(f"/api/children/{people.amira.id}/answers", json=yes_of(people.amira_mother))
    placed = lead.post(path, json={"reason": "court order"})
    assert (placed.status_code, placed.json()["restricted"]) == (201, True)
    [standing] = lead.get(f"/api/children/{people.amira.id}/standing?purpose=website").json()["standings"]
    assert (standing["state"], standing["reasons"][0]["rule"]) == ("restricted", "R1")
    lifted = lead.request("DELETE", path, json={"reason": "order ended"})
    assert (lifted.status_code, lifted.json()["restricted"]) == (200, False)
    assert [act["reason"] for act in lead.get(path).json()["acts"]] == ["order ended", "court order"]
    [standing] = lead.get(f"/api/children/{people.amira.id}/standing?purpose=website").json()["standings"]
    assert standing["state"] == "given"


@pytest.mark.rule("R3")
def test_a_restriction_needs_a_reason(people, client_for):
    lead, path = client_for(people.lead), f"/api/children/{people.amira.id}/restriction"
    assert lead.post(path, json={"reason": ""}).status_code == 422
    assert lead.request("DELETE", path, json={}).status_code == 422
    nothing_to_lift = lead.request("DELETE", path, json={"reason": "none"})
    assert (nothing_to_lift.status_code, nothing_to_lift.json()["type"]) == (409, "/problems/not-restricted")


@pytest.mark.rule("R3")
@pytest.mark.parametrize("reason", [" ", "\n", "\t \r", "court\x00order", "court\x1border", "x" * 2001])
def test_a_reason_says_something_and_can_be_kept(people, client_for, reason):
    lead, path = client_for(people.lead), f"/api/children/{people.amira.id}/restriction"
    assert lead.post(path, json={"reason": reason}).status_code == 422
    lead.post(path, json={"reason": "court order"})
    assert lead.request("DELETE", path, json={"reason": reason}).status_code == 422
    assert lead.get(path).json()["restricted"]


@pytest.mark.rule("R3")
def test_a_reason_is_kept_as_typed_without_the_space_around_it(people, client_for):
    lead, path = client_for(people.lead), f"/api/children/{people.amira.id}/restriction"
    placed = lead.post(path, json={"reason": " court order\nof 12 May \n"})
    assert placed.json()["acts"][0]["reason"] == "court order\nof 12 May"


@pytest.mark.rule("R2")
@pytest.mark.promise("F1")
@pytest.mark.parametrize("role", who_may_not(Permission.CHILD_RESTRICT))
def test_over_http_a_restricted_child_is_one_without_answers(people, client_for, role):
    """Whatever was said before and after, each role but the lead reads the same bytes of both."""
    lead = client_for(people.lead)
    assert lead.post(f"/api/children/{people.amira.id}/answers", json=yes_of(people.amira_mother)).status_code == 201
    assert lead.post(f"/api/children/{people.amira.id}/restriction", json={"reason": "refuge"}).status_code == 201
    assert lead.post(f"/api/children/{people.amira.id}/answers", json=yes_of(people.amira_father)).status_code == 201
    reader = client_for(by_role(people, role))
    for page in ("standing", "standing?purpose=website", "answers", "restriction"):
        restricted, plain = (_without_its_name(reader, child, page) for child in (people.amira, people.ben))
        assert restricted == plain, page
    assert reader.get(f"/api/children/{people.amira.id}/restriction").status_code == 403


def _without_its_name(reader, child, page: str) -> tuple[int, bytes, dict]:
    reply = reader.get(f"/api/children/{child.id}/{page}")
    told = reply.content.replace(str(child.id).encode(), b"ID").replace(child.first_name.encode(), b"NAME")
    headers = {name: value for name, value in reply.headers.items() if name != "content-length"}
    return reply.status_code, told, headers


@pytest.mark.promise("F2")
def test_a_yes_for_a_restricted_child_is_taken_as_any_other(people, client_for):
    lead, office = client_for(people.lead), client_for(people.office)
    lead.post(f"/api/children/{people.amira.id}/restriction", json={"reason": "refuge"})
    replies = [
        office.post(f"/api/children/{child.id}/answers", json=yes_of(guardian))
        for child, guardian in ((people.amira, people.amira_mother), (people.ben, people.ben_mother))
    ]
    own = ("id", "receipt_id", "by", "answered_at")
    assert {reply.status_code for reply in replies} == {201}
    assert len({str({key: value for key, value in reply.json().items() if key not in own}) for reply in replies}) == 1


# Who may

READS = [
    ("children", "standing", Permission.CHILD_VIEW),
    ("children", "answers", Permission.ANSWER_VIEW),
    ("children", "restriction", Permission.CHILD_RESTRICT),
    ("adults", "standing", Permission.CHILD_VIEW),
]
WRITES = [
    ("POST", "children", "answers", YES, Permission.ANSWER_RECORD),
    ("POST", "adults", "answers", {"purpose": "website", "said": "given", "method": "phone"}, Permission.ANSWER_RECORD),
    ("POST", "children", "family-links", {"guardian_id": NOBODY}, Permission.FAMILY_INVITE),
    ("POST", "children", "restriction", {"reason": "refuge"}, Permission.CHILD_RESTRICT),
    ("DELETE", "children", "restriction", {"reason": "over"}, Permission.CHILD_RESTRICT),
]


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "purposes")] + [("GET", f"{kind}/{NOBODY}/{page}") for kind, page, _ in READS]
)
def test_nobody_reads_without_signing_in(people, anyone, method, path):
    assert anyone.request(method, f"/api/{path}").status_code == 401


@pytest.mark.parametrize(("method", "kind", "page", "body", "permission"), WRITES)
def test_nobody_writes_without_signing_in(people, anyone, method, kind, page, body, permission):
    assert anyone.request(method, f"/api/{kind}/{uuid4()}/{page}", json=body).status_code == 401


@pytest.mark.parametrize(("kind", "page", "permission"), READS)
def test_only_roles_with_the_permission_read(people, client_for, kind, page, permission):
    person = people.amira if kind == "children" else people.ms_okafor
    for role in Role:
        status = client_for(by_role(people, role)).get(f"/api/{kind}/{person.id}/{page}").status_code
        assert status == (200 if role in who_may(permission) else 403), role


@pytest.mark.parametrize(("method", "kind", "page", "body", "permission"), WRITES)
def test_only_roles_with_the_permission_write(people, client_for, method, kind, page, body, permission):
    person = people.amira if kind == "children" else people.ms_okafor
    for role in who_may_not(permission):
        reply = client_for(by_role(people, role)).request(method, f"/api/{kind}/{person.id}/{page}", json=body)
        assert reply.status_code == 403, role


@pytest.mark.rule("A6")
@pytest.mark.promise("X1")
@pytest.mark.parametrize(("method", "page", "body"), [("GET", page, None) for page in ("standing", "answers", "restriction")] + [
    (method, page, body) for method, kind, page, body, _ in WRITES if kind == "children"
])  # fmt: skip
def test_another_schools_child_answers_as_a_random_id(people, client_for, method, page, body):
    lead = client_for(people.lead)
    replies = [lead.request(method, f"/api/children/{id_}/{page}", json=body) for id_ in (people.zoe.id, uuid4())]
    assert [reply.status_code for reply in replies] == [404, 404]
    assert replies[0].content == replies[1].content
