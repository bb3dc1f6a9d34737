"""What families read, answer, change and take back on their pages, and what a page may not tell."""

import gzip
import re
from datetime import date, timedelta
from html import unescape

import pytest
from sqlalchemy import text
from sqlmodel import Session, select
from starlette.testclient import TestClient

from consentsvc.consent import restrictions, service
from consentsvc.consent.models import Answer
from consentsvc.consent.speakers import Speaker
from consentsvc.events.models import Event, Participant
from consentsvc.families import ways_in
from consentsvc.forms.models import FormEdit, FormVersion
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel import clock, database
from consentsvc.roster.models import Child, Guardian
from tests.families.family_browser import ALL_PAGES, HTML, Parent, as_staff, change, row, standing, tie_of, told
from tests.people import NOBODY, Cast

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
    lead = as_staff(people.lead)
    database.act_for(tx, people.oakfield.id)
    [answer] = service.answers_of(tx, lead, people.amira.id)
    assert (answer.method, answer.recorded_by, answer.by.name, answer.language) == ("online", None, "Sana Khan", "en")


@pytest.mark.rule("C1")
def test_no_box_is_ticked_until_the_parent_has_ticked_it(mother):
    assert '" checked' not in mother.opens("/answer/website").text
    mother.answers("website", "yes")
    assert '" checked' not in mother.opens("/answer/website").text
    mother.chooses("website", "no")
    assert 'value="no" checked' in mother.opens("/answer/website").text  # chosen on this phone, and not sent


@pytest.mark.rule("C1")
@pytest.mark.parametrize(("said", "comes_to"), [("yes", "given"), ("no", "refused")])
def test_refusing_takes_the_steps_of_agreeing(tx, people, mother, said, comes_to):
    steps = [
        mother.opens("/answer/website"),
        mother.chooses("website", said),
        mother.sends("/check"),
    ]
    assert [step.status_code for step in steps] == [200, 303, 303]
    assert standing(tx, people, people.amira) == comes_to


@pytest.mark.parametrize("said", ["", "maybe", "withdrawn"])
def test_a_question_without_a_choice_is_shown_again(tx, people, mother, said):
    page = mother.chooses("website", said)
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
        address = mother.chooses(asked[-1], "yes", page=address.removeprefix(mother.home)).headers["location"]
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
    mother.chooses("website", "yes")
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
    office = as_staff(people.office)
    mothers_yes = {"purpose": "website", "said": "given", "method": "phone", "event_id": held.id}
    service.answer(tx, office, Speaker.guardian(people.amira.id, people.amira_mother.id), **mothers_yes)
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
    mother.chooses("website", "yes")
    mother.chooses("press", "no")
    office = as_staff(people.office)
    mothers_no = {"purpose": "website", "said": "refused", "method": "phone"}
    database.act_for(tx, people.oakfield.id)
    service.answer(tx, office, Speaker.guardian(people.amira.id, people.amira_mother.id), **mothers_no)
    tx.commit()
    held_up = mother.sends("/check")
    assert (held_up.status_code, held_up.headers["location"]) == (303, f"{mother.home}/check?again=yes")
    assert standing(tx, people, people.amira) == "refused"
    page = told(mother.opens("/check?again=yes"))
    assert "These are not sent yet." in page
    assert "School website Yes Change" in page
    assert "/saved/" in mother.sends("/check").headers["location"]
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
    assert mother.opens("/saved/1").status_code == 422


# What a page may not tell


@pytest.mark.promise("G1")
@pytest.mark.promise("G2")
def test_one_parents_pages_are_the_same_bytes_with_and_without_the_other(tx, people, parent_of, mother):
    saved = mother.answers("website", "yes").url.path.removeprefix(mother.home)
    mother.answers("press", "no")
    mother.chooses("video", "yes")
    alone = [mother.opens(page).content for page in (*ALL_PAGES, saved)]

    people.amira_father.language = "ur"
    change(tx, people, people.amira_father)
    father = parent_of(people.amira, people.amira_father).signs_in()
    father.answers("website", "no")
    father.answers("press", "yes")
    father.sends("/withdraw", purpose="social_media")
    father.chooses("video", "no")
    assert [mother.opens(page).content for page in (*ALL_PAGES, saved)] == alone

    tx.delete(tie_of(tx, people, people.amira_father))
    tx.commit()
    assert [mother.opens(page).content for page in (*ALL_PAGES, saved)] == alone


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
        return re.sub(r"\d\d:\d\d|[0-9a-f]{8}-[0-9a-f-]{27}", "", page)

    lead = as_staff(people.lead)
    restrictions.restrict(tx, lead, people.amira.id, "refuge", None)
    tx.commit()
    assert story(people.amira, people.amira_mother) == story(people.ben, people.ben_mother)


@pytest.mark.promise("G4")
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_changes_nothing(tx, people, mother, method):
    mother.answers("website", "yes")
    mother.chooses("press", "yes")
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
    assert mother.chooses("website", "yes").status_code == 303
    for page, fields in (("/check", {}), ("/withdraw", {"purpose": "website"}), ("/sign-out", {})):
        assert mother.sends(page, **fields).status_code == 303


def test_pages_have_no_script_and_nothing_from_elsewhere(people, parent_of, mother):
    mother.answers("website", "yes")
    mother.chooses("press", "yes")
    pages = [mother.opens(page) for page in ALL_PAGES] + [parent_of(people.ben, people.ben_mother).opens()]
    for page in pages:
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "script-src 'none'" in page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "same-origin"
        assert not re.search(r"<script|javascript:|\son\w+=|\sstyle=|https?://", page.text)


def test_the_first_page_weighs_less_than_15_kilobytes(mother):
    for purpose in PURPOSES:
        mother.chooses(purpose, "yes")
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


# Conditions, renewals, events, objections, history, languages


@pytest.mark.rule("C12")
def test_conditions_ride_on_a_yes_and_are_shown_wherever_the_yes_is(tx, people, mother):
    asked = mother.opens("/answer/website")
    assert "Only in a group, not alone" in told(asked)
    assert '" checked' not in asked.text
    mother.chooses("website", "yes", conditions=["group_only", "first_name"])
    assert "Yes Only in a group, not alone You may put the first name with the picture" in told(mother.opens("/check"))
    thanks = mother.follows(mother.sends("/check"))
    for page in (thanks, mother.opens(), mother.opens("/history")):
        assert "Only in a group, not alone" in told(page)
    assert '" checked' not in mother.opens("/answer/website").text
    mother.sends("/withdraw", purpose="website")
    assert "Only in a group" not in row(mother.opens(), "website")


@pytest.mark.rule("C12")
def test_conditions_with_a_no_are_left_out_and_two_that_exclude_each_other_are_asked_about(mother):
    mother.chooses("website", "no", conditions=["group_only"])
    assert "Only in a group" not in told(mother.opens("/check"))
    page = mother.chooses("press", "yes", conditions=["not_named", "first_name"])
    assert page.status_code == 422
    assert '<a href="#no-not_named">Choose one: no name, or the first name.</a>' in page.text
    assert page.text.count('" checked') == 2  # what was ticked is not lost


@pytest.mark.rule("C11")
def test_an_answer_that_ends_soon_can_be_renewed_and_nothing_is_ticked(mother):
    mother.answers("website", "yes")
    [ends_on] = {each.expires_on for each in _answers(mother)}
    soon = clock.now() + (ends_on - clock.today()) - timedelta(days=20)
    with clock.standing_at(soon):
        mother.signs_in()
        assert "You can answer again now. Withdraw your yes: School website Answer School website" in row(
            mother.opens(), "website"
        )
        question = mother.opens("/answer/website")
        assert "Last time you said yes." in told(question)
        assert '" checked' not in question.text
        mother.answers("website", "yes")
        assert "You can answer again now" not in row(mother.opens(), "website")
        assert max(each.expires_on for each in _answers(mother)) > ends_on


def _answers(parent: Parent) -> list[Answer]:
    with database.begin() as tx:
        visitor = ways_in.arrive(tx, parent.home.rpartition("/")[2])
        return list(tx.exec(select(Answer).where(Answer.school_id == visitor.actor.school)).all())


@pytest.mark.rule("C9")
def test_an_event_to_come_has_answers_of_its_own(tx, people, mother):
    trip = _event(people, "Farm trip", clock.today() + timedelta(days=10))
    past = _event(people, "Old play", clock.today() - timedelta(days=1))
    other = _event(people, "Choir", clock.today() + timedelta(days=5))
    change(tx, people, trip, past, other)
    taking_part = [Participant(school_id=people.oakfield.id, event_id=each.id, child_id=people.amira.id) for each in (trip, past)]
    change(tx, people, *taking_part)
    home = mother.opens()
    assert "Coming up" in told(home)
    assert "Farm trip" in told(home)
    assert "Old play" not in told(home)
    assert "Choir" not in told(home)
    for stranger in (other.id, past.id, NOBODY):
        assert mother.opens(f"/events/{stranger}").status_code == 404

    mother.answers("website", "no")
    page = mother.opens(f"/events/{trip.id}")
    assert row(page, "website").startswith("School website Not used You said no")
    question = f"/answer/website?event={trip.id}"
    assert "This answer is for Farm trip on" in told(mother.opens(question))
    assert "School website: Farm trip Yes, " in told(mother.answers("website", "yes", page=question))
    assert row(mother.opens(f"/events/{trip.id}"), "website").startswith("School website May be used")
    assert row(mother.opens(), "website").startswith("School website Not used")
    assert (standing(tx, people, people.amira), standing(tx, people, people.amira, event=trip.id)) == ("refused", "given")


@pytest.mark.rule("C9")
def test_an_event_without_the_child_takes_no_answer_and_holds_up_no_other(tx, people, mother):
    choir = _event(people, "Choir", clock.today() + timedelta(days=5))
    change(tx, people, choir)
    assert mother.chooses("website", "yes").status_code == 303
    shown = dict(re.findall(r'type="hidden" name="(words|language)" value="([^"]*)"', mother.opens("/answer/press").text))
    assert mother.sends(f"/answer/press?event={choir.id}", said="yes", **shown).status_code == 404
    assert mother.opens("/check").status_code == 200
    assert mother.sends("/check").status_code == 303


def _event(people: Cast, name: str, on_date: date) -> Event:
    return Event(school_id=people.oakfield.id, name=name, on_date=on_date, place="Field", created_by=None, created_at=clock.now())


@pytest.fixture
def public_task(tx, people):
    """Oakfield rests its learning record on public task."""
    content = {"bases": {"learning_record": {"basis": "public_task", "reason": "It shows how children learn."}}}
    edit = {"kind": "family", "content": content, "published_by": people.head.id, "published_at": clock.now()}
    change(tx, people, FormEdit(school_id=people.oakfield.id, **edit))


@pytest.mark.rule("C13")
def test_a_use_on_public_task_is_told_and_can_be_objected_to_and_the_objection_taken_back(tx, people, mother, public_task):
    home = mother.opens()
    assert row(home, "learning_record").startswith("Learning record May be used This use is part of our work as a school")
    assert "Answer 11 questions" in told(home)
    assert mother.opens("/answer/learning_record").status_code == 404
    assert standing(tx, people, people.amira, "learning_record") == "public_task"

    assert "I object" in told(mother.opens("/object/learning_record"))
    objected = mother.follows(mother.sends("/object/learning_record", reason="She is shy."))
    assert "We do not use pictures for this while the school looks into it." in told(objected)
    assert row(mother.opens(), "learning_record").startswith("Learning record Not used You objected on")
    assert standing(tx, people, people.amira, "learning_record") == "objected"
    mother.sends("/object/learning_record", reason="Once more.")
    assert "You objected" in told(mother.opens("/history"))

    mother.sends("/object/learning_record/take-back")
    mother.sends("/object/learning_record/take-back")
    assert row(mother.opens(), "learning_record").startswith("Learning record May be used")
    assert standing(tx, people, people.amira, "learning_record") == "public_task"
    assert mother.opens("/object/website").status_code == 404


@pytest.mark.promise("G1")
def test_an_objection_shows_to_its_own_parent_alone(people, mother, parent_of, public_task):
    pages = (*ALL_PAGES, "/object/learning_record")
    alone = [mother.opens(page).content for page in pages]
    parent_of(people.amira, people.amira_father).signs_in().sends("/object/learning_record", reason="Ours.")
    assert [mother.opens(page).content for page in pages] == alone


@pytest.mark.rule("C16")
def test_the_history_holds_every_change_newest_first_with_its_receipt(mother):
    mother.answers("website", "yes")
    mother.answers("press", "no")
    mother.sends("/withdraw", purpose="website")
    page = mother.opens("/history")
    said = re.findall(r"(School website|Press and broadcast) (Yes taken back|Yes|No)", told(page))
    assert said == [("School website", "Yes taken back"), ("Press and broadcast", "No"), ("School website", "Yes")]
    receipts = re.findall(rf'href="{mother.home}/receipts/([0-9a-f-]+)"', page.text)
    assert len(set(receipts)) == 3


def test_another_parents_receipt_is_not_shown(people, mother, parent_of):
    father = parent_of(people.amira, people.amira_father).signs_in()
    father.chooses("website", "no")
    sent = father.sends("/check").headers["location"].removeprefix(father.home)
    assert mother.opens(sent).headers["location"] == mother.home


@pytest.mark.rule("C17")
@pytest.mark.rule("C3")
def test_an_answer_stores_the_language_it_was_asked_in(people, mother):
    mother.browser.post("/language", data={"language": "ur", "back": mother.home})
    asked = mother.opens("/answer/website")
    assert '<html lang="ur" dir="rtl"' in asked.text
    mother.answers("website", "yes")
    mother.browser.post("/language", data={"language": "en", "back": mother.home})
    mother.answers("press", "no")
    answers = {each.purpose: each for each in _answers(mother)}
    assert (answers["website"].language, answers["press"].language) == ("ur", "en")
    with database.begin(people.oakfield.id) as tx:
        versions = {each: tx.get(FormVersion, answers[each].form_version_id).language for each in answers}
    assert versions == {"website": "ur", "press": "en"}


@pytest.mark.rule("C3")
def test_a_question_read_in_one_language_is_not_answered_in_another(mother):
    [words] = re.findall(r'name="words" value="(\w+)"', mother.opens("/answer/website").text)
    for other in ("ur", "no language"):
        assert mother.sends("/answer/website", said="yes", words=words, language=other).status_code == 422
    assert mother.opens("/check").status_code == 303


@pytest.mark.rule("C17")
def test_a_page_comes_in_the_language_that_the_school_writes_to_the_parent_in(tx, people, parent_of):
    people.amira_mother.language = "pl"
    change(tx, people, people.amira_mother)
    parent = parent_of(people.amira, people.amira_mother)
    assert '<html lang="pl"' in parent.opens().text
    people.oakfield.policy = {"languages": ["en", "cy"]}
    tx.add(people.oakfield)
    tx.commit()
    page = parent.opens()
    assert '<html lang="en"' in page.text
    assert "Cymraeg" in page.text
    assert "Polski" not in page.text
