"""What the publishing room reads, and the locks it takes. Every query names its school."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, union
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from consentsvc.events.models import Event, OptedOutChild, Participant
from consentsvc.kernel.database import among
from consentsvc.kernel.errors import NotFound
from consentsvc.media.framing import Box, crop_of, is_seen, is_whole
from consentsvc.media.models import PersonInPhoto, Photo, Rendition
from consentsvc.publishing.clips import Film, FilmCopy
from consentsvc.publishing.models import Channel, Copy, Placement, PlacementFile, Screen
from consentsvc.publishing.names import NOBODY, ChildName, Seen
from consentsvc.publishing.placed import Placed
from consentsvc.roster import locks
from consentsvc.roster.models import Child
from consentsvc.schools.models import School


@dataclass(frozen=True, slots=True)
class Source:
    """A photo as it is to be rendered: whom to cover (by person), and who is seen in it.

    film: of a video.
    crop: what goes out; None: all of it. uncovered: the faces of everybody who is seen there and isn't covered, whoever they are.
    whole_children: how many of the children a crop's edge doesn't cut. Boxes are parts of the whole picture.
    """

    photo_id: UUID
    sha256: str
    people_version: int
    covers: Mapping[UUID, Box]
    seen: Seen
    whole_children: int
    adult_ids: Sequence[UUID]
    crop: Box | None
    uncovered: Sequence[Box]
    uploaded_by: UUID | None
    film: Film | None = None

    @property
    def children(self) -> Sequence[ChildName]:
        return self.seen.children

    @property
    def size_of_group(self) -> int:
        """As how many children they count: one whom a crop leaves but slivers of others with is a single child (P4)."""
        return min(len(self.children), max(1, self.whole_children))

    @property
    def still(self) -> str:
        """The file that the pictures are made from: the photo's own, or of a video, a still."""
        return self.film.still if self.film else self.sha256


def channels(tx: Session, school_id: UUID) -> Sequence[tuple[Channel, int]]:
    """Every channel, by name, with the number of placements that nobody removed."""
    in_place = and_(
        col(Placement.school_id) == Channel.school_id,
        col(Placement.channel_id) == Channel.id,
        col(Placement.removed_at).is_(None),
    )
    query = select(Channel, func.count(col(Placement.id))).outerjoin(Placement, in_place).where(Channel.school_id == school_id)
    return tx.exec(query.group_by(col(Channel.id)).order_by(col(Channel.name), col(Channel.id))).all()


def channel(tx: Session, school_id: UUID, channel_id: UUID) -> Channel:
    """The channel. Raises NotFound."""
    return _one_channel(tx, school_id, col(Channel.id) == channel_id)


def channel_by_code(tx: Session, school_id: UUID, code: str) -> Channel:
    """The channel of a public gallery's address. Raises NotFound."""
    return _one_channel(tx, school_id, col(Channel.code) == code)


def channels_of_kind(tx: Session, school_id: UUID, kind: str) -> Sequence[Channel]:
    """Every channel of this kind, by name."""
    query = select(Channel).where(Channel.school_id == school_id, Channel.kind == kind)
    return tx.exec(query.order_by(col(Channel.name), col(Channel.id))).all()


def _one_channel(tx: Session, school_id: UUID, which: ColumnElement[bool]) -> Channel:
    found = tx.exec(select(Channel).where(Channel.school_id == school_id, which)).first()
    if found is None:
        raise NotFound
    return found


def sources(tx: Session, school_id: UUID, photo_ids: Collection[UUID]) -> Mapping[UUID, Source]:
    """Those of `photo_ids` that are this school's, ready to be rendered."""
    # The photo's version first, then its people: a change between the two leaves an old version, which is refused later.
    photos = _photos(tx, school_id, photo_ids)
    people = _people(tx, school_id, photos)
    seen = _seen(tx, school_id, photos, people)
    films = _films(tx, school_id, [photo.id for photo in photos if photo.kind == "video"])
    return {photo.id: _source(photo, people[photo.id], seen[photo.id], films.get(photo.id)) for photo in photos}


def seen_in(tx: Session, school_id: UUID, photo_ids: Collection[UUID]) -> Mapping[UUID, Seen]:
    """Who is seen in what goes out of these photos, or may be in its crowd, as they are called now."""
    photos = _photos(tx, school_id, photo_ids)
    found = _seen(tx, school_id, photos, _people(tx, school_id, photos))
    return {photo_id: found.get(photo_id, NOBODY) for photo_id in photo_ids}


def _seen(tx: Session, school_id: UUID, photos: Sequence["_Cropped"], people: "_People") -> Mapping[UUID, Seen]:
    crowded = {photo.id: photo.event_id for photo in photos if _shows_crowd(people[photo.id])}
    crowds = _crowds(tx, school_id, set(crowded.values())) if crowded else {}
    return {
        photo.id: replace(
            crowds[crowded[photo.id]] if photo.id in crowded else NOBODY, children=_names(child for _, child in people[photo.id])
        )
        for photo in photos
    }


def _shows_crowd(people: Sequence[tuple[PersonInPhoto, Any]]) -> bool:
    return any(person.resolution == "crowd" for person, _ in people)


def _crowds(tx: Session, school_id: UUID, event_ids: Collection[UUID]) -> Mapping[UUID, Seen]:
    """By event, everybody who may be in its crowd: who takes part, or was opted out of it (E6). Two queries."""
    listed = select(Participant.event_id, Participant.child_id).where(
        Participant.school_id == school_id, among(Participant.event_id, event_ids)
    )
    opted_out = select(OptedOutChild.event_id, OptedOutChild.child_id).where(
        OptedOutChild.school_id == school_id,
        among(OptedOutChild.event_id, event_ids),
        col(OptedOutChild.ended_at).is_(None),
    )
    there = union(listed, opted_out).subquery()
    query = select(there.c.event_id, Child.id, Child.first_name, Child.last_name, Child.known_as).where(  # type: ignore[call-overload]
        Child.school_id == school_id, Child.id == there.c.child_id
    )
    children: dict[UUID, set[ChildName]] = defaultdict(set)
    for event_id, *child in tx.exec(query):
        children[event_id].add(ChildName(*child))
    places = (
        select(Event.id, Event.place, School.name)
        .join(School, col(School.id) == Event.school_id)
        .where(Event.school_id == school_id, among(Event.id, event_ids))
    )
    return {
        event_id: Seen(crowd=frozenset(children[event_id]), places=(place, school)) for event_id, place, school in tx.exec(places)
    }


def _names(children: Iterable[Any]) -> list[ChildName]:
    return [ChildName(child.id, child.first_name, child.last_name, child.known_as) for child in children if child]


class _Cropped(NamedTuple):
    """A photo, and the part of it that goes out."""

    id: UUID
    event_id: UUID
    kind: str
    sha256: str
    people_version: int
    uploaded_by: UUID | None
    crop: Box | None


_People = Mapping[UUID, Sequence[tuple[PersonInPhoto, Any]]]
"""By photo, everybody who is seen in what goes out of it, each with the child who it is."""


def _photos(tx: Session, school_id: UUID, photo_ids: Collection[UUID]) -> Sequence[_Cropped]:
    query = (
        select(Photo).where(Photo.school_id == school_id, among(Photo.id, photo_ids)).execution_options(populate_existing=True)
    )
    return [
        _Cropped(
            photo.id,
            photo.event_id,
            photo.kind,
            photo.sha256,
            photo.people_version,
            photo.uploaded_by,
            crop_of(photo.crop_x, photo.crop_y, photo.crop_w, photo.crop_h),
        )
        for photo in tx.exec(query)
    ]


def _films(tx: Session, school_id: UUID, photo_ids: Collection[UUID]) -> Mapping[UUID, Film]:
    """What was made of these videos; one that isn't ready is missing."""
    if not photo_ids:
        return {}
    made: dict[UUID, dict[str, Rendition]] = defaultdict(dict)
    for each in tx.exec(select(Rendition).where(Rendition.school_id == school_id, among(Rendition.photo_id, photo_ids))):
        made[each.photo_id][each.kind] = each
    return {id_: Film(kinds["preview"].sha256, _copies(kinds)) for id_, kinds in made.items() if "preview" in kinds}


def _copies(made: Mapping[str, Rendition]) -> list[FilmCopy]:
    clips = [made[kind] for kind in ("clip", "small_clip") if kind in made]
    return [FilmCopy(clip.sha256, clip.width, clip.height) for clip in clips]


def _people(tx: Session, school_id: UUID, photos: Collection[_Cropped]) -> _People:
    crops = {photo.id: photo.crop for photo in photos}
    query = (
        select(PersonInPhoto, Child)
        .outerjoin(Child, and_(col(Child.school_id) == PersonInPhoto.school_id, col(Child.id) == PersonInPhoto.child_id))
        .where(PersonInPhoto.school_id == school_id, among(PersonInPhoto.photo_id, list(crops)))
        .execution_options(populate_existing=True)
    )
    found: dict[UUID, list[tuple[PersonInPhoto, Any]]] = defaultdict(list)
    for person, child in tx.exec(query):
        if is_seen(_box(person), crops[person.photo_id]):
            found[person.photo_id].append((person, child))
    return found


def _box(person: PersonInPhoto) -> Box:
    return Box(person.x, person.y, person.w, person.h)


def _source(photo: _Cropped, people: Sequence[tuple[PersonInPhoto, Any]], seen: Seen, film: Film | None) -> Source:
    return Source(
        photo_id=photo.id,
        sha256=photo.sha256,
        people_version=photo.people_version,
        covers={person.id: _box(person) for person, _ in people if person.resolution == "redacted"},
        seen=seen,
        whole_children=sum(is_whole(_box(person), photo.crop) for person, child in people if child),
        adult_ids=[person.adult_id for person, _ in people if person.adult_id],
        crop=photo.crop,
        uncovered=[_box(person) for person, _ in people if person.resolution != "redacted"],
        uploaded_by=photo.uploaded_by,
        film=film,
    )


def lock(tx: Session, school_id: UUID, sources: Collection[Source]) -> None:
    """Hold everybody in these photos, then the photos, until the transaction ends.

    Whoever answers for one of them, or changes who is in a picture, waits. Always in this order and by id: no deadlock.
    """
    children = {child.id for source in sources for child in source.children}
    adults = {adult_id for source in sources for adult_id in source.adult_ids}
    locks.hold_to_place(tx, school_id, children, adults)
    photos = (
        select(Photo.id)
        .where(Photo.school_id == school_id, among(Photo.id, [source.photo_id for source in sources]))
        .order_by(col(Photo.id))
        .with_for_update(key_share=True)
    )
    tx.exec(photos).all()


def people_versions(tx: Session, school_id: UUID, photo_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """Each photo's people_version now."""
    query = select(Photo.id, Photo.people_version).where(Photo.school_id == school_id, among(Photo.id, photo_ids))
    return dict(tx.exec(query).all())


def in_channel(
    tx: Session,
    school_id: UUID,
    channel_id: UUID,
    photo_ids: Collection[UUID] | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> Sequence[Placed]:
    """What is in place in a channel, newest first."""
    is_there = col(Placement.channel_id) == channel_id, col(Placement.removed_at).is_(None)
    photos = [] if photo_ids is None else [among(Placement.photo_id, photo_ids)]
    return _placed(tx, school_id, *is_there, *photos, limit=limit, offset=offset)


def placed(
    tx: Session, school_id: UUID, channel_id: UUID | None, photo_id: UUID | None, removed: bool, limit: int
) -> Sequence[Placed]:
    """Placements, newest first; also those that were removed, where wanted."""
    wanted = [
        *([col(Placement.channel_id) == channel_id] if channel_id else []),
        *([col(Placement.photo_id) == photo_id] if photo_id else []),
        *([] if removed else [col(Placement.removed_at).is_(None)]),
    ]
    return _placed(tx, school_id, *wanted, limit=limit)


def in_place(tx: Session, school_id: UUID) -> Sequence[Placed]:
    """Everything that nobody removed, in every channel, newest first."""
    return _placed(tx, school_id, col(Placement.removed_at).is_(None))


def placements_of(tx: Session, school_id: UUID, photo_ids: Collection[UUID]) -> Sequence[Placed]:
    """Every placement, in place or removed, of these photos; newest first."""
    return _placed(tx, school_id, among(Placement.photo_id, photo_ids))


def placement(tx: Session, school_id: UUID, placement_id: UUID) -> Placed:
    """One placement. Raises NotFound."""
    found = _placed(tx, school_id, col(Placement.id) == placement_id)
    if not found:
        raise NotFound
    return found[0]


def placement_at(tx: Session, school_id: UUID, code: str) -> Placed:
    """The placement with this public code. Raises NotFound."""
    found = _placed(tx, school_id, col(Placement.code) == code)
    if not found:
        raise NotFound
    return found[0]


def placements(tx: Session, school_id: UUID, ids: Collection[UUID]) -> Sequence[Placed]:
    """Those of `ids` that are this school's, newest first."""
    return _placed(tx, school_id, among(Placement.id, ids))


def unreleased(tx: Session, school_id: UUID, two_people_for: Collection[str], limit: int) -> Sequence[Placed]:
    """What is in place, was never released, and may need a second person; what was placed first comes first."""
    uploaded_it = col(Placement.placed_by) == Photo.uploaded_by
    is_one_person = or_(col(Placement.by_program), col(Placement.placed_by).is_(None), uploaded_it)
    may_wait = or_(col(Channel.releasing) == "always", and_(col(Channel.purpose).in_(two_people_for), is_one_person))
    is_there = col(Placement.removed_at).is_(None), col(Placement.released_by).is_(None)
    return _placed(tx, school_id, *is_there, may_wait, order=(col(Placement.placed_at), col(Placement.id)), limit=limit)


def review_due(tx: Session, school_id: UUID, days: int, until: date, limit: int) -> Sequence[Placed]:
    """What is in place and has to be looked at by `until`, that first which is due first. days: the school's period."""
    due_on, is_there = _review_due_on(days), col(Placement.removed_at).is_(None)
    return _placed(tx, school_id, is_there, due_on <= until, order=(due_on, col(Placement.id)), limit=limit)


def is_review_due_between(tx: Session, school_id: UUID, days: int, first: date, last: date) -> bool:
    """Whether anything that is in place has to be looked at by one of these days. days: the school's period."""
    due_on, is_there = _review_due_on(days), col(Placement.removed_at).is_(None)
    return bool(_placed(tx, school_id, is_there, due_on.between(first, last), limit=1))


def _review_due_on(days: int) -> ColumnElement[Any]:
    """As rules.review_due_on."""
    return col(Placement.reviewed_on) + func.least(func.coalesce(Channel.review_days, days), days)


def latest_of(tx: Session, school_id: UUID, ids: Collection[UUID]) -> Collection[UUID]:
    """Those of `ids` after which the same photo was not placed again in the same channel."""
    later = aliased(Placement)
    is_followed = (
        select(later.id)
        .where(
            later.school_id == Placement.school_id,
            later.channel_id == Placement.channel_id,
            later.photo_id == Placement.photo_id,
            col(later.placed_at) > col(Placement.placed_at),
        )
        .exists()
    )
    return set(tx.exec(select(Placement.id).where(Placement.school_id == school_id, among(Placement.id, ids), ~is_followed)))


def last_placed(tx: Session, school_id: UUID, channel_id: UUID, photo_ids: Collection[UUID]) -> Mapping[UUID, Placement]:
    """By photo, what was placed last in this channel, in place or removed: it holds the address of the photo there."""
    query = select(Placement).where(
        Placement.school_id == school_id, Placement.channel_id == channel_id, among(Placement.photo_id, photo_ids)
    )
    newest = query.ext(distinct_on(col(Placement.photo_id))).order_by(
        col(Placement.photo_id), col(Placement.placed_at).desc(), col(Placement.id)
    )
    return {placement.photo_id: placement for placement in tx.exec(newest.execution_options(populate_existing=True))}


def photo_at(tx: Session, school_id: UUID, code: str) -> UUID:
    """The photo of the placement with this public code. Raises NotFound."""
    found = tx.exec(select(Placement.photo_id).where(Placement.school_id == school_id, Placement.code == code)).first()
    if found is None:
        raise NotFound
    return found


def lock_placements(tx: Session, school_id: UUID, ids: Collection[UUID]) -> Sequence[Placement]:
    """Those of `ids` that are this school's, held for writing."""
    query = select(Placement).where(Placement.school_id == school_id, among(Placement.id, ids)).order_by(col(Placement.id))
    return tx.exec(query.with_for_update().execution_options(populate_existing=True)).all()


def screens(tx: Session, school_id: UUID, channel_id: UUID) -> Sequence[Screen]:
    """The screens that show a channel, or wait to; oldest first."""
    query = select(Screen).where(Screen.school_id == school_id, Screen.channel_id == channel_id, col(Screen.ended_at).is_(None))
    return tx.exec(query.order_by(col(Screen.created_at), col(Screen.id))).all()


def lock_screen(tx: Session, school_id: UUID, screen_id: UUID) -> Screen:
    """The screen as it is now, held for writing. Raises NotFound."""
    return _screen(tx, school_id, col(Screen.id) == screen_id, lock=True)


def screen_by_code(tx: Session, school_id: UUID, code_hash: bytes) -> Screen:
    """The screen that waits for this code, held for writing: it pairs one. Raises NotFound."""
    return _screen(tx, school_id, col(Screen.code_hash) == code_hash, lock=True)


def screen_by_secret(tx: Session, school_id: UUID, secret_hash: bytes) -> Screen:
    """The screen that holds this secret. Raises NotFound."""
    return _screen(tx, school_id, col(Screen.secret_hash) == secret_hash)


def _screen(tx: Session, school_id: UUID, which: ColumnElement[bool], *, lock: bool = False) -> Screen:
    query = select(Screen).where(Screen.school_id == school_id, which)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = tx.exec(query).first()
    if found is None:
        raise NotFound
    return found


def lock_in_channel(tx: Session, school_id: UUID, channel_id: UUID, photo_ids: Collection[UUID]) -> None:
    """Hold what is in place of these photos in a channel: nobody releases it, or takes it down, meanwhile."""
    query = select(Placement.id).where(
        Placement.school_id == school_id,
        Placement.channel_id == channel_id,
        among(Placement.photo_id, photo_ids),
        col(Placement.removed_at).is_(None),
    )
    tx.exec(query.order_by(col(Placement.id)).with_for_update()).all()


def copy_by_key(tx: Session, school_id: UUID, key: str) -> Copy | None:
    """The copy that was noted under this key."""
    return tx.exec(select(Copy).where(Copy.school_id == school_id, Copy.key == key)).first()


def lock_copy(tx: Session, school_id: UUID, copy_id: UUID) -> Copy:
    """The copy as it is now, held for writing. Raises NotFound."""
    query = select(Copy).where(Copy.school_id == school_id, Copy.id == copy_id).with_for_update()
    found = tx.exec(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound
    return found


def copies_in(tx: Session, school_id: UUID, channel_id: UUID, limit: int) -> Sequence[Copy]:
    """The copies of what is or was in a channel, there or gone, newest first."""
    query = (
        select(Copy)
        .join(Placement, and_(col(Placement.school_id) == Copy.school_id, col(Placement.id) == Copy.placement_id))
        .where(Copy.school_id == school_id, Placement.channel_id == channel_id, Copy.state != "not_made")
        .order_by(col(Copy.made_at).desc(), col(Copy.id))
    )
    return tx.exec(query.limit(limit)).all()


def standing_copies_under(tx: Session, school_id: UUID, prefix: str) -> Sequence[Copy]:
    """The copies that may still be there of those whose key begins so, oldest first."""
    query = (
        select(Copy)
        .where(
            Copy.school_id == school_id,
            col(Copy.key).startswith(prefix, autoescape=True),
            col(Copy.state).in_(("making", "there")),
        )
        .order_by(col(Copy.made_at), col(Copy.id))
        .execution_options(populate_existing=True)
    )
    return tx.exec(query).all()


def standing_copies(tx: Session, school_id: UUID, placement_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Copy]]:
    """By placement, the copies that may still be there, oldest first."""
    query = (
        select(Copy)
        .where(Copy.school_id == school_id, among(Copy.placement_id, placement_ids), col(Copy.state).in_(("making", "there")))
        .order_by(col(Copy.made_at), col(Copy.id))
    )
    found: dict[UUID, list[Copy]] = defaultdict(list)
    for copy in tx.exec(query):
        found[copy.placement_id].append(copy)
    return found


def _placed(
    tx: Session,
    school_id: UUID,
    *conditions: ColumnElement[bool],
    order: Sequence[Any] = (),
    limit: int | None = None,
    offset: int = 0,
) -> Sequence[Placed]:
    query = (
        select(Placement, Channel, Placement.people_version == Photo.people_version, Photo.uploaded_by)
        .join(Channel, and_(col(Channel.school_id) == Placement.school_id, col(Channel.id) == Placement.channel_id))
        .join(Photo, and_(col(Photo.school_id) == Placement.school_id, col(Photo.id) == Placement.photo_id))
        .where(Placement.school_id == school_id, *conditions)
        .order_by(*order or (col(Placement.placed_at).desc(), col(Placement.id)))
        .limit(limit)
        .offset(offset)
    )
    rows = tx.exec(query.execution_options(populate_existing=True)).all()
    files = _files(tx, school_id, [placement.id for placement, *_ in rows])
    return [
        Placed(placement, channel, bool(is_current), files[placement.id], uploaded_by)
        for placement, channel, is_current, uploaded_by in rows
    ]


def _files(tx: Session, school_id: UUID, placement_ids: Collection[UUID]) -> Mapping[UUID, Mapping[str, PlacementFile]]:
    query = select(PlacementFile).where(PlacementFile.school_id == school_id, among(PlacementFile.placement_id, placement_ids))
    found: dict[UUID, dict[str, PlacementFile]] = defaultdict(dict)
    for file in tx.exec(query):
        found[file.placement_id][file.size] = file
    return found
