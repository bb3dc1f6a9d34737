"""What a second person looks at: a named person's yes to something that a machine may only warn of (P5, P6)."""

from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.errors import NotAllowed
from consentsvc.media import people, queries, service
from consentsvc.media.models import PictureCheck
from consentsvc.media.schemas import CheckInput, PhotoDetail


def check(tx: Session, actor: Actor, photo_id: UUID, given: CheckInput) -> PhotoDetail:
    """Say, by name, that this large portrait (P5), or picture of sport or dance (P7), may go out as it stands. Twice is once.

    Raises NotAllowed for a program, and (`own-upload`) for whoever uploaded the picture: two people look, never one (P6). Raises
    NotFound, and Conflict (`people-changed`, `not-scanned`).
    """
    by = actor.person("Only a person who has signed in can look at a picture and say that it may go out, not a program.")
    photo = people.held(tx, actor.school, photo_id, given.people_version)
    if photo.uploaded_by == by:
        raise NotAllowed("You uploaded this picture, so somebody else has to look at it.", slug="own-upload")
    if not any(each.by == by and each.kind == given.kind for each, _ in queries.checks(tx, photo)):
        tx.add(
            PictureCheck(
                school_id=actor.school,
                photo_id=photo.id,
                people_version=photo.people_version,
                kind=given.kind,
                by=by,
                at=clock.now(),
            )
        )
        tx.flush()
        audit.record(
            tx, actor, "photo:check", photo.id, kind=given.kind, confirms=given.confirms, people_version=photo.people_version
        )
    return service.detail(tx, actor.school, photo_id)
