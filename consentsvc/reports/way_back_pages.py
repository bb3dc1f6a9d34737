"""The pages of a reporter's way back (M1): reference and secret are asked for each time, since there is no cookie and no sign-in."""

from uuid import UUID, uuid4

from fastapi import Request, Response

from consentsvc.families.wrong_codes import WrongCodes
from consentsvc.kernel.access import router
from consentsvc.kernel.database import Tx
from consentsvc.kernel.errors import Invalid
from consentsvc.reports import way_back
from consentsvc.reports.forms import UNREADABLE, Form, Sent
from consentsvc.reports.pages import wrong_field
from consentsvc.reports.public_pages import Anybody, render

api = router(tags=["report"])


@api.api_route("/report/back", methods=["GET", "HEAD"])
def way_back_page(actor: Anybody, request: Request) -> Response:
    """For reference and secret."""
    return render(request, "back", Form(), error=None)


@api.post("/report/back")
def come_back(actor: Anybody, request: Request, tx: Tx, sent: Sent) -> Response:
    """The answers, for whoever has reference and secret; what they add."""
    text, error = sent["text"], _wrong_addition(sent)
    if text and not error:
        way_back.add(tx, sent["reference"], sent["secret"], text, _entry_id(sent))
    own = way_back.come_back(tx, sent["reference"], sent["secret"])
    if own is None:
        return _unknown(request, sent)
    was_added = bool(text and not error)
    return render(
        request, "own", sent, status=422 if error else 200, error=error, own=own, entry=str(uuid4()), was_added=was_added
    )


def _unknown(request: Request, sent: Form) -> Response:
    """Neither is told from the other. Too many wrong ones from one network have to wait; a right one never does."""
    wrong: WrongCodes = request.app.state.wrong_secrets
    address = request.client.host if request.client else ""
    if wait := wrong.wait(address):
        paused = render(request, "back", sent, status=429, error="paused")
        paused.headers["retry-after"] = str(wait)
        return paused
    wrong.note(address)
    return render(request, "back", sent, status=422, error="unknown")


def _wrong_addition(sent: Form) -> str | None:
    if "text" in sent.not_words:
        return "not_words"
    return "too_long" if wrong_field("what", Form([("what", sent["text"] or "-")])) else None


def _entry_id(sent: Form) -> UUID:
    try:
        return UUID(sent["entry"])
    except ValueError:
        raise Invalid(UNREADABLE) from None
