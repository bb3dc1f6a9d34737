"""P1: a gallery may use a remembered decision only under the facts that it was taken from, and never one of what is undone."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session

from consentsvc.kernel import database, postgres
from consentsvc.kernel.database import begin
from consentsvc.publishing import galleries
from consentsvc.publishing.memory import memory
from tests.people import cast_at
from tests.publishing.stage import Stage

pytestmark = pytest.mark.rule("P1", "P9")


@pytest.fixture
def stage(committed: postgres.Server, folder: Path) -> Stage:
    """Committed, with everybody's yes."""
    with Session(database.engine(), expire_on_commit=False) as tx:
        cast = cast_at(tx)
    stage = Stage(cast)
    stage.everybody_agrees()
    return stage


def shown(stage: Stage) -> int:
    with begin() as tx:
        return len(galleries.gallery(tx, stage.channel.code).pictures)


def test_a_gallery_decides_what_it_remembers_no_second_time(stage: Stage) -> None:
    placed = stage.place(stage.photo())
    assert shown(stage) == 1
    remembered = memory.get((placed.photo_id, stage.channel.purpose))
    assert remembered is not None
    assert shown(stage) == 1
    assert memory.get((placed.photo_id, stage.channel.purpose)) is remembered


def test_a_remembered_decision_ends_with_the_yes_behind_it(stage: Stage) -> None:
    stage.place(stage.photo())
    assert shown(stage) == 1
    stage.answer(stage.cast.amira, stage.cast.amira_mother, "withdrawn")
    assert shown(stage) == 0


def test_what_a_transaction_tries_and_undoes_is_not_remembered(stage: Stage) -> None:
    placed = stage.place(stage.photo())
    use = (placed.photo_id, stage.channel.purpose)
    with begin(stage.school) as tx:
        tx.execute(text("update schools set name = name where id = :school"), {"school": stage.school})
        assert memory.decide_for(tx, stage.school, [use])[use].decision.is_cleared
    assert memory.get(use) is None
