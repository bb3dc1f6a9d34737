"""What the newsletters room's API takes and gives."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from consentsvc.kernel.schemas import Input, composed, one_line

IssueState = Literal["draft", "out"]
PartKind = Literal["heading", "text", "picture"]
Weight = Literal["stops", "waits", "notice"]
"""What a finding of the check does: it keeps the issue in, somebody else's release is waited for, or it is only to be known."""

MOST_PARTS = 200
MOST_HEADING = 150
MOST_CAPTION = 500
MOST_ALT = 300

_LINES = r"^[^\x00-\x09\x0b-\x1f\x7f]*$"

Title = Annotated[str, one_line(MOST_HEADING), AfterValidator(composed)]
Text = Annotated[str, StringConstraints(max_length=10_000, pattern=_LINES), AfterValidator(composed)]
Alt = Annotated[str, one_line(MOST_ALT, 0), AfterValidator(composed)]
Revision = Annotated[int, Field(ge=1, le=2**31 - 1)]


class NewIssue(Input):
    channel_id: UUID
    title: Title


class PartInput(Input):
    """A heading, some text (a line without a word begins a new paragraph), or a picture, whose `text` is its caption."""

    kind: PartKind
    text: Text = ""
    photo_id: UUID | None = None
    alt: Alt = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.kind == "picture") != (self.photo_id is not None):
            raise ValueError("A picture has a photo, and nothing else has.")
        if self.alt and self.kind != "picture":
            raise ValueError("Only a picture has an alternative text.")
        most = {"heading": MOST_HEADING, "picture": MOST_CAPTION}.get(self.kind)
        if most is not None and (len(self.text) > most or "\n" in self.text):
            raise ValueError(f"A {self.kind} takes one line of up to {most} characters.")
        return self


class IssueDraft(Input):
    """An issue as it is to be from now on. `revision`: of the issue that was edited."""

    revision: Revision
    title: Title
    parts: Annotated[list[PartInput], Field(max_length=MOST_PARTS)]


class IssueStep(Input):
    """`revision`: of the issue that was looked at."""

    revision: Revision


class IssueRow(BaseModel):
    """One issue. address: of its page, which is there once it is out; none where it is for print alone."""

    id: UUID
    channel_id: UUID
    channel_name: str
    purpose: str
    title: str
    state: IssueState
    pictures: int
    address: str | None
    created_at: datetime
    out_at: datetime | None


class PartRow(BaseModel):
    kind: PartKind
    text: str
    photo_id: UUID | None
    alt: str


class IssueDetail(IssueRow):
    """An issue with its parts. cannot_recall: what can't be taken back once it is out, in plain words (P9)."""

    revision: int
    parts: list[PartRow]
    cannot_recall: list[str]


class Finding(BaseModel):
    """One thing that the check found. part: at which place, from 0; none: in the title, or the whole issue.

    rule: the rule behind it, where there is one.
    """

    part: int | None
    weight: Weight
    rule: str | None
    code: str
    text: str
    mend: str | None


class IssueCheck(BaseModel):
    """The issue as a whole, looked at now. ready: it can go out."""

    revision: int
    ready: bool
    findings: list[Finding]


class Recipients(BaseModel):
    """Families' addresses that an issue goes to. left: not mailed yet; of the others, how their letters fare."""

    left: int
    waiting: int
    sent: int
    failed: int


class MailCopy(BaseModel):
    """The issue as a mail, to be sent from somewhere else: its pictures are fetched from here, each decided at that moment."""

    subject: str
    html: str
    text: str
