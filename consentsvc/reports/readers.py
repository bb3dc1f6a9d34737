"""Who reads (M3, M4): the database shows a transaction no report, nor anything that hangs on one, until it says for whom it reads."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from consentsvc.kernel.access import Actor

_AS = text("select set_config('app.reader', :reader, true)")
_BY = text("select coalesce(current_setting('app.reader', true), '')")
EVERYBODY: Final = "all"


def reading(tx: Session, actor: Actor) -> None:
    """From now on this transaction sees the reports that this person may read, and no other. A program sees none."""
    is_person = actor.kind == "staff" and actor.id is not None
    tx.execute(_AS, {"reader": str(actor.id) if is_person else ""})


@contextmanager
def every_report(tx: Session) -> Iterator[None]:
    """Inside, each report of the school is seen: for taking one in, for the reporter's own way back, for alerts, and for a write
    that may end the writer's own reading, such as naming a subject. What is read here isn't shown to staff.
    """
    with _as(tx, EVERYBODY):
        yield


@contextmanager
def read_by(tx: Session, user_id: UUID) -> Iterator[None]:
    """Inside, what this person may read is seen, for a letter to them; nothing of it is shown."""
    with _as(tx, str(user_id)):
        yield


@contextmanager
def _as(tx: Session, reader: str) -> Iterator[None]:
    before = str(tx.execute(_BY).scalar_one())
    tx.execute(_AS, {"reader": reader})
    try:
        yield
        tx.flush()
    finally:
        with suppress(SQLAlchemyError):  # a transaction that failed reads nothing more
            tx.execute(_AS, {"reader": before})
