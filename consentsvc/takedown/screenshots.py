"""Screenshots as proofs: opened in a limited process, drawn anew, kept without anything else that was in the file (U1, P9)."""

from collections.abc import AsyncIterator
from typing import Final
from uuid import UUID

from consentsvc.audit import service as audit
from consentsvc.kernel import file_locks
from consentsvc.kernel.access import Actor
from consentsvc.kernel.blobs import MEBIBYTE, blobs
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import NotAPicture, NotFound, TooLarge
from consentsvc.media import pictures
from consentsvc.media.sandbox import Crashed, TimedOut, sandbox
from consentsvc.takedown import tasks
from consentsvc.takedown.queries import cases as queries
from consentsvc.takedown.schemas import TaskRow

MOST_BYTES: Final = 20 * MEBIBYTE
LONGEST_EDGE: Final = 2000  # pixels


async def whole(pieces: AsyncIterator[bytes]) -> bytes:
    """The body of a request. Raises TooLarge for more bytes than a screenshot has."""
    body = bytearray()
    async for piece in pieces:
        body += piece
        if len(body) > MOST_BYTES:
            raise TooLarge(f"This file is larger than {MOST_BYTES // MEBIBYTE} MB. Save the screenshot as a JPEG.")
    return bytes(body)


def prove(actor: Actor, task_id: UUID, data: bytes, note: str) -> TaskRow:
    """Say that the copy is gone, with a screenshot of where it was. Raises NotAPicture, and what `tasks.prove` raises."""
    with begin(actor.school) as tx:
        queries.hold_task(tx, actor.school, task_id)  # no picture is opened for a task that there isn't
    sha256 = blobs().put(actor.school, _drawn_anew(data))
    with begin(actor.school) as tx:
        file_locks.hold_to_name(tx, actor.school, [sha256])
        return tasks.prove(tx, actor, task_id, note, sha256)


def look_at(actor: Actor, proof_id: UUID) -> str:
    """The screenshot's file; the look is on record when this returns (A2). Raises NotFound."""
    with begin(actor.school) as tx:
        proof = queries.proof(tx, actor.school, proof_id)
        if proof.sha256 is None:
            raise NotFound
        audit.record(tx, actor, "proof:view", proof_id)
        return proof.sha256


def _drawn_anew(data: bytes) -> bytes:
    try:
        return sandbox().run(pictures.drawn_anew, data, LONGEST_EDGE)
    except pictures.Refused as refused:
        raise NotAPicture(refused.sentence) from None
    except (TimedOut, Crashed):
        raise NotAPicture(pictures.REFUSALS["too-complex"]) from None
