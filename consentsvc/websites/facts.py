"""What became true in the websites room."""

from dataclasses import dataclass
from uuid import UUID

from consentsvc.kernel.facts import Fact


@dataclass(frozen=True)
class LookWanted(Fact):
    """The school's pages are due to be looked at."""


@dataclass(frozen=True)
class UnknownCopySeen(Fact):
    """A picture like one of ours is at an address that nobody told us about. Told each time that it is seen."""

    finding_id: UUID
    photo_id: UUID
