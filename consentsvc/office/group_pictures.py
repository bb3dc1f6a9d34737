"""Group pictures that are taken twice, with everybody and without those who are shown nowhere, so that nobody is shut out (E7)."""

from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.events import service as events
from consentsvc.events.models import GroupPicture
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.errors import Field, Invalid, NotFound
from consentsvc.media import service as media
from consentsvc.office import queries
from consentsvc.office.schemas import GroupPictureChange, GroupPictureRow


def listed(tx: Session, actor: Actor, event_id: UUID) -> list[GroupPictureRow]:
    """The group pictures of an event, by name. Raises NotFound."""
    events.known_event(tx, actor.school, event_id)
    return [_row(tx, each) for each in queries.group_pictures(tx, actor.school, event_id)]


def add(tx: Session, actor: Actor, event_id: UUID, new: GroupPictureChange) -> GroupPictureRow:
    """A group picture, with the photos that there are of it. Raises NotFound, and Invalid for a photo that isn't of the event."""
    events.known_event(tx, actor.school, event_id)
    made = GroupPicture(school_id=actor.school, event_id=event_id, name=new.name, added_by=actor.id, added_at=clock.now())
    return _kept(tx, actor, made, new)


def change(tx: Session, actor: Actor, group_picture_id: UUID, new: GroupPictureChange) -> GroupPictureRow:
    """Name it, and its two photos, anew. Raises as `add` does."""
    return _kept(tx, actor, _known(tx, actor, group_picture_id), new)


def remove(tx: Session, actor: Actor, group_picture_id: UUID) -> None:
    """Take it off the list; its photos stay. Raises NotFound."""
    found = _known(tx, actor, group_picture_id)
    audit.record(tx, actor, "event:group_picture_remove", found.event_id, group_picture=found.id)
    tx.delete(found)
    tx.flush()


def _kept(tx: Session, actor: Actor, found: GroupPicture, new: GroupPictureChange) -> GroupPictureRow:
    photos = {"everybody_photo_id": new.everybody_photo_id, "without_photo_id": new.without_photo_id}
    wrong = [
        Field(f"body.{field}", "Choose a photo of this event.") for field, id_ in photos.items() if not _is_of(tx, found, id_)
    ]
    if new.everybody_photo_id is not None and new.everybody_photo_id == new.without_photo_id:
        wrong = [
            Field("body.without_photo_id", "Choose two photos: one with everybody, and one without those who are not shown.")
        ]
    if wrong:
        raise Invalid("These can't be the two photos of a group; see the fields.", fields=wrong)
    found.sqlmodel_update({"name": new.name, **photos})
    tx.add(found)
    tx.flush()
    audit.record(tx, actor, "event:group_picture", found.event_id, group_picture=found.id)
    return _row(tx, found)


def _is_of(tx: Session, of: GroupPicture, photo_id: UUID | None) -> bool:
    return photo_id is None or photo_id in media.photo_ids_of(tx, of.school_id, of.event_id)


def _known(tx: Session, actor: Actor, group_picture_id: UUID) -> GroupPicture:
    found = queries.group_picture(tx, actor.school, group_picture_id)
    if found is None:
        raise NotFound
    return found


def _row(tx: Session, found: GroupPicture) -> GroupPictureRow:
    """A photo that was sealed or deleted since isn't told."""
    here = set(media.photo_ids_of(tx, found.school_id, found.event_id))
    photos = {
        field: id_ if (id_ := getattr(found, field)) in here else None for field in ("everybody_photo_id", "without_photo_id")
    }
    return GroupPictureRow(**found.model_dump(include={"id", "event_id", "name"}), **photos)
