"""A hold on publication: every publication of a child, or of a picture, is out of service from its commit until it ends (M7).

Who may know of it sees the reason `held`; everybody else, the leads too, a plain missing answer (R2, F1): a report may be about anybody.
"""

from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.clearance import queries
from consentsvc.clearance.facts import ChildPulled, ChildPullEnded, PicturePulled, PicturePullEnded
from consentsvc.consent.models import PublicationHold
from consentsvc.kernel import clock, facts
from consentsvc.kernel.access import Actor
from consentsvc.kernel.errors import Conflict, NotFound
from consentsvc.media import service as media
from consentsvc.roster import locks

NO_PROGRAM = "Only a person who has signed in can take pictures out of service, not a program."


def hold(tx: Session, actor: Actor, *, child_id: UUID | None = None, photo_id: UUID | None = None) -> PublicationHold:
    """Take every publication of a child, or of a picture, out of service from this transaction's commit on (M7).

    Exactly one of the two is given. Raises NotFound; NotAllowed for a program.
    """
    by = actor.person(NO_PROGRAM)
    if child_id is not None:
        locks.hold_to_answer(tx, actor.school, child_id=child_id)  # nobody places a picture of the child meanwhile (S2)
    elif photo_id is not None:
        media.known_photo(tx, actor.school, photo_id)
    made = PublicationHold(school_id=actor.school, child_id=child_id, photo_id=photo_id, by=by, at=clock.now())
    tx.add(made)
    tx.flush()
    audit.record(tx, actor, "publication:hold", made.id)
    if child_id is not None:
        facts.record(tx, ChildPulled(actor.school, child_id))
    elif photo_id is not None:
        facts.record(tx, PicturePulled(actor.school, photo_id))
    return made


def end_hold(tx: Session, actor: Actor, hold_id: UUID, why: str) -> None:
    """End it; what may go out by everything else goes out again. Raises NotFound; Conflict (`hold-ended`)."""
    by = actor.person(NO_PROGRAM)
    held = queries.hold_to_end(tx, actor.school, hold_id)
    if held is None:
        raise NotFound
    if held.ended_at is not None:
        raise Conflict("This has ended already.", slug="hold-ended")
    held.ended_by, held.ended_at, held.why_ended = by, clock.now(), why
    tx.flush()
    audit.record(tx, actor, "publication:release", hold_id)
    if held.child_id is not None:
        facts.record(tx, ChildPullEnded(actor.school, held.child_id))
    elif held.photo_id is not None:
        facts.record(tx, PicturePullEnded(actor.school, held.photo_id))
