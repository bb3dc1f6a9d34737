"""Crowd pictures (E6), and pictures of an event from which somebody was opted out whom nobody has found yet (E3)."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select
from starlette.testclient import TestClient

from consentsvc.clearance import service as clearance
from consentsvc.clearance.models import CrowdCheck
from consentsvc.clearance.rules import NO_CROWD, Crowd, PersonFacts, PhotoFacts, as_seen, cropped, decide
from consentsvc.consent import opt_outs
from consentsvc.consent.opt_outs import Wish
from consentsvc.events.models import Event, Participant
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import begin
from consentsvc.media.framing import Box
from consentsvc.media.hidden import every_photo
from consentsvc.media.rules import HeadCount
from consentsvc.schools.policy import SchoolPolicy
from tests.clearance.test_rules import AMIRA, BEN, PHOTO, TODAY, TOMORROW, adult, child, cited, many, nobody, photo, website
from tests.publishing.crowds import crowd_photo, make_large, notice, taking_part
from tests.publishing.stage import Stage, path_of

CLEO = UUID(int=31)
BOTH = frozenset({BEN, CLEO})


def face(number: int, height: float | None = 0.03, resolution: str = "crowd") -> PersonFacts:
    return replace(nobody(number, resolution), height=height)


def crowd(*looked_for: UUID, keep_out: frozenset[UUID] = frozenset({BEN}), **changed: object) -> Crowd:
    """At a large event with its notices, where Ben must be kept out of what goes on the website; somebody looked for these."""
    ready = Crowd(True, True, True, {"website": keep_out}, {"website": None}, {"website": [frozenset(looked_for)]})
    return replace(ready, **changed)  # type: ignore[arg-type]


def crowded(*people: PersonFacts, of: Crowd | None = None) -> PhotoFacts:
    """With three more of the crowd behind these."""
    return replace(photo(*people, face(7), face(8), face(9)), crowd=of or crowd(BEN))


@pytest.mark.rule("E6")
def test_a_crowd_at_a_large_event_goes_out_once_somebody_looked_for_everybody_who_must_not_be_in_it() -> None:
    assert website(crowded()).is_cleared
    assert website(crowded(of=crowd(BEN, AMIRA))).is_cleared, "who looked for more people looked for these too"


@pytest.mark.rule("E6")
@pytest.mark.parametrize(
    ("of", "code", "outcome"),
    [
        (NO_CROWD, "crowd_event", "blocked"),
        (crowd(BEN, is_large=False), "crowd_event", "blocked"),
        (crowd(BEN, is_announced=False), "crowd_notices", "needs_person"),
        (crowd(BEN, is_listed=False), "crowd_nobody_listed", "needs_person"),
        (crowd(), "crowd_check", "needs_person"),
        (crowd(BEN, keep_out=frozenset({BEN, CLEO})), "crowd_check", "needs_person"),
        (crowd(BEN, looked_for={}), "crowd_check", "needs_person"),
        (crowd(BEN, looked_for={"press": [frozenset({BEN})]}), "crowd_check", "needs_person"),
        (crowd(keep_out=BOTH, looked_for={"website": [frozenset({BEN}), frozenset({CLEO})]}), "crowd_check", "needs_person"),
        (replace(crowd(BEN), keep_out={}), "crowd_check", "needs_person"),
    ],
)  # fmt: skip
def test_each_thing_that_a_crowd_picture_lacks_keeps_it_in(of: Crowd, code: str, outcome: str) -> None:
    decision = website(crowded(of=of))
    assert (decision.outcome, cited(decision)) == (outcome, [("E6", code)])


@pytest.mark.rule("E6")
@pytest.mark.parametrize(
    ("one", "is_cleared"),
    [
        (face(3, 0.04), True),
        (face(3, 0.041), False),
        (face(3, None), False),
        (replace(adult(3), height=0.05), False),
        (replace(child(3), height=0.05), False),
        (replace(nobody(3, "not_identifiable", "From behind."), height=0.05), False),
        (face(3, 0.5, "redacted"), True),
        (replace(face(3, 0.5), in_crop=False), True),
        (replace(child(3), height=0.02), True),
    ],
)
def test_nobody_is_the_focus_of_a_crowd_picture(one: PersonFacts, is_cleared: bool) -> None:
    decision = website(crowded(one))
    assert decision.is_cleared == is_cleared
    assert decision.is_cleared or ("E6", "crowd_focus") in cited(decision)


@pytest.mark.rule("E6")
def test_how_large_a_face_may_be_is_the_schools_choice_and_a_crop_counts() -> None:
    small = replace(crowded(face(1, 0.05)), policy=SchoolPolicy(crowd_face_share=0.06))
    assert website(small).is_cleared
    placed = replace(crowded(), people=tuple(replace(face(n), box=Box(0.3 + n / 10, 0.4, 0.02, 0.03)) for n in (1, 2, 3)))
    assert website(cropped(replace(placed, review=HeadCount(3, 7)), None)).is_cleared
    assert set(cited(website(cropped(replace(placed, review=HeadCount(3, 7)), Box(0.3, 0.3, 0.5, 0.5))))) == {
        ("E6", "crowd_focus")
    }


@pytest.mark.rule("E6")
@pytest.mark.parametrize(
    "others",
    [
        (),
        (face(2),),
        (face(2, 0.03, "redacted"), face(3, 0.03, "redacted")),
        (replace(face(2), in_crop=False), replace(face(3), in_crop=False)),
    ],
)
def test_one_or_two_people_are_no_crowd_however_far_away(others: tuple[PersonFacts, ...]) -> None:
    few = replace(photo(face(1), *others), crowd=crowd(BEN))
    decision = website(few)
    assert (decision.outcome, cited(decision)) == ("blocked", [("E6", "crowd_few")])
    enough = replace(
        few, people=(face(1), face(4), replace(child(5), height=0.03), *others), review=HeadCount(3 + len(others), 7)
    )
    assert website(enough).is_cleared


@pytest.mark.rule("E6")
def test_a_crowd_that_is_cropped_away_needs_nothing() -> None:
    away = tuple(replace(face(number), in_crop=False) for number in (1, 2, 3))
    assert website(replace(photo(*away), crowd=NO_CROWD)).is_cleared


@pytest.mark.rule("E6")
def test_a_named_child_in_a_crowd_needs_a_yes_of_their_own_and_is_not_named_beside_it() -> None:
    agreed = replace(child(3), height=0.02)
    assert website(crowded(face(1), agreed)).may_be_named == frozenset()
    assert website(crowded(face(1), replace(agreed, standings={}))).outcome == "blocked"


@pytest.mark.rule("E6")
def test_no_crowd_serves_portraits_and_no_video_shows_one() -> None:
    of = replace(crowd(BEN), keep_out={"external_photographer": frozenset()})
    assert cited(decide(crowded(of=of), "external_photographer", TODAY)) == [("E6", "crowd_portrait")]
    assert ("E6", "crowd_video") in cited(website(replace(crowded(), kind="video")))


@pytest.mark.rule("E6")
def test_it_holds_no_longer_than_the_answers_of_those_who_take_part() -> None:
    assert website(crowded(of=crowd(BEN, holds_until={"website": TOMORROW}))).holds_until == TOMORROW
    earlier = {**child(3).standings, "website": replace(child(3).standings["website"], holds_until=date(2026, 6, 1))}
    both = crowded(face(1), replace(child(3), standings=earlier, height=0.02), of=crowd(BEN, holds_until={"website": TOMORROW}))
    assert website(both).holds_until == TOMORROW


@pytest.mark.rule("R2")
@pytest.mark.rule("E6")
def test_a_crowds_reasons_are_the_same_for_every_reader() -> None:
    facts = crowded(of=crowd())
    assert len({repr(website(seen)) for seen in (facts, as_seen(facts, True, False), as_seen(facts, False, False))}) == 1


@pytest.mark.rule("C10")
@pytest.mark.rule("E6")
@many
@given(
    keep_out=st.sets(st.sampled_from([AMIRA, BEN, CLEO])),
    more=st.sets(st.sampled_from([AMIRA, BEN, CLEO])),
    looked_for=st.lists(st.sets(st.sampled_from([AMIRA, BEN, CLEO])), max_size=3),
    height=st.sampled_from([None, 0.01, 0.04, 0.05]),
    waits=st.booleans(),
)
def test_keeping_somebody_else_out_never_clears(keep_out, more, looked_for, height, waits) -> None:
    of = crowd(looked_for={"website": [frozenset(each) for each in looked_for]}, keep_out=frozenset(keep_out))
    before = replace(crowded(face(1, height), of=of), is_waiting_for_opt_out=waits)
    after = replace(before, crowd=replace(of, keep_out={"website": frozenset(keep_out | more)}))
    assert website(before).is_cleared or not website(after).is_cleared
    assert not website(replace(before, is_waiting_for_opt_out=True)).is_cleared


@pytest.mark.rule("E3")
@pytest.mark.parametrize("facts", [photo(child(1)), photo(), crowded(), replace(photo(), kind="video")])
def test_an_opt_out_of_somebody_whom_nobody_has_found_keeps_every_picture_of_the_event_in(facts: PhotoFacts) -> None:
    for purpose in PURPOSES:
        assert ("E3", "opt_out_open") in cited(decide(replace(facts, is_waiting_for_opt_out=True), purpose, TODAY))
    assert website(replace(photo(child(1)), is_waiting_for_opt_out=True)).outcome == "needs_person"
    assert facts.id == PHOTO


# With a database


@pytest.fixture
def event(stage: Stage) -> Event:
    """A large event with its notices confirmed, at which Amira and Ben take part; everybody agrees to the website."""
    stage.everybody_agrees()
    make_large(stage, (stage.cast.amira, stage.cast.ben))
    with begin(stage.school) as tx:
        return tx.get_one(Event, stage.event)


@pytest.fixture
def picture(stage: Stage, event: Event) -> UUID:
    """Of three faces in a crowd, counted."""
    return crowd_photo(stage)


@pytest.fixture
def publisher(stage: Stage, client_for: object) -> TestClient:
    return client_for(stage.cast.publisher)  # type: ignore[operator]


def codes(stage: Stage, photo_id: UUID, purpose: str = "website") -> list[str]:
    use = photo_id, purpose
    with begin(stage.school) as tx:
        return [reason.code for reason in clearance.decide_for(tx, stage.school, [use])[use].decision.reasons]


def looked(client: TestClient, photo_id: UUID, purpose: str = "website") -> object:
    """Look for everybody on the list, and confirm."""
    seen = client.get(f"/api/photos/{photo_id}/crowd-check", params={"purpose": purpose}).json()
    word = {
        "people_version": seen["people_version"],
        "purpose": purpose,
        "looked_for": [each["id"] for each in seen["look_for"]],
    }
    return client.post(f"/api/photos/{photo_id}/crowd-check", json=word)


def opt_out(stage: Stage, name: str) -> None:
    with begin(stage.school) as tx:
        opt_outs.opt_out(tx, Actor("public", None, stage.school), tx.get_one(Event, stage.event), Wish(name))


@pytest.mark.rule("E6")
def test_a_reviewer_looks_for_them_by_name_and_the_picture_goes_out(stage: Stage, picture: UUID, publisher: TestClient) -> None:
    stage.answer(stage.cast.ben, stage.cast.ben_mother, "refused")
    assert codes(stage, picture) == ["crowd_check"]
    seen = publisher.get(f"/api/photos/{picture}/crowd-check", params={"purpose": "website"}).json()
    assert [each["name"] for each in seen["look_for"]] == ["Ben O'Neill"]
    assert set(seen["look_for"][0]) == {"id", "name", "class_name", "group_name"}, "never why"
    done = looked(publisher, picture)
    assert (done.status_code, done.json()["is_checked"], done.json()["checked_by"]) == (
        201,
        True,
        ["Publisher of Oakfield Primary"],
    )
    assert codes(stage, picture) == []
    assert codes(stage, picture, "press") == ["crowd_check"], "for that purpose alone"


@pytest.mark.rule("E6")
def test_it_is_void_once_somebody_else_must_be_kept_out(stage: Stage, picture: UUID, publisher: TestClient) -> None:
    looked(publisher, picture)
    assert codes(stage, picture) == []
    for change in (
        lambda: stage.answer(stage.cast.ben, stage.cast.ben_mother, "withdrawn"),
        lambda: stage.restrict(stage.cast.amira),
        lambda: stage.change(stage.cast.chidi, known_as="C"),
    ):
        change()
    assert codes(stage, picture) == ["crowd_check"]
    looked(publisher, picture)
    assert codes(stage, picture) == []
    with begin(stage.school) as tx:
        tx.add(taking_part(stage, stage.cast.chidi))
    assert codes(stage, picture) == ["crowd_check"], "somebody new takes part, whom nobody answered for"


@pytest.mark.rule("E3", "E6")
@pytest.mark.promise("S1")
def test_an_opt_out_stops_a_crowd_picture_that_is_out_at_once(
    stage: Stage, picture: UUID, publisher: TestClient, anyone: TestClient
) -> None:
    looked(publisher, picture)
    placed = stage.place(picture)
    with begin(stage.school) as tx, every_photo(tx):
        address = next(path_of(file.address) for file in placed.files if file.size == "large")
    for name, outcome in (("Amira Khan", ["crowd_check"]), ("Chidi Eze", ["crowd_check"]), ("Little Bear", ["opt_out_open"])):
        assert anyone.get(address).status_code == 200
        opt_out(stage, name)
        assert anyone.get(address).status_code == 410
        assert codes(stage, picture) == outcome
        if name != "Little Bear":
            assert looked(publisher, picture).status_code == 201


@pytest.mark.rule("E6")
def test_a_notice_that_is_taken_back_and_an_event_made_ordinary_stop_it(
    stage: Stage, event: Event, picture: UUID, publisher: TestClient
) -> None:
    looked(publisher, picture)
    with begin(stage.school) as tx:
        tx.add(notice(stage, "door_sign", is_given=False))
    assert codes(stage, picture) == ["crowd_notices"]
    with begin(stage.school) as tx:
        tx.get_one(Event, stage.event).scale = "ordinary"
    assert codes(stage, picture) == ["crowd_event"]


@pytest.mark.rule("E6")
def test_where_nobody_is_listed_it_cannot_be_cleared(stage: Stage, picture: UUID, publisher: TestClient) -> None:
    looked(publisher, picture)
    with begin(stage.school) as tx:
        for each in tx.exec(select(Participant).where(Participant.event_id == stage.event)):
            tx.delete(each)
    assert codes(stage, picture) == ["crowd_nobody_listed"]


@pytest.mark.rule("E6")
def test_whoever_uploaded_it_and_a_program_cannot_say_so(stage: Stage, picture: UUID, client_for: object, tx: Session) -> None:
    with begin(stage.school) as own:
        from consentsvc.media.models import Photo

        own.get_one(Photo, picture).uploaded_by = stage.cast.publisher.id
    refused = looked(client_for(stage.cast.publisher), picture)  # type: ignore[operator]
    assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[-1]) == (403, "own-upload")
    assert looked(client_for(stage.cast.lead), picture).status_code == 201  # type: ignore[operator]


@pytest.mark.rule("E6")
def test_a_word_about_fewer_children_or_another_state_of_the_picture_is_refused(
    stage: Stage, picture: UUID, publisher: TestClient
) -> None:
    stage.answer(stage.cast.ben, stage.cast.ben_mother, "refused")
    word = {"people_version": 1, "purpose": "website", "looked_for": [str(uuid4())]}
    fewer = publisher.post(f"/api/photos/{picture}/crowd-check", json=word)
    assert (fewer.status_code, fewer.json()["type"].rsplit("/", 1)[-1]) == (409, "look-again")
    old = publisher.post(f"/api/photos/{picture}/crowd-check", json={**word, "people_version": 7})
    assert (old.status_code, old.json()["type"].rsplit("/", 1)[-1]) == (409, "people-changed")
    with begin(stage.school) as tx:
        assert tx.exec(select(CrowdCheck.id)).first() is None


@pytest.mark.rule("E6")
def test_at_an_ordinary_event_and_in_a_video_nobody_is_one_of_a_crowd(stage: Stage, publisher: TestClient) -> None:
    photo_id = stage.photo([stage.cast.amira], review=False)
    there = publisher.get(f"/api/photos/{photo_id}").json()
    person = {"id": there["people_in_photo"][0]["id"], "resolution": "crowd"}
    body = {"people_version": there["people_version"], "people": [person]}
    refused = publisher.put(f"/api/photos/{photo_id}/people", json=body)
    assert (refused.status_code, refused.json()["fields"][0]["where"]) == (422, "body.people.0.resolution")
    with begin(stage.school) as tx:
        tx.get_one(Event, stage.event).scale = "public"
    assert publisher.put(f"/api/photos/{photo_id}/people", json=body).status_code == 200


@pytest.mark.rule("E6")
def test_somebody_in_a_crowd_is_nobody_who_is_named(stage: Stage, picture: UUID, publisher: TestClient) -> None:
    others = publisher.get(f"/api/photos/{picture}/suggestions").json()
    assert not any(each["is_here"] for each in others["children"])
    with begin(stage.school) as tx:
        facts = clearance.facts_of(tx, stage.school, [picture], list(PURPOSES))[picture]
    assert not any(person.is_named or person.is_shown for person in facts.people)
    assert MappingProxyType({}) == facts.people[0].standings
