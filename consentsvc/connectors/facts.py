"""What became true in the connectors room."""

from dataclasses import dataclass
from uuid import UUID

from consentsvc.kernel.facts import Fact


@dataclass(frozen=True)
class PageBehind(Fact):
    """A connection's page may not be as it should be."""

    connection_id: UUID


@dataclass(frozen=True)
class MessagesDue(Fact):
    """A webhook has messages to take."""

    webhook_id: UUID
