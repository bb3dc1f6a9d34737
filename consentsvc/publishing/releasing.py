"""Two people, never one (P6): somebody else than whoever is behind a placement already releases it, or takes it down."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.errors import Conflict, NotFound, Problem, Refused
from consentsvc.kernel.facts import record
from consentsvc.kernel.rulebook import Reason
from consentsvc.publishing import queries, rules, service
from consentsvc.publishing.facts import PlacementMade, PlacementReleased
from consentsvc.publishing.models import Placement
from consentsvc.publishing.placed import Placed
from consentsvc.publishing.schemas import PlacementRow, SettledItem
from consentsvc.schools import service as schools

MOST_SHOWN: Final = 500
"""Placements of a queue that are given at once, those first that wait longest."""

NOT_A_PROGRAM: Final = "Only a person who has signed in can say that a picture may be shown, not a program."

Settle = Callable[[Placed], Problem | None]
"""Does something to one placement that is in place and held for writing, or says what is in the way."""


def waiting(tx: Session, actor: Actor) -> list[PlacementRow]:
    """What waits for a second person, that first which has waited longest."""
    policy = schools.policy_of(tx, actor.school)
    found = queries.unreleased(tx, actor.school, policy.two_people_for, MOST_SHOWN)
    return service.explained(tx, actor, [placed for placed in found if not rules.is_released(placed.facts, policy)])


def release(tx: Session, actor: Actor, seen: Mapping[UUID, str]) -> list[SettledItem]:
    """Say that these may be shown, as a second person (P6); an answer for each. What is released already stays so.

    seen: the words that the person has read, by placement. Refused (`second-person-needed`) for whoever is behind it already, and where
    somebody wrote other words meanwhile (`words-changed`). Raises NotAllowed for a program.
    """
    person, policy = actor.person(NOT_A_PROGRAM), schools.policy_of(tx, actor.school)

    def settle(placed: Placed) -> Problem | None:
        if rules.is_released(placed.facts, policy):
            return None
        if not rules.may_release(placed.facts, policy, person):
            return _somebody_else(placed.placement)
        if seen[placed.placement.id] != placed.words:
            return Conflict(
                "Somebody wrote other words to this picture just now. Read them, then release it.", slug="words-changed"
            )
        placed.placement.released_by, placed.placement.released_at = person, clock.now()
        _note(tx, actor, "placement:release", placed.placement)
        record(tx, PlacementReleased(actor.school, placed.placement.id, placed.placement.photo_id, placed.channel.id))
        return None

    return settle_each(tx, actor, list(seen), settle)


def take_back(tx: Session, actor: Actor, ids: Sequence[UUID]) -> list[SettledItem]:
    """Take one's own release back: these wait again. An answer for each."""

    def settle(placed: Placed) -> Problem | None:
        if placed.placement.released_by != actor.id:
            return Conflict("You did not release this picture.", slug="not-yours")
        placed.placement.released_by = placed.placement.released_at = None
        _note(tx, actor, "placement:unrelease", placed.placement)
        return None

    return settle_each(tx, actor, ids, settle)


def put_back(tx: Session, actor: Actor, ids: Sequence[UUID]) -> list[SettledItem]:
    """Undo one's own taking down, while nothing new hangs in its place: as it was, so that what waited waits again."""

    def settle(placed: Placed) -> Problem | None:
        placement = placed.placement
        if placement.removed_at is None:
            return None
        if placement.removed_by != actor.id or placement.id not in latest:
            return Conflict("Only what you took down yourself can be put back, and nothing new in its place.", slug="not-yours")
        placement.removed_by, placement.removed_at, placement.why_removed = None, None, ""
        _note(tx, actor, "placement:put_back", placement)
        record(tx, PlacementMade(actor.school, placement.id, placement.photo_id, placement.channel_id))
        return None

    queries.lock_placements(tx, actor.school, ids)
    latest = queries.latest_of(tx, actor.school, ids)
    return settle_each(tx, actor, ids, settle, also_removed=True)


def settle_each(
    tx: Session, actor: Actor, ids: Sequence[UUID], settle: Settle, *, also_removed: bool = False
) -> list[SettledItem]:
    """Settle each of these placements, held for writing; how each stands then, or what was in the way."""
    queries.lock_placements(tx, actor.school, ids)
    found = {placed.placement.id: placed for placed in queries.placements(tx, actor.school, ids)}
    there = {id_: placed for id_, placed in found.items() if placed.is_in_place or also_removed}
    problems = {id_: settle(there[id_]) if id_ in there else _gone(id_, found) for id_ in dict.fromkeys(ids)}
    tx.add_all(placed.placement for placed in there.values())
    tx.flush()
    rows = service.rows_of(tx, actor, ids)
    return [_item(id_, problems[id_], rows.get(id_)) for id_ in ids]


def _gone(id_: UUID, found: Iterable[UUID]) -> Problem:
    return Conflict("This picture was taken down.", slug="taken-down") if id_ in found else NotFound()


def _item(id_: UUID, problem: Problem | None, row: PlacementRow | None) -> SettledItem:
    if problem is None and row is not None:
        return SettledItem(id=id_, outcome="done", placement=row, problem=None)
    return SettledItem(id=id_, outcome="refused", placement=row, problem=service.problem_document(problem or NotFound()))


def _somebody_else(placement: Placement) -> Refused:
    reason = Reason(
        "P6",
        "same_person",
        str(placement.id),
        "You are behind this picture already: you uploaded it, or put it here.",
        "Ask somebody else to release it.",
    )
    return Refused("Somebody else has to release this picture.", slug="second-person-needed", reasons=[reason])


def _note(tx: Session, actor: Actor, verb: str, placement: Placement) -> None:
    audit.record(tx, actor, verb, placement.id, photo=placement.photo_id, channel=placement.channel_id)
