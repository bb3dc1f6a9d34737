"""What the packs room reads. Every query names its school."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func
from sqlmodel import Session, col, select

from consentsvc.kernel.database import among
from consentsvc.kernel.errors import NotFound
from consentsvc.packs.models import Pack, PackedPlacement, PackFetched
from consentsvc.publishing.models import Placement


def pack(tx: Session, school_id: UUID, pack_id: UUID) -> Pack:
    """The pack. Raises NotFound."""
    return _one(tx, school_id, col(Pack.id) == pack_id)


def lock_pack(tx: Session, school_id: UUID, pack_id: UUID) -> Pack:
    """The pack as it is now, held for writing. Raises NotFound."""
    query = select(Pack).where(Pack.school_id == school_id, Pack.id == pack_id).with_for_update()
    found = tx.exec(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound
    return found


def pack_by_code(tx: Session, school_id: UUID, code: str) -> Pack:
    """The pack of an address. Raises NotFound."""
    return _one(tx, school_id, col(Pack.code) == code)


def _one(tx: Session, school_id: UUID, which: ColumnElement[bool]) -> Pack:
    found = tx.exec(select(Pack).where(Pack.school_id == school_id, which)).first()
    if found is None:
        raise NotFound
    return found


def packs(tx: Session, school_id: UUID, channel_id: UUID) -> Sequence[Pack]:
    """The packs of a channel, newest first."""
    query = select(Pack).where(Pack.school_id == school_id, Pack.channel_id == channel_id)
    return tx.exec(query.order_by(col(Pack.created_at).desc(), col(Pack.id))).all()


def packed(tx: Session, school_id: UUID, pack_id: UUID) -> Sequence[UUID]:
    """The placements of a pack, in its order."""
    query = select(PackedPlacement.placement_id).where(PackedPlacement.school_id == school_id, PackedPlacement.pack_id == pack_id)
    return tx.exec(query.order_by(col(PackedPlacement.id))).all()


def how_many(tx: Session, school_id: UUID, pack_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """By pack, how many pictures it has; those that are sealed or deleted don't count."""
    there = and_(col(Placement.school_id) == PackedPlacement.school_id, col(Placement.id) == PackedPlacement.placement_id)
    query = (
        select(PackedPlacement.pack_id, func.count())
        .join(Placement, there)
        .where(PackedPlacement.school_id == school_id, among(PackedPlacement.pack_id, pack_ids))
        .group_by(col(PackedPlacement.pack_id))
    )
    return dict(tx.exec(query).all())


def fetched(tx: Session, school_id: UUID, pack_id: UUID) -> Sequence[PackFetched]:
    """The times at which a pack was fetched, newest first."""
    query = select(PackFetched).where(PackFetched.school_id == school_id, PackFetched.pack_id == pack_id)
    return tx.exec(query.order_by(col(PackFetched.at).desc(), col(PackFetched.id))).all()


def fetches(tx: Session, school_id: UUID, pack_ids: Collection[UUID]) -> Mapping[UUID, tuple[int, datetime]]:
    """By pack that was fetched: how often, and when last."""
    query = (
        select(PackFetched.pack_id, func.count(), func.max(PackFetched.at))
        .where(PackFetched.school_id == school_id, among(PackFetched.pack_id, pack_ids))
        .group_by(col(PackFetched.pack_id))
    )
    return {pack_id: (times, last) for pack_id, times, last in tx.exec(query)}
