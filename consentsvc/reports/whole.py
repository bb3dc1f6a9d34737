"""A report whole, as one of its readers sees it: all that hangs on it, and what everybody in it is called."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel import Session

from consentsvc.accounts import service as accounts
from consentsvc.kernel import clock
from consentsvc.kernel.schemas import Named
from consentsvc.reports import queries
from consentsvc.reports.models import Report, ReportEntry, ReportSubject, ReportTask
from consentsvc.reports.playbook import BLACKMAIL
from consentsvc.reports.schemas import (
    PullRow,
    ReferralRow,
    ReportDetail,
    ReportedPhotoRow,
    ReportEntryRow,
    ReportFileRow,
    ReportTaskRow,
    SubjectRow,
)


class Whole:
    """What hangs on one report, and what everybody on it is called."""

    def __init__(self, tx: Session, found: Report) -> None:
        school_id, report_id = found.school_id, found.id
        self.report = found
        self.readers = queries.readers(tx, found)
        self.subjects = queries.subjects(tx, school_id, report_id)
        self.children = queries.children(tx, school_id, report_id)
        self.referrals = queries.referrals(tx, school_id, report_id)
        self.tasks = queries.tasks(tx, school_id, report_id)
        self.files = queries.files(tx, school_id, report_id)
        self.photos = queries.photos(tx, school_id, report_id)
        self.pulls = queries.pulls(tx, school_id, report_id)
        self.entries = queries.entries(tx, school_id, report_id)
        self.names = names_of(tx, self._people())
        named = {each.child_id for each in self.subjects} | {each.hold.child_id for each in self.pulls}
        found_children = queries.children_by_id(tx, school_id, [each for each in named if each])
        self.child_names = {each.id: Named(id=each.id, name=f"{each.first_name} {each.last_name}") for each in found_children}

    def _people(self) -> set[UUID | None]:
        report = self.report
        people = {*self.readers, report.made_by, report.handler_id, report.acknowledged_by, report.closed_by}
        for subject in self.subjects:
            people |= {subject.user_id, subject.named_by, subject.cleared_by}
        for task in self.tasks:
            people |= {task.owner_id, task.done_by}
        for pulled in self.pulls:
            people |= {pulled.hold.by, pulled.hold.ended_by}
        people |= {each.by for each in self.referrals} | {each.by for each in self.entries}
        return people | {each.linked.added_by for each in self.photos}

    def detail(self, row: Mapping[str, Any]) -> ReportDetail:
        """Everything about it. row: what is said of it alone, as in a list."""
        report = self.report
        said = ("reporter", "is_anonymous", "reporter_name", "reporter_contact", "language", "about_name", "what", "place")
        known = ("happened", "risk_now", "acknowledged_at")
        return ReportDetail(
            **row,
            **{field: getattr(report, field) for field in (*said, *known)},
            made_by=self._who(report.made_by),
            images_said=report.images,
            likenesses=len(report.likenesses),
            acknowledged_by=self._who(report.acknowledged_by),
            closed_by=self._who(report.closed_by),
            subjects=[self._subject(each) for each in self.subjects],
            children=[Named(id=each.id, name=f"{each.first_name} {each.last_name}") for each in self.children],
            referrals=[ReferralRow(**_fields(each, by=self._who(each.by))) for each in self.referrals],
            tasks=[self._task(each) for each in sorted(self.tasks, key=_in_playbook)],
            files=[ReportFileRow(**_fields(each)) for each in self.files],
            photos=[self._photo(each) for each in self.photos],
            pulls=[self._pull(each) for each in self.pulls],
            entries=[self._entry(each) for each in self.entries],
            readers=[each for each in self.names.values() if each.id in self.readers],
        )

    def _subject(self, subject: ReportSubject) -> SubjectRow:
        child = self.child_names.get(subject.child_id) if subject.child_id else None
        who = {"user": self._who(subject.user_id), "child": child}
        return SubjectRow(
            **_fields(subject, **who, named_by=self._who(subject.named_by), cleared_by=self._who(subject.cleared_by))
        )

    def _task(self, task: ReportTask) -> ReportTaskRow:
        is_late = task.done_at is None and task.due_on is not None and task.due_on < clock.today()
        return ReportTaskRow(**_fields(task, owner=self._who(task.owner_id), done_by=self._who(task.done_by), is_late=is_late))

    def _photo(self, photo: queries.LinkedPhoto) -> ReportedPhotoRow:
        return ReportedPhotoRow(
            **_fields(photo.linked, is_reachable=photo.is_reachable, added_by=self._who(photo.linked.added_by))
        )

    def _pull(self, pulled: queries.Pulled) -> PullRow:
        hold = pulled.hold
        child = self.child_names.get(hold.child_id) if hold.child_id else None
        by = {"by": self._who(hold.by), "ended_by": self._who(hold.ended_by)}
        return PullRow(**_fields(hold, id=pulled.pull.id, child=child, **by))

    def _entry(self, entry: ReportEntry) -> ReportEntryRow:
        return ReportEntryRow(**_fields(entry, by=self._who(entry.by)))

    def _who(self, user_id: UUID | None) -> Named | None:
        return self.names.get(user_id) if user_id else None


def _in_playbook(task: ReportTask) -> tuple[Any, int]:
    order = [each.step for each in BLACKMAIL]
    return task.added_at, order.index(task.step) if task.step in order else len(order)


def names_of(tx: Session, user_ids: set[UUID | None]) -> Mapping[UUID, Named]:
    """What these users are called; of a user who isn’t there, nothing."""
    return accounts.named(tx, [each for each in user_ids if each])


def _fields(row: Any, **instead: Any) -> dict[str, Any]:
    return {**row.model_dump(), **instead}
