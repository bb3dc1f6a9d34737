"""Facts: past-tense values, enqueued in the transaction that made them true, so that what follows can't be lost.

`worker.py` says who reacts. A fact carries ids only, never a name or a text.
"""

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from procrastinate import App, SyncPsycopgConnector
from sqlmodel import Session

REACT = "react"


@dataclass(frozen=True)
class Fact:
    """Something that became true at a school."""

    school_id: UUID

    def values(self) -> dict[str, Any]:
        """As JSON: ids as text."""
        return {key: str(value) for key, value in dataclasses.asdict(self).items()}


@cache
def _queue() -> App:
    # Never opened: it only writes jobs, on the connection of the transaction that it is given.
    return App(connector=SyncPsycopgConnector())


def record(tx: Session, fact: Fact) -> None:
    """Enqueue what follows from `fact`, in this transaction: both or neither."""
    record_all(tx, [fact])


def record_all(tx: Session, facts: Collection[Fact]) -> None:
    """Enqueue what follows from each of these, in this transaction and at once."""
    if facts:
        connection = tx.connection().connection.driver_connection
        task = _queue().configure_task(REACT, allow_unknown=True, connection=connection)
        jobs: list[dict[str, Any]] = [{"fact": type(fact).__name__, "values": fact.values()} for fact in facts]
        task.batch_defer(*jobs)
