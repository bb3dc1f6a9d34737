"""Every ending is noticed, once, whatever ended it and whoever was away; and no copy of what ended is without a task (P9)."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from consentsvc.audit.models import AuditEntry
from consentsvc.consent import service as consent
from consentsvc.consent.speakers import Speaker
from consentsvc.kernel import clock
from consentsvc.kernel.database import begin
from consentsvc.notifications.models import Letter
from consentsvc.publishing import service
from consentsvc.publishing.schemas import PlacementItem, PlacementRow
from consentsvc.takedown import watching
from consentsvc.takedown.models import Case, Watched
from tests.publishing import endings
from tests.publishing.endings import CROWDS_BRIEFLY, ENDINGS, Ending, after, born_soon_18, photo_for
from tests.publishing.stage import ALT, Stage
from tests.takedown.desk import Desk

pytestmark = pytest.mark.rule("P9")

OWN_WORDS = {
    endings.withdrawn: ("amira", "amira_mother"),
    endings.refused_later: ("amira", "amira_mother"),
    endings.other_guardian_refused: ("amira", "amira_father"),
    endings.refused_for_the_event: ("amira", "amira_mother"),
    endings.child_said_no: ("amira", None),
    endings.taken_down: ("amira", "amira_mother"),
}


@pytest.mark.parametrize("ending", [*ENDINGS, *CROWDS_BRIEFLY], ids=lambda ending: ending.__name__)
def test_whatever_ends_it_a_case_with_a_task_for_its_copy_is_opened(desk: Desk, ending: Ending) -> None:
    stage = desk.stage
    if ending is endings.came_of_age:
        born_soon_18(stage)
        stage.everybody_agrees()
    placed = stage.place(photo_for(ending, stage))
    other = stage.place(stage.photo([stage.cast.ms_okafor]))
    desk.copy(placed)
    desk.look()
    assert desk.cases() == []
    with after(ending, stage, placed):
        desk.look()
        desk.look()
        ended = {each.placement_id for each in desk.down()}
        assert placed.id in ended
        assert (other.id in ended) == (not _shows(stage, other))
        case, task = desk.the_case(), desk.the_task()
        assert (task.case_id, task.state, case.closed_at) == (case.id, "open", None)
        assert _speaker(case) == _expected(stage, ending)
        assert _facts("PlacementEnded") == len(desk.down())


def test_what_nobody_saw_showing_is_noticed_too(desk: Desk) -> None:
    placed = _placed(desk)
    desk.copy(placed)
    endings.withdrawn(desk.stage, placed)
    desk.look()
    assert [each.placement_id for each in desk.down()] == [placed.id]
    assert desk.the_task().state == "open"


def test_what_waits_for_a_second_person_has_not_come_down(desk: Desk) -> None:
    stage = desk.stage
    channel = stage.new_channel("website", "Front page", releasing="always")
    placed = stage.place(stage.photo(), channel)
    assert not placed.showing
    desk.look()
    endings.withdrawn(stage, placed)
    desk.look()
    assert desk.cases() == []


def test_without_a_copy_elsewhere_there_is_nothing_left_to_do(desk: Desk) -> None:
    placed = _seen(desk)
    endings.withdrawn(desk.stage, placed)
    desk.look()
    assert desk.the_case().closed_at is not None
    assert desk.tasks() == []
    assert _facts("CaseClosed") == 1


def test_what_shows_again_needs_no_takedown(desk: Desk) -> None:
    placed = _seen(desk)
    desk.copy(placed)
    stage = desk.stage
    endings.withdrawn(stage, placed)
    desk.look()
    stage.answer(stage.cast.amira, stage.cast.amira_mother, "given")
    desk.look()
    assert desk.the_task().state == "not_needed"
    assert desk.the_case().closed_at is not None
    assert [each.shown_again_at is not None for each in desk.down()] == [True]
    assert _facts("PlacementShowsAgain") == 1


def test_each_ending_is_a_case_of_its_own(desk: Desk) -> None:
    placed = _seen(desk)
    desk.copy(placed)
    stage = desk.stage
    for said in ("withdrawn", "given", "refused"):
        stage.answer(stage.cast.amira, stage.cast.amira_mother, said)
        desk.look()
    assert sorted(task.state for task in desk.tasks()) == ["not_needed", "open"]
    assert len(desk.cases()) == 2


@pytest.mark.rule("P10")
def test_all_that_one_form_ends_is_one_case(desk: Desk) -> None:
    stage = desk.stage
    purposes = ("website", "closed_parent_area")
    for purpose in purposes:
        stage.everybody_agrees(purpose)
    photo = stage.photo()
    placed = [stage.place(photo, stage.new_channel(purpose)) for purpose in purposes]
    desk.look()
    speaker, receipt = Speaker.guardian(stage.cast.amira.id, stage.cast.amira_mother.id), uuid4()
    with begin(stage.school) as tx:
        for purpose in purposes:
            said = {"purpose": purpose, "said": "withdrawn", "method": "phone", "receipt_id": receipt}
            consent.answer(tx, stage.actor(stage.cast.office), speaker, **said)
    desk.look()
    assert {each.placement_id for each in desk.down()} == {each.id for each in placed}
    assert _speaker(desk.the_case()) == (stage.cast.amira.id, stage.cast.amira_mother.id, None)


def test_a_copy_that_is_noted_after_the_end_has_to_come_down(desk: Desk) -> None:
    placed = _seen(desk)
    endings.withdrawn(desk.stage, placed)
    desk.look()
    desk.copy(placed)
    desk.look()
    assert desk.the_task().case_id == desk.the_case().id
    assert desk.the_case().closed_at is None, "there is something to do in it again"


def test_a_copy_that_came_down_otherwise_is_done(desk: Desk) -> None:
    placed = _seen(desk)
    copy_id = desk.copy(placed)
    endings.withdrawn(desk.stage, placed)
    desk.look()
    desk.is_gone(copy_id)
    desk.look()
    assert desk.the_task().state == "done"
    assert desk.the_case().closed_at is not None


def test_what_cannot_be_called_back_stands_on_the_list(desk: Desk) -> None:
    placed = _seen(desk)
    for kind in ("print", "press", "live_link", "social"):
        desk.copy(placed, kind)
    endings.withdrawn(desk.stage, placed)
    desk.look()
    assert [task.state for task in desk.tasks()] == ["not_recallable", "not_recallable", "done", "open"]
    assert [task.due_at is None for task in desk.tasks()] == [True, True, True, False]


def test_somebody_who_was_named_anew_ended_nothing_by_their_word(desk: Desk) -> None:
    """Chidi's carer said no long before; the picture came down since it was found to show him."""
    stage = desk.stage
    stage.answer(stage.cast.chidi, stage.cast.chidi_carer, "refused")
    placed = _seen(desk)
    endings.retagged_to_a_child_without_consent(stage, placed)
    desk.look()
    assert _speaker(desk.the_case()) == (None, None, None)


@pytest.mark.promise("G1")
def test_each_speakers_word_is_a_case_of_its_own(desk: Desk) -> None:
    stage = desk.stage
    both, bens = _seen(desk), stage.place(stage.photo([stage.cast.ben]))
    desk.look()
    stage.answer(stage.cast.ben, stage.cast.ben_mother, "withdrawn")
    stage.answer(stage.cast.amira, stage.cast.amira_mother, "withdrawn")
    desk.look()
    assert len(desk.cases()) == 1, "by the first word"
    assert {each.placement_id for each in desk.down()} == {both.id, bens.id}
    assert _speaker(desk.the_case())[0] == stage.cast.ben.id


@pytest.mark.rule("R2")
def test_a_restriction_looks_as_an_answer_that_ran_out(desk: Desk) -> None:
    stage = desk.stage
    placed = _seen(desk)
    endings.restricted(stage, placed)
    desk.look()
    case = desk.the_case()
    assert _speaker(case) == (None, None, None)
    assert case.key.startswith("seen ")


def test_the_task_is_whose_who_placed_it_else_a_publishers(desk: Desk, tx: Session) -> None:
    stage = desk.stage
    placed = _seen(desk)
    desk.copy(placed)
    tx.execute(text("update placements set placed_by = :by where id = :id"), {"by": stage.cast.teacher.id, "id": placed.id})
    endings.withdrawn(stage, placed)
    desk.look()
    assert desk.the_task().owner_id == stage.cast.publisher.id, "a teacher can't take anything down"


def test_the_owner_gets_one_mail_for_all_that_is_opened_together(desk: Desk, tx: Session) -> None:
    stage = desk.stage
    for _ in range(2):
        desk.copy(stage.place(stage.photo()))
    endings.withdrawn(stage, _placed(desk))
    desk.look()
    letters = list(tx.exec(select(Letter).where(Letter.kind == "takedown.to_do")))
    assert [letter.about_id for letter in letters] == [stage.cast.publisher.id]


def test_a_look_reads_no_more_than_what_has_changed(desk: Desk, tx: Session) -> None:
    placed = _seen(desk)
    before = _watched(tx, placed.id)
    desk.look()
    assert _watched(tx, placed.id) == before
    with clock.standing_at(clock.now() + timedelta(hours=1)):
        desk.stage.answer(desk.stage.cast.amira, desk.stage.cast.amira_father, "given")
        desk.look()
        assert _watched(tx, placed.id) != before


def test_in_its_place_hangs_what_was_placed_anew(desk: Desk) -> None:
    stage = desk.stage
    placed = _seen(desk)
    stage.retag(placed.photo_id, {stage.cast.ben.id: None})
    stage.review(placed.photo_id)
    desk.look()
    anew = stage.place(placed.photo_id)
    desk.look()
    (down,) = desk.down()
    assert (down.placement_id, down.replaced_by) == (placed.id, anew.id)


def test_looks_are_on_record(desk: Desk, tx: Session) -> None:
    placed = _seen(desk)
    desk.copy(placed)
    endings.withdrawn(desk.stage, placed)
    desk.look()
    verbs = set(tx.exec(select(AuditEntry.verb).where(AuditEntry.school_id == desk.school)))
    assert {"takedown:open", "takedown:tasks"} <= verbs


def test_only_so_many_are_looked_at_in_one_transaction(desk: Desk) -> None:
    stage = desk.stage
    placed = [stage.place(stage.photo()) for _ in range(5)]
    desk.look()
    endings.withdrawn(stage, placed[0])
    watching.look(stage.school, at_once=2)
    assert {each.placement_id for each in desk.down()} == {each.id for each in placed}
    assert len(desk.cases()) == 1


def _placed(desk: Desk) -> PlacementRow:
    return desk.stage.place(desk.stage.photo())


def _shows(stage: Stage, placed: PlacementRow) -> bool:
    with begin(stage.school) as tx:
        return service.placement(tx, stage.actor(stage.cast.lead), placed.id).showing


def _seen(desk: Desk) -> PlacementRow:
    placed = _placed(desk)
    desk.look()
    return placed


def _speaker(case: Case) -> tuple[UUID | None, UUID | None, UUID | None]:
    return case.child_id, case.guardian_id, case.adult_id


def _expected(stage: Stage, ending: Ending) -> tuple[UUID | None, UUID | None, UUID | None]:
    if ending is endings.adult_withdrew:
        return None, None, stage.cast.ms_okafor.id
    if ending is endings.objected or ending not in OWN_WORDS:
        return (stage.cast.amira.id, stage.cast.amira_mother.id, None) if ending is endings.objected else (None, None, None)
    child, guardian = OWN_WORDS[ending]
    return getattr(stage.cast, child).id, guardian and getattr(stage.cast, guardian).id, None


def _facts(name: str) -> int:
    with begin() as tx:
        query = text("select count(*) from procrastinate_jobs where task_name = 'react' and args ->> 'fact' = :name")
        return int(tx.execute(query, {"name": name}).scalar_one())


def _watched(tx: Session, placement_id: UUID) -> list[object]:
    tx.expire_all()
    rows = tx.exec(select(Watched.shows, Watched.fingerprint, Watched.seen_at).where(Watched.placement_id == placement_id))
    return [tuple(row) for row in rows]


@pytest.mark.rule("P6")
def test_other_words_by_the_uploader_end_what_somebody_else_had_placed(desk: Desk) -> None:
    """Nobody else stands behind it then, and nothing but who placed it has changed."""
    stage = desk.stage
    placed = _seen(desk)
    reworded = PlacementItem(photo_id=placed.photo_id, caption="Other words", alt=ALT)
    assert not service.place(stage.actor(stage.cast.teacher), stage.channel.id, reworded).showing
    desk.look()
    assert [each.placement_id for each in desk.down()] == [placed.id]
