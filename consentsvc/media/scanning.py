"""What a scan leaves: two renditions and a person for each face, or a sentence that says why not (U4)."""

from dataclasses import asdict
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.kernel.access import Actor
from consentsvc.kernel.errors import Conflict, NotFound
from consentsvc.kernel.facts import record
from consentsvc.media import pictures, queries, service
from consentsvc.media.facts import ScanAskedAgain
from consentsvc.media.models import PersonInPhoto, Photo, Rendition
from consentsvc.media.schemas import PhotoDetail


def scan_again(tx: Session, actor: Actor, photo_id: UUID) -> PhotoDetail:
    """Have a photo whose scan failed, or never came to an end, scanned once more. Raises NotFound, Conflict once it is scanned."""
    photo = queries.locked_photo(tx, actor.school, photo_id)
    if photo is None:
        raise NotFound
    if photo.scan_state == "scanned":
        raise Conflict("This picture was searched for faces already.", slug="already-scanned")
    photo.scan_state, photo.scan_problem = "waiting", None
    tx.add(photo)
    tx.flush()
    audit.record(tx, actor, "photo:scan", photo.id)
    record(tx, ScanAskedAgain(school_id=actor.school, photo_id=photo.id))
    return service.detail(tx, actor.school, photo_id)


def waiting_photo(tx: Session, school_id: UUID, photo_id: UUID) -> Photo | None:
    """The photo, if it still waits for its scan."""
    photo = queries.photo(tx, school_id, photo_id)
    return photo if photo and photo.scan_state == "waiting" else None


def save_scan(tx: Session, school_id: UUID, photo_id: UUID, scan: pictures.Scan, preview: str, thumbnail: str) -> None:
    """Keep what the scan found: the two renditions (by hash), and a person for each face. Once scanned, it stays as it is."""
    photo = queries.locked_photo(tx, school_id, photo_id)
    if photo is None or photo.scan_state == "scanned":
        return
    for kind, sha256, size in (("preview", preview, scan.preview_size), ("thumbnail", thumbnail, scan.thumbnail_size)):
        tx.add(Rendition(school_id=school_id, photo_id=photo_id, kind=kind, sha256=sha256, width=size[0], height=size[1]))
    for number, face in enumerate(sorted(scan.faces, key=lambda face: (face.x, face.y)), start=1):
        tx.add(PersonInPhoto(school_id=school_id, photo_id=photo_id, number=number, **asdict(face)))
    photo.scan_state, photo.scan_problem = "scanned", None
    tx.add(photo)


def save_failed_scan(tx: Session, school_id: UUID, photo_id: UUID, sentence: str) -> None:
    """Say on the photo why it could not be scanned; it stays in quarantine, and waits for a person (U4)."""
    photo = queries.locked_photo(tx, school_id, photo_id)
    if photo is not None and photo.scan_state == "waiting":
        photo.scan_state, photo.scan_problem = "failed", sentence
        tx.add(photo)
