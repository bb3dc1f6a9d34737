"""Terms, small counts, and the draft of a digest (M10). Values in, values out."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from consentsvc.incidents.schemas import THEME_WORDS
from consentsvc.reports.schemas import Theme

FEWEST: Final = 3
"""A smaller count can tell whom it is about: staff aren't given it."""

TERMS: Final = {"autumn": (9, 12), "spring": (1, 4), "summer": (5, 8)}
"""Their first and last months."""


@dataclass(frozen=True, slots=True)
class Learned:
    """A lesson that may stand in the digest."""

    theme: Theme
    text: str


@dataclass(frozen=True, slots=True)
class Planned:
    """An action of the plan; done_on: when it was."""

    what: str
    due_on: date
    is_done: bool


def for_staff(counts: Iterable[int]) -> list[int | None]:
    """Counts as those may read them who may not read what is counted: a small one is None, zero too."""
    return [each if each >= FEWEST else None for each in counts]


def total_of(counts: Sequence[int | None]) -> int | None:
    """Their sum; None where one of them is withheld, since the others would tell it."""
    known = [each for each in counts if each is not None]
    return sum(known) if len(known) == len(counts) else None


def for_everybody(number: int, many: str) -> str:
    """A count of a whole term in words, never the number itself: less the months that are known, it would tell those withheld."""
    return f"fewer than {FEWEST} {many}" if number < FEWEST else f"{FEWEST} or more {many}"


def term_of(day: date) -> str:
    """2026-autumn: September to December. 2027-spring: January to April. 2027-summer: May to August."""
    name = next(name for name, (first, last) in TERMS.items() if first <= day.month <= last)
    return f"{day.year}-{name}"


def in_words(term: str) -> str:
    """2026-autumn as 'autumn term 2026'."""
    year, name = term.split("-")
    return f"{name} term {year}"


def months_of(term: str) -> list[date]:
    """The first day of each of its months."""
    year, name = term.split("-")
    first, last = TERMS[name]
    return [date(int(year), month, 1) for month in range(first, last + 1)]


def last_months(until: date, how_many: int, *, with_this_one: bool = True) -> list[date]:
    """The first days of this month, or else of the last that is over, and of those before it, the oldest first."""
    last = until.year * 12 + until.month - 1 - (0 if with_this_one else 1)
    return [date(month // 12, month % 12 + 1, 1) for month in range(last - how_many + 1, last + 1)]


def draft(term: str, lessons: Sequence[Learned], actions: Sequence[Planned], counts: Mapping[str, int]) -> str:
    """What a person reads, changes and sends: the lessons by theme, what is being done, and counts that tell nobody. Paragraphs.

    counts: by what was counted, in the plural.
    """
    said = [for_everybody(number, many) for many, number in counts.items()]
    return "\n\n".join(
        [
            f"What we learned in the {in_words(term)}.",
            f"This term: {', '.join(said)}.",
            *_by_theme(lessons),
            *(["What we are doing about it:\n" + "\n".join(_action(each) for each in actions)] if actions else []),
            "Thank you to everybody who spoke up. If something worries you, report it: you need no proof.",
        ]
    )


def _by_theme(lessons: Sequence[Learned]) -> Iterable[str]:
    if not lessons:
        yield "Nothing new was learned that we can share."
    for theme, group in groupby(sorted(lessons, key=lambda each: list(THEME_WORDS).index(each.theme)), lambda each: each.theme):
        yield f"{THEME_WORDS[theme]}:\n" + "\n".join(f"• {each.text}" for each in group)


def _action(action: Planned) -> str:
    state = "done" if action.is_done else f"by {action.due_on.day} {action.due_on:%B %Y}"
    return f"• {action.what} ({state})"


def names_told(said: str, names: Iterable[str]) -> bool:
    """Whether somebody's full name stands in what was said: each of its words, in whatever order and spelling of accents."""
    words = set(_words(said))
    return any(name and set(name) <= words for name in (_words(each) for each in names) if len(name) > 1)


def _words(text: str) -> list[str]:
    plain = "".join(each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each))
    return re.findall(r"[^\W\d_]+", plain.replace("’s", "").replace("'s", "").replace("'", "").replace("’", ""))
