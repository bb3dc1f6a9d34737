"""Pictures that still lie on somebody's own device, until that person says that they have deleted them (W6).

One that was deleted or sealed here lies there all the same: it stays owed, so that the count tells nothing of a seal.
"""

from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.events import service as events
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.schemas import Named
from consentsvc.media import queries
from consentsvc.media.hidden import every_photo
from consentsvc.media.queries import Owed
from consentsvc.media.schemas import OwedCopies, OwnCopies

NO_PROGRAM = "Only a person who has signed in can say what is on their own device, not a program."


def own(tx: Session, actor: Actor) -> list[OwnCopies]:
    """What the actor still has to delete from a device of their own, for each event, the longest owed first."""
    with every_photo(tx):
        rows = queries.copies_owed(tx, actor.school, actor.id)
    return [OwnCopies(**_what(row)) for row in rows]


def owed(tx: Session, actor: Actor) -> list[OwedCopies]:
    """Who still has to delete pictures from a device of their own, for each person and event, the longest owed first."""
    with every_photo(tx):
        rows = queries.copies_owed(tx, actor.school)
    return [OwedCopies(**_what(row), person=Named(id=row.user.id, name=row.user.name)) for row in rows]


def say_deleted(tx: Session, actor: Actor, event_id: UUID) -> list[OwnCopies]:
    """The actor has deleted their own copies of all that they sent to this event; gives what they still owe.

    Raises NotFound for an unknown event, NotAllowed for a program: only a person knows.
    """
    by = actor.person(NO_PROGRAM)
    events.known_event(tx, actor.school, event_id)
    with every_photo(tx):
        deleted = queries.note_copies(tx, actor.school, by, event_id, clock.now())
    audit.record(tx, actor, "copies:delete", event_id, photos=deleted)
    return own(tx, actor)


def say_kept(tx: Session, actor: Actor, event_id: UUID) -> list[OwnCopies]:
    """Take that word back: the actor still has all that they sent to this event. Gives and raises as `say_deleted` does."""
    by = actor.person(NO_PROGRAM)
    events.known_event(tx, actor.school, event_id)
    with every_photo(tx):
        kept = queries.note_copies(tx, actor.school, by, event_id, None)
    audit.record(tx, actor, "copies:keep", event_id, photos=kept)
    return own(tx, actor)


def _what(owed: Owed) -> dict[str, object]:
    event = Named(id=owed.event.id, name=owed.event.name)
    return {"event": event, "on_date": owed.event.on_date, "photos": owed.photos, "since": owed.since}
