"""The verbs of the room: which pages are looked at, a look at once, and what was found there."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.accounts import service as accounts
from consentsvc.audit import service as audit
from consentsvc.kernel import clock, outside
from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Conflict, Field, Invalid
from consentsvc.kernel.facts import record
from consentsvc.kernel.outside import Unreachable
from consentsvc.kernel.schemas import Named
from consentsvc.websites import noting, queries
from consentsvc.websites.facts import LookWanted
from consentsvc.websites.looking import WORDS
from consentsvc.websites.models import Finding, Page
from consentsvc.websites.queries import Found
from consentsvc.websites.schemas import SAYS, Ending, FindingRow, NewPage, PageRow

MOST_PAGES: Final = 200
MOST_LISTED: Final = 500
NO_PROGRAM: Final = "Only a person who has signed in can say that a finding needs nothing more, not a program."


def pages(tx: Session, actor: Actor) -> list[PageRow]:
    """The school's pages that are looked at, by address."""
    counts = queries.open_by_page(tx, actor.school)
    return [_page_row(each, counts) for each in sorted(queries.pages(tx, actor.school), key=lambda page: page.address)]


def add(actor: Actor, new: NewPage) -> PageRow:
    """Look at another page from now on, and at once. Raises Invalid for what is no address of the open web; Conflict."""
    try:
        address = outside.checked(new.address).partition("#")[0]
    except Unreachable as problem:
        says = outside.WORDS[problem.word]
        raise Invalid(says, fields=[Field("body.address", says)]) from None
    with begin(actor.school) as tx:
        return _page_row(_added(tx, actor, address), {})


def end(tx: Session, actor: Actor, page_id: UUID) -> None:
    """Look at a page no more; what was found there ends with it. Raises NotFound."""
    page = queries.lock_page(tx, actor.school, page_id)
    page.ended_at = clock.now()
    for each in queries.open_on(tx, actor.school, page_id):
        each.ended_at = clock.now()
    tx.flush()
    audit.record(tx, actor, "website:end", page_id)


def look_now(tx: Session, actor: Actor) -> None:
    """Have all pages looked at as soon as the worker comes to it."""
    audit.record(tx, actor, "website:look", None)
    record(tx, LookWanted(actor.school))


def findings(tx: Session, actor: Actor, *, ended: bool) -> list[FindingRow]:
    """What isn't as it should be, newest first; or what was so."""
    found = queries.findings(tx, actor.school, ended=ended, limit=MOST_LISTED)
    return _finding_rows(tx, found)


def settle(tx: Session, actor: Actor, finding_id: UUID, given: Ending) -> FindingRow:
    """Say that a finding needs nothing more, and why. Raises NotFound, Conflict (`finding-ended`); NotAllowed for a program."""
    by = actor.person(NO_PROGRAM)
    found = queries.lock_finding(tx, actor.school, finding_id)
    if found.finding.ended_at is not None:
        raise Conflict("This is not open any more.", slug="finding-ended")
    noting.end(tx, actor, found.finding, by, given.reason)
    return _finding_rows(tx, [found])[0]


def _added(tx: Session, actor: Actor, address: str) -> Page:
    page = queries.page_at(tx, actor.school, address)
    if page is not None and page.ended_at is None:
        raise Conflict("This page is looked at already.", slug="page-known")
    if len(queries.pages(tx, actor.school)) >= MOST_PAGES:
        raise Conflict(f"No more than {MOST_PAGES} pages can be looked at. End one of the others first.", slug="too-many-pages")
    page = page or Page(school_id=actor.school, address=address, created_at=clock.now(), created_by=actor.id)
    page.ended_at = page.problem = page.looked_at = None
    tx.add(page)
    tx.flush()
    audit.record(tx, actor, "website:add", page.id)
    record(tx, LookWanted(actor.school))
    return page


def _page_row(page: Page, open_findings: Mapping[UUID, int]) -> PageRow:
    return PageRow(
        id=page.id,
        address=page.address,
        created_at=page.created_at,
        looked_at=page.looked_at,
        pictures=page.pictures,
        problem_text=WORDS[page.problem] if page.problem else None,
        open_findings=open_findings.get(page.id, 0),
    )


def _finding_rows(tx: Session, found: Sequence[Found]) -> list[FindingRow]:
    people = accounts.named(tx, {each.finding.ended_by for each in found if each.finding.ended_by})
    return [_finding_row(each.finding, each.page_address, people) for each in found]


def _finding_row(finding: Finding, page_address: str, people: Mapping[UUID, Named]) -> FindingRow:
    return FindingRow(
        **finding.model_dump(exclude={"school_id", "ended_by"}),
        page_address=page_address,
        says=SAYS[finding.kind],  # type: ignore[index]
        ended_by=people.get(finding.ended_by) if finding.ended_by else None,
    )
