"""What the reports room's API takes and gives."""

from datetime import date, datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StringConstraints, model_validator

from consentsvc.kernel.schemas import Input, Named, composed, one_line
from consentsvc.reports.plain_words import in_words

Images = Literal["no", "yes", "unsure"]
"""Whether it is about nude or semi-nude images (M2): only a plain no opens a way for a picture."""

Raised = Literal["yes", "unsure"]
"""What a reader may find of a report that was said to be about no such image; there is no way back (M2)."""

Gap = Literal["staff", "lead", "head"]
"""About whom a report could be that nobody could read (M4)."""

Reporter = Literal["staff", "parent", "pupil", "public", "not_said"]
"""Who reports, as they say (M1)."""

About = Literal["nobody_here", "staff", "lead", "head", "not_said"]
"""Whether it is about somebody who works at the school (M4)."""

SubjectKind = Literal["staff", "lead", "head", "child", "outsider"]
"""Whom it is about. lead and head close the report to all in that role; staff, to the person named."""

ReportKind = Literal["by_adult", "by_child", "not_known"]
Severity = Literal["not_set", "low", "medium", "high"]

EntryKind = Literal[
    "received", "added", "answer", "note", "correction", "action", "decision", "subject", "child", "triage", "referral",
    "referral_answer", "task", "task_done", "taken_on", "handed_over", "pulled", "sealed", "traced", "alert", "acknowledged",
    "playbook", "closed", "reopened",
]  # fmt: skip
"""A step in the chronology (M5). received, added: by who reported. answer: for who reported to read."""

ReferralTo = Literal[
    "police", "social_care", "designated_officer", "ceop", "iwf", "report_remove", "platform", "regulator", "other"
]
"""Where a report can be referred (M6)."""

Outcome = Literal["substantiated", "unsubstantiated", "unfounded", "malicious", "no_further_action", "passed_on"]
"""How a report was closed (M10)."""

Theme = Literal[
    "asking_for_consent", "taking_pictures", "choosing_pictures", "names_beside_pictures", "websites", "social_media",
    "messages_and_sharing", "faked_images", "devices", "visitors_and_press", "other",
]  # fmt: skip
"""What a lesson is about (M10)."""


_WORDS_OF_A_PERSON = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
_READ = (AfterValidator(composed), AfterValidator(in_words))


def _lines(text: object) -> object:
    """Line breaks as one character, however a browser sends them, and nothing around it: what is blank isn't long enough."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip() if isinstance(text, str) else text


Words = Annotated[
    str,
    BeforeValidator(_lines),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=4000, pattern=_WORDS_OF_A_PERSON),
    *_READ,
]
PerhapsWords = Annotated[
    str,
    BeforeValidator(_lines),
    StringConstraints(strip_whitespace=True, max_length=4000, pattern=_WORDS_OF_A_PERSON),
    *_READ,
]
Line = Annotated[str, one_line(200), *_READ]
PerhapsLine = Annotated[str, one_line(200, shortest=0), *_READ]

Likeness = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""256 bits of what a picture looks like, in hexadecimal (PDQ)."""

MOST_LIKENESSES: Final = 40
"""Of five pictures, each as it is, mirrored and turned."""

Urgency = Literal["now", "high", "normal"]
"""How soon somebody has to look: now: danger, blackmail, or severe; high: images that may be nude or semi-nude, or of middle severity."""


class ReportRow(BaseModel):
    """A report in the desk's queue. received_at is empty where the reporter is anonymous (I6): then the day alone is known.

    is_taken_on: somebody who reads it has said that they have it. level: 0: for the leads, 1: the head, 2: the chair of governors.
    has_news: its reporter added something, and nobody who reads it has opened it since.
    """

    id: UUID
    reference: str
    urgency: Urgency
    received_on: date
    received_at: datetime | None
    images: Images
    about: About
    danger_now: bool
    blackmail: bool
    kind: ReportKind
    severity: Severity
    level: int
    is_taken_on: bool
    has_news: bool
    handler: Named | None
    open_tasks: int
    late_tasks: int
    outcome: Outcome | None
    closed_at: datetime | None


class SubjectRow(BaseModel):
    """Whom a report is about. user: somebody who signs in here, who sees nothing of it while they aren't cleared.

    is_sure: False where the service found them by a name that is much alike; it counts all the same. from_words: the name stood in
    what was written, not in answer to whom it is about.
    """

    id: UUID
    kind: SubjectKind
    user: Named | None
    child: Named | None
    name: str
    is_sure: bool
    from_words: bool
    named_by: Named | None
    named_at: datetime | None
    cleared_by: Named | None
    cleared_at: datetime | None


class ReferralRow(BaseModel):
    """A report passed to somebody outside, with their reference and answer (M6)."""

    id: UUID
    recipient: ReferralTo
    name: str
    referred_on: date
    reference: str
    answer: str
    answered_on: date | None
    by: Named
    at: datetime


class ReportTaskRow(BaseModel):
    """Something to be done. step: of a playbook, or of a rule; empty for one that somebody wrote."""

    id: UUID
    what: str
    step: str | None
    owner: Named | None
    due_on: date | None
    is_late: bool
    done_at: datetime | None
    done_by: Named | None
    outcome: str
    added_at: datetime


class ReportFileRow(BaseModel):
    """A picture that came with a report that is safe to handle (M2)."""

    id: UUID
    size: int
    width: int
    height: int
    on_day: date


class ReportedPhotoRow(BaseModel):
    """A photo of the school's that the report is about. is_reachable: False once it is sealed or deleted. distance: of 256 bits."""

    photo_id: UUID
    distance: int | None
    is_reachable: bool
    sealed_at: datetime | None
    added_by: Named
    added_at: datetime


class PullRow(BaseModel):
    """A pull (M7): nothing of this picture, or nothing that shows this child, goes out until it ends."""

    id: UUID
    child: Named | None
    photo_id: UUID | None
    by: Named
    at: datetime
    ended_by: Named | None
    ended_at: datetime | None
    why_ended: str


class ReportEntryRow(BaseModel):
    """A step of the chronology (M5). happened: when it happened, as somebody said; at, on_day: when it was written.

    by is empty for who reported, and for what the service did. at is empty where an anonymous reporter wrote it.
    """

    id: UUID
    kind: EntryKind
    text: str
    reason: str
    outcome: str
    happened: str
    about_id: UUID | None
    corrects_id: UUID | None
    by: Named | None
    on_day: date
    at: datetime | None


class ReportDetail(ReportRow):
    """Everything about one report; entries oldest first. readers: everybody who reads it now.

    images: by all that is known; images_said: as the reporter said. likenesses: how many came from the reporter's browser (M8).
    is_about_staff: it is closed to somebody who works here, so what is learned from it stays in it (M4, M10).
    """

    is_about_staff: bool
    reporter: Reporter
    is_anonymous: bool
    reporter_name: str
    reporter_contact: str
    made_by: Named | None
    images_said: Images
    likenesses: int
    language: str
    about_name: str
    what: str
    place: str
    happened: str
    risk_now: str
    acknowledged_by: Named | None
    acknowledged_at: datetime | None
    closed_by: Named | None
    subjects: list[SubjectRow]
    children: list[Named]
    referrals: list[ReferralRow]
    tasks: list[ReportTaskRow]
    files: list[ReportFileRow]
    photos: list[ReportedPhotoRow]
    pulls: list[PullRow]
    entries: list[ReportEntryRow]
    readers: list[Named]


class Naming(BaseModel):
    """What naming somebody came to. may_read: False where it ended the writer's own reading; then report is empty, for good.

    is_read: whether anybody reads it now; where nobody does, whoever wrote this has to tell somebody outside the school.
    """

    may_read: bool
    is_read: bool
    report: ReportDetail | None


class StaffMember(BaseModel):
    """Somebody who signs in here, to be named as whom a report is about."""

    id: UUID
    name: str
    roles: list[str]


class Readiness(BaseModel):
    """Whether somebody would read each kind of report. about_lead: one about any of the leads; about_head: about the head (M4).

    warnings: each in a sentence, with what mends it.
    """

    about_staff_is_read: bool
    about_lead_is_read: bool
    about_head_is_read: bool
    warnings: list[str]


class NewReport(Input):
    """A report (M1). images: whether it is about nude or semi-nude images (M2). happened: when, in words. No field takes a file.

    likenesses: of pictures that are safe to handle, as the reporter's browser worked them out, each as it is, mirrored and turned (M8).
    """

    images: Images
    about: About
    about_name: PerhapsLine = ""
    what: Words
    place: PerhapsWords = ""
    happened: PerhapsLine = ""
    danger_now: bool = False
    blackmail: bool = False
    likenesses: list[Likeness] = Field(default_factory=list, max_length=MOST_LIKENESSES)

    @model_validator(mode="after")
    def _has_likenesses_of_safe_pictures_alone(self) -> "NewReport":
        if self.likenesses and self.images != "no":
            raise ValueError("Nothing of a picture is taken in where it may be nude or semi-nude, not even its likeness.")
        return self

    @model_validator(mode="after")
    def _in_words_together(self) -> "NewReport":
        in_words("\n".join((self.about_name, self.what, self.place, self.happened)))
        return self


class StaffReport(NewReport):
    """A report by somebody who is signed in. draft: the form's own random text; theirs with the same words again is the same report."""

    draft: PerhapsLine = ""


class PublicReport(NewReport):
    """A report on the public form: with a name or a way to reach them, or anonymous."""

    reporter: Reporter
    reporter_name: PerhapsLine = ""
    reporter_contact: PerhapsLine = ""
    language: str = "en"


class MadeReport(BaseModel):
    """What who reported keeps: both are shown this once. picture_at: where a picture may be sent, if it is safe to (M2).

    is_read: whether anybody at the school may read it; if not, who reported has to tell somebody outside (M4).
    """

    reference: str
    secret: str
    picture_at: str | None
    is_read: bool


class ReportNote(Input):
    """An entry by hand. happened: when it happened, in words; the service notes when it was written. corrects_id: an earlier entry."""

    kind: Literal["note", "action", "decision", "correction"] = "note"
    text: Words
    reason: PerhapsWords = ""
    outcome: PerhapsWords = ""
    happened: PerhapsLine = ""
    corrects_id: UUID | None = None

    @model_validator(mode="after")
    def _corrects_something(self) -> "ReportNote":
        if (self.kind == "correction") != (self.corrects_id is not None):
            raise ValueError("A correction, and nothing else, names the entry that it corrects.")
        if self.kind == "decision" and not self.reason:
            raise ValueError("A decision has a reason.")
        return self


class ReporterAnswer(Input):
    """For who reported to read, when they come back with their secret."""

    text: Words


class ReportHandOver(Input):
    """To another who reads this report, and why."""

    to: UUID
    reason: Words


class Triage(Input):
    """By an adult or by a child, how severe, what the risk is now, and why (M6)."""

    kind: ReportKind
    severity: Literal["low", "medium", "high"]
    risk_now: Words
    reason: PerhapsWords = ""


class ImagesRaised(Input):
    """It may be about a nude or semi-nude image after all, and why (M2)."""

    images: Raised
    reason: Words


class NewSubject(Input):
    """Whom it is about (M4): somebody who signs in here (user_id), a child, or a name. lead, head without user_id: all in that role."""

    kind: SubjectKind
    user_id: UUID | None = None
    child_id: UUID | None = None
    name: PerhapsLine = ""
    reason: Words

    @model_validator(mode="after")
    def _names_somebody(self) -> "NewSubject":
        if (self.kind == "child") != (self.child_id is not None):
            raise ValueError("A child, and nobody else, is named by child_id.")
        if self.user_id is not None and self.kind not in ("staff", "lead", "head"):
            raise ValueError("Only somebody who works here is named by user_id.")
        if self.kind in ("staff", "outsider") and self.user_id is None and not self.name:
            raise ValueError("Say who it is.")
        return self


class Why(Input):
    reason: Words


class NewReportedChild(Input):
    """A child whom the report affects."""

    child_id: UUID


class NewReferral(Input):
    """To whom it was passed, when, and under which reference of theirs, where there is one already."""

    recipient: ReferralTo
    name: PerhapsLine = ""
    referred_on: date
    reference: PerhapsLine = ""


class ReferralAnswer(Input):
    """What they answered, and when. reference: where it came with the answer."""

    answer: Words
    answered_on: date
    reference: PerhapsLine = ""


class NewReportTask(Input):
    """owner_id: somebody who reads this report."""

    what: Words
    owner_id: UUID | None = None
    due_on: date | None = None


class ReportTaskChange(Input):
    """What is given is changed, in one that isn't done."""

    what: Words | None = None
    owner_id: UUID | None = None
    due_on: date | None = None


class ReportTaskDone(Input):
    outcome: PerhapsWords = ""


class NewPull(Input):
    """Take every publication of a child, or of a picture, out of service (M7): one of the two, and why."""

    child_id: UUID | None = None
    photo_id: UUID | None = None
    reason: Words

    @model_validator(mode="after")
    def _of_one(self) -> "NewPull":
        if (self.child_id is None) == (self.photo_id is None):
            raise ValueError("Say either which child, or which picture.")
        return self


class ReportedPhotoAct(Input):
    """A photo of the school's, and why."""

    photo_id: UUID
    reason: Words


class NewReportedPhoto(Input):
    """A photo of the school's that the report is about: its number, or an address of ours, published or in the staff app."""

    photo: Line


class PlaybookStep(BaseModel):
    """A step of the playbook for blackmail with faked images (M9), as it becomes a task."""

    step: str
    what: str
    links: list[str]


class Likenesses(Input):
    """A picture's likeness, as the reader's browser worked it out: as it is, mirrored and turned (M8). Of the picture nothing comes."""

    hashes: list[Likeness] = Field(min_length=1, max_length=8)


class Consulted(BaseModel):
    """What a child's answers came to when a picture was placed, and what they come to now."""

    child: Named
    then: str
    allowed_then: bool
    now: str
    allows_now: bool


class TracedPlacement(BaseModel):
    """Where one of our photos hung or hangs. copies: where else it is known to be."""

    id: UUID
    channel: Named
    purpose: str
    placed_at: datetime
    removed_at: datetime | None
    is_showing: bool
    copies: list[str]
    consulted: list[Consulted]


class Traced(BaseModel):
    """One of our photos that a reported picture is a copy of. distance: in how many of 256 bits they differ.

    children: who is named in it, whose families are to be told. placements: newest first; none: it never went out from here.
    """

    photo_id: UUID
    distance: int
    event: Named
    uploaded_at: datetime
    children: list[Named]
    placements: list[TracedPlacement]
