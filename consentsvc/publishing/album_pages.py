"""The families' area as pages: albums, and pictures that only a signed-in family gets."""

from functools import partial
from typing import Final

from fastapi import Request, Response

from consentsvc.families.pages import SignedInBriefly, SignedInFamily, family_page
from consentsvc.families.ways_in import Family
from consentsvc.kernel.access import router
from consentsvc.kernel.database import Tx, begin
from consentsvc.kernel.lanes import Lane
from consentsvc.publishing import albums
from consentsvc.publishing.kinds.kind import Door
from consentsvc.publishing.pages import PageNumber, by_door

api = router(tags=["families"])

_pictures: Final = Lane("families' pictures", lambda: 8)


@api.get("/f/{token}/albums")
def all_albums(family: SignedInFamily, tx: Tx, request: Request) -> Response:
    """The albums that the school shows to its families."""
    found = albums.albums(tx, family.actor.school, family.child_id)
    return family_page(request, "albums.html", family, albums=found)


@api.get("/f/{token}/albums/{code}")
def one_album(family: SignedInFamily, tx: Tx, request: Request, code: str, page: PageNumber = 1) -> Response:
    """What an album shows at this moment; newest first, in pages."""
    found = albums.album(tx, family.actor.school, family.child_id, code, page)
    return family_page(request, "album.html", family, gallery=found, page=page, address=partial(albums.address, family.home))


@api.get("/f/{token}/pictures/{code}/{size}.{ext}")
async def picture(family: SignedInBriefly, request: Request, code: str) -> Response:
    """One picture of an album, or of the family's own child: decided at this moment, and never kept (P1, S6)."""
    return await by_door(request, await _pictures.run(_door_to, family, code), _pictures)


def _door_to(family: Family, code: str) -> Door:
    with begin(family.actor.school) as tx:
        return albums.door_to(tx, family.actor.school, family.child_id, code)
