"""What the rulebook lets a school change, with its defaults. What is fixed there can't be set here."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Self


@dataclass(frozen=True)
class SchoolPolicy:
    """A school's choices. Lengths in pixels."""

    year_ends_month: int = 8  # C11: answers lapse at the end of the school year
    year_ends_day: int = 31
    open_web_longest_edge: int = 1600  # P4
    single_child_longest_edge: int = 800  # P4: a single child on the open web

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Self:
        """The policy that a school has stored; what it hasn't stored is the default."""
        known = {field.name for field in fields(cls)}
        return cls(**{key: value for key, value in stored.items() if key in known})

    def year_end_after(self, day: date) -> date:
        """The last day of the school year that `day` is in (C11)."""
        end = date(day.year, self.year_ends_month, self.year_ends_day)
        return end if day <= end else end.replace(year=day.year + 1)
