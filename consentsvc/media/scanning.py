"""What a scan leaves: two renditions and a person for each face, or a sentence that says why not (U4)."""

from collections.abc import Mapping
from dataclasses import asdict
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.events import service as events
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.errors import Conflict, NotFound
from consentsvc.kernel.facts import record
from consentsvc.media import pictures, queries, service, videos
from consentsvc.media.facts import ScanAskedAgain, VideoAskedAgain
from consentsvc.media.models import PersonInPhoto, Photo, Rendition
from consentsvc.media.pace import WINDOW, Recent, seconds_left, stopped_seconds
from consentsvc.media.schemas import PhotoDetail, ScanProgress


def scan_again(tx: Session, actor: Actor, photo_id: UUID) -> PhotoDetail:
    """Have a photo whose scan failed, or never came to an end, scanned once more. Raises NotFound, Conflict once it is scanned."""
    photo = queries.locked_photo(tx, actor.school, photo_id)
    if photo is None:
        raise NotFound
    if photo.scan_state == "scanned":
        raise Conflict("This picture was searched for faces already.", slug="already-scanned")
    photo.scan_state, photo.scan_problem, photo.scanned_at = "waiting", None, clock.now()
    tx.add(photo)
    tx.flush()
    audit.record(tx, actor, "photo:scan", photo.id)
    ask(tx, photo)
    return service.detail(tx, actor.school, photo_id)


def ask(tx: Session, photo: Photo) -> None:
    """Have a waiting photo scanned, with this transaction's commit."""
    asked = VideoAskedAgain if photo.kind == "video" else ScanAskedAgain
    record(tx, asked(school_id=photo.school_id, photo_id=photo.id))


def progress(tx: Session, actor: Actor, event_id: UUID) -> ScanProgress:
    """How far the scan of an event's photos is. Raises NotFound for an unknown event."""
    events.known_event(tx, actor.school, event_id)
    now = clock.now()
    of_event = queries.scans_of_event(tx, actor.school, event_id)
    recent = Recent(*queries.recent_scans(tx, actor.school, now - WINDOW), now)
    ahead = queries.waiting_until(tx, actor.school, of_event.last_waiting) if of_event.last_waiting else 0
    return ScanProgress(
        photos=of_event.photos,
        scanned=of_event.photos - of_event.waiting - of_event.failed,
        failed=of_event.failed,
        waiting=of_event.waiting,
        seconds_left=seconds_left(ahead, recent) if ahead else None,
        stopped_seconds=stopped_seconds(of_event.first_waiting, recent),
    )


def waiting_photo(tx: Session, school_id: UUID, photo_id: UUID) -> Photo | None:
    """The photo, if it still waits for its scan."""
    photo = queries.photo(tx, school_id, photo_id)
    return photo if photo and photo.scan_state == "waiting" else None


def save_scan(tx: Session, school_id: UUID, photo_id: UUID, scan: pictures.Scan, preview: str, thumbnail: str) -> bool:
    """Keep what the scan found: two renditions (by hash), the likeness, a person for each face. Once scanned, it stays as it is.

    Gives whether it was kept: for a photo that is sealed or deleted by now, nothing is.
    """
    photo = queries.locked_photo(tx, school_id, photo_id)
    if photo is None or photo.scan_state == "scanned":
        return False
    for kind, sha256, size in (("preview", preview, scan.preview_size), ("thumbnail", thumbnail, scan.thumbnail_size)):
        tx.add(Rendition(school_id=school_id, photo_id=photo_id, kind=kind, sha256=sha256, width=size[0], height=size[1]))
    for number, face in enumerate(sorted(scan.faces, key=lambda face: (face.x, face.y)), start=1):
        tx.add(PersonInPhoto(school_id=school_id, photo_id=photo_id, number=number, **asdict(face)))
    photo.scan_state, photo.scan_problem, photo.likeness = "scanned", None, scan.likeness
    photo.scanned_at = clock.now()
    tx.add(photo)
    return True


def save_video(
    tx: Session,
    school_id: UUID,
    photo_id: UUID,
    posters: pictures.Scan,
    files: Mapping[str, str],
    clips: Mapping[str, videos.Facts],
) -> bool:
    """Keep what was made of a video: two stills and two copies, by kind (`files`: their hashes). Nobody is found in it.

    How long it runs is what the copies say: those are looked through, and go out. Gives whether it was kept, as `save_scan` does.
    """
    photo = queries.locked_photo(tx, school_id, photo_id)
    if photo is None or photo.scan_state == "scanned":
        return False
    for kind, clip in clips.items():
        tx.add(
            Rendition(school_id=school_id, photo_id=photo_id, kind=kind, sha256=files[kind], width=clip.width, height=clip.height)
        )
    photo.seconds = clips["clip"].seconds
    return save_scan(tx, school_id, photo_id, posters, files["preview"], files["thumbnail"])


def save_failed_scan(tx: Session, school_id: UUID, photo_id: UUID, sentence: str) -> None:
    """Say on the photo why it could not be scanned; it stays in quarantine, and waits for a person (U4)."""
    photo = queries.locked_photo(tx, school_id, photo_id)
    if photo is not None and photo.scan_state == "waiting":
        photo.scan_state, photo.scan_problem, photo.scanned_at = "failed", sentence, clock.now()
        tx.add(photo)
