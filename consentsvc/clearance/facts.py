"""What became true in the clearance room."""

from dataclasses import dataclass
from uuid import UUID

from consentsvc.kernel.facts import Fact


@dataclass(frozen=True)
class PictureRefused(Fact):
    child_id: UUID
    photo_id: UUID


@dataclass(frozen=True)
class PictureAllowedAgain(Fact):
    child_id: UUID
    photo_id: UUID
