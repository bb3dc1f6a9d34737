"""What the families room's API takes and gives."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from consentsvc.kernel.schemas import Input


class Invitation(Input):
    """Whose link it is to be; `guardian_id` empty: the young person's own."""

    guardian_id: UUID | None


class WayIn(BaseModel):
    """A speaker's link and code. Only their hashes are kept."""

    url: str
    code: str
    link_id: UUID
    expires_at: datetime


class LinkRow(BaseModel):
    """A link that is in use. `guardian_id` empty: the person's own."""

    link_id: UUID
    guardian_id: UUID | None
    made_at: datetime
    expires_at: datetime


class SpokenCode(BaseModel):
    """A code to read out on the phone, and the page where it is typed in."""

    code: str
    typed_at: str
    expires_at: datetime
