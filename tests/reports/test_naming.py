"""Whom a name may mean (M4): rather one too many."""

from uuid import uuid4

import pytest

from consentsvc.reports.naming import meant, named_in

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


@pytest.mark.rule("M4")
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my son says that smith took it", "Anna Smith"),
        ("My son says that smith took it", "Anna Smith"),
        ("It was mrs smyth", "Anna Smith"),
        ("Anna did it", "Anna Smith"),
        ("anna did it", "Anna Smith"),
        ("IT WAS ANNA", "Anna Smith"),
        ("Ask Ms O’Neill", "Zoë O'Neill"),
        ("He was with Zoe", "Zoë O'Neill"),
        ("mr li took it", "Bo Li"),
    ],
)
def test_a_text_names_whoever_it_may_name(text: str, name: str) -> None:
    assert named_in(text, {SOMEBODY: name}) == {SOMEBODY}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It will hurt his heart, I hope not.", "Will Hart"),
        ("Somebody passes pictures of my boy Sam around.", "Anna Smith"),
        ("The coach did it.", "Bo Li"),
        ("", "Bo Li"),
    ],
)
def test_plain_words_name_nobody(text: str, name: str) -> None:
    assert named_in(text, {SOMEBODY: name}) == frozenset()
