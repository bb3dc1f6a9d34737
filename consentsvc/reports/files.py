"""Pictures that come with a report that is safe to have one (M2): drawn anew in a limited process, kept encrypted, looked at on record.

Nothing of the picture as it was sent touches a disk: it is held in memory until it has been drawn anew.
"""

import base64
from io import BytesIO
from typing import Final
from uuid import UUID, uuid4

from PIL import Image
from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.kernel import clock, file_locks
from consentsvc.kernel.access import PUBLIC, Actor
from consentsvc.kernel.blobs import MEBIBYTE, blobs
from consentsvc.kernel.database import begin
from consentsvc.kernel.encryption import decrypted, encrypted
from consentsvc.kernel.errors import NotAPicture, NotFound
from consentsvc.kernel.languages import phrase
from consentsvc.media import pictures
from consentsvc.media.sandbox import Crashed, TimedOut, sandbox
from consentsvc.reports import queries
from consentsvc.reports.making import note, start_of
from consentsvc.reports.models import Report, ReportFile
from consentsvc.reports.readers import every_report, reading
from consentsvc.reports.rights import Right

MOST_BYTES: Final = 15 * MEBIBYTE
MOST_PICTURES: Final = 5
LONGEST_EDGE: Final = 2000  # pixels


def count(tx: Session, right: Right) -> int:
    """How many pictures came with it so far. Raises NotFound where none may come (M2)."""
    with every_report(tx):
        report = _open_to_pictures(tx, right)
        return len(queries.files(tx, right.school_id, report.id))


def add(right: Right, data: bytes) -> None:
    """Take in a picture. Raises NotFound, also where there are enough, and NotAPicture for what is none."""
    drawn = _drawn_anew(data)
    file_id = uuid4()
    kept = encrypted(_purpose(file_id), base64.b64encode(drawn).decode()).encode()
    with begin(right.school_id) as tx, every_report(tx):
        report = _open_to_pictures(tx, right)
        if len(queries.files(tx, right.school_id, report.id)) >= MOST_PICTURES:
            raise NotFound
        sha256 = blobs().put(right.school_id, kept, written_at=start_of(clock.today()) if report.is_anonymous else None)
        file_locks.hold_to_name(tx, right.school_id, [sha256])
        tx.add(_row(report, file_id, drawn, sha256))
        note(tx, PUBLIC, report, "report:picture")


def look_at(actor: Actor, report_id: UUID, file_id: UUID) -> bytes:
    """The picture as a JPEG; the look is on record when this returns (A2). Raises NotFound."""
    with begin(actor.school) as tx:
        reading(tx, actor)
        sha256 = queries.file(tx, actor.school, report_id, file_id).sha256
        audit.record(tx, actor, "report:look", file_id, report=report_id)
    return base64.b64decode(decrypted(_purpose(file_id), blobs().get(actor.school, sha256).decode()))


def _open_to_pictures(tx: Session, right: Right) -> Report:
    """The report, held: one that isn't about nude or semi-nude images, isn't closed, and has room."""
    report = queries.held(tx, right.school_id, right.report_id)
    if report.images_now != "no" or report.closed_at is not None:
        raise NotFound
    return report


def _row(report: Report, file_id: UUID, drawn: bytes, sha256: str) -> ReportFile:
    with Image.open(BytesIO(drawn), formats=("JPEG",)) as ours:
        width, height = ours.size
    return ReportFile(
        id=file_id,
        school_id=report.school_id,
        report_id=report.id,
        sha256=sha256,
        size=len(drawn),
        width=width,
        height=height,
        by=report.made_by,
        on_day=clock.today(),
    )


def _drawn_anew(data: bytes) -> bytes:
    try:
        return sandbox().run(pictures.drawn_anew, data, LONGEST_EDGE)
    except (pictures.Refused, TimedOut, Crashed):
        raise NotAPicture(phrase("This is not a picture that we can take. Save it as a JPEG, and send that.")) from None


def _purpose(file_id: UUID) -> str:
    return f"report-file {file_id}"
