"""Recording and proving. `record` is called by each verb that writes and each look at an original."""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session as AnySession
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

from consentsvc.audit import queries
from consentsvc.audit.models import AuditEntry
from consentsvc.audit.schemas import Checkpoint
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor

_WAITING = "audit entries of this transaction"


def record(
    tx: Session,
    actor: Actor,
    verb: str,
    thing: UUID | None,
    *,
    why: str = "",
    school: UUID | None = None,
    at: datetime | None = None,
    **detail: Any,
) -> None:
    """Note that `actor` did `verb` (`photo:view`) to `thing`, in this transaction: both or neither (A2).

    `detail` holds ids, counts and words of the rulebook, never names. `school`: where the actor has none of its own yet. `at`: where
    the moment itself isn't kept (I6).
    """
    entry = AuditEntry(
        school_id=school or actor.school,
        at=at or clock.now(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        verb=verb,
        thing_id=thing,
        why=why,
        detail={key: str(value) if isinstance(value, UUID) else value for key, value in detail.items()},
    )
    tx.info.setdefault(_WAITING, []).append((entry, tx.get_nested_transaction()))


def recorded_at(tx: Session, school_id: UUID, verb: str) -> Collection[datetime]:
    """For which days something is noted already that is noted once for each; nothing else of the audit is read by what writes it."""
    return set(queries.moments(tx, school_id, verb))


def checkpoint(tx: Session, actor: Actor) -> Checkpoint:
    """The seal of the actor's school's chain (A2). An empty chain has number 0 and an empty hash."""
    last = queries.last_entry(tx, actor.school)
    if last is None:
        return Checkpoint(school_id=actor.school, number=0, hash="")
    assert last.number is not None
    assert last.hash is not None
    return Checkpoint(school_id=actor.school, number=last.number, hash=last.hash.hex())


def broken_at(tx: Session, school_id: UUID, seal: Checkpoint | None = None) -> int | None:
    """The number of the first entry that was changed, removed or put in, or None for a whole chain (A2).

    A chain cut off at its end looks whole by itself: `seal`, kept elsewhere, shows that too.
    """
    before, sealed = b"", None
    for counted, link in enumerate(queries.chain(tx, school_id), start=1):
        # Worked out here, not by the database's own function: whoever could change a row could change that too.
        if link.number != counted or link.previous_hash != before or link.hash != sha256(before + link.content.encode()).digest():
            return link.number
        before = link.hash
        if seal and link.number == seal.number:
            sealed = link.hash.hex()
    return seal.number if seal and seal.number and sealed != seal.hash else None


@event.listens_for(Session, "before_commit")
def _write_last(tx: AnySession) -> None:
    # The chain is one lock for each school: taken last, it can't deadlock with the locks of the work itself. The end of a
    # savepoint comes here too, and isn't last.
    if tx.in_nested_transaction() or not (waiting := tx.info.pop(_WAITING, None)):
        return
    tx.flush()
    tx.add_all(entry for entry, _ in waiting)
    tx.flush()


@event.listens_for(Session, "after_soft_rollback")
def _forget(tx: AnySession, undone: SessionTransaction) -> None:
    """Forget what was recorded in the transaction that was rolled back, or in the savepoint: no more, no less."""
    while not undone.nested and undone.parent is not None:
        undone = undone.parent  # a flush that failed takes with it what it was part of
    waiting = tx.info.pop(_WAITING, [])
    tx.info[_WAITING] = [(entry, within) for entry, within in waiting if undone.nested and not _is_inside(within, undone)]


def _is_inside(savepoint: SessionTransaction | None, undone: SessionTransaction) -> bool:
    while savepoint is not None and savepoint is not undone:
        savepoint = savepoint.parent
    return savepoint is undone
