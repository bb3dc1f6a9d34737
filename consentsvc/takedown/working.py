"""What the service does about copies by itself: a connector takes them down, or their addresses are looked at until they are gone (P9).

A task is taken in one transaction, which says when it is tried again should this one die; the other system is spoken to with none open;
and a third notes what it answered. So a kill loses nothing, and what was asked twice is answered twice: connectors can be.
"""

import time
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.connectors import service as connectors
from consentsvc.connectors.looking import Look, look
from consentsvc.connectors.words import WORDS, ConnectorAway
from consentsvc.kernel import clock
from consentsvc.kernel.access import system
from consentsvc.kernel.database import begin, held
from consentsvc.kernel.errors import NotFound
from consentsvc.media.hidden import every_photo
from consentsvc.takedown import rules, tasks
from consentsvc.takedown.models import Task
from consentsvc.takedown.queries import cases as queries
from consentsvc.takedown.queries.cases import InHand

LEASE: Final = timedelta(minutes=5)
"""So long a try may take before another worker takes the task."""

AT_ONCE: Final = 0.1  # seconds
A_TURN: Final = 45.0  # seconds: then the next turn goes on, and what else this worker does isn't kept


def work(school_id: UUID) -> None:
    """Try what is due, until nothing is or the turn is over. One worker at a time at each school."""
    with held(f"takedowns {school_id}", AT_ONCE) as is_mine:
        if not is_mine:
            return
        away: set[UUID] = set()
        ends = time.monotonic() + A_TURN
        while time.monotonic() < ends and (in_hand := _taken(school_id, away)):
            _try(school_id, in_hand, away)


def _taken(school_id: UUID, away: Collection[UUID]) -> InHand | None:
    """The task that has been due the longest, not of a channel whose system is away; until the lease is over it is nobody else's."""
    with begin(school_id) as tx, every_photo(tx):
        found = queries.next_due(tx, school_id, clock.now(), away)
        if found is not None:
            found.task.tries += 1
            found.task.next_try_at = clock.now() + LEASE
        return found


def _try(school_id: UUID, in_hand: InHand, away: set[UUID]) -> None:
    try:
        looks = _looks(school_id, in_hand)
    except ConnectorAway as problem:
        away.add(in_hand.channel_id)
        with begin(school_id) as tx:
            _note_away(tx, school_id, in_hand, problem.word)
    else:
        with begin(school_id) as tx:
            _note_looks(tx, school_id, in_hand, looks)


def _looks(school_id: UUID, in_hand: InHand) -> Sequence[Look]:
    if connectors.takes_down(in_hand.kind):
        try:
            return connectors.take_down(school_id, in_hand.task.copy_id)
        except NotFound:
            pass  # somebody noted it by hand: no connector made it
    return look(in_hand.addresses)


def _note_looks(tx: Session, school_id: UUID, in_hand: InHand, looks: Sequence[Look]) -> None:
    task = queries.hold_task(tx, school_id, in_hand.task.id)
    if task.state != "open":
        return  # somebody settled it meanwhile
    known = queries.latest_looks(tx, school_id, task.id)
    for each in looks:
        if known.get(each.address) != (each.answered, each.is_gone):
            tasks.add_proof(tx, task, "fetched", is_gone=each.is_gone, address=each.address, answered=each.answered)
    if looks and all(each.is_gone for each in looks):
        tasks.settle(tx, system(school_id), task, "done")
    else:
        _put_off(tx, task)


def _note_away(tx: Session, school_id: UUID, in_hand: InHand, word: str) -> None:
    task = queries.hold_task(tx, school_id, in_hand.task.id)
    if task.state != "open":
        return
    note = WORDS[word]
    if queries.latest_note(tx, school_id, task.id) != note:
        tasks.add_proof(tx, task, "fetched", is_gone=False, note=note)
    _put_off(tx, task)


def _put_off(tx: Session, task: Task) -> None:
    task.next_try_at = clock.now() + rules.wait_after(task.tries)
    tx.flush()
