"""What a crop does to a decision: who is outside of it isn't shown, and everybody is still accounted for."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consentsvc.clearance.offers import offers
from consentsvc.clearance.rules import PersonFacts, PhotoFacts, cropped, decide, shown_nowhere
from consentsvc.forms.purposes import PURPOSES
from consentsvc.media.framing import Box
from tests.clearance.test_rules import (
    AMIRA,
    BEN,
    DENIED,
    TODAY,
    adult,
    child,
    cited,
    nobody,
    on_condition,
    photo,
    website,
)

LEFT, MIDDLE, RIGHT = (Box(x, 0.4, 0.06, 0.1) for x in (0.1, 0.45, 0.8))
RIGHT_HALF = Box(0.5, 0, 0.5, 1)
RIGHT_THIRDS = Box(0.25, 0, 0.75, 1)


def at(person: PersonFacts, box: Box) -> PersonFacts:
    return replace(person, box=box, height=box.h)


AGREES = at(child(1), RIGHT)
REFUSES = at(child(2, BEN, "Ben", DENIED), LEFT)


def part(crop: Box, *people: PersonFacts) -> PhotoFacts:
    return cropped(photo(*people), crop)


TABLE = [
    ("W3", "a no outside of the crop", part(RIGHT_HALF, AGREES, REFUSES), "cleared", []),
    ("C2", "a no inside of the crop", part(RIGHT_HALF, AGREES, at(REFUSES, MIDDLE)), "blocked", [("C2", "refused")]),
    ("W2", "an open face outside", part(RIGHT_HALF, AGREES, at(nobody(3, "open"), LEFT)), "needs_person", [("W2", "face_open")]),
    (
        "W2",
        "named twice, once outside",
        part(RIGHT_HALF, AGREES, at(child(2), LEFT)),
        "needs_person",
        [("W2", "named_twice")] * 2,
    ),
    (
        "W2",
        "nobody gave a reason, outside",
        part(RIGHT_HALF, AGREES, at(nobody(3, "not_identifiable"), LEFT)),
        "needs_person",
        [("W2", "no_reason")],
    ),
    (
        "W2",
        "counted before it was cropped",
        replace(part(RIGHT_HALF, AGREES, REFUSES), people_version=8),
        "needs_person",
        [("W2", "changed_since_review")],
    ),
    ("C14", "an adult outside", part(RIGHT_HALF, AGREES, at(adult(3, DENIED), LEFT)), "cleared", []),
    ("C4", "taken down, outside", replace(part(RIGHT_HALF, AGREES, REFUSES), taken_down=frozenset({BEN})), "cleared", []),
    (
        "C12",
        "a group that the crop makes too small",
        part(
            RIGHT_HALF,
            at(child(1, standings=on_condition("group_only")), RIGHT),
            *(at(child(n, UUID(int=n)), LEFT) for n in (2, 3)),
        ),
        "blocked",
        [("C12", "group_only")],
    ),
    (
        "C12",
        "a group of whom the crop leaves a sliver",
        part(
            RIGHT_HALF,
            at(child(1, standings=on_condition("group_only")), RIGHT),
            *(at(child(n, UUID(int=n)), MIDDLE) for n in (2, 3)),
        ),
        "blocked",
        [("C12", "group_only")],
    ),
    (
        "C12",
        "a face that the crop makes a close-up",
        part(Box(0.6, 0.3, 0.4, 0.3), at(child(1, standings=on_condition("no_close_up")), RIGHT)),
        "blocked",
        [("C12", "close_up")],
    ),
    ("W2", "a person whose place nobody knows", part(RIGHT_HALF, replace(REFUSES, box=None)), "blocked", [("C2", "refused")]),
]


@pytest.mark.parametrize(
    ("facts", "outcome", "reasons"),
    [pytest.param(*row[2:], marks=pytest.mark.rule(row[0]), id=f"{row[0]}: {row[1]}") for row in TABLE],
)
def test_what_is_decided_of_a_part_and_why(facts: PhotoFacts, outcome: str, reasons: list[tuple[str, str]]) -> None:
    decision = decide(facts, "printed_newsletter", TODAY)
    assert (decision.outcome, cited(decision)) == (outcome, reasons)


@pytest.mark.rule("W3")
def test_only_who_is_seen_is_covered_named_and_pointed_out() -> None:
    far, near = at(nobody(3, "redacted"), LEFT), at(nobody(4, "redacted"), MIDDLE)
    named = at(child(5, standings=on_condition("first_name")), LEFT)
    facts = part(RIGHT_HALF, AGREES, REFUSES, far, near, replace(named, who=UUID(int=55)))
    assert website(facts).cover == (near.id,)
    assert website(facts).may_be_named == frozenset()
    assert shown_nowhere(facts) == ()
    assert [reason.about for reason in shown_nowhere(cropped(facts, None))] == [str(REFUSES.id)]


BOXES = st.sampled_from([LEFT, MIDDLE, RIGHT, Box(0, 0, 0.1, 0.1), Box(0.2, 0.5, 0.6, 0.4)])
CROPS = st.sampled_from([None, RIGHT_HALF, RIGHT_THIRDS, Box(0, 0, 0.4, 0.4), Box(0.3, 0.3, 0.4, 0.4)])
PEOPLE = st.lists(
    st.builds(
        lambda box, who, allows, kind: at(
            child(0, who, "Amira", None if allows else DENIED) if kind == "child" else nobody(0, kind), box
        ),
        BOXES,
        st.sampled_from([AMIRA, BEN, UUID(int=30), UUID(int=31)]),
        st.booleans(),
        st.sampled_from(["child", "child", "redacted", "open"]),
    ),
    max_size=4,
).map(lambda people: [replace(each, number=n, id=UUID(int=100 + n)) for n, each in enumerate(people, start=1)])
many = settings(max_examples=150, deadline=None)


@pytest.mark.rule("C10")
@many
@given(people=PEOPLE, crop=CROPS, chosen=st.integers(0, 3))
def test_a_no_in_a_cropped_picture_never_clears(people: list[PersonFacts], crop: Box | None, chosen: int) -> None:
    if not people:
        return
    stricter = list(people)
    stricter[chosen % len(people)] = replace(people[chosen % len(people)], standings={})
    before, after = (website(cropped(photo(*each), crop)) for each in (people, stricter))
    assert before.is_cleared or not after.is_cleared


@pytest.mark.rule("W2")
@many
@given(people=PEOPLE, crop=CROPS)
def test_no_crop_clears_a_picture_in_which_somebody_is_open(people: list[PersonFacts], crop: Box | None) -> None:
    facts = cropped(photo(*people, at(nobody(9, "open"), LEFT)), crop)
    assert not any(decide(facts, purpose, TODAY).is_cleared for purpose in PURPOSES)


@pytest.mark.rule("W3")
@many
@given(people=PEOPLE, crop=CROPS)
def test_everybody_who_is_seen_in_a_cleared_part_agreed_or_is_covered(people: list[PersonFacts], crop: Box | None) -> None:
    facts = cropped(photo(*people), crop)
    decision = website(facts)
    for person in facts.people:
        agreed = person.resolution == "child" and person.standings.keys() and person.standings["website"].allows
        assert not decision.is_cleared or not person.in_crop or agreed or person.id in decision.cover


# 'Crop so that nobody blocked is left.'


@pytest.mark.rule("W3")
def test_the_part_without_whoever_is_blocked_is_offered() -> None:
    (offer,) = offers(photo(AGREES, at(child(3, UUID(int=3), "Cleo"), MIDDLE), REFUSES), 3000, 2000, PURPOSES, TODAY)
    assert offer.purposes == tuple(PURPOSES)
    assert offer.people == 2
    assert offer.crop.right == 1


@pytest.mark.rule("W3")
def test_nothing_is_offered_for_a_picture_that_is_cleared_or_that_only_lacks_a_count() -> None:
    assert offers(photo(AGREES), 3000, 2000, PURPOSES, TODAY) == ()
    assert offers(replace(photo(AGREES), review=None), 3000, 2000, PURPOSES, TODAY) == ()


@pytest.mark.rule("W3")
def test_who_would_be_left_alone_by_an_offer_is_left_out_too() -> None:
    shy, bold = at(child(1, standings=on_condition("group_only")), LEFT), at(child(3, UUID(int=3), "Cleo"), RIGHT)
    (offer,) = offers(photo(shy, at(REFUSES, MIDDLE), bold), 3000, 2000, ["website"], TODAY)
    assert [person.in_crop for person in cropped(photo(shy, bold), offer.crop).people] == [False, True]


@pytest.mark.rule("W3")
@many
@given(people=PEOPLE)
def test_what_is_offered_may_go_out_once_it_is_counted(people: list[PersonFacts]) -> None:
    facts = photo(*people)
    for offer in offers(facts, 3000, 2000, ["website"], TODAY):
        assert website(facts).outcome == "blocked"
        assert website(cropped(facts, offer.crop)).outcome != "blocked"
