from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, Index, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel.tables import SchoolOwned, instant, one_of, owned, sequence, within_school

PURPOSE_IDS = tuple(PURPOSES)


class PhotoRefusal(SchoolOwned, table=True):
    """A family's no to one picture, for every use of it: said, or taken back by whoever said it (C4, C16). Only ever added."""

    __tablename__ = "photo_refusals"
    __table_args__ = owned(
        within_school("photo_id", "photos"),
        within_school("child_id", "children"),
        within_school("guardian_id", "guardians"),
        one_of("said", ("refused", "taken_back")),
        Index("ix_photo_refusals_school_id_photo_id", "school_id", "photo_id"),
    )

    seq: int | None = sequence()
    photo_id: UUID
    child_id: UUID
    guardian_id: UUID | None = None
    said: str
    at: datetime = instant()


class CrowdCheck(SchoolOwned, table=True):
    """A named person's word, for one purpose, that nobody of those to be kept out is in a crowd picture as it stood (E6). Only ever added.

    kept_out: the children whom they looked for. Once somebody else has to be kept out, the check is void.
    """

    __tablename__ = "crowd_checks"
    __table_args__ = owned(
        within_school("photo_id", "photos"),
        one_of("purpose", PURPOSE_IDS),
        Index("ix_crowd_checks_school_id_photo_id_version", "school_id", "photo_id", "people_version"),
    )

    photo_id: UUID
    people_version: int
    purpose: str
    kept_out: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))
    by: UUID = Field(foreign_key="users.id")
    at: datetime = instant()
