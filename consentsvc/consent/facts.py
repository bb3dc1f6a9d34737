"""What became true in the consent room. `person_id` is a child or an adult."""

from dataclasses import dataclass
from uuid import UUID

from consentsvc.kernel.facts import Fact


@dataclass(frozen=True)
class ConsentGiven(Fact):
    person_id: UUID
    answer_id: UUID


@dataclass(frozen=True)
class ConsentRefused(Fact):
    person_id: UUID
    answer_id: UUID


@dataclass(frozen=True)
class ConsentWithdrawn(Fact):
    person_id: UUID
    answer_id: UUID


@dataclass(frozen=True)
class ChildRestricted(Fact):
    child_id: UUID


@dataclass(frozen=True)
class RestrictionLifted(Fact):
    child_id: UUID
