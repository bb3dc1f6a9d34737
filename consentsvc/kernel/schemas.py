"""What the rooms' schemas share: the base of what is taken in, and texts that the database and a page can hold."""

import unicodedata
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints


class Input(BaseModel):
    """What a request may say; a field that isn't known is refused."""

    model_config = ConfigDict(extra="forbid")


class Named(BaseModel):
    id: UUID
    name: str


def one_line(longest: int, shortest: int = 1) -> StringConstraints:
    """Stripped text of so many characters, without control characters: PostgreSQL keeps no NUL, a name has no line breaks."""
    return StringConstraints(strip_whitespace=True, min_length=shortest, max_length=longest, pattern=r"^[^\x00-\x1f\x7f]*$")


def composed(text: str) -> str:
    """One spelling for each accented letter, however a keyboard made it."""
    return unicodedata.normalize("NFC", text)


Name = Annotated[str, one_line(100), AfterValidator(composed)]
Reason = Annotated[str, one_line(500)]
