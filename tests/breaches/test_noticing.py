"""W4: a breach opens by itself where a picture turns out to have shown somebody without a yes; and nowhere else."""

from uuid import UUID

import pytest
from sqlmodel import select

from consentsvc.breaches import noticing
from consentsvc.breaches.models import AffectedChild, Breach
from consentsvc.consent.facts import AnswerInvalidated
from consentsvc.consent.models import Answer
from consentsvc.kernel.database import begin
from consentsvc.office import mistakes
from consentsvc.publishing import copies
from consentsvc.publishing.facts import PlacementEnded
from consentsvc.publishing.schemas import PlacementRow
from consentsvc.takedown import watching
from consentsvc.takedown.facts import TakedownOverdue
from consentsvc.takedown.models import Task
from tests.publishing import endings
from tests.publishing.stage import Stage

pytestmark = pytest.mark.rule("W4")


@pytest.fixture
def placed(stage: Stage) -> PlacementRow:
    stage.everybody_agrees()
    return stage.place(stage.photo())


def ended(stage: Stage, placed: PlacementRow) -> None:
    noticing.look_at_what_ended(PlacementEnded(stage.school, placed.id, placed.channel_id))


def mistaken(stage: Stage) -> UUID:
    """Amira's yes is marked as a mistake."""
    with begin(stage.school) as tx:
        answer = tx.exec(select(Answer).where(Answer.child_id == stage.cast.amira.id).order_by(Answer.seq)).first()
        mistakes.invalidate(tx, stage.actor(stage.cast.lead), answer.id, "Meant for another child.")
        return answer.id


def breaches(stage: Stage) -> list[tuple[str, set[UUID]]]:
    with begin(stage.school) as tx:
        affected = tx.exec(select(AffectedChild)).all()
        return [
            (each.cause, {child.child_id for child in affected if child.breach_id == each.id}) for each in tx.exec(select(Breach))
        ]


def test_somebody_without_a_yes_was_in_the_picture_all_along(stage: Stage, placed: PlacementRow) -> None:
    stage.retag(placed.photo_id, {stage.cast.ben.id: stage.cast.chidi})
    ended(stage, placed)
    ended(stage, placed)
    assert breaches(stage) == [("shown_without_consent", {stage.cast.chidi.id})]


def test_a_family_that_ends_its_yes_opens_none(stage: Stage, placed: PlacementRow) -> None:
    stage.answer(stage.cast.amira, stage.cast.amira_mother, "withdrawn")
    ended(stage, placed)
    assert breaches(stage) == []


def test_nor_does_another_child_who_had_agreed(stage: Stage, placed: PlacementRow) -> None:
    photo = stage.photo([stage.cast.amira])
    alone = stage.place(photo)
    stage.retag(photo, {stage.cast.amira.id: stage.cast.ben})
    ended(stage, alone)
    assert breaches(stage) == []


def test_nor_does_one_who_agreed_then_and_has_refused_since(stage: Stage) -> None:
    stage.everybody_agrees()
    photo = stage.photo([stage.cast.amira])
    placed = stage.place(photo)
    stage.answer(stage.cast.ben, stage.cast.ben_mother, "refused")
    stage.retag(photo, {stage.cast.amira.id: stage.cast.ben})
    ended(stage, placed)
    assert breaches(stage) == []


def test_a_yes_that_came_later_heals_nothing(stage: Stage, placed: PlacementRow) -> None:
    stage.answer(stage.cast.amira, stage.cast.amira_mother, "withdrawn")
    photo = stage.photo([stage.cast.ben])
    alone = stage.place(photo)
    stage.answer(stage.cast.amira, stage.cast.amira_mother, "given")
    stage.retag(photo, {stage.cast.ben.id: stage.cast.amira})
    ended(stage, alone)
    assert breaches(stage) == [("shown_without_consent", {stage.cast.amira.id})]


def test_a_restricted_child_gives_the_same_record_as_one_nobody_answered_for(stage: Stage) -> None:
    stage.everybody_agrees()
    first, second = stage.photo([stage.cast.ben]), stage.photo([stage.cast.ben])
    stage.restrict(stage.cast.amira)
    places = stage.place(first), stage.place(second)
    stage.retag(first, {stage.cast.ben.id: stage.cast.amira})
    stage.retag(second, {stage.cast.ben.id: stage.cast.chidi})
    for placed in places:
        ended(stage, placed)
    assert sorted(cause for cause, _ in breaches(stage)) == ["shown_without_consent"] * 2


def test_a_yes_by_mistake(stage: Stage, placed: PlacementRow) -> None:
    answer_id = mistaken(stage)
    fact = AnswerInvalidated(stage.school, stage.cast.amira.id, answer_id)
    noticing.look_at_a_mistake(fact)
    noticing.look_at_a_mistake(fact)
    assert breaches(stage) == [("yes_by_mistake", {stage.cast.amira.id})]


def test_a_mistake_beside_another_parent_s_yes_harmed_nobody(stage: Stage) -> None:
    stage.everybody_agrees()
    stage.answer(stage.cast.amira, stage.cast.amira_father, "given")
    stage.place(stage.photo())
    noticing.look_at_a_mistake(AnswerInvalidated(stage.school, stage.cast.amira.id, mistaken(stage)))
    assert breaches(stage) == []


def copied(stage: Stage, placed: PlacementRow) -> None:
    with begin(stage.school) as tx:
        copies.note(tx, stage.actor(stage.cast.publisher), placed.id, "social", "The school’s page")


def overdue(stage: Stage) -> None:
    """The day of the one task is over."""
    watching.look(stage.school)
    with begin(stage.school) as tx:
        task = tx.exec(select(Task)).one()
    noticing.look_at_what_stayed(TakedownOverdue(stage.school, task.id, task.case_id))


def test_a_copy_that_stays_after_its_time(stage: Stage, placed: PlacementRow) -> None:
    copied(stage, placed)
    stage.answer(stage.cast.amira, stage.cast.amira_mother, "withdrawn")
    overdue(stage)
    assert breaches(stage) == [("still_there", {stage.cast.amira.id})]


@pytest.mark.rule("M3", "M7")
@pytest.mark.parametrize("pulls", [endings.child_pulled, endings.picture_pulled])
def test_a_copy_that_stays_of_what_is_pulled_is_no_breach(stage: Stage, placed: PlacementRow, pulls: endings.Ending) -> None:
    """A pull takes no yes away; the record would tell its readers that there is a report."""
    copied(stage, placed)
    pulls(stage, placed)
    overdue(stage)
    assert breaches(stage) == []


def test_a_copy_that_nobody_has_to_mind_opens_none(stage: Stage, placed: PlacementRow) -> None:
    """The school took the picture down itself; everybody in it agrees."""
    copied(stage, placed)
    stage.remove(placed)
    overdue(stage)
    assert breaches(stage) == []
