from datetime import date
from typing import Annotated, ClassVar, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, StringConstraints, model_validator

from consentsvc.kernel.schemas import Input, composed, one_line
from consentsvc.roster.rules import EMAIL, LONGEST_EMAIL, LONGEST_NAME, LONGEST_PHONE

Name = Annotated[str, one_line(LONGEST_NAME), AfterValidator(composed)]
Search = Annotated[str, one_line(LONGEST_NAME, shortest=0), AfterValidator(composed)]
Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_EMAIL, pattern=EMAIL)]
Phone = Annotated[str, one_line(LONGEST_PHONE)]
Change = Literal["added", "changed", "unchanged"]


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


class ChildList(BaseModel):
    items: list[ChildRow]
    total: int


class GuardianRow(BaseModel):
    """A guardian as one child's: the last three are about this child."""

    id: UUID
    name: str
    email: str | None
    phone: str | None
    relationship: str
    parental_responsibility: bool
    contact_barred: bool


class ChildDetail(ChildRow):
    born_on: date
    guardians: list[GuardianRow]


class NewChild(Input):
    ref: Name
    first_name: Name
    last_name: Name
    born_on: date
    class_id: UUID | None = None


class ChildChange(Patch):
    MAY_BE_NULL = frozenset({"class_id", "left_on"})

    ref: Name | None = None
    first_name: Name | None = None
    last_name: Name | None = None
    born_on: date | None = None
    class_id: UUID | None = None
    left_on: date | None = None


class NewGuardian(Input):
    name: Name
    email: Email | None = None
    phone: Phone | None = None
    relationship: Name
    parental_responsibility: bool
    contact_barred: bool = False


class GuardianChange(Patch):
    MAY_BE_NULL = frozenset({"email", "phone"})

    name: Name | None = None
    email: Email | None = None
    phone: Phone | None = None
    relationship: Name | None = None
    parental_responsibility: bool | None = None
    contact_barred: bool | None = None


class AdultRow(BaseModel):
    id: UUID
    name: str


class NewAdult(Input):
    name: Name


class ImportRow(BaseModel):
    """One line of the file; `columns` are those whose cells differ from the roster."""

    row: int
    name: str
    class_name: str | None
    change: Change
    columns: list[str]


class ImportProblem(BaseModel):
    row: int
    column: str | None
    message: str


class ImportPreview(BaseModel):
    """What applying the file would do. `not_in_file`: children on the roster whom it doesn't name; they stay as they are."""

    id: UUID
    file_name: str
    added: int
    changed: int
    unchanged: int
    not_in_file: int
    rows: list[ImportRow]
    problems: list[ImportProblem]
    can_apply: bool


class ImportResult(BaseModel):
    added: int
    changed: int
    unchanged: int
