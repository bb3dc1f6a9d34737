"""What families read of takedowns: plain HTML, and a certificate to print. GET changes nothing (G4)."""

from uuid import UUID

from fastapi import Request, Response

from consentsvc.families.pages import SignedInFamily, family_page, language_of
from consentsvc.kernel.access import router
from consentsvc.kernel.database import Tx
from consentsvc.receipts import service as receipts
from consentsvc.takedown import certificates, family_texts
from consentsvc.takedown.certificates import Certificate

api = router(tags=["takedowns"])


@api.get("/f/{token}/came-down")
def all_that_came_down(family: SignedInFamily, request: Request, tx: Tx) -> Response:
    """What this speaker's own words brought down, newest first (P10)."""
    found = certificates.certificates_of(tx, family.actor.school, family.speaker)
    return family_page(request, "family/came_down.html", family, certificates=found, summary=family_texts.summary)


@api.get("/f/{token}/came-down/{case_id}.pdf")
def certificate_as_print(family: SignedInFamily, request: Request, tx: Tx, case_id: UUID) -> Response:
    """To print and keep."""
    found = certificates.certificate_of(tx, family.actor.school, family.speaker, case_id)
    controller = receipts.controller_of(tx, family.actor.school)
    made = family_texts.printed(found, family.child_name, controller, language_of(request, family))
    headers = {"content-disposition": f'attachment; filename="{_name(found)}"'}
    return Response(made, media_type="application/pdf", headers=headers)


@api.get("/f/{token}/came-down/{case_id}")
def certificate(family: SignedInFamily, request: Request, tx: Tx, case_id: UUID) -> Response:
    """To read."""
    found = certificates.certificate_of(tx, family.actor.school, family.speaker, case_id)
    return family_page(request, "family/certificate.html", family, certificate=found, texts=family_texts)


def _name(certificate: Certificate) -> str:
    """No name of a person in it: files lie about."""
    return f"came-down-{certificate.at:%Y-%m-%d}-{certificate.id.hex[:8]}.pdf"
