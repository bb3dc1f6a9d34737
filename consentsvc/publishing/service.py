"""The verbs of the publishing room: place, remove; and what is showing at this moment, and why not (P1)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.accounts import service as accounts
from consentsvc.accounts.notices import Notice
from consentsvc.clearance import refusals
from consentsvc.clearance import service as clearance
from consentsvc.clearance.rules import Decision
from consentsvc.clearance.schemas import reason_documents
from consentsvc.clearance.service import Decided, Use
from consentsvc.consent.speakers import Speaker
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, Permission
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import NotFound, Problem
from consentsvc.kernel.rulebook import Reason
from consentsvc.kernel.schemas import Named
from consentsvc.kernel.settings import settings
from consentsvc.kernel.web import ProblemDocument
from consentsvc.publishing import names, placing, queries, rules
from consentsvc.publishing.kinds import KINDS
from consentsvc.publishing.models import PlacementFile
from consentsvc.publishing.names import Seen
from consentsvc.publishing.placed import Placed
from consentsvc.publishing.schemas import FileRow, PlacedItem, PlacementItem, PlacementRow, RemovedItem
from consentsvc.schools import service as schools
from consentsvc.schools.policy import SchoolPolicy

FILE_SIZES: Final = ("large", "small", "clip")

TAKEN_DOWN: Final = Notice(
    kind="taken_down",
    subject="A picture that you placed was taken down",
    says="Somebody took down a picture that you had placed, and said why.",
    path="/channels",
)
"""To whoever placed a picture, when somebody else took it down and gave a reason."""


SeenIn = Mapping[UUID, Seen]  # by photo
Decide = Callable[[Session, UUID, Collection[Use]], Mapping[Use, Decided]]


@dataclass(frozen=True, slots=True)
class InUse:
    """Placements of a child's pictures: those that show now, and those that did and don't any more (C16).

    taken_down: the photos that the reader asked to take down, and may allow again.
    """

    showing: Sequence[Placed]
    ended: Sequence[Placed]
    taken_down: Collection[UUID]


def place(actor: Actor, channel_id: UUID, item: PlacementItem) -> PlacementRow:
    """Put one photo in a channel: how it stands there then. Raises what stands in the way."""
    (outcome,) = placing.place(actor, channel_id, [item])
    if isinstance(outcome, Problem):
        raise outcome
    with begin(actor.school) as tx:
        return placement(tx, actor, outcome.placement.id)


def place_many(actor: Actor, channel_id: UUID, items: Sequence[PlacementItem]) -> list[PlacedItem]:
    """Put photos in a channel, with an answer for each. Raises NotFound for the channel."""
    outcomes = placing.place(actor, channel_id, items)
    with begin(actor.school) as tx:
        rows = rows_of(tx, actor, [each.placement.id for each in outcomes if isinstance(each, Placed)])
    return [_placed_item(item, outcome, rows) for item, outcome in zip(items, outcomes, strict=True)]


def placements(
    tx: Session, actor: Actor, channel_id: UUID | None, photo_id: UUID | None, removed: bool, limit: int
) -> list[PlacementRow]:
    """Placements, newest first, with why they don't show as far as the actor may know (R2)."""
    found = queries.placed(tx, actor.school, channel_id, photo_id, removed, limit)
    return explained(tx, actor, found)


def placement(tx: Session, actor: Actor, placement_id: UUID) -> PlacementRow:
    """One placement. Raises NotFound."""
    rows = rows_of(tx, actor, [placement_id])
    if placement_id not in rows:
        raise NotFound
    return rows[placement_id]


def rows_of(tx: Session, actor: Actor, ids: Collection[UUID]) -> Mapping[UUID, PlacementRow]:
    """Those of these placements that are the school's, as `placements` gives them."""
    return {row.id: row for row in explained(tx, actor, queries.placements(tx, actor.school, ids))}


def remove(tx: Session, actor: Actor, placement_id: UUID) -> None:
    """Take one placement down. Raises NotFound."""
    if remove_many(tx, actor, [placement_id])[0].outcome == "not_found":
        raise NotFound


def remove_many(tx: Session, actor: Actor, ids: Sequence[UUID], why: str = "") -> list[RemovedItem]:
    """Take placements down, with an answer for each. why: for whoever placed them, who is told that there is something to read."""
    found = {placement.id: placement for placement in queries.lock_placements(tx, actor.school, ids)}
    for each in placing.remove_all(tx, actor, found.values(), why):
        if why and each.placed_by not in (None, actor.id):
            TAKEN_DOWN.owe(tx, actor.school, [each.placed_by], str(each.id))
    return [RemovedItem(id=id_, outcome="removed" if id_ in found else "not_found") for id_ in ids]


def in_use(tx: Session, school_id: UUID, speaker: Speaker) -> InUse:
    """Every placement of a photo that shows the speaker's child, in use or not, newest first. Raises NotFound without a child.

    What never showed, since it waits for a second person (P6), is in neither.
    """
    if speaker.child_id is None:
        raise NotFound
    found = queries.placements_of(tx, school_id, clearance.photos_showing(tx, school_id, speaker.child_id))
    showing, _ = cleared(tx, school_id, found)
    shown, policy = {placed.placement.id for placed in showing}, schools.policy_of(tx, school_id)
    ended = [placed for placed in found if placed.placement.id not in shown and rules.is_released(placed.facts, policy)]
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


def photo_at(tx: Session, school_id: UUID, code: str) -> UUID:
    """The photo that hangs, or hung, at this public address. Raises NotFound."""
    return queries.photo_at(tx, school_id, code)


def address(placed: Placed, size: str) -> str:
    """The path of a placement's file, where everybody can fetch it."""
    return f"/m/{placed.placement.code}/{size}.{'mp4' if size == 'clip' else 'jpg'}"


def placed(tx: Session, school_id: UUID, placement_id: UUID) -> Placed:
    """One placement with all about it, for other rooms. Raises NotFound."""
    return queries.placement(tx, school_id, placement_id)


def showing(tx: Session, school_id: UUID, found: Iterable[Placed]) -> tuple[list[Placed], Mapping[Use, Decision]]:
    """Those that would be served now, in the same order (P1), and the decisions.

    In place, not held back (P6, P8, P9), and cleared at this moment. `caption` and `alt` of each are as the public may read them (P2).
    """
    shown, decisions = cleared(tx, school_id, found)
    return in_words(shown, seen_in(tx, school_id, shown), decisions), decisions


def cleared(
    tx: Session, school_id: UUID, found: Iterable[Placed], decide: Decide = clearance.decide_for
) -> tuple[list[Placed], Mapping[Use, Decision]]:
    """As `showing`, whatever their words say. decide: how their decisions are come by."""
    policy, today = schools.policy_of(tx, school_id), clock.today()
    candidates = [placed for placed in found if placed.is_in_place and not rules.held_back(placed.facts, policy, today)]
    decided = decide(tx, school_id, _uses(candidates))
    decisions = {use: each.decision for use, each in decided.items() if each.decision.is_cleared}
    return [placed for placed in candidates if placed.use in decisions], decisions


def seen_in(tx: Session, school_id: UUID, found: Iterable[Placed]) -> SeenIn:
    """Who is seen in these, or may be in their crowds, by photo."""
    return queries.seen_in(tx, school_id, {placed.placement.photo_id for placed in found})


def told_by_title(name: str, found: Iterable[Placed], seen: SeenIn, decisions: Mapping[Use, Decision]) -> tuple[Reason, ...]:
    """Why a channel can't be called so while these pictures hang in it (P2)."""
    told = (
        reason
        for placed in found
        for reason in names.names_told(
            {"channel’s name": name}, seen[placed.placement.photo_id].children, decisions[placed.use].may_be_named
        )
    )
    return tuple(dict.fromkeys(told))


def in_words(found: Iterable[Placed], seen: SeenIn, decisions: Mapping[Use, Decision]) -> list[Placed]:
    """Each without its words where they give a name that may not stand there any more: the picture goes on, the name doesn't (P2)."""
    return [
        replace(placed, withholds_words=_tells(placed, seen[placed.placement.photo_id], decisions[placed.use]))
        for placed in found
    ]


def _tells(placed: Placed, seen: Seen, decision: Decision) -> bool:
    texts = {"caption": placed.placement.caption, "alternative text": placed.placement.alt}
    return bool(names.names_told(texts, seen.children, decision.may_be_named) or names.told_of_crowd(texts, seen))


def _uses(found: Iterable[Placed]) -> Collection[Use]:
    return {placed.use for placed in found}


@dataclass(frozen=True, slots=True)
class _Reading:
    """What it takes to say how placements stand. releases: the person who reads, where they may release at all."""

    decisions: Mapping[Use, Decision]
    policy: SchoolPolicy
    today: date
    people: Mapping[UUID, Named]
    releases: UUID | None

    def who(self, person: UUID | None) -> Named | None:
        return self.people.get(person) if person else None


def explained(tx: Session, actor: Actor, found: Sequence[Placed]) -> list[PlacementRow]:
    """How each stands now, in the same order, as far as the actor may know (R2); one whose photo was sealed just now is left out."""
    reading = _Reading(
        decisions=clearance.explain_for(tx, actor, _uses(found)),
        policy=schools.policy_of(tx, actor.school),
        today=clock.today(),
        people=accounts.named(tx, {person for placed in found for person in placed.people}),
        releases=actor.id if actor.kind == "staff" and actor.can(Permission.PHOTO_PLACE) else None,
    )
    known = [placed for placed in found if placed.use in reading.decisions]
    return [_row(placed, reading) for placed in in_words(known, seen_in(tx, actor.school, known), reading.decisions)]


def _row(placed: Placed, reading: _Reading) -> PlacementRow:
    placement, facts, decision = placed.placement, placed.facts, reading.decisions[placed.use]
    hindrances = rules.held_back(facts, reading.policy, reading.today) + decision.reasons if placed.is_in_place else ()
    waits = placed.is_in_place and not rules.is_released(facts, reading.policy)
    files = [_file_row(placed, placed.files[size]) for size in FILE_SIZES if size in placed.files]
    return PlacementRow(
        **placement.model_dump(include=_AS_STORED),
        address=files[0].address,
        files=files,
        showing=placed.is_in_place and not hindrances,
        reasons=reason_documents(hindrances),
        warnings=reason_documents(decision.warnings if placed.is_in_place else ()),
        withholds_words=placed.withholds_words,
        words=placed.words,
        uploaded_by=reading.who(placed.uploaded_by),
        placed_by=reading.who(placement.placed_by),
        waits_for_release=waits,
        may_release=waits and reading.releases is not None and rules.may_release(facts, reading.policy, reading.releases),
        released_by=reading.who(placement.released_by),
        review_due_on=rules.review_due_on(facts, reading.policy),
    )


_AS_STORED: Final = {
    "id", "channel_id", "photo_id", "code", "caption", "alt", "cover_style", "by_program", "placed_at", "released_at",
    "reviewed_on", "removed_at", "why_removed",
}  # fmt: skip


def _file_row(placed: Placed, file: PlacementFile) -> FileRow:
    is_public = KINDS[placed.channel.kind].door == "public"
    return FileRow(
        size=file.size,
        type=file.type,
        address=settings().public_url + address(placed, file.size) if is_public else None,
        width=file.width,
        height=file.height,
    )


def _placed_item(item: PlacementItem, outcome: Placed | Problem, rows: Mapping[UUID, PlacementRow]) -> PlacedItem:
    row = None if isinstance(outcome, Problem) else rows.get(outcome.placement.id)
    if row is not None:
        return PlacedItem(photo_id=item.photo_id, outcome="placed", placement=row, problem=None)
    problem = outcome if isinstance(outcome, Problem) else NotFound()
    return PlacedItem(photo_id=item.photo_id, outcome="refused", placement=None, problem=problem_document(problem))


def problem_document(problem: Problem) -> ProblemDocument:
    """A problem that stands in an answer for one of many."""
    return ProblemDocument.model_validate(problem.document())
