"""Placements that are handed over as files: which of them may go at this moment (P1), and what may be said beside them (P2)."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlmodel import Session

from consentsvc.kernel.rulebook import Reason
from consentsvc.publishing import names, queries, service
from consentsvc.publishing.kinds import KINDS
from consentsvc.publishing.kinds.kind import ChannelKind
from consentsvc.publishing.models import Channel
from consentsvc.publishing.placed import Placed

__all__ = ["Placed", "channel", "in_place", "kind_of", "placements", "showing", "told"]


def channel(tx: Session, school_id: UUID, channel_id: UUID) -> Channel:
    """The channel. Raises NotFound."""
    return queries.channel(tx, school_id, channel_id)


def kind_of(channel: Channel) -> ChannelKind:
    """What kind of channel it is."""
    return KINDS[channel.kind]


def in_place(tx: Session, school_id: UUID, channel_id: UUID) -> Sequence[Placed]:
    """What is in place in a channel, whether it shows or not, newest first."""
    return queries.in_channel(tx, school_id, channel_id)


def placements(tx: Session, school_id: UUID, ids: Collection[UUID]) -> Mapping[UUID, Placed]:
    """These placements, in place or removed; what isn't there, or is sealed or deleted, is missing."""
    return {placed.placement.id: placed for placed in queries.placements(tx, school_id, ids)}


def showing(tx: Session, school_id: UUID, found: Collection[Placed]) -> Mapping[UUID, Placed]:
    """Those that may go at this moment, their words as the public may read them."""
    shown, _ = service.showing(tx, school_id, found)
    return {placed.placement.id: placed for placed in shown}


def told(tx: Session, school_id: UUID, texts: Mapping[str, str], found: Collection[Placed]) -> tuple[Reason, ...]:
    """Why these texts can't go with these pictures: each gives the name of a child in one that may go at this moment (P2)."""
    shown, decisions = service.cleared(tx, school_id, found)
    seen = service.seen_in(tx, school_id, shown)
    reasons = (
        reason
        for placed in shown
        for reason in names.names_told(texts, seen[placed.placement.photo_id].children, decisions[placed.use].may_be_named)
    )
    return tuple(dict.fromkeys(reasons))
