from uuid import uuid4

import pytest
from sqlmodel import select

from consentsvc.audit.models import AuditEntry
from consentsvc.kernel import database
from consentsvc.roster.models import SchoolClass

SPORTS_DAY = {"name": "Sports day", "on_date": "2026-06-12", "place": "School field"}


@pytest.fixture
def teacher(people, client_for):
    return client_for(people.teacher)


@pytest.fixture
def sports_day(people, teacher):
    return teacher.post("/api/events", json={**SPORTS_DAY, "child_ids": [str(people.amira.id)]}).json()


def names(event) -> list[str]:
    return [child["name"] for child in event["participants"]]


def test_an_event_is_created_with_classes_and_children(people, teacher):
    body = {**SPORTS_DAY, "class_ids": [str(people.hedgehogs.id)], "child_ids": [str(people.amira.id)] * 2}
    made = teacher.post("/api/events", json=body)
    assert made.status_code == 201
    assert names(made.json()) == ["Chidi Eze", "Amira Khan", "Ben O'Neill"]
    assert teacher.get(f"/api/events/{made.json()['id']}").json() == made.json()


@pytest.mark.rule("A2")
def test_of_who_takes_part_nothing_is_told_but_name_and_class(people, sports_day):
    assert sports_day["participants"] == [
        {
            "id": str(people.amira.id),
            "name": "Amira Khan",
            "first_name": "Amira",
            "last_name": "Khan",
            "class_id": str(people.hedgehogs.id),
            "class_name": people.hedgehogs.name,
            "group_name": "",
        }
    ]


def test_a_class_means_who_is_in_it_now(people, client_for, teacher):
    client_for(people.office).patch(f"/api/children/{people.ben.id}", json={"left_on": "2026-01-31"})
    made = teacher.post("/api/events", json={**SPORTS_DAY, "class_ids": [str(people.hedgehogs.id)]}).json()
    assert names(made) == ["Chidi Eze", "Amira Khan"]


def test_events_come_newest_first_with_how_many_take_part(teacher, sports_day):
    teacher.post("/api/events", json={**SPORTS_DAY, "name": "Harvest", "on_date": "2026-09-30"})
    rows = teacher.get("/api/events").json()
    assert [(row["name"], row["participants"]) for row in rows] == [("Harvest", 0), ("Sports day", 1)]
    assert set(rows[0]) == {"id", "name", "on_date", "place", "activity", "scale", "spectators", "participants"}


def test_the_whole_list_of_participants_is_set(people, teacher, sports_day):
    address = f"/api/events/{sports_day['id']}/participants"
    changed = teacher.put(address, json={"child_ids": [str(people.ben.id), str(people.chidi.id), str(people.ben.id)]})
    assert names(changed.json()) == ["Chidi Eze", "Ben O'Neill"]
    assert names(teacher.put(address, json={"child_ids": []}).json()) == []


def test_a_child_who_is_not_the_schools_is_refused_by_place_in_the_list(people, teacher, sports_day):
    for stranger in (people.zoe.id, uuid4()):
        ids = [str(people.ben.id), str(stranger)]
        answers = [
            teacher.put(f"/api/events/{sports_day['id']}/participants", json={"child_ids": ids}),
            teacher.post("/api/events", json={**SPORTS_DAY, "child_ids": ids}),
        ]
        for refused in answers:
            assert refused.status_code == 422
            assert refused.json()["fields"] == [{"where": "body.child_ids.1", "message": "There is no such child."}]
    assert names(teacher.get(f"/api/events/{sports_day['id']}").json()) == ["Amira Khan"]
    assert len(teacher.get("/api/events").json()) == 1


@pytest.mark.rule("A6")
def test_another_schools_class_is_refused(tx, people, teacher):
    with database.begin(people.elmbank.id) as other:
        owls = SchoolClass(school_id=people.elmbank.id, name="Owls")
        other.add(owls)
    refused = teacher.post("/api/events", json={**SPORTS_DAY, "class_ids": [str(owls.id)]})
    assert refused.json()["fields"] == [{"where": "body.class_ids.0", "message": "There is no such class."}]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "a\x00b"},
        {"name": "x" * 201},
        {"place": ""},
        {"on_date": "soon"},
        {"child_ids": ["1"]},
        {"scale": "huge"},
        {"spectators": "some"},
    ],
)
def test_an_event_that_cannot_be_is_refused(teacher, wrong):
    assert teacher.post("/api/events", json={**SPORTS_DAY, **wrong}).status_code == 422


@pytest.mark.promise("V3")
def test_a_photographer_sees_the_event_and_no_child(people, client_for, sports_day):
    photographer = client_for(people.photographer)
    assert photographer.get(f"/api/events/{sports_day['id']}").json() == {**sports_day, "participants": []}


ALL = (
    ("GET", "/api/events", None),
    ("POST", "/api/events", SPORTS_DAY),
    ("GET", "/api/events/{event}", None),
    ("PUT", "/api/events/{event}/participants", {"child_ids": []}),
)


@pytest.mark.parametrize(("method", "address", "body"), ALL)
def test_nobody_gets_in_without_a_sign_in(anyone, method, address, body):
    assert anyone.request(method, address.format(event=uuid4()), json=body).status_code == 401


@pytest.mark.parametrize(("method", "address", "body"), [each for each in ALL if each[0] != "GET"])
def test_a_photographer_may_not(people, client_for, sports_day, method, address, body):
    assert client_for(people.photographer).request(method, address.format(event=sports_day["id"]), json=body).status_code == 403


@pytest.mark.rule("A6")
@pytest.mark.parametrize(("method", "address", "body"), [each for each in ALL if "{event}" in each[1]])
def test_another_schools_event_is_not_found(people, client_for, sports_day, method, address, body):
    head = client_for(people.other_head)
    there, nowhere = (head.request(method, address.format(event=each), json=body) for each in (sports_day["id"], uuid4()))
    assert there.status_code == 404
    assert there.content == nowhere.content
    assert head.get("/api/events").json() == []


def test_each_change_is_in_the_audit(tx, people, teacher, sports_day):
    teacher.put(f"/api/events/{sports_day['id']}/participants", json={"child_ids": [str(people.ben.id)]})
    entries = tx.exec(select(AuditEntry).where(AuditEntry.school_id == people.oakfield.id).order_by(AuditEntry.number)).all()
    found = [(each.verb, str(each.thing_id), each.detail) for each in entries if each.verb.startswith("event:")]
    assert found == [
        ("event:create", sports_day["id"], {"activity": None, "participants": 1, "scale": "ordinary"}),
        ("event:participants", sports_day["id"], {"participants": 1}),
    ]
