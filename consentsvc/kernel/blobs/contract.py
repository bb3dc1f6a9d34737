"""What a store of files promises, whichever it is, and in which words it fails."""

import errno
import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Protocol, Self
from uuid import UUID

from consentsvc.kernel.errors import Invalid, TooLarge, Unavailable

if TYPE_CHECKING:
    pass

PIECE = 256 * 1024  # bytes read at once when a file is streamed
MEBIBYTE = 1024 * 1024
A_DAY = 24 * 60 * 60  # seconds
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NO_SUCH_FILE = {"NoSuchKey", "404"}  # S3's codes for GET and for HEAD


class WrongHash(Invalid):
    slug = "wrong-hash"
    title = "The file changed on its way"


class StorageUnavailable(Unavailable):
    slug = "storage-unavailable"
    title = "The picture store does not answer"


class StorageFull(Unavailable):
    slug = "storage-full"
    title = "The picture store is full"


class BlobMissing(Unavailable):
    slug = "file-missing"
    title = "This file is not in the picture store"


@dataclass(frozen=True)
class Blob:
    """A kept file: its SHA-256 as 64 lower-case hex digits, its size in bytes."""

    sha256: str
    size: int


class Blobs(Protocol):
    """A store of files. Safe to share between threads; `sha256` that is not 64 hex digits is a ValueError."""

    def receive(self, max_bytes: int | None = None) -> "Incoming":
        """A place to write an upload to whose hash is not known yet, of the store's largest size unless said otherwise.

        Raises StorageFull, StorageUnavailable.
        """
        ...

    def put(self, school: UUID, data: bytes, *, written_at: datetime | None = None) -> str:
        """Keep a file of ours, of any size; gives its SHA-256. The same bytes again change nothing.

        written_at: the time that a folder's file bears, where the moment itself isn't kept (I6); a bucket sets its own.
        """
        ...

    def get(self, school: UUID, sha256: str) -> bytes:
        """The whole file. Raises BlobMissing, StorageUnavailable."""
        ...

    def stream(self, school: UUID, sha256: str, part: range | None = None) -> "Stream":
        """The file, or this part of its bytes, in pieces. Raises BlobMissing and StorageUnavailable here, before any piece."""
        ...

    def size(self, school: UUID, sha256: str) -> int:
        """How many bytes the file has. Raises BlobMissing, StorageUnavailable."""
        ...

    def file(self, school: UUID, sha256: str) -> AbstractContextManager[Path]:
        """A local path to read, and never to write, that holds within the `with` block. Raises as `stream` does."""
        ...

    def delete(self, school: UUID, sha256: str) -> None:
        """Remove the file for good; no error when there is none.

        The same bytes may be on their way in again: the caller holds a lock on this hash from finding that no row names
        it until this returns, and takes the same lock from keeping a file until its row is committed.
        """
        ...

    def exists(self, school: UUID, sha256: str) -> bool:
        """Is the file here? Raises StorageUnavailable when nobody can say."""
        ...


class Incoming:
    """An upload on its way in: counted and hashed while it is written, gone unless kept. Not for sharing among threads."""

    def __init__(self, folder: Path, max_bytes: int | None, settle: Callable[[UUID, Blob, IO[bytes]], None]) -> None:
        self._max_bytes = max_bytes
        self._settle = settle
        self._hash = hashlib.sha256()
        self._size = 0
        with plain_errors():
            self._file = NamedTemporaryFile(dir=folder, delete=False)  # noqa: SIM115

    def take_at_most(self, max_bytes: int) -> None:
        """From now on it may have so many bytes: its first ones said what it is."""
        self._max_bytes = max_bytes

    def write(self, chunk: bytes) -> None:
        """Take the next piece. Raises TooLarge, StorageFull, StorageUnavailable; after that nothing of it is left."""
        self._size += len(chunk)
        if self._max_bytes is not None and self._size > self._max_bytes:
            self.discard()
            raise TooLarge(f"This file is larger than {self._max_bytes // MEBIBYTE} MB, the most that is taken.")
        self._hash.update(chunk)
        with self._discarded_on_error(), plain_errors():
            self._file.write(chunk)

    def path(self) -> Path:
        """Where it lies for now, to be looked at before it is kept."""
        with self._discarded_on_error(), plain_errors():
            self._file.flush()
        return Path(self._file.name)

    def keep(self, school: UUID, expected_sha256: str | None = None) -> Blob:
        """Check and keep what was written; when this returns, it is on disk.

        Raises WrongHash (it is not what was announced), StorageFull, StorageUnavailable; after that nothing of it is left.
        """
        blob = Blob(self._hash.hexdigest(), self._size)
        with self._discarded_on_error():
            if expected_sha256 is not None and blob.sha256 != checked(expected_sha256):
                raise WrongHash("What arrived is not the file that was announced. Send it again.")
            with plain_errors():
                self._file.flush()
            self._settle(school, blob, self._file)
        self.discard()
        return blob

    def discard(self) -> None:
        """Leave nothing behind. Harmless a second time, or after `keep`."""
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            Path(self._file.name).unlink()

    @contextmanager
    def _discarded_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.discard()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.discard()


class Stream:
    """A file on its way out: its size in bytes, and its bytes in pieces, once. Read to the end, or close."""

    def __init__(self, size: int, source: Any, errors: Callable[[], AbstractContextManager[None]]) -> None:
        self.size = size
        self._left = size
        self._source = source
        self._errors = errors

    def __iter__(self) -> Iterator[bytes]:
        try:
            while piece := self._next():
                yield piece
        finally:
            self.close()

    def _next(self) -> bytes:
        with self._errors():
            piece: bytes = self._source.read(min(PIECE, self._left))
            self._left -= len(piece)
            return piece

    def close(self) -> None:
        """Let go of the file or the connection."""
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def key_of(school: UUID, sha256: str) -> str:
    return f"{school}/{checked(sha256)[:2]}/{sha256}"


def checked(sha256: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ValueError("A SHA-256 is 64 lower-case hex digits.")
    return sha256


def missing() -> BlobMissing:
    return BlobMissing("This file is not in the picture store. Tell your administrator.")


@contextmanager
def plain_errors() -> Iterator[None]:
    """Say what the operating system says in the words of this module."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise StorageFull("The picture store is full; nothing was kept. Tell your administrator.") from error
        raise StorageUnavailable("The picture store can't be used just now; nothing was changed. Try again.") from error
