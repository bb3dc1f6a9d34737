"""Pictures of ours that a report is about: pulled at once, sealed in one step (M7, I3); only its readers know why (M3, R2)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from consentsvc.breaches import noticing
from consentsvc.consent.speakers import Speaker
from consentsvc.families import ways_in
from consentsvc.kernel.database import begin
from consentsvc.media.models import Seal
from consentsvc.publishing.facts import PlacementEnded
from consentsvc.publishing.schemas import PlacementRow
from consentsvc.reports import service
from consentsvc.reports.models import ReportSubject
from consentsvc.reports.readers import every_report
from consentsvc.roster.models import Child, Guardian, Guardianship
from consentsvc.takedown import jobs as takedown
from tests.people import Cast, Person
from tests.publishing.stage import Stage, path_of
from tests.reports.desk import Desk, actor

WHY = {"reason": "We look into it."}


@pytest.fixture
def stage(people: Cast) -> Stage:
    stage = Stage(people)
    stage.everybody_agrees()
    return stage


@pytest.fixture
def placed(stage: Stage) -> PlacementRow:
    return stage.place(stage.photo())


@pytest.fixture
def desk(people: Cast) -> Desk:
    return Desk.of(people)


def is_served(client: TestClient, placed: PlacementRow) -> bool:
    status = client.get(path_of(next(file.address for file in placed.files if file.size == "large"))).status_code
    assert status in (200, 410)
    return status == 200


def act(client: TestClient, report_id: UUID, what: str, body: Any, status: int = 200) -> Any:
    answer = client.post(f"/api/reports/{report_id}/{what}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


@pytest.mark.rule("M7")
@pytest.mark.parametrize("whose", ["child", "picture"])
def test_one_step_takes_it_out_of_service_until_it_ends(
    whose: str, desk: Desk, placed: PlacementRow, client_for: Callable[[Person], TestClient], anyone: TestClient
) -> None:
    report_id, lead = desk.make(), client_for(desk.cast.lead)
    assert is_served(anyone, placed)
    body = {"child_id": str(desk.cast.amira.id)} if whose == "child" else {"photo_id": str(placed.photo_id)}
    report = act(lead, report_id, "pulls", body | WHY)
    assert not is_served(anyone, placed)
    assert [each["child"] and each["child"]["name"] for each in report["pulls"]] == ["Amira Khan" if whose == "child" else None]
    assert report["entries"][-1]["kind"] == "pulled"
    pull_id = report["pulls"][0]["id"]
    report = act(lead, report_id, f"pulls/{pull_id}/end", WHY)
    assert is_served(anyone, placed)
    assert report["pulls"][0]["why_ended"] == WHY["reason"]
    act(lead, report_id, f"pulls/{pull_id}/end", WHY, 409)


@pytest.mark.rule("M7")
def test_what_hangs_elsewhere_becomes_work(desk: Desk, placed: PlacementRow, stage: Stage, client_for: Any) -> None:
    publisher = client_for(desk.cast.publisher)
    copied = {"kind": "social", "where": "Our page"}
    assert publisher.post(f"/api/placements/{placed.id}/copies", json=copied).status_code == 201
    act(client_for(desk.cast.lead), desk.make(), "pulls", {"child_id": str(desk.cast.amira.id)} | WHY)
    takedown.look_everywhere()
    cases = publisher.get("/api/takedowns").json()
    assert len(cases["items"] if isinstance(cases, dict) else cases) == 1


@pytest.mark.rule("M7")
@pytest.mark.promise("I4")
def test_who_reads_the_report_is_told_why_and_nobody_else(
    desk: Desk, placed: PlacementRow, client_for: Callable[[Person], TestClient]
) -> None:
    """One about a lead: the head reads it, the leads don't."""
    report_id, head = desk.about("lead"), client_for(desk.cast.head)
    for body in ({"child_id": str(desk.cast.amira.id)}, {"photo_id": str(placed.photo_id)}):
        act(head, report_id, "pulls", body | WHY)
    assert {"held", "held_child"} <= codes(head, placed.photo_id)
    for person in (desk.cast.lead, desk.second_lead, desk.cast.publisher, desk.cast.teacher):
        assert codes(client_for(person), placed.photo_id) <= {"not_answered", "no_yes", "not_wanted"}


@pytest.mark.rule("M7")
@pytest.mark.promise("I5")
def test_a_pulled_picture_says_of_its_children_what_their_own_pages_say(
    desk: Desk, placed: PlacementRow, client_for: Callable[[Person], TestClient]
) -> None:
    lead = client_for(desk.cast.lead)
    act(client_for(desk.cast.head), desk.about("lead"), "pulls", {"photo_id": str(placed.photo_id)} | WHY)
    assert codes(lead, placed.photo_id) == {"not_wanted"}
    standing = lead.get(f"/api/children/{desk.cast.amira.id}/standing", params={"purpose": "website"}).json()
    assert "given" in str(standing)


def codes(client: TestClient, photo_id: UUID) -> set[str]:
    told = client.get(f"/api/photos/{photo_id}/clearance").json()
    website = next(each for each in told["purposes"] if each["purpose"] == "website")
    return {reason["code"] for reason in website["reasons"]}


@pytest.mark.rule("M7")
@pytest.mark.promise("F1")
def test_a_pulled_child_is_one_whom_nobody_answered_for(
    desk: Desk, stage: Stage, client_for: Callable[[Person], TestClient]
) -> None:
    """Ben, who had a yes, beside a child whose mother was asked: the same bytes, but for names and ids, for the leads too."""
    cast, silent = desk.cast, asked_and_silent(stage)
    photos = {child.id: stage.photo([child]) for child in (cast.ben, silent)}
    lead = client_for(cast.lead)
    assert surfaces(lead, cast.ben, photos[cast.ben.id]) != surfaces(lead, silent, photos[silent.id])
    act(client_for(cast.head), desk.about("lead"), "pulls", {"child_id": str(cast.ben.id)} | WHY)
    for person in (cast.teacher, cast.publisher, cast.office, cast.lead, desk.second_lead, cast.dpo):
        client = client_for(person)
        one, other = (surfaces(client, child, photos[child.id]) for child in (cast.ben, silent))
        assert one == other, person.roles


def asked_and_silent(stage: Stage) -> Child:
    """A child like Ben, whose mother has said nothing."""
    ben = stage.cast.ben
    said = ben.model_dump(include={"school_id", "born_on", "class_id", "created_at"})
    child = Child(ref="S9", first_name="Sam", last_name="Stone", **said)
    mother = Guardian(
        school_id=stage.school, ref="S9-mother", name="S. Stone", email="s@family.example", created_at=ben.created_at
    )
    tie = {"child_id": child.id, "guardian_id": mother.id, "relationship": "mother", "parental_responsibility": True}
    with begin(stage.school) as tx:
        tx.add_all([child, mother])
        tx.flush()
        tx.add(Guardianship(school_id=stage.school, **tie))
        tx.flush()
        ways_in.invite(tx, stage.actor(stage.cast.office), Speaker.guardian(child.id, mother.id))
    return child


def surfaces(client: TestClient, child: Child, photo_id: UUID) -> str:
    """What an API reader can see of a child's consent, without who it is."""
    paths = [f"/api/children/{child.id}/{each}" for each in ("standing", "answers", "explanation?purpose=website")]
    told = "".join(f"{a.status_code} {a.text}" for a in map(client.get, [*paths, f"/api/photos/{photo_id}/clearance"]))
    for own in (str(child.id), str(photo_id), child.first_name, child.last_name):
        told = told.replace(own, "-")
    return "\n".join(part for part in told.split(",") if '"about":' not in part)


@pytest.mark.rule("M7")
def test_a_pulled_child_is_nobodys_breach(desk: Desk, placed: PlacementRow, client_for: Any, tx: Session) -> None:
    act(client_for(desk.cast.lead), desk.make(), "pulls", {"child_id": str(desk.cast.amira.id)} | WHY)
    noticing.look_at_what_ended(PlacementEnded(desk.cast.oakfield.id, placed.id, placed.channel_id))
    assert client_for(desk.cast.dpo).get("/api/breaches").json() == []


@pytest.mark.rule("M7")
@pytest.mark.parametrize("images", ["no", "unsure"])
def test_a_picture_of_ours_is_linked_by_where_it_stands(
    images: str, desk: Desk, placed: PlacementRow, client_for: Callable[[Person], TestClient]
) -> None:
    lead, number = client_for(desk.cast.lead), str(placed.photo_id)
    published = str(placed.files[0].address)
    for place in (number, f"/staff/photos/{number}", f"https://photos.example/staff/photos/{number}?from=1", published):
        report_id = desk.make(images=images, what=f"It is {place[-30:]}.")
        report = act(lead, report_id, "photos", {"photo": place})
        assert [each["photo_id"] for each in report["photos"]] == [number]
    assert act(lead, report_id, "photos", {"photo": path_of(published)})["photos"] == report["photos"], "once"
    act(lead, report_id, "pulls", {"photo_id": number} | WHY)
    for other in (str(uuid4()), "/m/nobodys-code/large.jpg", "https://[", "the one of the fair", f"/staff/children/{number}"):
        act(lead, report_id, "photos", {"photo": other}, 404)


@pytest.mark.promise("I3")
def test_a_reported_picture_is_sealed_in_one_step_and_stays_linked(
    desk: Desk, placed: PlacementRow, client_for: Callable[[Person], TestClient], anyone: TestClient
) -> None:
    report_id, lead = desk.make(images="unsure"), client_for(desk.cast.lead)
    report = act(lead, report_id, "seal", {"photo_id": str(placed.photo_id)} | WHY)
    assert not is_served(anyone, placed)
    assert lead.get(f"/api/photos/{placed.photo_id}").status_code == 404
    (photo,) = report["photos"]
    assert (photo["photo_id"], photo["is_reachable"]) == (str(placed.photo_id), False)
    assert photo["sealed_at"] is not None
    assert WHY["reason"] not in lead.get("/api/seals").text, "the leads' list of seals says nothing of a report"
    act(lead, report_id, "seal", {"photo_id": str(placed.photo_id)} | WHY, 404)


@pytest.mark.promise("I3", "I5")
def test_a_seal_for_a_report_is_in_nobodys_list_who_does_not_read_it(
    desk: Desk, placed: PlacementRow, client_for: Callable[[Person], TestClient]
) -> None:
    """The head has no other way to seal: a lead who finds the head's seal knows that there is a report about a lead."""
    lead, report_id = client_for(desk.cast.lead), desk.about("lead")
    act(client_for(desk.cast.head), report_id, "seal", {"photo_id": str(placed.photo_id)} | WHY)
    assert lead.get("/api/seals").json() == []
    with begin(desk.cast.oakfield.id) as tx:
        seal_id = tx.exec(select(Seal.id)).one()
    answers = [lead.post(f"/api/seals/{each}/release", json=WHY) for each in (seal_id, uuid4())]
    assert {(each.status_code, each.text.replace(str(seal_id), "ID")) for each in answers} == {(404, answers[1].text)}
    with begin(desk.cast.oakfield.id) as tx, every_report(tx):
        (subject,) = tx.exec(select(ReportSubject).where(ReportSubject.report_id == report_id)).all()
    act(client_for(desk.cast.head), report_id, f"subjects/{subject.id}/clear", WHY)
    assert [each["id"] for each in lead.get("/api/seals").json()] == [str(seal_id)]


def test_a_picture_of_another_school_is_none(desk: Desk, client_for: Any) -> None:
    lead, report_id = client_for(desk.cast.lead), desk.make()
    act(lead, report_id, "pulls", {"child_id": str(desk.cast.zoe.id)} | WHY, 404)
    act(lead, report_id, "pulls", WHY, 422)
    assert lead.get(f"/api/reports/{report_id}").json()["pulls"] == []


def test_a_pull_ends_also_in_a_closed_report(desk: Desk, placed: PlacementRow, client_for: Any, anyone: TestClient) -> None:
    lead, report_id = client_for(desk.cast.lead), desk.make()
    report = act(lead, report_id, "pulls", {"photo_id": str(placed.photo_id)} | WHY)
    act(lead, report_id, "take-on", None)
    with begin(desk.cast.oakfield.id) as tx:
        service.close(tx, actor(desk.cast.lead), report_id, "unfounded", "It was elsewhere.")
    assert not is_served(anyone, placed)
    act(lead, report_id, f"pulls/{report['pulls'][0]['id']}/end", WHY)
    assert is_served(anyone, placed)
