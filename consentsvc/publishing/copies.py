"""Copies of a placement that the service doesn't serve itself: each is noted by whoever makes it, so that it can be called back (P9)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.facts import record
from consentsvc.publishing import queries
from consentsvc.publishing.facts import CopyNoted
from consentsvc.publishing.models import Copy
from consentsvc.publishing.schemas import CopyKind, CopyRow, CopyState, NewCopy

MOST_LISTED: Final = 2000


def note(
    tx: Session,
    actor: Actor,
    placement_id: UUID,
    kind: CopyKind,
    where: str,
    *,
    addresses: Sequence[str] = (),
    key: str = "",
    remote_id: str | None = None,
    state: CopyState = "there",
) -> Copy:
    """Note that a copy is somewhere: `where` for people to read, `addresses` to look whether it is still there.

    The same `key` is the same copy: what is known of it is kept. Raises NotFound for the placement.
    """
    queries.placement(tx, actor.school, placement_id)
    key = key or str(uuid4())
    known = queries.copy_by_key(tx, actor.school, key)
    if known is not None:
        return known
    made = Copy(
        school_id=actor.school,
        placement_id=placement_id,
        kind=kind,
        key=key,
        where=where,
        addresses=list(addresses),
        remote_id=remote_id,
        state=state,
        made_by=actor.id if actor.kind == "staff" else None,
        made_at=clock.now(),
    )
    tx.add(made)
    tx.flush()
    audit.record(tx, actor, "copy:note", made.id, placement=placement_id, kind=kind)
    record(tx, CopyNoted(actor.school, made.id, placement_id))
    return made


def note_by_hand(tx: Session, actor: Actor, placement_id: UUID, new: NewCopy) -> CopyRow:
    """Somebody put a copy, or a link, elsewhere and says so. Raises NotFound for the placement."""
    noted = note(tx, actor, placement_id, new.kind, new.where, addresses=[new.address] if new.address else [])
    return _row(noted)


def listed(tx: Session, actor: Actor, channel_id: UUID) -> list[CopyRow]:
    """Where else the pictures of a channel are or were, newest first. Raises NotFound."""
    queries.channel(tx, actor.school, channel_id)
    return [_row(each) for each in queries.copies_in(tx, actor.school, channel_id, MOST_LISTED)]


def _row(copy: Copy) -> CopyRow:
    return CopyRow(**{field: getattr(copy, field) for field in CopyRow.model_fields})


def is_gone(tx: Session, actor: Actor, copy: Copy) -> None:
    """Note that a copy came down; saying it twice is saying it once."""
    if copy.state != "gone":
        copy.state, copy.gone_at = "gone", clock.now()
        tx.add(copy)
        tx.flush()
        audit.record(tx, actor, "copy:gone", copy.id, placement=copy.placement_id)


def is_there(tx: Session, actor: Actor, copy: Copy) -> None:
    """Note that a copy which was said to be gone is there."""
    if copy.state == "gone":
        copy.state, copy.gone_at = "there", None
        tx.add(copy)
        tx.flush()
        audit.record(tx, actor, "copy:there", copy.id, placement=copy.placement_id)


def standing(tx: Session, school_id: UUID, placement_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Copy]]:
    """The copies of these placements that may still be there, oldest first; a placement without any is missing."""
    return queries.standing_copies(tx, school_id, placement_ids)


def copy(tx: Session, school_id: UUID, copy_id: UUID) -> Copy:
    """The copy, held for writing. Raises NotFound."""
    return queries.lock_copy(tx, school_id, copy_id)


def kept_under(tx: Session, school_id: UUID, prefix: str) -> Sequence[Copy]:
    """The copies that may still be there of those whose key begins with `prefix`, oldest first."""
    return queries.standing_copies_under(tx, school_id, prefix)


def is_being_made(tx: Session, copy: Copy) -> None:
    """A program is about to make this copy, for the first time or again: from now on it may be there."""
    copy.state, copy.made_at = "making", clock.now()
    tx.add(copy)
    tx.flush()


def was_made(tx: Session, actor: Actor, copy: Copy, *, addresses: Sequence[str], remote_id: str) -> None:
    """The copy that a program was making is there, at these addresses; those that were known before stay known."""
    known = list(dict.fromkeys([*addresses, *copy.addresses]))
    if (copy.state, copy.addresses, copy.remote_id) != ("there", known, remote_id):
        copy.state, copy.addresses, copy.remote_id = "there", known, remote_id
        tx.add(copy)
        tx.flush()
        audit.record(tx, actor, "copy:made", copy.id, placement=copy.placement_id)


def was_not_made(tx: Session, actor: Actor, copy: Copy) -> None:
    """The copy that a program was making was never there."""
    copy.state = "not_made"
    tx.add(copy)
    tx.flush()
    audit.record(tx, actor, "copy:not-made", copy.id, placement=copy.placement_id)
