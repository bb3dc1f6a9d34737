"""Taking pictures in: each is checked, kept, and enters in quarantine (U1, W1)."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.events import service as events
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, Permission
from consentsvc.kernel.blobs import Incoming
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import NotAPicture, NotFound, TooLarge, Unavailable
from consentsvc.kernel.facts import record
from consentsvc.media import pictures, queries, service
from consentsvc.media.facts import PhotoUploaded
from consentsvc.media.models import Photo
from consentsvc.media.sandbox import Crashed, SandboxFailure, TimedOut, sandbox
from consentsvc.media.schemas import PhotoDetail

LONGEST_FILE_NAME = 200
CAMERA_YEARS = range(1840, 2200)


def hashes_here(tx: Session, actor: Actor, event_id: UUID, hashes: Collection[str]) -> list[str]:
    """Which of these pictures the event has already. Raises NotFound for an unknown event."""
    events.known_event(tx, actor.school, event_id)
    return list(queries.hashes_here(tx, actor.school, event_id, hashes))


def uploaded_before(actor: Actor, event_id: UUID, sha256: str) -> PhotoDetail | None:
    """The event's photo with this hash, before any byte of it is read. Raises NotFound for an unknown event."""
    with begin(actor.school) as tx:
        events.known_event(tx, actor.school, event_id)
        found = queries.photo_of_hash(tx, actor.school, event_id, sha256)
        return _for_uploader(tx, actor, found.id) if found else None


def upload(actor: Actor, incoming: Incoming, event_id: UUID, sha256: str, file_name: str) -> tuple[PhotoDetail, bool]:
    """Keep a picture in quarantine (W1) and have it scanned. Gives it, and whether it was new.

    The file is checked in a limited process (U1) and is on disk before its row commits; of a refused one nothing is kept.
    Raises NotAPicture or TooLarge with the sentence that helps, WrongHash, Unavailable, and what the store raises.
    """
    facts = _probed(incoming.path())
    blob = incoming.keep(actor.school, sha256)
    new = Photo(
        id=uuid4(),
        school_id=actor.school,
        event_id=event_id,
        sha256=blob.sha256,
        size=blob.size,
        type=facts.type,
        file_name=_plain_name(file_name),
        width=facts.width,
        height=facts.height,
        taken_at=_taken_at(facts),
        has_location=facts.has_location,
        uploaded_by=actor.id,
        uploaded_at=clock.now(),
    )
    with begin(actor.school) as tx:
        return _added(tx, actor, new)


def _added(tx: Session, actor: Actor, new: Photo) -> tuple[PhotoDetail, bool]:
    if queries.insert_photo(tx, new):
        audit.record(tx, actor, "photo:upload", new.id, event_id=new.event_id)
        record(tx, PhotoUploaded(school_id=actor.school, photo_id=new.id))
        return _for_uploader(tx, actor, new.id), True
    found = queries.photo_of_hash(tx, actor.school, new.event_id, new.sha256)
    if found is None:
        raise NotFound
    return _for_uploader(tx, actor, found.id), False


def _for_uploader(tx: Session, actor: Actor, photo_id: UUID) -> PhotoDetail:
    """Who may upload and not look (V3) hears nothing of what others did with the picture."""
    detail = service.detail(tx, actor.school, photo_id)
    if actor.can(Permission.PHOTO_VIEW):
        return detail
    hidden = {
        "file_name": "",
        "people": 0,
        "open": 0,
        "reviewed": False,
        "people_version": 1,
        "people_in_photo": [],
        "review": None,
    }
    return detail.model_copy(update=hidden)


def _probed(path: Path) -> pictures.Facts:
    try:
        return sandbox().run(pictures.probe, path)
    except pictures.Refused as refused:
        kind = TooLarge if refused.code in ("too-large", "too-many-pixels") else NotAPicture
        raise kind(refused.sentence, slug=refused.code) from refused
    except (TimedOut, Crashed) as failure:
        raise NotAPicture(pictures.REFUSALS["too-complex"], slug="too-complex") from failure
    except SandboxFailure as failure:
        raise Unavailable("Too many pictures come in at once. Try again in a minute.", retry_after=60) from failure


def _taken_at(facts: pictures.Facts) -> datetime | None:
    """The camera's clock, read as the school's. A year that no camera saw says nothing, and few programs can hold it."""
    at = facts.taken_at
    return at.replace(tzinfo=clock.LOCAL) if at and at.year in CAMERA_YEARS else None


def _plain_name(file_name: str) -> str:
    """The name as text, never a path."""
    name = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in name if char.isprintable()).strip()[-LONGEST_FILE_NAME:] or "picture"
