"""Families' pages: plain HTML, no script; every form is a POST that answers 303. GET changes nothing (G4)."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from consentsvc.consent import families
from consentsvc.consent.families import Family, FamilySignInNeeded, NotOpened, OwnAnswer, Visitor
from consentsvc.consent.rules import Said
from consentsvc.forms.purposes import PURPOSES, Purpose
from consentsvc.kernel import cookies, pages
from consentsvc.kernel.access import Access, router
from consentsvc.kernel.database import Tx
from consentsvc.kernel.errors import NotFound

api = router(prefix="/f/{token}", tags=["families"])


@dataclass(frozen=True)
class LinkAccess(Access):
    """Whoever has a family's link that works; not signed in yet."""

    def __call__(self, token: str, tx: Tx) -> Visitor:
        return families.arrive(tx, token)


@dataclass(frozen=True)
class FamilyAccess(Access):
    """A family that has signed in by its link and code. In a path with {token}: `family: Annotated[Family, Depends(FamilyAccess())]`."""

    def __call__(self, token: str, request: Request, tx: Tx) -> Family:
        visitor = families.arrive(tx, token)
        family = _signed_in(tx, visitor, request)
        if family is None:
            raise FamilySignInNeeded(visitor)
        return family


def _signed_in(tx: Tx, visitor: Visitor, request: Request) -> Family | None:
    return families.signed_in(tx, visitor, request.cookies.get(cookies.cookie_name(visitor.cookie_name)))


AtTheDoor = Annotated[Visitor, Depends(LinkAccess())]
SignedInFamily = Annotated[Family, Depends(FamilyAccess())]


@api.api_route("", methods=["GET", "HEAD"])
def first_page(visitor: AtTheDoor, request: Request, tx: Tx) -> Response:
    """Before sign-in: a field for the code. After: every purpose with this guardian's own answer."""
    family = _signed_in(tx, visitor, request)
    if family is None:
        return pages.render(request, "family/sign_in.html", visitor=visitor, error=None)
    answers = families.own_answers(tx, family)
    return pages.render(
        request,
        "family/home.html",
        family=family,
        answers=answers,
        open_purposes=[each.purpose for each in answers if each.is_open],
        unsent=len(families.drafts(family)),
    )


@api.post("/sign-in")
def sign_in(visitor: AtTheDoor, request: Request, tx: Tx, code: Annotated[str, Form()] = "") -> Response:
    """The code opens the page."""
    opened = families.sign_in(tx, visitor, code)
    if isinstance(opened, NotOpened):
        status = 429 if opened is NotOpened.PAUSED else 422
        return pages.render(request, "family/sign_in.html", status=status, visitor=visitor, error=opened.value)
    response = _see(visitor.home)
    cookies.keep(response, visitor.cookie_name, opened, families.SESSION_LASTS)
    return response


@api.post("/sign-out")
def sign_out(family: SignedInFamily, tx: Tx) -> Response:
    """End this browser's session."""
    families.sign_out(tx, family)
    response = _see(family.home)
    cookies.forget(response, family.cookie_name)
    return response


@api.get("/answer/{purpose_id}")
def question(family: SignedInFamily, request: Request, purpose_id: str, rest: bool = False) -> Response:
    """One question. `rest`: the other open ones follow. Nothing is ticked but what was chosen before and not sent (C1)."""
    return _question(request, family, _purpose(purpose_id), rest, error=None)


@api.post("/answer/{purpose_id}")
def choose(
    family: SignedInFamily,
    request: Request,
    tx: Tx,
    purpose_id: str,
    said: Annotated[str, Form()] = "",
    words: Annotated[str, Form()] = "",
    rest: bool = False,
) -> Response:
    """Keep the answer in hand and go on: to the next open question, or to check what is in hand."""
    purpose = _purpose(purpose_id)
    if words != families.WORDS:
        return _question(request, family, purpose, rest, error="words_changed")
    if said not in families.SAID:
        return _question(request, family, purpose, rest, error="nothing_chosen")
    families.draft(tx, family, purpose.id, families.SAID[said])
    upcoming = _next_open(families.own_answers(tx, family), families.drafts(family), purpose) if rest else None
    return _see(f"{family.home}/answer/{upcoming}?rest=yes" if upcoming else f"{family.home}/check")


def _next_open(answers: list[OwnAnswer], in_hand: dict[str, Said], after: Purpose) -> str | None:
    order = list(PURPOSES)
    waiting = [each.purpose.id for each in answers if each.is_open and each.purpose.id not in in_hand]
    return next((each for each in waiting if order.index(each) > order.index(after.id)), None)


@api.get("/check")
def check(family: SignedInFamily, request: Request, again: bool = False) -> Response:
    """Check your answers, before they are sent. `again`: they were sent, and something else had been said meanwhile."""
    in_hand = families.drafts(family)
    if not in_hand:
        return _see(family.home)
    return pages.render(
        request,
        "family/check.html",
        family=family,
        in_hand=[(PURPOSES[each], said) for each, said in in_hand.items()],
        again=again,
    )


@api.post("/check")
def send(family: SignedInFamily, tx: Tx) -> Response:
    """Send what is in hand; where something else was said meanwhile, it is to be checked once more."""
    given = families.send(tx, family)
    if given:
        return _see(f"{family.home}/saved?since={given[0].seq}")
    return _see(f"{family.home}/check?again=yes" if families.drafts(family) else family.home)


@api.post("/withdraw")
def withdraw(
    family: SignedInFamily, tx: Tx, purpose: Annotated[str, Form()] = "", event_id: Annotated[UUID | None, Form()] = None
) -> Response:
    """Take back a yes. It holds from the moment that the next page says so (C4)."""
    taken_back = families.withdraw(tx, family, _purpose(purpose).id, event_id)
    return _see(f"{family.home}/saved?since={taken_back.seq}")


@api.get("/saved")
def saved(family: SignedInFamily, request: Request, tx: Tx, since: Annotated[int, Query(ge=1, lt=2**63)]) -> Response:
    """What was saved, to print or keep."""
    said = families.answers_since(tx, family, since)
    if not said:
        return _see(family.home)
    named = [(PURPOSES[answer.purpose], answer, event_name) for answer, event_name in said]
    return pages.render(request, "family/saved.html", family=family, said=named)


def _question(request: Request, family: Family, purpose: Purpose, rest: bool, error: str | None) -> Response:
    return pages.render(
        request,
        "family/question.html",
        status=422 if error else 200,
        family=family,
        purpose=purpose,
        chosen=families.drafts(family).get(purpose.id),
        words=families.WORDS,
        rest=rest,
        error=error,
    )


def _purpose(purpose_id: str) -> Purpose:
    if purpose_id not in PURPOSES:
        raise NotFound
    return PURPOSES[purpose_id]


def _see(address: str) -> RedirectResponse:
    return RedirectResponse(address, 303)
