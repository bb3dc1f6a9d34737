"""Deleting a picture: gone from everywhere at once, its files soon after; what was said and reviewed about it stays (W3).

There is no way back, so that whoever is told that a picture is gone is told the truth.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.kernel import clock, file_locks
from consentsvc.kernel.access import Actor, Permission
from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import NotAllowed, NotFound
from consentsvc.kernel.facts import record_all
from consentsvc.media import queries
from consentsvc.media.facts import PhotoDeleted
from consentsvc.media.hidden import every_photo
from consentsvc.media.models import Photo
from consentsvc.media.schemas import DeletedItem


def delete(tx: Session, actor: Actor, photo_id: UUID) -> None:
    """Delete one photo, for good. Raises NotFound, NotAllowed."""
    (item,) = delete_many(tx, actor, [photo_id])
    if item.outcome == "not_found":
        raise NotFound
    if item.outcome == "not_allowed":
        raise NotAllowed("You may delete only what you uploaded yourself and nobody has reviewed. Ask a publisher.")


def delete_many(tx: Session, actor: Actor, photo_ids: Sequence[UUID]) -> list[DeletedItem]:
    """Delete photos, for good, with an answer for each. From the commit on nobody gets anything of them (W3)."""
    photos = {photo.id: photo for photo in queries.locked_photos(tx, actor.school, photo_ids)}
    may = _deletable(tx, actor, photos.values())
    with every_photo(tx):
        for photo in (photos[id_] for id_ in may):
            photo.deleted_at, photo.deleted_by = clock.now(), actor.id
            photo.file_name, photo.likeness = "", None  # its row stays for what rests on it: no more than that needs
            tx.add(photo)
    for photo_id in may:
        audit.record(tx, actor, "photo:delete", photo_id, event=photos[photo_id].event_id)
    record_all(tx, [PhotoDeleted(actor.school, photo_id) for photo_id in may])
    outcomes = dict.fromkeys(photos, "not_allowed") | dict.fromkeys(may, "deleted")
    return [DeletedItem.model_validate({"id": id_, "outcome": outcomes.get(id_, "not_found")}) for id_ in photo_ids]


def remove_files(school_id: UUID, photo_id: UUID) -> None:
    """Remove the original and the renditions of a deleted photo from the store, where no other row needs them."""
    with begin(school_id) as tx, every_photo(tx):
        remove_unnamed(tx, school_id, queries.files_of_deleted(tx, school_id, photo_id))


def remove_left_over(school_id: UUID, hashes: Collection[str]) -> None:
    """The same for files that were made and that no row came to name."""
    with begin(school_id) as tx:
        remove_unnamed(tx, school_id, hashes)


def remove_unnamed(tx: Session, school_id: UUID, hashes: Collection[str]) -> None:
    """Remove those of these files that no row of the school names any more; safe to run twice, and to be cut short."""
    with every_photo(tx):
        file_locks.hold_alone(tx, school_id, hashes)
        for sha256 in set(hashes) - set(queries.named_files(tx, school_id, hashes)):
            blobs().delete(school_id, sha256)


def _deletable(tx: Session, actor: Actor, photos: Collection[Photo]) -> list[UUID]:
    """Those that this actor may delete: a reviewer all, others what they uploaded themselves and nobody ever reviewed."""
    if actor.can(Permission.PHOTO_REVIEW):
        return [photo.id for photo in photos]
    own = [photo.id for photo in photos if actor.id is not None and photo.uploaded_by == actor.id]
    reviewed = queries.ever_reviewed(tx, actor.school, own)
    return [photo_id for photo_id in own if photo_id not in reviewed]
