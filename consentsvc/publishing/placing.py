"""Placing photos in a channel: decide, make the files, lock, decide again, write (P1, P2, P4, S2)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.clearance import service as clearance
from consentsvc.clearance.rules import Decision
from consentsvc.kernel import clock, facts, file_locks
from consentsvc.kernel.access import Actor
from consentsvc.kernel.codes import PublicCode, new_code
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Conflict, NotAllowed, NotFound, Problem, Refused
from consentsvc.kernel.rulebook import Reason
from consentsvc.publishing import names, queries, rules
from consentsvc.publishing.facts import PlacementMade, PlacementRemoved
from consentsvc.publishing.models import Channel, Placement, PlacementFile
from consentsvc.publishing.placed import Placed
from consentsvc.publishing.queries import Source
from consentsvc.publishing.rendering import File, Rendered, Wanted, render_all
from consentsvc.publishing.schemas import PlacementItem
from consentsvc.schools import service as schools
from consentsvc.schools.models import School
from consentsvc.schools.policy import CoverStyle, SchoolPolicy

Change = Callable[[Session], object]
"""What is to become true in the same transaction as a placement."""


def as_it_is(tx: Session) -> None:
    """No change."""


@dataclass(frozen=True, slots=True)
class Ready:
    """What is to hang in a channel: the photos as they were read, how each is to be covered, and the files that were made."""

    channel: Channel
    sources: Mapping[UUID, Source]
    styles: Mapping[UUID, CoverStyle]
    rendered: Mapping[UUID, Rendered | Problem]


@dataclass(frozen=True, slots=True)
class _Bench:
    """All that one request places from; everybody in the pictures is held. `why_not`: for what isn't cleared, as the actor may know."""

    ready: Ready
    people_now: Mapping[UUID, int]
    decisions: Mapping[UUID, Decision]
    why_not: Mapping[UUID, Sequence[Reason]]


@dataclass(slots=True)
class _Wall:
    """What hangs in the channel, by photo, while a request goes on; and what has to be written for it.

    before: what was placed there last, in place or removed; its address passes on to what is placed in its stead.
    """

    there: dict[UUID, Placed]
    before: Mapping[UUID, Placement]
    taken_down: list[Placement] = field(default_factory=list)
    put_up: list[Placed] = field(default_factory=list)
    reworded: list[Placement] = field(default_factory=list)


def place(actor: Actor, channel_id: UUID, items: Sequence[PlacementItem]) -> list[Placed | Problem]:
    """Put photos in a channel: for each item its placement, or the problem that stopped it. What is there already takes new words.

    The files are made between two transactions, with nothing open or locked. In the second everybody in the pictures is held, so
    that no answer and no change of who is in them comes in between, and each photo is decided again: in a few statements, however
    many photos there are, since whoever withdraws meanwhile waits. Raises NotFound for the channel.
    """
    ready = made_ready(actor, channel_id, items)
    with begin(actor.school) as tx:
        return hang(tx, actor, ready, items)


def made_ready(actor: Actor, channel_id: UUID, items: Sequence[PlacementItem], change: Change = as_it_is) -> Ready:
    """Make the files of what may go out as things stand, or as they would stand after `change`, which is tried and undone.

    Raises NotFound for the channel, and what `change` raises.
    """
    with begin(actor.school) as tx, tx.begin_nested() as trial:
        change(tx)
        channel = queries.channel(tx, actor.school, channel_id)
        policy = schools.policy_of(tx, actor.school)
        school = schools.school(tx, actor.school)
        sources = queries.sources(tx, actor.school, {item.photo_id for item in items})
        styles = _styles(items)
        wanted = [
            wanted_for(school, policy, source, channel.purpose, styles.get(source.photo_id), channel.longest_edge)
            for source in _to_render(tx, actor, channel, sources, items, styles)
        ]
        trial.rollback()
    return Ready(channel, sources, styles, render_all(actor.school, wanted))


def hang(
    tx: Session, actor: Actor, ready: Ready, items: Sequence[PlacementItem], change: Change = as_it_is
) -> list[Placed | Problem]:
    """Hold everybody in the pictures, make the change, decide again, and write."""
    channel, sources = ready.channel, ready.sources
    file_locks.hold_to_name(tx, actor.school, _hashes(ready.rendered.values()))  # first: nobody who answers waits for a store
    queries.lock(tx, actor.school, sources.values())
    queries.lock_in_channel(tx, actor.school, channel.id, sources)
    change(tx)
    decisions = _decisions(tx, channel, sources)
    bench = _Bench(ready, queries.people_versions(tx, actor.school, sources), decisions, _why_not(tx, actor, channel, decisions))
    wall = _Wall(_in_place(tx, channel, sources), queries.last_placed(tx, actor.school, channel.id, sources))
    outcomes = [_problem(actor, bench, item) or _hung(actor, bench, wall, item) for item in items]
    _write(tx, actor, wall)
    return outcomes


def remove_all(tx: Session, actor: Actor, placements: Iterable[Placement], why: str = "") -> Sequence[Placement]:
    """Take placements down, and give those; one that somebody took down before stays as it was."""
    there = [placement for placement in placements if placement.removed_at is None]
    for placement in there:
        placement.why_removed = why
        _take_down(tx, actor, placement)
    tx.flush()
    return there


def wanted_for(
    school: School, policy: SchoolPolicy, source: Source, purpose: str, style: CoverStyle | None, of_channel: int | None = None
) -> Wanted:
    """A photo as it would go out for this purpose; covered as the school's policy says, unless told otherwise.

    of_channel: the longest edge that a channel wants, in pixels.
    """
    return Wanted(
        source=source,
        longest_edge=rules.longest_edge(policy, purpose, source.size_of_group, of_channel),
        style=style or policy.cover_style,
        rights=rules.rights(policy, school.name, source.children),
    )


def _hashes(rendered: Iterable[Rendered | Problem]) -> Collection[str]:
    return {file.sha256 for each in rendered if isinstance(each, Rendered) for file in each.files.values()}


def _styles(items: Iterable[PlacementItem]) -> Mapping[UUID, CoverStyle]:
    """How each photo is to be covered, where somebody chose. A photo that stands there twice is covered as its last item says."""
    return {item.photo_id: item.cover_style for item in items if item.cover_style}


def _may_place(actor: Actor, channel: Channel) -> bool:
    return channel.placers is None or actor.id in channel.placers


def _to_render(
    tx: Session,
    actor: Actor,
    channel: Channel,
    sources: Mapping[UUID, Source],
    items: Sequence[PlacementItem],
    styles: Mapping[UUID, CoverStyle],
) -> list[Source]:
    """Those that may go out now, as far as can be said before they are locked, and aren't there already."""
    decisions, there = _decisions(tx, channel, sources), _in_place(tx, channel, sources)
    known = [item for item in items if item.photo_id in sources and item.photo_id in decisions]
    sayable = {item.photo_id for item in known if not _told(channel, sources[item.photo_id], item, decisions[item.photo_id])}
    return [
        source
        for id_, source in sources.items()
        if id_ in sayable
        and _may_place(actor, channel)
        and decisions[id_].is_cleared
        and not _is_done(there.get(id_), source, styles.get(id_))
    ]


def _decisions(tx: Session, channel: Channel, photo_ids: Collection[UUID]) -> Mapping[UUID, Decision]:
    decided = clearance.decide_for(tx, channel.school_id, [(photo_id, channel.purpose) for photo_id in photo_ids])
    return {photo_id: each.decision for (photo_id, _), each in decided.items()}


def _why_not(tx: Session, actor: Actor, channel: Channel, decisions: Mapping[UUID, Decision]) -> Mapping[UUID, Sequence[Reason]]:
    refused = [(photo_id, channel.purpose) for photo_id, decision in decisions.items() if not decision.is_cleared]
    explained = clearance.explain_for(tx, actor, refused) if refused else {}
    return {photo_id: decision.reasons for (photo_id, _), decision in explained.items()}


def _in_place(tx: Session, channel: Channel, photo_ids: Collection[UUID]) -> dict[UUID, Placed]:
    there = queries.in_channel(tx, channel.school_id, channel.id, photo_ids)
    return {placed.placement.photo_id: placed for placed in there}


def _is_done(placed: Placed | None, source: Source, style: CoverStyle | None) -> bool:
    """Whether it hangs there already as it is to be: another way to cover matters only where somebody is covered."""
    if placed is None or not placed.is_current:
        return False
    return style in (None, placed.placement.cover_style) or not source.covers


def _problem(actor: Actor, bench: _Bench, item: PlacementItem) -> Problem | None:
    """Why this photo can't be placed with these words, if so."""
    if item.photo_id not in bench.decisions:
        return NotFound()
    if not _may_place(actor, bench.ready.channel):
        return NotAllowed("Only the people who are named for this channel place pictures in it.", slug="not-a-placer")
    if not bench.decisions[item.photo_id].is_cleared:
        reasons = bench.why_not.get(item.photo_id, ())
        return Refused("This picture may not go out for this purpose.", slug="not-cleared", reasons=reasons)
    if told := _told(bench.ready.channel, bench.ready.sources[item.photo_id], item, bench.decisions[item.photo_id]):
        return Refused("The words beside this picture give a child's name.", slug="name-told", reasons=told)
    return None


def _told(channel: Channel, source: Source, item: PlacementItem, decision: Decision) -> Sequence[Reason]:
    own = {"caption": item.caption, "alternative text": item.alt}
    texts = {**own, "channel’s name": channel.name}
    return (*names.names_told(texts, source.children, decision.may_be_named), *names.told_of_crowd(own, source.seen))


def _hung(actor: Actor, bench: _Bench, wall: _Wall, item: PlacementItem) -> Placed | Problem:
    """What hangs for this item from now on: what was there, in its words, or a new placement in its place."""
    ready, before = bench.ready, wall.there.get(item.photo_id)
    if before is not None and _is_done(before, ready.sources[item.photo_id], ready.styles.get(item.photo_id)):
        return _in_words(actor, wall, before, item)
    rendered = ready.rendered.get(item.photo_id)
    if not isinstance(rendered, Rendered) or not _is_still_so(bench, rendered.source):
        return rendered if isinstance(rendered, Problem) else _people_changed()
    if before is not None:
        wall.taken_down.append(before.placement)
    placed = _new(actor, ready.channel, item, rendered)
    wall.put_up.append(placed)
    wall.there[item.photo_id] = placed
    return placed


def _in_words(actor: Actor, wall: _Wall, placed: Placed, item: PlacementItem) -> Placed:
    """Who gives it other words stands behind it from then on: whoever released it did so with the old ones (P6)."""
    placement = placed.placement
    if (placement.caption, placement.alt) != (item.caption, item.alt):
        placement.caption, placement.alt = item.caption, item.alt
        placement.placed_by, placement.by_program = actor.id, actor.kind != "staff"
        placement.released_by = placement.released_at = None
        wall.reworded.append(placement)
    return placed


def _is_still_so(bench: _Bench, source: Source) -> bool:
    """Whether the files show the people as they are now, and cover whom they must."""
    covered = set(bench.decisions[source.photo_id].cover) == source.covers.keys()
    return covered and bench.people_now.get(source.photo_id) == source.people_version


def _people_changed() -> Conflict:
    return Conflict("Somebody changed who is in this picture just now. Look at it, then place it again.", slug="people-changed")


def _new(actor: Actor, channel: Channel, item: PlacementItem, rendered: Rendered) -> Placed:
    placement = Placement(
        id=uuid4(),
        school_id=actor.school,
        channel_id=channel.id,
        photo_id=item.photo_id,
        code=new_code(),
        people_version=rendered.source.people_version,
        caption=item.caption,
        alt=item.alt,
        cover_style=rendered.style,
        placed_by=actor.id,
        by_program=actor.kind != "staff",
        placed_at=clock.now(),
        reviewed_on=clock.today(),
    )
    files = {size: _file(placement, size, file) for size, file in rendered.files.items()}
    return Placed(placement, channel, True, files, rendered.source.uploaded_by)


def _file(placement: Placement, size: str, file: File) -> PlacementFile:
    return PlacementFile(
        school_id=placement.school_id,
        placement_id=placement.id,
        size=size,
        type=file.type,
        sha256=file.sha256,
        bytes=file.bytes,
        width=file.width,
        height=file.height,
        likeness=file.likeness,
    )


def _write(tx: Session, actor: Actor, wall: _Wall) -> None:
    remove_all(tx, actor, wall.taken_down)  # first: a photo hangs in a channel once
    placements = [placed.placement for placed in wall.put_up]
    codes = _passed_on(placements, wall.before)
    tx.add_all(PublicCode(code=code, kind="placement", school_id=actor.school) for code in codes)
    tx.flush()  # an address belongs to one placement at each moment
    tx.add_all([*placements, *wall.reworded])
    tx.flush()
    tx.add_all(file for placed in wall.put_up for file in placed.files.values())
    tx.flush()
    for each in placements:
        audit.record(tx, actor, "photo:place", each.id, photo=each.photo_id, channel=each.channel_id)
    for each in wall.reworded:
        audit.record(tx, actor, "placement:reword", each.id, photo=each.photo_id, channel=each.channel_id)
    facts.record_all(tx, [PlacementMade(actor.school, each.id, each.photo_id, each.channel_id) for each in placements])


def _passed_on(placements: Iterable[Placement], before: Mapping[UUID, Placement]) -> list[str]:
    """Give each placement the address that its photo has in this channel already; what had it takes a new one.

    So what stands on the school's website goes on showing the picture as it is now. Gives the codes that are new.
    """
    new = []
    for each in placements:
        last = before.get(each.photo_id)
        if last is not None:
            each.code, last.code = last.code, each.code
        new.append(last.code if last is not None else each.code)
    return new


def _take_down(tx: Session, actor: Actor, placement: Placement) -> None:
    placement.removed_by, placement.removed_at = actor.id, clock.now()
    tx.add(placement)
    audit.record(tx, actor, "placement:remove", placement.id, photo=placement.photo_id, channel=placement.channel_id)
    facts.record(tx, PlacementRemoved(actor.school, placement.id, placement.photo_id, placement.channel_id))
