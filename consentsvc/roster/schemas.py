from datetime import date, datetime
from typing import Annotated, ClassVar, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from consentsvc.kernel.languages import LANGUAGES
from consentsvc.kernel.schemas import Input, composed, one_line
from consentsvc.roster.mapping import ColumnChoices, DateOrder, Source
from consentsvc.roster.matching import Change
from consentsvc.roster.oneroster import OneRosterChoices
from consentsvc.roster.rules import EMAIL, LONGEST_EMAIL, LONGEST_NAME, LONGEST_PHONE


def _known_language(code: str) -> str:
    if code not in LANGUAGES:
        raise ValueError(f"We write in these languages: {', '.join(LANGUAGES)}.")
    return code


Name = Annotated[str, one_line(LONGEST_NAME), AfterValidator(composed)]
Search = Annotated[str, one_line(LONGEST_NAME, shortest=0), AfterValidator(composed)]
Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_EMAIL, pattern=EMAIL)]
Phone = Annotated[str, one_line(LONGEST_PHONE)]
Language = Annotated[str, AfterValidator(_known_language)]
Choices = Annotated[ColumnChoices | OneRosterChoices, Field(discriminator="kind")]


class Patch(Input):
    """What is left out stays as it is. Only what may be empty can be set to null."""

    MAY_BE_NULL: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="after")
    def nothing_needed_is_null(self) -> Self:
        """Refuse null where there has to be something."""
        for field in sorted(self.model_fields_set - self.MAY_BE_NULL):
            if getattr(self, field) is None:
                raise ValueError(f"{field} can't be empty; leave it out to keep it as it is.")
        return self


class ClassRow(BaseModel):
    id: UUID
    name: str
    children: int


class ChildRow(BaseModel):
    """What lists show of a child. Whoever looks closer is recorded (ChildDetail, A2)."""

    id: UUID
    ref: str
    first_name: str
    last_name: str
    name: str
    class_id: UUID | None
    class_name: str | None
    left_on: date | None
    turns_18_on: date | None = Field(description="Only where the list is of those who soon will.")


class ChildList(BaseModel):
    items: list[ChildRow]
    total: int


class GuardianRow(BaseModel):
    """A guardian as one child's: from `relationship` on it is about this child.

    Whoever may not see answers gets the name and the relationship alone; the rest is null.
    """

    id: UUID
    name: str
    email: str | None
    phone: str | None
    language: Language | None
    relationship: str
    parental_responsibility: bool | None
    local_authority: bool | None
    contact_barred: bool | None


class ChildDetail(ChildRow):
    """Null where the reader may not see answers: `looked_after` and `older_yeses_ended` (they came back, or care began or ended)."""

    known_as: str | None
    born_on: date
    looked_after: bool | None
    older_yeses_ended: bool | None
    guardians: list[GuardianRow]


class NewChild(Input):
    ref: Name
    first_name: Name
    last_name: Name
    known_as: Name | None = None
    born_on: date
    class_id: UUID | None = None
    looked_after: bool = False


class ChildChange(Patch):
    MAY_BE_NULL = frozenset({"class_id", "left_on", "known_as"})

    ref: Name | None = None
    first_name: Name | None = None
    last_name: Name | None = None
    known_as: Name | None = None
    born_on: date | None = None
    class_id: UUID | None = None
    left_on: date | None = None
    looked_after: bool | None = None


class NewGuardian(Input):
    name: Name
    email: Email | None = None
    phone: Phone | None = None
    language: Language | None = None
    relationship: Name
    parental_responsibility: bool
    local_authority: bool = False
    contact_barred: bool = False


class GuardianChange(Patch):
    MAY_BE_NULL = frozenset({"email", "phone", "language"})

    name: Name | None = None
    email: Email | None = None
    phone: Phone | None = None
    language: Language | None = None
    relationship: Name | None = None
    parental_responsibility: bool | None = None
    local_authority: bool | None = None
    contact_barred: bool | None = None


class AdultRow(BaseModel):
    id: UUID
    name: str


class NewAdult(Input):
    name: Name


class FileColumnRow(BaseModel):
    """A column of a file: its first different values; `date_orders`: in which order its dates can be read, none where it isn't dates."""

    name: str
    values: list[str]
    has_more: bool
    date_orders: list[DateOrder]


class MappingRow(BaseModel):
    id: UUID
    name: str
    fingerprint: str
    choices: Choices
    saved_at: datetime


class FileLook(BaseModel):
    """What kind of file it is. Of `own` there is nothing to say; for `csv` somebody says which column is which."""

    kind: Literal["own", "csv", "oneroster"]
    fingerprint: str | None
    columns: list[FileColumnRow]
    suggested: list[Source]
    suggested_dates: DateOrder | None
    remembered: MappingRow | None


class NewMapping(Input):
    fingerprint: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64}|oneroster)$")]
    name: Name
    choices: Choices


class ImportRow(BaseModel):
    """One line of the file; `columns` are those whose cells differ from the roster."""

    row: int
    name: str
    class_name: str | None
    change: Change
    columns: list[str]


class ImportRows(BaseModel):
    items: list[ImportRow]
    total: int


class MissingChild(BaseModel):
    id: UUID
    name: str
    class_name: str | None


class MissingChildren(BaseModel):
    items: list[MissingChild]
    total: int


class ImportProblem(BaseModel):
    row: int
    column: str | None
    message: str


class ImportPreview(BaseModel):
    """What applying the file would do, with its first rows.

    `not_in_file`: children on the roster whom it doesn't name; whoever applies it says whether they stay. `notes`: what to know first.
    """

    id: UUID
    file_name: str
    added: int
    changed: int
    returned: int
    left: int
    unchanged: int
    not_in_file: int
    are_many_missing: bool
    notes: list[str]
    rows: list[ImportRow]
    problems: list[ImportProblem]
    can_apply: bool


class ApplyImport(Input):
    """`missing`: whether the children whom the file doesn't name stay or have left; then `confirm_left` says how many they are."""

    missing: Literal["keep", "left"] = "keep"
    confirm_left: Annotated[int, Field(ge=0, le=1_000_000)] | None = None


class ImportResult(BaseModel):
    added: int
    changed: int
    returned: int
    left: int
    unchanged: int
