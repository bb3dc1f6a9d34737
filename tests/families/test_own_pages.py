"""Pages of those who answer for themselves, and of the social worker of a looked-after child (C7, C8, C14)."""

from datetime import date

import pytest

from consentsvc.consent import standings
from consentsvc.consent.speakers import Speaker
from consentsvc.kernel import clock, database
from consentsvc.roster.models import Guardian, Guardianship
from tests.families.family_browser import ALL_PAGES, as_staff, change, row, standing, told


@pytest.fixture
def amira(tx, people, browser_of):
    """Amira at 14, at her own page."""
    people.amira.born_on = date(clock.today().year - 14, 1, 1)
    change(tx, people, people.amira)
    return browser_of(Speaker.young_person(people.amira.id)).signs_in()


@pytest.mark.rule("C7")
def test_a_young_person_is_asked_in_their_own_words_and_their_no_wins(tx, people, amira, mother):
    mother.answers("website", "yes")
    home = told(amira.opens())
    assert "Pictures of you" in home
    assert "They do not see your answers here." in home
    assert "May we put your picture on our website?" in told(amira.opens("/answer/website"))
    amira.answers("website", "no")
    assert row(amira.opens(), "website").startswith("School website Not used You said no on")
    assert standing(tx, people, people.amira) == "refused"


@pytest.mark.rule("C7")
def test_a_young_persons_yes_is_kept_and_shown_and_can_be_taken_back(tx, people, amira):
    amira.answers("website", "yes")
    assert row(amira.opens(), "website").startswith("School website May be used You said yes on")
    assert standing(tx, people, people.amira) == "not_answered"  # a parent is asked too
    taken_back = told(amira.follows(amira.sends("/withdraw", purpose="website")))
    assert "From now on, we don't show pictures of you for this use: School website." in taken_back


@pytest.mark.promise("G1")
def test_a_young_persons_pages_tell_nothing_of_what_parents_said(people, amira, mother, parent_of):
    amira.answers("website", "yes")
    alone = [amira.opens(page).content for page in ALL_PAGES]
    mother.answers("website", "no")
    parent_of(people.amira, people.amira_father).signs_in().answers("website", "yes")
    assert [amira.opens(page).content for page in ALL_PAGES] == alone


@pytest.mark.promise("G1")
def test_a_parents_pages_tell_nothing_of_what_the_young_person_said(amira, mother):
    mother.answers("website", "yes")
    alone = [mother.opens(page).content for page in ALL_PAGES]
    amira.answers("website", "no")
    amira.answers("press", "yes")
    assert [mother.opens(page).content for page in ALL_PAGES] == alone


@pytest.mark.rule("C11")
def test_at_18_the_parents_link_ends_and_the_persons_own_goes_on(tx, people, amira, mother):
    people.amira.born_on = date(clock.today().year - 18, 1, 1)
    change(tx, people, people.amira)
    assert mother.opens().status_code == 410
    amira.answers("website", "yes")
    home = amira.opens()
    assert row(home, "website").startswith("School website May be used")
    assert "Somebody who is responsible for you" not in told(home)
    assert standing(tx, people, people.amira) == "given"


@pytest.mark.rule("C14")
def test_an_adult_answers_for_themself(tx, people, browser_of):
    okafor = browser_of(Speaker.adult(people.ms_okafor.id)).signs_in()
    home = told(okafor.opens())
    assert "Pictures of you" in home
    assert "Coming up" not in home
    assert "Where pictures" not in home
    assert okafor.opens("/pictures").status_code == 404
    thanks = told(okafor.answers("website", "yes"))
    assert "Your answers are saved" in thanks
    database.act_for(tx, people.oakfield.id)
    assert standings.standings_of_adult(tx, as_staff(people.lead), people.ms_okafor.id)[5].state == "given"
    okafor.sends("/withdraw", purpose="website")
    assert row(okafor.opens(), "website").startswith("School website Not used You took back your yes")


@pytest.fixture
def chidi(tx, people):
    """Chidi, in care, with a social worker."""
    people.chidi.looked_after = True
    worker = Guardian(school_id=people.oakfield.id, name="T. Lowe", created_at=clock.now())
    change(tx, people, people.chidi, worker)
    tie = {"child_id": people.chidi.id, "guardian_id": worker.id, "relationship": "social worker"}
    change(tx, people, Guardianship(school_id=people.oakfield.id, **tie, parental_responsibility=False, local_authority=True))
    return Speaker.guardian(people.chidi.id, worker.id)


@pytest.mark.rule("C8")
def test_a_social_worker_has_a_form_of_their_own_and_decides(tx, people, browser_of, chidi):
    worker = browser_of(chidi).signs_in()
    home = told(worker.opens())
    assert "You answer for the local authority that looks after this child." in home
    assert "Unless you say yes here, we do not use this child's picture outside the school." in home
    assert "May we put this child's picture on our website?" in told(worker.opens("/answer/website"))
    worker.answers("website", "yes")
    assert standing(tx, people, people.chidi) == "given"


@pytest.mark.rule("C8")
def test_a_foster_carer_is_told_that_only_a_social_worker_can_agree(tx, people, browser_of, chidi):
    carer = browser_of(Speaker.guardian(people.chidi.id, people.chidi_carer.id)).signs_in()
    assert "only a social worker can agree for Chidi" in told(carer.opens())
    carer.answers("website", "yes")
    assert "Not used You said yes on" in row(carer.opens(), "website")
    assert "Only a social worker can agree." in row(carer.opens(), "website")
    assert standing(tx, people, people.chidi) == "not_answered"
