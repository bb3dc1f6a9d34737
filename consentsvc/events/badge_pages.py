"""What a steward's phone shows of a badge (E4)."""

from typing import Annotated

from fastapi import Request, Response

from consentsvc.events import photographers
from consentsvc.kernel import pages
from consentsvc.kernel.access import Actor, public, router
from consentsvc.kernel.database import Tx

api = router(tags=["badges"])

Anybody = Annotated[Actor, public("whoever is shown a badge may ask whether it counts; names stand there on the day alone")]


@api.api_route("/badge/{code}", methods=["GET", "HEAD"])
def badge(code: str, actor: Anybody, tx: Tx, request: Request) -> Response:
    """Whether this badge counts for its event today."""
    found = photographers.badge(tx, code)
    return pages.render(request, "badge.html", status=200 if found else 404, badge=found)
