from datetime import date, datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from consentsvc.kernel.tables import SchoolOwned, instant, one_of, owned, sequence, within_school
from consentsvc.reports.schemas import (
    About,
    EntryKind,
    Gap,
    Images,
    Outcome,
    Raised,
    ReferralTo,
    Reporter,
    ReportKind,
    Severity,
    SubjectKind,
)

IMAGES: tuple[str, ...] = get_args(Images)
RAISED: tuple[str, ...] = get_args(Raised)
GAPS: tuple[str, ...] = get_args(Gap)
REPORTERS: tuple[str, ...] = get_args(Reporter)
ABOUT: tuple[str, ...] = get_args(About)
SUBJECTS: tuple[str, ...] = get_args(SubjectKind)
KINDS: tuple[str, ...] = get_args(ReportKind)
SEVERITIES: tuple[str, ...] = get_args(Severity)
ENTRIES: tuple[str, ...] = get_args(EntryKind)
REFERRALS: tuple[str, ...] = get_args(ReferralTo)
OUTCOMES: tuple[str, ...] = get_args(Outcome)


class Report(SchoolOwned, table=True):
    """A misuse report as it came (M1), and how it stands (M6). What it says is never changed; what is known later stands in entries.

    reference: how the reporter names it; with the secret, whose keyed hash alone is kept, they come back. received_on: the day; the
    moment only where the reporter isn't anonymous (I6).
    """

    __tablename__ = "reports"
    __table_args__ = owned(
        UniqueConstraint("reference"),
        UniqueConstraint("school_id", "id", "images"),
        one_of("images", IMAGES),
        one_of("raised_to", RAISED),
        CheckConstraint("images = 'no' or likenesses = '{}'", name="likenesses_of_safe"),
        one_of("reporter", REPORTERS),
        one_of("about", ABOUT),
        one_of("kind", KINDS),
        one_of("severity", SEVERITIES),
        one_of("outcome", OUTCOMES),
        CheckConstraint(
            "not is_anonymous or (reporter_name = '' and reporter_contact = '' and made_by is null and received_at is null)",
            name="anonymous",
        ),
        Index("ix_reports_school_id_closed_at", "school_id", "closed_at"),
    )

    seq: int | None = sequence()
    reference: str
    secret_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    images: str = Field(description="As the reporter said.")
    raised_to: str | None = Field(default=None, description="What a reader found since; it never falls (M2).")
    likenesses: list[str] = Field(
        default_factory=list,
        sa_column=Column(ARRAY(String), nullable=False, server_default=text("'{}'")),
        description="Of pictures that are safe to handle, from the reporter's browser (M8).",
    )
    is_anonymous: bool
    reporter: str
    reporter_name: str = ""
    reporter_contact: str = Field(default="", description="How to reach them, if they want to be.")
    made_by: UUID | None = Field(default=None, foreign_key="users.id", description="Who made it signed in.")
    language: str = "en"
    about: str
    about_name: str = ""
    what: str
    place: str = Field(default="", description="Where it is, or was seen: an app, an address, a room.")
    happened: str = Field(default="", description="When, in words.")
    danger_now: bool = Field(default=False, description="Somebody is in danger now, as the reporter says.")
    blackmail: bool = Field(default=False, description="Somebody asks for money, or for more images (M9).")
    level: int = Field(
        default=0,
        description="0: for the leads, 1: the head, 2: the chair. With the next three kept by the database, from the subjects.",
    )
    closed_to: list[UUID] = Field(
        default_factory=list, sa_column=Column(ARRAY(Uuid), nullable=False, server_default=text("'{}'")), description="Users."
    )
    bars_leads: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    bars_heads: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    received_on: date
    received_at: datetime | None = instant(nullable=True)
    kind: str = "not_known"
    severity: str = "not_set"
    risk_now: str = ""
    handler_id: UUID | None = Field(default=None, foreign_key="users.id")
    acknowledged_by: UUID | None = Field(default=None, foreign_key="users.id")
    acknowledged_at: datetime | None = instant(nullable=True)
    seen_seq: int = Field(
        default=0,
        sa_column=Column(BigInteger, nullable=False, server_default=text("0")),
        description="The newest entry when somebody who reads it last opened it.",
    )
    outcome: str | None = None
    closed_by: UUID | None = Field(default=None, foreign_key="users.id")
    closed_at: datetime | None = instant(nullable=True)

    @property
    def images_now(self) -> Images:
        """Whether it may be about nude or semi-nude images, by all that is known (M2)."""
        return self.raised_to or self.images  # type: ignore[return-value]


class ReportSubject(SchoolOwned, table=True):
    """Whom a report is about (M4). user_id: somebody who signs in here; from this row's commit on they see nothing of it."""

    __tablename__ = "report_subjects"
    __table_args__ = owned(
        within_school("report_id", "reports"),
        within_school("child_id", "children"),
        one_of("kind", SUBJECTS),
        Index("ix_report_subjects_school_id_report_id", "school_id", "report_id"),
    )

    report_id: UUID
    kind: str
    user_id: UUID | None = Field(default=None, foreign_key="users.id")
    child_id: UUID | None = None
    name: str = ""
    is_sure: bool = Field(default=True, description="False: found by a name that is much alike. It counts all the same.")
    from_words: bool = Field(
        default=False, sa_column_kwargs={"server_default": text("false")}, description="Found in what was written, by no answer."
    )
    level: int = Field(
        default=0, sa_column_kwargs={"server_default": text("0")}, description="How high it takes the report. By the database."
    )
    held_by: list[UUID] = Field(
        default_factory=list,
        sa_column=Column(ARRAY(Uuid), nullable=False, server_default=text("'{}'")),
        description="Who had the role when it was named without a name: barred for good. By the database.",
    )
    named_by: UUID | None = Field(default=None, foreign_key="users.id")
    named_at: datetime | None = instant(nullable=True)
    cleared_by: UUID | None = Field(default=None, foreign_key="users.id", description="Who said that it isn't about them.")
    cleared_at: datetime | None = instant(nullable=True)


class ReportedChild(SchoolOwned, table=True):
    """A child whom a report affects."""

    __tablename__ = "reported_children"
    __table_args__ = owned(
        within_school("report_id", "reports"),
        within_school("child_id", "children"),
        UniqueConstraint("school_id", "report_id", "child_id"),
    )

    report_id: UUID
    child_id: UUID


class ReportEntry(SchoolOwned, table=True):
    """A step in the chronology (M5). Only ever added: a correction is another entry that names the one it corrects.

    happened: when it happened, as somebody said; at: when it was written (the day alone, where an anonymous reporter wrote it).
    """

    __tablename__ = "report_entries"
    __table_args__ = owned(
        within_school("report_id", "reports"),
        within_school("corrects_id", "report_entries"),
        one_of("kind", ENTRIES),
        Index("ix_report_entries_school_id_report_id", "school_id", "report_id"),
    )

    seq: int | None = sequence()
    report_id: UUID
    kind: str
    text: str = ""
    reason: str = ""
    outcome: str = ""
    happened: str = ""
    about_id: UUID | None = Field(default=None, description="The referral, task, child, photo or subject that it is about.")
    corrects_id: UUID | None = None
    by: UUID | None = Field(default=None, foreign_key="users.id", description="None: who reported, or the service.")
    on_day: date
    at: datetime | None = instant(nullable=True)


class Referral(SchoolOwned, table=True):
    """A report passed to somebody outside: when, under which reference, and what they answered (M6)."""

    __tablename__ = "report_referrals"
    __table_args__ = owned(
        within_school("report_id", "reports"),
        one_of("recipient", REFERRALS),
        Index("ix_report_referrals_school_id_report_id", "school_id", "report_id"),
    )

    report_id: UUID
    recipient: str
    name: str = Field(default="", description="Who, more exactly: which platform, which officer.")
    referred_on: date
    reference: str = ""
    answer: str = ""
    answered_on: date | None = None
    by: UUID = Field(foreign_key="users.id")
    at: datetime = instant()


class ReportTask(SchoolOwned, table=True):
    """Something to be done about a report: by whom, by when, and what came of it. step: of a playbook (M9)."""

    __tablename__ = "report_tasks"
    __table_args__ = owned(
        within_school("report_id", "reports"),
        UniqueConstraint("school_id", "report_id", "step"),
        Index("ix_report_tasks_school_id_report_id", "school_id", "report_id"),
    )

    report_id: UUID
    what: str
    step: str | None = None
    owner_id: UUID | None = Field(default=None, foreign_key="users.id")
    due_on: date | None = None
    done_at: datetime | None = instant(nullable=True)
    done_by: UUID | None = Field(default=None, foreign_key="users.id")
    outcome: str = ""
    added_at: datetime = instant()


class ReportFile(SchoolOwned, table=True):
    """A picture that came with a report of which the reporter said that it holds no nude or semi-nude image.

    The reference to the report names that answer: the database takes in no file for any other (I1).
    """

    __tablename__ = "report_files"
    __table_args__ = owned(
        ForeignKeyConstraint(
            ["school_id", "report_id", "images"],
            ["reports.school_id", "reports.id", "reports.images"],
            name="fk_report_files_of_safe_report",
        ),
        CheckConstraint("images = 'no'", name="images_no"),
        Index("ix_report_files_school_id_sha256", "school_id", "sha256"),
    )

    report_id: UUID
    images: str = "no"
    sha256: str
    size: int = Field(description="Bytes.")
    width: int
    height: int
    by: UUID | None = Field(default=None, foreign_key="users.id")
    on_day: date


class ReportedPhoto(SchoolOwned, table=True):
    """A photo of the school's that a report is about: traced by its hash (M8), pulled (M7), or sealed (I3)."""

    __tablename__ = "reported_photos"
    __table_args__ = owned(
        within_school("report_id", "reports"),
        within_school("photo_id", "photos"),
        within_school("seal_id", "seals"),
        UniqueConstraint("school_id", "report_id", "photo_id"),
    )

    report_id: UUID
    photo_id: UUID
    distance: int | None = Field(default=None, description="Of 256 bits, how many differ, where it was traced.")
    sealed_at: datetime | None = instant(nullable=True)
    seal_id: UUID | None = None
    added_by: UUID = Field(foreign_key="users.id")
    added_at: datetime = instant()


class Pull(SchoolOwned, table=True):
    """A hold on every publication of a child, or of a picture, while a report is looked into (M7): see clearance, PublicationHold."""

    __tablename__ = "report_pulls"
    __table_args__ = owned(
        within_school("report_id", "reports"),
        within_school("hold_id", "publication_holds"),
        UniqueConstraint("school_id", "hold_id"),
        Index("ix_report_pulls_school_id_report_id", "school_id", "report_id"),
    )

    report_id: UUID
    hold_id: UUID


class Alert(SchoolOwned, table=True):
    """That somebody was told of a report, or is to be told (I7). Made for each person and step; tried again until one acknowledges."""

    __tablename__ = "report_alerts"
    __table_args__ = owned(
        within_school("report_id", "reports"),
        UniqueConstraint("school_id", "report_id", "user_id", "step"),
        Index("ix_report_alerts_school_id_report_id", "school_id", "report_id"),
    )

    report_id: UUID
    user_id: UUID = Field(foreign_key="users.id")
    step: int = Field(description="0: at once or in school hours; then each try again, and the next in line.")
    at: datetime = instant()


class ReportGap(SchoolOwned, table=True):
    """A kind of report that nobody could read today, and since when; nothing of any report. Kept so that it is mailed once (M4)."""

    __tablename__ = "report_gaps"
    __table_args__ = owned(one_of("about", GAPS), UniqueConstraint("school_id", "about"))

    about: str
    since: datetime = instant()
