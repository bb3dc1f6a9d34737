"""What the rulebook lets a school change, with its defaults. What is fixed there can't be set here."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final, Literal, Self

RULES_OF: Final[Mapping[str, str]] = MappingProxyType(
    {
        "year_ends_month": "C11",
        "year_ends_day": "C11",
        "answers_last": "C11",
        "renewal_days": "C11",
        "capacity_age": "C7",
        "young_people": "C7",
        "smallest_group": "C12",
        "close_up_share": "C12",
        "is_public_body": "C13",
        "oldest_past_answer_months": "C11",
        "contact": "C16",
        "address": "C16",
        "languages": "C17",
        "open_web_longest_edge": "P4",
        "single_child_longest_edge": "P4",
        "portraits": "P5",
        "portrait_share": "P5",
        "cover_style": "W3",
        "credit": "P3",
        "upload_notice": "W5",
        "photographer_terms": "E4",
        "crowd_face_share": "E6",
        "two_people_for": "P6",
        "review_days": "P8",
        "takedown_days": "P9",
    }
)
"""The rule that leaves each choice to the school."""

CoverStyle = Literal["fill", "pixels", "shape"]
"""How a redacted person is covered: a soft fill in their own mean colours, a few large pixels, or a drawn shape."""

UPLOAD_NOTICE: Final = (
    "Only send pictures that you took for the school, of children you may picture. "
    "A picture taken without consent is deleted. It can lead to disciplinary action, a complaint, "
    "or a report to the data protection regulator."
)
"""What follows from capturing without consent, until the school says it in its own words (W5)."""

PHOTOGRAPHER_TERMS: Final = (
    "I take pictures only where the event's staff allow it, and never in changing rooms, toilets or at first aid.\n"
    "I wear my badge so that everybody can see it. I am never alone with a child.\n"
    "I follow the brief: I take no picture of anybody who wears the marker for no pictures, and I stop when somebody asks me to.\n"
    "I give all pictures to the school. I don't sell, post or pass on any of them, or put them into another system.\n"
    "I delete my copies when the school says so, and I say that I have.\n"
    "I tell the school at once if a picture is lost, stolen or sent to the wrong person."
)
"""What photographers at an event sign, until the school says it in its own words (E4). A line for each point."""


@dataclass(frozen=True)
class SchoolPolicy:
    """A school's choices. Lengths in pixels, shares from 0 to 1."""

    year_ends_month: int = 8  # C11: answers lapse at the end of the school year
    year_ends_day: int = 31
    answers_last: Literal["school_year", "until_leaving"] = "school_year"  # C11
    renewal_days: int = 28  # C11: so long before answers lapse, families are asked again
    capacity_age: int = 13  # C7: from this age the young person is asked too
    young_people: Literal["veto", "both_must_agree"] = "veto"  # C7
    smallest_group: int = 3  # C12: a picture with fewer children shows somebody as if alone
    close_up_share: float = 0.25  # C12: a face higher than this share of the picture is a close-up
    is_public_body: bool = True  # C13: only a public body may rest a purpose on public task
    oldest_past_answer_months: int = 24  # an older yes can't be taken over from what the school had
    contact: str = ""  # C16: how a family reaches the school, an address for mail or a number; it stands on receipts
    address: str = ""  # C16: the school's postal address, as it stands on receipts
    languages: tuple[str, ...] = ("en", "cy", "pl", "ro", "ur", "pa", "bn", "ar", "so", "tr", "zh", "uk")  # C17
    open_web_longest_edge: int = 1600  # P4
    single_child_longest_edge: int = 800  # P4: a single child on the open web
    portraits: Literal["allow", "second_person", "deny"] = (
        "second_person"  # P5: a large face that looks at the camera, on the open web
    )
    portrait_share: float = 0.4  # P5: a face higher than this share of what goes out is large
    cover_style: CoverStyle = (
        "fill"  # W3: how a redacted person is covered, unless whoever places the picture chooses another way
    )
    credit: str = ""  # P3: the rights notice in what goes out; empty: the school's name
    upload_notice: str = UPLOAD_NOTICE  # W5
    photographer_terms: str = PHOTOGRAPHER_TERMS  # E4
    crowd_face_share: float = 0.04  # E6: in a crowd picture no face is higher than this share of what goes out
    two_people_for: tuple[str, ...] = (
        "website",
        "social_media",
        "press",
        "video",
    )  # P6: a person who isn't the uploader stands behind it
    review_days: int = 365  # P8: so long until what is published is looked at again
    takedown_days: int = 2  # P9: so many days a person has to take a copy down, before the safeguarding lead is told

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Self:
        """The policy that a school has stored; what it hasn't stored is the default."""
        known = {field.name for field in fields(cls)}
        kept: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in stored.items() if key in known
        }
        return cls(**kept)

    def year_end_after(self, day: date) -> date:
        """The last day of the school year that `day` is in (C11)."""
        end = date(day.year, self.year_ends_month, self.year_ends_day)
        return end if day <= end else end.replace(year=day.year + 1)

    def lapses_on(self, said_on: date) -> date | None:
        """The first day on which a yes of that day no longer counts (C11): one said while families are asked again lasts the next year."""
        if self.answers_last == "until_leaving":
            return None
        return self.year_end_after(said_on + timedelta(days=self.renewal_days)) + timedelta(days=1)
