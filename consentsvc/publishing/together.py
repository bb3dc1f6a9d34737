"""Pictures that go out together with text, as in a newsletter: which of them show now, and whose names the text gives (P1, P2)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlmodel import Session

from consentsvc.clearance import service as clearance
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.rulebook import Reason
from consentsvc.publishing import names, queries, rules, service
from consentsvc.publishing.models import Channel, Placement
from consentsvc.publishing.names import Seen
from consentsvc.publishing.placed import NO_WORDS, Placed
from consentsvc.publishing.queries import Source
from consentsvc.publishing.rules import PlacementFacts
from consentsvc.schools import service as schools
from consentsvc.schools.policy import SchoolPolicy

__all__ = [
    "NO_WORDS",
    "Candidate",
    "Placed",
    "Shown",
    "address",
    "also_for",
    "candidates",
    "channel",
    "hold",
    "known",
    "shown",
    "told",
]


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that would be served now, and who is seen in it. may_be_named: the children whose first name may stand beside it."""

    placed: Placed
    seen: Seen
    may_be_named: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A picture that somebody wants to place.

    reasons: why it isn't cleared, as they may know; held_back: what would hold it back. goes_too: whether it may go out for the other
    purpose as well that was asked about.
    """

    is_video: bool
    is_cleared: bool
    reasons: tuple[Reason, ...]
    held_back: tuple[Reason, ...]
    goes_too: bool
    seen: Seen
    may_be_named: frozenset[UUID]


address = service.address


def channel(tx: Session, school_id: UUID, channel_id: UUID) -> Channel:
    """The channel. Raises NotFound."""
    return queries.channel(tx, school_id, channel_id)


def known(tx: Session, school_id: UUID, photo_ids: Collection[UUID]) -> Collection[UUID]:
    """Those of these photos that are this school's."""
    return queries.sources(tx, school_id, photo_ids).keys()


def shown(tx: Session, school_id: UUID, channel_id: UUID, photo_ids: Collection[UUID]) -> Mapping[UUID, Shown]:
    """By photo, those of them that hang in the channel and would be served now (P1)."""
    showing, decisions = service.showing(tx, school_id, queries.in_channel(tx, school_id, channel_id, photo_ids))
    seen = queries.seen_in(tx, school_id, [each.placement.photo_id for each in showing])
    return {
        (photo_id := each.placement.photo_id): Shown(each, seen[photo_id], decisions[each.use].may_be_named) for each in showing
    }


def also_for(tx: Session, school_id: UUID, pictures: Mapping[UUID, Shown], purpose: str) -> Collection[UUID]:
    """Those of these pictures that may go out for another purpose too: it is asked for itself (P1), and so is who released them (P6)."""
    policy, today = schools.policy_of(tx, school_id), clock.today()
    decided = clearance.decide_for(tx, school_id, {(photo_id, purpose) for photo_id in pictures})
    cleared = {photo_id for (photo_id, _), each in decided.items() if each.decision.is_cleared}
    return {photo_id for photo_id in cleared if not _held_back_for(pictures[photo_id].placed.facts, purpose, policy, today)}


def candidates(
    tx: Session, actor: Actor, channel: Channel, photo_ids: Collection[UUID], other_purpose: str
) -> Mapping[UUID, Candidate]:
    """How each of these photos would fare if the actor placed it now; what isn't this school's is missing."""
    uses = {(photo_id, channel.purpose) for photo_id in photo_ids}
    sources, explained = queries.sources(tx, actor.school, photo_ids), clearance.explain_for(tx, actor, uses)
    decided = clearance.decide_for(tx, actor.school, uses | {(photo_id, other_purpose) for photo_id in photo_ids})
    there = {each.placement.photo_id: each for each in queries.in_channel(tx, actor.school, channel.id, photo_ids)}
    policy, today = schools.policy_of(tx, actor.school), clock.today()
    found = {}
    for use in uses & explained.keys() & decided.keys():
        photo_id, source, decision = use[0], sources[use[0]], decided[use].decision
        facts, other = _facts(actor, channel, source, there.get(photo_id)), decided.get((photo_id, other_purpose))
        found[photo_id] = Candidate(
            is_video=source.film is not None,
            is_cleared=decision.is_cleared,
            reasons=explained[use].reasons,
            held_back=rules.held_back(facts, policy, today),
            goes_too=bool(other and other.decision.is_cleared and not _held_back_for(facts, other_purpose, policy, today)),
            seen=source.seen,
            may_be_named=decision.may_be_named,
        )
    return found


def hold(tx: Session, school_id: UUID, channel_id: UUID, photo_ids: Collection[UUID]) -> Sequence[Placement]:
    """What hangs of these photos in the channel, held for writing."""
    found = queries.in_channel(tx, school_id, channel_id, photo_ids)
    return queries.lock_placements(tx, school_id, [each.placement.id for each in found])


def told(
    texts: Mapping[str, str], pictures: Iterable[Shown | Candidate], of: Shown | Candidate | None = None
) -> tuple[Reason, ...]:
    """Why these texts can't stand with these pictures: each gives the name of a child in one of them, or of one who may be in the crowd
    of the picture that they are the words `of` (P2)."""
    found = (reason for each in pictures for reason in names.names_told(texts, each.seen.children, each.may_be_named))
    return tuple(dict.fromkeys((*found, *(names.told_of_crowd(texts, of.seen) if of else ()))))


def _held_back_for(facts: PlacementFacts, purpose: str, policy: SchoolPolicy, today: date) -> tuple[Reason, ...]:
    return rules.held_back(replace(facts, purpose=purpose), policy, today)


def _facts(actor: Actor, channel: Channel, source: Source, there: Placed | None) -> PlacementFacts:
    """Of the placement as it is, or as it would be if the actor made it now: one whose people changed is made anew."""
    if there is not None and there.is_current:
        return there.facts
    return PlacementFacts(
        id=source.photo_id,
        purpose=channel.purpose,
        is_current=True,
        uploaded_by=source.uploaded_by,
        placed_by=actor.id if actor.kind == "staff" else None,
        released_by=None,
        releasing=channel.releasing,
        reviewed_on=clock.today(),
        review_days=channel.review_days,
    )
