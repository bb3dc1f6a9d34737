import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape

import pytest
from httpx2 import Response
from sqlalchemy import text
from sqlmodel import Session, select
from starlette.testclient import TestClient

from consentsvc.consent import families, restrictions, service, standings
from consentsvc.consent.models import FamilyLink
from consentsvc.events.models import Event
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel import clock, database
from consentsvc.kernel.access import Actor
from consentsvc.kernel.settings import settings
from consentsvc.roster.models import Child, Guardian, Guardianship
from tests.people import Cast

HTML = {"accept": "text/html"}
ALL_PAGES = ("", "/answer/website", "/answer/website?rest=yes", "/check", "/saved?since=1")


@dataclass
class Parent:
    """A guardian's browser, at the page of one child."""

    browser: TestClient
    home: str
    code: str

    def opens(self, page: str = "", **more: object) -> Response:
        return self.browser.get(self.home + page, headers=HTML, **more)

    def sends(self, page: str, **fields: str) -> Response:
        return self.browser.post(self.home + page, data=fields, headers=HTML)

    def signs_in(self) -> "Parent":
        assert self.sends("/sign-in", code=self.code).status_code == 303
        return self

    def answers(self, purpose: str, said: str) -> Response:
        """Chooses, checks and sends; the page that thanks."""
        chosen = self.sends(f"/answer/{purpose}", said=said, words=families.WORDS)
        assert chosen.headers["location"] == f"{self.home}/check"
        return self.browser.get(self.sends("/check").headers["location"], headers=HTML)


@pytest.fixture
def parent_of(tx: Session, people: Cast, anyone: TestClient) -> Callable[[Child, Guardian], Parent]:
    """Give a guardian a link and a code, and a browser; not signed in."""

    def invited(child: Child, guardian: Guardian) -> Parent:
        database.act_for(tx, people.oakfield.id)
        way_in = families.invite(tx, Actor("staff", people.office.id, people.oakfield.id), child.id, guardian.id)
        tx.commit()
        browser = TestClient(anyone.app, follow_redirects=False, raise_server_exceptions=False)
        return Parent(browser, way_in.url.removeprefix("http://testserver"), way_in.code)

    return invited


@pytest.fixture
def mother(people: Cast, parent_of: Callable[[Child, Guardian], Parent]) -> Parent:
    """Amira's mother, signed in."""
    return parent_of(people.amira, people.amira_mother).signs_in()


def told(page: Response) -> str:
    """What a reader of the page reads."""
    return told_in("<body" + page.text.partition("<body")[2])


def row(page: Response, purpose: str) -> str:
    """What the line of one purpose says."""
    lines = re.findall(r'<div class="govuk-summary-list__row.*?</div>', page.text, re.DOTALL)
    return told_in(next(line for line in lines if PURPOSES[purpose].name in line))


def told_in(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def standing(tx: Session, people: Cast, child: Child, purpose: str = "website") -> str:
    database.act_for(tx, people.oakfield.id)
    found = standings.standings_for(tx, people.oakfield.id, [child.id], [], [purpose], None, clock.today())
    return found[child.id, purpose].state


def change(tx: Session, people: Cast, *records: object) -> None:
    database.act_for(tx, people.oakfield.id)
    tx.add_all(records)
    tx.commit()


def tie_of(tx: Session, people: Cast, guardian: Guardian) -> Guardianship:
    database.act_for(tx, people.oakfield.id)
    return tx.exec(select(Guardianship).where(Guardianship.guardian_id == guardian.id)).one()


# The way in


def test_before_sign_in_the_page_tells_the_schools_name_and_nothing_else(people, parent_of):
    page = parent_of(people.amira, people.amira_mother).opens()
    assert page.status_code == 200
    assert told(page) == "Oakfield Primary Sign in Your code It has 8 letters and numbers, such as ABCD-2345. Sign in"


def test_the_code_opens_the_page(people, parent_of):
    parent = parent_of(people.amira, people.amira_mother)
    signed_in = parent.sends("/sign-in", code=f" {parent.code.lower().replace('-', ' ')} ")
    assert (signed_in.status_code, signed_in.headers["location"]) == (303, parent.home)
    assert "Pictures of Amira" in told(parent.opens())


def test_a_wrong_code_says_so_at_its_field(people, parent_of):
    page = parent_of(people.amira, people.amira_mother).sends("/sign-in", code="AAAA-AAAA")
    assert page.status_code == 422
    assert "<title>Error: Sign in" in page.text
    assert """<a href="#code">That code isn't right.""" in page.text
    assert 'aria-describedby="hint error"' in page.text
    assert "Amira" not in page.text


def test_after_ten_wrong_codes_it_pauses_for_the_right_one_too(people, parent_of):
    parent = parent_of(people.amira, people.amira_mother)
    statuses = [parent.sends("/sign-in", code="AAAA-AAAA").status_code for _ in range(10)]
    assert statuses == [422] * 9 + [429]
    refused = parent.sends("/sign-in", code=parent.code)
    assert refused.status_code == 429
    assert "Wait 15 minutes" in told(refused)
    with clock.standing_at(clock.now() + timedelta(minutes=16)):
        assert parent.sends("/sign-in", code=parent.code).status_code == 303


@pytest.mark.promise("G5")
def test_a_code_opens_its_own_link_only(people, parent_of):
    mother, father = parent_of(people.amira, people.amira_mother), parent_of(people.amira, people.amira_father)
    assert mother.sends("/sign-in", code=father.code).status_code == 422


def _replaced(tx, people, parent_of):
    parent_of(people.amira, people.amira_mother)


def _expired(tx, people, parent_of):
    link = tx.exec(select(FamilyLink)).one()
    link.expires_at = clock.now()
    change(tx, people, link)


def _barred(tx, people, parent_of):
    tie = tie_of(tx, people, people.amira_mother)
    tie.contact_barred = True
    change(tx, people, tie)


def _gone(tx, people, parent_of):
    tx.delete(tie_of(tx, people, people.amira_mother))
    tx.commit()


def _child_left(tx, people, parent_of):
    people.amira.left_on = clock.today()
    change(tx, people, people.amira)


@pytest.mark.promise("G3")
@pytest.mark.parametrize("ending", [_replaced, _expired, _barred, _gone, _child_left])
def test_every_link_that_has_ended_says_the_same(tx, people, parent_of, anyone, ending):
    """With a session or without, by GET or POST, and as a link that never was."""
    inside, outside = parent_of(people.amira, people.amira_mother), None
    inside.signs_in()
    outside = Parent(TestClient(anyone.app, follow_redirects=False), inside.home, inside.code)
    nowhere = anyone.get("/f/never-was", headers=HTML)
    database.act_for(tx, people.oakfield.id)
    ending(tx, people, parent_of)
    replies = [
        inside.opens(),
        inside.opens("/answer/website"),
        inside.sends("/withdraw", purpose="website"),
        outside.opens(),
        outside.sends("/sign-in", code=outside.code),
        outside.sends("/sign-in", code="AAAAAAAA"),
    ]
    assert nowhere.status_code == 410
    assert "This link has ended" in told(nowhere)
    assert {(reply.status_code, reply.content) for reply in replies} == {(410, nowhere.content)}


def test_pages_behind_the_code_ask_to_sign_in(people, parent_of):
    parent = parent_of(people.amira, people.amira_mother)
    for page in ALL_PAGES[1:]:
        refused = parent.opens(page)
        assert refused.status_code == 401
        assert f'href="{parent.home}"' in refused.text
        assert "Amira" not in refused.text
    for page in ("/answer/website", "/check", "/withdraw", "/sign-out"):
        assert parent.sends(page, purpose="website", said="yes", words=families.WORDS).status_code == 401


def test_a_session_is_good_for_its_own_link_only(people, parent_of, mother):
    father = parent_of(people.amira, people.amira_father)
    secret = next(iter(mother.browser.cookies.values()))
    father.browser.cookies.set(_cookie_name(father), secret)
    assert "Pictures of" not in told(father.opens())


def _cookie_name(parent: Parent) -> str:
    signed_in = parent.sends("/sign-in", code=parent.code)
    parent.browser.cookies.clear()
    return signed_in.headers["set-cookie"].partition("=")[0]


def test_a_session_ends_by_signing_out_and_by_itself(mother):
    cookies = dict(mother.browser.cookies)
    with clock.standing_at(clock.now() + families.SESSION_LASTS):
        assert "Your code" in told(mother.opens())
    assert "Your answers" in told(mother.opens())
    assert mother.sends("/sign-out").status_code == 303
    assert not mother.browser.cookies
    mother.browser.cookies.update(cookies)  # a copy of the cookie is worth nothing now
    assert "Your code" in told(mother.opens())


def test_the_cookie_on_plain_http(people, parent_of):
    parent = parent_of(people.amira, people.amira_mother)
    cookie = parent.sends("/sign-in", code=parent.code).headers["set-cookie"]
    name, *flags = cookie.split("; ")
    assert name.startswith("family-")
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(flags)
    assert "Secure" not in flags


@pytest.fixture
def https(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CONSENTSVC_PUBLIC_URL", "https://pictures.example")
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_the_cookie_on_https(people, parent_of, https):
    parent = parent_of(people.amira, people.amira_mother)
    parent.home = parent.home.removeprefix("https://pictures.example")
    name, *flags = parent.sends("/sign-in", code=parent.code).headers["set-cookie"].split("; ")
    assert name.startswith("__Host-family-")
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= set(flags)


def test_a_form_on_another_site_can_do_nothing(tx, people, mother):
    mother.answers("website", "yes")
    foreign = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    refused = mother.browser.post(f"{mother.home}/withdraw", data={"purpose": "website"}, headers=foreign)
    assert refused.status_code == 403
    assert standing(tx, people, people.amira) == "given"


# Answering


def test_a_parent_answers_and_takes_it_back_with_one_tap(tx, people, mother):
    assert row(mother.opens(), "website") == "School website Not used You have not answered. Answer School website"
    thanks = mother.answers("website", "yes")
    assert "Your answers are saved Thank you." in told(thanks)
    assert standing(tx, people, people.amira) == "given"

    home = mother.opens()
    assert re.match(
        r"School website May be used You said yes on \d+ \w+ \d+\. Withdraw your yes: School website", row(home, "website")
    )
    withdrawn = mother.sends("/withdraw", purpose="website")
    assert withdrawn.status_code == 303
    assert standing(tx, people, people.amira) == "withdrawn"  # before the page says so
    assert "Your yes is withdrawn" in told(mother.opens(withdrawn.headers["location"].removeprefix(mother.home)))
    assert "Not used You took back your yes on" in row(mother.opens(), "website")


@pytest.mark.rule("C3")
def test_an_answer_online_has_no_recorder(tx, people, mother):
    mother.answers("website", "yes")
    lead = Actor("staff", people.lead.id, people.oakfield.id)
    database.act_for(tx, people.oakfield.id)
    [answer] = service.answers_of(tx, lead, people.amira.id)
    assert (answer.method, answer.recorded_by, answer.by.name, answer.language) == ("online", None, "Sana Khan", "en")


@pytest.mark.rule("C1")
def test_no_box_is_ticked_until_the_parent_has_ticked_it(mother):
    assert '" checked' not in mother.opens("/answer/website").text
    mother.answers("website", "yes")
    assert '" checked' not in mother.opens("/answer/website").text
    mother.sends("/answer/website", said="no", words=families.WORDS)
    assert 'value="no" checked' in mother.opens("/answer/website").text  # chosen on this phone, and not sent


@pytest.mark.rule("C1")
@pytest.mark.parametrize(("said", "comes_to"), [("yes", "given"), ("no", "refused")])
def test_refusing_takes_the_steps_of_agreeing(tx, people, mother, said, comes_to):
    steps = [
        mother.opens("/answer/website"),
        mother.sends("/answer/website", said=said, words=families.WORDS),
        mother.sends("/check"),
    ]
    assert [step.status_code for step in steps] == [200, 303, 303]
    assert standing(tx, people, people.amira) == comes_to


@pytest.mark.parametrize("said", ["", "maybe", "withdrawn"])
def test_a_question_without_a_choice_is_shown_again(tx, people, mother, said):
    page = mother.sends("/answer/website", said=said, words=families.WORDS)
    assert page.status_code == 422
    assert f"<title>Error: {PURPOSES['website'].question}" in unescape(page.text)
    assert '<a href="#yes">Choose yes or no.</a>' in page.text
    assert mother.opens("/check").headers["location"] == mother.home


@pytest.mark.rule("C3")
def test_an_answer_to_words_that_have_changed_is_not_taken(mother):
    page = mother.sends("/answer/website", said="yes", words="others")
    assert page.status_code == 422
    assert "The words of this question have changed." in told(page)
    assert mother.opens("/check").status_code == 303


def test_the_open_questions_follow_one_another_and_are_sent_at_once(tx, people, mother):
    mother.answers("website", "no")
    asked, address = [], re.search(r'href="([^"]+rest=yes)"', mother.opens().text).group(1)
    while address != f"{mother.home}/check":
        asked.append(re.search(r"/answer/(\w+)", address).group(1))
        page = mother.browser.get(address)
        assert page.status_code == 200
        address = mother.browser.post(address, data={"said": "yes", "words": families.WORDS}).headers["location"]
    assert asked == [purpose for purpose in PURPOSES if purpose != "website"]
    assert standing(tx, people, people.amira, "press") == "not_answered"  # nothing counts before it is sent
    assert "You have 11 answers that you have not sent yet." in told(mother.opens())
    thanks = mother.browser.get(mother.sends("/check").headers["location"])
    assert thanks.text.count("govuk-summary-list__row") == 11
    assert standing(tx, people, people.amira, "press") == "given"
    assert "Answer 1 question" not in told(mother.opens())


def test_sending_twice_answers_once(tx, people, mother):
    mother.answers("website", "yes")
    again = mother.sends("/check")
    assert (again.status_code, again.headers["location"]) == (303, mother.home)
    database.act_for(tx, people.oakfield.id)
    assert tx.execute(text("select count(*) from answers")).scalar_one() == 1


@pytest.mark.rule("C4")
def test_withdrawing_drops_a_yes_in_hand(tx, people, mother):
    mother.answers("website", "yes")
    mother.sends("/answer/website", said="yes", words=families.WORDS)
    mother.sends("/withdraw", purpose="website")
    mother.sends("/check")
    assert standing(tx, people, people.amira) == "withdrawn"


@pytest.mark.rule("C5")
def test_a_carer_without_parental_responsibility_is_told_honestly(tx, people, parent_of):
    carer = parent_of(people.chidi, people.chidi_carer).signs_in()
    assert "only somebody with parental responsibility can agree" in told(carer.opens())
    assert "Your answers are saved" in told(carer.answers("website", "yes"))
    assert standing(tx, people, people.chidi) == "not_answered"
    assert "Not used You said yes on" in row(carer.opens(), "website")
    assert "Only somebody with parental responsibility can agree. Withdraw" in row(carer.opens(), "website")
    carer.answers("press", "no")
    assert standing(tx, people, people.chidi, "press") == "refused"


@pytest.mark.rule("C9")
def test_a_yes_for_one_event_is_shown_and_taken_back_there(tx, people, mother):
    held = Event(
        school_id=people.oakfield.id,
        name="Sports day",
        on_date=date(2026, 6, 5),
        place="Field",
        created_by=None,
        created_at=clock.now(),
    )
    change(tx, people, held)
    office = Actor("staff", people.office.id, people.oakfield.id)
    mothers_yes = {"purpose": "website", "said": "given", "method": "paper", "event_id": held.id}
    service.answer(tx, office, people.amira.id, people.amira_mother.id, **mothers_yes)
    tx.commit()
    page = mother.opens()
    assert "School website: Sports day May be used You said yes" in told(page)
    assert row(page, "website").startswith("School website Not used You have not answered.")
    mother.answers("website", "yes")  # for every other use of the website
    withdrawn = mother.sends("/withdraw", purpose="website", event_id=str(held.id))
    receipt = told(mother.opens(withdrawn.headers["location"].removeprefix(mother.home)))
    assert "From now on, we don't show pictures of Amira from Sports day for this use: School website." in receipt
    assert "School website: Sports day Yes taken back" in receipt
    page = mother.opens()
    assert "School website: Sports day Not used You took back your yes" in told(page)
    assert row(page, "website").startswith("School website May be used You said yes")


def test_a_general_yes_taken_back_names_its_use_and_no_event(mother):
    mother.answers("website", "yes")
    withdrawn = mother.sends("/withdraw", purpose="website")
    receipt = told(mother.opens(withdrawn.headers["location"].removeprefix(mother.home)))
    assert "From now on, we don't show pictures of Amira for this use: School website. What is already" in receipt


@pytest.mark.rule("C4")
def test_answers_overtaken_by_another_are_shown_once_more_before_they_are_sent(tx, people, mother):
    mother.sends("/answer/website", said="yes", words=families.WORDS)
    mother.sends("/answer/press", said="no", words=families.WORDS)
    office = Actor("staff", people.office.id, people.oakfield.id)
    mothers_no = {"purpose": "website", "said": "refused", "method": "phone"}
    database.act_for(tx, people.oakfield.id)
    service.answer(tx, office, people.amira.id, people.amira_mother.id, **mothers_no)
    tx.commit()
    held_up = mother.sends("/check")
    assert (held_up.status_code, held_up.headers["location"]) == (303, f"{mother.home}/check?again=yes")
    assert standing(tx, people, people.amira) == "refused"
    page = told(mother.opens("/check?again=yes"))
    assert "These are not sent yet." in page
    assert "School website Yes Change" in page
    assert "/saved?since=" in mother.sends("/check").headers["location"]
    assert (standing(tx, people, people.amira), standing(tx, people, people.amira, "press")) == ("given", "refused")


@pytest.mark.rule("C11")
def test_a_yes_that_has_run_out_is_asked_again(mother):
    mother.answers("website", "yes")
    with clock.standing_at(clock.now() + timedelta(days=400)):
        mother.signs_in()
        assert row(mother.opens(), "website") == "School website Not used Your yes has ended. Answer School website"


def test_an_unknown_question_is_not_found(mother):
    assert mother.opens("/answer/billboards").status_code == 404
    assert mother.sends("/withdraw", purpose="billboards").status_code == 404
    assert mother.opens("/saved?since=99999999999999999999").status_code == 422


# What a page may not tell


@pytest.mark.promise("G1")
@pytest.mark.promise("G2")
def test_one_parents_pages_are_the_same_bytes_with_and_without_the_other(tx, people, parent_of, mother):
    mother.answers("website", "yes")
    mother.answers("press", "no")
    mother.sends("/answer/video", said="yes", words=families.WORDS)
    alone = [mother.opens(page).content for page in ALL_PAGES]

    father = parent_of(people.amira, people.amira_father).signs_in()
    father.answers("website", "no")
    father.answers("press", "yes")
    father.sends("/withdraw", purpose="social_media")
    father.sends("/answer/video", said="no", words=families.WORDS)
    assert [mother.opens(page).content for page in ALL_PAGES] == alone

    tx.delete(tie_of(tx, people, people.amira_father))
    tx.commit()
    assert [mother.opens(page).content for page in ALL_PAGES] == alone


@pytest.mark.rule("R2")
@pytest.mark.promise("F1")
@pytest.mark.promise("F2")
def test_a_restriction_changes_no_byte_of_a_familys_page(tx, people, parent_of):
    def story(child: Child, guardian: Guardian) -> list[bytes]:
        parent = parent_of(child, guardian).signs_in()
        thanks = parent.answers("website", "yes")
        pages = [*(parent.opens(page).text for page in ALL_PAGES), thanks.text]
        names = (parent.home, ""), (child.first_name, "")
        return [_without(page, *names) for page in pages]

    def _without(page: str, *words: tuple[str, str]) -> str:
        for word, blank in words:
            page = page.replace(word, blank)
        return re.sub(r"\d\d:\d\d", "", page)

    lead = Actor("staff", people.lead.id, people.oakfield.id)
    restrictions.restrict(tx, lead, people.amira.id, "refuge", None)
    tx.commit()
    assert story(people.amira, people.amira_mother) == story(people.ben, people.ben_mother)


@pytest.mark.promise("G4")
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_changes_nothing(tx, people, mother, method):
    mother.answers("website", "yes")
    mother.sends("/answer/press", said="yes", words=families.WORDS)
    before = _everything(tx, people)
    for page in (*ALL_PAGES, "/sign-in", "/sign-out", "/withdraw"):
        mother.browser.request(method, mother.home + page, headers=HTML)
    TestClient(mother.browser.app).request(method, mother.home)
    assert _everything(tx, people) == before


def _everything(tx: Session, people: Cast) -> dict[str, object]:
    database.act_for(tx, people.oakfield.id)
    tables = tx.execute(text("select tablename from pg_tables where schemaname = 'public'")).scalars().all()
    digest = "select md5(coalesce(string_agg(t::text, '' order by t::text), '')) from {} t"
    return {table: tx.execute(text(digest.format(table))).scalar_one() for table in tables if table != "alembic_version"}


def test_every_form_answers_with_a_redirect(mother):
    """So that no reload, back or bookmark sends anything again."""
    assert mother.sends("/answer/website", said="yes", words=families.WORDS).status_code == 303
    for page, fields in (("/check", {}), ("/withdraw", {"purpose": "website"}), ("/sign-out", {})):
        assert mother.sends(page, **fields).status_code == 303


def test_pages_have_no_script_and_nothing_from_elsewhere(people, parent_of, mother):
    mother.answers("website", "yes")
    mother.sends("/answer/press", said="yes", words=families.WORDS)
    pages = [mother.opens(page) for page in ALL_PAGES] + [parent_of(people.ben, people.ben_mother).opens()]
    for page in pages:
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "script-src 'none'" in page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "same-origin"
        assert not re.search(r"<script|javascript:|\son\w+=|\sstyle=|https?://", page.text)


def test_the_first_page_weighs_less_than_15_kilobytes(mother):
    for purpose in PURPOSES:
        mother.sends(f"/answer/{purpose}", said="yes", words=families.WORDS)
    mother.sends("/check")
    page = mother.opens()
    [style] = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)
    weight = len(gzip.compress(page.content)) + len(gzip.compress(mother.browser.get(style).content))
    assert weight <= 15 * 1024


@pytest.mark.promise("L1")
def test_nothing_is_logged_of_names_links_and_codes(people, parent_of, caplog, capfd):
    parent = parent_of(people.amira, people.amira_mother)
    parent.sends("/sign-in", code="AAAA-AAAA")
    parent.signs_in().answers("website", "yes")
    parent.sends("/withdraw", purpose="website")
    written = caplog.text + "".join(capfd.readouterr())
    for secret in ("Amira", "Khan", parent.home, parent.code):
        assert secret not in written
