from typing import Annotated
from uuid import UUID

from consentsvc.clearance import service
from consentsvc.clearance.schemas import Clearance, Clearances, ClearancesWanted, CropOffers
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel.access import Actor, Permission, may, router
from consentsvc.kernel.database import Tx

api = router(prefix="/api", tags=["clearance"])

Viewer = Annotated[Actor, may(Permission.CLEARANCE_VIEW)]


@api.get("/photos/{photo_id}/clearance")
def clearance(photo_id: UUID, actor: Viewer, tx: Tx) -> Clearance:
    """May this photo go out, for each purpose, and why not?"""
    return service.clearance_of(tx, actor, photo_id)


@api.get("/photos/{photo_id}/crop-offers")
def crop_offers(photo_id: UUID, actor: Viewer, tx: Tx) -> CropOffers:
    """Parts of this picture that may go out where the whole may not: 'crop so that nobody blocked is left' (W3)."""
    return service.crop_offers(tx, actor, photo_id)


@api.post("/clearances")
def clearances(wanted: ClearancesWanted, actor: Viewer, tx: Tx) -> Clearances:
    """The outcome for many photos and purposes at once."""
    return service.clearances(tx, actor, wanted.photo_ids, wanted.event_id, wanted.purposes or list(PURPOSES))
