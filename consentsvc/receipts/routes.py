"""Receipts for staff: what was shown and said at one time, and its print for the family (C3, C16)."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel

from consentsvc.consent.rules import Method, Said
from consentsvc.consent.speakers import Authority
from consentsvc.forms.purposes import Basis, Condition
from consentsvc.kernel.access import Actor, Permission, may, router
from consentsvc.kernel.database import Tx
from consentsvc.receipts import service as receipts
from consentsvc.receipts import texts as receipt_texts
from consentsvc.receipts.service import Line, Receipt

api = router(prefix="/api/children/{child_id}/receipts/{receipt_id}", tags=["receipts"])

Viewer = Annotated[Actor, may(Permission.ANSWER_VIEW)]


class ReceiptLine(BaseModel):
    """One answer, with the exact wording that was shown."""

    purpose: str
    name: str
    question: str
    reach: str
    basis: Basis
    said: Said
    conditions: list[Condition]
    event_id: UUID | None
    at: datetime
    expires_on: date | None
    signed_on: date | None


class ReceiptDetail(BaseModel):
    """What one person answered at one time. `guardian_id` empty: the child's own. `is_checked`: no translation that nobody had checked."""

    id: UUID
    guardian_id: UUID | None
    authority: Authority | None
    method: Method
    language: str
    is_checked: bool
    lines: list[ReceiptLine]


@api.get("")
def child_receipt(actor: Viewer, tx: Tx, child_id: UUID, receipt_id: UUID) -> ReceiptDetail:
    """What was shown and said at one time."""
    receipt, _ = receipts.receipt_for_staff(tx, actor, child_id, receipt_id)
    return _detail(receipt)


@api.get("/pdf", responses={200: {"content": {"application/pdf": {}}}}, response_class=Response)
def printed_child_receipt(actor: Viewer, tx: Tx, child_id: UUID, receipt_id: UUID) -> Response:
    """The receipt on paper, for the family."""
    receipt, about = receipts.receipt_for_staff(tx, actor, child_id, receipt_id)
    name = {"content-disposition": f'inline; filename="receipt-{receipt_id}.pdf"'}
    return Response(receipt_texts.printed(receipt, about), media_type="application/pdf", headers=name)


def _detail(receipt: Receipt) -> ReceiptDetail:
    return ReceiptDetail(
        id=receipt.id,
        guardian_id=receipt.speaker.guardian_id,
        authority=receipt.authority,
        method=receipt.method,
        language=receipt.language,
        is_checked=receipt.is_checked,
        lines=[_line(each) for each in receipt.lines],
    )


def _line(line: Line) -> ReceiptLine:
    return ReceiptLine(
        purpose=line.question.purpose,
        name=line.question.name,
        question=line.question.question,
        reach=line.question.reach,
        basis=line.question.basis,
        said=line.said,
        conditions=list(line.conditions),
        event_id=line.event_id,
        at=line.at,
        expires_on=line.expires_on,
        signed_on=line.signed_on,
    )
