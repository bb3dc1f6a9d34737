"""What publishing a form does to earlier answers, and what staff are told before."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from consentsvc.consent import forms_in_use, restrictions, service, standings
from consentsvc.consent.models import Invalidation
from consentsvc.consent.speakers import Speaker
from consentsvc.forms import editing
from consentsvc.forms.schemas import UNCHANGED, BasisContent, FormContent
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.errors import Conflict
from consentsvc.roster.models import Child

WIDER = {"name": "Website", "question": "May we show your child's picture on our website?", "reach": "The whole world sees it."}


def actor(person):
    return Actor(kind="staff", id=person.id, school_id=person.school_id, roles=frozenset(person.roles), name="N")


@pytest.fixture
def head(people):
    return actor(people.head)


@pytest.fixture
def lead(people):
    return actor(people.lead)


def say(tx, people, said="given", purpose="website", speaker=None):
    speaker = speaker or Speaker.guardian(people.ben.id, people.ben_mother.id)
    return service.answer(tx, actor(people.office), speaker, purpose=purpose, said=said, method="phone")


def reworded():
    question = {"words": WIDER, "conditions": None, "translations": {}}
    return FormContent.of({"questions": {"website": question}})


def resting_on_public_task():
    return UNCHANGED.model_copy(update={"bases": {"learning_record": BasisContent(basis="public_task", reason="Teaching.")}})


def draft(tx, who, content, kind="family"):
    return editing.save_draft(tx, who, kind, content, editing.detail(tx, who, kind).revision).revision


def state(tx, child_id, purpose="website"):
    found = standings.standings_for(tx, clock_school(tx), [child_id], [], [purpose], None, clock.today())
    return found[child_id, purpose].state


def clock_school(tx):
    return tx.exec(select(Child.school_id)).first()


@pytest.mark.rule("C2")
def test_a_question_that_means_more_ends_every_earlier_yes_with_it(tx, people, head):
    say(tx, people)
    say(tx, people, purpose="press")
    revision = draft(tx, head, reworded())
    done = forms_in_use.publish_form(tx, head, "family", revision, {"website": "means_more"})
    assert done.ended == {"website": 1}
    assert (state(tx, people.ben.id), state(tx, people.ben.id, "press")) == ("invalidated", "given")


@pytest.mark.rule("C3")
def test_clearer_words_leave_earlier_answers_as_they_are(tx, people, head):
    say(tx, people)
    done = forms_in_use.publish_form(tx, head, "family", draft(tx, head, reworded()), {"website": "clearer"})
    assert done.ended == {}
    assert state(tx, people.ben.id) == "given"


@pytest.mark.rule("C2")
def test_a_no_is_never_ended(tx, people, head):
    say(tx, people, "refused")
    forms_in_use.publish_form(tx, head, "family", draft(tx, head, reworded()), {"website": "means_more"})
    assert state(tx, people.ben.id) == "refused"
    assert tx.exec(select(Invalidation)).all() == []


def test_the_new_words_are_answered_anew(tx, people, head):
    say(tx, people)
    forms_in_use.publish_form(tx, head, "family", draft(tx, head, reworded()), {"website": "means_more"})
    say(tx, people)
    assert state(tx, people.ben.id) == "given"


@pytest.mark.rule("C2")
@pytest.mark.parametrize("method", ["paper", "in_person"])
def test_a_yes_that_was_signed_before_the_question_meant_more_is_not_taken(tx, people, head, method):
    forms_in_use.publish_form(tx, head, "family", draft(tx, head, reworded()), {"website": "means_more"})
    late = {"method": method, "signed_on": clock.today() - timedelta(days=1)}
    ben_mother = Speaker.guardian(people.ben.id, people.ben_mother.id)
    with pytest.raises(Conflict) as refused:
        service.answer(tx, actor(people.office), ben_mother, purpose="website", said="given", **late)
    assert refused.value.document()["type"] == "/problems/question-changed"
    service.answer(tx, actor(people.office), ben_mother, purpose="press", said="given", **late)
    service.answer(tx, actor(people.office), ben_mother, purpose="website", said="refused", **late)
    assert state(tx, people.ben.id) == "refused"


@pytest.mark.rule("C3")
def test_a_yes_that_was_signed_before_the_words_were_clearer_is_taken(tx, people, head):
    forms_in_use.publish_form(tx, head, "family", draft(tx, head, reworded()), {"website": "clearer"})
    ben_mother = Speaker.guardian(people.ben.id, people.ben_mother.id)
    late = clock.today() - timedelta(days=1)
    service.answer(tx, actor(people.office), ben_mother, purpose="website", said="given", method="in_person", signed_on=late)
    assert state(tx, people.ben.id) == "given"


@pytest.mark.rule("C14")
def test_only_answers_on_the_same_form_end(tx, people, head):
    say(tx, people, speaker=Speaker.adult(people.ms_okafor.id))
    say(tx, people)
    done = forms_in_use.publish_form(tx, head, "adult", draft(tx, head, reworded(), "adult"), {"website": "means_more"})
    assert done.ended == {"website": 1}
    assert state(tx, people.ben.id) == "given"


def test_what_would_end_is_told_before(tx, people, head):
    say(tx, people)
    say(tx, people, speaker=Speaker.guardian(people.amira.id, people.amira_mother.id))
    say(tx, people, "withdrawn", speaker=Speaker.guardian(people.amira.id, people.amira_mother.id))
    draft(tx, head, reworded())
    assert forms_in_use.effects(tx, head, "family").yeses == {"website": 1}


@pytest.mark.rule("C13")
def test_whom_another_basis_shows_is_told_before(tx, people, head):
    say(tx, people, "refused", "learning_record")
    here = len(tx.exec(select(Child).where(Child.school_id == people.oakfield.id)).all())
    draft(tx, head, resting_on_public_task())
    [effect] = forms_in_use.effects(tx, head, "family").bases
    assert (effect.children, effect.become_allowed, effect.become_denied) == (here, here - 1, 0)


@pytest.mark.rule("C13")
def test_going_back_to_consent_denies_whoever_has_not_agreed(tx, people, head):
    say(tx, people, "given", "learning_record")
    here = len(tx.exec(select(Child).where(Child.school_id == people.oakfield.id)).all())
    forms_in_use.publish_form(tx, head, "family", draft(tx, head, resting_on_public_task()), {})
    back = UNCHANGED.model_copy(update={"bases": {"learning_record": BasisContent(basis="consent", reason="A parent asked.")}})
    draft(tx, head, back)
    [effect] = forms_in_use.effects(tx, head, "family").bases
    assert (effect.become_allowed, effect.become_denied) == (0, here - 1)


@pytest.mark.promise("F4")
@pytest.mark.rule("R2")
@pytest.mark.parametrize("content", [reworded, resting_on_public_task])
def test_the_counts_are_the_same_for_a_restricted_child_and_one_without_an_answer(tx, people, head, lead, content):
    draft(tx, head, content())
    without = forms_in_use.effects(tx, head, "family")
    say(tx, people)
    say(tx, people, purpose="learning_record")
    restrictions.restrict(tx, lead, people.ben.id, "A court order.", None)
    assert forms_in_use.effects(tx, head, "family") == without
    assert forms_in_use.effects(tx, lead, "family") != without


@pytest.mark.promise("F4")
def test_so_are_the_counts_of_a_publication(tx, people, head, lead):
    say(tx, people)
    restrictions.restrict(tx, lead, people.ben.id, "A court order.", None)
    done = forms_in_use.publish_form(tx, head, "family", draft(tx, head, reworded()), {"website": "means_more"})
    assert done.ended == {"website": 0}


def test_a_yes_that_has_run_out_is_not_counted(tx, people, head):
    said = say(tx, people)
    draft(tx, head, reworded())
    assert said.expires_on is not None
    with clock.standing_at(datetime(said.expires_on.year, said.expires_on.month, said.expires_on.day, 12, tzinfo=UTC)):
        assert forms_in_use.effects(tx, head, "family").yeses == {"website": 0}
