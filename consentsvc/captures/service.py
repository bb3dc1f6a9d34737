"""The verbs of a capture: log it (T1), note what comes to light, track what follows (T3), hold it against signed terms (T4), close it.

What was logged stays as it was; every step stands in the entries, which only grow.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, cast
from uuid import UUID, uuid5

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.breaches import service as breaches
from consentsvc.captures import entries, letters, queries, shown
from consentsvc.captures.models import Capture, CapturedChild, CaptureTask
from consentsvc.captures.rules import is_for_own_use, may_be_under_terms
from consentsvc.captures.schemas import (
    Acknowledged,
    CaptureBy,
    CaptureClosing,
    CaptureDetail,
    CaptureEntryKind,
    CaptureFinding,
    CaptureNote,
    CaptureReopening,
    CaptureRow,
    NewCapture,
    NewCaptureTask,
    OwnLog,
    TaskOutcome,
    TermsBroken,
)
from consentsvc.events import service as events
from consentsvc.kernel import clock, dates
from consentsvc.kernel.access import Actor
from consentsvc.kernel.errors import Conflict, Field, Invalid, NotFound, Refused
from consentsvc.kernel.languages import ENGLISH
from consentsvc.kernel.rulebook import Reason
from consentsvc.roster import service as roster

NO_PROGRAM = "Only a person who has signed in can work on a capture, not a program."
NOT_YET = "This time has not come yet: check it."
MOST_OWN = 20
MOST_DAYS_AHEAD = 366
WORDS_OF_TAKEN_BY: dict[CaptureBy, str] = {
    "parent": "a parent or carer",
    "spectator": "a spectator",
    "press": "the press",
    "photographer": "a photographer",
    "passer_by": "a passer-by",
    "pupil": "a pupil",
    "not_known": "somebody unknown",
}
WORDS_OF_USE = {
    "own_use": "their own album",
    "shared": "shared online",
    "publication": "press or a client",
    "not_known": "not known",
}


def log(tx: Session, actor: Actor, new: NewCapture) -> tuple[Acknowledged, bool]:
    """Keep what a phone logged (T1), and say whether it is new: the same words under the same id are taken once.

    Raises Conflict: `other-words` for other words under an id that this person used, `somebody-else` where it was written by another
    person or for another school than is signed in now. Raises NotFound for an event that isn't the school's, Invalid without a place.
    """
    by = _same_person(actor, new)
    capture_id = uuid5(
        actor.school, f"{by} {new.id}"
    )  # ids are the whole service's: the phone's own would tell of another's (A6)
    is_new = queries.add_once(tx, _as_logged(tx, actor, capture_id, new))
    kept = queries.held(tx, actor.school, capture_id)
    if kept.fingerprint != _fingerprint(new):
        raise Conflict("Something else was logged under this id already.", slug="other-words")
    if is_new:
        entries.write(tx, actor, kept, "logged")
        letters.owe_logged(tx, actor.school)
        audit.record(tx, actor, "capture:log", capture_id, taken_by=new.taken_by, use=new.use)
    return Acknowledged(id=new.id, capture_id=capture_id, received_at=kept.received_at), is_new


def own_logs(tx: Session, actor: Actor) -> list[OwnLog]:
    """What the actor logged and the service has, the last first: that it arrived, and no more of the register."""
    found = queries.logged_by(tx, actor.school, actor.person(NO_PROGRAM), MOST_OWN)
    audit.record(tx, actor, "capture:own", None, captures=len(found))
    return [shown.own(each) for each in found]


def captures(tx: Session, actor: Actor, *, closed: bool) -> list[CaptureRow]:
    """The register: open ones, the last that arrived first; or closed ones. The look is recorded (A2)."""
    found = queries.captures(tx, actor.school, closed=closed)
    audit.record(tx, actor, "capture:list", None, captures=len(found))
    return [shown.row(each) for each in found]


def capture(tx: Session, actor: Actor, capture_id: UUID) -> CaptureDetail:
    """One with all that was done. The look is recorded (A2). Raises NotFound."""
    seen = shown.detail(tx, actor.school, capture_id)
    audit.record(tx, actor, "capture:view", capture_id)
    return seen


def note(tx: Session, actor: Actor, capture_id: UUID, given: CaptureNote) -> CaptureDetail:
    """Write down what was found or done. Raises NotFound, Conflict (`capture-closed`)."""
    return _done(tx, actor, _open(tx, actor, capture_id), "note", given.text)


def add_finding(tx: Session, actor: Actor, capture_id: UUID, given: CaptureFinding) -> CaptureDetail:
    """Note what came to light: when, at which event, what for, who it was, which children, which photographer of the register (T4).

    A breach that was opened for it then affects these children too. Raises NotFound, also for an event, a child or a photographer who
    isn't this school's or this event's; Conflict (`capture-closed`).
    """
    found = _open(tx, actor, capture_id)
    changes = [*_moved(tx, found, given), *_changed(tx, found, given)]
    _add_children(tx, found, given)
    if found.breach_id and given.child_ids:
        breaches.affect_more(tx, actor, found.breach_id, given.child_ids)
    text = " ".join([*changes, given.text])
    return _done(tx, actor, found, "added", text, children=len(given.child_ids), use=found.use)


def add_task(tx: Session, actor: Actor, capture_id: UUID, new: NewCaptureTask) -> CaptureDetail:
    """Give somebody a task with a day (T3); they are owed a mail without a word of it.

    Raises NotFound, Conflict (`capture-closed`), Invalid for an owner who doesn't work on captures or a day that is over.
    """
    found = _open(tx, actor, capture_id)
    _check_task(tx, actor, new)
    made = CaptureTask(school_id=actor.school, capture_id=capture_id, added_at=clock.now(), **new.model_dump())
    tx.add(made)
    tx.flush()
    if new.owner_id != actor.id:
        letters.TASK.owe(tx, actor.school, [new.owner_id], str(made.id))
    return _done(tx, actor, found, "task", f"{new.kind}: {new.what}", task=made.id, owner=new.owner_id)


def end_task(tx: Session, actor: Actor, capture_id: UUID, task_id: UUID, given: TaskOutcome) -> CaptureDetail:
    """Say what came of a task (T3). Raises NotFound, Conflict (`capture-closed`, `task-done`)."""
    found = _open(tx, actor, capture_id)
    task = queries.task(tx, actor.school, capture_id, task_id)
    if task.done_at is not None:
        raise Conflict("Somebody has noted what came of this already.", slug="task-done")
    task.done_at, task.done_by, task.outcome = clock.now(), actor.id, given.outcome
    return _done(tx, actor, found, "task_done", f"{task.kind}: {given.outcome}", task=task_id)


def open_breach(tx: Session, actor: Actor, capture_id: UUID, given: TermsBroken) -> CaptureDetail:
    """Open a breach where signed terms were broken (T4); once for each capture. A family's own use never is one (T2).

    Raises NotFound; Conflict (`capture-closed`); Refused for what is under no terms; Invalid for a time that hasn't come.
    """
    found = _open(tx, actor, capture_id)
    _refuse_without_terms(found)
    if given.known_at > clock.now():
        raise Invalid(NOT_YET, fields=[Field("body.known_at", NOT_YET)])
    children = [child.id for child in queries.children(tx, actor.school, capture_id)]
    opened = breaches.open_breach(
        tx,
        actor,
        "told_by_somebody",
        f"capture {capture_id}",
        children,
        known_at=given.known_at,
        what=given.what,
        opened_by=actor.id,
    )
    found.breach_id = opened.id
    return _done(tx, actor, found, "breach", given.what, breach=opened.id)


def close(tx: Session, actor: Actor, capture_id: UUID, given: CaptureClosing) -> CaptureDetail:
    """Close it with how it ended and what was learned.

    Raises NotFound, Conflict (`capture-closed`, or `tasks-open` before each task has an outcome).
    """
    found = _open(tx, actor, capture_id)
    if any(task.done_at is None for task in queries.tasks(tx, actor.school, capture_id)):
        raise Conflict("First say of each task what came of it (T3).", slug="tasks-open")
    found.outcome, found.lesson = given.outcome, given.lesson
    found.closed_by, found.closed_at = actor.id, clock.now()
    return _done(tx, actor, found, "closed", f"{given.outcome}: {given.lesson}", outcome=given.outcome)


def reopen(tx: Session, actor: Actor, capture_id: UUID, given: CaptureReopening) -> CaptureDetail:
    """Open it again, with the reason; how it was closed stays in its story. Raises NotFound, Conflict (`capture-open`)."""
    actor.person(NO_PROGRAM)
    found = queries.held(tx, actor.school, capture_id)
    if found.closed_at is None:
        raise Conflict("This one is open already: there is nothing to do.", slug="capture-open")
    found.outcome, found.lesson, found.closed_by, found.closed_at = None, "", None, None
    return _done(tx, actor, found, "reopened", given.why)


def _same_person(actor: Actor, new: NewCapture) -> UUID:
    by = actor.person(NO_PROGRAM)
    if new.by not in (None, by) or new.school_id not in (None, actor.school):
        raise Conflict("Somebody else wrote this, or for another school. Sign in as them to send it.", slug="somebody-else")
    return by


def _as_logged(tx: Session, actor: Actor, capture_id: UUID, new: NewCapture) -> dict[str, Any]:
    event = events.known_event(tx, actor.school, new.event_id) if new.event_id else None
    place = new.place or (event.place if event else "")
    if not place:
        raise Invalid("Say where it was.", fields=[Field("body.place", "Say where it was.")])
    return new.model_dump(exclude={"id", "place", "by", "school_id"}) | {
        "id": capture_id,
        "school_id": actor.school,
        "place": place,
        "fingerprint": _fingerprint(new),
        "logged_by": actor.id,
        "received_at": clock.now(),
        "lesson": "",
    }


def _fingerprint(new: NewCapture) -> str:
    return sha256(new.model_dump_json(exclude={"by", "school_id"}, exclude_defaults=True).encode()).hexdigest()


def _open(tx: Session, actor: Actor, capture_id: UUID) -> Capture:
    actor.person(NO_PROGRAM)
    found = queries.held(tx, actor.school, capture_id)
    if found.closed_at is not None:
        raise Conflict("This one is closed. Open it again first.", slug="capture-closed")
    return found


def _done(tx: Session, actor: Actor, found: Capture, kind: CaptureEntryKind, text: str, **detail: Any) -> CaptureDetail:
    entries.write(tx, actor, found, kind, text)
    audit.record(tx, actor, f"capture:{kind.replace('_', '-')}", found.id, **detail)
    return shown.detail(tx, actor.school, found.id)


def _moved(tx: Session, found: Capture, given: CaptureFinding) -> Iterator[str]:
    """Take over when and at which event it was. A photographer is on one event's register: another event has another."""
    if given.happened_at and given.happened_at != found.happened_at:
        yield f"When: {dates.moment(ENGLISH, found.happened_at)} → {dates.moment(ENGLISH, given.happened_at)}."
        found.happened_at = given.happened_at
    if given.event_id and given.event_id != found.event_id:
        event = events.known_event(tx, found.school_id, given.event_id)
        yield f"Event: {event.name}."
        found.event_id, found.photographer_id = event.id, None


def _changed(tx: Session, found: Capture, given: CaptureFinding) -> Iterator[str]:
    """Take over what is known better now, and say in words what changed."""
    if given.taken_by and given.taken_by != found.taken_by:
        yield f"Taken by: {WORDS_OF_TAKEN_BY[cast(CaptureBy, found.taken_by)]} → {WORDS_OF_TAKEN_BY[given.taken_by]}."
        found.taken_by = given.taken_by
    if given.use and given.use != found.use:
        yield f"For: {WORDS_OF_USE[found.use]} → {WORDS_OF_USE[given.use]}."
        found.use = given.use
    if given.photographer_id:
        photographer = queries.photographer(tx, found.school_id, given.photographer_id)
        if photographer is None or photographer.event_id != found.event_id:
            raise NotFound
        found.photographer_id = photographer.id
        yield f"On the register: {photographer.name}."


def _add_children(tx: Session, found: Capture, given: CaptureFinding) -> None:
    for child_id in given.child_ids:
        roster.known_child(tx, found.school_id, child_id)
    known = {child.id for child in queries.children(tx, found.school_id, found.id)}
    new = sorted(set(given.child_ids) - known)
    tx.add_all(CapturedChild(school_id=found.school_id, capture_id=found.id, child_id=child_id) for child_id in new)
    tx.flush()


def _check_task(tx: Session, actor: Actor, new: NewCaptureTask) -> None:
    if new.owner_id not in letters.handlers(tx, actor.school):
        wrong = "Choose somebody who works on captures."
        raise Invalid(wrong, fields=[Field("body.owner_id", wrong)])
    if not 0 <= (new.due_on - clock.today()).days <= MOST_DAYS_AHEAD:
        wrong = "Choose a day from today on, within a year."
        raise Invalid(wrong, fields=[Field("body.due_on", wrong)])


def _refuse_without_terms(found: Capture) -> None:
    facts = shown.facts(found)
    if is_for_own_use(facts):
        own = Reason("T2", "own_use", None, "A family’s own pictures for its own use.", None)
        raise Refused("There is nothing to open: this is a family’s own picture.", slug="own-use", reasons=[own])
    if not may_be_under_terms(facts):
        none = Reason("T4", "no_terms", None, "Nobody signed terms for this.", "Note which photographer on the register took it.")
        raise Refused("Only what a photographer took falls under signed terms.", slug="no-terms", reasons=[none])
