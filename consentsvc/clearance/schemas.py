"""What the clearance room's API takes and gives."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from consentsvc.clearance.rules import Outcome
from consentsvc.forms.schemas import PurposeId
from consentsvc.kernel.rulebook import Reason
from consentsvc.kernel.web import ReasonDocument
from consentsvc.media.schemas import Box

MOST_PHOTOS = 2000


def reason_documents(reasons: Iterable[Reason]) -> list[ReasonDocument]:
    """Reasons as the API gives them."""
    return [ReasonDocument.model_validate(reason, from_attributes=True) for reason in reasons]


class PurposeClearance(BaseModel):
    """May the photo go out for this purpose? Only `cleared` lets it. `holds_until`: the first day that alone may change it.

    `warnings`: what somebody should think about before it goes out; they stop nothing.
    """

    purpose: str
    outcome: Outcome
    reasons: list[ReasonDocument]
    holds_until: date | None
    warnings: list[ReasonDocument]


class Clearance(BaseModel):
    """Every purpose for one photo. `shown_nowhere`: the children in it for whom no purpose is left at all (W3)."""

    photo_id: UUID
    purposes: list[PurposeClearance]
    shown_nowhere: list[ReasonDocument]


class CropOffer(BaseModel):
    """A part of a picture that may go out for these purposes though the whole may not, and how many people it would show (W3)."""

    crop: Box
    purposes: list[str]
    people: int


class CropOffers(BaseModel):
    """The part that serves most purposes first."""

    items: list[CropOffer]


class LookFor(BaseModel):
    """A child who must not be in a crowd picture. Never why."""

    id: UUID
    name: str
    class_name: str | None
    group_name: str


class CrowdLook(BaseModel):
    """Whom to look for in a crowd picture before it goes out for a purpose (E6). `is_checked`: somebody who counts looked for all of them.

    `checked_by`: the names of those. `is_own_upload`: you uploaded it, so somebody else has to look.
    """

    photo_id: UUID
    purpose: str
    people_version: int
    look_for: list[LookFor]
    is_checked: bool
    checked_by: list[str]
    is_own_upload: bool


class CrowdConfirmation(BaseModel):
    """Your word that none of `looked_for` is in the picture: the ids that you were given."""

    model_config = ConfigDict(extra="forbid")

    people_version: int
    purpose: PurposeId
    looked_for: Annotated[list[UUID], Field(max_length=20_000)]


class ClearancesWanted(BaseModel):
    """Photos by their ids, or all of an event; every purpose where none is named."""

    model_config = ConfigDict(extra="forbid")

    photo_ids: Annotated[list[UUID], Field(max_length=MOST_PHOTOS)] | None = None
    event_id: UUID | None = None
    purposes: Annotated[list[PurposeId], Field(max_length=50)] = []


class ClearanceRow(BaseModel):
    """One photo's outcome by purpose."""

    photo_id: UUID
    outcomes: dict[str, Outcome]


class Clearances(BaseModel):
    items: list[ClearanceRow]
