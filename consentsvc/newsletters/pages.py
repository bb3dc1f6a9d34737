"""The public page of an issue: without script, each picture and each text decided at that moment (P1, P2)."""

from typing import Annotated, Final

from fastapi import Request, Response

from consentsvc.kernel import pages
from consentsvc.kernel.access import Actor, public, router
from consentsvc.kernel.codes import enter_by
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import NotFound
from consentsvc.newsletters import queries
from consentsvc.newsletters.rules import ONLINE
from consentsvc.newsletters.shown import ShownIssue, shown
from consentsvc.publishing import together
from consentsvc.publishing.pages import GALLERIES

PUBLIC_ISSUE: Final = "a newsletter is for whoever has its address; each picture in it is decided at this moment"

api = router(tags=["public"])


@api.api_route("/news/{code}", methods=["GET", "HEAD"])
async def news(code: str, actor: Annotated[Actor, public(PUBLIC_ISSUE)], request: Request) -> Response:
    """An issue of a newsletter that is out, as it may be read now."""
    return await GALLERIES.run(_news, code, request)


def _news(code: str, request: Request) -> Response:
    return pages.render(request, "news.html", issue=_issue(code), address=together.address)


def _issue(code: str) -> ShownIssue:
    with begin() as tx:
        issue = queries.issue_by_code(tx, enter_by(tx, "issue", code), code)
        if together.channel(tx, issue.school_id, issue.channel_id).purpose != ONLINE:
            raise NotFound
        return shown(tx, issue)
