"""Breaches that the service notices by itself (W4): what comes to light about a picture that was shown. Each is safe to run twice."""

from collections.abc import Collection, Set
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from consentsvc.breaches import queries
from consentsvc.breaches import service as breaches
from consentsvc.breaches.queries import Placed
from consentsvc.breaches.schemas import BreachCause
from consentsvc.clearance import service as clearance
from consentsvc.consent.facts import AnswerInvalidated
from consentsvc.consent.standings import standings_then
from consentsvc.kernel import clock
from consentsvc.kernel.access import system
from consentsvc.kernel.database import begin
from consentsvc.media import service as media
from consentsvc.publishing.facts import PlacementEnded
from consentsvc.takedown.facts import CopyStillThere, TakedownOverdue
from consentsvc.websites.facts import UnknownCopySeen
from consentsvc.websites.ours import USE as ON_WEBSITES


def look_at_what_ended(fact: PlacementEnded) -> None:
    """Where other people are in the picture than was thought when it was placed: open a breach for those who had not agreed then."""
    with begin(fact.school_id) as tx:
        placed = queries.placed(tx, fact.school_id, fact.placement_id)
        if placed is None or placed.placement.people_version == placed.people_version:
            return  # an answer ended it, or it was only taken down: it was right while it was shown
        _open(
            tx,
            "shown_without_consent",
            f"placement {fact.placement_id} {placed.people_version}",
            placed,
            _without_a_yes(tx, placed, placed.placement.placed_at),
        )


def look_at_a_mistake(fact: AnswerInvalidated) -> None:
    """Where pictures were placed under a yes that was a mistake, and no other yes carried them: open a breach for each picture."""
    with begin(fact.school_id) as tx:
        answer = queries.answer(tx, fact.school_id, fact.answer_id)
        if answer is None or answer.child_id is None:
            return
        photos = clearance.photos_showing(tx, fact.school_id, answer.child_id)
        for placed in queries.placed_under(tx, fact.school_id, photos, answer.purpose, answer.answered_at):
            wrong = _without_a_yes(tx, placed, placed.placement.placed_at) & {answer.child_id}
            _open(tx, "yes_by_mistake", f"mistake {answer.id} {placed.placement.photo_id}", placed, wrong)


def look_at_what_stayed(fact: TakedownOverdue | CopyStillThere) -> None:
    """Where a copy is there after its time: open a breach for those in it for whom no yes counts now."""
    with begin(fact.school_id) as tx:
        placed = queries.placed_of_task(tx, fact.school_id, fact.task_id)
        if placed is not None:
            _open(tx, "still_there", f"task {fact.task_id}", placed, _without_a_yes(tx, placed, clock.now()))


def look_at_an_unknown_copy(fact: UnknownCopySeen) -> None:
    """Where a picture on the school's website isn't cleared for it now: open a breach, for those in it for whom no yes counts."""
    use = fact.photo_id, ON_WEBSITES
    with begin(fact.school_id) as tx:
        decided = clearance.decide_for(tx, fact.school_id, [use]).get(use)
        if decided is None or decided.decision.is_cleared:
            return
        event_id = media.known_photo(tx, fact.school_id, fact.photo_id).event_id
        children = _unagreed(tx, fact.school_id, fact.photo_id, ON_WEBSITES, event_id, clock.now())
        by, key = system(fact.school_id), f"finding {fact.finding_id}"
        breaches.open_breach(tx, by, "unknown_copy", key, children, photo_id=fact.photo_id)


def _open(tx: Session, cause: BreachCause, key: str, placed: Placed, children: Collection[UUID]) -> None:
    if children:
        placement = placed.placement
        by = system(placement.school_id)
        breaches.open_breach(tx, by, cause, key, children, photo_id=placement.photo_id, placement_id=placement.id)


def _without_a_yes(tx: Session, placed: Placed, moment: datetime) -> Set[UUID]:
    """The children who are seen in the photo, as it is named now, and for whom no yes counted at that moment."""
    placement = placed.placement
    return _unagreed(tx, placement.school_id, placement.photo_id, placed.purpose, placed.event_id, moment)


def _unagreed(tx: Session, school_id: UUID, photo_id: UUID, purpose: str, event_id: UUID, moment: datetime) -> Set[UUID]:
    """Whose yes was missing. A pull takes no yes away: it would tell whoever reads the record of a report (M3, M7)."""
    photo = clearance.facts_of(tx, school_id, [photo_id], [purpose])[photo_id]
    children = {each.who for each in photo.people if each.is_shown and each.resolution == "child" and each.who}
    wrong: set[UUID] = set()
    for asked in photo.asked_for(purpose):
        then = standings_then(tx, school_id, children, asked, event_id, moment)
        wrong |= {child for child in children if child not in then or not then[child].allows}
    return wrong
