from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consentsvc.clearance.rules import REASON_CODES, Decision, PersonFacts, PhotoFacts, as_seen, decide, shown_nowhere
from consentsvc.consent.rules import Answer, Life, Restriction, Standing, standing
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel.rulebook import RULES
from consentsvc.media.rules import HeadCount
from consentsvc.schools.policy import SchoolPolicy

TODAY = date(2026, 5, 12)
TOMORROW = TODAY + timedelta(days=1)
MUM, DAD = UUID(int=11), UUID(int=12)
AMIRA, BEN, MR_JONES = UUID(int=21), UUID(int=22), UUID(int=23)
PHOTO = UUID(int=99)
YES, NO = "given", "refused"
PORTRAITS_ALLOWED = SchoolPolicy(portraits="allow")


def answers(*said: str, purpose: str = "website", expires_on: date | None = None) -> list[Answer]:
    return [Answer(seq, purpose, word, MUM, True, None, expires_on, TODAY) for seq, word in enumerate(said, start=1)]


def standing_for(
    purpose: str, said: Sequence[Answer], restrictions: Sequence[Restriction] = (), *, asked: bool = True
) -> Standing:
    life = Life(date(2017, 3, 4), None, asked)
    return standing(said, restrictions, purpose, None, life=life, today=TODAY)


def everywhere(said: Sequence[Answer], restrictions: Sequence[Restriction] = ()) -> dict[str, Standing]:
    return {
        purpose: standing_for(purpose, [replace(answer, purpose=purpose) for answer in said], restrictions)
        for purpose in PURPOSES
    }


def child(number: int, who: UUID = AMIRA, name: str = "Amira", standings: dict[str, Standing] | None = None) -> PersonFacts:
    agreed = everywhere(answers(YES)) if standings is None else standings
    return PersonFacts(UUID(int=100 + number), number, "child", who, name, None, agreed, 0.1)


def adult(number: int, standings: dict[str, Standing] | None = None) -> PersonFacts:
    return replace(child(number, MR_JONES, "Mr Jones", standings), resolution="adult")


def nobody(number: int, resolution: str, reason: str | None = None) -> PersonFacts:
    return PersonFacts(UUID(int=100 + number), number, resolution, None, "", reason, {}, 0.1)  # type: ignore[arg-type]


def photo(*people: PersonFacts) -> PhotoFacts:
    return PhotoFacts(PHOTO, "scanned", 7, people, HeadCount(len(people), 7), frozenset(), SchoolPolicy())


def website(facts: PhotoFacts) -> Decision:
    return decide(facts, "website", TODAY)


def cited(decision: Decision) -> list[tuple[str, str]]:
    return [(reason.rule, reason.code) for reason in decision.reasons]


DENIED = everywhere(answers(NO))
UNANSWERED = everywhere([])
RESTRICTED = everywhere(answers(YES), [Restriction(9, None)])


def on_condition(*conditions: str) -> dict[str, Standing]:
    """A yes for every purpose, with these conditions."""
    return everywhere([replace(answer, conditions=frozenset(conditions)) for answer in answers(YES)])


@pytest.mark.rule("C12")
@pytest.mark.parametrize(("others", "outcome"), [(0, "blocked"), (1, "blocked"), (2, "cleared"), (3, "cleared")])
def test_a_child_who_is_shown_only_in_a_group_needs_two_others(others: int, outcome: str) -> None:
    group = photo(child(1, standings=on_condition("group_only")), *(child(2 + n, UUID(int=40 + n), "B") for n in range(others)))
    assert website(group).outcome == outcome
    assert outcome == "cleared" or cited(website(group)) == [("C12", "group_only")]


@pytest.mark.rule("C12")
def test_grown_ups_and_covered_faces_make_no_group() -> None:
    alone = photo(
        child(1, standings=on_condition("group_only")), adult(2), nobody(3, "redacted"), nobody(4, "not_identifiable", "far")
    )
    assert cited(website(alone)) == [("C12", "group_only")]


@pytest.mark.rule("C12")
def test_the_school_says_how_small_a_group_may_be() -> None:
    pair = photo(child(1, standings=on_condition("group_only")), child(2, BEN, "Ben"))
    assert website(replace(pair, policy=SchoolPolicy(smallest_group=2))).is_cleared


@pytest.mark.rule("C12")
@pytest.mark.parametrize(("height", "outcome"), [(0.1, "cleared"), (0.25, "cleared"), (0.26, "blocked"), (None, "blocked")])
def test_a_child_who_is_not_shown_close_up(height: float | None, outcome: str) -> None:
    facts = photo(replace(child(1, standings=on_condition("no_close_up")), height=height))
    facts = replace(facts, policy=PORTRAITS_ALLOWED)
    assert website(facts).outcome == outcome
    assert outcome == "cleared" or cited(website(facts)) == [("C12", "close_up")]


@pytest.mark.rule("C12")
def test_one_childs_condition_says_nothing_of_another_childs_face() -> None:
    near = replace(child(1), height=0.9)
    both = photo(near, child(2, BEN, "Ben", on_condition("no_close_up")))
    assert website(replace(both, policy=PORTRAITS_ALLOWED)).is_cleared


@pytest.mark.rule("P2")
def test_a_first_name_may_stand_beside_a_picture_only_of_whom_everybody_allows_it() -> None:
    group = photo(
        child(1, standings=on_condition("first_name")), child(2, BEN, "Ben"), child(3, DAD, "C", on_condition("not_named"))
    )
    assert website(group).may_be_named == {AMIRA}
    assert website(photo(child(1, standings=DENIED))).may_be_named == frozenset()


@pytest.mark.rule("C4")
@pytest.mark.rule("C16")
@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_picture_that_a_family_took_down_is_blocked_for_every_use(purpose: str) -> None:
    facts = replace(photo(child(1), child(2, BEN, "Ben")), taken_down=frozenset({BEN}))
    assert cited(decide(facts, purpose, TODAY)) == [("C4", "taken_down")]
    assert not decide(facts, purpose, TODAY).is_cleared


@pytest.mark.rule("C16")
def test_what_a_family_took_down_may_go_out_with_their_child_covered() -> None:
    facts = replace(photo(child(1), nobody(2, "redacted")), taken_down=frozenset({BEN}))
    assert website(facts).is_cleared


@pytest.mark.promise("S8")
@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_picture_with_full_consent_is_cleared_for_every_purpose(purpose: str) -> None:
    group = photo(child(1), child(2, BEN, "Ben"), adult(3), nobody(4, "redacted"), nobody(5, "not_identifiable", "far away"))
    assert decide(group, purpose, TODAY) == Decision("cleared", (), date(2035, 3, 4), (UUID(int=104),), frozenset())


@pytest.mark.rule("W2")
def test_a_picture_that_a_reviewer_found_empty_is_cleared() -> None:
    assert website(photo()).is_cleared


TABLE = [
    # Quarantine.
    ("W1", "a scan that waits", replace(photo(child(1)), scan="waiting"), "blocked", [("W1", "scan_waiting")]),
    ("W1", "a scan that failed", replace(photo(child(1)), scan="failed"), "blocked", [("W1", "scan_failed")]),
    ("W1", "a scan state nobody knows", replace(photo(child(1)), scan="odd"), "blocked", [("W1", "scan_waiting")]),
    # Everybody accounted for.
    ("W2", "an open face", photo(child(1), nobody(2, "open")), "needs_person", [("W2", "face_open")]),
    ("W2", "a resolution nobody knows", photo(nobody(1, "ghost")), "needs_person", [("W2", "face_open")]),
    ("W2", "a child without an id", photo(replace(child(1), who=None)), "needs_person", [("W2", "face_open")]),
    ("W2", "not identifiable, no reason", photo(nobody(1, "not_identifiable", " ")), "needs_person", [("W2", "no_reason")]),
    ("W2", "not identifiable, none given", photo(nobody(1, "not_identifiable")), "needs_person", [("W2", "no_reason")]),
    ("W2", "the same child twice", photo(child(1), child(2)), "needs_person", [("W2", "named_twice")] * 2),
    ("W2", "nobody reviewed it", replace(photo(child(1)), review=None), "needs_person", [("W2", "not_reviewed")]),
    ("W2", "an empty picture not reviewed", replace(photo(), review=None), "needs_person", [("W2", "not_reviewed")]),
    (
        "W2",
        "reviewed before a change",
        replace(photo(child(1)), people_version=8),
        "needs_person",
        [("W2", "changed_since_review")],
    ),
    (
        "W2",
        "a review from the future",
        replace(photo(), review=HeadCount(0, 8)),
        "needs_person",
        [("W2", "changed_since_review")],
    ),
    ("W2", "one more was counted", replace(photo(child(1)), review=HeadCount(2, 7)), "needs_person", [("W2", "head_count")]),
    ("W2", "one fewer was counted", replace(photo(child(1)), review=HeadCount(0, 7)), "needs_person", [("W2", "head_count")]),
    # The consent of everybody shown.
    ("C2", "a child nobody answered for", photo(child(1), child(2, BEN, "Ben", UNANSWERED)), "blocked", [("C2", "not_answered")]),
    ("C2", "a child without standings", photo(child(1, standings={})), "blocked", [("C2", "not_answered")]),
    ("C2", "a refusal", photo(child(1, standings=DENIED)), "blocked", [("C2", "refused")]),
    ("C4", "a withdrawal", photo(child(1, standings=everywhere(answers(YES, "withdrawn")))), "blocked", [("C4", "withdrawn")]),
    (
        "C11",
        "an expired yes",
        photo(child(1, standings=everywhere(answers(YES, expires_on=TODAY)))),
        "blocked",
        [("C11", "expired")],
    ),
    ("C14", "an adult without an answer", photo(adult(1, UNANSWERED)), "blocked", [("C2", "not_answered")]),
    ("R1", "a restricted child", photo(child(1), child(2, BEN, "Ben", RESTRICTED)), "blocked", [("R1", "restricted")]),
    # Redaction takes the place of consent.
    ("W2", "a redacted person", photo(nobody(1, "redacted")), "cleared", []),
    ("W2", "a person who is far away", photo(nobody(1, "not_identifiable", "seen from behind")), "cleared", []),
    # Blocked outranks what only a person's act is missing for.
    (
        "W2",
        "a refusal, an open face and no review",
        replace(photo(child(1, standings=DENIED), nobody(2, "open")), review=None),
        "blocked",
        [("W2", "face_open"), ("C2", "refused"), ("W2", "not_reviewed")],
    ),
]


@pytest.mark.parametrize(
    ("facts", "outcome", "reasons"),
    [pytest.param(*row[2:], marks=pytest.mark.rule(row[0]), id=f"{row[0]}: {row[1]}") for row in TABLE],
)
def test_what_is_decided_and_why(facts: PhotoFacts, outcome: str, reasons: list[tuple[str, str]]) -> None:
    decision = website(facts)
    assert (decision.outcome, cited(decision)) == (outcome, reasons)


@pytest.mark.rule("C6")
def test_parents_who_disagree_block_the_picture() -> None:
    both = [*answers(YES), Answer(2, "website", "refused", DAD, True, None, None, TODAY)]
    assert cited(website(photo(child(1, standings={"website": standing_for("website", both)})))) == [("C6", "conflict")]


@pytest.mark.rule("P1")
def test_cleared_for_the_newsletter_is_not_cleared_for_the_website() -> None:
    newsletter = standing_for("printed_newsletter", answers(YES, purpose="printed_newsletter"))
    facts = photo(child(1, standings={"printed_newsletter": newsletter}))
    assert decide(facts, "printed_newsletter", TODAY).is_cleared
    assert website(facts).outcome == "blocked"


@pytest.mark.rule("P1")
def test_a_standing_filed_under_the_wrong_purpose_denies() -> None:
    newsletter = standing_for("printed_newsletter", answers(YES, purpose="printed_newsletter"))
    assert cited(website(photo(child(1, standings={"website": newsletter})))) == [("C2", "not_answered")]


@pytest.mark.rule("P1")
def test_a_standing_that_was_kept_too_long_denies() -> None:
    facts = photo(child(1, standings=everywhere(answers(YES, expires_on=TOMORROW))))
    assert decide(facts, "website", TODAY).holds_until == TOMORROW
    assert cited(decide(facts, "website", TOMORROW)) == [("P1", "out_of_date")]


@pytest.mark.rule("C1")
@pytest.mark.parametrize("purpose", ["billboard", "", "Website"])
def test_an_unknown_purpose_denies(purpose: str) -> None:
    assert decide(photo(child(1)), purpose, TODAY).outcome == "blocked"
    assert cited(decide(photo(), purpose, TODAY)) == [("C1", "unknown_purpose")]


@pytest.mark.rule("C2")
def test_a_state_nobody_knows_denies() -> None:
    odd = Standing("website", "probably", (), None, (), frozenset(), "consent")  # type: ignore[arg-type]
    assert cited(website(photo(child(1, standings={"website": odd})))) == [("C2", "not_answered")]


@pytest.mark.rule("C11")
def test_a_decision_holds_until_the_first_answer_in_it_ends() -> None:
    soon, later = (everywhere(answers(YES, expires_on=day)) for day in (TOMORROW, date(2026, 9, 1)))
    assert website(photo(child(1, standings=later), child(2, BEN, "Ben", soon))).holds_until == TOMORROW


def test_one_refusal_blocks_the_whole_picture() -> None:
    crowd = [child(number, UUID(int=number), f"Child {number}") for number in range(1, 30)]
    assert website(photo(*crowd)).is_cleared
    assert website(photo(*crowd, child(30, BEN, "Ben", DENIED))).outcome == "blocked"


def test_reasons_are_about_a_face_in_the_order_of_the_faces_and_then_about_the_picture() -> None:
    faces = [replace(nobody(number, "open"), id=UUID(int=50 - number)) for number in (10, 9, 2)]
    about = [reason.about for reason in website(replace(photo(*faces), review=None)).reasons]
    assert about == [str(UUID(int=48)), str(UUID(int=41)), str(UUID(int=40)), str(PHOTO)]


@pytest.mark.parametrize(
    ("facts", "text", "mend"),
    [
        (
            photo(nobody(3, "open")),
            "Face 3 has not been named yet.",
            "Name face 3, redact it, or say why nobody can tell who it is.",
        ),
        (
            photo(child(1, standings=UNANSWERED)),
            "Nobody has answered for Amira for the website yet.",
            "Ask for an answer. Or redact Amira in this picture.",
        ),
        (photo(child(1, standings=DENIED)), "The answer for Amira for the website is no.", "Redact Amira in this picture."),
        (
            replace(photo(child(1)), review=HeadCount(4, 7)),
            "People and marked faces in this picture: 1. Counted: 4.",
            "Mark everybody in the picture, or count again. A marked face that is no person counts too.",
        ),
        (
            replace(photo(child(1), adult(2)), review=HeadCount(1, 7)),
            "People and marked faces in this picture: 2. Counted: 1.",
            "Mark everybody in the picture, or count again. A marked face that is no person counts too.",
        ),
    ],
)
def test_reasons_read_as_the_office_would_say_them(facts: PhotoFacts, text: str, mend: str) -> None:
    assert [(reason.text, reason.mend) for reason in website(facts).reasons] == [(text, mend)]


@pytest.mark.rule("W3")
@pytest.mark.parametrize(
    ("standings", "nowhere"),
    [
        (DENIED, True),
        (RESTRICTED, True),
        (UNANSWERED, True),
        ({}, True),
        ({**DENIED, "website": standing_for("website", answers(YES))}, False),
        (everywhere(answers(YES)), False),
    ],
)
def test_a_child_who_may_be_shown_nowhere_is_offered_to_be_redacted_cropped_or_deleted(standings, nowhere: bool) -> None:
    reasons = shown_nowhere(photo(child(1, standings=standings), adult(2, UNANSWERED), nobody(3, "redacted")))
    assert [(reason.rule, reason.about) for reason in reasons] == ([("W3", str(UUID(int=101)))] if nowhere else [])
    assert all({"Ask", "redact", "crop", "delete"} <= set(reason.mend.replace(",", "").split()) for reason in reasons)


# Restrictions are the lead's alone.


@pytest.mark.rule("R2")
@pytest.mark.promise("F1")
@pytest.mark.parametrize("purpose", PURPOSES)
def test_for_all_but_leads_a_restricted_child_is_explained_as_a_missing_answer(purpose: str) -> None:
    restricted, missing = (photo(adult(1), child(2, standings=standings)) for standings in (RESTRICTED, UNANSWERED))
    seen = [decide(as_seen(facts, True, False), purpose, TODAY) for facts in (restricted, missing)]
    assert repr(seen[0]) == repr(seen[1])
    assert repr(shown_nowhere(as_seen(restricted, True, False))) == repr(shown_nowhere(missing))


@pytest.mark.rule("R2")
def test_a_child_whom_nobody_was_asked_about_is_explained_the_same_way() -> None:
    not_asked = photo(child(1, standings={"website": standing_for("website", [], asked=False)}))
    assert website(as_seen(not_asked, True, False)) == website(photo(child(1, standings=UNANSWERED)))


@pytest.mark.rule("R2")
@pytest.mark.promise("F1")
def test_who_may_not_read_answers_is_told_the_same_whatever_ended_a_yes() -> None:
    causes = [RESTRICTED, UNANSWERED, {"website": standing_for("website", answers("refused"))}]
    seen = [website(as_seen(photo(child(1, standings=each)), False, False)) for each in causes]
    assert [cited(each) for each in seen] == [[("C2", "no_yes")]] * len(causes)
    assert len({repr(each) for each in seen}) == 1


@pytest.mark.rule("R1")
def test_a_lead_sees_the_restriction() -> None:
    assert cited(website(as_seen(photo(child(1, standings=RESTRICTED)), True, True))) == [("R1", "restricted")]


# What holds whatever stands in the picture.

SAID = st.lists(st.sampled_from([YES, YES, NO, "withdrawn"]), max_size=3)
HOLDS = st.sampled_from([(), (), (), (Restriction(1, None),), (Restriction(1, frozenset({"press"})),)])
STANDINGS = st.builds(
    lambda said, holds, asked: {"website": standing_for("website", answers(*said), holds, asked=asked)},
    SAID,
    HOLDS,
    st.booleans(),
)
CHILDREN = st.builds(lambda who, standings: child(0, who, "Amira", standings), st.sampled_from([AMIRA, BEN, MUM]), STANDINGS)
OTHERS = st.sampled_from([nobody(0, "open"), nobody(0, "redacted"), nobody(0, "not_identifiable", "far away"), adult(0)])
PEOPLE = st.lists(st.one_of(CHILDREN, CHILDREN, OTHERS), max_size=4).map(
    lambda people: [replace(person, number=n, id=UUID(int=100 + n)) for n, person in enumerate(people, start=1)]
)
REVIEWS = st.sampled_from([None, "right", "right", "right", HeadCount(1, 6), HeadCount(2, 7)])
PHOTOS = st.builds(
    lambda people, review, scan, taken_down: PhotoFacts(
        PHOTO, scan, 7, tuple(people), HeadCount(len(people), 7) if review == "right" else review, taken_down, SchoolPolicy()
    ),
    PEOPLE,
    REVIEWS,
    st.sampled_from(["scanned", "scanned", "scanned", "scanned", "waiting", "failed"]),
    st.sampled_from([frozenset(), frozenset(), frozenset({AMIRA})]),
)
many = settings(max_examples=150, deadline=None)


@many
@given(facts=PHOTOS)
def test_only_a_picture_without_a_reason_against_is_cleared(facts: PhotoFacts) -> None:
    decision = website(facts)
    assert decision.is_cleared == (not decision.reasons)
    assert all(reason.rule in RULES and reason.code in REASON_CODES for reason in decision.reasons)


@pytest.mark.rule("W2")
@many
@given(facts=PHOTOS, chosen=st.integers(0, 9))
def test_opening_a_face_never_clears(facts: PhotoFacts, chosen: int) -> None:
    people = list(facts.people)
    if people:
        people[chosen % len(people)] = nobody(people[chosen % len(people)].number, "open")
        assert not website(replace(facts, people=tuple(people))).is_cleared


@pytest.mark.rule("W2")
@many
@given(facts=PHOTOS, resolution=st.sampled_from(["open", "ghost"]))
def test_one_more_open_face_never_clears_however_many_are_counted(facts: PhotoFacts, resolution: str) -> None:
    people = (*facts.people, nobody(50, resolution))
    assert not website(replace(facts, people=people, review=HeadCount(len(people), 7))).is_cleared


@pytest.mark.rule("C10")
@many
@given(facts=PHOTOS, chosen=st.integers(0, 9), said=SAID, more=st.lists(st.sampled_from([NO, "withdrawn"])), holds=HOLDS)
def test_adding_a_no_or_a_restriction_never_clears(facts: PhotoFacts, chosen: int, said, more, holds) -> None:
    shown = [person for person in facts.people if person.is_shown]
    if not shown:
        return
    one = shown[chosen % len(shown)]

    def told(words: Sequence[str], restrictions: Sequence[Restriction] = ()) -> Decision:
        changed = replace(one, standings={"website": standing_for("website", answers(*words), restrictions)})
        return website(replace(facts, people=tuple(changed if person is one else person for person in facts.people)))

    assert told(said).is_cleared or not told([*said, *more], holds).is_cleared
    assert told(said).is_cleared or not told([word for word in said if word != YES]).is_cleared


@pytest.mark.rule("P1")
@many
@given(facts=PHOTOS, chosen=st.integers(0, 9))
def test_losing_a_standing_never_clears(facts: PhotoFacts, chosen: int) -> None:
    people = list(facts.people)
    if people and people[chosen % len(people)].is_shown:
        people[chosen % len(people)] = replace(people[chosen % len(people)], standings={})
        assert not website(replace(facts, people=tuple(people))).is_cleared


@many
@given(facts=PHOTOS, shuffle=st.randoms())
def test_the_order_of_the_people_does_not_matter(facts: PhotoFacts, shuffle) -> None:
    people = list(facts.people)
    shuffle.shuffle(people)
    assert website(replace(facts, people=tuple(people))) == website(facts)


@pytest.mark.rule("R2")
@many
@given(facts=PHOTOS)
def test_what_a_reader_sees_has_the_same_outcome_and_never_a_restriction(facts: PhotoFacts) -> None:
    seen, known = website(as_seen(facts, True, False)), website(facts)
    assert (seen.outcome, seen.holds_until, seen.cover) == (known.outcome, known.holds_until, known.cover)
    assert not {("R1", "restricted"), ("C2", "not_asked")} & set(cited(seen))


@pytest.mark.rule("R2")
@pytest.mark.promise("F1")
@many
@given(facts=PHOTOS, said=SAID, asked=st.booleans())
def test_two_worlds_with_a_restriction_and_with_a_missing_answer_look_the_same(facts: PhotoFacts, said, asked: bool) -> None:
    restricted = standing_for("website", answers(*said), [Restriction(9, None)])
    missing = standing_for("website", [], asked=asked)
    worlds = [
        replace(facts, people=(*facts.people, child(60, UUID(int=60), "Cleo", {"website": one}))) for one in (restricted, missing)
    ]
    seen = [website(as_seen(world, True, False)) for world in worlds]
    assert repr(seen[0]) == repr(seen[1])


@pytest.mark.rule("C10")
@many
@given(
    facts=PHOTOS,
    conditions=st.sets(st.sampled_from(["group_only", "no_close_up", "not_named"])),
    who=st.sampled_from([AMIRA, BEN]),
)
def test_adding_a_condition_or_taking_a_picture_down_never_clears(facts: PhotoFacts, conditions: set[str], who: UUID) -> None:
    stricter = replace(
        facts,
        taken_down=facts.taken_down | {who},
        people=tuple(
            replace(person, standings={key: _with(each, conditions) for key, each in person.standings.items()})
            for person in facts.people
        ),
    )
    assert website(facts).is_cleared or not website(stricter).is_cleared
    assert website(stricter).may_be_named <= website(facts).may_be_named


def _with(standing: Standing, conditions: set[str]) -> Standing:
    kept = standing.conditions - ({"first_name"} if "not_named" in conditions else set())
    return replace(standing, conditions=frozenset(kept | conditions)) if standing.allows else standing
