from dataclasses import dataclass
from uuid import UUID

from consentsvc.kernel.facts import Fact


@dataclass(frozen=True)
class PhotoUploaded(Fact):
    photo_id: UUID


@dataclass(frozen=True)
class ScanAskedAgain(Fact):
    photo_id: UUID


@dataclass(frozen=True)
class VideoUploaded(Fact):
    photo_id: UUID


@dataclass(frozen=True)
class VideoAskedAgain(Fact):
    photo_id: UUID


@dataclass(frozen=True)
class PhotoSealed(Fact):
    seal_id: UUID
    photo_id: UUID


@dataclass(frozen=True)
class SealEnded(Fact):
    seal_id: UUID
    photo_id: UUID


@dataclass(frozen=True)
class PhotoDeleted(Fact):
    photo_id: UUID
