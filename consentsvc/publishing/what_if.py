"""What would come down, or go out, if the school chose otherwise: its policy is tried, everything decided anew, and the trial undone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.clearance import service as clearance
from consentsvc.clearance.schemas import reason_documents
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.rulebook import Reason
from consentsvc.publishing import queries, rules
from consentsvc.publishing.placed import Placed
from consentsvc.publishing.schemas import ComesDown, ComingDownFor, PolicyPreview, PreviewChannel
from consentsvc.schools import service as schools
from consentsvc.schools.schemas import Policy

MOST_SHOWN: Final = 100
"""Pictures of one channel that are listed; all are counted."""

_Hindrances = Mapping[UUID, tuple[Reason, ...]]  # by placement; none: it shows


@dataclass(frozen=True, slots=True)
class _Trial:
    """What is in place, and what keeps each from being shown: now, and if the school chose so."""

    in_place: Sequence[Placed]
    now: _Hindrances
    then: _Hindrances

    def comes_down(self, placed: Placed) -> bool:
        return not self.now[placed.placement.id] and bool(self.then[placed.placement.id])

    def goes_out(self, placed: Placed) -> bool:
        return bool(self.now[placed.placement.id]) and not self.then[placed.placement.id]


def preview(tx: Session, actor: Actor, policy: Policy) -> PolicyPreview:
    """What would come down and what would go out under this policy, with reasons as far as the actor may know (R2). Keeps nothing."""
    in_place = queries.in_place(tx, actor.school)
    now = _hindrances(tx, actor, in_place)
    with schools.tried(tx, actor.school, policy):
        then = _hindrances(tx, actor, in_place)
    # A picture that was sealed or deleted meanwhile is in neither.
    known = now.keys() & then.keys()
    return _told(_Trial([placed for placed in in_place if placed.placement.id in known], now, then))


def _hindrances(tx: Session, actor: Actor, found: Iterable[Placed]) -> _Hindrances:
    decisions = clearance.explain_for(tx, actor, {placed.use for placed in found})
    policy, today = schools.policy_of(tx, actor.school), clock.today()
    return {
        placed.placement.id: rules.held_back(placed.facts, policy, today) + decisions[placed.use].reasons
        for placed in found
        if placed.use in decisions
    }


def _told(trial: _Trial) -> PolicyPreview:
    by_channel: dict[UUID, list[Placed]] = defaultdict(list)
    for placed in trial.in_place:
        by_channel[placed.channel.id].append(placed)
    rows = [_channel(trial, those) for those in by_channel.values()]
    return PolicyPreview(
        comes_down=sum(row.comes_down for row in rows),
        goes_out=sum(row.goes_out for row in rows),
        channels=sorted((row for row in rows if row.comes_down or row.goes_out), key=lambda row: (row.name, row.id)),
    )


def _channel(trial: _Trial, placed: Sequence[Placed]) -> PreviewChannel:
    """What would change in one channel, of which these are in place."""
    ending = [each for each in placed if trial.comes_down(each)]
    return PreviewChannel(
        id=placed[0].channel.id,
        name=placed[0].channel.name,
        purpose=placed[0].channel.purpose,
        showing=sum(not trial.now[each.placement.id] for each in placed),
        comes_down=len(ending),
        goes_out=sum(trial.goes_out(each) for each in placed),
        causes=_causes(trial.then[each.placement.id] for each in ending),
        placements=[_ending(each, trial.then[each.placement.id]) for each in ending[:MOST_SHOWN]],
    )


def _causes(reasons: Iterable[tuple[Reason, ...]]) -> list[ComingDownFor]:
    """How many come down under each rule, the one that most do first."""
    counted = Counter(rule for each in reasons for rule in {reason.rule for reason in each})
    return [
        ComingDownFor(rule=rule, placements=times) for rule, times in sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    ]


def _ending(placed: Placed, reasons: Iterable[Reason]) -> ComesDown:
    placement = placed.placement
    return ComesDown(id=placement.id, photo_id=placement.photo_id, alt=placement.alt, reasons=reason_documents(reasons))
