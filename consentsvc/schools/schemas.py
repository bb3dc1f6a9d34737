"""What the schools room's API takes and gives."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from consentsvc.kernel.languages import ENGLISH, LANGUAGES
from consentsvc.kernel.schemas import Input, composed, one_line
from consentsvc.schools.policy import CoverStyle

A_YEAR_WITHOUT_A_LEAP_DAY = 2001

Terms = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=5000, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f]*$"),
    AfterValidator(composed),
]


def _in_order(codes: list[str]) -> list[str]:
    unknown = sorted(set(codes) - set(LANGUAGES))
    if unknown:
        raise ValueError(f"There is no such language: {', '.join(unknown)}.")
    if ENGLISH not in codes:
        raise ValueError("English is always offered: whatever isn't translated is shown in it.")
    return [code for code in LANGUAGES if code in codes]


class Policy(Input):
    """What a school has chosen where the rulebook leaves a choice: see schools.policy. Lengths in pixels, shares from 0 to 1."""

    year_ends_month: Annotated[int, Field(ge=1, le=12)]
    year_ends_day: Annotated[int, Field(ge=1, le=31)]
    answers_last: Literal["school_year", "until_leaving"]
    renewal_days: Annotated[int, Field(ge=7, le=120)]
    capacity_age: Annotated[int, Field(ge=8, le=17)]
    young_people: Literal["veto", "both_must_agree"]
    smallest_group: Annotated[int, Field(ge=2, le=20)]
    close_up_share: Annotated[float, Field(ge=0.05, le=0.9)]
    is_public_body: bool
    oldest_past_answer_months: Annotated[int, Field(ge=0, le=60)]
    contact: Annotated[str, one_line(200, shortest=0), AfterValidator(composed)]
    address: Annotated[str, one_line(300, shortest=0), AfterValidator(composed)]
    languages: Annotated[list[str], AfterValidator(_in_order)]
    open_web_longest_edge: Annotated[int, Field(ge=320, le=2400)]
    single_child_longest_edge: Annotated[int, Field(ge=320, le=2400)]
    portraits: Literal["allow", "second_person", "deny"]
    portrait_share: Annotated[float, Field(ge=0.1, le=0.9)]
    cover_style: CoverStyle
    credit: Annotated[str, one_line(200, shortest=0), AfterValidator(composed)]
    upload_notice: Annotated[str, one_line(1000), AfterValidator(composed)]
    photographer_terms: Terms
    crowd_face_share: Annotated[float, Field(ge=0.01, le=0.1)]
    two_people_for: Annotated[list[Annotated[str, one_line(40)]], Field(max_length=40)]
    review_days: Annotated[int, Field(ge=28, le=730)]
    takedown_days: Annotated[int, Field(ge=1, le=14)]

    @model_validator(mode="after")
    def _possible(self) -> Self:
        try:
            date(A_YEAR_WITHOUT_A_LEAP_DAY, self.year_ends_month, self.year_ends_day)
        except ValueError:
            raise ValueError("There is no such day in every year.") from None
        if self.single_child_longest_edge > self.open_web_longest_edge:
            raise ValueError("A picture of a single child can't be larger than other pictures.")
        return self


class PolicyDetail(BaseModel):
    """The school's choices. `rules`: which rule leaves each to the school. `revision`: give it back with a change."""

    revision: str
    policy: Policy
    defaults: Policy
    rules: dict[str, str]


class PolicyChange(Input):
    revision: str
    policy: Policy
