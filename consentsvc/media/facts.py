from dataclasses import dataclass
from uuid import UUID

from consentsvc.kernel.facts import Fact


@dataclass(frozen=True)
class PhotoUploaded(Fact):
    photo_id: UUID


@dataclass(frozen=True)
class ScanAskedAgain(Fact):
    photo_id: UUID
