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

from functools import cache
from pathlib import Path
from uuid import UUID

from pydantic import SecretStr

from consentsvc.kernel.blobs.bucket import S3Blobs
from consentsvc.kernel.blobs.contract import (
    A_DAY,
    MEBIBYTE,
    PIECE,
    Blob,
    BlobMissing,
    Blobs,
    Incoming,
    StorageFull,
    StorageUnavailable,
    Stream,
    WrongHash,
    plain_errors,
)
from consentsvc.kernel.blobs.folder import FolderBlobs
from consentsvc.kernel.settings import settings

__all__ = [
    "A_DAY",
    "MEBIBYTE",
    "Blob",
    "BlobMissing",
    "Blobs",
    "FolderBlobs",
    "Incoming",
    "S3Blobs",
    "StorageFull",
    "StorageUnavailable",
    "Stream",
    "WrongHash",
    "blobs",
    "keep_file",
]


def keep_file(school: UUID, path: Path) -> Blob:
    """Keep a local file of ours, of any size, read in pieces."""
    with plain_errors(), path.open("rb") as file, blobs().receive(max(1, path.stat().st_size)) as incoming:
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


def _revealed(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()
