"""A fact is enqueued with the change that made it true: both or neither."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlmodel import Session

from consentsvc.kernel import database, facts, postgres


@dataclass(frozen=True)
class BellRung(facts.Fact):
    bell_id: UUID


def _jobs(tx: Session) -> list[tuple[str, dict[str, object]]]:
    rows = tx.execute(text("select task_name, args from procrastinate_jobs order by id"))
    return [(name, args) for name, args in rows]


def test_a_fact_goes_with_its_transaction(committed: postgres.Server) -> None:
    rung = BellRung(uuid4(), uuid4())
    with database.begin(rung.school_id) as tx:
        facts.record(tx, rung)
        with database.begin() as other:
            assert _jobs(other) == [], "nobody sees it before the commit"
    with database.begin() as tx:
        values = {"school_id": str(rung.school_id), "bell_id": str(rung.bell_id)}
        assert _jobs(tx) == [("react", {"fact": "BellRung", "values": values})]


def test_and_goes_away_with_it(committed: postgres.Server) -> None:
    with pytest.raises(RuntimeError), database.begin() as tx:  # noqa: PT012
        facts.record(tx, BellRung(uuid4(), uuid4()))
        raise RuntimeError
    with database.begin() as tx:
        assert _jobs(tx) == []
