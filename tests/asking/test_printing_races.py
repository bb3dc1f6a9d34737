"""Printing letters beside a placement, on real connections that really commit."""

from pathlib import Path

import pytest
from sqlmodel import Session, select

from consentsvc.asking import letters, service
from consentsvc.asking.models import Request
from consentsvc.asking.schemas import NewRound, Scope
from consentsvc.kernel import database, postgres
from consentsvc.kernel.database import begin
from consentsvc.roster import locks
from tests.asking.test_letters import actor_of
from tests.people import Cast, cast_at
from tests.publishing.test_races import Background, waiting_for_a_lock


@pytest.fixture
def cast(committed: postgres.Server, folder: Path) -> Cast:
    with Session(database.engine(), expire_on_commit=False) as tx:
        return cast_at(tx)


@pytest.mark.promise("S5")
def test_printing_and_placing_do_not_wait_for_each_other_in_a_circle(cast: Cast, committed: postgres.Server) -> None:
    office, school = actor_of(cast.office), cast.oakfield.id
    first, last = sorted((cast.amira.id, cast.ben.id))
    with begin(school) as tx:
        scope = Scope(kind="children", child_ids=[first, last])
        started = service.start(tx, office, NewRound(name="Spring", scope=scope)).id
        request_of = {each.child_id: each.id for each in tx.exec(select(Request))}
    with waiting_for_a_lock(committed) as somebody_waits:
        with begin(school) as placing:
            locks.hold_to_place(placing, school, [first], [])
            printing = Background(lambda: letters.print_letters(office, started, [request_of[last], request_of[first]]))
            somebody_waits()
            locks.hold_to_place(placing, school, [last], [])
        printing.end()
    assert printing.error is None
