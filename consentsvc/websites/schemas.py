"""What the websites room's API takes and gives."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel

from consentsvc.kernel.outside import LONGEST_ADDRESS
from consentsvc.kernel.schemas import Input, Named, Reason, one_line

FindingKind = Literal["unknown_copy", "dead_link", "still_there"]

SAYS: dict[FindingKind, str] = {
    "unknown_copy": "A picture like one of ours, which nobody told us about.",
    "dead_link": "A link to a picture of ours that may not be shown any more: visitors see an empty frame.",
    "still_there": "A copy that was said to be gone is there.",
}
"""What was found, in a sentence."""


class NewPage(Input):
    address: Annotated[str, one_line(LONGEST_ADDRESS)]


class PageRow(BaseModel):
    """A page that is looked at. pictures: how many were looked at there; problem_text: why it couldn't be looked at, or not all of it."""

    id: UUID
    address: str
    created_at: datetime
    looked_at: datetime | None
    pictures: int
    problem_text: str | None
    open_findings: int


class FindingRow(BaseModel):
    """Something that isn't as it should be. `ended_by` is empty where it was just not seen any more. distance: of 256; 0 is the same."""

    id: UUID
    page_id: UUID
    page_address: str
    kind: FindingKind
    says: str
    address: str
    photo_id: UUID | None
    copy_id: UUID | None
    distance: int | None
    found_at: datetime
    last_seen_at: datetime
    ended_at: datetime | None
    ended_by: Named | None
    why_ended: str | None


class Ending(Input):
    """Why a finding needs nothing more."""

    reason: Reason
