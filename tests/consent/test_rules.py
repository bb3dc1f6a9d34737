from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consentsvc.consent.rules import (
    CONSENT,
    REASON_CODES,
    Answer,
    Life,
    Objection,
    OptOut,
    Restriction,
    Standing,
    Terms,
    as_seen,
    eighteenth_birthday,
    explain,
    standing,
    unexplained,
)
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel.rulebook import RULES

TODAY = date(2026, 5, 12)
YESTERDAY, TOMORROW, NEXT_YEAR = TODAY - timedelta(days=1), TODAY + timedelta(days=1), date(2027, 5, 12)
CHILD_BORN = date(2017, 3, 4)
SPORTS_DAY, FETE = UUID(int=1), UUID(int=2)
MUM, DAD, STEPDAD = UUID(int=11), UUID(int=12), UUID(int=13)
CAN_AGREE = {MUM, DAD, None}
SPEAKERS = {"mum": MUM, "dad": DAD, "stepdad": STEPDAD, "child": None, "self": None}
SAID = {"yes": "given", "no": "refused", "back": "withdrawn"}
EVENTS = {"": None, "sports": SPORTS_DAY, "fete": FETE}
ENDS = {"": None, "over": YESTERDAY, "today": TODAY, "tomorrow": TOMORROW}
SAID_ON = {"yesterday": YESTERDAY, "today": TODAY}


def heard(story: str, purpose: str = "website") -> list[Answer]:
    """Answers in the order they were said, today but where 'on' says when:
    'mum yes, dad no@sports, mum back, mum yes@sports until over, self yes on yesterday'.
    """
    return [_answer(seq, words.split(), purpose) for seq, words in enumerate(filter(None, story.split(", ")), start=1)]


def _answer(seq: int, words: list[str], purpose: str) -> Answer:
    said, _, event = words[1].partition("@")
    days = dict(zip(words[2::2], words[3::2], strict=True))
    by = SPEAKERS[words[0]]
    end, said_on = ENDS[days.get("until", "")], SAID_ON[days.get("on", "today")]
    return Answer(seq, purpose, SAID[said], by, by in CAN_AGREE, EVENTS[event], end, said_on)


def standing_of(
    answers: Sequence[Answer],
    restrictions: Sequence[Restriction] = (),
    *,
    purpose: str = "website",
    event: UUID | None = None,
    left_on: date | None = None,
    born_on: date | None = CHILD_BORN,
    today: date = TODAY,
    asked: bool = True,
    objections: Sequence[Objection] = (),
    opt_outs: Sequence[OptOut] = (),
    terms: Terms = CONSENT,
    **more: Any,
) -> Standing:
    life = Life(born_on, left_on, asked, **more)
    more_said = {"objections": objections, "opt_outs": opt_outs}
    return standing(answers, restrictions, purpose, event, life=life, today=today, terms=terms, **more_said)


def _table(*rows: tuple[str, ...]) -> list[object]:
    return [
        pytest.param(*row[1:], marks=pytest.mark.rule(row[0]), id=f"{row[0]}: {row[1] or 'silence'}, asked for {row[2]}")
        for row in rows
    ]


@pytest.mark.parametrize(
    ("story", "asked_for", "state"),
    _table(
        # No answer is a no; each kind of no is a state of its own.
        ("C2", "", "general", "not_answered"),
        ("C2", "", "sports", "not_answered"),
        ("C2", "mum yes", "general", "given"),
        ("C2", "mum no", "general", "refused"),
        ("C2", "mum yes, mum back", "general", "withdrawn"),
        ("C2", "mum back", "general", "withdrawn"),
        # Changing one's mind, as often as one likes: the latest word counts.
        ("C4", "mum yes, mum no", "general", "refused"),
        ("C4", "mum no, mum yes", "general", "given"),
        ("C4", "mum yes, mum back, mum yes", "general", "given"),
        ("C4", "mum yes, mum back, mum yes, mum back", "general", "withdrawn"),
        ("C4", "mum no, mum back", "general", "withdrawn"),
        ("C4", "mum back, mum no", "general", "refused"),
        ("C4", "mum yes, mum yes", "general", "given"),
        # Who can agree: the yes of anybody else is nothing, the no of anybody else counts.
        ("C5", "stepdad yes", "general", "not_answered"),
        ("C5", "stepdad no", "general", "refused"),
        ("C5", "stepdad back", "general", "withdrawn"),
        ("C5", "mum yes, stepdad no", "general", "refused"),
        ("C5", "stepdad no, mum yes", "general", "refused"),
        ("C5", "mum no, stepdad yes", "general", "refused"),
        ("C5", "stepdad no, stepdad yes", "general", "not_answered"),
        ("C5", "mum yes, stepdad no, stepdad yes", "general", "given"),
        ("C5", "mum yes, stepdad yes", "general", "given"),
        ("C5", "mum yes, child no", "general", "refused"),
        ("C5", "child yes", "general", "not_answered"),
        ("C5", "mum yes, child yes", "general", "given"),
        ("C5", "mum no, child yes", "general", "refused"),
        ("C5", "mum yes, child no, mum yes", "general", "refused"),
        ("C5", "mum yes, stepdad no@sports", "sports", "refused"),
        ("C5", "mum yes, stepdad no@sports", "general", "given"),
        # Two who can agree: one yes is enough, unless the other says no.
        ("C6", "mum yes, dad yes", "general", "given"),
        ("C6", "mum yes, dad no", "general", "conflict"),
        ("C6", "mum no, dad yes", "general", "conflict"),
        ("C6", "mum no, dad no", "general", "refused"),
        ("C6", "mum no, dad back", "general", "withdrawn"),
        ("C6", "mum back, dad no", "general", "refused"),
        ("C6", "mum yes, dad yes, dad back", "general", "conflict"),
        ("C6", "mum yes, dad no, dad yes", "general", "given"),
        ("C6", "mum yes, dad no, mum back", "general", "withdrawn"),
        ("C6", "mum yes, dad no, stepdad no", "general", "conflict"),
        ("C6", "mum yes, dad no@sports", "sports", "conflict"),
        ("C6", "mum yes, dad no@sports", "general", "given"),
        ("C6", "dad no, mum yes@sports", "sports", "conflict"),
        ("C6", "mum no@sports, dad yes", "sports", "conflict"),
        # Answers for one event.
        ("C9", "mum yes", "sports", "given"),
        ("C9", "mum no", "sports", "refused"),
        ("C9", "mum yes@sports", "sports", "given"),
        ("C9", "mum yes@sports", "general", "not_answered"),
        ("C9", "mum yes@sports", "fete", "not_answered"),
        ("C9", "mum no@sports", "general", "not_answered"),
        ("C9", "mum yes, mum no@sports", "sports", "refused"),
        ("C9", "mum yes, mum no@sports", "fete", "given"),
        ("C9", "mum yes, mum no@sports", "general", "given"),
        ("C9", "mum yes, mum back@sports", "sports", "withdrawn"),
        ("C9", "mum no@sports, mum yes", "sports", "refused"),
        ("C9", "mum no@sports, mum yes@fete", "sports", "refused"),
        ("C9", "mum no@sports, mum yes@sports", "sports", "given"),
        ("C9", "mum no@sports, mum yes@sports, mum no@sports", "sports", "refused"),
        ("C9", "mum no, mum yes@sports", "sports", "given"),
        ("C9", "mum no, mum yes@sports", "fete", "refused"),
        ("C9", "mum no, mum yes@sports", "general", "refused"),
        ("C9", "mum yes@sports, mum no", "sports", "refused"),
        ("C9", "mum yes@sports, mum back", "sports", "withdrawn"),
        ("C9", "mum yes@sports, mum no, mum yes", "sports", "given"),
        ("C9", "mum yes@sports, mum no, mum yes@sports", "sports", "given"),
        ("C9", "mum no, mum no@sports, mum yes", "sports", "refused"),
        ("C9", "mum no, mum no@sports, mum yes@sports", "sports", "given"),
        ("C9", "mum no@sports, mum no, mum yes@sports", "sports", "given"),
        ("C9", "mum no@sports, mum yes@sports, mum no, mum yes", "sports", "given"),
        # A yes runs out and is then as if never said; a no doesn't run out.
        ("C11", "mum yes until over", "general", "expired"),
        ("C11", "mum yes until today", "general", "expired"),
        ("C11", "mum yes until tomorrow", "general", "given"),
        ("C11", "mum yes until over, mum yes", "general", "given"),
        ("C11", "mum yes until over, mum no", "general", "refused"),
        ("C11", "mum no until over", "general", "refused"),
        ("C11", "mum no, mum yes until over", "general", "expired"),
        ("C11", "mum no@sports, mum yes@sports until over", "sports", "expired"),
        ("C11", "mum no@sports, mum yes@sports until over, mum yes", "sports", "expired"),
        ("C11", "mum no@sports, mum yes until over", "sports", "refused"),
        ("C11", "mum no, mum yes@sports until over", "sports", "expired"),
        ("C11", "mum no, mum yes@sports until over", "fete", "refused"),
        ("C11", "mum yes, mum yes@sports until over", "sports", "given"),
        ("C11", "mum yes until over, mum yes@sports", "sports", "given"),
        ("C11", "mum yes@sports, mum no, mum yes until over", "sports", "expired"),
        ("C11", "mum yes until over, dad yes", "general", "given"),
        ("C11", "mum yes until over, dad no", "general", "refused"),
        ("C11", "mum no, mum yes until over, dad yes", "general", "conflict"),
        ("C11", "mum no until over, dad yes", "general", "conflict"),
        ("C11", "mum yes until over, stepdad yes", "general", "expired"),
        ("C11", "mum yes, dad yes until over", "general", "given"),
    ),
)  # fmt: skip
def test_what_the_answers_come_to(story: str, asked_for: str, state: str) -> None:
    event = None if asked_for == "general" else EVENTS[asked_for]
    assert standing_of(heard(story), event=event).state == state


@pytest.mark.rule("C1")
def test_a_yes_for_one_purpose_says_nothing_of_another() -> None:
    answers = heard("mum yes", "printed_newsletter")
    assert standing_of(answers, purpose="printed_newsletter").allows
    assert standing_of(answers, purpose="website").state == "not_answered"


@pytest.mark.rule("C1")
def test_a_purpose_that_nobody_is_asked_about_is_denied_even_with_a_yes() -> None:
    assert standing_of(heard("mum yes", "billboard"), purpose="billboard").state == "not_asked"


@pytest.mark.rule("C2")
def test_not_asked_and_not_answered_are_different_and_both_deny() -> None:
    assert standing_of([], asked=False).state == "not_asked"
    assert standing_of([], asked=True).state == "not_answered"
    assert not standing_of([], asked=False).allows


@pytest.mark.rule("C2")
def test_an_answer_that_nobody_understands_is_a_no() -> None:
    odd = replace(heard("mum yes")[0], seq=2, said="maybe")  # type: ignore[arg-type]
    assert standing_of([*heard("mum yes"), odd]).state == "refused"


@pytest.mark.rule("C2")
def test_full_consent_allows_without_a_reason_against() -> None:
    yes = standing_of(heard("mum yes, dad yes"))
    assert (yes.allows, yes.reasons, yes.decided_by) == (True, (), (1, 2))


@pytest.mark.rule("C4")
def test_order_is_by_sequence_and_an_older_yes_arriving_late_undoes_nothing() -> None:
    late_yes, withdrawal = heard("mum yes, mum back")
    assert standing_of([withdrawal, late_yes]).state == "withdrawn"


@pytest.mark.rule("A5")
@pytest.mark.parametrize(
    ("story", "decided_by"),
    [
        ("mum no, mum yes, dad yes", (2, 3)),
        ("mum yes, dad yes, dad no", (1, 3)),
        ("mum no, dad yes, dad back, stepdad no", (1, 3, 4)),
        ("mum yes until over, mum yes until over", (2,)),
        ("stepdad yes", ()),
    ],
)
def test_a_standing_names_the_answers_that_decided(story: str, decided_by: tuple[int, ...]) -> None:
    assert standing_of(heard(story)).decided_by == decided_by


@pytest.mark.rule("C5")
def test_a_no_still_counts_after_parental_responsibility_is_lost() -> None:
    dads_no = replace(heard("dad no")[0], can_agree=False)
    assert standing_of([dads_no, replace(heard("mum yes")[0], seq=2)]).state == "refused"


@pytest.mark.rule("C5")
def test_a_yes_ends_when_parental_responsibility_is_lost() -> None:
    lost = replace(heard("dad yes")[0], can_agree=False)
    assert standing_of([lost]).state == "not_answered"
    assert [(reason.rule, reason.code) for reason in standing_of([lost]).reasons] == [("C5", "cannot_agree")]


@pytest.mark.rule("C11")
@pytest.mark.parametrize(("left_on", "state"), [(YESTERDAY, "expired"), (TODAY, "expired"), (TOMORROW, "given"), (None, "given")])
def test_a_yes_ends_when_the_child_leaves(left_on: date | None, state: str) -> None:
    assert standing_of(heard("mum yes"), left_on=left_on).state == state


@pytest.mark.rule("C11")
def test_nothing_said_before_or_after_leaving_allows_again() -> None:
    assert not standing_of(heard("mum yes, mum yes, dad yes, self yes"), left_on=YESTERDAY).allows


TURNS_18_TODAY, TURNS_18_TOMORROW = date(2008, 5, 12), date(2008, 5, 13)


@pytest.mark.rule("C11")
@pytest.mark.parametrize(
    ("story", "before", "after"),
    [
        ("mum yes", "given", "expired"),
        ("mum no", "refused", "expired"),
        ("mum yes, dad no", "conflict", "expired"),
        ("mum yes, self no", "refused", "refused"),
        ("mum no, self yes on yesterday", "refused", "expired"),
        ("mum no, self yes on today", "refused", "given"),
        ("self yes on yesterday", "not_answered", "expired"),
        ("self yes on today", "not_answered", "given"),
        ("self yes on yesterday, self yes on today", "not_answered", "given"),
        ("self no on yesterday, self yes on yesterday", "not_answered", "expired"),
        ("self no on yesterday, self yes on today", "not_answered", "given"),
        ("self no on yesterday, mum yes", "refused", "refused"),
        ("mum yes, self back", "withdrawn", "withdrawn"),
        ("self yes until over, mum yes", "given", "expired"),
        ("", "not_answered", "not_answered"),
    ],
)
def test_from_the_18th_birthday_only_the_persons_own_answer_counts(story: str, before: str, after: str) -> None:
    assert standing_of(heard(story), born_on=TURNS_18_TOMORROW).state == before
    assert standing_of(heard(story), born_on=TURNS_18_TODAY).state == after


@pytest.mark.rule("C11")
def test_midnight_of_the_18th_birthday_makes_no_earlier_yes_count() -> None:
    """The parents' no is no longer heard then; what the child agreed to doesn't step into its place."""
    answers = heard("mum no, dad no, self yes on yesterday")
    at_18 = standing_of(answers, born_on=TURNS_18_TODAY)
    assert (at_18.state, [reason.code for reason in at_18.reasons]) == ("expired", ["came_of_age"])


@pytest.mark.rule("C11")
def test_who_is_born_on_a_leap_day_turns_18_on_the_first_of_march() -> None:
    assert eighteenth_birthday(date(2008, 2, 29)) == date(2026, 3, 1)
    assert eighteenth_birthday(date(2008, 2, 28)) == date(2026, 2, 28)


@pytest.mark.rule("C14")
@pytest.mark.parametrize(
    ("story", "state"),
    [("", "not_answered"), ("self yes", "given"), ("self no", "refused"), ("self yes, self back", "withdrawn")],
)
def test_adults_answer_for_themselves(story: str, state: str) -> None:
    assert standing_of(heard(story), born_on=None).state == state


@pytest.mark.rule("C14")
def test_the_yes_of_an_adult_without_capacity_does_not_count() -> None:
    own = replace(heard("self yes")[0], can_agree=False)
    assert standing_of([own], born_on=None).state == "not_answered"


@pytest.mark.rule("C11")
@pytest.mark.parametrize(
    ("story", "more", "day"),
    [
        ("mum yes", {}, date(2035, 3, 4)),
        ("mum yes", {"born_on": None}, None),
        ("mum yes until tomorrow", {}, TOMORROW),
        ("mum yes until tomorrow, dad yes", {}, TOMORROW),
        ("mum yes", {"left_on": NEXT_YEAR}, NEXT_YEAR),
        ("mum yes, dad no until tomorrow", {"born_on": None}, None),
        ("mum yes until over", {"born_on": None}, None),
        ("", {}, None),
    ],
)
def test_a_standing_says_until_when_it_holds(story: str, more: dict[str, date | None], day: date | None) -> None:
    assert standing_of(heard(story), **more).holds_until == day


@pytest.mark.rule("R1")
@pytest.mark.parametrize(
    ("restrictions", "state"),
    [
        ([Restriction(9, None)], "restricted"),
        ([Restriction(9, frozenset())], "restricted"),
        ([Restriction(9, frozenset({"website"}))], "restricted"),
        ([Restriction(9, frozenset({"press"}))], "given"),
        ([Restriction(9, frozenset({"press"})), Restriction(10, None)], "restricted"),
        ([Restriction(0, None)], "restricted"),
        ([], "given"),
    ],
    ids=["every purpose", "no purpose named", "this purpose", "another purpose", "two of them", "older than the yes", "none"],
)
def test_a_restriction_outranks_every_answer(restrictions: list[Restriction], state: str) -> None:
    assert standing_of(heard("mum yes, dad yes"), restrictions).state == state


@pytest.mark.rule("R1")
def test_the_lead_sees_which_restriction_decided() -> None:
    restricted = standing_of(heard("mum yes"), [Restriction(9, None), Restriction(4, None)])
    assert as_seen(restricted, True) is restricted
    assert [reason.rule for reason in restricted.reasons] == ["R1"]
    assert restricted.decided_by == (4, 9)


@pytest.mark.parametrize(
    ("story", "event", "rules"),
    [
        ("", None, ["C2"]),
        ("mum no", None, ["C2"]),
        ("mum yes, mum back", None, ["C4"]),
        ("mum yes, mum no@sports", SPORTS_DAY, ["C9"]),
        ("mum yes, mum back@sports", SPORTS_DAY, ["C9"]),
        ("stepdad yes", None, ["C5"]),
        ("mum no, stepdad no", None, ["C2", "C5"]),
        ("mum yes, dad no", None, ["C6"]),
        ("mum yes until over", None, ["C11"]),
    ],
)
def test_a_reason_cites_the_rule_behind_it(story: str, event: UUID | None, rules: list[str]) -> None:
    assert [reason.rule for reason in standing_of(heard(story), event=event).reasons] == rules


@pytest.mark.parametrize("code", REASON_CODES)
def test_each_reason_is_a_plain_sentence_about_somebody(code: str) -> None:
    reason = explain(code, "website", "Amira {Khan}", "face 3")
    assert reason.text.endswith(".")
    assert "Amira {Khan}" in reason.text or code == "unknown_purpose"
    assert reason.about == "face 3"


def test_a_reason_reads_as_the_office_would_say_it() -> None:
    assert explain("not_answered", "website", "Amira").text == "Nobody has answered for Amira for the website yet."
    assert explain("not_answered", "social_media", "Amira").text == "Nobody has answered for Amira for social media yet."


@pytest.mark.rule("C17")
@pytest.mark.parametrize("purpose", PURPOSES.values(), ids=PURPOSES)
def test_each_purpose_asks_in_short_sentences_and_says_how_far_it_reaches(purpose) -> None:
    assert purpose.question.endswith("?")
    sentences = [*purpose.question.split(", and "), *purpose.reach.rstrip(".").split(". ")]
    assert all(len(sentence.split()) <= 18 for sentence in sentences)
    assert purpose.audience in {"in school", "families", "open web", "print"}


@pytest.mark.rule("C1")
def test_twelve_uses_are_asked_for_each_on_its_own() -> None:
    assert len(PURPOSES) == 12
    assert len({purpose.question for purpose in PURPOSES.values()}) == 12
    assert all(purpose.id == purpose_id for purpose_id, purpose in PURPOSES.items())


# What holds whatever anybody says.

DAYS = st.sampled_from([None, date(2026, 1, 1), TODAY, TOMORROW, NEXT_YEAR])
BIRTHS = st.sampled_from(
    [
        None,
        CHILD_BORN,
        TURNS_18_TODAY,
        TURNS_18_TOMORROW,
        date(2000, 1, 1),
        date(2012, 6, 1),
        date(2013, 5, 12),
        date(2013, 5, 13),
    ]
)
CONDITIONS = st.sets(st.sampled_from(["group_only", "no_close_up", "not_named", "first_name"]), max_size=2).map(frozenset)
WORDS = st.builds(
    Answer,
    seq=st.integers(1, 40),
    purpose=st.sampled_from(["website", "website", "website", "press"]),
    said=st.sampled_from(["given", "given", "refused", "withdrawn"]),
    by=st.sampled_from([MUM, MUM, DAD, STEPDAD, None]),
    can_agree=st.booleans(),
    event=st.sampled_from([None, None, SPORTS_DAY, FETE]),
    expires_on=DAYS,
    said_on=st.sampled_from([date(2018, 1, 1), date(2026, 1, 1), YESTERDAY, TODAY]),
    method=st.sampled_from(["online", "online", "phone", "paper", "imported"]),
    signed_on=st.sampled_from([None, None, date(2026, 1, 1), YESTERDAY, TODAY]),
    conditions=CONDITIONS,
    is_checked=st.sampled_from([True, True, False]),
    is_invalid=st.sampled_from([False, False, True]),
)
ANSWERS = st.lists(WORDS, max_size=8, unique_by=lambda answer: answer.seq)
RESTRICTIONS = st.lists(
    st.builds(Restriction, seq=st.integers(1, 9), purposes=st.sampled_from([None, frozenset({"website"}), frozenset({"press"})])),
    max_size=2,
)
OBJECTIONS = st.lists(
    st.builds(
        Objection,
        seq=st.integers(1, 9),
        purpose=st.sampled_from(["website", "website", "press"]),
        by=st.sampled_from([MUM, None]),
    ),
    max_size=2,
)
OPT_OUTS = st.lists(
    st.builds(
        OptOut,
        seq=st.integers(1, 9),
        event=st.sampled_from([SPORTS_DAY, SPORTS_DAY, FETE]),
        after_answer=st.integers(0, 40),
        said_on=st.sampled_from([date(2026, 1, 1), YESTERDAY, TODAY]),
    ),
    max_size=2,
)
TERMS = st.builds(
    Terms,
    basis=st.sampled_from(["consent", "public_task"]),
    is_asked=st.booleans(),
    young_people=st.sampled_from(["veto", "both_must_agree"]),
    capacity_age=st.sampled_from([10, 13]),
)
LIVES = st.fixed_dictionaries(
    {
        "event": st.sampled_from([None, SPORTS_DAY]),
        "left_on": DAYS,
        "born_on": BIRTHS,
        "asked": st.booleans(),
        "looked_after": st.sampled_from([False, False, True]),
        "yes_counts_after": st.sampled_from([None, None, 10]),
        "yes_counts_from": st.sampled_from([None, None, YESTERDAY]),
        "has_capacity": st.sampled_from([None, None, True, False]),
        "terms": TERMS,
        "objections": OBJECTIONS,
        "opt_outs": OPT_OUTS,
    }
)
STORIES = st.tuples(ANSWERS, RESTRICTIONS, LIVES)
LATER = st.sampled_from([TOMORROW, date(2026, 8, 31), NEXT_YEAR, date(2040, 1, 1)])
many = settings(max_examples=150, deadline=None)


def loosened(before: Standing, after: Standing) -> bool:
    """Whether something is allowed after that wasn't before: any picture at all, or one that a condition forbade (C12)."""
    if not after.allows:
        return False
    lost = before.conditions - after.conditions - {"first_name"}
    return not before.allows or bool(lost) or "first_name" in after.conditions - before.conditions


@pytest.mark.rule("C10")
@many
@given(story=STORIES, more=st.lists(WORDS, min_size=1, max_size=3))
def test_adding_refusals_and_withdrawals_anywhere_never_allows(story, more) -> None:
    answers, restrictions, life = story
    taken = {answer.seq for answer in answers}
    nos = [replace(no, said="refused" if no.said == "given" else no.said) for no in more if no.seq not in taken]
    assert not loosened(standing_of(answers, restrictions, **life), standing_of([*answers, *nos], restrictions, **life))


@pytest.mark.rule("C10")
@many
@given(story=STORIES, more=RESTRICTIONS)
def test_adding_restrictions_never_allows(story, more) -> None:
    answers, restrictions, life = story
    assert not loosened(standing_of(answers, restrictions, **life), standing_of(answers, restrictions + more, **life))


@pytest.mark.rule("C10")
@pytest.mark.rule("C13")
@many
@given(story=STORIES, more=OBJECTIONS)
def test_adding_objections_never_allows(story, more) -> None:
    answers, restrictions, life = story
    objected = {**life, "objections": [*life["objections"], *more]}
    assert not loosened(standing_of(answers, restrictions, **life), standing_of(answers, restrictions, **objected))


@pytest.mark.rule("C10")
@pytest.mark.rule("E3")
@many
@given(story=STORIES, more=OPT_OUTS)
def test_adding_opt_outs_never_allows(story, more) -> None:
    answers, restrictions, life = story
    opted_out = {**life, "opt_outs": [*life["opt_outs"], *more]}
    assert not loosened(standing_of(answers, restrictions, **life), standing_of(answers, restrictions, **opted_out))


@pytest.mark.rule("C9", "E3")
@many
@given(story=STORIES, after=st.integers(0, 40))
def test_an_opt_out_denies_unless_a_later_yes_for_the_same_event_agrees(story, after) -> None:
    answers, restrictions, life = story
    at_event = {**life, "event": SPORTS_DAY, "opt_outs": [OptOut(1, SPORTS_DAY, after, TODAY)]}
    later = [
        each for each in answers if each.seq > after and each.event == SPORTS_DAY and each.said == "given" and each.can_agree
    ]
    assert later or not standing_of(answers, restrictions, **at_event).allows


@pytest.mark.rule("C10")
@pytest.mark.rule("C15")
@many
@given(story=STORIES, flaw=st.sampled_from(["is_invalid", "is_checked"]), which=st.integers(0, 7))
def test_marking_a_yes_as_a_mistake_or_rejecting_its_paper_never_allows(story, flaw, which) -> None:
    answers, restrictions, life = story
    marked = [
        replace(each, **{flaw: flaw == "is_invalid"}) if place == which and each.said == "given" else each
        for place, each in enumerate(answers)
    ]
    assert not loosened(standing_of(answers, restrictions, **life), standing_of(marked, restrictions, **life))


@pytest.mark.rule("C10")
@pytest.mark.rule("C11")
@many
@given(story=STORIES, ended=st.integers(0, 41))
def test_coming_back_or_changing_hands_never_allows(story, ended) -> None:
    answers, restrictions, life = story
    later = {**life, "yes_counts_after": max(ended, life["yes_counts_after"] or 0)}
    assert not loosened(standing_of(answers, restrictions, **life), standing_of(answers, restrictions, **later))


@pytest.mark.rule("C7")
@pytest.mark.rule("C10")
@many
@given(story=STORIES)
def test_asking_more_of_young_people_never_allows(story) -> None:
    answers, restrictions, life = story
    veto, both = (
        standing_of(answers, restrictions, **{**life, "terms": replace(life["terms"], young_people=choice)})
        for choice in ("veto", "both_must_agree")
    )
    assert not loosened(veto, both)


@pytest.mark.rule("C4")
@many
@given(answers=ANSWERS, no=WORDS, life=LIVES)
def test_the_last_word_no_always_denies(answers, no, life) -> None:
    adult = life["born_on"] in (TURNS_18_TODAY, date(2000, 1, 1))
    last = replace(no, seq=99, purpose="website", said="withdrawn", by=None if adult else no.by, event=life["event"])
    assert not standing_of([*answers, last], **life).allows


@pytest.mark.rule("C4")
@many
@given(answers=ANSWERS, life=LIVES, said_on=st.sampled_from([YESTERDAY, TODAY]), late=WORDS)
def test_an_old_paper_or_an_imported_answer_that_arrives_late_undoes_no_withdrawal(answers, life, said_on, late) -> None:
    """Neither the paper's own no, nor the day on which somebody types it in, makes it younger than it is."""
    by = None if life["born_on"] in (TURNS_18_TODAY, date(2000, 1, 1)) else late.by
    withdrawal = Answer(98, "website", "withdrawn", by, True, life["event"], None, said_on)
    older = replace(late, seq=99, purpose="website", by=by, said="given", signed_on=late.signed_on and date(2026, 1, 1))
    older = older if older.signed_on else replace(older, method="imported")
    assert not standing_of([*answers, withdrawal, older], **life).allows


@pytest.mark.rule("C5")
@many
@given(answers=ANSWERS, life=LIVES)
def test_on_consent_nobody_agrees_who_cannot(answers, life) -> None:
    on_consent = {**life, "terms": replace(life["terms"], basis="consent")}
    assert not standing_of([replace(answer, can_agree=False) for answer in answers], **on_consent).allows


@pytest.mark.rule("C8")
@many
@given(story=STORIES)
def test_for_a_child_in_care_nothing_rests_on_public_task(story) -> None:
    answers, restrictions, life = story
    in_care = {**life, "looked_after": True, "terms": replace(life["terms"], basis="public_task")}
    assert standing_of(answers, restrictions, **in_care).state != "public_task"


@pytest.mark.rule("C9")
@many
@given(answers=ANSWERS, event=st.sampled_from([None, SPORTS_DAY]))
def test_for_one_parent_the_latest_general_word_and_the_latest_for_the_event_decide(answers, event) -> None:
    plain = {
        "can_agree": True,
        "expires_on": None,
        "method": "online",
        "signed_on": None,
        "is_checked": True,
        "is_invalid": False,
    }
    mums = [replace(answer, by=MUM, purpose="website", **plain) for answer in answers]
    latest = {answer.event: answer for answer in sorted(mums, key=lambda answer: answer.seq)}
    general, special = latest.get(None), latest.get(event) if event else None
    if special and special.said == "given":
        allowed = not (general and general.said != "given" and general.seq > special.seq)
    else:
        allowed = special is None and general is not None and general.said == "given"
    assert standing_of(mums, event=event).allows == allowed


@many
@given(story=STORIES, shuffle=st.randoms())
def test_the_order_in_which_answers_are_passed_does_not_matter(story, shuffle) -> None:
    answers, restrictions, life = story
    before = standing_of(answers, restrictions, **life)
    for passed in (answers, restrictions, life["objections"], life["opt_outs"]):
        shuffle.shuffle(passed)
    assert standing_of(answers, restrictions, **life) == before


@many
@given(story=STORIES, later=st.integers(1, 1000))
def test_only_the_order_of_the_sequence_matters_never_its_numbers(story, later) -> None:
    """A clock that is set back, or gaps in the sequence, change nothing."""
    answers, restrictions, life = story
    life = {**life, "yes_counts_after": None, "opt_outs": []}
    moved = [replace(answer, seq=answer.seq * 7 + later) for answer in answers]
    before, after = standing_of(answers, restrictions, **life), standing_of(moved, restrictions, **life)
    assert replace(before, decided_by=()) == replace(after, decided_by=())


@pytest.mark.rule("C2")
@many
@given(story=STORIES)
def test_only_a_yes_allows_and_every_no_has_a_reason_from_the_rulebook(story) -> None:
    answers, restrictions, life = story
    result = standing_of(answers, restrictions, **life)
    assert result.allows == (result.state in ("given", "public_task")) == (not result.reasons)
    assert result.state != "given" or any(answer.said == "given" for answer in answers)
    assert result.allows or not result.conditions
    assert all(reason.rule in RULES for reason in result.reasons)
    assert result.holds_until is None or result.holds_until > TODAY


@pytest.mark.rule("C12")
@many
@given(story=STORIES)
def test_a_name_is_never_both_allowed_and_forbidden(story) -> None:
    answers, restrictions, life = story
    assert not {"first_name", "not_named"} <= standing_of(answers, restrictions, **life).conditions


@pytest.mark.rule("C11")
@many
@given(story=STORIES, day=LATER)
def test_a_standing_holds_until_the_day_it_names(story, day) -> None:
    answers, restrictions, life = story
    now, later = standing_of(answers, restrictions, **life), standing_of(answers, restrictions, today=day, **life)
    still_missing = now.state in ("not_asked", "not_answered") and not later.allows
    assert now == later or still_missing or (now.holds_until is not None and now.holds_until <= day)


@pytest.mark.rule("C10")
@pytest.mark.rule("C11")
@many
@given(story=STORIES, day=LATER)
def test_time_alone_never_allows(story, day) -> None:
    answers, restrictions, life = story
    now, later = standing_of(answers, restrictions, **life), standing_of(answers, restrictions, today=day, **life)
    assert not loosened(now, later)


@pytest.mark.rule("R2")
@pytest.mark.promise("F1")
@many
@given(story=STORIES, plain_life=LIVES)
def test_a_restricted_child_is_seen_exactly_as_a_plain_missing_answer(story, plain_life) -> None:
    answers, restrictions, life = story
    life = {**life, "terms": CONSENT}
    plain_life = {**plain_life, "terms": CONSENT, "objections": [], "has_capacity": None}
    restricted = standing_of(answers, [*restrictions, Restriction(99, None)], **life)
    plain = standing_of([], **plain_life)
    assert repr(as_seen(restricted, False)) == repr(as_seen(plain, False))
    assert as_seen(restricted, False) == standing_of([], asked=True)


@pytest.mark.rule("R2")
@pytest.mark.promise("F1")
@many
@given(story=STORIES, other=STORIES)
def test_on_public_task_every_child_who_may_not_be_shown_looks_the_same(story, other) -> None:
    def seen(answers, restrictions, life) -> Standing:
        on_task = {**life, "terms": replace(life["terms"], basis="public_task")}
        return as_seen(standing_of(answers, restrictions, **on_task), False)

    restricted = seen(story[0], [Restriction(99, None)], story[2])
    plain = seen(*other)
    assert plain.allows or repr(plain) == repr(restricted)


@pytest.mark.rule("R2")
@many
@given(story=STORIES)
def test_what_is_seen_never_changes_whether_it_is_allowed(story) -> None:
    answers, restrictions, life = story
    result = standing_of(answers, restrictions, **life)
    for seen in (as_seen(result, False), unexplained(result)):
        assert seen.allows == result.allows
        assert seen.state not in ("restricted", "not_asked", "objected")
