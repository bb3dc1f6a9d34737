"""A pack as it is sent: each file is decided when it is its turn, and noted as a copy before its first byte leaves (P1, P9, S4)."""

import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import NotFound, Unavailable
from consentsvc.media.sandbox import SandboxFailure, sandbox
from consentsvc.media.watermark import marked
from consentsvc.packs import service
from consentsvc.packs.service import Item, Parcel
from consentsvc.packs.zipping import Entry, zipped
from consentsvc.publishing import handing, serving
from consentsvc.publishing.handing import Placed
from consentsvc.publishing.kinds.kind import Door
from consentsvc.publishing.serving import Clip

LOOKED_AGAIN_AFTER: Final = 2.0
"""Seconds for which a film is sent on before it is decided again."""

README: Final = "README.txt"
MANIFEST: Final = "manifest.json"

TERMS: Final = (
    "Use these pictures for the purpose above and for nothing else. Do not pass them on.",
    "Do not put a child's name beside them, in a file's name, or in what the file says of itself.",
    "Families can change their mind. Look at the page above before you use a picture again: it lists those that may not be used any more.",
    "When the school asks you to delete a picture, delete every copy that you made, and tell the school.",
    "A number that is missing here is of a picture that may not be used any more.",
)


class Stopped(Exception):
    """A film may not be shown any more while it is being sent: the ZIP breaks off, and looks broken off."""


@dataclass(slots=True)
class _Sent:
    """What went out so far, as the manifest says it, and how many files didn't."""

    files: list[dict[str, Any]] = field(default_factory=list)
    withheld: int = 0


def pieces(actor: Actor, parcel: Parcel) -> Iterator[bytes]:
    """The pack as a ZIP, piece by piece: a README, what may go at this moment, and last of all what went."""
    return zipped(_entries(actor, parcel), parcel.pack.created_at)


def _entries(actor: Actor, parcel: Parcel) -> Iterator[Entry]:
    sent = _Sent()
    yield _text(README, _readme(parcel))
    for item in parcel.items:
        entry = _ready(actor, parcel, item, sent)
        if entry is None:
            sent.withheld += 1
        else:
            yield entry
    with begin(actor.school) as tx:
        service.note_fetch(tx, actor, parcel, len(sent.files), sent.withheld)
    yield _text(MANIFEST, _manifest(parcel, sent))


def _ready(actor: Actor, parcel: Parcel, item: Item, sent: _Sent) -> Entry | None:
    """The file of one picture, noted as a copy; None where it may not go at this moment."""
    if item.placed is None:
        return None
    made = _film(item, item.placed) if "clip" in item.placed.files else _picture(item, item.placed, parcel.pack.watermark)
    if made is None:
        return None
    entry, sha256 = made
    with begin(actor.school) as tx:  # last: what was answered while a text was drawn counts
        placed = service.hand_over(tx, actor, parcel, item)
    if placed is None:
        return None
    sent.files.append(_described(placed, entry, sha256))
    return entry


def _picture(item: Item, placed: Placed, watermark: str) -> tuple[Entry, str] | None:
    data = _shown(placed)
    if data is None:
        return None
    if watermark:
        data = _marked(data, watermark)
    return Entry(item.file, len(data), [data]), hashlib.sha256(data).hexdigest()


def _shown(placed: Placed) -> bytes | None:
    """The large file of exactly this placement, if it may be shown at this moment."""
    try:
        picture = serving.picture(placed.placement.code, "large", _door(placed))
    except NotFound:
        return None
    return picture.data if picture.is_shown and picture.sha256 == placed.files["large"].sha256 else None


def _marked(data: bytes, text: str) -> bytes:
    try:
        return sandbox().run(marked, data, text)
    except SandboxFailure as failure:
        raise Unavailable("These pictures could not be made ready just now. Try again in a minute.") from failure


def _film(item: Item, placed: Placed) -> tuple[Entry, str] | None:
    clip = _clip(placed)
    return (Entry(item.file, clip.bytes, _film_pieces(placed, clip)), clip.sha256) if clip else None


def _film_pieces(placed: Placed, clip: Clip) -> Iterator[bytes]:
    looked_at = time.monotonic()
    with blobs().stream(clip.school_id, clip.sha256) as stream:
        for piece in stream:
            if time.monotonic() - looked_at > LOOKED_AGAIN_AFTER:
                if _clip(placed) != clip:
                    raise Stopped
                looked_at = time.monotonic()
            yield piece


def _clip(placed: Placed) -> Clip | None:
    """The film of exactly this placement, if it may be shown at this moment."""
    try:
        clip = serving.clip(placed.placement.code, _door(placed))
    except NotFound:
        return None
    return clip if clip is not None and clip.sha256 == placed.files["clip"].sha256 else None


def _door(placed: Placed) -> Door:
    return handing.kind_of(placed.channel).door


def _described(placed: Placed, entry: Entry, sha256: str) -> dict[str, Any]:
    file = placed.files["clip" if "clip" in placed.files else "large"]
    return {
        "name": entry.name,
        "type": file.type,
        "width": file.width,
        "height": file.height,
        "bytes": entry.size,
        "sha256": sha256,
        "alt": placed.alt,
        "caption": placed.caption,
    }


def _readme(parcel: Parcel) -> str:
    """For whoever opens the ZIP: what it is, and what may be done with it."""
    until = parcel.pack.expires_on
    lines = [
        parcel.name,
        f"Pictures of {parcel.school}, for: {parcel.purpose}",
        f"Their page: {parcel.address}",
        *([f"They can be fetched until {until:%d %B %Y}."] if until else []),
        "",
        *(f"- {each}" for each in TERMS),
        "",
        f"{MANIFEST} says the same for programs, with a description of each picture for people who can't see it.",
    ]
    return "\r\n".join(lines) + "\r\n"


def _manifest(parcel: Parcel, sent: _Sent) -> str:
    document = {
        "pack": parcel.name,
        "school": parcel.school,
        "purpose": parcel.purpose,
        "address": parcel.address,
        "fetched_at": clock.now().isoformat(timespec="seconds"),
        "expires_on": parcel.pack.expires_on.isoformat() if parcel.pack.expires_on else None,
        "terms": list(TERMS),
        "files": sent.files,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _text(name: str, text: str) -> Entry:
    data = text.encode()
    return Entry(name, len(data), [data])
