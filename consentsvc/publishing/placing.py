"""Placing photos in a channel: decide, make the files, lock, decide again, write (P1, P2, P4, S2)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.clearance import service as clearance
from consentsvc.clearance.rules import Decision
from consentsvc.kernel import clock, facts
from consentsvc.kernel.access import Actor
from consentsvc.kernel.codes import PublicCode, new_code
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Conflict, NotFound, Problem, Refused
from consentsvc.publishing import queries, rules
from consentsvc.publishing.facts import PlacementMade, PlacementRemoved
from consentsvc.publishing.models import Channel, Placement, PlacementFile
from consentsvc.publishing.queries import Placed, Source
from consentsvc.publishing.rendering import File, Rendered, render_all
from consentsvc.publishing.schemas import PlacementItem
from consentsvc.schools.policy import SchoolPolicy


@dataclass(frozen=True, slots=True)
class _Bench:
    """All that one request places from. `there`: what is in place already; it grows while items are placed."""

    channel: Channel
    sources: Mapping[UUID, Source]
    rendered: Mapping[UUID, Rendered | Problem]
    people_now: Mapping[UUID, int]
    decisions: Mapping[UUID, Decision]
    there: dict[UUID, Placed]


def place(actor: Actor, channel_id: UUID, items: Sequence[PlacementItem]) -> list[Placed | Problem]:
    """Put photos in a channel: for each item its placement, or the problem that stopped it.

    The files are made between two transactions, with nothing open or locked. In the second everybody in the pictures is held, so
    that no answer and no change of who is in them comes in between, and each photo is decided again. Raises NotFound for the channel.
    """
    photo_ids = {item.photo_id for item in items}
    with begin(actor.school) as tx:
        channel = queries.channel(tx, actor.school, channel_id)
        policy = SchoolPolicy.of(queries.school(tx, actor.school).policy)
        sources = queries.sources(tx, actor.school, photo_ids)
        wanted = _to_render(tx, actor, channel, sources)
    rendered = render_all(actor.school, wanted, lambda each: rules.longest_edge(policy, channel.purpose, len(each.children)))
    with begin(actor.school) as tx:
        people_now = queries.lock(tx, actor.school, sources.values())
        decisions, there = _decisions(tx, actor, channel, sources), _in_place(tx, channel, sources)
        bench = _Bench(channel, sources, rendered, people_now, decisions, there)
        return [_place(tx, actor, bench, item) for item in items]


def _to_render(tx: Session, actor: Actor, channel: Channel, sources: Mapping[UUID, Source]) -> list[Source]:
    """Those that may go out now, as far as can be said before they are locked, and aren't there already."""
    decisions, there = _decisions(tx, actor, channel, sources), _in_place(tx, channel, sources)
    return [source for id_, source in sources.items() if decisions[id_].is_cleared and not _is_done(there.get(id_))]


def remove(tx: Session, actor: Actor, placement: Placement) -> None:
    """Take a placement down; one that somebody took down before stays as it was."""
    if placement.removed_at is not None:
        return
    placement.removed_by, placement.removed_at = actor.id, clock.now()
    tx.add(placement)
    tx.flush()
    audit.record(tx, actor, "placement:remove", placement.id, photo=placement.photo_id, channel=placement.channel_id)
    facts.record(tx, PlacementRemoved(actor.school, placement.id, placement.photo_id, placement.channel_id))


def _decisions(tx: Session, actor: Actor, channel: Channel, photo_ids: Collection[UUID]) -> Mapping[UUID, Decision]:
    uses = [(photo_id, channel.purpose) for photo_id in photo_ids]
    return {photo_id: decision for (photo_id, _), decision in clearance.explain_for(tx, actor, uses).items()}


def _in_place(tx: Session, channel: Channel, photo_ids: Collection[UUID]) -> dict[UUID, Placed]:
    there = queries.in_channel(tx, channel.school_id, channel.id, photo_ids)
    return {placed.placement.photo_id: placed for placed in there}


def _is_done(placed: Placed | None) -> bool:
    return placed is not None and placed.is_current


def _place(tx: Session, actor: Actor, bench: _Bench, item: PlacementItem) -> Placed | Problem:
    """With everybody in the picture held."""
    before = bench.there.get(item.photo_id)
    if problem := _problem(bench, item):
        return problem
    if before is not None and before.is_current:
        return before
    rendered = bench.rendered.get(item.photo_id)
    if not isinstance(rendered, Rendered) or not _is_still_so(bench, rendered.source):
        return rendered if isinstance(rendered, Problem) else _people_changed()
    if before is not None:
        remove(tx, actor, before.placement)
    bench.there[item.photo_id] = _put(tx, actor, bench.channel, item, rendered)
    return bench.there[item.photo_id]


def _problem(bench: _Bench, item: PlacementItem) -> Problem | None:
    """Why this photo can't be placed with these words, if so."""
    if item.photo_id not in bench.sources or item.photo_id not in bench.decisions:
        return NotFound()
    decision = bench.decisions[item.photo_id]
    if not decision.is_cleared:
        return Refused("This picture may not go out for this purpose.", slug="not-cleared", reasons=decision.reasons)
    children = bench.sources[item.photo_id].children
    if told := rules.names_told({"caption": item.caption, "alternative text": item.alt}, children):
        return Refused("The words beside this picture give a child's name.", slug="name-told", reasons=told)
    return None


def _is_still_so(bench: _Bench, source: Source) -> bool:
    """Whether the files show the people as they are now, and cover whom they must."""
    covered = set(bench.decisions[source.photo_id].cover) == source.covers.keys()
    return covered and bench.people_now.get(source.photo_id) == source.people_version


def _people_changed() -> Conflict:
    return Conflict("Somebody changed who is in this picture just now. Look at it, then place it again.", slug="people-changed")


def _put(tx: Session, actor: Actor, channel: Channel, item: PlacementItem, rendered: Rendered) -> Placed:
    placement = Placement(
        id=uuid4(),
        school_id=actor.school,
        channel_id=channel.id,
        photo_id=item.photo_id,
        code=new_code(),
        people_version=rendered.source.people_version,
        caption=item.caption,
        alt=item.alt,
        placed_by=actor.id,
        placed_at=clock.now(),
    )
    tx.add_all([placement, PublicCode(code=placement.code, kind="placement", school_id=actor.school)])
    tx.flush()
    files = {size: _file(placement, size, file) for size, file in rendered.files.items()}
    tx.add_all(files.values())
    tx.flush()
    audit.record(tx, actor, "photo:place", placement.id, photo=placement.photo_id, channel=channel.id)
    facts.record(tx, PlacementMade(actor.school, placement.id, placement.photo_id, channel.id))
    return Placed(placement, channel, True, files)


def _file(placement: Placement, size: str, file: File) -> PlacementFile:
    return PlacementFile(
        school_id=placement.school_id,
        placement_id=placement.id,
        size=size,
        sha256=file.sha256,
        bytes=file.bytes,
        width=file.width,
        height=file.height,
    )
