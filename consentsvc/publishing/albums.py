"""The families' area: what a family sees of the school's pictures once it has signed in (P1).

An album is a channel of the kind 'parent_area'. Every family of the school sees the same pictures in it; in a learning record, as its
form says, each sees those that show its own child. Beside these a family may see each picture of its own child where it is in use.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.clearance import service as clearance
from consentsvc.kernel.errors import NotFound
from consentsvc.publishing import galleries, queries, service
from consentsvc.publishing.galleries import Shown
from consentsvc.publishing.kinds import KINDS, parent_area
from consentsvc.publishing.kinds.kind import Door
from consentsvc.publishing.models import Channel
from consentsvc.publishing.placed import Placed

OWN_CHILD_ONLY: Final = frozenset({"learning_record"})
"""Purposes whose form says: other families may see it if their child is in it too."""


@dataclass(frozen=True, slots=True)
class Album:
    """A channel of the families' area; `code` names it in addresses. name: as families may read it (P2)."""

    code: str
    name: str


def albums(tx: Session, school_id: UUID, child_id: UUID) -> Sequence[Album]:
    """The school's albums, by name."""
    found = queries.channels_of_kind(tx, school_id, parent_area.KIND.id)
    return [Album(each.code, _shown(tx, each, child_id, 1).name) for each in found]


def album(tx: Session, school_id: UUID, child_id: UUID, code: str, page: int = 1) -> Shown:
    """A page of what an album shows this child's family at this moment. Raises NotFound."""
    channel = queries.channel_by_code(tx, school_id, code)
    if channel.kind != parent_area.KIND.id:
        raise NotFound
    return _shown(tx, channel, child_id, page)


def door_to(tx: Session, school_id: UUID, child_id: UUID, code: str) -> Door:
    """By which door this child's family may come to the picture at a placement's code. Raises NotFound where by none."""
    placed = queries.placement_at(tx, school_id, code)
    door = KINDS[placed.channel.kind].door
    is_for_all = door == "family" and placed.channel.purpose not in OWN_CHILD_ONLY
    if not is_for_all and placed.placement.photo_id not in clearance.photos_showing(tx, school_id, child_id):
        raise NotFound
    return door


def address(home: str, placed: Placed, size: str) -> str:
    """The path at which a family whose pages begin at `home` gets a placement's file."""
    if KINDS[placed.channel.kind].door == "public":
        return service.address(placed, size)
    return f"{home}/pictures/{placed.placement.code}/{size}.{'mp4' if size == 'clip' else 'jpg'}"


def _shown(tx: Session, channel: Channel, child_id: UUID, page: int) -> Shown:
    return galleries.page_of(tx, channel, page, _of_child(tx, channel, child_id))


def _of_child(tx: Session, channel: Channel, child_id: UUID) -> Collection[UUID] | None:
    """The photos that this child's family may see of a channel; None: all."""
    return clearance.photos_showing(tx, channel.school_id, child_id) if channel.purpose in OWN_CHILD_ONLY else None
