"""A ZIP made while it is sent: nothing of it is kept, and no more than one piece is held at a time."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

LITTLE_EFFORT: Final = (
    1  # pictures and films are packed already. Stored as they are, some programs couldn't read them from a stream
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file in the ZIP: its size in bytes as far as known, and its pieces, asked for when it is its turn."""

    name: str
    size: int
    pieces: Iterable[bytes]


def zipped(entries: Iterable[Entry], made_at: datetime) -> Iterator[bytes]:
    """The ZIP, piece by piece, never an empty one; each entry is asked for when those before it are sent. All bear the same time."""
    sink = _Sink()
    with ZipFile(sink, "w") as archive:
        for entry in entries:
            with archive.open(_info(entry, made_at), "w") as file:
                for piece in entry.pieces:
                    file.write(piece)
                    yield from sink.taken()
            yield from sink.taken()
    yield from sink.taken()


def _info(entry: Entry, made_at: datetime) -> ZipInfo:
    info = ZipInfo(entry.name, made_at.timetuple()[:6])
    info.compress_type, info.file_size = ZIP_DEFLATED, entry.size
    info._compresslevel = LITTLE_EFFORT  # type: ignore[attr-defined]  # public from Python 3.13 on
    return info


class _Sink(io.RawIOBase):
    """Takes what is written until somebody fetches it. Nobody can go back in it, so the ZIP is written front to back."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: "ReadableBuffer", /) -> int:
        self._pieces.append(bytes(piece))
        return len(self._pieces[-1])

    def taken(self) -> Iterator[bytes]:
        """What has come since the last time, as one piece, if anything has."""
        pieces, self._pieces = self._pieces, []
        if whole := b"".join(pieces):
            yield whole
