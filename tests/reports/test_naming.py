"""Whom a name may mean (M4): rather one too many."""

from uuid import uuid4

import pytest

from consentsvc.reports.naming import meant

SOMEBODY = uuid4()


@pytest.mark.rule("M4")
@pytest.mark.parametrize(
    ("typed", "name", "is_sure"),
    [
        ("Bo Li", "Bo Li", True),
        ("Mr Li", "Bo Li", False),
        ("li", "Bo Li", False),
        ("Miss Smyth", "Anna Smith", False),
        ("Zoë", "Zoe Hart", False),
    ],
)
def test_a_name_means_whoever_it_may_mean(typed: str, name: str, is_sure: bool) -> None:
    assert meant(typed, {SOMEBODY: name}) == {SOMEBODY: is_sure}


@pytest.mark.parametrize(("typed", "name"), [("B", "B Li"), ("Mr Lo", "Bo Li"), ("the coach", "Bo Li"), ("", "Bo Li")])
def test_an_initial_or_another_short_name_means_nobody(typed: str, name: str) -> None:
    assert meant(typed, {SOMEBODY: name}) == {}
