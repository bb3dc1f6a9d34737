from datetime import datetime
from uuid import UUID

from sqlalchemy import Index

from consentsvc.kernel.tables import SchoolOwned, instant, one_of, owned, sequence, within_school


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
