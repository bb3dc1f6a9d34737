"""The desks of the office and the leads over HTTP: paper forms, lists, disagreement, objections, capacity, answers from before."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from consentsvc.consent.speakers import Speaker
from consentsvc.forms.schemas import PurposeId
from consentsvc.kernel import sheets
from consentsvc.kernel.access import Actor, Permission, may, may_briefly, router
from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.database import Tx
from consentsvc.kernel.lanes import Lane
from consentsvc.kernel.schemas import one_line
from consentsvc.kernel.sheets import Encoding
from consentsvc.kernel.web import COUNTED_BY_ROUTE
from consentsvc.office import capacity, day_sheets, evidence, group_pictures, lists, mistakes, objections, paper, past, settling
from consentsvc.office.schemas import (
    Capacity,
    ConflictRow,
    EventBrief,
    EvidenceRow,
    GroupPictureChange,
    GroupPictureRow,
    InvalidationRow,
    Mistake,
    NeverShown,
    NewAssessment,
    NewChildPaperForm,
    NewObjection,
    NewPaperForm,
    NewSettlement,
    ObjectionDecision,
    ObjectionNoted,
    ObjectionRow,
    ObjectionState,
    PaperCheck,
    PaperForm,
    PaperFormEntered,
    PaperForms,
    PaperState,
    PastPreview,
    PastResult,
    Settling,
    Sha256,
    StickerSheet,
    WhoCannot,
)

api = router(prefix="/api", tags=["consent"])

Viewer = Annotated[Actor, may(Permission.CHILD_VIEW)]
SlowViewer = Annotated[Actor, may_briefly(Permission.CHILD_VIEW)]
AnswerViewer = Annotated[Actor, may(Permission.ANSWER_VIEW)]
Recorder = Annotated[Actor, may(Permission.ANSWER_RECORD)]
SlowRecorder = Annotated[Actor, may_briefly(Permission.ANSWER_RECORD)]
Verifier = Annotated[Actor, may(Permission.ANSWER_VERIFY)]
SlowEvidenceViewer = Annotated[Actor, may_briefly(Permission.EVIDENCE_VIEW)]
Assessor = Annotated[Actor, may(Permission.CAPACITY_ASSESS)]
ObjectionHandler = Annotated[Actor, may(Permission.OBJECTION_HANDLE)]
Importer = Annotated[Actor, may(Permission.ANSWER_IMPORT)]
PictureViewer = Annotated[Actor, may(Permission.PHOTO_VIEW)]
Namer = Annotated[Actor, may(Permission.PHOTO_RESOLVE)]
SlowImporter = Annotated[Actor, may_briefly(Permission.ANSWER_IMPORT)]

BYTES = {"schema": {"type": "string", "format": "binary"}}
RAW_BODY = {"requestBody": {"required": True, "content": {"application/octet-stream": BYTES}}}
CSV_BODY = {"requestBody": {"required": True, "content": {"text/csv": BYTES}}}
HERE_ALREADY: dict[int | str, dict[str, Any]] = {200: {"model": EvidenceRow, "description": "It was here already."}}
ANY_SCAN: dict[int | str, dict[str, Any]] = {200: {"content": dict.fromkeys(evidence.KINDS_OF_SCAN.values(), BYTES)}}
CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": BYTES}}}
PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": BYTES}}}

_files = Lane("scans of forms", lambda: 8)
_reading = Lane("files of past answers", lambda: 2)
_printing = Lane("printed lists", lambda: 2)

# Paper


@api.put("/evidence/{sha256}", status_code=201, responses=HERE_ALREADY, openapi_extra=RAW_BODY, max_body_size=COUNTED_BY_ROUTE)
async def add_evidence(
    sha256: Annotated[Sha256, Path()], request: Request, response: Response, actor: SlowRecorder
) -> EvidenceRow:
    """Upload the scan of a paper form (PDF, JPEG or PNG) as raw bytes, as often as you like: the same file stands once."""
    here = await run_in_threadpool(evidence.known_scan, actor, sha256)
    if here is not None:
        response.status_code = 200
        return here
    return await _files.run(evidence.take_scan, actor, await _whole(request, evidence.check_scan_size), sha256)


@api.get("/evidence/{evidence_id}", response_class=Response, responses=ANY_SCAN)
async def view_evidence(evidence_id: UUID, actor: SlowEvidenceViewer) -> Response:
    """The file as it was uploaded. Each look is recorded before the first byte leaves (A2)."""
    found = await run_in_threadpool(evidence.look_at, actor, evidence_id)
    file = await _files.run(blobs().stream, actor.school, found.sha256)
    headers = {"Content-Length": str(file.size), **evidence.AS_A_FILE}
    return StreamingResponse(_files.pieces(iter(file)), media_type=found.media_type, headers=headers)


@api.post("/children/{child_id}/paper-forms", status_code=201)
def enter_paper_form(actor: Recorder, tx: Tx, child_id: UUID, form: NewChildPaperForm) -> PaperFormEntered:
    """Type in a paper form. A no on it counts at once; a yes once somebody else has checked it (C15)."""
    return paper.enter(tx, actor, Speaker.for_child(child_id, form.guardian_id), form)


@api.post("/adults/{adult_id}/paper-forms", status_code=201)
def enter_adult_paper_form(actor: Recorder, tx: Tx, adult_id: UUID, form: NewPaperForm) -> PaperFormEntered:
    """Type in an adult's own paper form."""
    return paper.enter(tx, actor, Speaker.adult(adult_id), form)


@api.get("/paper-forms")
def paper_forms(actor: Verifier, tx: Tx, state: PaperState = "to_check") -> PaperForms:
    """Paper forms with a yes on them: to check, rejected and not typed in anew, or confirmed."""
    return paper.forms(tx, actor, state)


@api.get("/paper-forms/{receipt_id}")
def paper_form(actor: Verifier, tx: Tx, receipt_id: UUID) -> PaperForm:
    """One paper form, as it was typed in."""
    return paper.form(tx, actor, receipt_id)


@api.post("/paper-forms/{receipt_id}/verification", status_code=201)
def check_paper_form(actor: Verifier, tx: Tx, receipt_id: UUID, check: PaperCheck) -> PaperForm:
    """Confirm a form that somebody else typed in, or reject it (C15)."""
    return paper.check(tx, actor, receipt_id, check)


@api.post("/answers/{answer_id}/invalidation", status_code=201)
def invalidate_answer(actor: Recorder, tx: Tx, answer_id: UUID, mistake: Mistake) -> InvalidationRow:
    """Mark a yes as entered by mistake: it doesn't count from now on (C2)."""
    return mistakes.invalidate(tx, actor, answer_id, mistake.reason)


# Who can't

Uses = Annotated[list[PurposeId], Query(max_length=50)]


@api.get("/lists/who-cannot")
def who_cannot(
    actor: Viewer,
    tx: Tx,
    class_id: UUID | None = None,
    event_id: UUID | None = None,
    purpose: Uses = [],  # noqa: B006
) -> WhoCannot:
    """Who of a class or an event must not be shown, for which use. Never why. The look is recorded (A2)."""
    return lists.who_cannot(tx, actor, lists.Asked(class_id, event_id, purpose))


@api.get("/lists/who-cannot.csv", response_class=Response, responses=CSV)
def who_cannot_csv(
    actor: Viewer,
    tx: Tx,
    class_id: UUID | None = None,
    event_id: UUID | None = None,
    purpose: Uses = [],  # noqa: B006
    first_names: bool = False,
) -> Response:
    """The same list for a spreadsheet, by the children's numbers, safe from formulas."""
    listed = lists.who_cannot(tx, actor, lists.Asked(class_id, event_id, purpose))
    return _attached(lists.as_csv(listed, first_names=first_names), "text/csv", "who-cannot.csv")


@api.get("/lists/who-cannot.pdf", response_class=Response, responses=PDF)
async def who_cannot_pdf(
    actor: SlowViewer,
    class_id: UUID | None = None,
    event_id: UUID | None = None,
    purpose: Uses = [],  # noqa: B006
    first_names: bool = False,
) -> Response:
    """The same list for paper: a number and a mark, never a reason."""
    asked = lists.Asked(class_id, event_id, purpose)
    page = await _printing.run(lists.printed, actor, asked, first_names=first_names)
    return _attached(page, "application/pdf", "who-cannot.pdf")


# The day of an event


@api.get("/events/{event_id}/never-shown")
def never_shown(actor: Viewer, tx: Tx, event_id: UUID) -> NeverShown:
    """Who takes part and could be shown nowhere (E7). Never why. The look is recorded (A2)."""
    return day_sheets.never_shown(tx, actor, event_id)


@api.get("/events/{event_id}/brief")
def brief(actor: Viewer, tx: Tx, event_id: UUID) -> EventBrief:
    """The photographer's brief: who wears the marker for no pictures, by group (E5). Never why. The look is recorded (A2)."""
    return day_sheets.brief(tx, actor, event_id)


@api.get("/events/{event_id}/brief.pdf", response_class=Response, responses=PDF)
async def brief_pdf(actor: SlowViewer, event_id: UUID, first_names: bool = False) -> Response:
    """The same for paper, by the children's numbers."""
    page = await _printing.run(day_sheets.printed_brief, actor, event_id, first_names=first_names)
    return _attached(page, "application/pdf", "brief.pdf")


@api.get("/events/{event_id}/stickers.pdf", response_class=Response, responses=PDF)
async def stickers_pdf(actor: SlowViewer, event_id: UUID, sheet: StickerSheet, first_names: bool = False) -> Response:
    """A sticker or wristband for each child who takes part: each wears one, so that nobody stands out (E5)."""
    page = await _printing.run(day_sheets.printed_stickers, actor, event_id, sheet, first_names=first_names)
    return _attached(page, "application/pdf", "stickers.pdf")


@api.get("/events/{event_id}/group-pictures")
def event_group_pictures(actor: PictureViewer, tx: Tx, event_id: UUID) -> list[GroupPictureRow]:
    """The group pictures that are taken twice: with everybody, and without those who are shown nowhere (E7)."""
    return group_pictures.listed(tx, actor, event_id)


@api.post("/events/{event_id}/group-pictures", status_code=201)
def add_group_picture(actor: Namer, tx: Tx, event_id: UUID, new: GroupPictureChange) -> GroupPictureRow:
    """Add a group picture that is to be taken twice."""
    return group_pictures.add(tx, actor, event_id, new)


@api.put("/group-pictures/{group_picture_id}")
def change_group_picture(actor: Namer, tx: Tx, group_picture_id: UUID, new: GroupPictureChange) -> GroupPictureRow:
    """Name a group picture and its two photos anew."""
    return group_pictures.change(tx, actor, group_picture_id, new)


@api.delete("/group-pictures/{group_picture_id}", status_code=204)
def remove_group_picture(actor: Namer, tx: Tx, group_picture_id: UUID) -> None:
    """Take a group picture off the list; its photos stay."""
    group_pictures.remove(tx, actor, group_picture_id)


# Disagreement


@api.get("/conflicts")
def conflicts(actor: AnswerViewer, tx: Tx) -> list[ConflictRow]:
    """The children about whom two who can agree have said different things (C6)."""
    return settling.conflicts(tx, actor)


@api.get("/children/{child_id}/settling")
def child_settling(actor: AnswerViewer, tx: Tx, child_id: UUID) -> Settling:
    """Who said what about what is open for a child, what to do, and what was done."""
    return settling.settling_of(tx, actor, child_id)


@api.post("/children/{child_id}/settlements", status_code=201)
def note_settlement(actor: Recorder, tx: Tx, child_id: UUID, done: NewSettlement) -> Settling:
    """Write down whom you spoke to, and what came of it."""
    return settling.note(tx, actor, child_id, done)


# Objections


@api.post("/children/{child_id}/objections", status_code=201)
def record_objection(actor: Recorder, tx: Tx, child_id: UUID, new: NewObjection) -> ObjectionNoted:
    """Write down a family's objection to a use that rests on public task. It denies at once (C13)."""
    return objections.raise_objection(tx, actor, Speaker.for_child(child_id, new.guardian_id), new.purpose, new.reason)


@api.get("/objections")
def objections_to_handle(actor: ObjectionHandler, tx: Tx, state: ObjectionState | None = None) -> list[ObjectionRow]:
    """Every objection, or those in one state; the first to be answered comes first."""
    return objections.objections(tx, actor, state)


@api.post("/objections/{objection_id}/decision", status_code=201)
def decide_objection(actor: ObjectionHandler, tx: Tx, objection_id: UUID, decision: ObjectionDecision) -> ObjectionRow:
    """Uphold or overrule an objection, with a reason, or note that it was taken back."""
    return objections.decide(tx, actor, objection_id, decision)


# Capacity


@api.get("/children/{child_id}/capacity")
def child_capacity(actor: Assessor, tx: Tx, child_id: UUID) -> Capacity:
    """Whether a young person is taken to decide for themself, and every assessment (C7)."""
    return capacity.of_child(tx, actor, child_id)


@api.post("/children/{child_id}/capacity", status_code=201)
def assess_child(actor: Assessor, tx: Tx, child_id: UUID, assessment: NewAssessment) -> Capacity:
    """Write down whether a young person can decide for themself, and why."""
    return capacity.assess_child(tx, actor, child_id, assessment)


@api.get("/adults/{adult_id}/capacity")
def adult_capacity(actor: Assessor, tx: Tx, adult_id: UUID) -> Capacity:
    """Whether an adult is taken to decide for themself, and every assessment (C14)."""
    return capacity.of_adult(tx, actor, adult_id)


@api.post("/adults/{adult_id}/capacity", status_code=201)
def assess_adult(actor: Assessor, tx: Tx, adult_id: UUID, assessment: NewAssessment) -> Capacity:
    """Write down whether an adult can decide for themself, and why."""
    return capacity.assess_adult(tx, actor, adult_id, assessment)


# Answers from before


@api.post("/past-answers/imports", status_code=201, openapi_extra=CSV_BODY, max_body_size=COUNTED_BY_ROUTE)
async def preview_past_answers(
    request: Request,
    actor: SlowImporter,
    file_name: Annotated[str, one_line(200, shortest=0), Query()] = "",
    encoding: Encoding = "unicode",
) -> PastPreview:
    """Read a CSV file of answers that the school took before, and show what it would do, row by row. Nothing changes."""
    return await _reading.run(past.preview, actor, await _whole(request, sheets.check_size), file_name, encoding)


@api.get("/past-answers/imports/{import_id}")
def read_past_answers(actor: Importer, tx: Tx, import_id: UUID) -> PastPreview:
    """What a file would do, as it was worked out when it was read."""
    return past.read_preview(tx, actor, import_id)


@api.post("/past-answers/imports/{import_id}/apply")
def apply_past_answers(actor: Importer, tx: Tx, import_id: UUID) -> PastResult:
    """Take the answers over as the preview says: all of them or none."""
    return past.apply(tx, actor, import_id)


async def _whole(request: Request, check_size: Any) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        check_size(len(body))
    return bytes(body)


def _attached(data: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": "sandbox"}
    return Response(data, media_type=media_type, headers=headers)
