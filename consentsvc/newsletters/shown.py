"""An issue as it may be read at this moment: each picture decided now, each text asked again for the names of those shown (P1, P2)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.newsletters import queries
from consentsvc.newsletters.models import Issue
from consentsvc.newsletters.models import Part as PartRow
from consentsvc.publishing import together
from consentsvc.publishing.together import NO_WORDS, Placed, Shown
from consentsvc.schools import service as schools

NO_TITLE: Final = "Newsletter"
"""Stands for a title that gives the name of a child who is shown."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part to read. placed: of a picture, the placement that shows; None: it doesn't show (`kind` says that it is a picture)."""

    kind: str
    text: str
    alt: str
    placed: Placed | None

    @property
    def paragraphs(self) -> Sequence[Sequence[str]]:
        """The text's paragraphs, each as its lines."""
        blocks = self.text.replace("\n\n", "\0").split("\0")
        return [lines for block in blocks if (lines := [line for line in block.split("\n") if line.strip()])]


@dataclass(frozen=True, slots=True)
class ShownIssue:
    """An issue to read, with the names of its school and who may read which."""

    id: UUID
    title: str
    school: str
    out_at: datetime | None
    parts: Sequence[Part]


def shown(tx: Session, issue: Issue) -> ShownIssue:
    """The issue as families may read it now."""
    parts, pictures = _parts_and_pictures(tx, issue)
    return _issue(tx, issue, parts, pictures, pictures)


def shown_in_print(tx: Session, issue: Issue, purpose: str) -> ShownIssue:
    """The issue as it may be printed now: of its pictures those that show, and may go out for printing besides."""
    parts, pictures = _parts_and_pictures(tx, issue)
    allowed = together.also_for(tx, issue.school_id, pictures, purpose)
    return _issue(tx, issue, parts, pictures, {id_: each for id_, each in pictures.items() if id_ in allowed})


def _parts_and_pictures(tx: Session, issue: Issue) -> tuple[Sequence[PartRow], Mapping[UUID, Shown]]:
    parts = queries.parts(tx, issue.school_id, issue.id)
    photo_ids = [part.photo_id for part in parts if part.photo_id]
    return parts, together.shown(tx, issue.school_id, issue.channel_id, photo_ids)


def _issue(
    tx: Session, issue: Issue, parts: Sequence[PartRow], named: Mapping[UUID, Shown], pictures: Mapping[UUID, Shown]
) -> ShownIssue:
    """named: the pictures whose children's names are looked for; pictures: those to be seen."""
    beside = list(named.values())
    return ShownIssue(
        id=issue.id,
        title=NO_TITLE if _tells(issue.title, beside) else issue.title,
        school=schools.school(tx, issue.school_id).name,
        out_at=issue.out_at,
        parts=[each for part in parts if (each := _part(part, beside, pictures))],
    )


def _part(part: PartRow, beside: Collection[Shown], pictures: Mapping[UUID, Shown]) -> Part | None:
    """What is left of it; a text that gives a name is left out, whole: half a sentence may say what it was."""
    picture = pictures.get(part.photo_id) if part.photo_id else None
    text = "" if _tells(part.text, beside, picture) else part.text
    if part.photo_id is None:
        return Part(part.kind, text, "", None) if text.strip() else None
    if picture is None:
        return Part(part.kind, "", "", None)
    return Part(part.kind, text, NO_WORDS if _tells(part.alt, beside, picture) else part.alt, picture.placed)


def _tells(text: str, beside: Collection[Shown], of: Shown | None = None) -> bool:
    return bool(text) and bool(together.told({"text": text}, beside, of))
