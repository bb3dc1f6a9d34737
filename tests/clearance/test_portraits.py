"""Large faces that look at the camera, on the open web (P5): the rule, and what a second person may say to it (P6)."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select
from starlette.testclient import TestClient

from consentsvc.accounts import service as accounts
from consentsvc.audit.models import AuditEntry
from consentsvc.clearance.rules import Decision, PersonFacts, PhotoFacts, decide
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel.access import Permission
from consentsvc.kernel.database import begin
from consentsvc.media.models import PersonInPhoto, Photo
from consentsvc.schools.models import School
from consentsvc.schools.policy import SchoolPolicy
from tests.clearance.test_rules import DENIED, TODAY, adult, child, cited, nobody, photo
from tests.people import Person
from tests.publishing.stage import Stage, path_of

SignIn = Callable[[Person], TestClient]
OPEN_WEB = [purpose for purpose in PURPOSES if PURPOSES[purpose].audience == "open web"]


def facing(person: PersonFacts, height: float | None = 0.5, face_on: float | None = 0.9) -> PersonFacts:
    return replace(person, height=height, face_on=face_on)


def under(portraits: str, *people: PersonFacts, checked: bool = False) -> PhotoFacts:
    return replace(photo(*people), policy=SchoolPolicy(portraits=portraits), portrait_checked=checked)  # type: ignore[arg-type]


def website(facts: PhotoFacts) -> Decision:
    return decide(facts, "website", TODAY)


TABLE = [
    # height, face_on, outcome when a second person is asked for, and when portraits are denied
    (0.5, 0.9, "needs_person", "blocked"),
    (0.5, 0.6, "needs_person", "blocked"),
    (0.5, 0.59, "cleared", "cleared"),
    (0.5, 0.0, "cleared", "cleared"),
    (0.5, None, "needs_person", "blocked"),
    (0.41, 0.9, "needs_person", "blocked"),
    (0.4, 0.9, "cleared", "cleared"),
    (0.4, None, "cleared", "cleared"),
    (None, 0.9, "needs_person", "blocked"),
    (None, None, "needs_person", "blocked"),
    (None, 0.1, "cleared", "cleared"),
]


@pytest.mark.rule("P5")
@pytest.mark.parametrize(("height", "face_on", "asked", "denied"), TABLE)
def test_a_large_face_that_looks_at_the_camera_is_held_back(
    height: float | None, face_on: float | None, asked: str, denied: str
) -> None:
    group = (child(2, UUID(int=40), "B"), facing(child(1), height, face_on))
    assert website(under("second_person", *group)).outcome == asked
    assert website(under("second_person", *group, checked=True)).is_cleared
    assert website(under("deny", *group)).outcome == denied
    assert website(under("deny", *group, checked=True)).outcome == denied
    warned = website(under("allow", *group))
    assert (warned.outcome, bool(warned.warnings)) == ("cleared", asked != "cleared")


@pytest.mark.rule("P5")
@pytest.mark.parametrize("purpose", PURPOSES)
def test_it_is_about_the_open_web(purpose: str) -> None:
    decision = decide(under("second_person", facing(child(1))), purpose, TODAY)
    assert cited(decision) == ([("P5", "portrait")] if purpose in OPEN_WEB else [])


@pytest.mark.rule("P5")
def test_a_policy_that_nobody_knows_denies() -> None:
    assert cited(website(under("perhaps", facing(child(1))))) == [("P5", "portrait_denied")]


@pytest.mark.rule("P5")
def test_it_is_about_everybody_who_can_be_seen() -> None:
    faces = [
        facing(child(1)),
        facing(adult(2)),
        facing(nobody(3, "not_identifiable", "a poster")),
        facing(nobody(4, "redacted")),
        replace(facing(child(5, UUID(int=41), "C")), in_crop=False),
    ]
    assert [reason.about for reason in website(under("second_person", *faces)).reasons] == [str(face.id) for face in faces[:3]]


@pytest.mark.rule("P5")
def test_the_school_says_what_large_is() -> None:
    facts = replace(photo(facing(child(1), 0.5)), policy=SchoolPolicy(portrait_share=0.5))
    assert website(facts).is_cleared


@pytest.mark.rule("P5")
def test_the_reason_says_what_is_seen_and_offers_ways_out() -> None:
    (reason,) = website(under("second_person", facing(child(1), 0.62, None))).reasons
    assert reason.text == (
        "Amira’s face fills 62% of the height of what goes out, and may look at the camera. On the open web it is easily misused."
    )
    assert reason.mend == (
        "Redact this face, keep more of the picture in its crop, or choose a picture taken from further away. "
        "Or ask somebody who did not upload it to look at it."
    )
    (reason,) = website(under("deny", facing(nobody(3, "not_identifiable", "a poster")))).reasons
    assert reason.text.startswith("Face 3 fills 50% ")
    assert "look at it" not in reason.mend


HEIGHTS = st.one_of(st.none(), st.floats(0, 1))
FACTS = st.builds(
    lambda shapes, policy, checked: under(
        policy,
        *(facing(child(n, UUID(int=20 + n), "A", standings), *shape) for n, (shape, standings) in enumerate(shapes, start=1)),
        checked=checked,
    ),
    st.lists(st.tuples(st.tuples(HEIGHTS, HEIGHTS), st.sampled_from([None, None, DENIED])), min_size=1, max_size=3),
    st.sampled_from(["allow", "second_person", "deny"]),
    st.booleans(),
)
STRICTER = {"allow": "second_person", "second_person": "deny", "deny": "deny"}


@pytest.mark.rule("P5", "C10")
@settings(max_examples=150, deadline=None)
@given(
    facts=FACTS,
    larger=st.floats(0, 1),
    how=st.sampled_from(["larger", "straighter", "unknown", "unchecked", "stricter", "smaller share"]),
)
def test_nothing_that_makes_it_more_of_a_portrait_clears_it(facts: PhotoFacts, larger: float, how: str) -> None:
    first, *rest = facts.people
    changed = {
        "larger": replace(first, height=None if first.height is None else first.height + larger),
        "straighter": replace(first, face_on=None if first.face_on is None else first.face_on + larger),
        "unknown": replace(first, height=None, face_on=None),
    }
    policy = {
        "stricter": replace(facts.policy, portraits=STRICTER[facts.policy.portraits]),
        "smaller share": replace(facts.policy, portrait_share=facts.policy.portrait_share * larger),
    }
    worse = replace(
        facts,
        people=(changed.get(how, first), *rest),
        policy=policy.get(how, facts.policy),
        portrait_checked=facts.portrait_checked and how != "unchecked",
    )
    assert website(facts).is_cleared or not website(worse).is_cleared


# What a person does about it.


def portrait(stage: Stage, height: float = 0.5) -> UUID:
    """A reviewed picture of two children; the first one's face is so large, and looks at the camera. The teacher uploaded it."""
    stage.everybody_agrees()
    photo_id = stage.photo([stage.cast.amira, stage.cast.ben])
    with begin(stage.school) as tx:
        face = tx.exec(select(PersonInPhoto).where(PersonInPhoto.photo_id == photo_id, PersonInPhoto.number == 1)).one()
        face.h, face.face_on = height, 0.95
        tx.add(face)
    return photo_id


def check(client: TestClient, photo_id: UUID, version: int = 1):  # type: ignore[no-untyped-def]
    return client.post(f"/api/photos/{photo_id}/checks", json={"people_version": version, "kind": "portrait"})


def outcome(client: TestClient, photo_id: UUID) -> tuple[str, list[str]]:
    purposes = client.get(f"/api/photos/{photo_id}/clearance").json()["purposes"]
    found = next(each for each in purposes if each["purpose"] == "website")
    return found["outcome"], [reason["code"] for reason in found["reasons"]]


@pytest.mark.rule("P5")
def test_a_second_person_looks_and_it_goes_out(stage: Stage, client_for: SignIn, anyone: TestClient) -> None:
    photo_id, publisher = portrait(stage), client_for(stage.cast.publisher)
    assert outcome(publisher, photo_id) == ("needs_person", ["portrait"])
    answer = check(publisher, photo_id)
    assert answer.status_code == 200, answer.text
    assert [(each["kind"], each["by"]["id"]) for each in answer.json()["checks"]] == [("portrait", str(stage.cast.publisher.id))]
    assert outcome(publisher, photo_id) == ("cleared", [])
    assert anyone.get(path_of(stage.place(photo_id).files[0].address)).status_code == 200


@pytest.mark.rule("P5")
def test_who_uploaded_it_can_not_be_the_second_person(stage: Stage, client_for: SignIn) -> None:
    photo_id = portrait(stage)
    from_teacher = client_for(stage.cast.teacher)
    assert check(from_teacher, photo_id).status_code == 403  # who may not review may not check either
    with begin(stage.school) as tx:
        tx.get_one(Photo, photo_id).uploaded_by = stage.cast.publisher.id
    publisher = client_for(stage.cast.publisher)
    answer = check(publisher, photo_id)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/own-upload")
    assert answer.json()["detail"] == "You uploaded this picture, so somebody else has to look at it."
    assert outcome(publisher, photo_id) == ("needs_person", ["portrait"])
    assert check(client_for(stage.cast.lead), photo_id).status_code == 200
    assert outcome(publisher, photo_id) == ("cleared", [])


@pytest.mark.rule("P5")
@pytest.mark.promise("U4")
def test_a_program_can_not_be_the_second_person(stage: Stage, client_for: SignIn, anyone: TestClient) -> None:
    photo_id, publisher = portrait(stage), client_for(stage.cast.publisher)
    with begin(stage.school) as tx:
        token = accounts.create_token(tx, stage.cast.lead.email, stage.school, "A website", {Permission.PHOTO_REVIEW}, days=1)
    anyone.headers["authorization"] = f"Bearer {token}"
    assert check(anyone, photo_id).status_code == 403
    assert outcome(publisher, photo_id) == ("needs_person", ["portrait"])


@pytest.mark.rule("P5")
def test_a_look_counts_for_the_picture_as_it_stood(stage: Stage, client_for: SignIn) -> None:
    photo_id, publisher = portrait(stage), client_for(stage.cast.publisher)
    assert check(publisher, photo_id, version=2).json()["type"] == "/problems/people-changed"
    check(publisher, photo_id)
    stage.retag(photo_id, {stage.cast.ben.id: None})
    stage.review(photo_id)
    assert outcome(publisher, photo_id) == ("needs_person", ["portrait"])
    assert publisher.get(f"/api/photos/{photo_id}").json()["checks"] == []


@pytest.mark.rule("A2")
def test_a_look_is_kept_and_audited_once(stage: Stage, client_for: SignIn) -> None:
    photo_id, publisher = portrait(stage), client_for(stage.cast.publisher)
    assert [len(check(publisher, photo_id).json()["checks"]) for _ in range(2)] == [1, 1]
    with begin(stage.school) as tx:
        entries = tx.exec(select(AuditEntry).where(AuditEntry.thing_id == photo_id, AuditEntry.verb == "photo:check")).all()
    assert [(each.actor_id, each.detail["kind"]) for each in entries] == [(stage.cast.publisher.id, "portrait")]


@pytest.mark.rule("P5", "P9")
def test_a_placed_portrait_stops_when_the_school_asks_for_more(stage: Stage, client_for: SignIn, anyone: TestClient) -> None:
    photo_id, publisher = portrait(stage), client_for(stage.cast.publisher)
    with begin(stage.school) as tx:
        tx.get_one(School, stage.school).policy = {"portraits": "allow"}
    placed = stage.place(photo_id)
    found = next(
        each for each in publisher.get(f"/api/photos/{photo_id}/clearance").json()["purposes"] if each["purpose"] == "website"
    )
    assert (found["outcome"], [each["rule"] for each in found["warnings"]]) == ("cleared", ["P5"])
    assert anyone.get(path_of(placed.files[0].address)).status_code == 200
    with begin(stage.school) as tx:
        tx.get_one(School, stage.school).policy = {"portraits": "second_person"}
    assert anyone.get(path_of(placed.files[0].address)).status_code == 410
    check(publisher, photo_id)
    assert anyone.get(path_of(placed.files[0].address)).status_code == 200


@pytest.mark.promise("S8")
@pytest.mark.rule("P5")
def test_an_ordinary_picture_needs_no_second_person(stage: Stage, client_for: SignIn) -> None:
    assert outcome(client_for(stage.cast.publisher), portrait(stage, height=0.4)) == ("cleared", [])
