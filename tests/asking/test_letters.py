"""What people are sent: the mail in their language, the letter to print; and what is never sent."""

import io
import re
import threading
from datetime import date
from uuid import UUID

import pytest
from pypdf import PdfReader
from sqlmodel import Session, select
from starlette.testclient import TestClient

from consentsvc import worker
from consentsvc.asking import service
from consentsvc.asking.models import Request
from consentsvc.asking.schemas import LettersOrder, NewRound, RoundRow, Scope
from consentsvc.audit.models import AuditEntry
from consentsvc.consent import service as consent
from consentsvc.consent.models import Answer, FamilyLink, FamilySession
from consentsvc.consent.speakers import Speaker
from consentsvc.events import service as events
from consentsvc.events.schemas import NewEvent
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel.access import Actor
from consentsvc.kernel.settings import settings
from consentsvc.notifications import delivery, mail
from consentsvc.notifications.delivery import Pace
from consentsvc.notifications.models import Letter
from tests.notifications.postbox import Postbox, Taken
from tests.people import Cast, Person


def actor_of(person: Person) -> Actor:
    return Actor(kind="staff", id=person.id, school_id=person.school_id, roles=frozenset(person.roles))


def deliver() -> None:
    sender, stop = mail.sender(), threading.Event()
    delivery.deliver_due(sender, worker.LETTERS, Pace(6000, stop), stop)
    sender.close()


def start(tx: Session, people: Cast, *children: UUID, **more: object) -> RoundRow:
    scope = Scope(kind="children", child_ids=list(children or [people.ben.id]))
    started = service.start(tx, actor_of(people.office), NewRound(name="Spring", scope=scope, **more))
    tx.commit()
    return started


def say_all(tx: Session, people: Cast, speaker: Speaker, method: str = "phone") -> None:
    for purpose in PURPOSES:
        consent.answer(tx, actor_of(people.office), speaker, purpose=purpose, said="refused", method=method)
    tx.commit()


def chase(tx: Session, people: Cast, started: RoundRow) -> int:
    chased = service.chase(tx, actor_of(people.office), started.id)
    tx.commit()
    return chased.reminded


def page_of(taken: Taken) -> str:
    found = re.search(r"/f/[\w-]+", taken.text)
    assert found
    return found[0]


def code_of(taken: Taken) -> str:
    found = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", taken.text)
    assert found
    return found[0]


def test_the_mail_asks_about_one_child_and_opens_its_page(
    tx: Session, people: Cast, postbox: Postbox, anyone: TestClient
) -> None:
    start(tx, people, due_on=date(2031, 5, 3), note="Please be quick.\nThank you.")
    deliver()
    [taken] = postbox.taken
    assert taken.to == people.ben_mother.email
    assert taken.message["Subject"] == "A question from Oakfield Primary"
    for said in ("a picture of Ben", "3 May 2031", "Please be quick.", "Oakfield Primary"):
        assert said in taken.text
        assert said in taken.html
    assert "O'Neill" not in taken.text + taken.html
    opened = anyone.post(f"{page_of(taken)}/sign-in", data={"code": code_of(taken)})
    assert opened.status_code == 303


def test_a_mail_holds_nothing_that_reports_back(tx: Session, people: Cast, postbox: Postbox) -> None:
    start(tx, people)
    deliver()
    assert not re.search(r"<img|<script|<link|@import|url\(|<iframe|<style", postbox.taken[0].html)
    addresses = set(re.findall(r"https?://[^\s\"<]+", postbox.taken[0].html))
    assert addresses == {f"{settings().public_url}{page_of(postbox.taken[0])}"}


def test_a_reminder_carries_the_same_link_and_code(tx: Session, people: Cast, postbox: Postbox) -> None:
    started = start(tx, people)
    deliver()
    _as_of_yesterday(tx)
    assert chase(tx, people, started) == 1
    deliver()
    first, second = postbox.taken
    assert second.message["Subject"] == "A reminder from Oakfield Primary"
    assert (page_of(first), code_of(first)) == (page_of(second), code_of(second))
    assert first.id != second.id


def _as_of_yesterday(tx: Session) -> None:
    from datetime import timedelta

    for request in tx.exec(select(Request).execution_options(populate_existing=True)):
        request.asked_at = request.asked_at and request.asked_at - timedelta(days=1)
    tx.commit()


@pytest.mark.promise("G4")
def test_opening_the_link_of_a_mail_changes_nothing(tx: Session, people: Cast, postbox: Postbox, anyone: TestClient) -> None:
    start(tx, people)
    deliver()
    page = page_of(postbox.taken[0])
    before = _state(tx)
    for _ in range(3):
        assert anyone.get(page).status_code == 200
        assert anyone.head(page).status_code == 200
    assert _state(tx) == before
    assert anyone.post(f"{page}/sign-in", data={"code": code_of(postbox.taken[0])}).status_code == 303, "it isn't used up"


def _state(tx: Session) -> list[object]:
    tables = (Request, Letter, Answer, FamilyLink, FamilySession, AuditEntry)
    tx.expire_all()
    return [repr([each.model_dump() for each in tx.exec(select(table))]) for table in tables]


@pytest.mark.promise("G1")
def test_each_parent_gets_a_link_of_their_own_and_no_word_of_the_other(tx: Session, people: Cast, postbox: Postbox) -> None:
    start(tx, people, people.amira.id)
    deliver()
    by_address = {each.to: each for each in postbox.taken}
    mother, father = by_address[people.amira_mother.email or ""], by_address[people.amira_father.email or ""]
    assert page_of(mother) != page_of(father)
    assert mother.text.replace(page_of(mother), "").replace(code_of(mother), "") == father.text.replace(
        page_of(father), ""
    ).replace(code_of(father), "")


@pytest.mark.rule("C17")
def test_the_mail_is_in_the_readers_language_and_in_english(tx: Session, people: Cast, postbox: Postbox) -> None:
    people.ben_mother.language = "ur"
    tx.add(people.ben_mother)
    start(tx, people)
    deliver()
    [taken] = postbox.taken
    assert taken.html.index('<div lang="ur" dir="rtl"') < taken.html.index('<div lang="en" dir="ltr"')
    assert "We ask before we use a picture of Ben" in taken.text
    assert taken.text.count(page_of(taken)) == 2


def test_a_language_that_the_school_has_not_chosen_is_english(tx: Session, people: Cast, postbox: Postbox) -> None:
    people.ben_mother.language = "ur"
    people.oakfield.policy = {"languages": ["en", "pl"]}
    tx.add_all([people.ben_mother, people.oakfield])
    start(tx, people)
    deliver()
    assert 'lang="ur"' not in postbox.taken[0].html


def test_the_mail_of_an_events_round_names_the_event(tx: Session, people: Cast, postbox: Postbox) -> None:
    office = actor_of(people.office)
    new = NewEvent(name="Sports day", on_date=date(2031, 6, 5), place="Field", child_ids=[people.ben.id])
    event = events.create(tx, office, new)
    asking = NewRound(name="Sports day", scope=Scope(kind="event"), event_id=event.id)
    service.start(tx, office, asking)
    tx.commit()
    deliver()
    assert "Sports day on 5 June 2031" in postbox.taken[0].text


@pytest.mark.parametrize("method", ["phone", "paper", "in_person"])
def test_who_has_answered_gets_no_mail_however_they_did(tx: Session, people: Cast, postbox: Postbox, method: str) -> None:
    started = start(tx, people)
    say_all(tx, people, Speaker.guardian(people.ben.id, people.ben_mother.id), method)
    deliver()
    assert postbox.taken == []
    assert service.round_(tx, actor_of(people.office), started.id).counts.answered == 1


@pytest.mark.promise("G3")
@pytest.mark.parametrize("what", ["barred", "left", "ended", "no address"])
def test_who_cannot_be_asked_any_more_gets_no_mail(tx: Session, people: Cast, postbox: Postbox, what: str) -> None:
    from consentsvc.roster.models import Guardianship

    started = start(tx, people)
    tie = tx.exec(select(Guardianship).where(Guardianship.guardian_id == people.ben_mother.id)).one()
    if what == "barred":
        tie.contact_barred = True
    elif what == "left":
        people.ben.left_on = date(2020, 1, 1)
    elif what == "ended":
        service.end(tx, actor_of(people.office), started.id)
    else:
        people.ben_mother.email = None
    tx.add_all([tie, people.ben, people.ben_mother])
    tx.commit()
    deliver()
    assert postbox.taken == []
    [letter] = tx.exec(select(Letter).execution_options(populate_existing=True))
    assert (letter.state, letter.failure) == ("dropped", "no address" if what == "no address" else None)


@pytest.mark.rule("C8")
def test_of_a_looked_after_child_the_social_worker_is_asked_alone(tx: Session, people: Cast, postbox: Postbox) -> None:
    from consentsvc.kernel import clock
    from consentsvc.roster.models import Guardian, Guardianship

    worker_ = Guardian(school_id=people.oakfield.id, name="S. Worker", email="worker@council.example", created_at=clock.now())
    people.chidi.looked_after = True
    tx.add_all([worker_, people.chidi])
    tx.flush()
    tie = {"child_id": people.chidi.id, "guardian_id": worker_.id, "relationship": "social worker"}
    tx.add(Guardianship(school_id=people.oakfield.id, parental_responsibility=False, local_authority=True, **tie))
    start(tx, people, people.chidi.id)
    deliver()
    assert [each.to for each in postbox.taken] == ["worker@council.example"]


@pytest.mark.rule("C7")
@pytest.mark.rule("C14")
def test_a_young_person_and_an_adult_are_asked_by_letter(tx: Session, people: Cast) -> None:
    people.ben.born_on = date(date.today().year - 15, 1, 1)
    tx.add(people.ben)
    started = start(tx, people)
    requests = tx.exec(select(Request)).all()
    assert {(each.guardian_id, each.by) for each in requests} == {(people.ben_mother.id, "email"), (None, "letter")}
    text = _printed(people, started.id)
    assert "May we use pictures of you?" in text
    adults = service.start(tx, actor_of(people.office), NewRound(name="Staff", scope=Scope(kind="adults")))
    tx.commit()
    assert "Ms Okafor" in _printed(people, adults.id)


def test_a_letter_stands_in_two_languages_and_its_code_opens_the_page(tx: Session, people: Cast, anyone: TestClient) -> None:
    people.ben_mother.email, people.ben_mother.language = None, "pl"
    tx.add(people.ben_mother)
    started = start(tx, people)
    text = _printed(people, started.id)
    assert "May we use pictures of Ben?" in text
    assert "To the parent or carer of Ben O'Neill" in text
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", text)
    assert code
    assert anyone.post("/code", data={"code": code[0]}).status_code == 303
    assert code[0] in _printed(people, started.id, tx.exec(select(Request.id)).one()), "the same code when it is printed again"


def _printed(people: Cast, round_id: UUID, *chosen: UUID) -> str:
    order = LettersOrder(request_ids=list(chosen))
    pages = PdfReader(io.BytesIO(service.print_letters(actor_of(people.office), round_id, order))).pages
    return "\n".join(page.extract_text() for page in pages).replace("\u2019", "'")


CANARIES = ("Zebulon", "Ottoline", "Wrenfield", "ottoline-canary")


@pytest.mark.promise("L1")
def test_no_name_address_or_link_stands_in_headers_queue_or_log(
    tx: Session, people: Cast, postbox: Postbox, capfd: pytest.CaptureFixture[str]
) -> None:
    people.ben.first_name, people.ben.last_name = "Zebulon", "Wrenfield"
    people.ben_mother.name, people.ben_mother.email = "Ottoline Wrenfield", "ottoline-canary@family.example"
    people.amira_mother.email = "ottoline-canary-2@family.example"
    tx.add_all([people.ben, people.ben_mother, people.amira_mother])
    postbox.refuses["ottoline-canary-2@family.example"] = ("550 no ottoline-canary-2 here", 0)
    start(tx, people, people.ben.id, people.amira.id, note="note-canary")
    deliver()
    [taken] = [each for each in postbox.taken if "ottoline" in each.to]
    headers = {name: value for name, value in taken.message.items() if name not in ("To", "X-RcptTo")}
    queue = repr([each.model_dump() for each in tx.exec(select(Letter).execution_options(populate_existing=True))])
    logged = "".join(capfd.readouterr())
    secrets = (*CANARIES, "note-canary", page_of(taken).removeprefix("/f/"), code_of(taken))
    assert "letter_not_sent" in logged, "the search looks at what is really written"
    for where, text in {"headers": repr(headers), "queue": queue, "log": logged}.items():
        assert [each for each in secrets if each.lower() in text.lower()] == [], where
