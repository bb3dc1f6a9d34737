"""The form that families read, and the exact wording that is kept of it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from consentsvc.forms import service
from consentsvc.forms.models import FormVersion
from consentsvc.forms.purposes import PURPOSES
from consentsvc.forms.texts import WORDS
from consentsvc.kernel.errors import NotFound


def test_a_form_asks_for_each_use_on_its_own_in_the_order_of_asking(tx, people):
    form = service.form_of(tx, people.oakfield.id)
    assert [each.purpose for each in form.questions] == list(PURPOSES)
    assert form.question("website").question == "May we put your child's picture on our website?"
    assert form.question("website").basis == "consent"
    assert form.is_checked
    assert not form.question("website").in_english


@pytest.mark.parametrize("kind", WORDS)
def test_every_kind_of_form_has_words_of_its_own_for_every_use(tx, people, kind):
    form = service.form_of(tx, people.oakfield.id, kind)
    assert [each.purpose for each in form.questions] == list(PURPOSES)
    assert form.introduction
    whom = {"family": "your child", "young_person": "you", "looked_after": "this child", "adult": "you"}[kind]
    assert all(whom in each.question for each in form.questions)


@pytest.mark.rule("C8")
def test_the_social_workers_form_says_who_can_agree_and_what_silence_means(tx, people):
    introduction = service.form_of(tx, people.oakfield.id, "looked_after").introduction
    assert "foster carer can't agree" in introduction
    assert "Unless you say yes here, we do not use this child's picture outside the school." in introduction


@pytest.mark.rule("C3")
def test_the_same_words_are_one_version_and_other_words_another(tx, people):
    english = service.form_in_use(tx, people.oakfield.id)
    assert service.form_in_use(tx, people.oakfield.id).id == english.id
    others = [
        service.form_in_use(tx, people.oakfield.id, "family", "cy"),
        service.form_in_use(tx, people.oakfield.id, "adult", "en"),
    ]
    assert len({english.id, *(each.id for each in others)}) == 3
    assert [each.number for each in (english, *others)] == [1, 2, 3]
    assert service.form_in_use(tx, people.oakfield.id).id == english.id


@pytest.mark.rule("C3")
def test_a_version_keeps_all_that_was_shown(tx, people):
    form = service.form_of(tx, people.oakfield.id, "family", "cy")
    version = service.form_in_use(tx, people.oakfield.id, "family", "cy")
    assert service.shown(version) == form
    assert service.version_shown(tx, people.oakfield.id, version.id) == form
    assert all(
        set(each) == {"purpose", "name", "question", "reach", "asked", "basis", "note", "conditions", "in_english"}
        for each in version.wording["questions"]
    )


def test_the_first_versions_can_still_be_read(tx, people):
    kept = {"website": {"name": "N", "question": "Q?", "reach": "R"}}
    tx.add(FormVersion(school_id=people.oakfield.id, number=1, wording=kept, created_at=people.oakfield.created_at))
    tx.flush()
    version = service.queries.newest_version(tx, people.oakfield.id, "family", "en")
    assert service.shown(version).question("website").question == "Q?"


@pytest.mark.rule("A6")
def test_another_schools_wording_is_not_found(tx, people):
    version = service.form_in_use(tx, people.oakfield.id)
    with pytest.raises(NotFound):
        service.version_shown(tx, people.elmbank.id, version.id)
    assert service.versions_shown(tx, people.elmbank.id, [version.id]) == {}


@pytest.mark.rule("C3")
@pytest.mark.parametrize("change", ["update form_versions set wording = '{}'", "delete from form_versions"])
def test_the_database_refuses_to_change_a_version(tx, people, change):
    service.form_in_use(tx, people.oakfield.id)
    with pytest.raises(ProgrammingError), tx.begin_nested():
        tx.execute(text(change))


@pytest.mark.rule("C13")
def test_every_use_rests_on_consent_unless_the_school_says_otherwise(tx, people):
    assert service.bases(tx, people.oakfield.id) == dict.fromkeys(PURPOSES, "consent")
