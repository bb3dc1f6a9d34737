"""Breaches that the service notices by itself (W4): what comes to light about a picture that was shown. Each is safe to run twice."""

from collections.abc import Collection, Set
from uuid import UUID

from sqlmodel import Session

from consentsvc.clearance import service as clearance
from consentsvc.consent.facts import AnswerInvalidated
from consentsvc.consent.standings import standings_then
from consentsvc.incidents import breaches, queries
from consentsvc.incidents.queries import Placed
from consentsvc.incidents.schemas import BreachCause
from consentsvc.kernel.access import system
from consentsvc.kernel.database import begin
from consentsvc.publishing.facts import PlacementEnded


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
            _without_a_yes(tx, placed),
        )


def look_at_a_mistake(fact: AnswerInvalidated) -> None:
    """Where pictures were placed under a yes that was a mistake, and no other yes carried them: open a breach for each picture."""
    with begin(fact.school_id) as tx:
        answer = queries.answer(tx, fact.school_id, fact.answer_id)
        if answer is None or answer.child_id is None:
            return
        photos = clearance.photos_showing(tx, fact.school_id, answer.child_id)
        for placed in queries.placed_under(tx, fact.school_id, photos, answer.purpose, answer.answered_at):
            wrong = _without_a_yes(tx, placed) & {answer.child_id}
            _open(tx, "yes_by_mistake", f"mistake {answer.id} {placed.placement.photo_id}", placed, wrong)


def _open(tx: Session, cause: BreachCause, key: str, placed: Placed, children: Collection[UUID]) -> None:
    if children:
        placement = placed.placement
        by = system(placement.school_id)
        breaches.open_breach(tx, by, cause, key, children, photo_id=placement.photo_id, placement_id=placement.id)


def _without_a_yes(tx: Session, placed: Placed) -> Set[UUID]:
    """The children who are seen in the photo, as it is named now, and for whom no yes counted when it was placed."""
    placement = placed.placement
    photo = clearance.facts_of(tx, placement.school_id, [placement.photo_id], [placed.purpose])[placement.photo_id]
    shown = {person.who for person in photo.people if person.is_shown and person.resolution == "child" and person.who}
    wrong: set[UUID] = set()
    for purpose in photo.asked_for(placed.purpose):
        then = standings_then(tx, placement.school_id, shown, purpose, placed.event_id, placement.placed_at)
        wrong |= {child for child in shown if child not in then or not then[child].allows}
    return wrong
