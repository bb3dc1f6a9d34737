from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from consentsvc.roster.schemas import ChildRow, Name


class Input(BaseModel):
    model_config = ConfigDict(extra="forbid")


class EventRow(BaseModel):
    """`participants`: how many."""

    id: UUID
    name: str
    on_date: date
    place: str
    participants: int


class EventDetail(BaseModel):
    """`participants`: who takes part, by name; empty for those who may not see children."""

    id: UUID
    name: str
    on_date: date
    place: str
    participants: list[ChildRow]


class NewEvent(Input):
    """Everybody in these classes takes part, and these children."""

    name: Name
    on_date: date
    place: Name
    class_ids: list[UUID] = Field(default=[], max_length=1000)
    child_ids: list[UUID] = Field(default=[], max_length=20_000)


class ParticipantsChange(Input):
    """The whole list: whoever it doesn't name takes no part any more."""

    child_ids: list[UUID] = Field(max_length=20_000)
