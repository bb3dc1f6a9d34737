from datetime import timedelta
from hashlib import sha256

import pytest
from sqlmodel import Session, select

from consentsvc.accounts.models import Membership
from consentsvc.audit.models import AuditEntry
from consentsvc.consent.models import Answer
from consentsvc.kernel import clock, database
from consentsvc.kernel.access import Permission, Role
from tests.consent.test_routes import by_role, who_may_not
from tests.office.desk import PDF, nameless, paper, restrict, says, scan, standing
from tests.people import NOBODY

pytestmark = [pytest.mark.rule("C15")]

JPEG = b"\xff\xd8\xff\xe0 a photographed form"


@pytest.fixture
def office(people, client_for):
    return client_for(people.office)


@pytest.fixture
def lead(people, client_for):
    return client_for(people.lead)


def entered(client, child, form: dict) -> str:
    reply = client.post(f"/api/children/{child.id}/paper-forms", json=form)
    assert reply.status_code == 201, reply.text
    return reply.json()["receipt_id"]


def checked(client, receipt: str, verdict: str = "confirmed", note: str = ""):
    return client.post(f"/api/paper-forms/{receipt}/verification", json={"verdict": verdict, "note": note})


def with_scan(client, guardian, *lines: str, **more) -> dict:
    return paper(guardian, *lines, evidence_id=scan(client)["id"], **more)


# Entering


def test_a_no_on_paper_counts_at_once_and_a_yes_waits(people, office):
    reply = office.post(
        f"/api/children/{people.amira.id}/paper-forms", json=with_scan(office, people.amira_mother, "website yes", "press no")
    )
    assert (reply.status_code, reply.json()["waits"]) == (201, True)
    assert standing(office, people.amira, "press") == "refused"
    assert standing(office, people.amira, "website") != "given"


@pytest.mark.rule("C16")
def test_a_form_is_saved_whole_under_one_receipt(people, office):
    receipt = entered(office, people.amira, with_scan(office, people.amira_mother, "website yes", "press no", "video yes"))
    answers = office.get(f"/api/children/{people.amira.id}/answers").json()
    assert {row["receipt_id"] for row in answers} == {receipt}
    assert {(row["method"], row["signed_on"]) for row in answers} == {("paper", "2026-11-02")}
    broken = with_scan(office, people.amira_mother, "press yes", "website no")
    broken["answers"][1]["conditions"] = ["group_only"]  # on a no
    assert office.post(f"/api/children/{people.amira.id}/paper-forms", json=broken).status_code == 422
    assert len(office.get(f"/api/children/{people.amira.id}/answers").json()) == 3


def test_conditions_of_the_form_ride_on_its_yes(people, office, lead):
    form = with_scan(office, people.amira_mother, "website yes")
    form["answers"][0]["conditions"] = ["group_only"]
    receipt = entered(office, people.amira, form)
    assert checked(lead, receipt).json()["answers"] == [{"purpose": "website", "said": "given", "conditions": ["group_only"]}]


@pytest.mark.parametrize(
    "wrong",
    [
        {"answers": []},
        {"answers": [{"purpose": "website", "said": "given"}, {"purpose": "website", "said": "refused"}]},
        {"answers": [{"purpose": "website", "said": "withdrawn"}]},
        {"language": "tlh"},
        {"signed_on": str(clock.today() + timedelta(days=1))},
    ],
)
def test_a_form_that_makes_no_sense_is_sent_back(people, office, wrong):
    form = {**with_scan(office, people.amira_mother, "website yes"), **wrong}
    assert office.post(f"/api/children/{people.amira.id}/paper-forms", json=form).status_code == 422
    assert office.get(f"/api/children/{people.amira.id}/answers").json() == []


@pytest.mark.rule("C14")
def test_an_adults_paper_form_waits_too(people, office, lead):
    form = {key: value for key, value in with_scan(office, None, "website yes").items() if key != "guardian_id"}
    path = f"/api/adults/{people.ms_okafor.id}"
    receipt = office.post(f"{path}/paper-forms", json=form).json()["receipt_id"]
    [row] = [each for each in office.get(f"{path}/standing").json()["standings"] if each["purpose"] == "website"]
    assert not row["allows"]
    assert checked(lead, receipt).json()["is_adult"]
    [row] = [each for each in office.get(f"{path}/standing").json()["standings"] if each["purpose"] == "website"]
    assert row["allows"]


# The queue


def test_the_queue_shows_the_scan_beside_what_was_typed(people, office, lead):
    receipt = entered(office, people.amira, with_scan(office, people.amira_mother, "website yes", "press no"))
    queue = lead.get("/api/paper-forms").json()
    assert queue["total"] == 1
    [form] = queue["items"]
    assert form["receipt_id"] == receipt
    assert (form["person"]["name"], form["signed_by"]["name"]) == ("Amira Khan", "Sana Khan")
    assert [(line["purpose"], line["said"]) for line in form["answers"]] == [("website", "given"), ("press", "refused")]
    assert form["evidence"]["media_type"] == "application/pdf"
    assert (form["is_own"], office.get("/api/paper-forms").json()["items"][0]["is_own"]) == (False, True)
    assert lead.get(f"/api/paper-forms/{receipt}").json() == form


def test_a_form_of_nos_needs_no_check(people, office, lead):
    entered(office, people.amira, paper(people.amira_mother, "website no"))
    assert lead.get("/api/paper-forms").json() == {"items": [], "total": 0}


def test_confirming_a_form_makes_its_yes_count(people, office, lead):
    receipt = entered(office, people.amira, with_scan(office, people.amira_mother, "website yes"))
    done = checked(lead, receipt)
    assert (done.status_code, done.json()["check"]["verdict"], done.json()["check"]["by"]["id"]) == (
        201,
        "confirmed",
        str(people.lead.id),
    )
    assert standing(office, people.amira) == "given"
    assert lead.get("/api/paper-forms").json()["total"] == 0
    assert lead.get("/api/paper-forms?state=confirmed").json()["total"] == 1


def test_whoever_typed_it_in_cannot_check_it(people, office):
    receipt = entered(office, people.amira, with_scan(office, people.amira_mother, "website yes"))
    refused = checked(office, receipt)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/own-form")
    assert "yourself" in refused.json()["detail"]
    assert refused.json()["reasons"][0]["rule"] == "C15"
    assert standing(office, people.amira) != "given"


def test_without_a_scan_nothing_can_be_confirmed(people, office, lead):
    receipt = entered(office, people.amira, paper(people.amira_mother, "website yes"))
    refused = checked(lead, receipt)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/no-scan")
    assert checked(lead, receipt, "rejected", "No scan.").status_code == 201


def test_a_rejected_form_never_counts_and_is_typed_in_anew(people, office, lead):
    first = entered(office, people.amira, with_scan(office, people.amira_mother, "website yes"))
    assert checked(lead, first, "rejected").status_code == 422  # it has to say what is wrong
    assert checked(lead, first, "rejected", "The press line says no.").status_code == 201
    assert standing(office, people.amira) != "given"
    [rejected] = office.get("/api/paper-forms?state=rejected").json()["items"]
    assert rejected["check"]["note"] == "The press line says no."
    again = checked(lead, first)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-checked")
    second = entered(office, people.amira, with_scan(office, people.amira_mother, "website yes", "press no"))
    assert office.get("/api/paper-forms?state=rejected").json()["total"] == 0
    assert checked(lead, second).status_code == 201
    assert standing(office, people.amira) == "given"


def test_a_form_typed_in_wrongly_can_be_put_right_by_the_same_paper(people, office, lead):
    """A no typed by mistake: the same paper says yes, so that it is no older than the no."""
    wrong = entered(office, people.amira, with_scan(office, people.amira_mother, "website no", "press yes"))
    checked(lead, wrong, "rejected", "The website line says yes.")
    right = entered(office, people.amira, with_scan(office, people.amira_mother, "website yes", "press yes"))
    checked(lead, right)
    assert standing(office, people.amira) == "given"


@pytest.mark.rule("C4")
def test_an_old_paper_that_comes_late_never_undoes_a_withdrawal(people, office, lead):
    says(office, people.amira, people.amira_mother, "given")
    says(office, people.amira, people.amira_mother, "withdrawn")
    receipt = entered(office, people.amira, with_scan(office, people.amira_mother, "website yes"))
    assert checked(lead, receipt).status_code == 201
    assert standing(office, people.amira) == "withdrawn"


@pytest.mark.rule("C11", "C8")
@pytest.mark.parametrize(
    "changes",
    [
        [{"left_on": "2026-11-10"}, {"left_on": None}],
        [{"left_on": "2026-11-10"}, {"left_on": clock.today().isoformat()}, {"left_on": None}],
        [{"looked_after": True}, {"looked_after": False}],
    ],
    ids=["came back", "came back by two corrections", "out of care"],
)
def test_a_paper_from_before_the_child_came_back_or_left_care_does_not_count(people, office, lead, changes):
    says(office, people.amira, people.amira_mother, "given", "press")
    for change in changes:
        assert office.patch(f"/api/children/{people.amira.id}", json=change).status_code == 200
    receipt = entered(office, people.amira, with_scan(office, people.amira_mother, "website yes"))
    assert checked(lead, receipt).status_code == 201
    assert (standing(office, people.amira), standing(office, people.amira, "press")) == ("expired", "expired")
    anew = with_scan(office, people.amira_mother, "website yes", signed_on=clock.today().isoformat())
    assert checked(lead, entered(office, people.amira, anew)).status_code == 201
    assert standing(office, people.amira) == "given"


def test_a_program_cannot_check_a_form(tx: Session, people, office, anyone):
    from consentsvc.accounts import service as accounts

    receipt = entered(office, people.amira, with_scan(office, people.amira_mother, "website yes"))
    with database.begin(people.oakfield.id) as own:
        token = accounts.create_token(own, people.lead.email, people.oakfield.id, "a program", set(Permission), days=1)
    reply = anyone.post(
        f"/api/paper-forms/{receipt}/verification",
        json={"verdict": "confirmed"},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert reply.status_code == 403


# Scans


@pytest.mark.parametrize(
    ("data", "media_type"), [(PDF, "application/pdf"), (JPEG, "image/jpeg"), (b"\x89PNG\r\n\x1a\n...", "image/png")]
)
def test_a_scan_is_kept_as_it_came(people, office, data, media_type):
    first, second = scan(office, data), scan(office, data)
    assert first == second
    assert (first["media_type"], first["size"]) == (media_type, len(data))
    shown = office.get(f"/api/evidence/{first['id']}")
    assert (shown.status_code, shown.content, shown.headers["content-type"]) == (200, data, media_type)
    assert shown.headers["content-security-policy"].startswith("default-src 'none'")
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("data", [b"<html><script>alert(1)</script>", b"", b"GIF89a", b"PK\x03\x04"])
def test_what_is_no_scan_is_refused(people, office, data):
    refused = office.put(f"/api/evidence/{sha256(data).hexdigest()}", content=data)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/not-a-scan")


def test_a_scan_has_to_be_the_one_announced(people, office):
    refused = office.put(f"/api/evidence/{'0' * 64}", content=PDF)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/wrong-hash")


def test_a_scan_that_is_too_large_is_refused(people, office):
    data = PDF + bytes(20 * 1024 * 1024)
    refused = office.put(f"/api/evidence/{sha256(data).hexdigest()}", content=data)
    assert (refused.status_code, refused.json()["type"]) == (413, "/problems/too-large")


@pytest.mark.rule("A2")
def test_each_look_at_a_scan_is_on_record(tx: Session, people, office):
    found = scan(office)
    office.get(f"/api/evidence/{found['id']}")
    database.act_for(tx, people.oakfield.id)
    looks = tx.exec(select(AuditEntry).where(AuditEntry.verb == "evidence:view")).all()
    assert [str(look.thing_id) for look in looks] == [found["id"]]


# Mistakes


@pytest.mark.rule("C2")
def test_a_yes_entered_by_mistake_does_not_count(tx: Session, people, office):
    yes = says(office, people.amira, people.amira_mother, "given")
    done = office.post(f"/api/answers/{yes['id']}/invalidation", json={"reason": "It was for her sister."})
    assert (done.status_code, done.json()["reason"]) == (201, "It was for her sister.")
    assert standing(office, people.amira) == "invalidated"
    again = office.post(f"/api/answers/{yes['id']}/invalidation", json={"reason": "Again."})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-invalid")
    later = says(office, people.amira, people.amira_mother, "given")
    told = {each["id"]: each["is_invalid"] for each in office.get(f"/api/children/{people.amira.id}/answers").json()}
    assert told == {yes["id"]: True, later["id"]: False}
    database.act_for(tx, people.oakfield.id)
    assert tx.exec(select(Answer.said)).all() == ["given", "given"]  # it stays on record


@pytest.mark.rule("C10")
def test_a_no_is_no_mistake(people, office):
    no = says(office, people.amira, people.amira_mother, "refused")
    refused = office.post(f"/api/answers/{no['id']}/invalidation", json={"reason": "Wrong."})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/not-a-yes")


# Restricted children


@pytest.mark.rule("R2")
@pytest.mark.promise("F1")
@pytest.mark.parametrize("role", [Role.OFFICE, Role.HEAD])
def test_forms_of_a_restricted_child_are_the_leads_alone(people, client_for, office, lead, role):
    yes = says(office, people.amira, people.amira_mother, "given")
    receipt = entered(office, people.amira, with_scan(office, people.amira_mother, "video yes"))
    restrict(lead, people.amira)
    reader = client_for(by_role(people, role))
    assert reader.get("/api/paper-forms").json() == {"items": [], "total": 0}
    for ask in (
        lambda id_: reader.get(f"/api/paper-forms/{id_}"),
        lambda id_: checked(reader, id_),
    ):
        assert nameless(ask(receipt)) == nameless(ask(NOBODY))
    if role is Role.OFFICE:
        mistake = {"reason": "Wrong."}
        told = [nameless(reader.post(f"/api/answers/{id_}/invalidation", json=mistake)) for id_ in (yes["id"], NOBODY)]
        assert told[0] == told[1]
    assert lead.get("/api/paper-forms").json()["total"] == 1
    assert checked(lead, receipt).status_code == 201
    assert standing(reader, people.amira, "video") == standing(reader, people.ben, "video")


# Who may


WRITES = [
    ("PUT", f"/api/evidence/{'0' * 64}", Permission.ANSWER_RECORD),
    ("POST", "/api/children/{child}/paper-forms", Permission.ANSWER_RECORD),
    ("POST", "/api/adults/{adult}/paper-forms", Permission.ANSWER_RECORD),
    ("POST", f"/api/paper-forms/{NOBODY}/verification", Permission.ANSWER_VERIFY),
    ("POST", f"/api/answers/{NOBODY}/invalidation", Permission.ANSWER_RECORD),
]
READS = [
    ("GET", f"/api/evidence/{NOBODY}", Permission.EVIDENCE_VIEW),
    ("GET", "/api/paper-forms", Permission.ANSWER_VERIFY),
    ("GET", f"/api/paper-forms/{NOBODY}", Permission.ANSWER_VERIFY),
]


@pytest.mark.parametrize(("method", "path", "permission"), WRITES + READS)
def test_nobody_gets_in_without_signing_in(people, anyone, method, path, permission):
    assert anyone.request(method, path.format(child=people.amira.id, adult=people.ms_okafor.id)).status_code == 401


@pytest.mark.parametrize(("method", "path", "permission"), WRITES + READS)
def test_other_roles_may_not(people, client_for, method, path, permission):
    for role in who_may_not(permission):
        reply = client_for(by_role(people, role)).request(method, path.format(child=people.amira.id, adult=people.ms_okafor.id))
        assert reply.status_code == 403, role


@pytest.mark.rule("A6")
def test_another_school_finds_nothing(tx: Session, people, client_for, office):
    receipt = entered(office, people.amira, with_scan(office, people.amira_mother, "website yes"))
    own_scan = scan(office)
    for role in (Role.LEAD, Role.OFFICE):
        tx.add(Membership(user_id=people.other_head.id, school_id=people.elmbank.id, role=role))
    tx.commit()
    stranger = client_for(people.other_head)
    form = {**paper(people.zoe_mother, "website yes"), "evidence_id": own_scan["id"]}
    replies = [
        stranger.get(f"/api/paper-forms/{receipt}"),
        checked(stranger, receipt),
        stranger.get(f"/api/evidence/{own_scan['id']}"),
        stranger.post(f"/api/children/{people.zoe.id}/paper-forms", json=form),
        stranger.post(f"/api/children/{people.amira.id}/paper-forms", json=paper(people.amira_mother, "website yes")),
    ]
    assert [reply.status_code for reply in replies] == [404] * 5
