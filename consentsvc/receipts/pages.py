"""Receipts over HTTP: a family's own, to read and keep, and a page where anybody can check that one is real (C16)."""

from typing import Annotated
from uuid import UUID

from fastapi import File, Form, Request, Response, UploadFile

from consentsvc.families.pages import SignedInFamily, family_page
from consentsvc.kernel import pages
from consentsvc.kernel.access import Actor, public, router
from consentsvc.kernel.database import Tx
from consentsvc.receipts import linked_data
from consentsvc.receipts import service as receipts
from consentsvc.receipts import texts as receipt_texts

api = router(tags=["receipts"])

Anybody = Annotated[Actor, public("whoever is shown a receipt may ask whether it is real; it is told that alone")]


@api.get("/f/{token}/receipts.json")
def all_receipts(family: SignedInFamily, tx: Tx) -> Response:
    """Every receipt of this speaker, each signed, in one file."""
    found = receipts.receipts_of(tx, family.actor.school, family.speaker)
    return _file(linked_data.as_file(linked_data.collection(found)), "receipts.json", "application/ld+json")


@api.get("/f/{token}/receipts/{receipt_id}.json")
def receipt_as_data(family: SignedInFamily, tx: Tx, receipt_id: UUID) -> Response:
    """For programs: JSON-LD, with its signature in it."""
    receipt = receipts.receipt_of(tx, family.actor.school, family.speaker, receipt_id)
    return _file(linked_data.as_file(linked_data.signed(receipt)), _name(receipt, "json"), "application/ld+json")


@api.get("/f/{token}/receipts/{receipt_id}.jws")
def receipt_as_signature(family: SignedInFamily, tx: Tx, receipt_id: UUID) -> Response:
    """For programs that know JOSE: the signature, which holds the receipt."""
    receipt = receipts.receipt_of(tx, family.actor.school, family.speaker, receipt_id)
    return _file(linked_data.signed(receipt)[linked_data.SIGNATURE], _name(receipt, "jws"), "application/jose")


@api.get("/f/{token}/receipts/{receipt_id}.pdf")
def receipt_as_print(family: SignedInFamily, tx: Tx, receipt_id: UUID) -> Response:
    """To print."""
    receipt = receipts.receipt_of(tx, family.actor.school, family.speaker, receipt_id)
    return _file(receipt_texts.printed(receipt, family.child_name), _name(receipt, "pdf"), "application/pdf")


@api.get("/f/{token}/receipts/{receipt_id}")
def receipt_page(family: SignedInFamily, request: Request, tx: Tx, receipt_id: UUID) -> Response:
    """To read."""
    receipt = receipts.receipt_of(tx, family.actor.school, family.speaker, receipt_id)
    shown = receipt_texts.shown(receipt, family.child_name)
    return family_page(request, "family/receipt.html", family, receipt=receipt, shown=shown)


@api.get("/receipt-check")
def check_page(actor: Anybody, request: Request) -> Response:
    """A field for a receipt."""
    return pages.render(request, "receipt_check.html", found=None)


@api.post("/receipt-check")
def check(
    actor: Anybody,
    request: Request,
    text: Annotated[str, Form()] = "",
    file: Annotated[UploadFile | str | None, File()] = None,
) -> Response:
    """Whether it was made here and is unchanged. What was sent is kept nowhere."""
    sent = _text_of(file) or text
    if not sent.strip():
        return pages.render(request, "receipt_check.html", status=422, found="nothing")
    return pages.render(request, "receipt_check.html", found="real" if linked_data.is_ours(sent) else "other")


def _text_of(file: UploadFile | str | None) -> str:
    if file is None or isinstance(file, str):  # a browser sends an empty text where no file was chosen
        return file or ""
    return file.file.read().decode(errors="replace")


def _name(receipt: receipts.Receipt, ending: str) -> str:
    """No name of a person in it: files lie about."""
    return f"receipt-{receipt.issued_at:%Y-%m-%d}-{receipt.id.hex[:8]}.{ending}"


def _file(content: str | bytes, name: str, media_type: str) -> Response:
    return Response(content, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})
