"""Making a placement's files: from the original, in the limited process, with every redaction in each of them (P3, P4, U2, U3).

What was made is searched for faces once more: it goes out only where each face in it is somebody's who may be seen (W2, W3).
"""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.errors import Conflict, Problem, Refused, Unavailable
from consentsvc.kernel.settings import settings
from consentsvc.media import framing, outgoing, pictures
from consentsvc.media.faces import DetectorUnavailable
from consentsvc.media.framing import Box
from consentsvc.media.outgoing import Look, Rendition
from consentsvc.media.sandbox import Busy, SandboxFailure, sandbox
from consentsvc.media.xmp import Notice
from consentsvc.publishing.clips import fitting
from consentsvc.publishing.queries import Source
from consentsvc.publishing.rules import SMALL_EDGE
from consentsvc.publishing.second_look import LIKELY, POSSIBLE, still_seen
from consentsvc.schools.policy import CoverStyle


@dataclass(frozen=True, slots=True)
class File:
    """A file that is on disk. Width and height in pixels; likeness as media.pdq gives it."""

    sha256: str
    bytes: int
    width: int
    height: int
    type: str = "image/jpeg"
    likeness: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A photo to be made ready to go out: how large (longest edge in pixels), how covered, and with which notice of rights."""

    source: Source
    longest_edge: int
    style: CoverStyle
    rights: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """The files of one photo by size, and what they were made from."""

    source: Source
    style: CoverStyle
    files: Mapping[str, File]


def render_all(school_id: UUID, wanted: Iterable[Wanted]) -> dict[UUID, Rendered | Problem]:
    """The files of each photo, or what stopped them; a few photos at a time. No lock is held meanwhile."""
    wanted = list(wanted)
    with ThreadPoolExecutor(settings().picture_processes) as pool:
        made = pool.map(lambda each: _attempt(school_id, each), wanted)
        return {each.source.photo_id: outcome for each, outcome in zip(wanted, made, strict=True)}


def made_of(school_id: UUID, wanted: Wanted) -> tuple[Rendition, Rendition]:
    """The large and the small file as they would go out.

    Raises Problem: Refused (`face-seen`) where somebody could still be seen in one of them.
    """
    large = _large(school_id, wanted)
    return large, _small(wanted, large)


def _large(school_id: UUID, wanted: Wanted) -> Rendition:
    notice = _notice(wanted)
    look = Look(wanted.longest_edge, list(wanted.source.covers.values()), wanted.style, wanted.source.crop, notice)
    try:
        with blobs().file(school_id, wanted.source.still) as original:
            made = sandbox().run(outgoing.render, original, look)
    except pictures.Refused as refused:
        raise Conflict(refused.sentence, slug=refused.code) from refused
    except DetectorUnavailable as missing:
        raise Unavailable("Nothing goes out while faces can't be looked for. Tell whoever runs this service.") from missing
    except Busy as busy:
        raise Unavailable("Too many pictures are being made ready at once. Try again in a minute.") from busy
    except SandboxFailure as failure:
        raise Conflict(
            "This picture could not be made ready to go out. Save it anew as a JPEG and upload that.", slug="not-rendered"
        ) from failure
    return _looked_at(wanted.source, made, POSSIBLE)


def _attempt(school_id: UUID, wanted: Wanted) -> Rendered | Problem:
    try:
        large, small = made_of(school_id, wanted)
        files = {"large": _keep(school_id, large), "small": _keep(school_id, small)}
        return Rendered(wanted.source, wanted.style, files | _clip(school_id, wanted))
    except Problem as problem:
        return problem


def _clip(school_id: UUID, wanted: Wanted) -> dict[str, File]:
    """Of a video: the film itself, made long before anybody could place it."""
    if wanted.source.film is None:
        return {}
    copy = fitting(wanted.source.film, wanted.longest_edge)
    return {"clip": File(copy.sha256, blobs().size(school_id, copy.sha256), copy.width, copy.height, "video/mp4")}


def _small(wanted: Wanted, large: Rendition) -> Rendition:
    """From the large one: what is covered there can't come back.

    So a possible face under a cover is none here: of a few pixels, where the large copy has none.
    """
    try:
        return _looked_at(wanted.source, sandbox().run(outgoing.smaller, large, SMALL_EDGE, _notice(wanted)), LIKELY)
    except SandboxFailure as failure:
        raise Unavailable("This picture could not be made ready to go out just now. Try again in a minute.") from failure


def _looked_at(source: Source, made: Rendition, covered_from: float) -> Rendition:
    found = ((framing.in_whole(Box(face.x, face.y, face.w, face.h), source.crop), face.score) for face in made.faces)
    if reasons := still_seen(source.photo_id, found, source.covers, source.uncovered, covered_from):
        raise Refused("Somebody could still be seen in what would go out.", slug="face-seen", reasons=reasons)
    return made


def _notice(wanted: Wanted) -> Notice:
    return Notice(wanted.rights, bool(wanted.source.uncovered), bool(wanted.source.covers))


def _keep(school_id: UUID, rendition: Rendition) -> File:
    sha256 = blobs().put(school_id, rendition.data)
    return File(sha256, len(rendition.data), rendition.width, rendition.height, likeness=rendition.likeness)
