"""The truth table that leads read: each row is a test, and the rows are worth reading."""

from collections.abc import Sequence

import pytest

from consentsvc.consent.examples import EXAMPLES, Example, standing_of
from consentsvc.consent.rules import State, as_seen
from consentsvc.kernel.rulebook import RULES


def rows(examples: Sequence[Example]) -> list[object]:
    return [pytest.param(each, id=f"{each.rule}: {each.story}", marks=pytest.mark.rule(each.rule)) for each in examples]


@pytest.mark.parametrize("example", rows(EXAMPLES))
def test_what_everything_said_comes_to(example: Example) -> None:
    found = standing_of(example)
    assert found.state == example.state
    assert tuple(reason.rule for reason in found.reasons) == example.cites
    assert found.conditions == example.conditions


def test_there_are_enough_rows_and_each_tells_another_story() -> None:
    assert len(EXAMPLES) >= 150
    assert len({each.story for each in EXAMPLES}) == len(EXAMPLES)
    assert len({(each.said, each.unless, each.rule) for each in EXAMPLES}) == len(EXAMPLES)


def test_the_rows_stand_in_the_order_of_the_rulebook_and_show_every_state() -> None:
    order = [each.rule for each in EXAMPLES]
    assert order == sorted(order, key=list(RULES).index)
    assert {each.state for each in EXAMPLES} == set(State.__args__)


@pytest.mark.rule("R2")
@pytest.mark.promise("F1")
@pytest.mark.parametrize("example", rows([each for each in EXAMPLES if each.state in ("restricted", "objected", "not_asked")]))
def test_what_only_the_lead_may_know_looks_like_a_missing_answer(example: Example) -> None:
    seen = as_seen(standing_of(example), False)
    assert seen.state == "not_answered"
    assert [reason.rule for reason in seen.reasons] == ["C2"]
    assert (seen.conditions, seen.holds_until, seen.decided_by) == (frozenset(), None, ())
