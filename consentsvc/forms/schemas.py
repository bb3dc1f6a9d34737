"""What the forms room's API takes and gives."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel

from consentsvc.forms.purposes import PURPOSES


def _known(purpose: str) -> str:
    if purpose not in PURPOSES:
        raise ValueError(f"There is no such purpose. Use one of: {', '.join(PURPOSES)}.")
    return purpose


PurposeId = Annotated[str, AfterValidator(_known)]


class PurposeRow(BaseModel):
    """A use that families are asked for."""

    id: str
    name: str
    question: str
    reach: str
    audience: str
