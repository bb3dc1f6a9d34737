"""The desk: the queue, the chronology, triage, referrals, tasks, the playbook, handing over, closing (M5, M6, M9)."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from PIL import Image
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from consentsvc.accounts import service as accounts
from consentsvc.audit.models import AuditEntry
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Conflict, NotAllowed, NotFound
from consentsvc.notifications.models import Letter
from consentsvc.reports import files, rights, service
from consentsvc.reports.models import ReportFile
from consentsvc.reports.playbook import BLACKMAIL
from consentsvc.reports.readers import every_report
from consentsvc.reports.rights import Right
from tests.people import Cast, Person
from tests.reports.desk import WORDS, Desk, actor, in_full


@pytest.fixture
def desk(people: Cast) -> Desk:
    return Desk.of(people)


@pytest.fixture
def lead(desk: Desk, client_for: Callable[[Person], TestClient]) -> TestClient:
    return client_for(desk.cast.lead)


def post(client: TestClient, report_id: UUID, act: str, body: Any = None, status: int = 200) -> Any:
    answer = client.post(f"/api/reports/{report_id}/{act}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def kinds(report: Any) -> list[str]:
    return [each["kind"] for each in report["entries"]]


@pytest.mark.rule("M6")
def test_the_most_urgent_stands_first_then_the_oldest(desk: Desk, lead: TestClient) -> None:
    plain = [desk.make(what=f"{WORDS} {number}") for number in (1, 2)]
    unsure, danger = desk.make(images="unsure"), desk.make(danger_now=True)
    rows = lead.get("/api/reports").json()
    assert [row["id"] for row in rows] == [str(each) for each in (danger, unsure, *plain)]
    assert [row["urgency"] for row in rows] == ["now", "high", "normal", "normal"]
    post(lead, plain[1], "triage", {"kind": "by_adult", "severity": "high", "risk_now": "The account is still open."})
    assert [row["id"] for row in lead.get("/api/reports").json()][:2] == [str(plain[1]), str(danger)]


@pytest.mark.rule("M1")
def test_what_its_reporter_added_is_news_until_somebody_opens_it_also_in_a_closed_one(desk: Desk, lead: TestClient) -> None:
    report_id, add = desk.make_to_add_to()
    post(lead, report_id, "take-on")
    closing = {"outcome": "passed_on", "reason": "The platform has it.", "lesson": "Ask first.", "theme": "other"}
    assert lead.post(f"/api/incidents/reports/{report_id}/close", json=closing).status_code == 200
    assert lead.get("/api/reports").json() == []
    add("It goes on.")
    (row,) = lead.get("/api/reports").json()
    assert (row["id"], row["has_news"], row["closed_at"] is None) == (str(report_id), True, False)
    lead.get(f"/api/reports/{report_id}")
    assert lead.get("/api/reports").json() == []


def test_a_report_is_read_whole(desk: Desk, lead: TestClient) -> None:
    report = lead.get(
        f"/api/reports/{desk.make(place='An app', reporter='parent', reporter_name='Ina', happened='Monday')}"
    ).json()
    said = [report[field] for field in ("what", "place", "happened", "reporter", "reporter_name", "images")]
    assert said == [WORDS, "An app", "Monday", "parent", "Ina", "no"]
    assert kinds(report) == ["received"]
    assert {each["name"] for each in report["readers"]} == {"Lead of Oakfield Primary", "Petra Quist"}
    assert not report["is_taken_on"]


def test_the_look_is_recorded_with_who(desk: Desk, lead: TestClient, tx: Session) -> None:
    report_id = desk.make()
    lead.get(f"/api/reports/{report_id}")
    looks = tx.exec(select(AuditEntry).where(AuditEntry.verb == "report:view", AuditEntry.thing_id == report_id)).all()
    assert [each.actor_id for each in looks] == [desk.cast.lead.id]


@pytest.mark.rule("M5")
def test_the_chronology_only_grows_and_says_when_it_happened_and_when_it_was_written(desk: Desk, lead: TestClient) -> None:
    report_id = desk.make()
    first = post(lead, report_id, "notes", {"text": "Ben told his teacher on Sunday.", "happened": "Sunday evening"})
    wrong = first["entries"][-1]
    post(lead, report_id, "notes", {"kind": "decision", "text": "The phone stays at home.", "reason": "He asked for it."})
    correction = {"kind": "correction", "text": "It was Saturday.", "corrects_id": wrong["id"]}
    entries = post(lead, report_id, "notes", correction)["entries"]
    assert entries[: len(first["entries"])] == first["entries"], "what was written stays as it was"
    assert (wrong["happened"], wrong["on_day"]) == ("Sunday evening", clock.today().isoformat())
    assert wrong["at"] is not None
    assert entries[-1]["corrects_id"] == wrong["id"]


@pytest.mark.rule("M5")
@pytest.mark.parametrize(
    "body",
    [
        {"kind": "decision", "text": "We do nothing."},
        {"kind": "correction", "text": "It was Saturday."},
        {"kind": "note", "text": "Like this.", "corrects_id": str(uuid4())},
        {"kind": "closed", "text": "Over."},
        {"text": " "},
    ],
)
def test_a_decision_has_a_reason_and_a_correction_says_of_what(desk: Desk, lead: TestClient, body: Any) -> None:
    post(lead, desk.make(), "notes", body, 422)


@pytest.mark.rule("M5")
def test_a_correction_is_of_an_entry_of_the_same_report(desk: Desk, lead: TestClient) -> None:
    other = post(lead, desk.make(), "notes", {"text": "Elsewhere."})["entries"][-1]["id"]
    post(lead, desk.make(images="yes"), "notes", {"kind": "correction", "text": "No.", "corrects_id": other}, 404)


@pytest.mark.rule("M5")
def test_the_database_refuses_to_change_an_entry(desk: Desk, lead: TestClient, tx: Session) -> None:
    report_id = desk.make()
    for change in ("update report_entries set text = 'other'", "delete from report_entries"):
        with pytest.raises(DBAPIError, match=r"permission denied|only be added"), begin(desk.cast.oakfield.id) as own:
            own.execute(text(change))
    assert kinds(lead.get(f"/api/reports/{report_id}").json()) == ["received"]


@pytest.mark.rule("M6")
def test_triage_is_kept_and_what_was_said_before_stays(desk: Desk, lead: TestClient) -> None:
    report_id = desk.make()
    post(lead, report_id, "triage", {"kind": "by_adult", "severity": "low", "risk_now": "None known."})
    report = post(lead, report_id, "triage", {"kind": "by_child", "severity": "medium", "risk_now": "He is afraid to come."})
    assert [report[field] for field in ("kind", "severity", "risk_now", "urgency")] == [
        "by_child", "medium", "He is afraid to come.", "high",
    ]  # fmt: skip
    assert [each["outcome"] for each in report["entries"] if each["kind"] == "triage"] == ["by_adult, low", "by_child, medium"]


@pytest.mark.rule("M6")
def test_a_referral_has_its_date_its_reference_and_its_answer(desk: Desk, lead: TestClient) -> None:
    report_id, today = desk.make(), clock.today().isoformat()
    given = {"recipient": "police", "name": "PC Moor", "referred_on": today, "reference": "CR-1"}
    referral = post(lead, report_id, "referrals", given)["referrals"][0]
    answered = {"answer": "They take it up.", "answered_on": today}
    report = post(lead, report_id, f"referrals/{referral['id']}/answer", answered)
    known = report["referrals"][0]
    assert [known[field] for field in ("recipient", "reference", "answer", "answered_on")] == [
        "police", "CR-1", "They take it up.", today,
    ]  # fmt: skip
    assert kinds(report)[-2:] == ["referral", "referral_answer"]


@pytest.mark.rule("M6")
def test_nobody_was_told_tomorrow(desk: Desk, lead: TestClient) -> None:
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    post(lead, desk.make(), "referrals", {"recipient": "iwf", "referred_on": tomorrow}, 422)


@pytest.mark.rule("M9")
def test_the_playbook_makes_each_step_a_task_once(desk: Desk, lead: TestClient) -> None:
    report_id = desk.make(blackmail=True)
    post(lead, report_id, "take-on")
    report = post(lead, report_id, "playbook")
    steps = [each["step"] for each in report["tasks"]]
    assert steps == [each.step for each in BLACKMAIL]
    assert {"do_not_pay", "police", "preserve", "pull", "hash_lists", "iwf", "platform", "support"} <= set(steps)
    assert {each["due_on"] for each in report["tasks"]} == {clock.today().isoformat()}
    assert {each["owner"]["id"] for each in report["tasks"]} == {str(desk.cast.lead.id)}
    assert post(lead, report_id, "playbook") == report, "again changes nothing"


@pytest.mark.rule("M9")
def test_a_step_can_be_put_in_other_words_and_done(desk: Desk, lead: TestClient) -> None:
    report_id = desk.make(blackmail=True)
    task = post(lead, report_id, "playbook")["tasks"][0]
    other = lead.patch(f"/api/reports/{report_id}/tasks/{task['id']}", json={"what": "Told them on Monday: don’t pay."}).json()
    assert other["tasks"][0]["what"] == "Told them on Monday: don’t pay."
    done = post(lead, report_id, f"tasks/{task['id']}/done", {"outcome": "They have not paid."})
    assert done["tasks"][0]["done_by"]["id"] == str(desk.cast.lead.id)
    assert (done["open_tasks"], done["late_tasks"]) == (len(BLACKMAIL) - 1, 0)
    post(lead, report_id, f"tasks/{task['id']}/done", {"outcome": "Again."}, 409)


def test_a_task_is_for_somebody_who_reads_the_report(desk: Desk, lead: TestClient, tx: Session) -> None:
    report_id = desk.make()
    post(lead, report_id, "tasks", {"what": "Call her mother.", "owner_id": str(desk.cast.teacher.id)}, 404)
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    task = {"what": "Call her mother.", "owner_id": str(desk.second_lead.id), "due_on": yesterday}
    report = post(lead, report_id, "tasks", task)
    assert (report["open_tasks"], report["late_tasks"]) == (1, 1)
    assert report["tasks"][0]["is_late"]
    owed = tx.exec(select(Letter).where(col(Letter.kind) == "reports.task")).all()
    assert [each.about_id for each in owed] == [desk.second_lead.id]


def test_it_is_handed_over_to_another_who_reads_it(desk: Desk, lead: TestClient, tx: Session) -> None:
    report_id = desk.make()
    post(lead, report_id, "hand-over", {"to": str(desk.cast.head.id), "reason": "I am away."}, 404)
    report = post(lead, report_id, "hand-over", {"to": str(desk.second_lead.id), "reason": "I am away."})
    assert report["handler"]["name"] == "Petra Quist"
    assert kinds(report)[-1] == "handed_over"
    owed = tx.exec(select(Letter).where(col(Letter.kind) == "reports.handed_over")).all()
    assert [each.about_id for each in owed] == [desk.second_lead.id]


def test_an_answer_is_for_who_reported(desk: Desk, lead: TestClient) -> None:
    report = post(lead, desk.make(), "answers", {"text": "Thank you. We look into it."})
    assert [(each["kind"], each["text"]) for each in report["entries"]][-1] == ("answer", "Thank you. We look into it.")


def test_a_child_whom_it_affects_stands_there_once(desk: Desk, lead: TestClient) -> None:
    report_id = desk.make()
    for _ in range(2):
        report = post(lead, report_id, "children", {"child_id": str(desk.cast.amira.id)})
    assert [each["name"] for each in report["children"]] == ["Amira Khan"]
    assert kinds(report).count("child") == 1
    post(lead, report_id, "children", {"child_id": str(desk.cast.zoe.id)}, 404)


def test_it_is_closed_by_somebody_who_took_it_on_and_can_be_opened_again(desk: Desk, lead: TestClient) -> None:
    report_id, me = desk.make(), actor(desk.cast.lead)
    with begin(desk.cast.oakfield.id) as tx, pytest.raises(Conflict):
        service.close(tx, me, report_id, "unfounded", "It was another school.")
    post(lead, report_id, "take-on")
    with begin(desk.cast.oakfield.id) as tx:
        service.close(tx, me, report_id, "unfounded", "It was another school.")
    assert lead.get("/api/reports").json() == []
    assert [row["outcome"] for row in lead.get("/api/reports", params={"closed": True}).json()] == ["unfounded"]
    post(lead, report_id, "notes", {"text": "Too late."}, 409)
    post(lead, report_id, "answers", {"text": "It was not here."})
    report = post(lead, report_id, "reopen", {"reason": "It was here after all."})
    assert (report["outcome"], report["closed_at"]) == (None, None)
    assert kinds(report)[-3:] == ["closed", "answer", "reopened"]


def test_a_program_works_on_none(desk: Desk) -> None:
    report_id = desk.make()
    program = Actor("token", desk.cast.lead.id, desk.cast.oakfield.id, frozenset(desk.cast.lead.roles))
    with begin(desk.cast.oakfield.id) as tx:
        assert service.reports(tx, program, closed=False) == []
        with pytest.raises(NotAllowed):
            service.report(tx, program, report_id)


def test_the_desk_says_which_reports_nobody_could_read(desk: Desk, lead: TestClient, tx: Session) -> None:
    assert lead.get("/api/reports/readiness").json()["warnings"] == []
    accounts.set_roles(tx, desk.cast.oakfield.id, desk.cast.chair.email, set())
    tx.commit()
    ready = lead.get("/api/reports/readiness").json()
    assert (ready["about_staff_is_read"], ready["about_lead_is_read"], ready["about_head_is_read"]) == (True, True, False)
    assert ready["warnings"] == [
        "Nobody could read a report about the head. Give somebody who isn’t the head the role of chair of governors."
    ]


def test_an_administrator_is_told_too_and_reads_no_report(desk: Desk, client_for: Callable[[Person], TestClient]) -> None:
    admin = client_for(desk.cast.admin)
    assert admin.get("/api/reports/readiness").json()["about_head_is_read"]
    assert admin.get("/api/reports").status_code == 403
    assert client_for(desk.cast.teacher).get("/api/reports/readiness").status_code == 403


@pytest.mark.rule("M2")
def test_that_it_may_be_nude_is_said_at_any_time_and_shuts_its_pictures(desk: Desk, lead: TestClient) -> None:
    report_id, file_id = with_a_picture(desk)
    assert lead.get(f"/api/reports/{report_id}/files/{file_id}").status_code == 200
    post(lead, report_id, "take-on")
    report = post(lead, report_id, "images", {"images": "unsure", "reason": "A child says so."})
    assert (report["images"], report["images_said"], report["urgency"], report["files"]) == ("unsure", "no", "high", [])
    assert report["entries"][-1]["text"].endswith("What came with it is sealed: 1 picture.")
    assert [each["step"] for each in report["tasks"]] == ["do_not_view", "refer_images", "hash_lists"]
    assert lead.get(f"/api/reports/{report_id}/files/{file_id}").status_code == 404
    assert lead.post(f"/api/reports/{report_id}/trace", json={"hashes": ["0" * 64]}).status_code == 409
    with pytest.raises(NotFound):
        files.add(Right(desk.cast.oakfield.id, report_id), jpeg())
    with begin(desk.cast.oakfield.id) as tx, every_report(tx):
        assert rights.picture_address(in_full(tx, desk.cast.oakfield.id, report_id)) is None


@pytest.mark.rule("M2")
def test_it_is_only_ever_raised(desk: Desk, lead: TestClient) -> None:
    report_id = desk.make()
    why = {"reason": "A child says so."}
    post(lead, report_id, "images", {"images": "no", **why}, 422)
    post(lead, report_id, "images", {"images": "unsure", **why})
    post(lead, report_id, "images", {"images": "unsure", **why}, 409)
    post(lead, report_id, "images", {"images": "yes", **why})
    post(lead, report_id, "images", {"images": "unsure", **why}, 409)
    for lower in ("raised_to = null", "raised_to = 'unsure'", "images = 'unsure'"):
        with pytest.raises(DBAPIError, match="only ever raised"), begin(desk.cast.oakfield.id) as own, every_report(own):
            own.execute(text(f"update reports set {lower}"))


@pytest.mark.rule("M2")
def test_the_database_takes_no_picture_for_a_report_that_was_raised(desk: Desk, lead: TestClient) -> None:
    report_id, _ = with_a_picture(desk)
    post(lead, report_id, "images", {"images": "yes", "reason": "A child says so."})
    with begin(desk.cast.oakfield.id) as own, every_report(own):
        assert own.exec(select(ReportFile)).all() == []
    with pytest.raises(DBAPIError, match="row-level security"), begin(desk.cast.oakfield.id) as own, every_report(own):
        own.add(
            ReportFile(
                school_id=desk.cast.oakfield.id,
                report_id=report_id,
                sha256="0" * 64,
                size=1,
                width=1,
                height=1,
                on_day=clock.today(),
            )
        )


def with_a_picture(desk: Desk) -> tuple[UUID, UUID]:
    report_id = desk.make()
    files.add(Right(desk.cast.oakfield.id, report_id), jpeg())
    with begin(desk.cast.oakfield.id) as tx, every_report(tx):
        return report_id, tx.exec(select(ReportFile.id).where(ReportFile.report_id == report_id)).one()


def jpeg() -> bytes:
    held = BytesIO()
    Image.new("RGB", (40, 30), "green").save(held, "JPEG")
    return held.getvalue()


@pytest.mark.rule("M2")
@pytest.mark.parametrize("images", ["yes", "unsure"])
def test_what_may_be_nude_owes_its_tasks_as_soon_as_somebody_has_it(desk: Desk, lead: TestClient, images: str) -> None:
    report = post(lead, desk.make(images=images), "take-on")
    assert [each["step"] for each in report["tasks"]] == ["do_not_view", "refer_images", "hash_lists"]


def test_staff_are_listed_to_be_named(desk: Desk, lead: TestClient) -> None:
    staff = {each["name"]: each["roles"] for each in lead.get("/api/reports/staff").json()}
    assert staff["Petra Quist"] == ["lead"]
    assert len(staff) == len(desk.cast.staff) + 1
