"""Who speaks, and for whom: every answer, link and form belongs to a speaker."""

from dataclasses import dataclass
from typing import Literal, Self
from uuid import UUID

Authority = Literal["parental_responsibility", "local_authority", "own", "none"]
"""On whose authority somebody answers, as the roster has it (C3, C5, C8). `none`: only a no of theirs counts."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A guardian for a child, a young person for themself, or an adult for themself. Make one by its three names."""

    child_id: UUID | None = None
    guardian_id: UUID | None = None
    adult_id: UUID | None = None

    @classmethod
    def guardian(cls, child_id: UUID, guardian_id: UUID) -> Self:
        return cls(child_id=child_id, guardian_id=guardian_id)

    @classmethod
    def young_person(cls, child_id: UUID) -> Self:
        return cls(child_id=child_id)

    @classmethod
    def adult(cls, adult_id: UUID) -> Self:
        return cls(adult_id=adult_id)

    @classmethod
    def for_child(cls, child_id: UUID, guardian_id: UUID | None) -> Self:
        """The guardian, or, where there is none, the child."""
        return cls(child_id=child_id, guardian_id=guardian_id)

    @property
    def person_id(self) -> UUID:
        """Whom the answer is about."""
        person = self.child_id or self.adult_id
        assert person is not None
        return person

    @property
    def speaks_for_self(self) -> bool:
        return self.guardian_id is None


def authority_of_guardian(*, looked_after: bool, parental_responsibility: bool, local_authority: bool) -> Authority:
    """On whose authority a guardian answers: for a looked-after child, only the local authority's social worker has any (C5, C8)."""
    if looked_after:
        return "local_authority" if local_authority else "none"
    return "parental_responsibility" if parental_responsibility else "none"
