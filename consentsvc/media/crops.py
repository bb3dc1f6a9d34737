"""Cropping: which part of a picture goes out (W3). Who is outside of it isn't shown; the original stays whole."""

from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.kernel.access import Actor
from consentsvc.kernel.errors import Conflict, Invalid
from consentsvc.media import framing, people, service
from consentsvc.media.framing import Box, crop_of
from consentsvc.media.models import Photo
from consentsvc.media.schemas import CropChange, PhotoDetail


def crop(tx: Session, actor: Actor, photo_id: UUID, change: CropChange) -> PhotoDetail:
    """Choose the part that goes out, or all of it. Another one makes the review void, and stops what was placed before.

    Raises NotFound, Invalid for a part that is too small, Conflict (`is-a-video`), and as resolve_people does.
    """
    photo = people.held(tx, actor.school, photo_id, change.people_version)
    if photo.kind != "picture":
        raise Conflict("A video can't be cropped.", slug="is-a-video")
    wanted = Box(**change.crop.model_dump()) if change.crop else None
    if wanted and (wrong := framing.wrong_with(wanted, photo.width, photo.height)):
        raise Invalid(wrong)
    if wanted != crop_of(photo.crop_x, photo.crop_y, photo.crop_w, photo.crop_h):
        _set(photo, wanted)
        tx.add(photo)
        tx.flush()
    audit.record(tx, actor, "photo:crop", photo.id, people_version=photo.people_version, crop=change.model_dump()["crop"])
    return service.detail(tx, actor.school, photo_id)


def _set(photo: Photo, crop: Box | None) -> None:
    photo.crop_x, photo.crop_y, photo.crop_w, photo.crop_h = (crop.x, crop.y, crop.w, crop.h) if crop else (None,) * 4
    photo.people_version += 1
