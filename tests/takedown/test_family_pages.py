"""What families are told of their own takedowns (P10): on their page, on paper, by mail; and what none of these may tell."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from consentsvc.consent.speakers import Speaker
from consentsvc.families import ways_in
from consentsvc.kernel import clock, database
from consentsvc.kernel.database import begin
from consentsvc.kernel.languages import LANGUAGES, translate
from consentsvc.media import deleting, seals
from consentsvc.notifications.models import Letter
from consentsvc.publishing.models import Copy
from consentsvc.publishing.schemas import PlacementRow
from consentsvc.receipts import service as receipts
from consentsvc.takedown import certificates, family_letters, family_texts
from consentsvc.takedown.facts import CaseClosed, TakedownOverdue
from consentsvc.takedown.models import CameDown, Case, Proof, Task
from consentsvc.worker import LETTERS
from tests.families.family_browser import Parent, as_staff, change, tie_of, told
from tests.kernel.printed import opened, text_of
from tests.people import NOBODY, Cast
from tests.publishing.stage import Stage

pytestmark = pytest.mark.rule("P10")

LONG_AGO = datetime(2026, 3, 1, 12, tzinfo=clock.LOCAL)


@pytest.fixture
def stage(people: Cast) -> Stage:
    stage = Stage(people)
    stage.everybody_agrees()
    return stage


@pytest.fixture
def placed(stage: Stage) -> PlacementRow:
    return stage.place(stage.photo())


@pytest.fixture
def parent_of(tx: Session, people: Cast, new_client: Callable[[], TestClient]) -> Callable[[Speaker], Parent]:
    """A speaker's browser, signed in."""

    def invited(speaker: Speaker) -> Parent:
        database.act_for(tx, people.oakfield.id)
        way_in = ways_in.invite(tx, as_staff(people.office), speaker)
        tx.commit()
        return Parent(new_client(), way_in.url.removeprefix("http://testserver"), way_in.code).signs_in()

    return invited


@pytest.fixture
def mothers(people: Cast) -> Speaker:
    return Speaker.guardian(people.amira.id, people.amira_mother.id)


@pytest.fixture
def fathers(people: Cast) -> Speaker:
    return Speaker.guardian(people.amira.id, people.amira_father.id)


def ended(stage: Stage, placed: PlacementRow, speaker: Speaker | None, at: datetime | None = None) -> UUID:
    """A case in which this placement came down; nobody's: None."""
    case = Case(id=uuid4(), school_id=stage.school, key=str(uuid4()), opened_at=at or clock.now())
    if speaker:
        case.child_id, case.guardian_id, case.adult_id = speaker.child_id, speaker.guardian_id, speaker.adult_id
    with begin(stage.school) as tx:
        tx.add(case)
        tx.flush()
        tx.add(CameDown(school_id=stage.school, case_id=case.id, placement_id=placed.id, at=case.opened_at))
    return case.id


def copied(stage: Stage, placed: PlacementRow, case_id: UUID, kind: str, state: str = "open", **more: object) -> UUID:
    """A copy of it elsewhere, whose task stands so."""
    copy = Copy(school_id=stage.school, placement_id=placed.id, kind=kind, where="Zebra class, by Ben", made_at=clock.now())
    task = Task(id=uuid4(), school_id=stage.school, case_id=case_id, copy_id=copy.id, state=state, **more)
    with begin(stage.school) as tx:
        tx.add(copy)
        tx.flush()
        tx.add(task)
    return task.id


def close(stage: Stage, case_id: UUID, at: datetime | None = None) -> CaseClosed:
    with begin(stage.school) as tx:
        tx.get_one(Case, case_id).closed_at = at or clock.now()
    return CaseClosed(stage.school, case_id)


# What it says


def test_a_family_reads_what_came_down_where_and_when(stage, placed, mothers, parent_of):
    case = ended(stage, placed, mothers, LONG_AGO)
    mother = parent_of(mothers)
    assert f'href="{mother.home}/came-down"' in mother.opens().text
    assert "Came down on 1 March 2026 at 12:00 1 picture came down. All that we can take down is down." in told(
        mother.opens("/came-down")
    )
    page = told(mother.opens(f"/came-down/{case}"))
    assert "The garden wall We don't show it now. Put there on" in page
    assert "We stopped showing it on 1 March 2026." in page


@pytest.mark.parametrize(
    ("kind", "state", "more", "says"),
    [
        ("wordpress", "done", {"done_at": LONG_AGO}, "A copy on a website Down since 1 March 2026."),
        ("social", "open", {}, "A post on social media Not down yet. We are working on it."),
        ("pack", "open", {"due_at": LONG_AGO}, "It should have been down by 1 March 2026. We will not stop until it is."),
        ("pack", "open", {"due_at": LONG_AGO.replace(year=2060)}, "Not down yet. It should be down by 1 March 2060."),
        ("print", "not_recallable", {}, "Copies on paper We can't call this back. We will not print it again."),
        ("press", "not_recallable", {}, "A copy with the press We can't call this back."),
    ],
)
def test_each_copy_is_told_honestly_without_words_of_staff(stage, placed, mothers, parent_of, kind, state, more, says):
    case = ended(stage, placed, mothers)
    copied(stage, placed, case, kind, state, **more)
    mother = parent_of(mothers)
    page = told(mother.opens(f"/came-down/{case}"))
    assert says in page
    assert ("Some copies are not down yet." in page) == (state == "open")
    assert ("Some copies can't be called back." in page) == (state == "not_recallable")
    assert "Zebra" not in page
    assert "Zebra" not in text_of(opened(mother.opens(f"/came-down/{case}.pdf").content))


def test_what_was_seen_to_be_gone_is_told_so(stage, placed, mothers, parent_of):
    case = ended(stage, placed, mothers)
    task = copied(stage, placed, case, "wordpress", "done", done_at=LONG_AGO)
    with begin(stage.school) as tx:
        tx.add(Proof(school_id=stage.school, task_id=task, kind="fetched", answered=404, is_gone=True, at=LONG_AGO))
    page = told(parent_of(mothers).opens(f"/came-down/{case}"))
    assert "Gone. We looked on 1 March 2026, and it was not there any more." in page


def test_what_needs_nothing_any_more_is_not_told_and_what_shows_again_is(stage, placed, mothers, parent_of):
    case = ended(stage, placed, mothers)
    copied(stage, placed, case, "social", "not_needed")
    with begin(stage.school) as tx:
        tx.exec(select(CameDown).where(CameDown.case_id == case)).one().shown_again_at = LONG_AGO
    page = told(parent_of(mothers).opens(f"/came-down/{case}"))
    assert "Shown again since 1 March 2026." in page
    assert "social" not in page


def test_the_certificate_prints_what_the_page_says(stage, placed, mothers, parent_of):
    case = ended(stage, placed, mothers, LONG_AGO)
    copied(stage, placed, case, "print", "not_recallable")
    answer = parent_of(mothers).opens(f"/came-down/{case}.pdf")
    assert answer.headers["content-disposition"] == f'attachment; filename="came-down-2026-03-01-{case.hex[:8]}.pdf"'
    printed = text_of(opened(answer.content))
    for said in ("Thegardenwall", "Amira", "OakfieldPrimary", "1March2026at12:00", "Wewillnotprintitagain.", str(case)):
        assert said in printed


@pytest.mark.rule("C17")
@pytest.mark.parametrize("language", ["ur", "pl"])
def test_it_is_told_in_the_readers_language(stage, placed, mothers, parent_of, language):
    case = ended(stage, placed, mothers)
    copied(stage, placed, case, "print", "not_recallable")
    mother = parent_of(mothers)
    page = told(mother.opens(f"/came-down/{case}?language={language}"))
    assert translate(language, family_texts.TITLE) in page
    assert translate(language, family_texts.COPIES["print"]) in page
    assert (
        'lang="en"'
        not in mother.opens(f"/came-down/{case}?language={language}").text.partition("<main")[2].partition("</main>")[0]
    )
    assert mother.opens(f"/came-down/{case}.pdf?language={language}").content.startswith(b"%PDF")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_prints(tx, stage, placed, mothers, language):
    case = ended(stage, placed, mothers)
    found = certificates.certificate_of(tx, stage.school, mothers, case)
    controller = receipts.controller_of(tx, stage.school)
    assert family_texts.printed(found, "Amira", controller, language).startswith(b"%PDF")


def test_a_young_person_and_an_adult_read_of_their_own_word(stage, placed, parent_of):
    stage.change(stage.cast.amira, born_on=clock.today().replace(year=clock.today().year - 15, day=1))
    for speaker in (Speaker.young_person(stage.cast.amira.id), Speaker.adult(stage.cast.ms_okafor.id)):
        other = stage.place(stage.photo())
        case = ended(stage, other, speaker)
        assert parent_of(speaker).opens(f"/came-down/{case}").status_code == 200


# What it doesn't say


def pages(parent: Parent, *more: str) -> Sequence[str]:
    """Every page that might tell, as bytes that don't depend on whose link it is."""
    found = [parent.opens(page) for page in ("", "/came-down", "/pictures", "/history", *more)]
    assert all(each.status_code == 200 for each in found)
    return [each.text.replace(parent.home, "") for each in found]


@pytest.mark.promise("G1")
@pytest.mark.rule("C16")
def test_two_worlds_with_and_without_the_other_parents_word_are_the_same(stage, placed, mothers, fathers, parent_of):
    own = ended(stage, placed, mothers, LONG_AGO)
    mother = parent_of(mothers)
    before = pages(mother, f"/came-down/{own}")
    theirs = ended(stage, stage.place(stage.photo([stage.cast.ben])), fathers)
    assert pages(mother, f"/came-down/{own}") == before
    for page in (f"/came-down/{theirs}", f"/came-down/{theirs}.pdf"):
        assert mother.opens(page).status_code == 404
        assert mother.opens(page).text == mother.opens(page.replace(str(theirs), NOBODY)).text.replace(NOBODY, str(theirs))
    assert told(parent_of(fathers).opens("/came-down")).count("Came down on") == 1


@pytest.mark.promise("F2")
@pytest.mark.rule("R2")
def test_what_no_word_of_theirs_ended_is_told_to_no_family(stage, placed, mothers, parent_of):
    mother = parent_of(mothers)
    before = pages(mother)
    case = ended(stage, placed, None)
    assert pages(mother) == before
    assert mother.opens(f"/came-down/{case}").status_code == 404


def sealed(stage: Stage, photo_id: UUID) -> None:
    with begin(stage.school) as tx:
        seals.seal(tx, stage.actor(stage.cast.lead), photo_id, "It was reported.")


def deleted(stage: Stage, photo_id: UUID) -> None:
    with begin(stage.school) as tx:
        deleting.delete(tx, stage.actor(stage.cast.publisher), photo_id)


@pytest.mark.promise("I3")
@pytest.mark.parametrize("hide", [sealed, deleted])
def test_a_certificate_does_not_tell_that_its_picture_was_sealed_or_deleted_since(stage, placed, mothers, parent_of, hide):
    case = ended(stage, placed, mothers)
    mother = parent_of(mothers)
    before = [mother.opens(page).text for page in ("/came-down", f"/came-down/{case}")]
    hide(stage, placed.photo_id)
    assert [mother.opens(page).text for page in ("/came-down", f"/came-down/{case}")] == before


@pytest.mark.promise("G4")
def test_it_takes_a_sign_in_and_looking_changes_nothing(stage, placed, mothers, parent_of, new_client):
    case = ended(stage, placed, mothers)
    mother = parent_of(mothers)
    stranger = Parent(new_client(), mother.home, "")
    for page in ("/came-down", f"/came-down/{case}", f"/came-down/{case}.pdf"):
        assert stranger.opens(page).status_code == 401
        assert mother.sends(page).status_code == 405


# The mail


def letters(tx: Session) -> list[Letter]:
    found = tx.exec(select(Letter).where(Letter.kind == family_letters.CAME_DOWN)).all()
    return sorted(found, key=lambda each: each.not_before)


def test_a_family_is_written_to_when_all_is_down_and_the_mail_says_nothing_of_what(tx, stage, placed, mothers):
    case = ended(stage, placed, mothers, LONG_AGO)
    copied(stage, placed, case, "social", "done", done_at=LONG_AGO)
    done = close(stage, case)
    for _ in range(2):  # a fact may be told twice
        family_letters.tell_that_it_is_done(done)
    [letter] = letters(tx)
    mail = LETTERS[letter.kind](tx, letter)
    assert (mail.to, mail.subject) == ("mother.a1@family.example", "Oakfield Primary tells you which pictures came down")
    assert "came down on 1 March 2026, after what you told us" in mail.text
    assert "All that we can take down is down." in mail.text
    assert "/f/" in mail.text
    for unsaid in ("Amira", "Khan", "garden", "website", "social", str(case)):
        assert unsaid not in mail.text + mail.html + mail.subject


def test_a_family_is_told_once_that_it_is_late_and_again_when_it_is_done(tx, stage, placed, mothers):
    case = ended(stage, placed, mothers)
    tasks = [copied(stage, placed, case, kind, due_at=LONG_AGO) for kind in ("social", "pack")]
    for task in tasks:
        family_letters.tell_that_it_is_late(TakedownOverdue(stage.school, task, case))
    [late] = letters(tx)
    assert "Some copies are not down yet. We are working on it." in LETTERS[late.kind](tx, late).text
    with clock.standing_at(clock.now() + timedelta(hours=2)):
        family_letters.tell_that_it_is_done(close(stage, case))
    assert len(letters(tx)) == 2


def test_many_cases_at_once_make_one_mail_and_one_for_all_else_within_the_hour(tx, stage, placed, mothers):
    begun = clock.now()
    cases = [ended(stage, stage.place(stage.photo()), mothers) for _ in range(4)]
    for minutes, case in enumerate(cases):
        with clock.standing_at(begun + timedelta(minutes=minutes)):
            family_letters.tell_that_it_is_done(close(stage, case))
    assert [each.not_before for each in letters(tx)] == [begun, begun + timedelta(hours=1)]


def test_nobody_is_written_to_who_may_not_be(tx, stage, placed, mothers):
    family_letters.tell_that_it_is_done(close(stage, ended(stage, placed, None)))
    assert letters(tx) == []
    family_letters.tell_that_it_is_done(close(stage, ended(stage, stage.place(stage.photo()), mothers)))
    tie = tie_of(tx, stage.cast, stage.cast.amira_mother)
    tie.contact_barred = True
    change(tx, stage.cast, tie)
    [letter] = letters(tx)
    assert LETTERS[letter.kind](tx, letter) is None


def test_no_mail_goes_about_what_shows_again_meanwhile(tx, stage, placed, mothers):
    case = ended(stage, placed, mothers)
    family_letters.tell_that_it_is_done(close(stage, case))
    with begin(stage.school) as own:
        own.exec(select(CameDown).where(CameDown.case_id == case)).one().shown_again_at = LONG_AGO
    [letter] = letters(tx)
    assert LETTERS[letter.kind](tx, letter) is None


def test_withdrawing_leads_to_the_page(stage, placed, mothers, parent_of):
    mother = parent_of(mothers)
    thanks = mother.follows(mother.sends("/withdraw", purpose="website"))
    assert re.search(rf'href="{mother.home}/came-down">We write down here', thanks.text)
