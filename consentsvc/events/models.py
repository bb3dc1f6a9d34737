from datetime import date, datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from consentsvc.kernel.tables import SchoolOwned, instant, owned, within_school


class Event(SchoolOwned, table=True):
    __tablename__ = "events"
    __table_args__ = owned()

    name: str
    on_date: date
    place: str
    created_by: UUID | None = Field(foreign_key="users.id")
    created_at: datetime = instant()


class Participant(SchoolOwned, table=True):
    __tablename__ = "participants"
    __table_args__ = owned(
        UniqueConstraint("school_id", "event_id", "child_id"),
        within_school("event_id", "events"),
        within_school("child_id", "children"),
    )

    event_id: UUID
    child_id: UUID
