from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from consentsvc.audit.models import AuditEntry
from consentsvc.kernel import clock, database
from consentsvc.roster.models import Guardianship, SchoolClass
from tests.people import NOBODY

NEW_CHILD = {"ref": "D4", "first_name": "Zoë", "last_name": "Nowak", "born_on": "2017-02-03"}
UNSAID = {"email": None, "phone": None, "language": None, "local_authority": False, "contact_barred": False}
NEW_GUARDIAN = {"name": "Ewa Nowak", "relationship": "mother", "parental_responsibility": True}


@pytest.fixture
def office(people, client_for):
    return client_for(people.office)


@pytest.fixture
def verbs(tx, people):
    """What the audit has noted at Oakfield since the test began."""

    def since() -> list[str]:
        entries = tx.exec(select(AuditEntry).where(AuditEntry.school_id == people.oakfield.id).order_by(AuditEntry.number)).all()
        return [entry.verb for entry in entries if entry.verb != "session:open"]

    return since


def names(answer) -> list[str]:
    return [row["name"] for row in answer.json()["items"]]


# Classes and the list of children


def test_classes_count_who_is_in_them_now(people, office):
    assert office.get("/api/classes").json() == [{"id": str(people.hedgehogs.id), "name": "Hedgehogs", "children": 3}]
    office.patch(f"/api/children/{people.ben.id}", json={"left_on": "2026-01-31"})
    assert office.get("/api/classes").json()[0]["children"] == 2


@pytest.mark.rule("A2")
def test_children_come_by_name_with_their_class(people, office):
    listed = office.get("/api/children").json()
    assert [row["name"] for row in listed["items"]] == ["Chidi Eze", "Amira Khan", "Ben O'Neill"]
    assert listed["total"] == 3
    assert listed["items"][1] == {
        "id": str(people.amira.id),
        "ref": "A1",
        "first_name": "Amira",
        "last_name": "Khan",
        "name": "Amira Khan",
        "class_id": str(people.hedgehogs.id),
        "class_name": "Hedgehogs",
        "left_on": None,
        "turns_18_on": None,
    }


@pytest.mark.parametrize("typed", ["zoe", "ZOË", "Zoë No", "nowak", "zoe nowack", "nowak zoe", "D4", "d4"])
def test_a_child_is_found_whatever_the_accents_and_slips(office, typed):
    office.post("/api/children", json=NEW_CHILD)
    assert names(office.get("/api/children", params={"search": typed})) == ["Zoë Nowak"]


@pytest.mark.parametrize("typed", ["oneill", "O'Neill", "o’neill", "oneil", "ben o"])
def test_an_apostrophe_does_not_hide_a_child(office, typed):
    assert names(office.get("/api/children", params={"search": typed})) == ["Ben O'Neill"]


def test_names_that_begin_so_come_before_those_that_are_alike(office):
    for ref, first, last in (("1", "Joan", "Adams"), ("2", "Johan", "Brown"), ("3", "Jo", "Zeller")):
        office.post("/api/children", json={**NEW_CHILD, "ref": ref, "first_name": first, "last_name": last})
    assert names(office.get("/api/children", params={"search": "johan"}))[0] == "Johan Brown"
    assert names(office.get("/api/children", params={"search": "joan"}))[0] == "Joan Adams"


@pytest.mark.parametrize("typed", ["%", "_", "\\", "' or 1=1 --", "xyzzy"])
def test_what_nobody_is_called_finds_nobody(office, typed):
    assert office.get("/api/children", params={"search": typed}).json() == {"items": [], "total": 0}


def test_a_page_says_how_many_there_are(office):
    page = office.get("/api/children", params={"limit": 1, "offset": 1}).json()
    assert ([row["name"] for row in page["items"]], page["total"]) == (["Amira Khan"], 3)
    assert office.get("/api/children", params={"offset": 9}).json() == {"items": [], "total": 3}


def test_children_of_one_class(people, office):
    office.post("/api/children", json=NEW_CHILD)
    assert len(names(office.get("/api/children", params={"class_id": str(people.hedgehogs.id)}))) == 3
    assert names(office.get("/api/children", params={"class_id": str(uuid4())})) == []


def test_who_has_left_is_hidden_until_asked_for(people, office):
    office.patch(f"/api/children/{people.ben.id}", json={"left_on": "2026-01-31"})
    assert names(office.get("/api/children")) == ["Chidi Eze", "Amira Khan"]
    assert len(names(office.get("/api/children", params={"leavers": True}))) == 3


@pytest.mark.rule("C11")
def test_leavers_are_found_by_themselves(people, office):
    office.patch(f"/api/children/{people.ben.id}", json={"left_on": "2026-01-31"})
    office.patch(f"/api/children/{people.amira.id}", json={"left_on": (clock.today() + timedelta(days=30)).isoformat()})
    assert names(office.get("/api/children", params={"only": "left"})) == ["Ben O'Neill"]
    assert names(office.get("/api/children")) == ["Chidi Eze", "Amira Khan"]
    assert office.get("/api/classes").json()[0]["children"] == 2


@pytest.mark.rule("C11")
@pytest.mark.parametrize(("days", "is_found"), [(0, False), (1, True), (60, True), (61, False)])
def test_those_who_soon_answer_for_themselves_are_found(people, office, days, is_found):
    birthday = clock.today() + timedelta(days=days)
    office.patch(f"/api/children/{people.ben.id}", json={"born_on": birthday.replace(year=birthday.year - 18).isoformat()})
    found = office.get("/api/children", params={"only": "turning_18"}).json()["items"]
    assert [(each["name"], each["turns_18_on"]) for each in found] == [("Ben O'Neill", birthday.isoformat())] * is_found


@pytest.mark.parametrize(
    "query",
    [
        {"only": "all"},
        {"search": "a\x00b"},
        {"search": "x" * 201},
        {"limit": 0},
        {"limit": 1001},
        {"offset": -1},
        {"class_id": "1"},
    ],
)
def test_a_query_that_cannot_be_is_refused(office, query):
    assert office.get("/api/children", params=query).status_code == 422


# One child


def test_a_child_is_shown_with_guardians_and_the_look_is_noted(people, office, verbs):
    child = office.get(f"/api/children/{people.chidi.id}").json()
    assert child["name"] == "Chidi Eze"
    assert child["guardians"] == [
        {
            "id": str(people.chidi_carer.id),
            "name": "Ruth Marsh",
            "email": "foster.carer.c3@family.example",
            "phone": None,
            "language": None,
            "relationship": "foster carer",
            "parental_responsibility": False,
            "local_authority": False,
            "contact_barred": False,
        }
    ]
    assert verbs() == ["child:view"]


def test_contact_details_and_authority_are_for_those_who_deal_with_answers(people, client_for):
    for person in (people.teacher, people.publisher):
        child = client_for(person).get(f"/api/children/{people.amira.id}").json()
        assert {(each["name"], each["relationship"]) for each in child["guardians"]} == {
            ("Sana Khan", "mother"),
            ("Imran Khan", "father"),
        }
        hidden = {
            name: value
            for each in child["guardians"]
            for name, value in each.items()
            if name not in ("id", "name", "relationship")
        }
        assert set(hidden.values()) == {None}
        assert (child["looked_after"], child["older_yeses_ended"]) == (None, None)
    for person in (people.office, people.lead, people.head, people.dpo):
        child = client_for(person).get(f"/api/children/{people.amira.id}").json()
        assert "mother.a1@family.example" in {each["email"] for each in child["guardians"]}
        assert (child["looked_after"], child["older_yeses_ended"]) == (False, False)


@pytest.mark.rule("C8")
def test_care_and_the_social_worker_are_noted(people, office):
    assert office.patch(f"/api/children/{people.ben.id}", json={"looked_after": True}).json()["looked_after"] is True
    worker = {**NEW_GUARDIAN, "relationship": "social worker", "local_authority": True, "language": "pl"}
    made = office.post(f"/api/children/{people.ben.id}/guardians", json=worker).json()
    assert (made["local_authority"], made["language"]) == (True, "pl")
    address = f"/api/children/{people.ben.id}/guardians/{made['id']}"
    changed = office.patch(address, json={"local_authority": False, "language": None}).json()
    assert (changed["local_authority"], changed["language"]) == (False, None)
    assert office.patch(address, json={"language": "xx"}).status_code == 422


@pytest.mark.rule("C11")
def test_who_comes_back_is_shown_with_older_yeses_ended(people, office):
    address = f"/api/children/{people.amira.id}"
    yes = {"guardian_id": str(people.amira_mother.id), "purpose": "website", "said": "given", "method": "phone"}
    assert office.post(f"{address}/answers", json=yes).status_code == 201
    assert office.patch(address, json={"left_on": "2026-01-31"}).json()["older_yeses_ended"] is False
    assert office.patch(address, json={"left_on": None}).json()["older_yeses_ended"] is True


def test_a_child_is_added(office, verbs):
    made = office.post("/api/children", json=NEW_CHILD)
    assert made.status_code == 201
    assert office.get(f"/api/children/{made.json()['id']}").json() == made.json() | {"guardians": []}
    assert verbs()[0] == "child:add"


def test_a_number_stands_for_one_child(office):
    refused = office.post("/api/children", json={**NEW_CHILD, "ref": "A1"})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/ref-taken")


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_name": ""},
        {"first_name": "  "},
        {"first_name": "a\x00b"},
        {"last_name": "x" * 201},
        {"born_on": "2099-01-01"},
        {"born_on": "1990-01-01"},
        {"born_on": "yesterday"},
        {"class_id": str(uuid4())},
        {"shoe_size": 4},
    ],
)
def test_a_child_who_cannot_be_is_refused_and_nothing_changes(office, wrong):
    refused = office.post("/api/children", json={**NEW_CHILD, **wrong})
    assert refused.status_code == 422
    assert refused.json()["fields"][0]["where"].endswith(next(iter(wrong)))
    assert len(names(office.get("/api/children"))) == 3


def test_a_lone_surrogate_is_refused(office):
    body = '{"ref":"D4","first_name":"\\ud800","last_name":"x","born_on":"2017-02-03"}'
    assert office.post("/api/children", content=body, headers={"Content-Type": "application/json"}).status_code == 422


def test_a_record_is_corrected_and_the_rest_stays(people, office, verbs):
    changed = office.patch(f"/api/children/{people.amira.id}", json={"first_name": "Amirah", "ref": "A1"}).json()
    assert (changed["name"], changed["class_name"], len(changed["guardians"])) == ("Amirah Khan", "Hedgehogs", 2)
    assert verbs() == ["child:change"]


@pytest.mark.rule("C11")
def test_a_child_leaves_and_may_come_back(tx, people, office):
    before = people.amira.version
    gone = office.patch(f"/api/children/{people.amira.id}", json={"left_on": "2026-01-31", "class_id": None}).json()
    assert (gone["left_on"], gone["class_id"]) == ("2026-01-31", None)
    tx.refresh(people.amira)
    assert people.amira.version > before
    assert office.patch(f"/api/children/{people.amira.id}", json={"left_on": None}).json()["left_on"] is None


@pytest.mark.parametrize(
    "wrong", [{"first_name": None}, {"ref": ""}, {"born_on": None}, {"class_id": NOBODY}, {"born_on": "1990-01-01"}]
)
def test_a_correction_that_cannot_be_is_refused(people, office, wrong):
    assert office.patch(f"/api/children/{people.amira.id}", json=wrong).status_code == 422


def test_a_child_takes_no_other_childs_number(people, office):
    assert office.patch(f"/api/children/{people.amira.id}", json={"ref": "B2"}).json()["type"] == "/problems/ref-taken"


# Guardians


def test_a_guardian_is_added(people, office, verbs):
    made = office.post(f"/api/children/{people.ben.id}/guardians", json=NEW_GUARDIAN)
    assert made.status_code == 201
    assert made.json() == {**NEW_GUARDIAN, "id": made.json()["id"], **UNSAID}
    assert made.json() in office.get(f"/api/children/{people.ben.id}").json()["guardians"]
    assert verbs()[0] == "guardian:add"


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"email": "home"}, {"email": ""}, {"parental_responsibility": None}, {"relationship": ""}]
)
def test_a_guardian_who_cannot_be_is_refused(people, office, wrong):
    assert office.post(f"/api/children/{people.ben.id}/guardians", json={**NEW_GUARDIAN, **wrong}).status_code == 422


def test_a_guardian_is_corrected_for_one_child(people, office):
    address = f"/api/children/{people.amira.id}/guardians/{people.amira_father.id}"
    changed = office.patch(address, json={"phone": "01632 960003", "parental_responsibility": False}).json()
    assert (changed["phone"], changed["parental_responsibility"], changed["name"]) == ("01632 960003", False, "Imran Khan")


def test_a_guardian_of_another_child_is_not_found(people, office):
    address = f"/api/children/{people.amira.id}/guardians/{people.ben_mother.id}"
    assert office.patch(address, json={"phone": None}).status_code == 404


@pytest.mark.promise("G3")
def test_only_a_lead_lets_somebody_in_again_who_was_barred(people, client_for, office):
    address = f"/api/children/{people.amira.id}/guardians/{people.amira_father.id}"
    assert office.patch(address, json={"contact_barred": True}).json()["contact_barred"] is True
    assert office.patch(address, json={"contact_barred": False}).status_code == 403
    assert office.patch(address, json={"phone": None}).json()["contact_barred"] is True
    assert client_for(people.lead).patch(address, json={"contact_barred": False}).json()["contact_barred"] is False


@pytest.fixture
def barred_father(people, office):
    """Amira's father, barred from contact with her."""
    details = {"contact_barred": True, "email": "imran@family.example", "phone": "01632 960777"}
    return office.patch(f"/api/children/{people.amira.id}/guardians/{people.amira_father.id}", json=details).json()


def about(child):
    return f"/api/children/{child.id}/guardians"


def is_barred_out(answer):
    return (answer.status_code, answer.json()["type"]) == (
        403,
        "/problems/somebody-barred",
    ) and "safeguarding lead" in answer.text


@pytest.mark.promise("G3")
@pytest.mark.parametrize("details", [{"name": "Imran Khan"}, {"name": "I. K.", "email": "another@family.example"}])
def test_nobody_new_comes_to_a_child_from_whom_somebody_is_barred(people, client_for, office, barred_father, verbs, details):
    recorded = verbs()
    assert is_barred_out(office.post(about(people.amira), json={**NEW_GUARDIAN, **details}))
    assert verbs() == recorded
    assert len(office.get(f"/api/children/{people.amira.id}").json()["guardians"]) == 2
    assert client_for(people.lead).post(about(people.amira), json={**NEW_GUARDIAN, **details}).status_code == 201


@pytest.mark.promise("G3")
@pytest.mark.parametrize("trace", [{"email": "Imran@Family.Example"}, {"phone": "+44 1632 960777"}])
def test_a_barred_person_comes_to_no_other_child(people, client_for, office, barred_father, trace):
    assert is_barred_out(office.post(about(people.ben), json={**NEW_GUARDIAN, **trace}))
    assert client_for(people.lead).post(about(people.ben), json={**NEW_GUARDIAN, **trace}).status_code == 201


@pytest.mark.promise("G3")
@pytest.mark.parametrize("change", [{"name": "Imran Khan"}, {"email": "imran@family.example"}, {"phone": "01632960777"}])
def test_no_guardian_is_turned_into_the_one_who_is_barred(people, client_for, office, barred_father, change):
    address = f"{about(people.amira)}/{people.amira_mother.id}"
    assert is_barred_out(office.patch(address, json=change))
    assert client_for(people.lead).patch(address, json=change).status_code == 200


@pytest.mark.parametrize("change", [{"phone": "01632 960009"}, {"email": None}, {"parental_responsibility": False}])
def test_beside_one_who_is_barred_the_others_details_are_still_corrected(people, office, barred_father, change):
    assert office.patch(f"{about(people.amira)}/{people.amira_mother.id}", json=change).status_code == 200


def test_somebody_else_who_is_barred_may_be_noted_by_the_office(people, office, barred_father):
    assert office.post(about(people.amira), json={**NEW_GUARDIAN, "contact_barred": True}).status_code == 201


@pytest.mark.rule("C5")
def test_a_change_of_responsibility_raises_the_childs_version(tx, people, office):
    before = people.amira.version
    office.patch(f"/api/children/{people.amira.id}/guardians/{people.amira_father.id}", json={"parental_responsibility": False})
    tx.refresh(people.amira)
    assert people.amira.version > before


# Adults


def test_adults_come_by_name(people, client_for, verbs):
    teacher = client_for(people.teacher)
    made = teacher.post("/api/adults", json={"name": "Mr Abbot"})
    assert made.status_code == 201
    assert [row["name"] for row in teacher.get("/api/adults").json()] == ["Mr Abbot", "Ms Okafor"]
    assert verbs() == ["adult:add"]


def test_the_office_may_add_an_adult_too(office):
    assert office.post("/api/adults", json={"name": "Mr Abbot"}).status_code == 201


# Who may


READS = (
    "/api/classes", "/api/children", "/api/adults", "/api/children/{child}", "/api/roster/mappings",
    f"/api/roster/imports/{NOBODY}", f"/api/roster/imports/{NOBODY}/rows", f"/api/roster/imports/{NOBODY}/missing",
)  # fmt: skip
WRITES = (
    ("POST", "/api/children", NEW_CHILD),
    ("PATCH", "/api/children/{child}", {"first_name": "Amirah"}),
    ("POST", "/api/children/{child}/guardians", NEW_GUARDIAN),
    ("PATCH", "/api/children/{child}/guardians/{guardian}", {"phone": None}),
    ("POST", "/api/adults", {"name": "Mr Abbot"}),
    ("POST", "/api/roster/files", None),
    ("POST", "/api/roster/mappings", None),
    ("DELETE", f"/api/roster/mappings/{NOBODY}", None),
    ("POST", "/api/roster/imports", None),
    ("POST", f"/api/roster/imports/{NOBODY}/apply", None),
)
ALL = [("GET", address, None) for address in READS] + list(WRITES)


@pytest.mark.parametrize(("method", "address", "body"), ALL)
def test_nobody_gets_in_without_a_sign_in(people, anyone, method, address, body):
    assert (
        anyone.request(method, address.format(child=people.amira.id, guardian=people.amira_mother.id), json=body).status_code
        == 401
    )


@pytest.mark.parametrize(("method", "address", "body"), ALL)
def test_a_photographer_may_not(people, client_for, method, address, body):
    address = address.format(child=people.amira.id, guardian=people.amira_mother.id)
    assert client_for(people.photographer).request(method, address, json=body).status_code == 403


@pytest.mark.rule("A6")
@pytest.mark.parametrize(("method", "address", "body"), [each for each in ALL if "{child}" in each[1]])
def test_another_schools_child_is_not_found(people, client_for, method, address, body):
    address = address.format(child=people.zoe.id, guardian=people.zoe_mother.id)
    there, nowhere = (
        client_for(people.lead).request(method, each, json=body)
        for each in (address, address.replace(str(people.zoe.id), str(uuid4())))
    )
    assert there.status_code == 404
    assert there.content == nowhere.content


@pytest.mark.rule("A6")
def test_no_list_shows_another_schools_people(people, client_for):
    head = client_for(people.other_head)
    assert names(head.get("/api/children")) == ["Zoe Quill"]
    assert (head.get("/api/classes").json(), head.get("/api/adults").json()) == ([], [])
    assert names(head.get("/api/children", params={"search": "amira"})) == []


@pytest.mark.rule("A6")
def test_a_child_joins_no_class_of_another_school(tx, people, office):
    with database.begin(people.elmbank.id) as other:
        owls = SchoolClass(school_id=people.elmbank.id, name="Owls")
        other.add(owls)
    database.act_for(tx, people.oakfield.id)
    assert office.post("/api/children", json={**NEW_CHILD, "class_id": str(owls.id)}).status_code == 422


def test_a_tie_is_to_this_school_alone(tx, people, office):
    made = office.post(f"/api/children/{people.ben.id}/guardians", json=NEW_GUARDIAN).json()
    [tie] = tx.exec(select(Guardianship).where(Guardianship.guardian_id == made["id"])).all()
    assert tie.school_id == people.oakfield.id


@pytest.mark.rule("P2")
def test_what_a_child_is_called_is_kept_and_may_be_taken_out(office, people) -> None:
    address = f"/api/children/{people.ben.id}"
    assert office.get(address).json()["known_as"] is None
    assert office.patch(address, json={"known_as": " Benji "}).json()["known_as"] == "Benji"
    assert office.patch(address, json={"first_name": "Benjamin"}).json()["known_as"] == "Benji"
    assert office.patch(address, json={"known_as": None}).json()["known_as"] is None
    assert office.patch(address, json={"known_as": "x" * 201}).status_code == 422
