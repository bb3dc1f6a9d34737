"""Incidents and learning over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from consentsvc.breaches.schemas import BreachDetail
from consentsvc.captures.schemas import CaptureDetail
from consentsvc.incidents import figures, learning, service
from consentsvc.incidents.schemas import (
    ActionOutcome,
    ActionRow,
    BreachLearned,
    CaptureLearned,
    DigestDraft,
    DigestRow,
    FiguresByMonth,
    IncidentRow,
    Learning,
    LessonChange,
    LessonRow,
    NewAction,
    NewDigest,
    NewIncident,
    NewLesson,
    NewReview,
    Opened,
    ReportLearned,
    Term,
)
from consentsvc.kernel.access import Actor, Permission, SignedIn, may, router
from consentsvc.kernel.database import Tx
from consentsvc.reports.schemas import ReportDetail

api = router(prefix="/api", tags=["incidents"])

Anybody = Annotated[Actor, Depends(SignedIn())]
Reader = Annotated[Actor, may(Permission.LEARNING_VIEW)]
Editor = Annotated[Actor, may(Permission.LEARNING_EDIT)]


@api.get("/incidents")
def incidents(actor: Anybody, tx: Tx, closed: bool = False) -> list[IncidentRow]:
    """Captures, breaches and reports that whoever asks may read, newest first: for many, none."""
    return service.incidents(tx, actor, closed=closed)


@api.post("/incidents", status_code=201)
def open_one(actor: Anybody, tx: Tx, new: NewIncident) -> Opened:
    """Log a capture, write a breach down, or make a report, by its `kind`; each as far as whoever asks may."""
    return service.open_one(tx, actor, new)


@api.post("/incidents/breaches/{breach_id}/close")
def close_breach(
    actor: Annotated[Actor, may(Permission.BREACH_HANDLE)], tx: Tx, breach_id: UUID, given: BreachLearned
) -> BreachDetail:
    """Close a breach, and keep what was learned by theme (M10)."""
    return service.close_breach(tx, actor, breach_id, given)


@api.post("/incidents/captures/{capture_id}/close")
def close_capture(
    actor: Annotated[Actor, may(Permission.CAPTURE_HANDLE)], tx: Tx, capture_id: UUID, given: CaptureLearned
) -> CaptureDetail:
    """Close a capture, and keep what was learned by theme (M10)."""
    return service.close_capture(tx, actor, capture_id, given)


@api.post("/incidents/reports/{report_id}/close")
def close_report(
    actor: Annotated[Actor, may(Permission.REPORT_HANDLE)], tx: Tx, report_id: UUID, given: ReportLearned
) -> ReportDetail:
    """Close a report with its outcome, and keep what was learned by theme (M10)."""
    return service.close_report(tx, actor, report_id, given)


@api.get("/learning")
def what_was_learned(actor: Reader, tx: Tx) -> Learning:
    """Lessons by theme, the action plan, and what went to staff each term."""
    return learning.learning(tx, actor)


@api.get("/learning/figures")
def by_month(actor: Reader, tx: Tx) -> FiguresByMonth:
    """How many, month by month, as far as whoever asks may know."""
    return figures.figures(tx, actor)


@api.post("/learning/lessons", status_code=201)
def add_lesson(actor: Editor, tx: Tx, new: NewLesson) -> LessonRow:
    """Write down a lesson that comes from no record."""
    return learning.add_lesson(tx, actor, new)


@api.put("/learning/lessons/{lesson_id}")
def change_lesson(actor: Editor, tx: Tx, lesson_id: UUID, change: LessonChange) -> LessonRow:
    """Word it anew, and let it stand in the digest, or not."""
    return learning.change_lesson(tx, actor, lesson_id, change)


@api.post("/learning/actions", status_code=201)
def plan(actor: Editor, tx: Tx, new: NewAction) -> ActionRow:
    """Put an action on the plan: whose it is, by when, and when it is looked at."""
    return learning.plan(tx, actor, new)


@api.post("/learning/actions/{action_id}/reviews")
def review(actor: Reader, tx: Tx, action_id: UUID, given: NewReview) -> ActionRow:
    """Say how it goes, and when it is looked at again."""
    return learning.review(tx, actor, action_id, given)


@api.post("/learning/actions/{action_id}/done")
def done(actor: Reader, tx: Tx, action_id: UUID, given: ActionOutcome) -> ActionRow:
    """Say that it is done, and what came of it."""
    return learning.done(tx, actor, action_id, given)


@api.get("/learning/digests/{term}")
def digest(actor: Editor, tx: Tx, term: Term) -> DigestDraft:
    """A term's digest, as it went out or as it would (2026-autumn)."""
    return learning.drafted(tx, actor, term)


@api.post("/learning/digests", status_code=201)
def send(actor: Editor, tx: Tx, given: NewDigest) -> DigestRow:
    """Send it to everybody who works here."""
    return learning.send(tx, actor, given)
