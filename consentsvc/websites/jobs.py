"""What the websites room does in the background: look at pages. Safe to run twice."""

from typing import Final
from uuid import UUID

from consentsvc.kernel.database import begin, held
from consentsvc.kernel.errors import NotFound
from consentsvc.kernel.facts import record
from consentsvc.kernel.logs import log, where
from consentsvc.kernel.settings import settings
from consentsvc.schools import service as schools
from consentsvc.websites import noting, queries
from consentsvc.websites.facts import LookWanted
from consentsvc.websites.looking import look_at
from consentsvc.websites.models import Page
from consentsvc.websites.ours import Ours, ours
from consentsvc.websites.visiting import Visit

LONGEST_LOOK: Final = 20 * 60.0  # seconds, for one school; what is left over comes first the next time


def look_each_night() -> None:
    """Have every school's pages looked at."""
    with begin() as tx:
        school_ids = [school.id for school in schools.listed(tx)]
    for school_id in school_ids:
        with begin(school_id) as tx:
            if queries.pages(tx, school_id):
                record(tx, LookWanted(school_id))


def look_at_pages(fact: LookWanted) -> None:
    """Look at a school's pages, as long as there is time."""
    with held(f"websites {fact.school_id}", seconds=5) as is_alone:
        if is_alone:
            _look_at_pages(fact.school_id)


def _look_at_pages(school_id: UUID) -> None:
    with begin(school_id) as tx:
        pages, known = queries.pages(tx, school_id), ours(tx, school_id)
    visit = Visit([settings().public_url, *(page.address for page in pages)], LONGEST_LOOK)
    for page in pages:
        try:
            _look_at(visit, page, known)
        except Exception as error:  # one page's trouble must not keep the others; raised, it would hold up the next look
            log.error("page_not_looked_at", page=str(page.id), **where(error))


def _look_at(visit: Visit, page: Page, known: Ours) -> None:
    looked = look_at(visit, page.address, known)
    with begin(page.school_id) as tx:
        try:
            held_page = queries.lock_page(tx, page.school_id, page.id)
        except NotFound:  # nobody wants it looked at any more
            return
        noting.note(tx, held_page, looked)
