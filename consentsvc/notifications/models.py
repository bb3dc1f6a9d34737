from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from consentsvc.kernel.tables import SchoolOwned, instant, one_of, owned

STATES = ("waiting", "sent", "dropped", "refused", "bounced")


class Letter(SchoolOwned, table=True):
    """One mail that somebody is owed. No address, no name, no text, no link (L1, G5).

    about_id: what it is about, in the room that writes it (a request of a round, a receipt). key: the same letter isn't queued twice.
    dropped: it wasn't wanted any more when it was due. refused: the mail server says for good that it can't. bounced: it came back.
    """

    __tablename__ = "letters"
    __table_args__ = owned(
        UniqueConstraint("school_id", "key"),
        one_of("state", STATES),
        Index("ix_letters_school_id_state_not_before", "school_id", "state", "not_before"),
        Index("ix_letters_school_id_about_id", "school_id", "about_id"),
    )

    kind: str
    about_id: UUID
    key: str
    queued_at: datetime = instant()
    not_before: datetime = instant()
    state: str = "waiting"
    tries: int = 0
    settled_at: datetime | None = instant(nullable=True)
    failure: str | None = Field(
        default=None, description="A word for why it didn't arrive, and the server's code; never its text."
    )
