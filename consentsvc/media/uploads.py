"""Taking pictures in: each is checked, kept, and enters in quarantine (U1, W1)."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.events import admission
from consentsvc.events import service as events
from consentsvc.kernel import clock, file_locks
from consentsvc.kernel.access import Actor, Permission
from consentsvc.kernel.blobs import MEBIBYTE, Incoming
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import NotAPicture, NotFound, Refused, TooLarge, Unavailable
from consentsvc.kernel.facts import record
from consentsvc.kernel.settings import settings
from consentsvc.media import pictures, places, queries, service, videos
from consentsvc.media.facts import PhotoUploaded, VideoUploaded
from consentsvc.media.hidden import every_photo
from consentsvc.media.models import Photo
from consentsvc.media.sandbox import Crashed, SandboxFailure, TimedOut, sandbox
from consentsvc.media.schemas import AboutUpload, PhotoDetail

LONGEST_FILE_NAME = 200
CAMERA_YEARS = range(1840, 2200)


def hashes_here(tx: Session, actor: Actor, event_id: UUID, hashes: Collection[str]) -> list[str]:
    """Which of these pictures the event has already. Raises NotFound for an unknown event."""
    events.known_event(tx, actor.school, event_id)
    with every_photo(tx):
        return list(queries.hashes_here(tx, actor.school, event_id, hashes))


def refuse_banned(place: str | None) -> None:
    """Refuse what was taken where nobody takes pictures (W7), before anything of it is read, kept or noted. Raises Refused."""
    ban = places.ban_on(place)
    if ban:
        raise Refused(f"Nothing of this was stored. {ban.text} {places.WHAT_TO_DO}", slug="banned-place", reasons=[ban])


def uploaded_before(actor: Actor, about: AboutUpload, sha256: str) -> PhotoDetail | None:
    """The event's photo with this hash, before any byte of it is read.

    Raises NotFound for an unknown event; Refused where there is none yet and the event takes none in: its notices aren't confirmed (E2),
    or whoever took it isn't on its register (E4).
    """
    with begin(actor.school) as tx, every_photo(tx):
        events.known_event(tx, actor.school, about.event_id)
        found = queries.photo_of_hash(tx, actor.school, about.event_id, sha256)
        if found:
            return _for_uploader(tx, actor, found.id)
        admission.admit(tx, actor, about.event_id, about.photographer_id)
        return None


def most_bytes(first: bytes) -> int:
    """How large a file that begins with these bytes may be."""
    megabytes = settings().video_megabytes if videos.is_a_video(first) else settings().upload_megabytes
    return megabytes * MEBIBYTE


def upload(actor: Actor, incoming: Incoming, sha256: str, about: AboutUpload, begun_at: datetime) -> tuple[PhotoDetail, bool]:
    """Keep a picture in quarantine (W1) and have it scanned. Gives it, and whether it was new.

    `begun_at`: when it began to come. Files of one drop begin in their order and end in any.

    The file is checked in a limited process (U1) and is on disk before its row commits; of a refused one nothing is kept.
    Raises NotAPicture or TooLarge with the sentence that helps, Refused (E2, E4), WrongHash, Unavailable, and what the store raises.
    """
    facts = _probed(incoming.path())
    blob = incoming.keep(actor.school, sha256)
    new = Photo(
        id=uuid4(),
        school_id=actor.school,
        event_id=about.event_id,
        sha256=blob.sha256,
        size=blob.size,
        kind="video" if isinstance(facts, videos.Facts) else "picture",
        type=facts.type,
        file_name=_plain_name(about.file_name),
        width=facts.width,
        height=facts.height,
        seconds=facts.seconds if isinstance(facts, videos.Facts) else None,
        taken_at=_taken_at(facts),
        has_location=facts.has_location,
        place=about.place,
        device=about.device,
        uploaded_by=actor.id,
        uploaded_at=begun_at,
    )
    with begin(actor.school) as tx:
        # Asked again: a file takes long to arrive, and a notice may be taken back meanwhile.
        new.photographer_id = admission.admit(tx, actor, about.event_id, about.photographer_id)
        return _added(tx, actor, new)


def _added(tx: Session, actor: Actor, new: Photo) -> tuple[PhotoDetail, bool]:
    """Bytes that are under a seal are taken in as any others are, and are under it from the start (I3)."""
    file_locks.hold_to_name(tx, new.school_id, [new.sha256])
    with every_photo(tx):
        new.sealed = new.came_sealed = queries.is_sealed(tx, new.school_id, new.sha256)
        return _entered(tx, actor, new)


def _entered(tx: Session, actor: Actor, new: Photo) -> tuple[PhotoDetail, bool]:
    if queries.insert_photo(tx, new):
        audit.record(tx, actor, "photo:upload", new.id, event_id=new.event_id)
        came = VideoUploaded if new.kind == "video" else PhotoUploaded
        record(tx, came(school_id=actor.school, photo_id=new.id))
        return _for_uploader(tx, actor, new.id), True
    found = queries.photo_of_hash(tx, actor.school, new.event_id, new.sha256)
    if found is None:
        raise NotFound
    return _for_uploader(tx, actor, found.id), False


def _for_uploader(tx: Session, actor: Actor, photo_id: UUID) -> PhotoDetail:
    """Who may upload and not look (V3) hears nothing of what became of the picture: it may be under a seal (I3)."""
    detail = service.detail(tx, actor.school, photo_id)
    if actor.can(Permission.PHOTO_VIEW):
        return detail
    hidden: dict[str, Any] = {
        "file_name": "",
        "scan_state": "waiting",
        "scan_problem": None,
        "seconds": None,
        "people": 0,
        "open": 0,
        "redacted": 0,
        "reviewed": False,
        "people_version": 1,
        "crop": None,
        "people_in_photo": [],
        "review": None,
        "checks": [],
    }
    return detail.model_copy(update=hidden)


def _probed(path: Path) -> pictures.Facts | videos.Facts:
    try:
        return sandbox().run(videos.probe, path) if _is_a_video(path) else sandbox().run(pictures.probe, path)
    except pictures.Refused as refused:
        kind = (
            TooLarge
            if refused.code in ("too-large", "too-many-pixels", "video-too-long", "video-too-many-pixels")
            else NotAPicture
        )
        raise kind(refused.sentence, slug=refused.code) from refused
    except (TimedOut, Crashed) as failure:
        raise NotAPicture(pictures.REFUSALS["too-complex"], slug="too-complex") from failure
    except SandboxFailure as failure:
        raise Unavailable("Too many pictures come in at once. Try again in a minute.", retry_after=60) from failure


def _is_a_video(path: Path) -> bool:
    with path.open("rb") as file:
        return videos.is_a_video(file.read(videos.FIRST_BYTES))


def _taken_at(facts: pictures.Facts | videos.Facts) -> datetime | None:
    """The camera’s clock, read as the school’s where it names no zone.

    A year that no camera saw says nothing, and few programs can hold it."""
    at = facts.taken_at
    return (at if at.tzinfo else at.replace(tzinfo=clock.LOCAL)) if at and at.year in CAMERA_YEARS else None


def _plain_name(file_name: str) -> str:
    """The name as text, never a path."""
    name = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in name if char.isprintable()).strip()[-LONGEST_FILE_NAME:] or "picture"
