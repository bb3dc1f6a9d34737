"""Making a report (M1): by anybody, signed in or not; nothing of it is in the answer before it is in the database.

Who gives neither name nor contact is anonymous: no moment is kept, no address, and nothing of it in the audit, the queue or a letter
(I6). Whom it is about is barred from it by the same transaction (M4).
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.accounts import service as accounts
from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import PUBLIC, Actor
from consentsvc.kernel.codes import PublicCode, hashed, in_groups, keyed, keyed_before, letters_of, new_code
from consentsvc.kernel.languages import ENGLISH
from consentsvc.reports import queries, rights, subjects
from consentsvc.reports.models import Report, ReportEntry, ReportSubject
from consentsvc.reports.naming import meant, roles_meant
from consentsvc.reports.readers import every_report
from consentsvc.reports.schemas import MadeReport, NewReport, PublicReport, StaffReport, SubjectKind

NO_PROGRAM: Final = "A report is made by a person. Sign in, or use the form for everybody."
REFERENCE_LENGTH: Final = 10
ROLES: Final[tuple[SubjectKind, ...]] = ("lead", "head")
SECRET_LENGTH: Final = 20  # of 27 letters: 95 bits


@dataclass(frozen=True, slots=True)
class Keys:
    """What who reported comes back with: what was sent alone decides them, so that the same form sent twice is one report."""

    reference: str
    secret: str

    @classmethod
    def of(cls, school_id: UUID, sent: str) -> "Keys":
        """Of what was sent; only the holder of the service's secret can work them out."""
        return cls(
            letters_of(keyed(f"report-reference:{school_id}:{sent}"), REFERENCE_LENGTH),
            letters_of(keyed(f"report-secret:{school_id}:{sent}"), SECRET_LENGTH),
        )


def make_signed_in(tx: Session, actor: Actor, told: StaffReport) -> MadeReport:
    """Take in what somebody who is signed in reports; the same draft of theirs again is the same report. Raises NotAllowed for a program.

    Another's same draft is another report: nobody learns that one is taken (I4).
    """
    own = {"reporter": "staff", "is_anonymous": False, "received_at": clock.now(), "made_by": actor.person(NO_PROGRAM)}
    sent = f"{actor.id}:{told.draft or new_code()}:{told.model_dump_json(exclude={'draft'})}"
    return _take_in(tx, actor, told, Keys.of(actor.school, sent), actor.school, own)


def make(tx: Session, school_id: UUID, told: PublicReport, draft: str) -> MadeReport:
    """Take in anybody's report. draft: the form's own random text; the same form sent again gives the same answer."""
    is_anonymous = not (told.reporter_name or told.reporter_contact)
    own = {
        "reporter": told.reporter,
        "reporter_name": told.reporter_name,
        "reporter_contact": told.reporter_contact,
        "language": ENGLISH if is_anonymous else told.language,  # a browser's own language tells of who uses it (I6)
        "is_anonymous": is_anonymous,
        "received_at": None if is_anonymous else clock.now(),
    }
    return _take_in(tx, PUBLIC, told, Keys.of(school_id, f"{draft}:{told.model_dump_json()}"), school_id, own)


def code_of(reference: str) -> str:
    """How a reference finds its school, among the public codes."""
    return hashed(f"reported:{reference}").hex()


def secret_hash(reference: str, letters: str) -> bytes:
    """How a secret is kept."""
    return keyed(_as_kept(reference, letters))


def secret_hashes(reference: str, letters: str) -> list[bytes]:
    """The same with every secret of the service's: a reporter's can't be given out anew."""
    return [secret_hash(reference, letters), *keyed_before(_as_kept(reference, letters))]


def start_of(day: date) -> datetime:
    """When that day began at the school: all that is kept of a moment of an anonymous reporter's (I6)."""
    return datetime.combine(day, time(), clock.LOCAL)


def _as_kept(reference: str, letters: str) -> str:
    return f"report-secret-hash:{reference}:{letters}"


def _take_in(tx: Session, actor: Actor, told: NewReport, keys: Keys, school_id: UUID, own: dict[str, Any]) -> MadeReport:
    with every_report(tx):
        queries.hold_reference(tx, keys.reference)
        report = queries.by_reference(tx, school_id, keys.reference) or _add(tx, actor, told, keys, school_id, own)
        tx.refresh(report)  # the database has worked out who is barred
        return MadeReport(
            reference=in_groups(keys.reference),
            secret=in_groups(keys.secret),
            picture_at=rights.picture_address(report),
            is_read=is_read(tx, report),
        )


def is_read(tx: Session, report: Report) -> bool:
    """Whether anybody at the school may read it (M4): its reporter is told where nobody may, and where to go instead."""
    return bool(queries.readers(tx, report))


def _add(tx: Session, actor: Actor, told: NewReport, keys: Keys, school_id: UUID, own: dict[str, Any]) -> Report:
    report = Report(
        school_id=school_id,
        reference=keys.reference,
        secret_hash=secret_hash(keys.reference, keys.secret),
        received_on=clock.today(),
        **told.model_dump(include=set(NewReport.model_fields)),
        **own,
    )
    tx.add_all([report, PublicCode(code=code_of(keys.reference), kind="reported", school_id=school_id)])
    tx.flush()
    tx.add_all([*_subjects(tx, report), _entry(report)])
    tx.flush()
    subjects.close_to_whom_words_name(tx, report, f"{report.about_name}\n{report.what}\n{report.place}\n{report.happened}")
    note(tx, actor, report, "report:make")
    return report


def note(tx: Session, actor: Actor, report: Report, verb: str) -> None:
    """Audit what a reporter did; what an anonymous one did is counted when the day is over (`anonymous.py`)."""
    if not report.is_anonymous:
        audit.record(tx, actor, verb, report.id, school=report.school_id)


def _entry(report: Report) -> ReportEntry:
    return ReportEntry(
        school_id=report.school_id,
        report_id=report.id,
        kind="received",
        by=report.made_by,
        on_day=report.received_on,
        at=report.received_at,
    )


def _subjects(tx: Session, report: Report) -> list[ReportSubject]:
    """Whom it is about, as far as the reporter said: a role, everybody who may be meant by the name, or the name alone (M4)."""
    known = accounts.members(tx, report.school_id)
    found = meant(report.about_name, {who: each.name for who, each in known.items()})
    named = [_subject(report, "staff", user_id=who, is_sure=is_sure) for who, is_sure in found.items()]
    roles = set(roles_meant(report.about_name)) | ({report.about} & {"lead", "head"})
    named += [_subject(report, role, is_sure=role == report.about) for role in ROLES if role in roles]
    if report.about_name and not named:
        named.append(_subject(report, "outsider" if report.about == "nobody_here" else "staff"))
    return named


def _subject(report: Report, kind: SubjectKind, user_id: UUID | None = None, is_sure: bool = True) -> ReportSubject:
    return ReportSubject(
        school_id=report.school_id,
        report_id=report.id,
        kind=kind,
        user_id=user_id,
        name=report.about_name,
        is_sure=is_sure,
        named_by=report.made_by,
        named_at=report.received_at,
    )
