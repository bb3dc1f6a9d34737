"""What a channel's gallery shows at this moment, for its page, its frame, its feeds and programs (P1)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.kernel.codes import enter_by
from consentsvc.kernel.errors import NotFound
from consentsvc.kernel.settings import settings
from consentsvc.publishing import queries, service
from consentsvc.publishing.kinds import KINDS
from consentsvc.publishing.memory import memory
from consentsvc.publishing.models import Channel
from consentsvc.publishing.placed import Placed
from consentsvc.publishing.schemas import Gallery, GalleryFile, GalleryPicture
from consentsvc.schools import service as schools

PAGE: Final = 200
"""Placements of a gallery that are decided at once."""

NO_TITLE: Final = "Pictures"
"""Stands for a channel's name that gives the name of a child who is shown in it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A channel's and its school's name as the public may read them, and the placements of one page that show now, newest first."""

    name: str
    school: str
    placed: Sequence[Placed]
    next_page: int | None


def shown_in(tx: Session, code: str, page: int = 1) -> Shown:
    """A page of what a channel's public gallery shows at this moment, by its code. Raises NotFound where its kind has none."""
    school_id = enter_by(tx, "channel", code)
    channel = queries.channel_by_code(tx, school_id, code)
    if not KINDS[channel.kind].has_gallery:
        raise NotFound
    return page_of(tx, channel, page)


def page_of(tx: Session, channel: Channel, page: int = 1, photo_ids: Collection[UUID] | None = None) -> Shown:
    """A page of what a channel shows at this moment: each placement is decided now, those that don't show leave no trace.

    A page is cut from what is in place, so it may hold fewer than PAGE pictures. photo_ids: of these photos alone.
    """
    school_id = channel.school_id
    found = queries.in_channel(tx, school_id, channel.id, photo_ids, limit=PAGE + 1, offset=(page - 1) * PAGE)
    return _shown(tx, channel, found[:PAGE], page + 1 if len(found) > PAGE else None)


def whole(tx: Session, school_id: UUID, channel_id: UUID) -> Shown:
    """Everything that a channel shows at this moment, as one page. Raises NotFound."""
    channel = queries.channel(tx, school_id, channel_id)
    return _shown(tx, channel, queries.in_channel(tx, school_id, channel.id), None)


def _shown(tx: Session, channel: Channel, found: Sequence[Placed], next_page: int | None) -> Shown:
    school_id = channel.school_id
    showing, decisions = service.cleared(tx, school_id, found, memory.decide_for)
    seen = service.seen_in(tx, school_id, showing)
    title = NO_TITLE if service.told_by_title(channel.name, showing, seen, decisions) else channel.name
    return Shown(title, schools.school(tx, school_id).name, service.in_words(showing, seen, decisions), next_page)


def gallery(tx: Session, code: str, page: int = 1) -> Gallery:
    """As `shown_in`, for programs."""
    shown = shown_in(tx, code, page)
    following = f"{settings().public_url}/g/{code}.json?page={shown.next_page}" if shown.next_page else None
    return Gallery(name=shown.name, school=shown.school, pictures=[_picture(placed) for placed in shown.placed], next=following)


def _picture(placed: Placed) -> GalleryPicture:
    small, large = (_gallery_file(placed, size) for size in ("small", "large"))
    clip = _gallery_file(placed, "clip") if "clip" in placed.files else None
    return GalleryPicture(caption=placed.caption, alt=placed.alt, small=small, large=large, clip=clip)


def _gallery_file(placed: Placed, size: str) -> GalleryFile:
    file = placed.files[size]
    return GalleryFile(address=settings().public_url + service.address(placed, size), width=file.width, height=file.height)
