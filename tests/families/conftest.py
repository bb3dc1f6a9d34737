"""Families' browsers, for the tests of their pages."""

from collections.abc import Callable

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from consentsvc.consent.speakers import Speaker
from consentsvc.families import ways_in
from consentsvc.kernel import database
from consentsvc.roster.models import Child, Guardian
from tests.families.family_browser import Parent, as_staff
from tests.people import Cast

BrowserOf = Callable[[Speaker], Parent]


@pytest.fixture
def browser_of(tx: Session, people: Cast, new_client: Callable[[], TestClient]) -> BrowserOf:
    """Give a speaker a link and a code, and a browser; not signed in."""

    def invited(speaker: Speaker) -> Parent:
        database.act_for(tx, people.oakfield.id)
        way_in = ways_in.invite(tx, as_staff(people.office), speaker)
        tx.commit()
        return Parent(new_client(), way_in.url.removeprefix("http://testserver"), way_in.code)

    return invited


@pytest.fixture
def parent_of(browser_of: BrowserOf) -> Callable[[Child, Guardian], Parent]:
    """The same for a child's guardian."""
    return lambda child, guardian: browser_of(Speaker.guardian(child.id, guardian.id))


@pytest.fixture
def mother(people: Cast, parent_of: Callable[[Child, Guardian], Parent]) -> Parent:
    """Amira's mother, signed in."""
    return parent_of(people.amira, people.amira_mother).signs_in()
