"""Delivery: takes the letters that are due, one after the other, and hands each to the mail server.

One worker delivers at a time, at the pace that the settings allow; when it dies, the next one goes on with the letter it had in hand.
Nothing of the database is held while the mail server is spoken to: a slow one keeps nobody waiting (S5).
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from enum import Enum
from threading import Event
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import system
from consentsvc.kernel.database import begin, engine
from consentsvc.kernel.logs import log, where
from consentsvc.kernel.settings import settings
from consentsvc.notifications import mail, queries
from consentsvc.notifications.mail import Mail, NotSent, Refused, Sender, ServerAway
from consentsvc.notifications.models import Letter
from consentsvc.schools import service as schools

Writer = Callable[[Session, Letter], Mail | None]
"""Makes the mail of a letter, in the letter's own transaction; None: it isn't wanted any more."""

DELIVERY = 0x6D61696C  # the advisory lock of whoever delivers
IDLE = 2.0  # seconds until the next look
AWAY_FIRST, AWAY_MOST = 2.0, 300.0  # seconds without a try while there is no mail server
SCHOOL_TURN = 50  # letters of one school before the next has its turn
WAITS: Sequence[timedelta] = (
    *(timedelta(minutes=minutes) for minutes in (1, 5, 30)),
    *(timedelta(hours=hours) for hours in (2, 6, 12, 24, 24, 24)),
)
"""How long a letter waits after each try that failed; after the last one it is given up."""


class Went(Enum):
    """How a look for due letters ended."""

    SENT = "sent"
    NOTHING_DUE = "nothing due"
    SERVER_AWAY = "server away"


class Written(NamedTuple):
    """A letter in hand: its id and its mail, or that there is none to send."""

    letter_id: UUID
    mail: Mail | None


class Outcome(NamedTuple):
    """What came of handing a letter over. failure: why it wasn't taken; None: it was."""

    letter_id: UUID
    failure: NotSent | None


class Pace:
    """So many letters a minute, and no more."""

    def __init__(self, per_minute: int, stop: Event) -> None:
        self._seconds, self._stop, self._next = 60 / per_minute, stop, time.monotonic()

    def wait(self) -> None:
        """Wait for the next letter's turn."""
        self._stop.wait(max(0.0, self._next - time.monotonic()))
        self._next = max(self._next, time.monotonic()) + self._seconds


def run(writers: Mapping[str, Writer], stop: Event) -> None:
    """Deliver until told to stop; whatever goes wrong, go on."""
    sender, away = mail.sender(), AWAY_FIRST
    try:
        sender.announce()
    except OSError as error:  # a folder that can't be made: each letter says so again, and waits
        log.error("mail_has_nowhere_to_go", **where(error))
    pace = Pace(settings().mail_per_minute, stop)
    while not stop.is_set():
        went = _look(sender, writers, pace, stop)
        if went is Went.SERVER_AWAY:
            stop.wait(away)
            away = min(away * 2, AWAY_MOST)
        else:
            away = AWAY_FIRST
            if went is Went.NOTHING_DUE:
                sender.close()
                stop.wait(IDLE)
    sender.close()


def _look(sender: Sender, writers: Mapping[str, Writer], pace: Pace, stop: Event) -> Went:
    try:
        with _alone() as is_mine:
            return deliver_due(sender, writers, pace, stop) if is_mine else Went.NOTHING_DUE
    except Exception as error:  # the database was away, or a surprise: this must go on all the same
        log.error("delivery_interrupted", **where(error))
        return Went.SERVER_AWAY


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether this process is the one that delivers. The database frees the lock when the process, or its connection, ends."""
    with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as held:
        if not held.scalar(text("select pg_try_advisory_lock(:key)"), {"key": DELIVERY}):
            yield False
            return
        try:
            yield True
        finally:
            held.execute(text("select pg_advisory_unlock(:key)"), {"key": DELIVERY})


def deliver_due(sender: Sender, writers: Mapping[str, Writer], pace: Pace, stop: Event) -> Went:
    """Deliver what is due, school by school, until nothing is or the mail server is away."""
    went = Went.NOTHING_DUE
    with begin() as tx:
        school_ids = [school.id for school in schools.listed(tx)]
    for school_id in school_ids:
        of_school = _deliver_at(school_id, sender, writers, pace, stop)
        if of_school is Went.SERVER_AWAY:
            return of_school
        went = Went.SENT if Went.SENT in (went, of_school) else went
    return went


def _deliver_at(school_id: UUID, sender: Sender, writers: Mapping[str, Writer], pace: Pace, stop: Event) -> Went:
    """One school's turn. What came of a letter is noted with the taking up of the next: a transaction each, none while sending."""
    went, outcome = Went.NOTHING_DUE, None
    for turn in range(SCHOOL_TURN + 1):
        with begin(school_id) as tx:
            if outcome is not None:
                _note(tx, school_id, outcome)
            is_over = turn == SCHOOL_TURN or stop.is_set()
            in_hand = None if is_over else _write_next(tx, school_id, writers)
        if in_hand is None:
            return went
        try:
            went, outcome = Went.SENT, _handed_over(in_hand, sender, pace)
        except ServerAway as away:
            log.warning("mail_server_away", code=away.code)
            return Went.SERVER_AWAY
    return went


def _write_next(tx: Session, school_id: UUID, writers: Mapping[str, Writer]) -> Written | None:
    """Take the school's next letter in hand; None: nothing is due. One that isn't wanted, or can't be written, is settled here."""
    letter = queries.next_due(tx, school_id, clock.now())
    if letter is None:
        return None
    try:
        with tx.begin_nested():
            written = writers[letter.kind](tx, letter)
    except Exception as error:  # one letter that can't be written must not keep the others
        log.error("letter_not_written", letter=str(letter.id), kind=letter.kind, **where(error))
        _put_off(tx, letter, "not written")
        return Written(letter.id, None)
    if written is None:
        _settle(tx, letter, "dropped", letter.failure)
    return Written(letter.id, written)


def _handed_over(in_hand: Written, sender: Sender, pace: Pace) -> Outcome | None:
    """What came of it; None where there was no mail to send. Raises ServerAway: then the letter waits as it is."""
    if in_hand.mail is None:
        return None
    pace.wait()
    try:
        sender.send(in_hand.letter_id, in_hand.mail)
    except ServerAway:
        raise
    except NotSent as failed:
        return Outcome(in_hand.letter_id, failed)
    return Outcome(in_hand.letter_id, None)


def _note(tx: Session, school_id: UUID, outcome: Outcome) -> None:
    letter = queries.letter(tx, school_id, outcome.letter_id)
    if letter is None:
        return
    if outcome.failure is None:
        _settle(tx, letter, "sent")
        return
    code = outcome.failure.code
    log.info("letter_not_sent", letter=str(letter.id), code=code, tries=letter.tries + 1)
    if isinstance(outcome.failure, Refused):
        _settle(tx, letter, "refused", code)
    else:
        _put_off(tx, letter, code)


def _put_off(tx: Session, letter: Letter, code: str) -> None:
    """Try again later; after the last wait the letter is given up."""
    letter.tries += 1
    if letter.tries > len(WAITS):
        _settle(tx, letter, "refused", f"given up: {code}")
    else:
        letter.failure, letter.not_before = code, clock.now() + WAITS[letter.tries - 1]


def _settle(tx: Session, letter: Letter, state: str, code: str | None = None) -> None:
    letter.state, letter.failure, letter.settled_at = state, code, clock.now()
    audit.record(tx, system(letter.school_id), f"letter:{state}", letter.id, about=letter.about_id)
