"""Takedowns over HTTP: who sees what, and each verb on a task (P9)."""

import io
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import text
from sqlmodel import Session, select
from starlette.testclient import TestClient

from consentsvc.audit.models import AuditEntry
from consentsvc.kernel import clock
from consentsvc.kernel.database import begin
from consentsvc.media import seals
from consentsvc.notifications.models import Letter
from consentsvc.takedown.models import Task
from tests.people import NOBODY, Person
from tests.publishing import endings
from tests.takedown.desk import Desk, a_task

pytestmark = pytest.mark.rule("P9")


@pytest.fixture
def task(desk: Desk) -> Task:
    """A post on a social page that has to come down."""
    return a_task(desk)


@pytest.fixture
def publisher(desk: Desk, client_for: Callable[[Person], TestClient]) -> TestClient:
    return client_for(desk.stage.cast.publisher)


def test_a_case_says_what_is_done_and_what_isnt(task: Task, publisher: TestClient, desk: Desk) -> None:
    (row,) = publisher.get("/api/takedowns").json()["items"]
    assert (row["pictures"], row["open"], row["overdue"], row["channels"]) == (1, 1, 0, ["The garden wall"])
    case = publisher.get(f"/api/takedowns/{row['id']}").json()
    assert {**case, "came_down": []} == {**row, "came_down": []}
    (picture,) = case["came_down"]
    (shown,) = picture["tasks"]
    assert (shown["state"], shown["done_by"], shown["copied"]["where"]) == ("open", "person", "A post on our page")
    assert shown["owner"]["id"] == str(desk.stage.cast.publisher.id)
    assert shown["due_at"] is not None
    assert publisher.get("/api/takedowns/summary").json() == {"open_cases": 1, "open_tasks": 1, "overdue": 0, "mine": 1}


def test_it_needs_a_sign_in(task: Task, anyone: TestClient) -> None:
    assert anyone.get("/api/takedowns").status_code == 401


def test_a_teacher_may_not(task: Task, desk: Desk, client_for: Callable[[Person], TestClient]) -> None:
    teacher = client_for(desk.stage.cast.teacher)
    assert teacher.get(f"/api/takedowns/{task.case_id}").status_code == 403
    assert teacher.post(f"/api/takedowns/tasks/{task.id}/take-on").status_code == 403


def test_another_school_finds_none(task: Task, desk: Desk, client_for: Callable[[Person], TestClient]) -> None:
    there = client_for(desk.stage.cast.other_head)
    assert there.get("/api/takedowns").json()["items"] == []
    assert there.get(f"/api/takedowns/{task.case_id}").status_code == 404
    assert there.post(f"/api/takedowns/tasks/{task.id}/notes", json={"note": "Gone."}).status_code == 404


def test_a_note_proves_it_and_closes_the_case(task: Task, publisher: TestClient, desk: Desk) -> None:
    shown = publisher.post(f"/api/takedowns/tasks/{task.id}/notes", json={"note": "I deleted the post."})
    assert shown.status_code == 201
    (proof,) = shown.json()["proofs"]
    assert (proof["kind"], proof["is_gone"], proof["note"]) == ("note", True, "I deleted the post.")
    assert proof["by"]["id"] == str(desk.stage.cast.publisher.id)
    assert desk.copies()[0].state == "gone"
    assert desk.the_case().closed_at is not None
    again = publisher.post(f"/api/takedowns/tasks/{task.id}/notes", json={"note": "Once more."})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/task-settled")
    assert publisher.get("/api/takedowns").json()["total"] == 0
    assert publisher.get("/api/takedowns", params={"state": "closed"}).json()["total"] == 1


def test_many_are_proved_at_once_with_an_answer_for_each(task: Task, publisher: TestClient) -> None:
    asked = {"task_ids": [str(task.id), NOBODY], "note": "The whole page is gone."}
    outcomes = {each["id"]: each["outcome"] for each in publisher.post("/api/takedowns/tasks/notes", json=asked).json()["items"]}
    assert outcomes == {str(task.id): "done", NOBODY: "not_found"}
    (item,) = publisher.post("/api/takedowns/tasks/notes", json=asked | {"task_ids": [str(task.id)]}).json()["items"]
    assert item["outcome"] == "settled_already"


def test_a_screenshot_is_drawn_anew_and_looking_at_it_is_recorded(task: Task, publisher: TestClient, tx: Session) -> None:
    sent = _png(comment="Amira Khan")
    shown = publisher.post(f"/api/takedowns/tasks/{task.id}/screenshots", content=sent, params={"note": "See."}).json()
    (proof,) = shown["proofs"]
    assert (shown["state"], proof["kind"], proof["has_screenshot"]) == ("done", "screenshot", True)
    kept = publisher.get(f"/api/takedowns/proofs/{proof['id']}/screenshot")
    assert kept.headers["content-type"] == "image/jpeg"
    assert b"Amira" not in kept.content
    assert Image.open(io.BytesIO(kept.content)).size == (60, 40)
    looked = tx.exec(select(AuditEntry.thing_id).where(AuditEntry.verb == "proof:view"))
    assert list(looked) == [UUID(proof["id"])]


@pytest.mark.promise("U1")
def test_what_is_no_picture_proves_nothing(task: Task, publisher: TestClient, desk: Desk) -> None:
    answer = publisher.post(f"/api/takedowns/tasks/{task.id}/screenshots", content=b"%PDF-1.7 not a picture")
    assert answer.status_code == 415
    assert desk.proofs() == []
    assert publisher.post(f"/api/takedowns/tasks/{NOBODY}/screenshots", content=_png()).status_code == 404


def test_a_task_is_taken_on_and_handed_over_with_a_mail(
    task: Task, desk: Desk, publisher: TestClient, client_for: Callable[[Person], TestClient], tx: Session
) -> None:
    cast = desk.stage.cast
    mine = client_for(cast.lead).post(f"/api/takedowns/tasks/{task.id}/take-on").json()
    assert mine["owner"]["id"] == str(cast.lead.id)
    people = {each["id"] for each in publisher.get("/api/takedowns/people").json()}
    assert people == {str(each.id) for each in (cast.head, cast.lead, cast.publisher)}
    theirs = publisher.post(f"/api/takedowns/tasks/{task.id}/hand-over", json={"to": str(cast.head.id)}).json()
    assert theirs["owner"]["id"] == str(cast.head.id)
    mailed = tx.exec(select(Letter.about_id).where(Letter.kind == "takedown.to_do")).all()
    assert cast.head.id in mailed
    for nobody in (NOBODY, str(cast.teacher.id), str(cast.other_head.id)):
        assert publisher.post(f"/api/takedowns/tasks/{task.id}/hand-over", json={"to": nobody}).status_code == 404


def test_what_cannot_be_called_back_says_why_and_can_be_opened_again(task: Task, publisher: TestClient, desk: Desk) -> None:
    said = publisher.post(f"/api/takedowns/tasks/{task.id}/not-possible", json={"reason": "Shared by others by now."}).json()
    assert (said["state"], said["proofs"][0]["is_gone"]) == ("not_recallable", False)
    assert desk.copies()[0].state == "there"
    assert desk.the_case().closed_at is not None
    again = publisher.post(f"/api/takedowns/tasks/{task.id}/reopen", json={"note": "They took it down after all."}).json()
    assert (again["state"], again["settled_at"], len(again["proofs"])) == ("open", None, 2)
    assert desk.the_case().closed_at is None


def test_who_was_wrong_opens_it_again(task: Task, publisher: TestClient, desk: Desk, tx: Session) -> None:
    path = f"/api/takedowns/tasks/{task.id}"
    assert publisher.post(f"{path}/reopen", json={"note": "It is there."}).status_code == 409
    publisher.post(f"{path}/notes", json={"note": "Gone."})
    assert publisher.post(f"{path}/reopen", json={"note": "It is there."}).json()["state"] == "open"
    assert desk.copies()[0].state == "there"
    assert _still_there(tx) == 0, "it was taken back at once"
    publisher.post(f"{path}/notes", json={"note": "Gone."})
    with clock.standing_at(clock.now() + timedelta(hours=1)):
        publisher.post(f"{path}/reopen", json={"note": "It is there."})
    assert _still_there(tx) == 1


def test_there_is_nothing_to_look_at_without_an_address(task: Task, publisher: TestClient) -> None:
    answer = publisher.post(f"/api/takedowns/tasks/{task.id}/look")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/nothing-to-look-at")


def test_a_program_proves_nothing(task: Task, desk: Desk) -> None:
    from consentsvc.kernel.access import Actor
    from consentsvc.kernel.errors import NotAllowed
    from consentsvc.takedown import tasks

    cast = desk.stage.cast
    program = Actor("token", cast.publisher.id, desk.school, frozenset(cast.publisher.roles))
    with pytest.raises(NotAllowed), begin(desk.school) as tx:
        tasks.prove(tx, program, task.id, "Gone.")


@pytest.mark.promise("I3")
def test_a_sealed_picture_is_not_shown_but_its_copy_stays_a_task(task: Task, desk: Desk, publisher: TestClient) -> None:
    stage = desk.stage
    before = publisher.get(f"/api/takedowns/{task.case_id}").json()["came_down"][0]
    hidden = stage.place(stage.photo([stage.cast.ms_okafor]))
    for photo in (UUID(before["photo_id"]), hidden.photo_id):
        with begin(stage.school) as tx:
            seals.seal(tx, stage.actor(stage.cast.lead), photo, "It was reported.")
    desk.look()
    after = publisher.get(f"/api/takedowns/{task.case_id}").json()["came_down"][0]
    assert (after["photo_id"], after["caption"]) == (None, "")
    assert after["tasks"] == before["tasks"]
    assert len(desk.cases()) == 2
    assert publisher.get("/api/takedowns", params={"state": "all"}).json()["total"] == 1, "without a copy it is nowhere"


@pytest.mark.rule("R2")
def test_who_reads_a_case_cannot_tell_why(desk: Desk, publisher: TestClient) -> None:
    """A restriction beside a family's own word: the same shape and the same words."""
    stage = desk.stage
    rows = []
    for ending in (endings.restricted, endings.withdrawn):
        placed = stage.place(stage.photo([stage.cast.amira, stage.cast.ms_okafor]))
        desk.copy(placed)
        desk.look()
        ending(stage, placed)
        desk.look()
        (row,) = publisher.get("/api/takedowns").json()["items"]
        case = publisher.get(f"/api/takedowns/{row['id']}").json()
        rows.append(_shape(case))
        publisher.post(f"/api/takedowns/tasks/{case['came_down'][0]['tasks'][0]['id']}/notes", json={"note": "Gone."})
        stage.remove(placed)
        if ending is endings.restricted:
            stage.lift(stage.cast.amira)
    assert rows[0] == rows[1]


def test_overdue_is_said(task: Task, publisher: TestClient, desk: Desk) -> None:
    desk.is_due(task, clock.now() - timedelta(hours=1))
    assert publisher.get("/api/takedowns/summary").json()["overdue"] == 1
    (row,) = publisher.get("/api/takedowns").json()["items"]
    assert (row["open"], row["overdue"]) == (1, 1)


def _still_there(tx: Session) -> int:
    query = text("select count(*) from procrastinate_jobs where task_name = 'react' and args ->> 'fact' = 'CopyStillThere'")
    return int(tx.execute(query).scalar_one())


def _shape(value: object) -> object:
    """All but ids and moments."""
    if isinstance(value, dict):
        return {
            key: _shape(each) for key, each in value.items() if not key.endswith(("id", "_at")) and key not in ("at", "owner")
        }
    return [_shape(each) for each in value] if isinstance(value, list) else value


def _png(comment: str = "") -> bytes:
    from PIL.PngImagePlugin import PngInfo

    info, out = PngInfo(), io.BytesIO()
    info.add_text("Comment", comment)
    Image.new("RGB", (60, 40), "white").save(out, "PNG", pnginfo=info)
    return out.getvalue()
