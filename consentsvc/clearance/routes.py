from typing import Annotated
from uuid import UUID

from consentsvc.clearance import crowds, service
from consentsvc.clearance.schemas import Clearance, Clearances, ClearancesWanted, CropOffers, CrowdConfirmation, CrowdLook
from consentsvc.forms.purposes import PURPOSES
from consentsvc.forms.schemas import PurposeId
from consentsvc.kernel.access import Actor, Permission, may, router
from consentsvc.kernel.database import Tx

api = router(prefix="/api", tags=["clearance"])

Viewer = Annotated[Actor, may(Permission.CLEARANCE_VIEW)]
Reviewer = Annotated[Actor, may(Permission.PHOTO_REVIEW)]


@api.get("/photos/{photo_id}/clearance")
def clearance(photo_id: UUID, actor: Viewer, tx: Tx) -> Clearance:
    """May this photo go out, for each purpose, and why not?"""
    return service.clearance_of(tx, actor, photo_id)


@api.get("/photos/{photo_id}/crop-offers")
def crop_offers(photo_id: UUID, actor: Viewer, tx: Tx) -> CropOffers:
    """Parts of this picture that may go out where the whole may not: 'crop so that nobody blocked is left' (W3)."""
    return service.crop_offers(tx, actor, photo_id)


@api.get("/photos/{photo_id}/crowd-check")
def crowd_look(photo_id: UUID, purpose: PurposeId, actor: Reviewer, tx: Tx) -> CrowdLook:
    """Whom to look for in this crowd picture before it goes out for a purpose, and whether somebody has (E6)."""
    return crowds.look(tx, actor, photo_id, purpose)


@api.post("/photos/{photo_id}/crowd-check", status_code=201)
def crowd_check(photo_id: UUID, word: CrowdConfirmation, actor: Reviewer, tx: Tx) -> CrowdLook:
    """Say that none of those you looked for is in this picture as it stands. For somebody who did not upload it (E6)."""
    return crowds.confirm(tx, actor, photo_id, word)


@api.post("/clearances")
def clearances(wanted: ClearancesWanted, actor: Viewer, tx: Tx) -> Clearances:
    """The outcome for many photos and purposes at once."""
    return service.clearances(tx, actor, wanted.photo_ids, wanted.event_id, wanted.purposes or list(PURPOSES))
