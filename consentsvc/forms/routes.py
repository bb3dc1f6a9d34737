"""The forms room over HTTP."""

from typing import Annotated

from fastapi import Depends

from consentsvc.forms import service
from consentsvc.forms.schemas import PurposeRow
from consentsvc.kernel.access import Actor, SignedIn, router

api = router(prefix="/api", tags=["forms"])

Reader = Annotated[Actor, Depends(SignedIn())]


@api.get("/purposes")
def purposes(actor: Reader) -> list[PurposeRow]:
    """Every use of a picture that families are asked for."""
    return service.purposes()
