"""What became true in the forms room."""

from dataclasses import dataclass
from uuid import UUID

from consentsvc.kernel.facts import Fact


@dataclass(frozen=True)
class FormPublished(Fact):
    edit_id: UUID
