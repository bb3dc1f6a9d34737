"""A capture's story: each step, by whom, when. It only grows."""

from sqlmodel import Session

from consentsvc.captures.models import Capture, CaptureEntry
from consentsvc.captures.queries import Step
from consentsvc.captures.schemas import CaptureEntryKind, CaptureEntryRow
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.schemas import Named


def write(tx: Session, actor: Actor, found: Capture, kind: CaptureEntryKind, text: str = "") -> None:
    """Add a step to the capture's story."""
    entry = CaptureEntry(school_id=found.school_id, capture_id=found.id, kind=kind, text=text, by=actor.id, at=clock.now())
    tx.add(entry)
    tx.flush()


def row(step: Step) -> CaptureEntryRow:
    """A step as it is shown."""
    entry, by = step
    return CaptureEntryRow(
        kind=entry.kind,
        text=entry.text,
        by=Named(id=by.id, name=by.name) if by else None,
        at=entry.at,
    )
