"""The way back (M1): with reference and secret, and nothing else, who reported reads the answers and adds to it. They never sign in."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from consentsvc.kernel import clock
from consentsvc.kernel.access import PUBLIC
from consentsvc.kernel.codes import as_letters, enter_by
from consentsvc.kernel.errors import Conflict, NotFound
from consentsvc.reports import queries, rights
from consentsvc.reports.making import code_of, is_read, note, secret_hashes
from consentsvc.reports.models import Report, ReportEntry
from consentsvc.reports.readers import every_report
from consentsvc.reports.schemas import EntryKind
from consentsvc.reports.subjects import close_to_whom_words_name

FOR_THE_REPORTER: frozenset[EntryKind] = frozenset(("added", "answer"))


@dataclass(frozen=True, slots=True)
class Said:
    """What who reported added, or what somebody of the school answered."""

    is_answer: bool
    text: str
    on_day: date


@dataclass(frozen=True, slots=True)
class OwnReport:
    """A report as who made it sees it: no step of anybody else's but the answers, and no name.

    is_read: whether anybody at the school may read it now.
    """

    what: str
    is_read: bool
    received_on: date
    said: Sequence[Said]
    picture_at: str | None


def come_back(tx: Session, reference: str, secret: str) -> OwnReport | None:
    """The report, for whoever has its reference and its secret; None for anything else."""
    with every_report(tx):
        report = _opened(tx, as_letters(reference), as_letters(secret))
        if report is None:
            return None
        entries = [each for each in queries.entries(tx, report.school_id, report.id) if each.kind in FOR_THE_REPORTER]
        return OwnReport(
            what=report.what,
            is_read=is_read(tx, report),
            received_on=report.received_on,
            said=[Said(each.kind == "answer", each.text, each.on_day) for each in entries],
            picture_at=rights.picture_address(report),
        )


def add(tx: Session, reference: str, secret: str, text: str, entry_id: UUID) -> bool:
    """Add to a report; the same entry sent twice is one. False: there is no such reference with such a secret. Raises Conflict."""
    with every_report(tx):
        report = _opened(tx, as_letters(reference), as_letters(secret))
        if report is None:
            return False
        queries.hold_reference(tx, report.reference)
        if not _is_there(tx, report, entry_id, text):
            tx.add(_entry(report, entry_id, text))
            tx.flush()
            close_to_whom_words_name(tx, report, text)
            note(tx, PUBLIC, report, "report:add")
    return True


def _is_there(tx: Session, report: Report, entry_id: UUID, text: str) -> bool:
    try:
        before = queries.entry(tx, report.school_id, report.id, entry_id)
    except NotFound:
        return False
    if before.text != text:
        raise Conflict("This was sent before, with other words. Come back with your secret, then add it.", slug="sent-before")
    return True


def _entry(report: Report, entry_id: UUID, text: str) -> ReportEntry:
    now = clock.now()
    return ReportEntry(
        id=entry_id,
        school_id=report.school_id,
        report_id=report.id,
        kind="added",
        text=text,
        by=report.made_by,
        on_day=clock.day_of(now),
        at=None if report.is_anonymous else now,
    )


def _opened(tx: Session, reference: str, letters: str) -> Report | None:
    try:
        school_id = enter_by(tx, "reported", code_of(reference))
    except NotFound:
        return None
    report = queries.by_reference(tx, school_id, reference)
    hashes = secret_hashes(reference, letters)
    if report is None or not any(hmac.compare_digest(report.secret_hash, each) for each in hashes):
        return None
    return report
