"""Making a placement's files: from the original, in the limited process, with every redaction in each of them (P3, P4, U2, U3)."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.errors import Conflict, Problem, Unavailable
from consentsvc.kernel.settings import settings
from consentsvc.media import outgoing, pictures
from consentsvc.media.sandbox import Busy, SandboxFailure, sandbox
from consentsvc.publishing.queries import Source
from consentsvc.publishing.rules import SMALL_EDGE


@dataclass(frozen=True, slots=True)
class File:
    """A file that is on disk. Width and height in pixels."""

    sha256: str
    bytes: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """The files of one photo by size, and the people that they were made from."""

    source: Source
    files: Mapping[str, File]


def render_all(
    school_id: UUID, sources: Iterable[Source], longest_edge: Callable[[Source], int]
) -> dict[UUID, Rendered | Problem]:
    """The files of each photo, or what stopped them; a few photos at a time. No lock is held meanwhile."""
    sources = list(sources)
    with ThreadPoolExecutor(settings().picture_processes) as pool:
        made = pool.map(lambda source: _attempt(school_id, source, longest_edge(source)), sources)
        return {source.photo_id: each for source, each in zip(sources, made, strict=True)}


def _attempt(school_id: UUID, source: Source, longest_edge: int) -> Rendered | Problem:
    try:
        return Rendered(source, _render(school_id, source, longest_edge))
    except Problem as problem:
        return problem
    except pictures.Refused as refused:
        return Conflict(refused.sentence, slug=refused.code)
    except Busy:
        return Unavailable("Too many pictures are being made ready at once. Try again in a minute.")
    except SandboxFailure:
        return Conflict(
            "This picture could not be made ready to go out. Save it anew as a JPEG and upload that.", slug="not-rendered"
        )


def _render(school_id: UUID, source: Source, longest_edge: int) -> Mapping[str, File]:
    with blobs().file(school_id, source.sha256) as original:
        large = sandbox().run(outgoing.render, original, longest_edge, list(source.covers.values()))
    # From the large one: what is covered there can't come back.
    small = sandbox().run(outgoing.render, large.data, SMALL_EDGE, [])
    return {"large": _keep(school_id, large), "small": _keep(school_id, small)}


def _keep(school_id: UUID, rendition: outgoing.Rendition) -> File:
    sha256 = blobs().put(school_id, rendition.data)
    return File(sha256, len(rendition.data), rendition.width, rendition.height)
