from dataclasses import FrozenInstanceError

import pytest

from consentsvc.kernel.rulebook import RULES, Reason, UnknownRule, rule

CHAPTERS = {"C": 17, "R": 3, "W": 7, "E": 7, "P": 11, "T": 4, "M": 10, "A": 6}
POLICY = {"C7", "C11", "C12", "E6", "P4", "P5", "P6", "P8", "A3"}


def test_the_catalogue_holds_every_rule_in_the_order_of_the_rulebook() -> None:
    assert list(RULES) == [f"{chapter}{number}" for chapter, count in CHAPTERS.items() for number in range(1, count + 1)]


def test_each_rule_is_filed_under_its_own_id() -> None:
    assert all(RULES[rule_id].id == rule_id for rule_id in RULES)


@pytest.mark.parametrize("each", RULES.values(), ids=RULES)
def test_each_rule_can_be_read_aloud(each) -> None:
    assert 1 <= len(each.title.split()) <= 9
    assert not each.title.endswith(".")
    assert each.text.endswith(".")
    assert max(len(sentence.split()) for sentence in each.text.split(". ")) <= 36


def test_a_school_may_change_what_the_rulebook_marks_as_policy_and_nothing_else() -> None:
    assert {each.id for each in RULES.values() if each.policy} == POLICY


@pytest.mark.parametrize(
    ("rule_id", "effect"),
    [("C2", ("deny",)), ("C11", ("deny", "task")), ("C15", ("check",)), ("R2", ("hold",)), ("P9", ("deny", "task")), ("A6", ())],
)
def test_a_rule_says_what_it_does(rule_id, effect) -> None:
    assert rule(rule_id).effect == effect


def test_the_catalogue_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        RULES["C99"] = rule("C1")  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        rule("C1").text = "Anything goes."  # type: ignore[misc]


@pytest.mark.parametrize("unknown", ["C18", "c2", "", "Z1"])
def test_an_unknown_rule_can_be_neither_looked_up_nor_cited(unknown) -> None:
    with pytest.raises(UnknownRule):
        rule(unknown)
    with pytest.raises(UnknownRule):
        Reason(unknown, "not_answered", None, "Nobody has answered.", None)


def test_a_reason_cites_its_rule_and_stays_as_it_is() -> None:
    reason = Reason("C2", "not_answered", "face 3", "Nobody has answered for Amira yet.", "Ask for an answer.")
    assert rule(reason.rule).title == "No answer is a no"
    with pytest.raises(FrozenInstanceError):
        reason.code = "given"  # type: ignore[misc]
