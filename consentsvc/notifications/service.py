"""The verbs of the notifications room: queue letters, see how they fare, note one that came back."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import system
from consentsvc.notifications import queries
from consentsvc.notifications.models import Letter


class Due(NamedTuple):
    """A letter to queue: what it is about, the key under which it is queued once, and from when on it may go."""

    about_id: UUID
    key: str
    not_before: datetime


class Fate(NamedTuple):
    """How the newest letter about something fares. `failure`: a word, and the mail server's code."""

    state: str
    failure: str | None
    settled_at: datetime | None


def queue(tx: Session, school_id: UUID, kind: str, about_id: UUID, key: str, not_before: datetime | None = None) -> None:
    """Owe somebody a letter, in this transaction; once for each key, however often it is called."""
    queue_all(tx, school_id, kind, [Due(about_id, key, not_before or clock.now())])


def queue_all(tx: Session, school_id: UUID, kind: str, due: Iterable[Due]) -> None:
    """The same for many letters, at once."""
    now = clock.now()
    same = {"school_id": school_id, "kind": kind, "queued_at": now, "state": "waiting", "tries": 0}
    queries.add(tx, [{"id": uuid4(), **same, **each._asdict()} for each in due])


def fates(tx: Session, school_id: UUID, about_ids: Collection[UUID]) -> Mapping[UUID, Fate]:
    """How the newest letter about each of these fares; what has no letter is missing."""
    return {about_id: Fate(*fate) for about_id, *fate in queries.newest_letters(tx, school_id, about_ids)}


def newest(tx: Session, school_id: UUID, kind: str, about_ids: Collection[UUID]) -> datetime | None:
    """When the newest letter of this kind about any of these went out, or is to go out; None: there is none."""
    return queries.newest_of(tx, school_id, kind, about_ids)


def has_newer(tx: Session, letter: Letter) -> bool:
    """Whether a letter of the same kind, about the same, was queued after this one and waits too."""
    return queries.newer_waits(tx, letter)


def came_back(tx: Session, school_id: UUID, letter_id: UUID, code: str) -> bool:
    """Note that a letter was returned; False where this school has no such letter. `code`: the status in the returned mail."""
    letter = queries.letter(tx, school_id, letter_id)
    if letter is None:
        return False
    if letter.state != "bounced":
        letter.state, letter.failure, letter.settled_at = "bounced", f"returned {code}".strip(), clock.now()
        audit.record(tx, system(school_id), "letter:bounced", letter.id, about=letter.about_id)
    return True
