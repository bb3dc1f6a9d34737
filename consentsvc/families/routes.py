"""Ways in over HTTP: the links and codes that staff make for families."""

from typing import Annotated
from uuid import UUID

from consentsvc.consent.speakers import Speaker
from consentsvc.families import ways_in
from consentsvc.families.schemas import Invitation, LinkRow, SpokenCode, WayIn
from consentsvc.kernel.access import Actor, Permission, may, router
from consentsvc.kernel.database import Tx

api = router(prefix="/api", tags=["families"])

Inviter = Annotated[Actor, may(Permission.FAMILY_INVITE)]


@api.get("/children/{child_id}/family-links")
def family_links(actor: Inviter, tx: Tx, child_id: UUID) -> list[LinkRow]:
    """The links in use of everybody who may answer for a child."""
    return ways_in.links_of(tx, actor, child_id=child_id)


@api.post("/children/{child_id}/family-links", status_code=201)
def invite_family(actor: Inviter, tx: Tx, child_id: UUID, invitation: Invitation) -> WayIn:
    """Make a guardian's, or the young person's, link and code; those made before end."""
    return ways_in.invite(tx, actor, Speaker.for_child(child_id, invitation.guardian_id))


@api.get("/adults/{adult_id}/family-links")
def adult_links(actor: Inviter, tx: Tx, adult_id: UUID) -> list[LinkRow]:
    """The links in use of an adult."""
    return ways_in.links_of(tx, actor, adult_id=adult_id)


@api.post("/adults/{adult_id}/family-links", status_code=201)
def invite_adult(actor: Inviter, tx: Tx, adult_id: UUID) -> WayIn:
    """Make an adult's own link and code; those made before end."""
    return ways_in.invite(tx, actor, Speaker.adult(adult_id))


@api.post("/family-links/{link_id}/spoken-code", status_code=201)
def read_out_code(actor: Inviter, tx: Tx, link_id: UUID) -> SpokenCode:
    """Make a code to read out on the phone: it opens the link's page once, within the hour."""
    return ways_in.spoken_code(tx, actor, link_id)
