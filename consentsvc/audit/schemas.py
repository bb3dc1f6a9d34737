from uuid import UUID

from pydantic import BaseModel


class Checkpoint(BaseModel):
    """The seal of a school's chain: whoever keeps it can prove later that nothing up to `number` was changed or removed."""

    school_id: UUID
    number: int
    hash: str
