"""What the takedown room does when something became true, and what it does at its times. Each school by itself; safe to run twice."""

from collections.abc import Callable
from uuid import UUID

from consentsvc.clearance.facts import (
    ChildPulled,
    ChildPullEnded,
    PictureAllowedAgain,
    PicturePulled,
    PicturePullEnded,
    PictureRefused,
)
from consentsvc.consent.facts import (
    AnswerInvalidated,
    CapacityAssessed,
    ChildRestricted,
    ConsentGiven,
    ConsentRefused,
    ConsentWithdrawn,
    ObjectionRaised,
    ObjectionSettled,
    OptedOut,
    OptOutSettled,
    PaperFormChecked,
    PastAnswersTakenOver,
    RestrictionLifted,
)
from consentsvc.kernel.database import begin
from consentsvc.kernel.logs import log, where
from consentsvc.media.facts import PhotoDeleted, PhotoSealed, SealEnded
from consentsvc.publishing.facts import CopyNoted, PlacementMade, PlacementReleased, PlacementRemoved
from consentsvc.schools import service as schools
from consentsvc.takedown import deadlines, watching, working
from consentsvc.takedown.facts import TasksOpened
from consentsvc.takedown.queries import watching as queries


def look_at_person(
    fact: ConsentGiven | ConsentRefused | ConsentWithdrawn | PaperFormChecked | AnswerInvalidated | CapacityAssessed,
) -> None:
    """Something was said for a child or an adult: their pictures."""
    _look_at_person(fact.school_id, fact.person_id)


def look_at_child(
    fact: ChildRestricted | RestrictionLifted | ObjectionRaised | ObjectionSettled | ChildPulled | ChildPullEnded,
) -> None:
    """The same for a child."""
    _look_at_person(fact.school_id, fact.child_id)


def look_at_event(fact: OptedOut | OptOutSettled) -> None:
    """Somebody was opted out of an event, or that was settled: its pictures (E3)."""
    with begin(fact.school_id) as tx:
        photo_ids = queries.placed_photos_at(tx, fact.school_id, fact.event_id)
    watching.look(fact.school_id, photo_ids)


def look_at_photo(
    fact: PictureRefused
    | PictureAllowedAgain
    | PicturePulled
    | PicturePullEnded
    | PhotoDeleted
    | PlacementMade
    | PlacementRemoved
    | PlacementReleased,
) -> None:
    """Something became of one picture, or of one placement of it."""
    watching.look(fact.school_id, [fact.photo_id])


def look_at_copied(fact: CopyNoted) -> None:
    """There is a copy: of what doesn't show it has to come down."""
    with begin(fact.school_id) as tx:
        photo_ids = queries.photo_of(tx, fact.school_id, fact.placement_id)
    watching.look(fact.school_id, photo_ids)


def look_at_all(fact: PastAnswersTakenOver | PhotoSealed | SealEnded) -> None:
    """Many people's answers, or every photo with the same bytes."""
    watching.look(fact.school_id)


def work_on(fact: TasksOpened) -> None:
    """There is something that the service may do by itself."""
    working.work(fact.school_id)


def look_everywhere() -> None:
    """Notice what no fact tells: what ran out, who left, who was named anew, a policy, a review that nobody made."""
    _at_each_school(watching.look)


def work_everywhere() -> None:
    """Try again what is due."""
    _at_each_school(working.work)


def mind_deadlines() -> None:
    """Remind those who have tasks, and tell the leads of what is overdue."""
    _at_each_school(deadlines.mind)


def _look_at_person(school_id: UUID, person_id: UUID) -> None:
    with begin(school_id) as tx:
        photo_ids = queries.placed_photos_of(tx, school_id, person_id)
    watching.look(school_id, photo_ids)


def _at_each_school(do: Callable[[UUID], None]) -> None:
    with begin() as tx:
        school_ids = [school.id for school in schools.listed(tx)]
    for school_id in school_ids:
        try:
            do(school_id)
        except Exception as error:  # one school's trouble must not keep the others; it is tried again at the next time
            log.error("takedown_interrupted", school=str(school_id), **where(error))
