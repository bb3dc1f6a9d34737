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


@dataclass(frozen=True)
class PlacementReleased(Fact):
    """A second person said that it may go out (P6)."""

    placement_id: UUID
    photo_id: UUID
    channel_id: UUID


@dataclass(frozen=True)
class PlacementEnded(Fact):
    """It showed, and was seen not to show any more (P9)."""

    placement_id: UUID
    channel_id: UUID


@dataclass(frozen=True)
class PlacementShowsAgain(Fact):
    placement_id: UUID
    channel_id: UUID


@dataclass(frozen=True)
class CopyNoted(Fact):
    copy_id: UUID
    placement_id: UUID
