"""A roster from a file: looked at first, then applied, all of it or nothing."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlmodel import select

from consentsvc.audit.models import AuditEntry
from consentsvc.kernel import clock, database
from consentsvc.kernel.access import Actor, Role
from consentsvc.kernel.errors import Conflict, NotFound
from consentsvc.kernel.languages import LANGUAGES
from consentsvc.roster import imports, jobs, queries, service
from consentsvc.roster.models import Child, Guardian, Guardianship, RosterImport, SchoolClass
from consentsvc.roster.schemas import NewChild
from tests.conftest import REPOSITORY
from tests.people import cast_at
from tests.roster.files import guardian, row, sheet

COUNTS = {"added": 0, "changed": 0, "returned": 0, "left": 0, "unchanged": 0}
ZOE = {**row(ref="Z9", first_name="Zoë", last_name="O'Neill"), **guardian(ref="", name="Niamh O'Neill"), **guardian(2, ref="")}


@pytest.fixture
def office(people, client_for):
    return client_for(people.office)


@pytest.fixture
def read_file(office):
    def read(data: str | bytes):
        return office.post(
            "/api/roster/imports", params={"file_name": "spring.csv"}, content=data.encode() if isinstance(data, str) else data
        )

    return read


@pytest.fixture
def verbs(tx, people):
    return lambda: tx.exec(
        select(AuditEntry.verb).where(AuditEntry.school_id == people.oakfield.id).order_by(AuditEntry.number)
    ).all()


@pytest.fixture
def apply(office):
    return lambda preview: office.post(f"/api/roster/imports/{preview['id']}/apply")


def as_it_is(people, child: Child | None = None) -> dict[str, str]:
    """A child's row as the roster has it: Amira's with her mother, another's without guardians."""
    child, mother = child or people.amira, people.amira_mother
    cells = row(ref=child.ref, first_name=child.first_name, last_name=child.last_name, born_on=child.born_on.isoformat())
    return {**cells, **guardian(ref=mother.ref, email=mother.email, phone="")} if child is people.amira else cells


def children(tx) -> list[str]:
    tx.expire_all()
    return sorted(tx.exec(select(Child.first_name)).all())


# A good file


def test_a_preview_says_what_would_change_and_changes_nothing(tx, people, read_file):
    answer = read_file(sheet(as_it_is(people), {**as_it_is(people, people.chidi), "class": "Owls"}, ZOE))
    assert answer.status_code == 201
    preview = answer.json()
    assert (preview["added"], preview["changed"], preview["unchanged"], preview["not_in_file"]) == (1, 1, 1, 1)
    assert (preview["problems"], preview["can_apply"], preview["file_name"]) == ([], True, "spring.csv")
    assert preview["rows"] == [
        {"row": 2, "name": "Amira Khan", "class_name": "Hedgehogs", "change": "unchanged", "columns": []},
        {"row": 3, "name": "Chidi Eze", "class_name": "Owls", "change": "changed", "columns": ["class"]},
        {"row": 4, "name": "Zoë O'Neill", "class_name": "Hedgehogs", "change": "added", "columns": []},
    ]
    assert children(tx) == ["Amira", "Ben", "Chidi"]


def test_applying_adds_children_classes_and_guardians(tx, people, office, read_file, apply):
    applied = apply(read_file(sheet({**ZOE, "class": "Owls"})).json())
    assert (applied.status_code, applied.json()) == (200, COUNTS | {"added": 1})
    [found] = office.get("/api/children", params={"search": "zoe"}).json()["items"]
    assert (found["ref"], found["class_name"]) == ("Z9", "Owls")
    child = office.get(f"/api/children/{found['id']}").json()
    assert child["born_on"] == "2016-05-31"
    assert {(each["name"], each["parental_responsibility"]) for each in child["guardians"]} == {
        ("Niamh O'Neill", True),
        ("Sana Khan", True),
    }
    assert {each["name"] for each in office.get("/api/classes").json()} == {"Hedgehogs", "Owls"}


def test_the_same_file_again_changes_nothing(tx, read_file, apply):
    file = sheet(ZOE, {**ZOE, "ref": "Z8", "first_name": "Una", "guardian_2_ref": "G2"})
    apply(read_file(file).json())
    versions = tx.exec(select(Child.version)).all()
    again = read_file(file).json()
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 2)
    assert apply(again).json() == COUNTS | {"unchanged": 2}
    assert tx.exec(select(Child.version)).all() == versions
    assert len(tx.exec(select(Guardian)).all()) == 4 + 4


def test_what_differs_is_changed_and_the_rest_stays(tx, people, read_file, apply):
    changed = {**as_it_is(people), "class": "Owls", "guardian_1_responsibility": "no", "guardian_1_phone": "01632 960009"}
    preview = read_file(sheet(changed)).json()
    assert preview["rows"][0]["columns"] == ["class", "guardian_1_phone", "guardian_1_responsibility"]
    before = people.amira.version
    apply(preview)
    tx.expire_all()
    amira, mother = tx.get(Child, people.amira.id), tx.get(Guardian, people.amira_mother.id)
    assert (tx.get(SchoolClass, amira.class_id).name, mother.phone) == ("Owls", "01632 960009")
    ties = tx.exec(select(Guardianship).where(Guardianship.child_id == amira.id)).all()
    assert {tie.guardian_id: tie.parental_responsibility for tie in ties} == {mother.id: False, people.amira_father.id: True}
    assert amira.version > before


def test_a_guardian_of_two_children_is_one_person_by_ref(tx, read_file, apply):
    sibling = {**row(ref="Z8", first_name="Una"), **guardian(ref="G77")}
    apply(read_file(sheet({**row(ref="Z9"), **guardian(ref="G77")}, sibling)).json())
    [shared] = tx.exec(select(Guardian).where(Guardian.ref == "G77")).all()
    assert len(tx.exec(select(Guardianship).where(Guardianship.guardian_id == shared.id)).all()) == 2


def test_a_file_without_guardians_leaves_them_alone(tx, people, read_file, apply):
    alone = {name: text for name, text in as_it_is(people).items() if not name.startswith("guardian")}
    preview = read_file(sheet(alone)).json()
    assert preview["unchanged"] == 1
    apply(preview)
    assert len(tx.exec(select(Guardianship).where(Guardianship.child_id == people.amira.id)).all()) == 2


# A bad file


def test_a_row_without_a_name_is_named_and_nothing_can_be_applied(tx, read_file, apply):
    preview = read_file(sheet(ZOE, {**ZOE, "ref": "Z8", "first_name": ""})).json()
    assert preview["problems"] == [{"row": 3, "column": "first_name", "message": "This is missing."}]
    assert (preview["can_apply"], preview["added"]) == (False, 1)
    refused = apply(preview)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/import-has-problems")
    assert children(tx) == ["Amira", "Ben", "Chidi"]


def test_a_file_that_cannot_be_read_is_refused_and_nothing_is_kept(tx, read_file):
    refused = read_file(sheet(ZOE).encode("cp1252"))
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/unclear-letters")
    assert "CSV UTF-8" in refused.json()["detail"]
    assert tx.exec(select(RosterImport)).all() == []


def test_too_large_a_file_is_refused(read_file):
    assert read_file(b"x" * (20 * 1024 * 1024 + 1)).status_code == 413


def test_very_many_problems_are_counted_not_listed(read_file):
    preview = read_file(sheet(*({**row(ref=str(number)), "first_name": ""} for number in range(1500)))).json()
    assert len(preview["problems"]) == 1001
    assert preview["problems"][-1]["message"].startswith("There are 500 more problems")


# Not twice, and not on another roster than the one that was looked at


def test_a_file_is_applied_once(read_file, apply, office):
    preview = read_file(sheet(ZOE)).json()
    apply(preview)
    refused = apply(preview)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/import-applied")
    seen = office.get(f"/api/roster/imports/{preview['id']}").json()
    assert (seen["can_apply"], seen["rows"]) == (False, preview["rows"])


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda office, people: office.post(
            "/api/children", json={"ref": "Z9", "first_name": "Una", "last_name": "O'Neill", "born_on": "2016-05-31"}
        ),
        lambda office, people: office.patch(f"/api/children/{people.amira.id}", json={"first_name": "Amirah"}),
        lambda office, people: office.patch(f"/api/children/{people.amira.id}", json={"left_on": "2026-01-31"}),
        lambda office, people: office.post(
            f"/api/children/{people.amira.id}/guardians", json={"name": "A", "relationship": "b", "parental_responsibility": True}
        ),
    ],
)
def test_a_roster_that_changed_meanwhile_needs_a_new_look(tx, people, office, read_file, apply, meanwhile):
    preview = read_file(sheet(ZOE, {**as_it_is(people), "class": "Owls"})).json()
    assert meanwhile(office, people).status_code in (200, 201)
    before = children(tx)
    refused = apply(preview)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/roster-changed")
    assert children(tx) == before


def test_what_is_not_in_the_file_may_change_meanwhile(people, office, read_file, apply):
    preview = read_file(sheet(ZOE)).json()
    office.patch(f"/api/children/{people.amira.id}", json={"first_name": "Amirah"})
    assert apply(preview).status_code == 200


@pytest.mark.promise("G3")
def test_nobody_who_is_barred_is_let_in_by_a_file(tx, people, office, read_file, apply):
    office.patch(f"/api/children/{people.amira.id}/guardians/{people.amira_mother.id}", json={"contact_barred": True})
    preview = read_file(
        sheet({**as_it_is(people), "guardian_1_name": "S. Khan", "guardian_1_email": "new@family.example"})
    ).json()
    assert preview["rows"][0]["columns"] == ["guardian_1_name", "guardian_1_email"]
    assert apply(preview).status_code == 200
    guardians = office.get(f"/api/children/{people.amira.id}").json()["guardians"]
    assert {each["name"]: each["contact_barred"] for each in guardians} == {"S. Khan": True, "Imran Khan": False}
    other = read_file(sheet({**as_it_is(people), "guardian_1_ref": "G99", "guardian_1_name": "Sana K."})).json()
    assert (other["can_apply"], other["problems"][0]["column"]) == (False, "guardian_1_name")


# Leaving and coming back


@pytest.mark.rule("C11")
def test_a_file_says_who_has_left_and_who_is_back(tx, people, office, read_file, apply):
    office.patch(f"/api/children/{people.ben.id}", json={"left_on": "2026-01-31"})
    file = sheet({**as_it_is(people, people.chidi), "left_on": "2026-05-01"}, as_it_is(people, people.ben))
    preview = read_file(file).json()
    assert [(each["name"], each["change"], each["columns"]) for each in preview["rows"]] == [
        ("Chidi Eze", "left", ["left_on"]),
        ("Ben O'Neill", "returned", ["left_on"]),
    ]
    assert apply(preview).json() == COUNTS | {"left": 1, "returned": 1}
    tx.expire_all()
    assert (str(tx.get(Child, people.chidi.id).left_on), tx.get(Child, people.ben.id).left_on) == ("2026-05-01", None)
    assert apply(read_file(file).json()).json() == COUNTS | {"unchanged": 2}


def test_whom_the_file_does_not_name_stay_by_default(tx, people, office, read_file, apply):
    preview = read_file(sheet(as_it_is(people))).json()
    assert (preview["not_in_file"], preview["are_many_missing"]) == (2, True)
    missing = office.get(f"/api/roster/imports/{preview['id']}/missing").json()
    assert [each["name"] for each in missing["items"]] == ["Chidi Eze", "Ben O'Neill"]
    apply(preview)
    tx.expire_all()
    assert tx.get(Child, people.ben.id).left_on is None


@pytest.mark.rule("C11")
def test_whom_the_file_does_not_name_have_left_when_the_office_says_how_many(tx, people, office, read_file):
    preview = read_file(sheet(as_it_is(people))).json()
    address = f"/api/roster/imports/{preview['id']}/apply"
    for unsure in ({"missing": "left"}, {"missing": "left", "confirm_left": 1}):
        refused = office.post(address, json=unsure)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/confirm-left")
    before = people.ben.version
    assert office.post(address, json={"missing": "left", "confirm_left": 2}).json() == COUNTS | {"left": 2, "unchanged": 1}
    tx.expire_all()
    ben = tx.get(Child, people.ben.id)
    assert (ben.left_on, ben.version > before) == (clock.today(), True)
    assert tx.get(Child, people.amira.id).left_on is None


def test_nobody_leaves_whom_the_office_was_not_shown(tx, people, office, read_file):
    preview = read_file(sheet(as_it_is(people))).json()
    office.patch(f"/api/children/{people.ben.id}", json={"left_on": "2026-01-31"})
    office.post("/api/children", json={"ref": "N1", "first_name": "Una", "last_name": "Hill", "born_on": "2016-05-31"})
    refused = office.post(f"/api/roster/imports/{preview['id']}/apply", json={"missing": "left", "confirm_left": 2})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/roster-changed")


# What else a file may say


@pytest.mark.rule("C8")
def test_care_language_and_the_social_worker_come_from_the_file(tx, people, office, read_file, apply):
    worker = {**guardian(2, ref="SW1", name="Jo Marsh", relationship="social worker", email="", responsibility="no")}
    more = {"looked_after": "yes", "guardian_1_language": "cy", "guardian_2_local_authority": "yes", "guardian_2_language": ""}
    file = sheet({**ZOE, "guardian_1_language": "", **worker, **more})
    apply(read_file(file).json())
    [found] = office.get("/api/children", params={"search": "Z9"}).json()["items"]
    child = office.get(f"/api/children/{found['id']}").json()
    assert child["looked_after"] is True
    assert {(each["name"], each["language"], each["local_authority"]) for each in child["guardians"]} == {
        ("Niamh O'Neill", "cy", False),
        ("Jo Marsh", None, True),
    }
    assert read_file(file).json()["unchanged"] == 1


@pytest.mark.rule("P2")
def test_what_a_child_is_called_comes_from_the_file_and_stays_where_it_is_silent(tx, people, office, read_file, apply):
    preview = read_file(sheet({**as_it_is(people), "known_as": "Mia"})).json()
    assert (preview["changed"], preview["rows"][0]["columns"]) == (1, ["known_as"])
    apply(preview)
    address = f"/api/children/{people.amira.id}"
    assert office.get(address).json()["known_as"] == "Mia"
    assert read_file(sheet(as_it_is(people))).json()["unchanged"] == 1
    apply(read_file(sheet({**as_it_is(people), "class": "Owls"})).json())
    assert office.get(address).json()["known_as"] == "Mia"
    apply(read_file(sheet({**as_it_is(people), "class": "Owls", "known_as": ""})).json())
    assert office.get(address).json()["known_as"] is None


@pytest.mark.promise("G3")
def test_a_file_bars_and_another_does_not_let_in_again(tx, people, office, read_file, apply):
    apply(read_file(sheet({**as_it_is(people), "guardian_1_no_contact": "yes"})).json())
    for silent in ("no", ""):
        again = read_file(sheet({**as_it_is(people), "guardian_1_no_contact": silent})).json()
        assert again["unchanged"] == 1
        apply(again)
    guardians = office.get(f"/api/children/{people.amira.id}").json()["guardians"]
    assert {each["name"]: each["contact_barred"] for each in guardians} == {"Sana Khan": True, "Imran Khan": False}


def test_names_keep_every_letter(office, read_file, apply):
    names = ["Zoë", "Siân", "Łukasz", "Ștefan", "O’Neill", "D'Arcy", "Nguyễn", "زینب", "ਗੁਰਪ੍ਰੀਤ", "王小明", "Ghiță-Maria", "İpek"]
    apply(read_file(sheet(*(row(ref=str(place), first_name=name) for place, name in enumerate(names)))).json())
    found = office.get("/api/children", params={"limit": 1000}).json()["items"]
    assert {each["first_name"] for each in found} >= set(names)


# Files of other systems

SIMS = (
    "UPN,Surname,Forename,DOB,Reg,Contact 1 Name,Contact 1 Relationship\r\nU1,O'Neill,Zoë,03/04/2016,3H,Niamh O'Neill,Mother\r\n"
)


@pytest.fixture
def look(office):
    return lambda data, **query: office.post("/api/roster/files", params=query, content=data).json()


@pytest.fixture
def say(office):
    """Say which column is which, as suggested, in that order of dates."""

    def remember(seen, dates="day-month-year", name="SIMS"):
        choices = {"kind": "csv", "sources": seen["suggested"], "dates": dates}
        return office.post("/api/roster/mappings", json={"fingerprint": seen["fingerprint"], "name": name, "choices": choices})

    return remember


def read_by(office, mapping, data, **query):
    return office.post("/api/roster/imports", params={"mapping_id": mapping["id"], **query}, content=data)


def test_another_systems_file_is_read_once_somebody_says_which_column_is_which(tx, office, look, say, read_file, apply):
    refused = read_file(SIMS)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/mapping-needed")
    seen = look(SIMS.encode())
    assert (seen["kind"], seen["suggested_dates"], seen["remembered"]) == ("csv", None, None)
    assert seen["columns"][3] == {
        "name": "DOB", "values": ["03/04/2016"], "has_more": False, "date_orders": ["day-month-year", "month-day-year"],
    }  # fmt: skip
    mapping = say(seen).json()
    preview = read_by(office, mapping, SIMS.encode()).json()
    assert (preview["problems"], preview["added"]) == ([], 1)
    assert "1 new parents and carers get none" in preview["notes"][0]
    apply(preview)
    zoe = tx.exec(select(Child).where(Child.ref == "U1")).one()
    assert (zoe.first_name, str(zoe.born_on)) == ("Zoë", "2016-04-03")
    [tie] = tx.exec(select(Guardianship).where(Guardianship.child_id == zoe.id)).all()
    assert (tie.relationship, tie.parental_responsibility) == ("Mother", False)


def test_what_the_office_gave_by_hand_a_silent_file_does_not_take_away(tx, office, look, say, apply):
    mapping = say(look(SIMS.encode())).json()
    apply(read_by(office, mapping, SIMS.encode()).json())
    [tie] = tx.exec(select(Guardianship).where(Guardianship.relationship == "Mother")).all()
    office.patch(
        f"/api/children/{tie.child_id}/guardians/{tie.guardian_id}", json={"parental_responsibility": True, "phone": "01632 1"}
    )
    assert read_by(office, mapping, SIMS.encode()).json()["unchanged"] == 1


def test_a_mapping_is_remembered_offered_changed_and_forgotten(office, look, say):
    seen = look(SIMS.encode())
    first = say(seen).json()
    assert look(SIMS.encode())["remembered"] == first
    second = say(seen, dates="month-day-year", name="SIMS in spring").json()
    assert (second["id"], second["choices"]["dates"]) == (first["id"], "month-day-year")
    assert [each["name"] for each in office.get("/api/roster/mappings").json()] == ["SIMS in spring"]
    assert office.delete(f"/api/roster/mappings/{first['id']}").status_code == 204
    assert look(SIMS.encode())["remembered"] is None


def test_a_mapping_is_for_files_with_the_same_columns_alone(office, look, say):
    mapping = say(look(SIMS.encode())).json()
    for other in (SIMS.replace("UPN", "Number"), sheet(ZOE)):
        refused = read_by(office, mapping, other.encode())
        assert (refused.status_code, refused.json()["type"]) == (422, "/problems/other-columns")


def test_a_problem_names_the_column_as_the_file_does(office, look, say):
    mapping = say(look(SIMS.encode())).json()
    [problem] = read_by(office, mapping, SIMS.replace("Zoë", "").encode()).json()["problems"]
    assert (problem["row"], problem["column"], problem["message"]) == (2, "Forename", "This is missing.")


def test_letters_of_windows_are_shown_first_and_read_when_chosen(office, look, say, read_file, apply):
    data = SIMS.encode("cp1252")
    refused = office.post("/api/roster/files", content=data).json()
    assert (refused["type"], refused["fields"]) == ("/problems/unclear-letters", [{"where": "row 2", "message": "Zoë"}])
    mapping = say(look(data, encoding="windows-1252")).json()
    preview = read_by(office, mapping, data, encoding="windows-1252").json()
    assert preview["rows"][0]["name"] == "Zoë O'Neill"


def test_another_schools_mapping_is_not_found(people, client_for, look, say):
    mapping = say(look(SIMS.encode())).json()
    elsewhere = Actor("staff", people.other_head.id, people.elmbank.id, frozenset({Role.OFFICE}))
    with pytest.raises(NotFound):
        imports.preview(elsewhere, SIMS.encode(), "", mapping["id"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"fingerprint": "x"},
        {"name": ""},
        {"choices": {"kind": "oneroster", "responsible": []}},
        {"choices": {"kind": "csv", "sources": []}},
        {"choices": {"kind": "csv", "sources": [], "dates": "as usual"}},
    ],
)
def test_a_mapping_that_cannot_be_is_refused(office, look, wrong):
    whole = {"fingerprint": "0" * 64, "name": "SIMS", "choices": {"kind": "csv", "sources": [], "dates": "day-month-year"}}
    assert office.post("/api/roster/mappings", json={**whole, **wrong}).status_code == 422


def test_rows_come_in_pages_by_what_they_do(office, read_file, people):
    preview = read_file(
        sheet(as_it_is(people), *(row(ref=str(number), last_name=f"Hill {number}") for number in range(300)))
    ).json()
    assert (len(preview["rows"]), preview["added"], preview["unchanged"]) == (200, 300, 1)
    page = office.get(f"/api/roster/imports/{preview['id']}/rows", params={"change": "added", "limit": 50, "offset": 280}).json()
    assert (len(page["items"]), page["total"], page["items"][0]["row"]) == (20, 300, 283)


# Who, and the record


def test_another_schools_import_is_not_found(people, read_file):
    preview = read_file(sheet(ZOE)).json()
    elsewhere = Actor("staff", people.other_head.id, people.elmbank.id, frozenset({Role.OFFICE}))
    for verb in (imports.read_preview, imports.apply):
        with pytest.raises(NotFound), database.begin(people.elmbank.id) as tx:
            verb(tx, elsewhere, preview["id"])


def test_an_unknown_import_is_not_found(office):
    assert office.get(f"/api/roster/imports/{uuid4()}").status_code == 404
    assert office.post(f"/api/roster/imports/{uuid4()}/apply").status_code == 404


def test_the_audit_counts_and_names_nobody(tx, people, read_file, apply):
    preview = read_file(sheet(ZOE)).json()
    apply(preview)
    entries = tx.exec(select(AuditEntry).where(AuditEntry.school_id == people.oakfield.id).order_by(AuditEntry.number)).all()
    assert [(each.verb, str(each.thing_id), each.detail) for each in entries[-2:]] == [
        ("roster:preview", preview["id"], {"rows": 1, "problems": 0}),
        ("roster:import", preview["id"], COUNTS | {"added": 1}),
    ]


def test_what_the_file_said_is_forgotten_once_applied(tx, read_file, apply):
    preview = read_file(sheet(ZOE)).json()
    apply(preview)
    tx.expire_all()
    assert tx.get(RosterImport, preview["id"]).rows == []


def test_files_are_forgotten_after_a_day_applied_or_not(tx, people, read_file, apply, verbs):
    with clock.standing_at(clock.now() - timedelta(days=1, minutes=1)):
        old = [read_file(sheet(ZOE)).json(), read_file(sheet(as_it_is(people))).json()]
        apply(old[0])
    kept = read_file(sheet(as_it_is(people))).json()
    jobs.forget_read_files()
    tx.expire_all()
    assert [str(each) for each in tx.exec(select(RosterImport.id))] == [kept["id"]]
    assert verbs()[-1] == "roster:forget"
    jobs.forget_read_files()
    assert verbs().count("roster:forget") == 1


def test_two_who_apply_at_once_apply_once(committed):
    with database.begin() as tx:
        people = cast_at(tx)
    actor = Actor("staff", people.office.id, people.oakfield.id, frozenset({Role.OFFICE}))
    file = sheet(*({**row(ref=f"N{number}"), **guardian(ref=f"P{number}")} for number in range(50))).encode()
    previews = [imports.preview(actor, file, "").id for _ in range(2)]

    def apply_one(import_id) -> str:
        try:
            with database.begin(actor.school) as tx:
                imports.apply(tx, actor, import_id)
        except Conflict as conflict:
            return conflict.type
        return "applied"

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(apply_one, previews * 2))
    assert outcomes.count("applied") == 1
    assert set(outcomes) <= {"applied", "/problems/import-applied", "/problems/roster-changed"}
    with database.begin(actor.school) as tx:
        assert len(tx.exec(select(Child).where(Child.school_id == actor.school)).all()) == 53


def test_a_large_file_is_read_and_applied_beside_the_service(committed, monkeypatch):
    monkeypatch.setattr(imports, "LARGE_FILE", 1000)
    monkeypatch.setattr(imports, "MANY_ROWS", 30)
    with database.begin() as tx:
        people = cast_at(tx)
    actor = Actor("staff", people.office.id, people.oakfield.id, frozenset({Role.OFFICE}))
    file = sheet(*({**row(ref=f"N{number}"), **guardian(ref=f"P{number}")} for number in range(40))).encode()
    assert len(file) > imports.LARGE_FILE
    preview = imports.preview_now(actor, file, "")
    with database.begin(actor.school) as tx:
        assert queries.import_size(tx, actor.school, preview.id) == 40 > imports.MANY_ROWS
    assert imports.apply_now(actor, preview.id).added == 40
    with pytest.raises(Conflict, match="import-applied"):
        imports.apply_now(actor, preview.id)


def test_a_hand_and_a_file_never_add_the_same_child_twice(committed):
    with database.begin() as tx:
        people = cast_at(tx)
    actor = Actor("staff", people.office.id, people.oakfield.id, frozenset({Role.OFFICE}))
    waiting = imports.preview(actor, sheet(row(ref="N1")).encode(), "")
    with database.begin(actor.school) as by_hand, ThreadPoolExecutor(1) as pool:
        service.add_child(by_hand, actor, NewChild(ref="N1", first_name="Ada", last_name="Bo", born_on=people.amira.born_on))

        def by_file() -> str:
            with database.begin(actor.school) as tx:
                imports.apply(tx, actor, waiting.id)
            return "applied"

        second = pool.submit(by_file)
        by_hand.commit()
        with pytest.raises(Conflict, match="roster-changed"):
            second.result(timeout=30)


# What the database holds to


@pytest.mark.rule("C5")
def test_every_change_of_guardians_raises_the_versions_of_their_children(tx, people):
    children = [people.amira, people.ben, people.chidi]

    def raised_by(statement: str) -> list[bool]:
        tx.expire_all()
        before = [child.version for child in children]
        tx.execute(text(statement))
        tx.expire_all()
        return [child.version > known for child, known in zip(children, before, strict=True)]

    two = f"('{people.amira.id}', '{people.ben.id}')"
    assert raised_by(f"update guardianships set relationship = 'kin' where child_id in {two}") == [True, True, False]
    new = (
        f"select gen_random_uuid(), school_id, id, '{people.chidi_carer.id}', 'kin', false, false from children where id in {two}"
    )
    columns = "id, school_id, child_id, guardian_id, relationship, parental_responsibility, contact_barred"
    assert raised_by(f"insert into guardianships ({columns}) {new}") == [True, True, False]
    assert raised_by(f"delete from guardianships where child_id in {two}") == [True, True, False]
    moved = f"update guardianships set child_id = '{people.ben.id}' where child_id = '{people.chidi.id}'"
    assert raised_by(moved) == [False, True, True]


def test_the_staff_app_offers_the_languages_that_we_write_in():
    offered = (REPOSITORY / "frontend/staff/src/roster/languages.ts").read_text()
    assert re.findall(r"\['(\w+)', '(.+)'\]", offered) == [(code, each.name) for code, each in LANGUAGES.items()]
