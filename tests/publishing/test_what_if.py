"""'What would come down if …': a policy is tried before it is chosen, and the trial leaves nothing behind."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from consentsvc.audit.models import AuditEntry
from consentsvc.kernel.database import begin
from consentsvc.media.models import PersonInPhoto
from consentsvc.schools.models import School
from tests.people import Person
from tests.publishing.stage import ALT, Stage, path_of

SignIn = Callable[[Person], TestClient]


def trial(client: TestClient, **changes: object) -> dict[str, Any]:
    policy = client.get("/api/school/policy").json()["policy"]
    answer = client.post("/api/school/policy/preview", json={**policy, **changes})
    assert answer.status_code == 200, answer.text
    return answer.json()


def choose(stage: Stage, **policy: object) -> None:
    with begin(stage.school) as tx:
        tx.get_one(School, stage.school).policy = policy


def enlarge(stage: Stage, photo_id: object) -> None:
    with begin(stage.school) as tx:
        face = tx.exec(select(PersonInPhoto).where(PersonInPhoto.photo_id == photo_id, PersonInPhoto.number == 1)).one()
        face.h, face.face_on = 0.5, 0.95


@pytest.mark.rule("P5", "P9")
def test_what_would_come_down_stands_by_channel_with_its_reasons(stage: Stage, client_for: SignIn, anyone: TestClient) -> None:
    stage.everybody_agrees()
    choose(stage, portraits="allow")
    large, small = stage.photo(), stage.photo()
    enlarge(stage, large)
    address = path_of(stage.place(large).files[0].address)
    stage.place(small)
    told = trial(client_for(stage.cast.head), portraits="deny")
    (channel,) = told["channels"]
    assert (told["comes_down"], told["goes_out"]) == (1, 0)
    assert (channel["name"], channel["purpose"], channel["showing"], channel["comes_down"]) == (
        "The garden wall",
        "website",
        2,
        1,
    )
    assert channel["causes"] == [{"rule": "P5", "placements": 1}]
    (ending,) = channel["placements"]
    assert (ending["photo_id"], ending["alt"]) == (str(large), ALT)
    assert [(each["rule"], each["code"]) for each in ending["reasons"]] == [("P5", "portrait_denied")]
    assert anyone.get(address).status_code == 200


@pytest.mark.rule("P6")
def test_what_would_go_out_is_counted_too(stage: Stage, client_for: SignIn) -> None:
    stage.everybody_agrees()
    choose(stage, portraits="allow")
    photo_id = stage.photo()
    enlarge(stage, photo_id)
    stage.place(photo_id)
    choose(stage, portraits="deny")
    head = client_for(stage.cast.head)
    told = trial(head, portraits="allow")
    assert (told["comes_down"], told["goes_out"]) == (0, 1)
    assert [(each["showing"], each["goes_out"], each["placements"]) for each in told["channels"]] == [(0, 1, [])]
    assert trial(head) == {"comes_down": 0, "goes_out": 0, "channels": []}


@pytest.mark.rule("C7")
def test_what_the_answers_come_to_is_tried_too(stage: Stage, client_for: SignIn) -> None:
    stage.everybody_agrees()
    stage.place(stage.photo([stage.cast.amira, stage.cast.ben]))
    told = trial(client_for(stage.cast.head), capacity_age=8, young_people="both_must_agree")
    assert told["comes_down"] == 1
    assert {each["rule"] for each in told["channels"][0]["causes"]} == {"C7"}


@pytest.mark.rule("R2")
def test_who_may_not_know_learns_no_cause(stage: Stage, client_for: SignIn) -> None:
    stage.everybody_agrees()
    stage.place(stage.photo([stage.cast.amira, stage.cast.ben]))
    change = {"capacity_age": 8, "young_people": "both_must_agree"}
    to_admin = trial(client_for(stage.cast.admin), **change)["channels"][0]["placements"][0]["reasons"]
    assert {each["code"] for each in to_admin} == {"no_yes"}
    stage.restrict(stage.cast.amira)
    assert trial(client_for(stage.cast.head), **change)["comes_down"] == 0


def test_a_trial_leaves_nothing_behind(stage: Stage, client_for: SignIn) -> None:
    head = client_for(stage.cast.head)
    with begin(stage.school) as tx:
        before = tx.exec(select(School.policy, School.version).where(School.id == stage.school)).one()
        entries = len(tx.exec(select(AuditEntry.id)).all())
    trial(head, portraits="deny", smallest_group=9)
    with begin(stage.school) as tx:
        assert tx.exec(select(School.policy, School.version).where(School.id == stage.school)).one() == before
        assert len(tx.exec(select(AuditEntry.id)).all()) == entries


def test_it_is_for_those_who_may_change_the_policy(stage: Stage, client_for: SignIn, anyone: TestClient) -> None:
    policy = client_for(stage.cast.teacher).get("/api/school/policy").json()["policy"]
    answers = [client_for(each).post("/api/school/policy/preview", json=policy).status_code for each in stage.cast.staff]
    may = [each in (stage.cast.head, stage.cast.admin) for each in stage.cast.staff]
    assert answers == [200 if each else 403 for each in may]
    assert client_for(stage.cast.head).post("/api/school/policy/preview", json={**policy, "smallest_group": 0}).status_code == 422
