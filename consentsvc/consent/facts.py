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


@dataclass(frozen=True)
class PaperFormChecked(Fact):
    """Somebody else compared a paper form with what was typed in: its yeses count now, or never will (C15)."""

    person_id: UUID
    receipt_id: UUID


@dataclass(frozen=True)
class AnswerInvalidated(Fact):
    """A yes was entered by mistake (C2)."""

    person_id: UUID
    answer_id: UUID


@dataclass(frozen=True)
class ObjectionRaised(Fact):
    child_id: UUID
    objection_id: UUID


@dataclass(frozen=True)
class ObjectionSettled(Fact):
    """An objection was upheld, overruled or taken back (C13)."""

    child_id: UUID
    objection_id: UUID


@dataclass(frozen=True)
class OptedOut(Fact):
    """Somebody opted a child out of an event's photography (E3). While nobody knows whom, all of its pictures wait."""

    event_id: UUID


@dataclass(frozen=True)
class OptOutSettled(Fact):
    """Staff said whom an opt-out is about, that it is about nobody here, or that it has ended (E3)."""

    event_id: UUID


@dataclass(frozen=True)
class CapacityAssessed(Fact):
    person_id: UUID


@dataclass(frozen=True)
class PastAnswersTakenOver(Fact):
    """Answers from before were imported; who was asked about what stands in the answers themselves."""

    import_id: UUID
