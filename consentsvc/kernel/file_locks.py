"""Who waits for whom over a file of the store: whoever puts its hash into a row, and whoever removes it.

Naming is shared, removing is alone: a file that a row is about to name isn't removed, and what was removed isn't named.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.errors import Unavailable

_SHARED = text("select pg_advisory_xact_lock_shared(hashtextextended(file, 5)) from unnest(cast(:files as text[])) file")
_ALONE = text("select pg_advisory_xact_lock(hashtextextended(file, 5)) from unnest(cast(:files as text[])) file")


class RemovedMeanwhile(Unavailable):
    slug = "file-removed"


def hold_to_name(tx: Session, school_id: UUID, hashes: Collection[str]) -> None:
    """Files that lie in the store stay there until this transaction ends. Raises RemovedMeanwhile where one went before."""
    tx.execute(_SHARED, _keys(school_id, hashes))
    if not all(blobs().exists(school_id, sha256) for sha256 in hashes):
        raise RemovedMeanwhile("The same file was being removed just now. Try again.")


def hold_alone(tx: Session, school_id: UUID, hashes: Collection[str]) -> None:
    """Nobody else names or removes these files until this transaction ends."""
    tx.execute(_ALONE, _keys(school_id, hashes))


def _keys(school_id: UUID, hashes: Collection[str]) -> dict[str, list[str]]:
    return {"files": [f"{school_id} {sha256}" for sha256 in sorted(hashes)]}  # in one order: no deadlock
