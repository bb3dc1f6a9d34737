"""What a video file says of itself, read from its boxes (ISO 14496-12, QuickTime). No frame is decoded here.

These functions meet hostile files, so the service runs them in the limited process of `sandbox`. They read the headers and never
the film itself, and give plain values. What a video shows is for `clips` to make ready, and for people to look at.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import IO, Final, Literal

from consentsvc.media import pictures

MAX_SECONDS: Final = 30 * 60
MAX_PIXELS: Final = 4096 * 4096
MAX_HEADERS: Final = 32_000_000  # bytes: of half an hour they have two million
MAX_BOXES: Final = 50_000  # at one level; a film in pieces has two for each second
MAX_SIDE: Final = 65_535

REFUSALS: Final = MappingProxyType(
    {
        "no-film": "This file has sound or data, and no film that can be played. Export it as an MP4 video, and send that.",
        "video-unreadable": "This video is damaged or not complete. Copy it from the camera or phone again.",
        "video-too-complex": "This video is built in a way that can't be read here. Export it as an MP4 video (H.264), and send that.",
        "video-too-long": "This video is longer than half an hour. Cut it into shorter ones, and send those.",
        "video-too-many-pixels": "This video has a larger picture than 4096 by 4096 pixels. Export a smaller copy, and send that.",
    }
)

FIRST_BYTES: Final = 256
"""So many tell a video from everything else."""

_VIDEOS = re.compile(rb"iso[m2-9]|mp4[12]|avc1|qt  |M4V[HP ]|MSNV|3g[p2].|mmp4|f4v |XAVC|dash|CAEP|nvr1|mp71")
_NO_VIDEOS = (b"crx ", b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")
_EPOCH = datetime(1904, 1, 1, tzinfo=UTC)
_SAYS_WHERE = (b"\xa9xyz", b"loci", b"location.ISO6709", b"gpmd", b"GPMF", b"camm", b"GPSLatitude", b"gps0", b"gps ", b"mebx")
_SAID_DATE = re.compile(rb"(?<!\d)(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)")


class Refused(pictures.Refused):
    """The file can't be taken as a video. `code` is one of REFUSALS here."""

    @property
    def sentence(self) -> str:
        return REFUSALS[self.code]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the file says of itself. Width and height in pixels, upright; `seconds` is None where only playing it would tell.

    taken_at: an instant, as far as the camera's clock was right.
    """

    type: Literal["video/mp4", "video/quicktime"]
    width: int
    height: int
    seconds: float | None
    taken_at: datetime | None
    has_location: bool


@dataclass(frozen=True, slots=True)
class _Track:
    """One track: what it holds (`vide`, `soun` …), its size upright in pixels, and where the last piece of it lies in the file."""

    kind: bytes
    width: int
    height: int
    last_piece: int


@dataclass(frozen=True, slots=True)
class _Layout:
    """What lies at the top level of the file: the film's headers, what else may tell of it, and whether there is any film."""

    headers: bytes
    beside: bytes
    has_film: bool
    size: int


def is_a_video(first: bytes) -> bool:
    """Whether a file that begins with these bytes is an MP4 or MOV video. A picture or a raw file in such boxes isn't."""
    if first[4:8] != b"ftyp" or first[8:12] in _NO_VIDEOS:
        return False
    length = min(int.from_bytes(first[:4]), len(first))
    brands = [first[8:12], *(first[at : at + 4] for at in range(16, length - 3, 4))]
    return any(_VIDEOS.fullmatch(brand) for brand in brands)


def probe(path: Path) -> Facts:
    """Whether this is a video that can be taken, and what it says of itself (U1). Raises Refused."""
    try:
        with path.open("rb") as file:
            kind = _media_type(file.read(12))
            layout = _layout(file, path.stat().st_size)
        return _facts(kind, layout)
    except (struct.error, IndexError, MemoryError, OverflowError):
        raise Refused("video-unreadable") from None


def posters(still: Path) -> pictures.Scan:
    """A still of the video as the two copies that staff work with; nobody looks for faces in it."""
    decoded = pictures.decode(still, pictures.PREVIEW_EDGE)
    preview = pictures.in_srgb(pictures.shrunk(decoded.pixels, pictures.PREVIEW_EDGE), decoded.profile)
    thumbnail = pictures.shrunk(preview, pictures.THUMBNAIL_EDGE)
    return pictures.Scan(*decoded.size, pictures.jpeg(preview), preview.size, pictures.jpeg(thumbnail), thumbnail.size, [])


def _media_type(first: bytes) -> Literal["video/mp4", "video/quicktime"]:
    return "video/quicktime" if first[8:12] == b"qt  " else "video/mp4"


def _facts(kind: Literal["video/mp4", "video/quicktime"], layout: _Layout) -> Facts:
    headers = layout.headers
    parts = dict(_boxes(headers, 0, len(headers)))
    film = _film([_track(headers, *part) for name, part in _boxes(headers, 0, len(headers)) if name == b"trak"])
    if film.last_piece >= layout.size:
        raise Refused("video-unreadable")
    if film.width * film.height > MAX_PIXELS or max(film.width, film.height) > MAX_SIDE:
        raise Refused("video-too-many-pixels")
    seconds = _seconds(headers, parts)
    if seconds is not None and seconds > MAX_SECONDS:
        raise Refused("video-too-long")
    said = headers + layout.beside
    return Facts(kind, film.width, film.height, seconds, _taken_at(said, headers, parts), _says_where(said))


def _film(tracks: list[_Track]) -> _Track:
    """The first track that shows something."""
    films = [track for track in tracks if track.kind == b"vide" and track.width > 0 and track.height > 0]
    if not films:
        raise Refused("no-film")
    return films[0]


def _says_where(said: bytes) -> bool:
    """Whether any of it tells, or may tell, where the video was taken. Rather once too often."""
    return any(sign in said for sign in _SAYS_WHERE)


# The file's top level, read piece by piece.


def _layout(file: IO[bytes], size: int) -> _Layout:
    headers, beside, has_film = b"", b"", False
    for name, start, end in _top_boxes(file, size):
        if name == b"moov" and not headers:
            headers = _read(file, start, end, MAX_HEADERS)
        elif name in (b"uuid", b"meta", b"udta") and end - start <= MAX_HEADERS // 8 and len(beside) <= MAX_HEADERS:
            beside += _read(file, start, end, MAX_HEADERS)
        has_film = has_film or name in (b"mdat", b"moof")
    if not headers or not has_film:
        raise Refused("video-unreadable")
    return _Layout(headers, beside, has_film, size)


def _top_boxes(file: IO[bytes], size: int) -> Iterator[tuple[bytes, int, int]]:
    at = 0
    for _ in range(MAX_BOXES):
        if size - at < 8:
            return
        file.seek(at)
        name, start, end = _box(file.read(16), 0, at, size)
        yield name, start, end
        at = end
    raise Refused("video-too-complex")


def _read(file: IO[bytes], start: int, end: int, most: int) -> bytes:
    if end - start > most:
        raise Refused("video-too-complex")
    file.seek(start)
    return file.read(end - start)


# Boxes within boxes.


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """Each box that lies there: its name, and where its content begins and ends."""
    for _ in range(MAX_BOXES):
        if end - start < 8:
            return
        name, inside, start = _box(data, start, start, end)
        yield name, (inside, start)
    raise Refused("video-too-complex")


def _box(data: bytes, at: int, start: int, end: int) -> tuple[bytes, int, int]:
    """The box whose header stands `at` in the data: its name, and where its content begins and ends, counted from `start`."""
    length, name = struct.unpack_from(">I4s", data, at)
    header = 8
    if length == 1:
        (length,) = struct.unpack_from(">Q", data, at + 8)
        header = 16
    elif length == 0:  # up to the end of what holds it
        length = end - start
    if length < header or start + length > end:
        raise Refused("video-unreadable")
    return name, start + header, start + length


def _inside(data: bytes, within: tuple[int, int] | None, *path: bytes) -> tuple[int, int] | None:
    """Where the first box of that path lies."""
    for name in path:
        within = within and dict(_boxes(data, *within)).get(name)
    return within


def _track(data: bytes, start: int, end: int) -> _Track:
    parts = dict(_boxes(data, start, end))
    handler = _inside(data, parts.get(b"mdia"), b"hdlr")
    kind = data[handler[0] + 8 : handler[0] + 12] if handler else b""
    if kind != b"vide":
        return _Track(kind, 0, 0, 0)
    samples = _inside(data, parts.get(b"mdia"), b"minf", b"stbl")
    width, height = _upright_size(data, parts.get(b"tkhd"))
    if not (width and height):
        width, height = _coded_size(data, _inside(data, samples, b"stsd"))
    return _Track(kind, width, height, _last_piece(data, samples))


def _upright_size(data: bytes, header: tuple[int, int] | None) -> tuple[int, int]:
    """As the track's header says, turned as it says."""
    if header is None:
        return 0, 0
    at = header[0] + (88 if data[header[0]] == 1 else 76)
    width, height = (side >> 16 for side in struct.unpack_from(">II", data, at))
    across, down = struct.unpack_from(">i", data, at - 36)[0], struct.unpack_from(">i", data, at - 20)[0]
    return (height, width) if across == 0 and down == 0 else (width, height)


def _coded_size(data: bytes, description: tuple[int, int] | None) -> tuple[int, int]:
    return struct.unpack_from(">HH", data, description[0] + 8 + 32) if description else (0, 0)


def _last_piece(data: bytes, samples: tuple[int, int] | None) -> int:
    """The furthest place in the file at which a piece of the track begins: past the end, and the file was cut short."""
    for name, width in ((b"stco", ">I"), (b"co64", ">Q")):
        table = _inside(data, samples, name)
        if table:
            (count,) = struct.unpack_from(">I", data, table[0] + 4)
            places = data[table[0] + 8 : min(table[1], table[0] + 8 + count * struct.calcsize(width))]
            if len(places) < count * struct.calcsize(width):
                raise Refused("video-unreadable")
            return max((place for (place,) in struct.iter_unpack(width, places)), default=0)
    return 0


# How long it runs, and when it was taken.


def _seconds(data: bytes, parts: dict[bytes, tuple[int, int]]) -> float | None:
    header = parts.get(b"mvhd")
    if header is None:
        raise Refused("video-unreadable")
    _, scale, duration, unknown = _clock(data, header)
    pieces = _inside(data, parts.get(b"mvex"), b"mehd")
    if not duration and pieces:
        (duration,) = struct.unpack_from(">Q" if data[pieces[0]] == 1 else ">I", data, pieces[0] + 4)
    if not scale or not duration or duration == unknown:
        return None
    return float(duration / scale)


def _clock(data: bytes, header: tuple[int, int]) -> tuple[int, int, int, int]:
    """Of the film's header: made when (seconds since 1904), ticks a second, ticks in all, and which number means that none were counted."""
    layout, unknown = (">QQIQ", 2**64 - 1) if data[header[0]] == 1 else (">IIII", 2**32 - 1)
    made, _, scale, duration = struct.unpack_from(layout, data, header[0] + 4)
    return made, scale, duration, unknown


def _taken_at(said: bytes, data: bytes, parts: dict[bytes, tuple[int, int]]) -> datetime | None:
    """As a phone says it with its zone; else as the film's header says it, which is in UTC."""
    dated = _SAID_DATE.search(said)
    if dated:
        try:
            return datetime.fromisoformat((dated[1] + dated[2]).decode())
        except ValueError:
            pass
    made = _clock(data, parts[b"mvhd"])[0]
    return _EPOCH + timedelta(seconds=made) if 0 < made < 2**33 else None
