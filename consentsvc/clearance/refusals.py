"""A family's no to one picture: 'take this one down', and taking that back. It counts at once, for every use of it (C4, C16)."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.clearance import queries
from consentsvc.clearance.facts import PictureAllowedAgain, PictureRefused
from consentsvc.clearance.models import PhotoRefusal
from consentsvc.consent.speakers import Speaker
from consentsvc.kernel import clock, facts
from consentsvc.kernel.access import Actor
from consentsvc.kernel.errors import NotFound
from consentsvc.roster import locks


def refuse(tx: Session, actor: Actor, speaker: Speaker, photo_id: UUID) -> None:
    """Take one picture down, for every use, from this transaction's commit on. Raises NotFound where the child isn't shown in it."""
    child_id = _hold(tx, actor, speaker)
    if photo_id not in queries.photos_showing(tx, actor.school, child_id):
        raise NotFound
    if photo_id not in refused_by(tx, actor.school, speaker):
        _append(tx, actor, speaker, child_id, photo_id, "refused")
        facts.record(tx, PictureRefused(actor.school, child_id, photo_id))


def take_back(tx: Session, actor: Actor, speaker: Speaker, photo_id: UUID) -> None:
    """Undo one's own 'take this one down'. Raises NotFound where there is none."""
    child_id = _hold(tx, actor, speaker)
    if photo_id not in refused_by(tx, actor.school, speaker):
        raise NotFound
    _append(tx, actor, speaker, child_id, photo_id, "taken_back")
    facts.record(tx, PictureAllowedAgain(actor.school, child_id, photo_id))


def refused_by(tx: Session, school_id: UUID, speaker: Speaker) -> Collection[UUID]:
    """The photos that this speaker has taken down; nobody else's word (G1)."""
    if speaker.child_id is None:
        return ()
    return queries.taken_down_by(tx, school_id, speaker.child_id, speaker.guardian_id)


def _hold(tx: Session, actor: Actor, speaker: Speaker) -> UUID:
    """Nobody places a picture of the child meanwhile (S2)."""
    if speaker.child_id is None:
        raise NotFound
    return locks.hold_to_answer(tx, actor.school, child_id=speaker.child_id).id


def _append(tx: Session, actor: Actor, speaker: Speaker, child_id: UUID, photo_id: UUID, said: str) -> None:
    tx.add(
        PhotoRefusal(
            school_id=actor.school,
            photo_id=photo_id,
            child_id=child_id,
            guardian_id=speaker.guardian_id,
            said=said,
            at=clock.now(),
        )
    )
    tx.flush()
    audit.record(tx, actor, "photo:refuse", photo_id, child=child_id, said=said)
