"""A picture of the crowd at a large event, and what lets it out (E6)."""

from collections.abc import Iterable
from uuid import UUID

from consentsvc.clearance import crowds
from consentsvc.clearance.schemas import CrowdConfirmation
from consentsvc.events import notices
from consentsvc.events.models import ConfirmedNotice, Event, Participant
from consentsvc.kernel import clock
from consentsvc.kernel.database import begin
from consentsvc.media.models import PersonInPhoto
from consentsvc.roster.models import Child
from tests.publishing.stage import PURPOSE, Stage

FACES = (1, 2, 3)


def make_large(stage: Stage, children: Iterable[Child]) -> None:
    """The stage's event is a large one with its notices confirmed, and these children take part."""
    with begin(stage.school) as tx:
        event = tx.get_one(Event, stage.event)
        event.scale = "large"
        tx.add_all([event, *(taking_part(stage, each) for each in children)])
        tx.add_all(notice(stage, kind) for kind in notices.KINDS)


def taking_part(stage: Stage, child: Child) -> Participant:
    return Participant(school_id=stage.school, event_id=stage.event, child_id=child.id)


def notice(stage: Stage, kind: str, *, is_given: bool = True) -> ConfirmedNotice:
    return ConfirmedNotice(
        school_id=stage.school, event_id=stage.event, kind=kind, is_given=is_given, by=stage.cast.teacher.id, at=clock.now()
    )


def crowd_photo(stage: Stage) -> UUID:
    """Of three faces in a crowd, counted."""
    photo_id = stage.photo([], review=False)
    with begin(stage.school) as tx:
        tx.add_all(
            PersonInPhoto(
                school_id=stage.school, photo_id=photo_id, number=number, score=0.9, resolution="crowd",
                x=0.1 * number, y=0.3, w=0.02, h=0.03,
            )
            for number in FACES
        )  # fmt: skip
    stage.review(photo_id)
    return photo_id


def look_at(stage: Stage, photo_id: UUID) -> None:
    """The publisher looks for everybody who must not be in it on the website, and finds none of them."""
    with begin(stage.school) as tx:
        publisher = stage.actor(stage.cast.publisher)
        look = crowds.look(tx, publisher, photo_id, PURPOSE)
        looked_for = [each.id for each in look.look_for]
        word = CrowdConfirmation(people_version=look.people_version, purpose=PURPOSE, looked_for=looked_for)
        crowds.confirm(tx, publisher, photo_id, word)
