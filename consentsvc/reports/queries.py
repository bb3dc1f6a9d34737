"""What the reports room reads. Every query names its school; which reports there are, the database decides (`readers.py`)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import and_, func, literal, text
from sqlmodel import Session, col, select

from consentsvc.consent.models import PublicationHold
from consentsvc.kernel.database import among
from consentsvc.kernel.errors import NotFound
from consentsvc.media.models import Photo
from consentsvc.reports.models import (
    Alert,
    Pull,
    Referral,
    Report,
    ReportedChild,
    ReportedPhoto,
    ReportEntry,
    ReportFile,
    ReportGap,
    ReportSubject,
    ReportTask,
)
from consentsvc.reports.schemas import EntryKind
from consentsvc.roster.models import Child

_READERS = text("select report_readers(:school, :level, :closed_to, :bars_leads, :bars_heads)")
LEVELS = 3
"""Leads, heads, chairs."""

Hanging = TypeVar("Hanging", ReportSubject, Referral, ReportTask, ReportFile, ReportEntry, Pull, Alert)
"""What hangs on a report."""


class Listed(NamedTuple):
    """A report, how many of its tasks aren't done, how many of those are late, and whether its reporter added what nobody has seen."""

    report: Report
    open_tasks: int
    late_tasks: int
    has_news: bool


class LinkedPhoto(NamedTuple):
    """A photo that a report is about, and whether the database still has it for anybody."""

    linked: ReportedPhoto
    is_reachable: bool


class Pulled(NamedTuple):
    """A pull, and the hold behind it."""

    pull: Pull
    hold: PublicationHold


def reports(tx: Session, school_id: UUID, today: date, *, closed: bool) -> Sequence[Listed]:
    """Those that this transaction's reader may read: open ones, and closed ones that nobody has opened since their reporter added
    to them, the oldest first; or closed ones, newest first.
    """
    has_news = _unseen_addition.exists()
    is_shown = col(Report.closed_at).is_not(None) if closed else col(Report.closed_at).is_(None) | has_news
    order = col(Report.closed_at).desc() if closed else col(Report.seq)
    query = select(Report, *_task_counts(today), has_news).where(Report.school_id == school_id, is_shown).order_by(order)
    return [Listed(*row) for row in tx.exec(query)]


def held(tx: Session, school_id: UUID, report_id: UUID) -> Report:
    """The report, as far as this transaction's reader may read it, held for writing until it ends. Raises NotFound."""
    query = select(Report).where(Report.school_id == school_id, Report.id == report_id).with_for_update()
    found = tx.exec(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound
    return found


def hold_reference(tx: Session, reference: str) -> None:
    """The same form sent twice comes one after the other."""
    tx.execute(text("select pg_advisory_xact_lock(hashtextextended(:reference, 7))"), {"reference": reference})


def by_reference(tx: Session, school_id: UUID, reference: str) -> Report | None:
    """The report that its reporter knows by this."""
    return tx.exec(select(Report).where(Report.school_id == school_id, Report.reference == reference)).first()


def file(tx: Session, school_id: UUID, report_id: UUID, file_id: UUID) -> ReportFile:
    """A picture that came with it. Raises NotFound."""
    found: ReportFile = _one(tx, ReportFile, school_id, report_id, file_id)
    return found


def listed(tx: Session, report: Report, today: date) -> Listed:
    """One report as it is in a list."""
    query = select(*_task_counts(today), _unseen_addition.exists()).where(
        Report.school_id == report.school_id, Report.id == report.id
    )
    return Listed(report, *tx.exec(query).one())


def _task_counts(today: date) -> tuple[Any, Any]:
    count = (
        select(func.count(col(ReportTask.id)))
        .where(ReportTask.school_id == Report.school_id, ReportTask.report_id == Report.id, col(ReportTask.done_at).is_(None))
        .correlate(Report)
    )
    return count.scalar_subquery(), count.where(col(ReportTask.due_on) < today).scalar_subquery()


def readers(tx: Session, report: Report, at_least: int | None = None) -> Collection[UUID]:
    """Who reads it now; with `at_least`: who would, if it were for those of this level or of a later one."""
    values = {
        "school": report.school_id,
        "level": report.level if at_least is None else at_least,
        "closed_to": list(report.closed_to),
        "bars_leads": report.bars_leads,
        "bars_heads": report.bars_heads,
    }
    return set(tx.execute(_READERS, values).scalars())


def line(tx: Session, report: Report) -> list[Collection[UUID]]:
    """Who reads it, then who is next in line, and so on; nobody twice, and nobody whom it is about."""
    found: list[Collection[UUID]] = []
    for level in range(report.level, LEVELS):
        new = set(readers(tx, report, level)) - set().union(*found)
        if new:
            found.append(new)
    return found


def subjects(tx: Session, school_id: UUID, report_id: UUID) -> Sequence[ReportSubject]:
    """Whom it is about, those who were cleared too, as they were named."""
    return _of(tx, ReportSubject, school_id, report_id, col(ReportSubject.named_at), col(ReportSubject.id))


def subject(tx: Session, school_id: UUID, report_id: UUID, subject_id: UUID) -> ReportSubject:
    """One of them. Raises NotFound."""
    return _one(tx, ReportSubject, school_id, report_id, subject_id)


def children(tx: Session, school_id: UUID, report_id: UUID) -> Sequence[Child]:
    """The children whom it affects, by name."""
    query = (
        select(Child)
        .join(ReportedChild, and_(col(ReportedChild.school_id) == Child.school_id, col(ReportedChild.child_id) == Child.id))
        .where(ReportedChild.school_id == school_id, ReportedChild.report_id == report_id)
        .order_by(col(Child.last_name), col(Child.first_name), col(Child.id))
    )
    return tx.exec(query).all()


def children_by_id(tx: Session, school_id: UUID, ids: Collection[UUID]) -> Sequence[Child]:
    """Those of `ids` that are this school's."""
    return tx.exec(select(Child).where(Child.school_id == school_id, among(Child.id, ids))).all()


def referrals(tx: Session, school_id: UUID, report_id: UUID) -> Sequence[Referral]:
    """To whom it was referred, in the order of the days."""
    return _of(tx, Referral, school_id, report_id, col(Referral.referred_on), col(Referral.at))


def referral(tx: Session, school_id: UUID, report_id: UUID, referral_id: UUID) -> Referral:
    """One of them. Raises NotFound."""
    return _one(tx, Referral, school_id, report_id, referral_id)


def tasks(tx: Session, school_id: UUID, report_id: UUID) -> Sequence[ReportTask]:
    """What is to be done, and what is done, as it was added."""
    return _of(tx, ReportTask, school_id, report_id, col(ReportTask.added_at), col(ReportTask.id))


def task(tx: Session, school_id: UUID, report_id: UUID, task_id: UUID) -> ReportTask:
    """One of them. Raises NotFound."""
    return _one(tx, ReportTask, school_id, report_id, task_id)


def files(tx: Session, school_id: UUID, report_id: UUID) -> Sequence[ReportFile]:
    """The pictures that came with it."""
    return _of(tx, ReportFile, school_id, report_id, col(ReportFile.on_day), col(ReportFile.id))


def entries(tx: Session, school_id: UUID, report_id: UUID) -> Sequence[ReportEntry]:
    """The chronology, in the database's order."""
    return _of(tx, ReportEntry, school_id, report_id, col(ReportEntry.seq))


def entry(tx: Session, school_id: UUID, report_id: UUID, entry_id: UUID) -> ReportEntry:
    """One step of it. Raises NotFound."""
    return _one(tx, ReportEntry, school_id, report_id, entry_id)


def photos(tx: Session, school_id: UUID, report_id: UUID) -> Sequence[LinkedPhoto]:
    """The school's photos that it is about, sealed ones too, as they were linked."""
    query = (
        select(ReportedPhoto, col(Photo.id).is_not(None))
        .outerjoin(Photo, and_(col(Photo.school_id) == ReportedPhoto.school_id, col(Photo.id) == ReportedPhoto.photo_id))
        .where(ReportedPhoto.school_id == school_id, ReportedPhoto.report_id == report_id)
        .order_by(col(ReportedPhoto.added_at), col(ReportedPhoto.id))
    )
    return [LinkedPhoto(*row) for row in tx.exec(query)]


def linked_photo(tx: Session, school_id: UUID, report_id: UUID, photo_id: UUID) -> ReportedPhoto | None:
    """The link between a report and a photo."""
    query = select(ReportedPhoto).where(
        ReportedPhoto.school_id == school_id, ReportedPhoto.report_id == report_id, ReportedPhoto.photo_id == photo_id
    )
    return tx.exec(query).first()


def of_anonymous(tx: Session, school_id: UUID, since: date, before: date) -> Mapping[date, Mapping[str, int]]:
    """How much came from anonymous reporters on each of these days: `received`, `added`, `pictures`."""
    days: dict[date, dict[str, int]] = {}
    for table, kind in ((ReportEntry, col(ReportEntry.kind)), (ReportFile, literal("pictures"))):
        query = (
            select(col(table.on_day), kind, func.count())
            .join(Report, and_(col(Report.school_id) == table.school_id, col(Report.id) == table.report_id))
            .where(table.school_id == school_id, Report.is_anonymous, kind.in_(("received", "added", "pictures")))
            .where(col(table.on_day) >= since, col(table.on_day) < before)
            .group_by(col(table.on_day), kind)
        )
        for day, name, count in tx.exec(query):
            days.setdefault(day, {})[name] = count
    return days


def pulls(tx: Session, school_id: UUID, report_id: UUID) -> Sequence[Pulled]:
    """What was pulled for it, as it was; a pull of a picture that is sealed or deleted since needs no showing."""
    query = (
        select(Pull, PublicationHold)
        .join(PublicationHold, and_(col(PublicationHold.school_id) == Pull.school_id, col(PublicationHold.id) == Pull.hold_id))
        .where(Pull.school_id == school_id, Pull.report_id == report_id)
        .order_by(col(PublicationHold.at), col(PublicationHold.id))
    )
    return [Pulled(*row) for row in tx.exec(query)]


def pull(tx: Session, school_id: UUID, report_id: UUID, pull_id: UUID) -> Pull:
    """One of them. Raises NotFound."""
    return _one(tx, Pull, school_id, report_id, pull_id)


def open_reports(tx: Session, school_id: UUID) -> Sequence[Report]:
    """Every report that isn't closed, and that this transaction sees."""
    query = select(Report).where(Report.school_id == school_id, col(Report.closed_at).is_(None)).order_by(col(Report.seq))
    return tx.exec(query).all()


def with_unseen_additions(tx: Session, school_id: UUID) -> Sequence[Report]:
    """Those, closed ones too, to which their reporter added after somebody who reads them last opened them."""
    query = select(Report).where(Report.school_id == school_id, _unseen_addition.exists())
    return tx.exec(query.order_by(col(Report.seq))).all()


_unseen_addition = (
    select(ReportEntry.id)
    .where(
        ReportEntry.school_id == Report.school_id,
        ReportEntry.report_id == Report.id,
        ReportEntry.kind == "added",
        col(ReportEntry.seq) > Report.seen_seq,
    )
    .correlate(Report)
)


def unseen_additions(tx: Session, report: Report) -> Sequence[ReportEntry]:
    """What its reporter added since somebody who reads it last opened it, the oldest first."""
    return [
        each for each in entries(tx, report.school_id, report.id) if each.kind == "added" and (each.seq or 0) > report.seen_seq
    ]


def newest_entry(tx: Session, report: Report, kind: EntryKind) -> int:
    """The place of its newest entry of this kind in the database's order; 0: there is none."""
    query = select(func.max(col(ReportEntry.seq))).where(
        ReportEntry.school_id == report.school_id, ReportEntry.report_id == report.id, ReportEntry.kind == kind
    )
    return tx.exec(query).one() or 0


def owns_a_task(tx: Session, school_id: UUID, user_id: UUID) -> bool:
    """Whether something about a report that isn't closed is theirs to do."""
    query = (
        select(ReportTask.id)
        .join(Report, and_(col(Report.school_id) == ReportTask.school_id, col(Report.id) == ReportTask.report_id))
        .where(ReportTask.school_id == school_id, ReportTask.owner_id == user_id)
        .where(col(ReportTask.done_at).is_(None), col(Report.closed_at).is_(None))
    )
    return tx.exec(query.limit(1)).first() is not None


def due_tasks(tx: Session, school_id: UUID, today: date) -> Sequence[tuple[Report, ReportTask]]:
    """What isn't done and whose day has come, with its report, which isn't closed; the longest due first."""
    query = (
        select(Report, ReportTask)
        .join(ReportTask, and_(col(ReportTask.school_id) == Report.school_id, col(ReportTask.report_id) == Report.id))
        .where(Report.school_id == school_id, col(Report.closed_at).is_(None))
        .where(col(ReportTask.done_at).is_(None), col(ReportTask.due_on) <= today)
        .order_by(col(ReportTask.due_on), col(ReportTask.id))
    )
    return tx.exec(query).all()


def who_minds(tx: Session, report: Report, task: ReportTask) -> Collection[UUID]:
    """Who is reminded of it: its owner, as long as they read the report; else all who do (M4)."""
    reading = set(readers(tx, report))
    return {each for each in reading if each == task.owner_id} or reading


def gaps(tx: Session, school_id: UUID) -> Sequence[ReportGap]:
    """The kinds of report that nobody could read when it was last looked at."""
    return tx.exec(select(ReportGap).where(ReportGap.school_id == school_id)).all()


def alerts(tx: Session, school_id: UUID, report_id: UUID) -> Sequence[Alert]:
    """Who was told of it, the newest step last."""
    return _of(tx, Alert, school_id, report_id, col(Alert.step))


def changed_hands_at(tx: Session, school_id: UUID, report_id: UUID) -> datetime | None:
    """When somebody was last named, or cleared, as whom it is about."""
    query = select(func.max(func.greatest(col(ReportSubject.named_at), col(ReportSubject.cleared_at)))).where(
        ReportSubject.school_id == school_id, ReportSubject.report_id == report_id
    )
    moment: datetime | None = tx.exec(query).one()
    return moment


def _of(tx: Session, table: type[Hanging], school_id: UUID, report_id: UUID, *order: Any) -> Sequence[Hanging]:
    query = select(table).where(table.school_id == school_id, table.report_id == report_id)
    return tx.exec(query.order_by(*order)).all()


def _one(tx: Session, table: type[Hanging], school_id: UUID, report_id: UUID, id_: UUID) -> Hanging:
    query = select(table).where(table.school_id == school_id, table.report_id == report_id, table.id == id_)
    found = tx.exec(query).first()
    if found is None:
        raise NotFound
    return found
