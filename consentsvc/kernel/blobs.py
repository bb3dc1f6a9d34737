"""Where originals and renditions lie: files named by their SHA-256 below their school, in a folder or an S3 bucket.

A file is whole, checked and on disk when `keep` or `put` returns, so that the row which names it may then be committed.
Nothing here ever gives out an address: bytes leave through the service alone (S6).

Problem
├── WrongHash               422  the bytes that came are not the ones announced
├── TooLarge                413  more bytes than are taken
└── Unavailable             503
    ├── StorageUnavailable       the store does not answer, or refuses
    ├── StorageFull              no room left; nothing is kept
    └── BlobMissing              there is no such file
"""

import errno
import hashlib
import os
import re
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Protocol, Self
from uuid import UUID

from pydantic import SecretStr

from consentsvc.kernel.errors import Invalid, TooLarge, Unavailable
from consentsvc.kernel.settings import settings

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

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

    def put(self, school: UUID, data: bytes) -> str:
        """Keep a file of ours, of any size; gives its SHA-256. The same bytes again change nothing."""
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
        with _plain_errors():
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
        with self._discarded_on_error(), _plain_errors():
            self._file.write(chunk)

    def path(self) -> Path:
        """Where it lies for now, to be looked at before it is kept."""
        with self._discarded_on_error(), _plain_errors():
            self._file.flush()
        return Path(self._file.name)

    def keep(self, school: UUID, expected_sha256: str | None = None) -> Blob:
        """Check and keep what was written; when this returns, it is on disk.

        Raises WrongHash (it is not what was announced), StorageFull, StorageUnavailable; after that nothing of it is left.
        """
        blob = Blob(self._hash.hexdigest(), self._size)
        with self._discarded_on_error():
            if expected_sha256 is not None and blob.sha256 != _checked(expected_sha256):
                raise WrongHash("What arrived is not the file that was announced. Send it again.")
            with _plain_errors():
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


class FolderBlobs:
    """Files at `<root>/<school>/<first two digits>/<sha256>`, for the service's user alone. Uploads take `max_bytes` at most."""

    def __init__(self, root: Path, max_bytes: int) -> None:
        self._root = root.absolute()
        self._incoming = self._root / "incoming"
        self._max_bytes = max_bytes
        self._durable: set[Path] = set()  # folders whose own name this process has synced
        with _plain_errors():
            _make_root(self._root)
            _make_incoming(self._incoming)

    def receive(self, max_bytes: int | None = None) -> Incoming:
        return Incoming(self._incoming, max_bytes or self._max_bytes, self._settle)

    def put(self, school: UUID, data: bytes) -> str:
        with Incoming(self._incoming, None, self._settle) as incoming:
            incoming.write(data)
            return incoming.keep(school).sha256

    def get(self, school: UUID, sha256: str) -> bytes:
        with self._reading(school, sha256) as path, path.open("rb", buffering=0) as file:
            return file.readall()

    def stream(self, school: UUID, sha256: str, part: range | None = None) -> Stream:
        with self._reading(school, sha256) as path:
            file = path.open("rb", buffering=0)
            size = os.fstat(file.fileno()).st_size
            if part is None:
                return Stream(size, file, _plain_errors)
            file.seek(part.start)
            return Stream(len(part), file, _plain_errors)

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
        with _plain_errors(), suppress(FileNotFoundError):
            path.unlink(missing_ok=True)
            _sync(path.parent)  # also when it was gone: whoever removed it may have died before this

    def exists(self, school: UUID, sha256: str) -> bool:
        try:
            with self._reading(school, sha256) as path:
                path.stat()
        except BlobMissing:
            return False
        return True

    def _place(self, school: UUID, sha256: str) -> Path:
        return self._root / str(school) / _checked(sha256)[:2] / sha256

    @contextmanager
    def _reading(self, school: UUID, sha256: str) -> Iterator[Path]:
        with _plain_errors():
            try:
                yield self._place(school, sha256)
            except FileNotFoundError as error:
                raise _missing() from error

    def _settle(self, school: UUID, blob: Blob, file: IO[bytes]) -> None:
        """Give a written file its name, in the order that survives power loss: bytes, folders, name, folder.

        A file of that name is replaced by the same bytes: one that something else damaged is whole again.
        """
        place = self._place(school, blob.sha256)
        with _plain_errors():
            os.fsync(file.fileno())
            self._make_folder(place.parent.parent)
            self._make_folder(place.parent)
            Path(file.name).replace(place)
            _sync(place.parent)

    def _make_folder(self, folder: Path) -> None:
        # Found is not enough: another process may have made it a moment ago, and not have synced its name yet.
        if _made(folder) or folder not in self._durable:
            _sync(folder.parent)
            self._durable.add(folder)


class S3Blobs:
    """Files in a bucket under `<school>/<first two digits>/<sha256>`, checked by the server against their SHA-256.

    The bucket is private, keeps no old versions (what is deleted must be gone), and its credentials may read, write, delete
    and list it: without the last, S3 answers a missing file as forbidden. Uploads wait in the local folder `incoming`.
    Without an access key, the machine's own credentials are used.
    """

    def __init__(
        self,
        bucket: str,
        incoming: Path,
        max_bytes: int,
        *,
        region: str,
        endpoint_url: str | None = None,
        access_key: str | None = None,
        secret_key: str | None = None,
    ) -> None:
        self._bucket = bucket
        self._incoming = incoming.absolute()
        self._max_bytes = max_bytes
        self._client = _client(region, endpoint_url, access_key, secret_key)
        with _plain_errors():
            _make_root(self._incoming)
            _make_incoming(self._incoming)

    def receive(self, max_bytes: int | None = None) -> Incoming:
        return Incoming(self._incoming, max_bytes or self._max_bytes, self._settle)

    def put(self, school: UUID, data: bytes) -> str:
        blob = Blob(hashlib.sha256(data).hexdigest(), len(data))
        self._upload(school, blob, data)
        return blob.sha256

    def get(self, school: UUID, sha256: str) -> bytes:
        with _plain_s3_errors():
            return self._client.get_object(Bucket=self._bucket, Key=_key(school, sha256))["Body"].read()

    def stream(self, school: UUID, sha256: str, part: range | None = None) -> Stream:
        wanted: dict[str, str] = {} if part is None else {"Range": f"bytes={part.start}-{part.stop - 1}"}
        with _plain_s3_errors():
            answer = self._client.get_object(Bucket=self._bucket, Key=_key(school, sha256), **wanted)  # type: ignore[arg-type]
        return Stream(answer["ContentLength"], answer["Body"], _plain_s3_errors)

    def size(self, school: UUID, sha256: str) -> int:
        with _plain_s3_errors():
            return self._client.head_object(Bucket=self._bucket, Key=_key(school, sha256))["ContentLength"]

    @contextmanager
    def file(self, school: UUID, sha256: str) -> Iterator[Path]:
        with self._empty_copy() as copy:
            with self.stream(school, sha256) as stream:
                _fill(copy, stream)
            yield Path(copy.name)

    def delete(self, school: UUID, sha256: str) -> None:
        with _plain_s3_errors():
            self._client.delete_object(Bucket=self._bucket, Key=_key(school, sha256))

    def exists(self, school: UUID, sha256: str) -> bool:
        try:
            with _plain_s3_errors():
                self._client.head_object(Bucket=self._bucket, Key=_key(school, sha256))
        except BlobMissing:
            return False
        return True

    def _empty_copy(self) -> IO[bytes]:
        with _plain_errors():
            return NamedTemporaryFile(dir=self._incoming)

    def _settle(self, school: UUID, blob: Blob, file: IO[bytes]) -> None:
        file.seek(0)
        self._upload(school, blob, file)

    def _upload(self, school: UUID, blob: Blob, body: bytes | IO[bytes]) -> None:
        with _plain_s3_errors():
            self._client.put_object(
                Bucket=self._bucket,
                Key=_key(school, blob.sha256),
                Body=body,
                ContentLength=blob.size,
                ChecksumSHA256=b64encode(bytes.fromhex(blob.sha256)).decode(),
            )


def keep_file(school: UUID, path: Path) -> Blob:
    """Keep a local file of ours, of any size, read in pieces."""
    with _plain_errors(), path.open("rb") as file, blobs().receive(max(1, path.stat().st_size)) as incoming:
        while piece := file.read(PIECE):
            incoming.write(piece)
        return incoming.keep(school)


@cache
def blobs() -> Blobs:
    """This process's store, as the settings say."""
    chosen = settings()
    most = chosen.upload_megabytes * MEBIBYTE
    if chosen.storage == "folder":
        return FolderBlobs(chosen.folder / "blobs", most)
    return S3Blobs(
        chosen.s3_bucket,
        chosen.folder / "incoming",
        most,
        region=chosen.s3_region,
        endpoint_url=chosen.s3_endpoint_url,
        access_key=_revealed(chosen.s3_access_key),
        secret_key=_revealed(chosen.s3_secret_key),
    )


def _client(region: str, endpoint_url: str | None, access_key: str | None, secret_key: str | None) -> "S3Client":
    # Here, since boto3 costs a third of a second and 25 MB, which only those pay who keep files in S3.
    from boto3.session import Session
    from botocore.config import Config

    config = Config(
        # Short: whoever waits for a picture holds a thread that a withdrawal may need.
        connect_timeout=2,
        read_timeout=5,
        retries={"mode": "standard", "total_max_attempts": 2},
        max_pool_connections=50,
        # Each upload carries its SHA-256; reading needs no second check, and servers other than AWS's know no others.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    client: S3Client = Session().client(
        "s3",
        region_name=region,
        endpoint_url=endpoint_url,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        config=config,
    )
    return client


def _key(school: UUID, sha256: str) -> str:
    return f"{school}/{_checked(sha256)[:2]}/{sha256}"


def _checked(sha256: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ValueError("A SHA-256 is 64 lower-case hex digits.")
    return sha256


def _missing() -> BlobMissing:
    return BlobMissing("This file is not in the picture store. Tell your administrator.")


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Say what the operating system says in the words of this module."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise StorageFull("The picture store is full; nothing was kept. Tell your administrator.") from error
        raise StorageUnavailable("The picture store can't be used just now; nothing was changed. Try again.") from error


@contextmanager
def _plain_s3_errors() -> Iterator[None]:
    """Say what S3 or the way to it says in the words of this module."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in NO_SUCH_FILE:
            raise _missing() from error
        raise _unreachable() from error
    except (BotoCoreError, OSError) as error:
        raise _unreachable() from error


def _unreachable() -> StorageUnavailable:
    return StorageUnavailable("The picture store does not answer just now; nothing was changed. Try again.")


def _fill(file: IO[bytes], stream: Stream) -> None:
    with _plain_errors():
        for piece in stream:
            file.write(piece)
        file.flush()


def _make_root(root: Path) -> None:
    """Make a folder and those above it, each of whose names outlives power loss."""
    missing = [folder for folder in (root, *root.parents) if not folder.exists()]
    for folder in reversed(missing):
        _made(folder)
        _sync(folder.parent)


def _make_incoming(folder: Path) -> None:
    """Make the folder of uploads on their way; sweep what killed processes left in it a day ago or earlier."""
    _made(folder)
    for left in folder.iterdir():
        with suppress(FileNotFoundError):
            if left.stat().st_mtime < time.time() - A_DAY:
                left.unlink()


def _made(folder: Path) -> bool:
    """Make a folder for the service's user alone; False when it was there."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return False
    return True


def _sync(folder: Path) -> None:
    """Wait until the names in a folder are on disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _revealed(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()
