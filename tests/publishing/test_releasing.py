"""Two people, never one (P6)."""

from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from consentsvc.audit.models import AuditEntry
from consentsvc.kernel.access import Actor, Permission
from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.database import begin
from consentsvc.media.models import Photo
from consentsvc.notifications.models import Letter
from consentsvc.publishing import rules, service
from consentsvc.publishing.rules import PlacementFacts
from consentsvc.publishing.schemas import PlacementItem, PlacementRow
from consentsvc.schools.models import School
from consentsvc.schools.policy import SchoolPolicy
from tests.people import Person
from tests.publishing.stage import ALT, CAPTION, Stage, path_of

SignIn = Callable[[Person], TestClient]
A, B, C = uuid4(), uuid4(), uuid4()


def facts(releasing: str, uploaded: UUID | None, placed: UUID | None, released: UUID | None = None) -> PlacementFacts:
    return PlacementFacts(uuid4(), "website", True, uploaded, placed, released, releasing, date(2026, 3, 1), None)


@pytest.mark.rule("P6")
@pytest.mark.parametrize(
    ("releasing", "uploaded", "placed", "released", "is_released"),
    [
        ("as_policy", A, A, None, False),
        ("as_policy", A, A, A, False),
        ("as_policy", A, A, B, True),
        ("as_policy", A, B, None, True),
        ("as_policy", A, None, None, False),  # a program placed it
        ("as_policy", A, None, B, True),
        ("as_policy", None, None, None, False),
        ("as_policy", None, A, None, True),
        ("always", A, B, None, False),
        ("always", A, B, A, False),
        ("always", A, B, B, False),
        ("always", A, B, C, True),
        ("always", None, None, C, True),
    ],
)
def test_somebody_else_than_the_uploader_stands_behind_it(
    releasing: str, uploaded: UUID | None, placed: UUID | None, released: UUID | None, is_released: bool
) -> None:
    assert rules.is_released(facts(releasing, uploaded, placed, released), SchoolPolicy()) == is_released
    assert rules.is_released(facts(releasing, uploaded, placed, released), SchoolPolicy(two_people_for=())) == (
        is_released or releasing == "as_policy"
    )


@pytest.fixture
def own(stage: Stage) -> PlacementRow:
    """A photo that the publisher uploaded and placed."""
    stage.everybody_agrees()
    return stage.place(uploaded_by(stage, stage.cast.publisher))


def uploaded_by(stage: Stage, person: Person) -> UUID:
    photo = stage.photo()
    with begin(stage.school) as tx:
        tx.get_one(Photo, photo).uploaded_by = person.id
    return photo


def release(client: TestClient, *ids: object) -> list[dict[str, object]]:
    """Those who release them have seen them as they stand; one that isn't there has no words."""
    seen = {each["id"]: each["words"] for each in client.get("/api/placements?removed=true").json()}
    items = [{"id": str(each), "words": seen.get(str(each), "")} for each in ids]
    answer = client.post("/api/placements/release", json={"items": items})
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def ask(client: TestClient, verb: str, *ids: object) -> list[dict[str, object]]:
    answer = client.post(f"/api/placements/{verb}", json={"ids": [str(each) for each in ids]})
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


@pytest.mark.rule("P6")
def test_what_its_uploader_placed_waits_for_somebody_else(
    stage: Stage, own: PlacementRow, anyone: TestClient, client_for: SignIn
) -> None:
    assert (own.showing, own.waits_for_release, own.may_release) == (False, True, False)
    assert [(reason.rule, reason.code) for reason in own.reasons] == [("P6", "not_released")]
    assert anyone.get(path_of(own.address)).status_code == 410
    publisher, lead = client_for(stage.cast.publisher), client_for(stage.cast.lead)
    (mine,), (theirs,) = publisher.get("/api/releases").json(), lead.get("/api/releases").json()
    assert (mine["id"], mine["may_release"], theirs["may_release"]) == (str(own.id), False, True)
    assert (
        mine["uploaded_by"] == mine["placed_by"] == {"id": str(stage.cast.publisher.id), "name": "Publisher of Oakfield Primary"}
    )
    assert lead.get(f"/api/placements/{own.id}/picture").content == stage_bytes(stage, own)

    (refused,) = release(publisher, own.id)
    assert (refused["outcome"], refused["problem"]["type"]) == ("refused", "/problems/second-person-needed")
    assert [reason["rule"] for reason in refused["problem"]["reasons"]] == ["P6"]
    (released,) = release(lead, own.id)
    assert (released["outcome"], released["placement"]["showing"]) == ("done", True)
    assert released["placement"]["released_by"]["id"] == str(stage.cast.lead.id)
    assert anyone.get(path_of(own.address)).status_code == 200
    assert lead.get("/api/releases").json() == []


def stage_bytes(stage: Stage, placed: PlacementRow) -> bytes:
    return blobs().get(stage.school, stage.sha256_of(placed, "large"))


@pytest.mark.rule("P6")
def test_a_channel_can_ask_for_a_second_person_whoever_uploaded_it(stage: Stage, client_for: SignIn) -> None:
    stage.everybody_agrees("press")
    placed = stage.place(stage.photo(), stage.new_channel("press", "The Gazette", releasing="always"))
    assert not placed.showing
    assert [each["outcome"] for each in release(client_for(stage.cast.publisher), placed.id)] == ["refused"]
    assert [each["outcome"] for each in release(client_for(stage.cast.head), placed.id)] == ["done"]


@pytest.mark.rule("P6")
def test_where_the_policy_asks_for_one_person_nothing_waits(stage: Stage, client_for: SignIn) -> None:
    with begin(stage.school) as tx:
        tx.get_one(School, stage.school).policy = {"two_people_for": []}
    stage.everybody_agrees()
    assert stage.place(uploaded_by(stage, stage.cast.publisher)).showing
    assert client_for(stage.cast.lead).get("/api/releases").json() == []


@pytest.mark.rule("P6")
def test_a_program_is_nobody(stage: Stage, client_for: SignIn) -> None:
    stage.everybody_agrees()
    person = stage.cast.publisher
    program = Actor("token", person.id, stage.school, frozenset(person.roles), frozenset(Permission))
    placed = service.place(program, stage.channel.id, PlacementItem(photo_id=stage.photo(), alt=ALT))
    assert (placed.showing, placed.by_program, placed.waits_for_release) == (False, True, True)
    assert client_for(person).get("/api/releases").json()[0]["may_release"], "the person is not the program"


def test_words_that_nobody_else_has_read_are_not_released(stage: Stage, own: PlacementRow, client_for: SignIn) -> None:
    lead = client_for(stage.cast.lead)
    (read,) = lead.get("/api/releases").json()
    item = PlacementItem(photo_id=own.photo_id, caption="Other words", alt=ALT)
    service.place(stage.actor(stage.cast.publisher), stage.channel.id, item)
    (refused,) = lead.post("/api/placements/release", json={"items": [{"id": read["id"], "words": read["words"]}]}).json()[
        "items"
    ]
    assert (refused["outcome"], refused["problem"]["type"]) == ("refused", "/problems/words-changed")
    assert [each["outcome"] for each in release(lead, own.id)] == ["done"]


def test_other_words_wait_for_a_second_person_again(stage: Stage, own: PlacementRow, client_for: SignIn) -> None:
    release(client_for(stage.cast.lead), own.id)
    item = PlacementItem(photo_id=own.photo_id, caption="Other words", alt=ALT)
    again = service.place(stage.actor(stage.cast.publisher), stage.channel.id, item)
    assert (again.id, again.showing, again.released_by) == (own.id, False, None)
    with_theirs = service.place(stage.actor(stage.cast.lead), stage.channel.id, item.model_copy(update={"caption": CAPTION}))
    assert (with_theirs.id, with_theirs.showing) == (own.id, True)


def test_a_release_can_be_taken_back_by_whoever_gave_it(stage: Stage, own: PlacementRow, client_for: SignIn) -> None:
    lead, head = client_for(stage.cast.lead), client_for(stage.cast.head)
    release(lead, own.id)
    assert ask(head, "release/undo", own.id)[0]["problem"]["type"] == "/problems/not-yours"
    (back,) = ask(lead, "release/undo", own.id)
    assert (back["outcome"], back["placement"]["waits_for_release"]) == ("done", True)


def test_what_is_not_released_comes_down_with_a_reason_for_whoever_placed_it(
    stage: Stage, own: PlacementRow, client_for: SignIn
) -> None:
    lead, publisher = client_for(stage.cast.lead), client_for(stage.cast.publisher)
    why = "Nobody is in focus."
    assert lead.post("/api/placements/remove", json={"ids": [str(own.id)], "why": why}).status_code == 200
    assert publisher.get(f"/api/placements/{own.id}").json()["why_removed"] == why
    with begin(stage.school) as tx:
        (letter,) = tx.exec(select(Letter)).all()
        assert (letter.kind, letter.about_id) == ("taken_down", stage.cast.publisher.id)
        assert why not in service.TAKEN_DOWN.write(tx, letter).text
    assert release(publisher, own.id)[0]["problem"]["type"] == "/problems/taken-down"


def test_taking_down_can_be_undone_by_whoever_did_it_and_it_waits_as_before(
    stage: Stage, own: PlacementRow, client_for: SignIn
) -> None:
    lead, publisher = client_for(stage.cast.lead), client_for(stage.cast.publisher)
    ask(lead, "remove", own.id)
    assert ask(publisher, "remove/undo", own.id)[0]["outcome"] == "refused"
    (back,) = ask(lead, "remove/undo", own.id)
    assert back["placement"] == lead.get(f"/api/placements/{own.id}").json()
    assert (back["placement"]["removed_at"], back["placement"]["waits_for_release"]) == (None, True)
    ask(lead, "remove", own.id)
    stage.place(own.photo_id)
    assert ask(lead, "remove/undo", own.id)[0]["outcome"] == "refused", "something new hangs there"


def test_each_gets_an_answer_and_each_step_is_audited(stage: Stage, own: PlacementRow, client_for: SignIn) -> None:
    lead = client_for(stage.cast.lead)
    unknown = uuid4()
    for verb in (release, release, lambda *asked: ask(asked[0], "release/undo", *asked[1:])):
        done, missing = verb(lead, own.id, unknown)
        assert (done["outcome"], missing["problem"]["status"], missing["placement"]) == ("done", 404, None)
    with begin(stage.school) as tx:
        verbs = tx.exec(select(AuditEntry.verb).where(AuditEntry.thing_id == own.id).order_by(AuditEntry.number)).all()
    assert verbs == ["photo:place", "placement:release", "placement:unrelease"]


def test_a_family_reads_nothing_of_what_never_showed(stage: Stage, own: PlacementRow, anyone: TestClient) -> None:
    home = stage.family_page(anyone, stage.cast.ben, stage.cast.ben_mother)
    page = anyone.get(f"{home}/pictures").text
    assert stage.channel.name not in page
    assert own.code not in page
