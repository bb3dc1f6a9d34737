"""An opt-out beside other work at the same event, on real connections that really commit: each comes to its end (E3, S1)."""

from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import Session

from consentsvc.consent import opt_outs
from consentsvc.consent.opt_outs import Wish
from consentsvc.events import service as events
from consentsvc.events.schemas import NewEvent
from consentsvc.kernel import database, postgres
from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import begin
from consentsvc.roster import locks
from tests.people import Cast, cast_at
from tests.publishing.test_races import Background, waiting_for_a_lock


@pytest.fixture
def cast(committed: postgres.Server, folder: Path) -> Cast:
    with Session(database.engine(), expire_on_commit=False) as tx:
        return cast_at(tx)


def teacher(cast: Cast) -> Actor:
    return Actor("staff", cast.teacher.id, cast.oakfield.id, frozenset(cast.teacher.roles))


def list_ben(cast: Cast, event_id: UUID) -> None:
    with begin(cast.oakfield.id) as tx:
        events.set_participants(tx, teacher(cast), event_id, [cast.ben.id])


@pytest.mark.rule("E3")
def test_saying_who_takes_part_waits_for_an_opt_out_and_both_come_to_their_end(cast: Cast, committed: postgres.Server) -> None:
    with begin(cast.oakfield.id) as tx:
        new = NewEvent(name="Fair", on_date=date(2026, 6, 12), place="Field")
        event_id = events.create(tx, teacher(cast), new).id
    with waiting_for_a_lock(committed) as somebody_waits:
        with begin(cast.oakfield.id) as tx:
            locks.hold_to_answer(tx, cast.oakfield.id, child_id=cast.ben.id)  # as it begins
            listing = Background(partial(list_ben, cast, event_id))
            somebody_waits()
            event = events.known_event(tx, cast.oakfield.id, event_id)
            opt_outs.opt_out(tx, Actor("public", None, cast.oakfield.id), event, Wish("Ben O'Neill"))
        listing.end()
    assert listing.error is None
    with begin(cast.oakfield.id) as tx:
        assert opt_outs.opted_out_at(tx, cast.oakfield.id, [event_id]) == {event_id: {cast.ben.id}}
        assert events.taking_part(tx, cast.oakfield.id, event_id) == {cast.ben.id}
