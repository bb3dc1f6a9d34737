"""What became true in the publishing room."""

from dataclasses import dataclass
from uuid import UUID

from consentsvc.kernel.facts import Fact


@dataclass(frozen=True)
class PlacementMade(Fact):
    placement_id: UUID
    photo_id: UUID
    channel_id: UUID


@dataclass(frozen=True)
class PlacementRemoved(Fact):
    placement_id: UUID
    photo_id: UUID
    channel_id: UUID
