"""What the websites room reads, and the locks it takes. Every query names its school."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Text, and_, func, literal
from sqlmodel import Session, col, select

from consentsvc.kernel.errors import NotFound
from consentsvc.media.models import Photo
from consentsvc.publishing.models import Channel, Copy, Placement, PlacementFile
from consentsvc.websites.models import Finding, Page


class Alike(NamedTuple):
    """How one of our pictures looks: of a photo itself, or of a file that was placed, for a purpose."""

    likeness: str
    photo_id: UUID
    placement_id: UUID | None
    purpose: str
    is_in_place: bool


class Found(NamedTuple):
    """A finding, and the address of its page."""

    finding: Finding
    page_address: str


def pages(tx: Session, school_id: UUID) -> Sequence[Page]:
    """The pages that are looked at; first what was never looked at, or longest ago."""
    query = select(Page).where(Page.school_id == school_id, col(Page.ended_at).is_(None))
    return tx.exec(query.order_by(col(Page.looked_at).nulls_first(), col(Page.created_at), col(Page.id))).all()


def page_at(tx: Session, school_id: UUID, address: str) -> Page | None:
    """The page with this address, looked at or not any more, held for writing."""
    query = select(Page).where(Page.school_id == school_id, Page.address == address)
    return tx.exec(query.with_for_update().execution_options(populate_existing=True)).first()


def lock_page(tx: Session, school_id: UUID, page_id: UUID) -> Page:
    """A page that is looked at, held for writing. Raises NotFound."""
    query = select(Page).where(Page.school_id == school_id, Page.id == page_id, col(Page.ended_at).is_(None))
    found = tx.exec(query.with_for_update().execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound
    return found


def open_by_page(tx: Session, school_id: UUID) -> Mapping[UUID, int]:
    """How many findings are open on each page; a page without any is missing."""
    query = select(Finding.page_id, func.count(col(Finding.id))).where(
        Finding.school_id == school_id, col(Finding.ended_at).is_(None)
    )
    return dict(tx.exec(query.group_by(col(Finding.page_id))).all())


def findings(tx: Session, school_id: UUID, *, ended: bool, limit: int) -> Sequence[Found]:
    """Open findings, or ended ones, newest first."""
    is_ended = col(Finding.ended_at).is_not(None) if ended else col(Finding.ended_at).is_(None)
    order = col(Finding.ended_at).desc() if ended else col(Finding.found_at).desc()
    query = (
        select(Finding, Page.address)
        .join(Page, and_(col(Page.school_id) == Finding.school_id, col(Page.id) == Finding.page_id))
        .where(Finding.school_id == school_id, is_ended)
        .order_by(order, col(Finding.id))
    )
    return [Found(*row) for row in tx.exec(query.limit(limit))]


def lock_finding(tx: Session, school_id: UUID, finding_id: UUID) -> Found:
    """One finding, held for writing. Raises NotFound."""
    query = select(Finding).where(Finding.school_id == school_id, Finding.id == finding_id)
    found = tx.exec(query.with_for_update().execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound
    page = tx.exec(select(Page.address).where(Page.school_id == school_id, Page.id == found.page_id)).one()
    return Found(found, page)


def open_on(tx: Session, school_id: UUID, page_id: UUID) -> Sequence[Finding]:
    """The open findings on one page."""
    query = select(Finding).where(Finding.school_id == school_id, Finding.page_id == page_id, col(Finding.ended_at).is_(None))
    return tx.exec(query.order_by(col(Finding.found_at), col(Finding.id))).all()


def ended_by_somebody(tx: Session, school_id: UUID, page_id: UUID, kind: str, address: str, photo_id: UUID | None) -> bool:
    """Whether a person has said that this very finding needs nothing more."""
    query = select(Finding.id).where(
        Finding.school_id == school_id,
        Finding.page_id == page_id,
        Finding.kind == kind,
        Finding.address == address,
        col(Finding.photo_id).is_not_distinct_from(photo_id),
        col(Finding.ended_by).is_not(None),
    )
    return tx.exec(query.limit(1)).first() is not None


def likenesses(tx: Session, school_id: UUID) -> list[Alike]:
    """How each of the school's photos looks, and each file that was placed."""
    photos = select(Photo.likeness, Photo.id).where(Photo.school_id == school_id, col(Photo.likeness).is_not(None))
    placed = (
        select(PlacementFile.likeness, Placement, Channel.purpose)
        .join(
            Placement,
            and_(col(Placement.school_id) == PlacementFile.school_id, col(Placement.id) == PlacementFile.placement_id),
        )
        .join(Channel, and_(col(Channel.school_id) == Placement.school_id, col(Channel.id) == Placement.channel_id))
        .where(PlacementFile.school_id == school_id, col(PlacementFile.likeness).is_not(None))
    )
    return [Alike(likeness or "", photo_id, None, "", False) for likeness, photo_id in tx.exec(photos)] + [
        Alike(likeness or "", placement.photo_id, placement.id, purpose, placement.removed_at is None)
        for likeness, placement, purpose in tx.exec(placed)
    ]


def copies_at(tx: Session, school_id: UUID, addresses: Collection[str]) -> Mapping[str, Sequence[Copy]]:
    """By address, the copies that are or were there; an address that no copy knows is missing."""
    wanted = literal(list(addresses), ARRAY(Text))
    query = select(Copy).where(Copy.school_id == school_id, col(Copy.addresses).op("&&")(wanted), Copy.state != "not_made")
    found: dict[str, list[Copy]] = defaultdict(list)
    for copy in tx.exec(query.order_by(col(Copy.made_at), col(Copy.id)).execution_options(populate_existing=True)):
        for address in copy.addresses:
            found[address].append(copy)
    return found


def placed_photo(tx: Session, school_id: UUID, code: str) -> UUID | None:
    """The photo that was placed at one of our own addresses, if this school placed it."""
    return tx.exec(select(Placement.photo_id).where(Placement.school_id == school_id, Placement.code == code)).first()
