from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from consentsvc.kernel.schemas import Input
from consentsvc.roster.schemas import Name

Activity = Literal["swimming", "gymnastics", "athletics", "bathing", "dance"]
"""What pictures of it take an extra check for, by a person (P7)."""


class EventRow(BaseModel):
    """`participants`: how many. `activity`: one whose pictures take an extra check (P7)."""

    id: UUID
    name: str
    on_date: date
    place: str
    activity: Activity | None
    participants: int


class ParticipantRow(BaseModel):
    """A child who takes part: what is needed to find them in a picture, and no more."""

    id: UUID
    name: str
    first_name: str
    last_name: str
    class_id: UUID | None
    class_name: str | None


class EventDetail(BaseModel):
    """`participants`: who takes part, by name; empty for those who may not see children. `activity`: as in the list."""

    id: UUID
    name: str
    on_date: date
    place: str
    activity: Activity | None
    participants: list[ParticipantRow]


class NewEvent(Input):
    """Everybody in these classes takes part, and these children."""

    name: Name
    on_date: date
    place: Name
    activity: Activity | None = None
    class_ids: list[UUID] = Field(default=[], max_length=1000)
    child_ids: list[UUID] = Field(default=[], max_length=20_000)


class EventChange(Input):
    """`activity`: one whose pictures take an extra check by a person (P7), or none."""

    activity: Activity | None


class ParticipantsChange(Input):
    """The whole list: whoever it doesn't name takes no part any more."""

    child_ids: list[UUID] = Field(max_length=20_000)
