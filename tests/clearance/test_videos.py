"""May this video go out? Everybody in it is named for the whole clip, and nobody can be covered (W2, P1, C12, P5)."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consentsvc.clearance.rules import Decision, PersonFacts, PhotoFacts, as_seen, decide, shown_nowhere
from consentsvc.consent.rules import Restriction, Standing
from consentsvc.forms.purposes import PURPOSES
from consentsvc.media.rules import HeadCount
from consentsvc.schools.policy import SchoolPolicy
from tests.clearance.test_rules import AMIRA, BEN, NO, PHOTOS, TODAY, YES, answers, child, cited, many, nobody, standing_for


def yes_to(*purposes: str) -> dict[str, Standing]:
    return {each: standing_for(each, answers(YES, purpose=each)) for each in purposes}


def on(standing: Standing, *conditions: str) -> Standing:
    return replace(standing, conditions=frozenset(conditions))


def video(*people: PersonFacts, watched: bool = True, **facts: object) -> PhotoFacts:
    count = HeadCount(len(people), 7)
    made = PhotoFacts(AMIRA, "scanned", 7, people, count, frozenset(), SchoolPolicy(), portrait_checked=watched, kind="video")
    return replace(made, **facts)


def website(facts: PhotoFacts) -> Decision:
    return decide(facts, "website", TODAY)


@pytest.mark.rule("P1")
@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize(("to_it", "to_videos"), [(True, True), (True, False), (False, True), (False, False)])
def test_everybody_allows_the_purpose_and_videos(purpose: str, to_it: bool, to_videos: bool) -> None:
    said = {"video": YES if to_videos else NO}
    said[purpose] = YES if to_it else NO  # where they are one, the last word counts
    standings = {each: standing_for(each, answers(word, purpose=each)) for each, word in said.items()}
    assert decide(video(child(1, standings=standings)), purpose, TODAY).is_cleared == all(word == YES for word in said.values())


@pytest.mark.rule("P1")
def test_a_missing_word_about_videos_is_a_no() -> None:
    decision = website(video(child(1, standings=yes_to("website"))))
    assert decision.outcome == "blocked"
    assert "redact" not in decision.reasons[0].mend.lower()
    assert "ut the video so that Amira is not in it" in decision.reasons[0].mend


@pytest.mark.rule("W2")
def test_nobody_can_be_covered() -> None:
    decision = website(video(child(1, standings=yes_to("website", "video")), nobody(2, "redacted")))
    assert (decision.outcome, cited(decision)) == ("blocked", [("W2", "video_cover")])


@pytest.mark.rule("W2")
def test_somebody_nobody_can_identify_may_be_in_it_and_everybody_is_counted() -> None:
    facts = video(child(1, standings=yes_to("website", "video")), nobody(2, "not_identifiable", "Far away"))
    assert website(facts).is_cleared
    assert website(replace(facts, review=HeadCount(1, 7))).outcome == "needs_person"
    assert website(replace(facts, people=(*facts.people, nobody(3, "open")))).outcome == "needs_person"
    assert "this video" in website(replace(facts, review=None)).reasons[0].text


@pytest.mark.rule("C12")
@pytest.mark.parametrize(("condition", "code"), [("group_only", "video_group"), ("no_close_up", "video_close_up")])
@pytest.mark.parametrize("purpose", ["website", "video"])
def test_a_video_keeps_to_no_condition_on_how_somebody_is_shown(purpose: str, condition: str, code: str) -> None:
    standings = yes_to("website", "video")
    standings[purpose] = on(standings[purpose], condition)
    people = [child(number, standings=standings if number == 1 else yes_to("website", "video")) for number in (1, 2, 3, 4)]
    assert cited(website(video(*(replace(each, who=who) for each, who in zip(people, _four(), strict=True))))) == [("C12", code)]


def _four() -> list[UUID]:

    return [AMIRA, BEN, UUID(int=77), UUID(int=78)]


@pytest.mark.rule("P2", "C12")
def test_a_first_name_stands_beside_it_only_where_both_answers_let_it() -> None:
    standings = {each: on(standing, "first_name") for each, standing in yes_to("website", "video").items()}
    assert website(video(child(1, standings=standings))).may_be_named == {AMIRA}
    standings["video"] = on(standings["video"])
    assert website(video(child(1, standings=standings))).may_be_named == frozenset()


@pytest.mark.rule("P5")
def test_on_the_open_web_somebody_watches_it_first() -> None:
    facts = video(child(1, standings=yes_to("website", "video", "in_school_display")), watched=False)
    assert (website(facts).outcome, cited(website(facts))) == ("needs_person", [("P5", "video_portrait")])
    assert decide(facts, "in_school_display", TODAY).is_cleared
    relaxed = website(replace(facts, policy=SchoolPolicy(portraits="allow")))
    assert (relaxed.is_cleared, [reason.code for reason in relaxed.warnings]) == (True, ["video_portrait"])
    denied = website(replace(facts, policy=SchoolPolicy(portraits="deny"), portrait_checked=True))
    assert (denied.outcome, cited(denied)) == ("blocked", [("P5", "video_portrait_denied")])


@pytest.mark.rule("W1")
@pytest.mark.parametrize(("scan", "code"), [("waiting", "video_waiting"), ("failed", "video_failed")])
def test_one_that_is_not_ready_does_not_go_out(scan: str, code: str) -> None:
    decision = website(video(child(1, standings=yes_to("website", "video")), scan=scan, problem="There is no tool."))
    assert (decision.outcome, cited(decision)) == ("blocked", [("W1", code)])
    assert scan == "waiting" or "There is no tool." in decision.reasons[0].text


@pytest.mark.rule("W3")
def test_a_child_who_is_in_no_video_may_be_shown_nowhere_in_one() -> None:
    standings = yes_to(*(each for each in PURPOSES if each != "video"))
    assert [reason.rule for reason in shown_nowhere(video(child(1, standings=standings)))] == ["W3"]
    assert shown_nowhere(video(child(1, standings=standings | yes_to("video")))) == ()


@pytest.mark.rule("R2")
def test_a_restriction_looks_as_a_missing_answer_in_a_video_too() -> None:
    restricted = yes_to("website") | {"video": standing_for("video", answers(YES, purpose="video"), [Restriction(9, None)])}
    missing = yes_to("website") | {"video": standing_for("video", [])}
    seen = [website(as_seen(video(child(1, standings=each)), True, False)) for each in (restricted, missing)]
    assert repr(seen[0]) == repr(seen[1])


@pytest.mark.rule("C10")
@many
@given(facts=PHOTOS, to_videos=st.booleans())
def test_what_is_denied_as_a_picture_is_denied_as_a_video(facts: PhotoFacts, to_videos: bool) -> None:
    people = tuple(
        replace(each, standings={**each.standings, **(yes_to("video") if to_videos and each.standings else {})})
        for each in facts.people
    )
    as_video = replace(facts, people=people, kind="video", portrait_checked=True)
    assert not website(as_video).is_cleared or website(facts).is_cleared


@pytest.mark.rule("C10")
@many
@given(facts=PHOTOS, chosen=st.integers(0, 9))
def test_losing_the_yes_to_videos_never_clears_one(facts: PhotoFacts, chosen: int) -> None:
    people = [replace(each, standings=each.standings | yes_to("video")) if each.standings else each for each in facts.people]
    before = replace(facts, people=tuple(people), kind="video", portrait_checked=True)
    shown = [place for place, each in enumerate(people) if each.is_shown]
    if shown:
        place = shown[chosen % len(shown)]
        others = {each: standing for each, standing in people[place].standings.items() if each != "video"}
        people[place] = replace(people[place], standings=others)
        assert not website(replace(before, people=tuple(people))).is_cleared
