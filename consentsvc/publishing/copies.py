"""Copies of a placement that the service doesn't serve itself: each is noted by whoever makes it, so that it can be called back (P9)."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID, uuid4

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.facts import record
from consentsvc.publishing import queries
from consentsvc.publishing.facts import CopyNoted
from consentsvc.publishing.models import Copy
from consentsvc.publishing.schemas import CopyKind, CopyState


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


def is_gone(tx: Session, actor: Actor, copy: Copy) -> None:
    """Note that a copy came down; saying it twice is saying it once."""
    if copy.state != "gone":
        copy.state, copy.gone_at = "gone", clock.now()
        tx.add(copy)
        tx.flush()
        audit.record(tx, actor, "copy:gone", copy.id, placement=copy.placement_id)


def standing(tx: Session, school_id: UUID, placement_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Copy]]:
    """The copies of these placements that may still be there, oldest first; a placement without any is missing."""
    return queries.standing_copies(tx, school_id, placement_ids)
