"""The verbs of the publishing room: make a channel, place, remove; and what is showing at this moment (P1)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.clearance import refusals
from consentsvc.clearance import service as clearance
from consentsvc.clearance.rules import Decision
from consentsvc.clearance.schemas import reason_documents
from consentsvc.clearance.service import Use
from consentsvc.consent.speakers import Speaker
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.codes import PublicCode, enter_by, new_code
from consentsvc.kernel.errors import NotFound, Problem, Refused
from consentsvc.kernel.rulebook import Reason
from consentsvc.kernel.settings import settings
from consentsvc.kernel.web import ProblemDocument
from consentsvc.publishing import names, placing, queries, rules
from consentsvc.publishing.models import Channel, PlacementFile
from consentsvc.publishing.names import ChildName
from consentsvc.publishing.queries import Placed
from consentsvc.publishing.schemas import (
    ChannelRow,
    FileRow,
    Gallery,
    GalleryFile,
    GalleryPicture,
    PlacedItem,
    PlacementItem,
    PlacementRow,
    RemovedItem,
)
from consentsvc.schools import service as schools
from consentsvc.schools.policy import SchoolPolicy

FILE_SIZES: Final = ("large", "small", "clip")

PAGE: Final = 200
"""Placements of a gallery that are decided at once."""

NO_TITLE: Final = "Pictures"
"""Stands for a channel's name that gives the name of a child who is shown in it."""


_ChildrenIn = Mapping[UUID, Sequence[ChildName]]  # by photo


@dataclass(frozen=True, slots=True)
class Shown:
    """A channel's and its school's name as the public may read them, and the placements of one page that show now, newest first."""

    name: str
    school: str
    placed: Sequence[Placed]
    next_page: int | None


@dataclass(frozen=True, slots=True)
class InUse:
    """Placements of a child's pictures: those that show now, and those that don't any more (C16).

    taken_down: the photos that the reader asked to take down, and may allow again.
    """

    showing: Sequence[Placed]
    ended: Sequence[Placed]
    taken_down: Collection[UUID]


def channels(tx: Session, actor: Actor) -> list[ChannelRow]:
    """The school's channels, by name."""
    return [_channel_row(channel, in_place) for channel, in_place in queries.channels(tx, actor.school)]


def create_channel(tx: Session, actor: Actor, name: str, purpose: str) -> ChannelRow:
    """A new place where pictures go out, for one purpose, with its public address."""
    channel = Channel(
        school_id=actor.school, name=name, purpose=purpose, code=new_code(), created_by=actor.id, created_at=clock.now()
    )
    tx.add_all([channel, PublicCode(code=channel.code, kind="channel", school_id=actor.school)])
    tx.flush()
    audit.record(tx, actor, "channel:create", channel.id, purpose=purpose)
    return _channel_row(channel, 0)


def rename_channel(tx: Session, actor: Actor, channel_id: UUID, name: str) -> ChannelRow:
    """Another name for a channel. Raises NotFound, and Refused (`name-told`) where it gives a child's name who is shown there (P2)."""
    channel = queries.channel(tx, actor.school, channel_id)
    in_place = queries.in_channel(tx, actor.school, channel.id)
    showing, decisions = _showing(tx, actor.school, in_place)
    if told := _told_by_title(name, showing, _children_in(tx, actor.school, showing), decisions):
        raise Refused("This name would give a child's name beside their picture.", slug="name-told", reasons=told)
    channel.name = name
    tx.add(channel)
    tx.flush()
    audit.record(tx, actor, "channel:rename", channel.id)
    return _channel_row(channel, len(in_place))


def place(actor: Actor, channel_id: UUID, item: PlacementItem) -> PlacementRow:
    """Put one photo in a channel. Raises what stands in the way."""
    (outcome,) = placing.place(actor, channel_id, [item])
    if isinstance(outcome, Problem):
        raise outcome
    return _row(outcome, ())


def place_many(actor: Actor, channel_id: UUID, items: Sequence[PlacementItem]) -> list[PlacedItem]:
    """Put photos in a channel, with an answer for each. Raises NotFound for the channel."""
    outcomes = placing.place(actor, channel_id, items)
    return [_placed_item(item, outcome) for item, outcome in zip(items, outcomes, strict=True)]


def placements(
    tx: Session, actor: Actor, channel_id: UUID | None, photo_id: UUID | None, removed: bool, limit: int
) -> list[PlacementRow]:
    """Placements, newest first, with why they don't show as far as the actor may know (R2)."""
    found = queries.placed(tx, actor.school, channel_id, photo_id, removed, limit)
    return _explained(tx, actor, found)


def placement(tx: Session, actor: Actor, placement_id: UUID) -> PlacementRow:
    """One placement. Raises NotFound."""
    (row,) = _explained(tx, actor, [queries.placement(tx, actor.school, placement_id)])
    return row


def _explained(tx: Session, actor: Actor, found: Sequence[Placed]) -> list[PlacementRow]:
    decisions = clearance.explain_for(tx, actor, _uses(found))
    in_words = _in_words(found, _children_in(tx, actor.school, found), decisions)
    policy, today = schools.policy_of(tx, actor.school), clock.today()
    return [_row(placed, _hindrances(placed, decisions, policy, today), _warnings(placed, decisions)) for placed in in_words]


def remove(tx: Session, actor: Actor, placement_id: UUID) -> None:
    """Take one placement down. Raises NotFound."""
    if remove_many(tx, actor, [placement_id])[0].outcome == "not_found":
        raise NotFound


def remove_many(tx: Session, actor: Actor, ids: Sequence[UUID]) -> list[RemovedItem]:
    """Take placements down, with an answer for each."""
    found = {placement.id: placement for placement in queries.lock_placements(tx, actor.school, ids)}
    placing.remove_all(tx, actor, found.values())
    return [RemovedItem(id=id_, outcome="removed" if id_ in found else "not_found") for id_ in ids]


def shown_in(tx: Session, code: str, page: int = 1) -> Shown:
    """A page of what a channel shows at this moment: each placement is decided now, those that don't show leave no trace.

    A page is cut from what is in place, so it may hold fewer than PAGE pictures. Raises NotFound.
    """
    school_id = enter_by(tx, "channel", code)
    channel = queries.channel_by_code(tx, school_id, code)
    found = queries.in_channel(tx, school_id, channel.id, limit=PAGE + 1, offset=(page - 1) * PAGE)
    next_page = page + 1 if len(found) > PAGE else None
    showing, decisions = _showing(tx, school_id, found[:PAGE])
    children = _children_in(tx, school_id, showing)
    title = NO_TITLE if _told_by_title(channel.name, showing, children, decisions) else channel.name
    return Shown(title, schools.school(tx, school_id).name, _in_words(showing, children, decisions), next_page)


def gallery(tx: Session, code: str, page: int = 1) -> Gallery:
    """As `shown_in`, for programs."""
    shown = shown_in(tx, code, page)
    following = f"{settings().public_url}/g/{code}.json?page={shown.next_page}" if shown.next_page else None
    return Gallery(name=shown.name, school=shown.school, pictures=[_picture(placed) for placed in shown.placed], next=following)


def in_use(tx: Session, school_id: UUID, speaker: Speaker) -> InUse:
    """Every placement of a photo that shows the speaker's child, in use or not, newest first. Raises NotFound without a child."""
    if speaker.child_id is None:
        raise NotFound
    found = queries.placements_of(tx, school_id, clearance.photos_showing(tx, school_id, speaker.child_id))
    showing, _ = _showing(tx, school_id, found)
    shown = {placed.placement.id for placed in showing}
    ended = [placed for placed in found if placed.placement.id not in shown]
    return InUse(showing, ended, refusals.refused_by(tx, school_id, speaker))


def take_down(tx: Session, actor: Actor, speaker: Speaker, code: str) -> None:
    """A family's 'take this one down': the picture at this public address stops being shown, in every place. Raises NotFound."""
    refusals.refuse(tx, actor, speaker, queries.photo_at(tx, actor.school, code))


def is_taken_down(tx: Session, actor: Actor, speaker: Speaker, code: str) -> bool:
    """Whether this speaker asked to take down the picture at this public address. Raises NotFound where there never was one."""
    return queries.photo_at(tx, actor.school, code) in refusals.refused_by(tx, actor.school, speaker)


def allow_again(tx: Session, actor: Actor, speaker: Speaker, code: str) -> None:
    """Undo it. Raises NotFound where this speaker didn't ask for it."""
    refusals.take_back(tx, actor, speaker, queries.photo_at(tx, actor.school, code))


def address(placed: Placed, size: str) -> str:
    """The path of a placement's file."""
    return f"/m/{placed.placement.code}/{size}.{'mp4' if size == 'clip' else 'jpg'}"


def _showing(tx: Session, school_id: UUID, found: Iterable[Placed]) -> tuple[list[Placed], Mapping[Use, Decision]]:
    """Those that would be served now (P1), and the decisions."""
    policy, today = schools.policy_of(tx, school_id), clock.today()
    candidates = [placed for placed in found if placed.is_in_place and not rules.held_back(placed.facts, policy, today)]
    decided = clearance.decide_for(tx, school_id, _uses(candidates))
    decisions = {use: each.decision for use, each in decided.items() if each.decision.is_cleared}
    return [placed for placed in candidates if placed.use in decisions], decisions


def _children_in(tx: Session, school_id: UUID, found: Iterable[Placed]) -> _ChildrenIn:
    return queries.children_in(tx, school_id, {placed.placement.photo_id for placed in found})


def _told_by_title(
    name: str, found: Iterable[Placed], children: _ChildrenIn, decisions: Mapping[Use, Decision]
) -> tuple[Reason, ...]:
    """Why a channel can't be called so while these pictures hang in it (P2)."""
    told = (
        reason
        for placed in found
        for reason in names.names_told(
            {"channel’s name": name}, children[placed.placement.photo_id], decisions[placed.use].may_be_named
        )
    )
    return tuple(dict.fromkeys(told))


def _in_words(found: Iterable[Placed], children: _ChildrenIn, decisions: Mapping[Use, Decision]) -> list[Placed]:
    """Each without its words where they give a name that may not stand there any more: the picture goes on, the name doesn't (P2)."""
    return [
        replace(placed, withholds_words=_tells(placed, children[placed.placement.photo_id], decisions[placed.use]))
        for placed in found
    ]


def _tells(placed: Placed, children: Collection[ChildName], decision: Decision) -> bool:
    texts = {"caption": placed.placement.caption, "alternative text": placed.placement.alt}
    return bool(names.names_told(texts, children, decision.may_be_named))


def _uses(found: Iterable[Placed]) -> Collection[Use]:
    return {placed.use for placed in found}


def _hindrances(
    placed: Placed, decisions: Mapping[Use, Decision], policy: SchoolPolicy, today: date
) -> tuple[Reason, ...] | None:
    """Why a placement doesn't show; nothing: it does; None: it was removed."""
    if not placed.is_in_place:
        return None
    return rules.held_back(placed.facts, policy, today) + decisions[placed.use].reasons


def _warnings(placed: Placed, decisions: Mapping[Use, Decision]) -> tuple[Reason, ...]:
    return decisions[placed.use].warnings if placed.is_in_place else ()


def _channel_row(channel: Channel, in_place: int) -> ChannelRow:
    return ChannelRow(
        id=channel.id,
        name=channel.name,
        purpose=channel.purpose,
        code=channel.code,
        address=f"{settings().public_url}/g/{channel.code}",
        in_place=in_place,
    )


def _placed_item(item: PlacementItem, outcome: Placed | Problem) -> PlacedItem:
    if isinstance(outcome, Problem):
        problem = ProblemDocument.model_validate(outcome.document())
        return PlacedItem(photo_id=item.photo_id, outcome="refused", placement=None, problem=problem)
    return PlacedItem(photo_id=item.photo_id, outcome="placed", placement=_row(outcome, ()), problem=None)


def _row(placed: Placed, hindrances: Collection[Reason] | None, warnings: Collection[Reason] = ()) -> PlacementRow:
    placement = placed.placement
    return PlacementRow(
        **{field: getattr(placement, field) for field in PlacementRow.model_fields if hasattr(placement, field)},
        address=settings().public_url + address(placed, "large"),
        files=[_file_row(placed, placed.files[size]) for size in FILE_SIZES if size in placed.files],
        showing=hindrances is not None and not hindrances,
        reasons=reason_documents(hindrances or ()),
        warnings=reason_documents(warnings),
        withholds_words=placed.withholds_words,
    )


def _file_row(placed: Placed, file: PlacementFile) -> FileRow:
    return FileRow(
        size=file.size,
        type=file.type,
        address=settings().public_url + address(placed, file.size),
        width=file.width,
        height=file.height,
    )


def _picture(placed: Placed) -> GalleryPicture:
    small, large = (_gallery_file(placed, size) for size in ("small", "large"))
    clip = _gallery_file(placed, "clip") if "clip" in placed.files else None
    return GalleryPicture(caption=placed.caption, alt=placed.alt, small=small, large=large, clip=clip)


def _gallery_file(placed: Placed, size: str) -> GalleryFile:
    file = placed.files[size]
    return GalleryFile(address=settings().public_url + address(placed, size), width=file.width, height=file.height)
