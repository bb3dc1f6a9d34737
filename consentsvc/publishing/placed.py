"""A placement as every part of publishing, and what stands above it, takes it."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from consentsvc.publishing.models import Channel, Placement, PlacementFile
from consentsvc.publishing.rules import PlacementFacts

NO_WORDS: Final = "A picture"
"""Stands for words that give a name which may not stand there any more."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A placement, its channel, and its files by size. `is_current`: the people in the photo are those it was made from.

    uploaded_by: of the photo. withholds_words: they give a name that may not stand there any more (P2).
    """

    placement: Placement
    channel: Channel
    is_current: bool
    files: Mapping[str, PlacementFile]
    uploaded_by: UUID | None
    withholds_words: bool = False

    @property
    def caption(self) -> str:
        """As the public may read it."""
        return "" if self.withholds_words else self.placement.caption

    @property
    def alt(self) -> str:
        """As the public may read it."""
        return NO_WORDS if self.withholds_words else self.placement.alt

    @property
    def words(self) -> str:
        """Tells whether the words are still those that somebody has seen."""
        said = f"{self.placement.caption}\0{self.placement.alt}"
        return hashlib.sha256(said.encode()).hexdigest()[:32]

    @property
    def is_in_place(self) -> bool:
        return self.placement.removed_at is None

    @property
    def people(self) -> Collection[UUID]:
        """The members of staff behind it."""
        behind = {self.uploaded_by, self.placement.placed_by, self.placement.released_by}
        return {person for person in behind if person}

    @property
    def facts(self) -> PlacementFacts:
        """What may hold it back."""
        placement, channel = self.placement, self.channel
        return PlacementFacts(
            id=placement.id,
            purpose=channel.purpose,
            is_current=self.is_current,
            uploaded_by=self.uploaded_by,
            placed_by=None if placement.by_program else placement.placed_by,
            released_by=placement.released_by,
            releasing=channel.releasing,
            reviewed_on=placement.reviewed_on,
            review_days=channel.review_days,
        )

    @property
    def use(self) -> tuple[UUID, str]:
        """The photo, and what it is used for here."""
        return self.placement.photo_id, self.channel.purpose
