from typing import Annotated
from uuid import UUID

from fastapi import Response

from consentsvc.kernel.access import Actor, Permission, may, may_briefly, router
from consentsvc.kernel.database import Tx
from consentsvc.kernel.lanes import Lane
from consentsvc.newsletters import mailing, printed, service
from consentsvc.newsletters.schemas import (
    IssueCheck,
    IssueDetail,
    IssueDraft,
    IssueRow,
    IssueStep,
    MailCopy,
    NewIssue,
    Recipients,
)

api = router(prefix="/api/issues", tags=["newsletters"])

_sending = Lane("newsletters", lambda: 2)

Viewer = Annotated[Actor, may(Permission.CHANNEL_VIEW)]
Editor = Annotated[Actor, may(Permission.PHOTO_PLACE)]
SlowEditor = Annotated[Actor, may_briefly(Permission.PHOTO_PLACE)]

PDF = {200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}


@api.get("")
def issues(actor: Viewer, tx: Tx, channel_id: UUID | None = None) -> list[IssueRow]:
    """Issues of newsletters, newest first."""
    return service.issues(tx, actor, channel_id)


@api.post("", status_code=201)
def create(new: NewIssue, actor: Editor, tx: Tx) -> IssueDetail:
    """Begin an issue of a newsletter."""
    return service.create(tx, actor, new)


@api.get("/{issue_id}")
def issue(issue_id: UUID, actor: Viewer, tx: Tx) -> IssueDetail:
    """One issue with its parts, and what can't be recalled once it is out."""
    return service.issue(tx, actor, issue_id)


@api.put("/{issue_id}")
def save(issue_id: UUID, draft: IssueDraft, actor: Editor, tx: Tx) -> IssueDetail:
    """Keep what was written, whole; refused where somebody else has changed it since."""
    return service.save(tx, actor, issue_id, draft)


@api.delete("/{issue_id}", status_code=204)
def delete(issue_id: UUID, actor: Editor, tx: Tx) -> None:
    """Throw a draft away."""
    service.delete(tx, actor, issue_id)


@api.get("/{issue_id}/check")
def check(issue_id: UUID, actor: Editor, tx: Tx) -> IssueCheck:
    """The issue as a whole, as it would go out now: every picture's clearance, and names anywhere in its text (P1, P2, P6)."""
    return service.check(tx, actor, issue_id)


@api.post("/{issue_id}/out")
async def send_out(issue_id: UUID, step: IssueStep, actor: SlowEditor) -> IssueDetail:
    """Place its pictures and let it out, whole or not at all; where a picture waits for a second person, the issue waits too (P6)."""
    return await _sending.run(service.send_out, actor, issue_id, step.revision)


@api.post("/{issue_id}/take-back")
def take_back(issue_id: UUID, actor: Editor, tx: Tx) -> IssueDetail:
    """Make it a draft again: its page is gone, its pictures come down, also from mails."""
    return service.take_back(tx, actor, issue_id)


@api.get("/{issue_id}/recipients")
def recipients(issue_id: UUID, actor: Editor, tx: Tx) -> Recipients:
    """How many families' addresses it goes to, and how its letters fare."""
    return mailing.recipients(tx, actor, issue_id)


@api.post("/{issue_id}/mail")
def mail(issue_id: UUID, actor: Editor, tx: Tx) -> Recipients:
    """Mail it to every family that hasn't had it; nobody who is barred from contact (G3)."""
    return mailing.mail(tx, actor, issue_id)


@api.post("/{issue_id}/mail-copy")
def mail_copy(issue_id: UUID, actor: Editor, tx: Tx) -> MailCopy:
    """The issue as HTML and as text, for another mail program. Its pictures are fetched from here, each decided at that moment."""
    return mailing.mail_copy(tx, actor, issue_id)


@api.post("/{issue_id}/pdf", response_class=Response, responses=PDF)  # type: ignore[arg-type]
async def pdf(issue_id: UUID, actor: SlowEditor) -> Response:
    """The issue for print. Each picture is decided for print now; one that may not be printed leaves a gap. Noted as copies on paper."""
    file = await _sending.run(printed.pdf, actor, issue_id)
    headers = {"content-disposition": 'attachment; filename="newsletter.pdf"'}
    return Response(file, media_type="application/pdf", headers=headers)
