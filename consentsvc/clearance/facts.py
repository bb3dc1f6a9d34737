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


@dataclass(frozen=True)
class ChildPulled(Fact):
    """Nothing that shows this child goes out while a report is looked into (M7)."""

    child_id: UUID


@dataclass(frozen=True)
class ChildPullEnded(Fact):
    child_id: UUID


@dataclass(frozen=True)
class PicturePulled(Fact):
    """Nothing of this picture goes out while a report is looked into (M7)."""

    photo_id: UUID


@dataclass(frozen=True)
class PicturePullEnded(Fact):
    photo_id: UUID
