from datetime import date, datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from consentsvc.events.schemas import Activity
from consentsvc.kernel.tables import SchoolOwned, instant, one_of, owned, within_school

ACTIVITIES: tuple[str, ...] = get_args(Activity)


class Event(SchoolOwned, table=True):
    __tablename__ = "events"
    __table_args__ = owned(one_of("activity", ACTIVITIES))

    name: str
    on_date: date
    place: str
    activity: str | None = Field(default=None, description="One whose pictures take an extra check by a person (P7).")
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
