from datetime import date, datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, UniqueConstraint, text
from sqlmodel import Field

from consentsvc.events.schemas import Activity, NoticeKind, OptOutState, Scale, Spectators
from consentsvc.kernel.tables import SchoolOwned, instant, one_of, owned, sequence, version, within_school

ACTIVITIES: tuple[str, ...] = get_args(Activity)
SCALES: tuple[str, ...] = get_args(Scale)
SPECTATORS: tuple[str, ...] = get_args(Spectators)
NOTICES: tuple[str, ...] = get_args(NoticeKind)
OPT_OUT_STATES: tuple[str, ...] = get_args(OptOutState)


class Event(SchoolOwned, table=True):
    __tablename__ = "events"
    __table_args__ = owned(
        one_of("activity", ACTIVITIES),
        one_of("scale", SCALES),
        one_of("spectators", SPECTATORS),
        UniqueConstraint("notice_code"),
    )

    name: str
    on_date: date
    place: str
    activity: str | None = Field(default=None, description="One whose pictures take an extra check by a person (P7).")
    scale: str = Field(default="ordinary", description="large and public take notices and a register (E1, E2, E4).")
    spectators: str = Field(default="allowed", description="Whether spectators may take pictures (E1).")
    notice_code: str | None = Field(
        default=None, description="Of its public notice, /n/{code}; none until it is first needed (E3)."
    )
    marker: str = Field(default="", description="What those who may be photographed wear, in the school's words (E5).")
    no_photo_marker: str = Field(default="", description="What those who may not be photographed wear (E5).")
    created_by: UUID | None = Field(foreign_key="users.id")
    created_at: datetime = instant()
    version: int = version()


class Participant(SchoolOwned, table=True):
    __tablename__ = "participants"
    __table_args__ = owned(
        UniqueConstraint("school_id", "event_id", "child_id"),
        within_school("event_id", "events"),
        within_school("child_id", "children"),
    )

    event_id: UUID
    child_id: UUID
    group_name: str = Field(default="", description="Seat, row or group, as the school calls it (E5).")


class ConfirmedNotice(SchoolOwned, table=True):
    """Somebody's word that one of a large event's notices was given, and how (E2). Only ever added; the newest counts."""

    __tablename__ = "confirmed_notices"
    __table_args__ = owned(
        within_school("event_id", "events"),
        one_of("kind", NOTICES),
        Index("ix_confirmed_notices_school_id_event_id", "school_id", "event_id"),
    )

    seq: int | None = sequence()
    event_id: UUID
    kind: str
    is_given: bool = Field(description="False: taken back.")
    how: str = ""
    by: UUID = Field(foreign_key="users.id")
    at: datetime = instant()


class Photographer(SchoolOwned, table=True):
    """Somebody who takes pictures for the school at one event (E4). `user_id`: where they sign in here.

    They count once the identity was checked and the brief is signed, until `ended_at`.
    """

    __tablename__ = "photographers"
    __table_args__ = owned(
        within_school("event_id", "events"),
        UniqueConstraint("school_id", "event_id", "badge_number"),
        UniqueConstraint("badge_code"),
        Index(
            "uq_photographers_user", "school_id", "event_id", "user_id", unique=True, postgresql_where=text("ended_at is null")
        ),
    )

    event_id: UUID
    name: str
    organisation: str = ""
    user_id: UUID | None = Field(default=None, foreign_key="users.id")
    badge_number: int
    badge_code: str = Field(description="Of the page /badge/{code}, where a steward sees whether this badge counts.")
    identity_checked_by: UUID | None = Field(default=None, foreign_key="users.id")
    identity_checked_at: datetime | None = instant(nullable=True)
    identity_seen: str = Field(default="", description="What was looked at, never a number of it: 'passport'.")
    brief_signed_at: datetime | None = instant(nullable=True)
    brief_signed_to: UUID | None = Field(default=None, foreign_key="users.id", description="Who saw it signed.")
    brief_text: str = Field(default="", description="The terms as they were signed.")
    ended_at: datetime | None = instant(nullable=True)
    ended_by: UUID | None = Field(default=None, foreign_key="users.id")
    added_by: UUID | None = Field(default=None, foreign_key="users.id")
    added_at: datetime = instant()


class OptOut(SchoolOwned, table=True):
    """Somebody's word, without an account, that a child is not to be photographed at an event (E3).

    The words are what they typed; whom it counts for stands in the children matched. `open`: nobody on the list is so called, and
    somebody has to find out who it is; nothing of the event goes out until then.
    """

    __tablename__ = "opt_outs"
    __table_args__ = owned(
        within_school("event_id", "events"),
        one_of("state", OPT_OUT_STATES),
        Index("ix_opt_outs_school_id_event_id", "school_id", "event_id"),
    )

    seq: int | None = sequence()
    event_id: UUID
    child_name: str
    class_or_group: str = ""
    looks: str = Field(default="", description="What the child wears or how to know them, in the words of who said it.")
    language: str = "en"
    state: str
    settled_by: UUID | None = Field(default=None, foreign_key="users.id")
    settled_at: datetime | None = instant(nullable=True)
    why: str = Field(default="", description="Why it was settled as it was.")
    why_again: str = Field(default="", description="Why it was opened again, where it was.")
    at: datetime = instant()


class OptedOutChild(SchoolOwned, table=True):
    """A child whom an opt-out counts for: a no for that event, until somebody ends it with a reason, or a later yes for the same event
    by somebody who can agree undoes it (C9, E3)."""

    __tablename__ = "opted_out_children"
    __table_args__ = owned(
        within_school("opt_out_id", "opt_outs"),
        within_school("event_id", "events"),
        within_school("child_id", "children"),
        UniqueConstraint("school_id", "opt_out_id", "child_id"),
        Index("ix_opted_out_children_school_id_child_id", "school_id", "child_id"),
    )

    opt_out_id: UUID
    event_id: UUID
    child_id: UUID
    is_certain: bool = Field(description="False: only the name is much alike; it counts all the same until somebody settles it.")
    after_answer: int = Field(
        sa_column=Column(BigInteger, nullable=False),
        description="`seq` of the last answer before it: only later ones can undo it.",
    )
    ended_by: UUID | None = Field(default=None, foreign_key="users.id")
    ended_at: datetime | None = instant(nullable=True)
    why_ended: str = ""
    why_again: str = Field(default="", description="Why it counts again, where it was ended before.")


class GroupPicture(SchoolOwned, table=True):
    """A group picture that is taken twice: with everybody, and without those who are never shown (E7)."""

    __tablename__ = "group_pictures"
    __table_args__ = owned(
        within_school("event_id", "events"),
        within_school("everybody_photo_id", "photos"),
        within_school("without_photo_id", "photos"),
        CheckConstraint("length(name) > 0", name="named"),
    )

    event_id: UUID
    name: str
    everybody_photo_id: UUID | None = None
    without_photo_id: UUID | None = None
    added_by: UUID | None = Field(default=None, foreign_key="users.id")
    added_at: datetime = instant()
