"""Who reads (M3, M4): the database shows a transaction no report, nor anything that hangs on one, until it says for whom it reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import text
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
    before = str(tx.execute(_BY).scalar_one())
    tx.execute(_AS, {"reader": EVERYBODY})
    yield
    tx.flush()
    tx.execute(_AS, {"reader": before})
