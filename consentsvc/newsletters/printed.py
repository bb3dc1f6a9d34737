"""An issue as PDF for print. Each picture is decided for print while it is made (P1, S4), and each that is in it is a copy (P9)."""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.kernel import clock, dates, printing
from consentsvc.kernel.access import Actor
from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Conflict, Unavailable
from consentsvc.kernel.languages import ENGLISH
from consentsvc.newsletters import queries
from consentsvc.newsletters.models import Issue
from consentsvc.newsletters.rules import PRINT
from consentsvc.newsletters.shown import Part, ShownIssue, shown_in_print
from consentsvc.publishing import copies
from consentsvc.publishing.together import Placed

Layout = Callable[[printing.Template, Mapping[str, Any], str], bytes]

TRIES: Final = 3
WITHHELD: Final = "There is no picture here."
NOTICE: Final = "Please do not copy pictures from this newsletter or put them online."


def pdf(actor: Actor, issue_id: UUID, lay_out: Layout = printing.pdf) -> bytes:
    """An issue that is out, for print; a picture that may not be printed leaves a neutral gap.

    It is decided before the file is made, and once more before it is given, in the transaction that notes what is in it; where
    anything changed meanwhile, it is made anew. Raises NotFound, Conflict (`issue-not-out`), Unavailable where facts don't come to rest.
    """
    with begin(actor.school) as tx:
        found = found_for_print(tx, actor, issue_id)
    for _ in range(TRIES):
        file = lay_out("newsletter", values_of(actor.school, found), ENGLISH)
        with begin(actor.school) as tx:
            now = found_for_print(tx, actor, issue_id)
            if _contents(now) == _contents(found):
                _note(tx, actor, found)
                return file
        found = now
    raise Unavailable("This issue is being changed just now. Try again in a moment.")


def values_of(school_id: UUID, found: ShownIssue) -> Mapping[str, Any]:
    """What the template needs (its head says it)."""
    return {
        "title": found.title,
        "school": found.school,
        "date": dates.day(ENGLISH, found.out_at or clock.now()),
        "parts": [_part(school_id, part) for part in found.parts],
        "withheld": WITHHELD,
        "notice": NOTICE,
    }


def found_for_print(tx: Session, actor: Actor, issue_id: UUID) -> ShownIssue:
    """An issue that is out, as it may be printed now. Raises as `pdf`."""
    issue = queries.issue(tx, actor.school, issue_id)
    _must_be_out(issue)
    return shown_in_print(tx, issue, PRINT)


def _must_be_out(issue: Issue) -> None:
    if issue.state != "out":
        raise Conflict("Send the issue out first: its pictures are placed then.", slug="issue-not-out")


def _contents(found: ShownIssue) -> Sequence[object]:
    return [found.title, *((part.kind, part.text, part.alt, part.placed and part.placed.placement.id) for part in found.parts)]


def _part(school_id: UUID, part: Part) -> Mapping[str, Any]:
    picture = _picture(school_id, part.placed, part.alt) if part.placed else None
    return {
        "kind": part.kind,
        "text": part.text,
        "paragraphs": ["\n".join(lines) for lines in part.paragraphs],
        "picture": picture,
    }


def _picture(school_id: UUID, placed: Placed, alt: str) -> Mapping[str, str]:
    """The placed file as it is, in a frame that a template takes as text."""
    file = placed.files["large"]
    data = b64encode(blobs().get(school_id, file.sha256)).decode()
    size = f'width="{file.width}" height="{file.height}"'
    image = f'<image {size} href="data:{file.type};base64,{data}"/>'
    return {
        "svg": f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {file.width} {file.height}" {size}>{image}</svg>',
        "says": alt,
    }


def _note(tx: Session, actor: Actor, found: ShownIssue) -> None:
    """Each picture in the file is on paper from now on, as far as anybody here can know; once for each day."""
    placed = {part.placed.placement.id for part in found.parts if part.placed}
    where = f"Printed newsletter “{found.title}”, {dates.day(ENGLISH, clock.today())}"
    for placement_id in sorted(placed):
        key = f"print {found.id} {placement_id} {clock.today()}"
        copies.note(tx, actor, placement_id, "print", where, key=key)
    audit.record(tx, actor, "issue:print", found.id, pictures=len(placed))
