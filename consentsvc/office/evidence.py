"""Files that show what was answered: scans of paper forms, and files of past answers (C3, C15). Kept as they came, never rendered."""

from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.consent.models import Evidence
from consentsvc.kernel import clock, file_locks
from consentsvc.kernel.access import Actor
from consentsvc.kernel.blobs import MEBIBYTE, Blob, blobs
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Invalid, TooLarge
from consentsvc.office import queries
from consentsvc.office.schemas import EvidenceRow

MOST_SCAN_BYTES = 20 * MEBIBYTE
KINDS_OF_SCAN = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
"""How a file of each type begins."""


AS_A_FILE = {
    "Content-Disposition": "inline",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'self'; sandbox",
}
"""How a browser may show a file: beside what was typed in, as what it is, and nothing else; never as a page of ours."""


class NotAScan(Invalid):
    slug = "not-a-scan"
    title = "This is not a scan that we can take"


def check_scan_size(size: int) -> None:
    """Raises TooLarge for more bytes than a scan of a form has."""
    if size > MOST_SCAN_BYTES:
        raise TooLarge(f"This file is larger than {MOST_SCAN_BYTES // MEBIBYTE} MB. Scan the form with fewer dots, or in grey.")


def known_scan(actor: Actor, sha256: str) -> EvidenceRow | None:
    """The scan with this hash, where the school has it already."""
    with begin(actor.school) as tx:
        found = queries.evidence_of_hash(tx, actor.school, "scan", sha256)
        return row_of(found) if found else None


def take_scan(actor: Actor, data: bytes, sha256: str) -> EvidenceRow:
    """Keep the scan of a paper form; it is on disk before its row commits. Raises NotAScan, WrongHash, and what the store raises."""
    media_type = next((kind for start, kind in KINDS_OF_SCAN.items() if data.startswith(start)), None)
    if media_type is None:
        raise NotAScan("We take a scan as PDF, JPEG or PNG. Save it as one of these, then choose it again.")
    with blobs().receive() as incoming:
        incoming.write(data)
        blob = incoming.keep(actor.school, sha256)
    with begin(actor.school) as tx:
        return row_of(kept(tx, actor, "scan", blob, media_type))


def kept(tx: Session, actor: Actor, kind: str, blob: Blob, media_type: str) -> Evidence:
    """The row of a file that lies in the store; the same file stands once. Raises RemovedMeanwhile."""
    queries.lock_evidence(tx, actor.school, blob.sha256)
    found = queries.evidence_of_hash(tx, actor.school, kind, blob.sha256)
    if found is not None:
        return found
    assert actor.id is not None  # a named person's or token's; nobody else gets here
    file_locks.hold_to_name(tx, actor.school, [blob.sha256])
    new = Evidence(
        school_id=actor.school,
        kind=kind,
        sha256=blob.sha256,
        media_type=media_type,
        size=blob.size,
        added_by=actor.id,
        added_at=clock.now(),
    )
    tx.add(new)
    tx.flush()
    audit.record(tx, actor, "evidence:add", new.id, kind=kind)
    return new


def look_at(actor: Actor, evidence_id: UUID) -> EvidenceRow:
    """The file to be shown; the look is on record when this returns (A2). Raises NotFound."""
    with begin(actor.school) as tx:
        found = queries.evidence(tx, actor.school, evidence_id)
        audit.record(tx, actor, "evidence:view", found.id)
        return row_of(found)


def row_of(found: Evidence) -> EvidenceRow:
    """What the API tells of a file."""
    return EvidenceRow(id=found.id, sha256=found.sha256, media_type=found.media_type, size=found.size)
