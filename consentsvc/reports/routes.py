"""The desk of those who read reports, over HTTP. Which reports there are for whom, the database decides (M3, M4)."""

from typing import Annotated
from uuid import UUID

from consentsvc.kernel.access import Actor, Permission, may, router
from consentsvc.kernel.database import Tx
from consentsvc.reports import following_up, pulling, service, subjects, tracing
from consentsvc.reports import readiness as ready
from consentsvc.reports.schemas import (
    ImagesRaised,
    Likenesses,
    Naming,
    NewPull,
    NewReferral,
    NewReportedChild,
    NewReportedPhoto,
    NewReportTask,
    NewSubject,
    PlaybookStep,
    Readiness,
    ReferralAnswer,
    ReportDetail,
    ReportedPhotoAct,
    ReporterAnswer,
    ReportHandOver,
    ReportNote,
    ReportRow,
    ReportTaskChange,
    ReportTaskDone,
    StaffMember,
    Traced,
    Triage,
    Why,
)

api = router(prefix="/api", tags=["reports"])

Reader = Annotated[Actor, may(Permission.REPORT_HANDLE)]


@api.get("/reports")
def reports(actor: Reader, tx: Tx, closed: bool = False) -> list[ReportRow]:
    """The reports that are this reader's to read (M3, M4): open ones by urgency, then age; or closed ones, newest first."""
    return service.reports(tx, actor, closed=closed)


@api.get("/reports/readiness")
def readiness(actor: Annotated[Actor, may(Permission.REPORT_READINESS)], tx: Tx) -> Readiness:
    """Whether each kind of report would be read by somebody whom it isn't about; nothing of any report. For administrators too."""
    return ready.readiness(tx, actor)


@api.get("/reports/staff")
def staff(actor: Reader, tx: Tx) -> list[StaffMember]:
    """Everybody who signs in at this school, to be named as whom a report is about."""
    return service.staff(tx, actor)


@api.get("/reports/playbook")
def playbook(actor: Reader, tx: Tx) -> list[PlaybookStep]:
    """The steps for blackmail with faked images (M9)."""
    return following_up.playbook(tx, actor)


@api.get("/reports/{report_id}")
def report(actor: Reader, tx: Tx, report_id: UUID) -> ReportDetail:
    """One report, whole: what was said, the chronology, whom it is about, what is done, who reads it."""
    return service.report(tx, actor, report_id)


@api.post("/reports/{report_id}/take-on")
def take_on(actor: Reader, tx: Tx, report_id: UUID) -> ReportDetail:
    """Say 'I have it': the alerts end (I7), and it is yours to handle."""
    return service.take_on(tx, actor, report_id)


@api.post("/reports/{report_id}/hand-over")
def hand_over(actor: Reader, tx: Tx, report_id: UUID, given: ReportHandOver) -> ReportDetail:
    """Give it to another who reads it."""
    return service.hand_over(tx, actor, report_id, given)


@api.post("/reports/{report_id}/notes")
def note(actor: Reader, tx: Tx, report_id: UUID, given: ReportNote) -> ReportDetail:
    """Add a note, an action, a decision or a correction to the chronology, which only grows (M5)."""
    return service.note(tx, actor, report_id, given)


@api.post("/reports/{report_id}/answers")
def answer(actor: Reader, tx: Tx, report_id: UUID, given: ReporterAnswer) -> ReportDetail:
    """Write to who reported, for when they come back (M1)."""
    return service.answer(tx, actor, report_id, given.text)


@api.post("/reports/{report_id}/triage")
def triage(actor: Reader, tx: Tx, report_id: UUID, given: Triage) -> ReportDetail:
    """By an adult or a child, how severe, and the risk now (M6)."""
    return service.triage(tx, actor, report_id, given)


@api.post("/reports/{report_id}/images")
def raise_images(actor: Reader, tx: Tx, report_id: UUID, given: ImagesRaised) -> ReportDetail:
    """It may be about a nude or semi-nude image after all: its pictures are shut from now on, for good (M2)."""
    return service.raise_images(tx, actor, report_id, given)


@api.post("/reports/{report_id}/reopen")
def reopen(actor: Reader, tx: Tx, report_id: UUID, given: Why) -> ReportDetail:
    """Open a closed report again."""
    return service.reopen(tx, actor, report_id, given.reason)


@api.post("/reports/{report_id}/subjects")
def name_subject(actor: Reader, tx: Tx, report_id: UUID, given: NewSubject) -> Naming:
    """Name somebody whom it is about: from now on they see nothing of it (M4). That may be you."""
    return subjects.name(tx, actor, report_id, given)


@api.post("/reports/{report_id}/subjects/{subject_id}/clear")
def clear_subject(actor: Reader, tx: Tx, report_id: UUID, subject_id: UUID, given: Why) -> Naming:
    """Say that it isn't about them after all."""
    return subjects.clear(tx, actor, report_id, subject_id, given.reason)


@api.post("/reports/{report_id}/children")
def affect(actor: Reader, tx: Tx, report_id: UUID, given: NewReportedChild) -> ReportDetail:
    """Add a child whom it affects."""
    return subjects.affect(tx, actor, report_id, given.child_id)


@api.post("/reports/{report_id}/referrals")
def refer(actor: Reader, tx: Tx, report_id: UUID, given: NewReferral) -> ReportDetail:
    """Note that it was passed to somebody outside (M6)."""
    return following_up.refer(tx, actor, report_id, given)


@api.post("/reports/{report_id}/referrals/{referral_id}/answer")
def referral_answer(actor: Reader, tx: Tx, report_id: UUID, referral_id: UUID, given: ReferralAnswer) -> ReportDetail:
    """Note what they answered."""
    return following_up.note_referral_answer(tx, actor, report_id, referral_id, given)


@api.post("/reports/{report_id}/tasks")
def add_task(actor: Reader, tx: Tx, report_id: UUID, given: NewReportTask) -> ReportDetail:
    """Add something to be done."""
    return following_up.add_task(tx, actor, report_id, given)


@api.patch("/reports/{report_id}/tasks/{task_id}")
def change_task(actor: Reader, tx: Tx, report_id: UUID, task_id: UUID, given: ReportTaskChange) -> ReportDetail:
    """Change its words, whose it is, or its day."""
    return following_up.change_task(tx, actor, report_id, task_id, given)


@api.post("/reports/{report_id}/tasks/{task_id}/done")
def finish_task(actor: Reader, tx: Tx, report_id: UUID, task_id: UUID, given: ReportTaskDone) -> ReportDetail:
    """Say that it is done, and what came of it."""
    return following_up.finish_task(tx, actor, report_id, task_id, given)


@api.post("/reports/{report_id}/playbook")
def start_playbook(actor: Reader, tx: Tx, report_id: UUID) -> ReportDetail:
    """Make each step for blackmail with faked images a task (M9)."""
    return following_up.start_playbook(tx, actor, report_id)


@api.post("/reports/{report_id}/photos")
def link_photo(actor: Reader, tx: Tx, report_id: UUID, given: NewReportedPhoto) -> ReportDetail:
    """Note that it is about a picture of ours, by its number or an address; nothing is opened, whatever the report is about."""
    return pulling.link(tx, actor, report_id, given.photo)


@api.post("/reports/{report_id}/pulls")
def pull(actor: Reader, tx: Tx, report_id: UUID, given: NewPull) -> ReportDetail:
    """Take every publication of a child, or of a picture, out of service (M7)."""
    return pulling.pull(tx, actor, report_id, given)


@api.post("/reports/{report_id}/pulls/{pull_id}/end")
def end_pull(actor: Reader, tx: Tx, report_id: UUID, pull_id: UUID, given: Why) -> ReportDetail:
    """Let go out again what may."""
    return pulling.end_pull(tx, actor, report_id, pull_id, given.reason)


@api.post("/reports/{report_id}/seal")
def seal(actor: Reader, tx: Tx, report_id: UUID, given: ReportedPhotoAct) -> ReportDetail:
    """Hide a picture from everybody in one step; it stays as evidence (I3)."""
    return pulling.seal(tx, actor, report_id, given)


@api.post("/reports/{report_id}/trace")
def trace(actor: Reader, tx: Tx, report_id: UUID, given: Likenesses) -> list[Traced]:
    """Which of our photos a picture is a copy of, by its likeness alone, and where they hung (M8). Only where it is safe to handle."""
    return tracing.trace(tx, actor, report_id, given)


@api.post("/reports/{report_id}/trace-sent")
def trace_sent(actor: Reader, tx: Tx, report_id: UUID) -> list[Traced]:
    """The same by the likenesses that came with the report, from its reporter's own browser (M8). Only where it is safe to handle."""
    return tracing.trace_what_came(tx, actor, report_id)
