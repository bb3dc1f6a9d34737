"""M10: terms, small counts that tell nobody, and a digest without names."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consentsvc.incidents import rules
from consentsvc.incidents.rules import Learned, Planned

pytestmark = pytest.mark.rule("M10")

COUNTS = st.lists(st.integers(0, 8), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("day", "term"),
    [
        (date(2026, 9, 1), "2026-autumn"),
        (date(2026, 12, 31), "2026-autumn"),
        (date(2027, 1, 1), "2027-spring"),
        (date(2027, 4, 30), "2027-spring"),
        (date(2027, 5, 1), "2027-summer"),
        (date(2027, 8, 31), "2027-summer"),
    ],
)
def test_each_day_lies_in_a_term(day: date, term: str) -> None:
    assert rules.term_of(day) == term
    assert day.replace(day=1) in rules.months_of(term)


def test_the_last_months_go_over_the_turn_of_the_year() -> None:
    assert rules.last_months(date(2026, 2, 17), 4) == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
    assert rules.last_months(date(2026, 1, 17), 2, with_this_one=False) == [date(2025, 11, 1), date(2025, 12, 1)]


@given(COUNTS, st.data())
def test_no_small_count_can_be_told_from_another(counts: list[int], data: st.DataObject) -> None:
    other = [each if each >= rules.FEWEST else data.draw(st.integers(0, rules.FEWEST - 1)) for each in counts]
    shown = rules.for_staff(counts)
    assert shown == rules.for_staff(other)
    assert rules.total_of(shown) == rules.total_of(rules.for_staff(other))


@given(st.lists(st.integers(0, 8), min_size=4, max_size=4), st.integers(0, 3))
def test_the_digest_less_the_months_of_the_chart_tells_no_withheld_month(counts: list[int], month: int) -> None:
    """Whatever a withheld month was, some other count would have been told in the very same words."""
    shown = rules.for_staff(counts)
    if shown[month] is not None:
        return
    said = rules.for_everybody(sum(counts), "breaches")
    worlds = (
        world
        for world in product(*(range(rules.FEWEST) if each is None else [each] for each in shown))
        if rules.for_everybody(sum(world), "breaches") == said
    )
    assert len({world[month] for world in worlds}) > 1


def test_a_total_is_given_where_nothing_is_withheld() -> None:
    assert rules.total_of(rules.for_staff([3, 4])) == 7
    assert rules.total_of(rules.for_staff([3, 2])) is None


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Amira Khan was in it.", True),
        ("It was KHAN, Amira’s brother.", True),
        ("Ask before you take a picture.", False),
        ("Amira agreed.", False),  # a first name alone is many people's, and often a word
        ("Oneill and Ben", True),
    ],
)
def test_a_full_name_is_found_however_it_is_written(said: str, told: bool) -> None:
    assert rules.names_told(said, ["Amira Khan", "Ben O'Neill"]) is told


def test_the_digest_has_lessons_by_theme_what_is_done_and_no_small_count() -> None:
    text = rules.draft(
        "2026-autumn",
        [
            Learned("devices", "Use the school’s tablet."),
            Learned("taking_pictures", "Ask first."),
            Learned("devices", "Delete at once."),
        ],
        [Planned("Train new staff", date(2026, 11, 5), False), Planned("New sign", date(2026, 10, 1), True)],
        {"breaches": 2, "captures": 5},
    )
    assert text.split("\n\n")[0] == "What we learned in the autumn term 2026."
    assert "fewer than 3 breaches, 3 or more captures." in text
    assert text.index("Taking pictures:\n• Ask first.") < text.index("Devices:\n• Use the school’s tablet.\n• Delete at once.")
    assert "• Train new staff (by 5 November 2026)\n• New sign (done)" in text
