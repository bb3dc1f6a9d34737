"""What the asking room's API takes and gives."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID, uuid4

from pydantic import BaseModel, Field, StringConstraints, model_validator

from consentsvc.asking.rules import Answered, Reached
from consentsvc.forms.purposes import PURPOSES
from consentsvc.forms.schemas import PurposeId
from consentsvc.kernel.schemas import Input, Name, Named

ScopeKind = Literal["school", "classes", "event", "children", "adults"]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f]*$")]


class Scope(Input):
    """Who is asked: every family, those of classes, of an event's participants, of chosen children; or the adults of the school.

    The event is the round's own `event_id`.
    """

    kind: ScopeKind
    class_ids: list[UUID] = Field(default=[], max_length=1000)
    child_ids: list[UUID] = Field(default=[], max_length=20_000)


class NewRound(Input):
    """A round to start. The same `id` starts nothing twice. `purposes` empty: all. `remind_after`: days after the first asking."""

    id: UUID = Field(default_factory=uuid4)
    name: Name
    scope: Scope
    event_id: UUID | None = None
    purposes: list[PurposeId] | None = Field(default=None, min_length=1, max_length=len(PURPOSES))
    note: Note = ""
    due_on: date | None = None
    remind_after: list[Annotated[int, Field(ge=1, le=120)]] = Field(default=[], max_length=6)

    @model_validator(mode="after")
    def is_whole(self) -> Self:
        """Refuse a scope without those whom it is about, and reminders out of order."""
        chosen = {"classes": self.scope.class_ids, "children": self.scope.child_ids, "event": self.event_id}
        if not chosen.get(self.scope.kind, True):
            raise ValueError("Choose whom to ask.")
        if self.remind_after != sorted(set(self.remind_after)):
            raise ValueError("Put the days of the reminders in order, each once.")
        return self


class RoundPreview(BaseModel):
    """Whom a round would ask. `nobody_to_ask`: children for whom nobody can be asked whose yes would count."""

    children: int
    people: int
    by_email: int
    by_letter: int
    nobody_to_ask: list[Named]


class RoundCounts(BaseModel):
    """Everybody asked, by how much they have answered; and, of those who haven't answered all, how the asking fares."""

    people: int
    answered: int
    part_answered: int
    not_answered: int
    waiting: int
    came_back: int
    to_print: int


class RoundRow(BaseModel):
    """A round and how far it is. `made_by` empty: the service itself, because answers lapse."""

    id: UUID
    name: str
    scope: ScopeKind
    event: Named | None
    purposes: list[str] | None
    note: str
    due_on: date | None
    remind_after: list[int]
    is_renewal: bool
    made_by: Named | None
    made_at: datetime
    ended_at: datetime | None
    counts: RoundCounts


class RenewalNotice(BaseModel):
    """What the service will do by itself: ask every family again from `starts_on` on, because answers lapse on `lapses_on` (C11)."""

    starts_on: date
    lapses_on: date


class RoundList(BaseModel):
    """The newest rounds, those that go on first; and the renewal to come, where there is one."""

    items: list[RoundRow]
    renewal: RenewalNotice | None


class AskedRow(BaseModel):
    """Somebody asked. `person`: who answers; `about`: the child, or the adult themself."""

    request_id: UUID
    child_id: UUID | None
    about: str
    class_name: str | None
    person: str
    answers_for: Literal["child", "self"]
    email: str | None
    answered: Answered
    reached: Reached
    failure: str | None
    asked_at: datetime | None
    printed_at: datetime | None
    reminded_at: datetime | None
    reminders: int


class AskedList(BaseModel):
    items: list[AskedRow]
    total: int


class Chased(BaseModel):
    """How many reminders go out now, and how many can't: by letter only, or reminded or asked today already."""

    reminded: int
    to_print: int
    today_already: int


class LettersOrder(Input):
    """Whose letters to print. Empty: everybody who has no address, or whose mail came back, and hasn't answered all."""

    request_ids: list[UUID] = Field(default=[], max_length=1500)
