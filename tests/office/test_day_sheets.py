"""What is printed for the day of an event (E5), and what keeps a child from being shut out (E7)."""

from uuid import UUID

import pytest
from sqlmodel import select

from consentsvc.audit.models import AuditEntry
from consentsvc.consent import opt_outs
from consentsvc.consent.opt_outs import Wish
from consentsvc.events.models import Event
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import begin
from consentsvc.media import deleting
from consentsvc.media.models import Photo
from consentsvc.office.day_sheets import SHEETS
from tests.kernel.printed import elements, opened, text_of
from tests.office.desk import restrict, says

EVENT = {"name": "Concert", "on_date": "2026-12-05", "place": "Hall"}
PAGE = (210, 297)  # A4 in millimetres


@pytest.fixture
def office(people, client_for):
    return client_for(people.office)


@pytest.fixture
def teacher(people, client_for):
    return client_for(people.teacher)


@pytest.fixture
def concert(people, office):
    """Amira may be shown on the website; nobody answered for Ben or Chidi. Amira and Ben sing, Chidi sits nowhere in particular."""
    says(office, people.amira, people.amira_mother, "given")
    body = {**EVENT, "child_ids": [str(each.id) for each in (people.amira, people.ben, people.chidi)]}
    made = office.post("/api/events", json=body).json()["id"]
    choir = [{"child_id": str(each.id), "group_name": "Choir, row 1"} for each in (people.amira, people.ben)]
    assert office.put(f"/api/events/{made}/groups", json={"groups": choir}).status_code == 200
    return made


def without(client, concert) -> dict[str, list[str]]:
    """By group, the numbers of those who wear the marker for no pictures."""
    return {
        each["name"]: [child["ref"] for child in each["children"]]
        for each in client.get(f"/api/events/{concert}/brief").json()["groups"]
    }


def opt_out(people, concert, name, looks="") -> None:
    with begin(people.oakfield.id) as tx:
        event = tx.get_one(Event, UUID(concert))
        opt_outs.opt_out(tx, Actor("public", None, people.oakfield.id), event, Wish(name, looks=looks))


@pytest.mark.rule("E5")
def test_the_brief_says_by_group_who_wears_the_marker_and_never_why(people, teacher, concert):
    told = teacher.get(f"/api/events/{concert}/brief").json()
    assert [(each["name"], each["of"]) for each in told["groups"]] == [("Choir, row 1", 2), ("No group", 1)]
    assert without(teacher, concert) == {"Choir, row 1": ["B2"], "No group": ["C3"]}
    assert set(told["groups"][0]["children"][0]) == {"id", "ref", "first_name"}


@pytest.mark.rule("E5", "E3")
def test_an_opted_out_child_wears_it_and_one_who_is_not_listed_too(people, teacher, concert):
    office_event = {"child_ids": [str(people.amira.id), str(people.ben.id)]}
    teacher.put(f"/api/events/{concert}/participants", json=office_event)
    for name in ("Amira Khan", "Chidi Eze"):
        opt_out(people, concert, name)
    opt_out(people, concert, "Little Bear", "A red coat")
    assert without(teacher, concert) == {"Choir, row 1": ["A1", "B2"], "Not on the list of who takes part": ["C3"]}
    assert teacher.get(f"/api/events/{concert}/brief").json()["not_found"] == [
        {"child_name": "Little Bear", "class_or_group": "", "looks": "A red coat"}
    ]


@pytest.mark.rule("E5", "R2")
@pytest.mark.promise("F1")
@pytest.mark.promise("F4")
def test_a_restricted_child_looks_as_one_for_whom_nobody_answered(people, teacher, client_for, concert):
    def everything() -> list[object]:
        paths = ("brief", "brief.pdf", "stickers.pdf?sheet=avery_l7160", "never-shown")
        return [teacher.get(f"/api/events/{concert}/{path}").content for path in paths]

    before = everything()
    restrict(client_for(people.lead), people.ben)
    assert everything() == before


@pytest.mark.rule("E5")
def test_the_printed_brief_has_numbers_markers_and_a_table(people, office, teacher, concert):
    office.put(f"/api/events/{concert}/markers", json={"marker": "a blue ribbon", "no_photo_marker": "a yellow ribbon"})
    answer = teacher.get(f"/api/events/{concert}/brief.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    reader = opened(answer.content)
    text = text_of(reader)
    assert all(words in text for words in ("B2", "C3", "ablueribbon", "ayellowribbon", "2of3children"))
    assert "Ben" not in text
    assert {"/Table", "/Figure"} <= {each["/S"] for each in elements(reader)}
    named = text_of(opened(teacher.get(f"/api/events/{concert}/brief.pdf", params={"first_names": True}).content))
    assert "B2Ben" in named
    assert "O'Neill" not in named


@pytest.mark.rule("E5")
@pytest.mark.parametrize("sheet", SHEETS)
def test_every_child_who_takes_part_gets_a_sticker(people, teacher, concert, sheet):
    answer = teacher.get(f"/api/events/{concert}/stickers.pdf", params={"sheet": sheet})
    assert answer.status_code == 200
    text = text_of(opened(answer.content))
    assert all(code in text for code in ("A1", "B2", "C3"))
    assert "Amira" not in text
    alts = [each["/Alt"] for each in elements(opened(answer.content)) if "/Alt" in each]
    assert sorted(set(alts)) == ["Marker A", "Marker B"]


@pytest.mark.rule("E5")
@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_the_labels_lie_on_a4(sheet):
    wide, high = reversed(PAGE) if sheet.is_landscape else PAGE
    width = sheet.columns * sheet.width + (sheet.columns - 1) * sheet.gap
    height = sheet.rows * sheet.height + (sheet.rows - 1) * sheet.row_gap
    assert width + 2 * sheet.left == pytest.approx(wide, abs=0.5 if not sheet.is_cut else 1)
    assert height + 2 * sheet.top == pytest.approx(high, abs=0.5 if not sheet.is_cut else 12)
    assert height + sheet.top < high


@pytest.mark.rule("E5")
def test_a_group_is_of_those_who_take_part_and_two_markers_differ(people, office, concert):
    strangers = {"groups": [{"child_id": str(people.zoe.id), "group_name": "Choir"}]}
    assert office.put(f"/api/events/{concert}/groups", json=strangers).status_code == 422
    same = office.put(f"/api/events/{concert}/markers", json={"marker": "A blue hat", "no_photo_marker": "a blue HAT"})
    assert same.status_code == 422
    none = office.put(f"/api/events/{concert}/markers", json={"marker": "", "no_photo_marker": ""})
    assert none.status_code == 200
    shown = {each["first_name"]: each["group_name"] for each in none.json()["participants"]}
    assert shown == {"Amira": "Choir, row 1", "Ben": "Choir, row 1", "Chidi": ""}


@pytest.mark.rule("E7")
def test_the_event_says_who_could_be_shown_nowhere(people, teacher, client_for, concert):
    told = teacher.get(f"/api/events/{concert}/never-shown").json()
    assert ([row["ref"] for row in told["rows"]], told["of"]) == (["C3", "B2"], 3)
    assert set(told["rows"][0]) == {"id", "ref", "name", "first_name", "class_name", "group_name"}
    opt_out(people, concert, "Amira Khan")
    assert len(teacher.get(f"/api/events/{concert}/never-shown").json()["rows"]) == 3
    assert client_for(people.photographer).get(f"/api/events/{concert}/never-shown").status_code == 403


@pytest.mark.rule("A2")
def test_each_look_is_recorded(people, teacher, concert):
    for path in ("brief", "brief.pdf", "stickers.pdf?sheet=wristbands", "never-shown"):
        teacher.get(f"/api/events/{concert}/{path}")
    with begin(people.oakfield.id) as tx:
        looks = tx.exec(select(AuditEntry).where(AuditEntry.verb == "list:view", AuditEntry.thing_id == UUID(concert))).all()
    assert len(looks) == 4


# Group pictures


@pytest.fixture
def photos(people, concert) -> list[str]:
    """Two photos of the event."""
    with begin(people.oakfield.id) as tx:
        made = [
            Photo(
                school_id=people.oakfield.id, event_id=UUID(concert), sha256=str(number) * 64, type="image/jpeg", size=1,
                file_name="group.jpg", width=640, height=480, has_location=False, uploaded_by=people.teacher.id,
                uploaded_at=clock.now(), scan_state="scanned",
            )
            for number in (1, 2)
        ]  # fmt: skip
        tx.add_all(made)
        tx.flush()
        return [str(each.id) for each in made]


@pytest.mark.rule("E7")
def test_a_group_picture_is_taken_twice(people, teacher, concert, photos):
    address = f"/api/events/{concert}/group-pictures"
    added = teacher.post(address, json={"name": "The choir"})
    assert (added.status_code, added.json()["everybody_photo_id"]) == (201, None)
    both = {"name": "The choir", "everybody_photo_id": photos[0], "without_photo_id": photos[1]}
    assert teacher.put(f"/api/group-pictures/{added.json()['id']}", json=both).json()["without_photo_id"] == photos[1]
    assert [each["name"] for each in teacher.get(address).json()] == ["The choir"]
    assert teacher.delete(f"/api/group-pictures/{added.json()['id']}").status_code == 204
    assert teacher.get(address).json() == []


@pytest.mark.rule("E7")
def test_its_photos_are_two_of_the_event(people, teacher, office, concert, photos):
    other = office.post("/api/events", json={**EVENT, "name": "Fair"}).json()["id"]
    same = {"name": "The choir", "everybody_photo_id": photos[0], "without_photo_id": photos[0]}
    assert teacher.post(f"/api/events/{concert}/group-pictures", json=same).status_code == 422
    elsewhere = teacher.post(f"/api/events/{other}/group-pictures", json={"name": "The choir", "everybody_photo_id": photos[0]})
    assert elsewhere.json()["fields"] == [{"where": "body.everybody_photo_id", "message": "Choose a photo of this event."}]


@pytest.mark.rule("E7")
def test_a_photo_that_was_deleted_is_not_told(people, teacher, concert, photos):
    body = {"name": "The choir", "everybody_photo_id": photos[0]}
    teacher.post(f"/api/events/{concert}/group-pictures", json=body)
    with begin(people.oakfield.id) as tx:
        publisher = Actor("staff", people.publisher.id, people.oakfield.id, frozenset(people.publisher.roles))
        deleting.delete(tx, publisher, UUID(photos[0]))
    (row,) = teacher.get(f"/api/events/{concert}/group-pictures").json()
    assert row["everybody_photo_id"] is None


def test_photographers_do_not_change_group_pictures(people, client_for, concert):
    client = client_for(people.photographer)
    assert client.post(f"/api/events/{concert}/group-pictures", json={"name": "The choir"}).status_code == 403
