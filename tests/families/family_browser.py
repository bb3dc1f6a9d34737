"""A family's browser, and what its pages say."""

import re
from dataclasses import dataclass
from html import unescape
from uuid import UUID

from httpx2 import Response
from sqlmodel import Session, select
from starlette.testclient import TestClient

from consentsvc.consent import standings
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel import clock, database
from consentsvc.kernel.access import Actor
from consentsvc.roster.models import Child, Guardian, Guardianship
from tests.people import Cast, Person

HTML = {"accept": "text/html"}
ALL_PAGES = ("", "/answer/website", "/answer/website?rest=yes", "/check", "/history")


@dataclass
class Parent:
    """A speaker's browser, at the page of one person."""

    browser: TestClient
    home: str
    code: str

    def opens(self, page: str = "", **more: object) -> Response:
        return self.browser.get(self.home + page, headers=HTML, **more)

    def sends(self, page: str, **fields: str | list[str]) -> Response:
        return self.browser.post(self.home + page, data=fields, headers=HTML)

    def signs_in(self) -> "Parent":
        assert self.sends("/sign-in", code=self.code).status_code == 303
        return self

    def chooses(self, purpose: str, said: str, **more: str | list[str]) -> Response:
        """Reads the question and chooses; nothing is sent yet. `page`: the question's own address, where it has one."""
        page = more.pop("page", f"/answer/{purpose}")
        asked = self.opens(page)
        hidden = dict(re.findall(r'type="hidden" name="(words|language)" value="([^"]*)"', asked.text))
        return self.sends(page, **{"said": said, **hidden, **more})

    def answers(self, purpose: str, said: str, **more: str | list[str]) -> Response:
        """Chooses, checks and sends; the page that thanks."""
        assert self.chooses(purpose, said, **more).headers["location"] == f"{self.home}/check"
        return self.follows(self.sends("/check"))

    def follows(self, response: Response) -> Response:
        assert response.status_code == 303
        return self.browser.get(response.headers["location"], headers=HTML)


def told(page: Response) -> str:
    """What a reader of the page reads, but for the choice of languages."""
    return told_in("<body" + without_languages(page).partition("<body")[2])


def without_languages(page: Response) -> str:
    """The page but for the choice of other languages, which holds the page's own address."""
    return re.sub(r"<nav [^>]*>\s*<form class=\"page-languages.*?</nav>\n?", "", page.text, flags=re.DOTALL)


def row(page: Response, purpose: str) -> str:
    """What the line of one use says."""
    lines = re.findall(r'<div class="govuk-summary-list__row.*?</div>', page.text, re.DOTALL)
    return told_in(next(line for line in lines if PURPOSES[purpose].name in line))


def told_in(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def standing(tx: Session, people: Cast, child: Child, purpose: str = "website", event: UUID | None = None) -> str:
    database.act_for(tx, people.oakfield.id)
    found = standings.standings_for(tx, people.oakfield.id, [child.id], [], [purpose], event, clock.today())
    return found[child.id, purpose].state


def change(tx: Session, people: Cast, *records: object) -> None:
    database.act_for(tx, people.oakfield.id)
    tx.add_all(records)
    tx.commit()


def tie_of(tx: Session, people: Cast, guardian: Guardian) -> Guardianship:
    database.act_for(tx, people.oakfield.id)
    return tx.exec(select(Guardianship).where(Guardianship.guardian_id == guardian.id)).one()


def as_staff(person: Person) -> Actor:
    return Actor("staff", person.id, person.school_id, frozenset(person.roles))
