"""Two tabs, two browsers, an office and another parent at the same moment: what is in hand never undoes what was said since (C4)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from consentsvc.consent import service, standings
from consentsvc.consent.rules import Said
from consentsvc.consent.speakers import Speaker
from consentsvc.families import drafts, ways_in
from consentsvc.families import service as families
from consentsvc.families.service import Subject
from consentsvc.kernel import database
from tests.families.family_browser import as_staff
from tests.people import Cast, cast_at

WEBSITE = Subject("website")


@dataclass(frozen=True)
class Tab:
    """One request of a family's browser, from its first look at the session on, in a transaction of its own."""

    tx: Session
    family: ways_in.Family


def choose(tab: Tab, purpose: str, said: Said) -> None:
    question = families.form(tab.tx, tab.family, "en").question(purpose)
    drafts.choose(tab.tx, tab.family, Subject(purpose), said, (), "en", drafts.words_of(question, "en"))


@dataclass(frozen=True)
class Phone:
    """Amira's mother's browser, signed in, where commits are commits."""

    cast: Cast
    token: str
    cookie: str

    @contextmanager
    def tab(self) -> Iterator[Tab]:
        with database.begin() as tx:
            family = ways_in.signed_in(tx, ways_in.arrive(tx, self.token), self.cookie)
            assert family is not None
            yield Tab(tx, family)

    def chooses(self, said: str) -> None:
        with self.tab() as tab:
            choose(tab, "website", said)

    def sends(self) -> bool:
        """Whether anything was given."""
        with self.tab() as tab:
            return drafts.send(tab.tx, tab.family) is not None

    def withdraws(self) -> None:
        with self.tab() as tab:
            drafts.withdraw(tab.tx, tab.family, WEBSITE, "en")

    def state(self) -> str:
        with database.begin(self.cast.oakfield.id) as tx:
            [website] = standings.standings_of(tx, as_staff(self.cast.lead), self.cast.amira.id, ["website"])
            return website.state


@pytest.fixture
def phone(committed) -> Phone:
    with database.begin() as tx:
        cast = cast_at(tx)
    with database.begin(cast.oakfield.id) as tx:
        way_in = ways_in.invite(tx, as_staff(cast.office), Speaker.guardian(cast.amira.id, cast.amira_mother.id))
    return signed_in(cast, way_in)


def signed_in(cast: Cast, way_in: ways_in.WayIn) -> Phone:
    with database.begin() as tx:
        cookie = ways_in.sign_in(tx, ways_in.arrive(tx, way_in.url.rpartition("/")[2]), way_in.code)
    assert isinstance(cookie, str)
    return Phone(cast, way_in.url.rpartition("/")[2], cookie)


def another_browser(phone: Phone) -> Phone:
    """The same guardian, by the same link."""
    with database.begin() as tx:
        visitor = ways_in.arrive(tx, phone.token)
        return Phone(phone.cast, phone.token, ways_in._open_session(tx, visitor))


@pytest.mark.rule("C4")
@pytest.mark.promise("S1")
def test_a_send_that_began_first_does_not_undo_a_withdrawal_that_was_acknowledged(phone):
    phone.chooses("given")
    phone.sends()
    phone.chooses("given")
    with phone.tab() as late:
        assert list(drafts.in_hand(late.tx, late.family)) == [WEBSITE]  # what this request saw when it began
        phone.withdraws()
        assert drafts.send(late.tx, late.family) is None
        assert drafts.in_hand(late.tx, late.family) == {}
    assert phone.state() == "withdrawn"


@pytest.mark.rule("C4")
def test_two_sends_at_once_answer_once_and_leave_nothing_in_hand(phone):
    phone.chooses("given")
    with ThreadPoolExecutor(1) as elsewhere:
        with phone.tab() as first:
            assert drafts.send(first.tx, first.family) is not None
            first.tx.flush()
            sending = elsewhere.submit(phone.sends)
            with pytest.raises(TimeoutError):
                sending.result(timeout=0.5)
        assert sending.result(timeout=30) is False
    with phone.tab() as later:
        assert drafts.in_hand(later.tx, later.family) == {}


@pytest.mark.rule("C4")
@pytest.mark.parametrize("second", ["send", "withdraw", "draft"])
def test_the_tabs_of_one_browser_come_one_after_the_other(phone, second):
    phone.chooses("given")
    with phone.tab() as first, phone.tab() as other:
        choose(first, "press", "given")
        first.tx.flush()
        other.tx.execute(text("set local lock_timeout = '200ms'"))
        verbs = {
            "send": lambda: drafts.send(other.tx, other.family),
            "withdraw": lambda: drafts.withdraw(other.tx, other.family, WEBSITE, "en"),
            "draft": lambda: choose(other, "website", "refused"),
        }
        with pytest.raises(DBAPIError, match="lock timeout"):
            verbs[second]()
        other.tx.rollback()


@pytest.mark.rule("C4")
def test_a_yes_in_hand_in_one_browser_does_not_undo_a_withdrawal_in_another(phone):
    tablet = another_browser(phone)
    tablet.chooses("given")
    tablet.sends()
    tablet.chooses("given")
    phone.withdraws()
    assert tablet.sends() is False
    assert phone.state() == "withdrawn"
    assert tablet.sends() is True  # it was shown once more, and sent


@pytest.mark.rule("C4")
def test_a_send_waits_for_a_withdrawal_that_is_being_saved_in_another_browser(phone):
    tablet = another_browser(phone)
    tablet.chooses("given")
    with ThreadPoolExecutor(1) as elsewhere:
        with phone.tab() as tab:
            drafts.withdraw(tab.tx, tab.family, WEBSITE, "en")
            sending = elsewhere.submit(tablet.sends)
            with pytest.raises(TimeoutError):
                sending.result(timeout=0.5)
        assert sending.result(timeout=30) is False
    assert phone.state() == "withdrawn"


@pytest.mark.rule("C4")
def test_a_yes_in_hand_does_not_undo_what_the_office_wrote_down_meanwhile(phone):
    phone.chooses("given")
    said = {"purpose": "website", "said": "withdrawn", "method": "phone"}
    with database.begin(phone.cast.oakfield.id) as tx:
        service.answer(tx, as_staff(phone.cast.office), Speaker.guardian(phone.cast.amira.id, phone.cast.amira_mother.id), **said)
    assert phone.sends() is False
    assert phone.state() == "withdrawn"


@pytest.mark.promise("G1")
def test_what_the_other_parent_says_meanwhile_holds_no_send_up(phone):
    phone.chooses("given")
    said = {"purpose": "website", "said": "refused", "method": "phone"}
    with database.begin(phone.cast.oakfield.id) as tx:
        service.answer(tx, as_staff(phone.cast.office), Speaker.guardian(phone.cast.amira.id, phone.cast.amira_father.id), **said)
    assert phone.sends() is True
    assert phone.state() == "conflict"


def test_a_tab_whose_browser_has_signed_out_meanwhile_is_asked_to_sign_in(phone):
    phone.chooses("given")
    with phone.tab() as late:
        with phone.tab() as other:
            ways_in.sign_out(other.tx, other.family)
        with pytest.raises(ways_in.FamilySignInNeeded):
            drafts.send(late.tx, late.family)
    assert phone.state() == "not_answered"
