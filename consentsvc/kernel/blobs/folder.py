"""Files in a folder."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING
from uuid import UUID

from consentsvc.kernel.blobs.contract import A_DAY, Blob, BlobMissing, Incoming, Stream, checked, missing, plain_errors

if TYPE_CHECKING:
    pass


class FolderBlobs:
    """Files at `<root>/<school>/<first two digits>/<sha256>`, for the service's user alone. Uploads take `max_bytes` at most."""

    def __init__(self, root: Path, max_bytes: int) -> None:
        self._root = root.absolute()
        self._incoming = self._root / "incoming"
        self._max_bytes = max_bytes
        self._durable: set[Path] = set()  # folders whose own name this process has synced
        with plain_errors():
            make_root(self._root)
            make_incoming(self._incoming)

    def receive(self, max_bytes: int | None = None) -> Incoming:
        return Incoming(self._incoming, max_bytes or self._max_bytes, self._settle)

    def put(self, school: UUID, data: bytes, *, written_at: datetime | None = None) -> str:
        with Incoming(self._incoming, None, self._settle) as incoming:
            incoming.write(data)
            if written_at is not None:
                os.utime(incoming.path(), (written_at.timestamp(), written_at.timestamp()))
            return incoming.keep(school).sha256

    def get(self, school: UUID, sha256: str) -> bytes:
        with self._reading(school, sha256) as path, path.open("rb", buffering=0) as file:
            return file.readall()

    def stream(self, school: UUID, sha256: str, part: range | None = None) -> Stream:
        with self._reading(school, sha256) as path:
            file = path.open("rb", buffering=0)
            size = os.fstat(file.fileno()).st_size
            if part is None:
                return Stream(size, file, plain_errors)
            file.seek(part.start)
            return Stream(len(part), file, plain_errors)

    def size(self, school: UUID, sha256: str) -> int:
        with self._reading(school, sha256) as path:
            return path.stat().st_size

    @contextmanager
    def file(self, school: UUID, sha256: str) -> Iterator[Path]:
        with self._reading(school, sha256) as path:
            path.stat()
        yield path

    def delete(self, school: UUID, sha256: str) -> None:
        path = self._place(school, sha256)
        with plain_errors(), suppress(FileNotFoundError):
            path.unlink(missing_ok=True)
            sync(path.parent)  # also when it was gone: whoever removed it may have died before this

    def exists(self, school: UUID, sha256: str) -> bool:
        try:
            with self._reading(school, sha256) as path:
                path.stat()
        except BlobMissing:
            return False
        return True

    def _place(self, school: UUID, sha256: str) -> Path:
        return self._root / str(school) / checked(sha256)[:2] / sha256

    @contextmanager
    def _reading(self, school: UUID, sha256: str) -> Iterator[Path]:
        with plain_errors():
            try:
                yield self._place(school, sha256)
            except FileNotFoundError as error:
                raise missing() from error

    def _settle(self, school: UUID, blob: Blob, file: IO[bytes]) -> None:
        """Give a written file its name, in the order that survives power loss: bytes, folders, name, folder.

        A file of that name is replaced by the same bytes: one that something else damaged is whole again.
        """
        place = self._place(school, blob.sha256)
        with plain_errors():
            os.fsync(file.fileno())
            self._make_folder(place.parent.parent)
            self._make_folder(place.parent)
            Path(file.name).replace(place)
            sync(place.parent)

    def _make_folder(self, folder: Path) -> None:
        # Found is not enough: another process may have made it a moment ago, and not have synced its name yet.
        if made(folder) or folder not in self._durable:
            sync(folder.parent)
            self._durable.add(folder)


def make_root(root: Path) -> None:
    """Make a folder and those above it, each of whose names outlives power loss."""
    missing = [folder for folder in (root, *root.parents) if not folder.exists()]
    for folder in reversed(missing):
        made(folder)
        sync(folder.parent)


def make_incoming(folder: Path) -> None:
    """Make the folder of uploads on their way; sweep what killed processes left in it a day ago or earlier."""
    made(folder)
    for left in folder.iterdir():
        with suppress(FileNotFoundError):
            if left.stat().st_mtime < time.time() - A_DAY:
                left.unlink()


def made(folder: Path) -> bool:
    """Make a folder for the service's user alone; False when it was there."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return False
    return True


def sync(folder: Path) -> None:
    """Wait until the names in a folder are on disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
