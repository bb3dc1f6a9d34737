"""Families' pages: plain HTML, no script; every form is a POST that answers 303. GET changes nothing (G4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, get_args
from uuid import UUID

from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from consentsvc.consent.rules import Said
from consentsvc.events.models import Event
from consentsvc.families import drafts, ways_in
from consentsvc.families import service as families
from consentsvc.families.service import OwnAnswer, Subject
from consentsvc.families.ways_in import Family, FamilySignInNeeded, NotOpened, Visitor
from consentsvc.families.wrong_codes import WrongCodes
from consentsvc.forms.purposes import Condition
from consentsvc.forms.texts import LIMITS
from consentsvc.forms.wording import Question
from consentsvc.kernel import cookies, pages
from consentsvc.kernel.access import Access, Actor, public, router
from consentsvc.kernel.database import Tx, begin
from consentsvc.kernel.errors import NotFound
from consentsvc.kernel.languages import LANGUAGES

SAID: dict[str, Said] = {"yes": "given", "no": "refused"}
LONGEST_REASON = 2000

api = router(tags=["families"])


@dataclass(frozen=True)
class LinkAccess(Access):
    """Whoever has a family's link that works; not signed in yet."""

    def __call__(self, token: str, tx: Tx) -> Visitor:
        return ways_in.arrive(tx, token)


@dataclass(frozen=True)
class FamilyAccess(Access):
    """A family that has signed in by its link and code. In a path with {token}: `family: Annotated[Family, Depends(FamilyAccess())]`."""

    def __call__(self, token: str, request: Request, tx: Tx) -> Family:
        visitor = ways_in.arrive(tx, token)
        family = _signed_in(tx, visitor, request)
        if family is None:
            raise FamilySignInNeeded(visitor)
        return family


@dataclass(frozen=True)
class FamilyAccessBriefly(Access):
    """The same, looked up in a short transaction of its own: for what may take long to send."""

    def __call__(self, token: str, request: Request) -> Family:
        with begin() as tx:
            return FamilyAccess()(token, request, tx)


def _signed_in(tx: Tx, visitor: Visitor, request: Request) -> Family | None:
    return ways_in.signed_in(tx, visitor, request.cookies.get(cookies.cookie_name(visitor.cookie_name)))


AtTheDoor = Annotated[Visitor, Depends(LinkAccess())]
SignedInFamily = Annotated[Family, Depends(FamilyAccess())]
SignedInBriefly = Annotated[Family, Depends(FamilyAccessBriefly())]
AnybodyWithACode = Annotated[Actor, public("whoever was given a code on paper or by phone; wrong ones are limited")]


def language_of(request: Request, visitor: Visitor) -> str:
    """The language of this reader's pages: chosen, kept, the one that the school writes to them in, or the browser's."""
    return pages.language_of(request, visitor.languages, visitor.language)


def family_page(request: Request, template: str, visitor: Visitor, *, status: int = 200, **values: Any) -> Response:
    """A page of a family, in its language: `family` in the template."""
    return pages.render(
        request,
        template,
        status=status,
        language=language_of(request, visitor),
        offered=visitor.languages,
        family=visitor,
        limits=LIMITS,
        **values,
    )


# The way in


@api.api_route("/code", methods=["GET", "HEAD"])
def code_page(actor: AnybodyWithACode, request: Request) -> Response:
    """For whoever has a code and no link."""
    return pages.render(request, "family/code.html", error=None)


@api.post("/code")
def enter(actor: AnybodyWithACode, request: Request, tx: Tx, code: Annotated[str, Form()] = "") -> Response:
    """The code alone opens its page."""
    wrong, address = _wrong_codes(request)
    if wait := wrong.wait(address):
        return _paused(pages.render(request, "family/code.html", status=429, error="paused"), wait)
    opened = ways_in.enter(tx, code)
    if isinstance(opened, NotOpened):
        wrong.note(address)
        return pages.render(request, "family/code.html", status=422, error="wrong_code")
    visitor, secret = opened
    return _let_in(visitor, secret)


@api.api_route("/f/{token}", methods=["GET", "HEAD"])
def first_page(visitor: AtTheDoor, request: Request, tx: Tx) -> Response:
    """Before sign-in: a field for the code. After: every use with this speaker's own answer."""
    family = _signed_in(tx, visitor, request)
    if family is None:
        return family_page(request, "family/sign_in.html", visitor, error=None)
    language = language_of(request, family)
    answers = families.own_answers(tx, family, language)
    return family_page(
        request,
        "family/home.html",
        family,
        form=families.form(tx, family, language),
        answers=answers,
        open_questions=[each.question for each in answers if each.is_open],
        unsent=len(drafts.in_hand(tx, family)),
        upcoming=families.upcoming(tx, family),
    )


@api.post("/f/{token}/sign-in")
def sign_in(visitor: AtTheDoor, request: Request, tx: Tx, code: Annotated[str, Form()] = "") -> Response:
    """The code opens the page."""
    wrong, address = _wrong_codes(request)
    if wait := wrong.wait(address):
        return _paused(family_page(request, "family/sign_in.html", visitor, status=429, error="paused"), wait)
    opened = ways_in.sign_in(tx, visitor, code)
    if isinstance(opened, NotOpened):
        wrong.note(address)
        status = 429 if opened is NotOpened.PAUSED else 422
        return family_page(request, "family/sign_in.html", visitor, status=status, error=opened.value)
    return _let_in(visitor, opened)


def _wrong_codes(request: Request) -> tuple[WrongCodes, str]:
    return request.app.state.wrong_codes, request.client.host if request.client else ""


def _paused(page: Response, wait: int) -> Response:
    page.headers["retry-after"] = str(wait)
    return page


def _let_in(visitor: Visitor, secret: str) -> Response:
    response = _see(visitor.home)
    cookies.keep(response, visitor.cookie_name, secret, ways_in.SESSION_LASTS)
    return response


@api.post("/f/{token}/sign-out")
def sign_out(family: SignedInFamily, tx: Tx) -> Response:
    """End this browser's session."""
    ways_in.sign_out(tx, family)
    response = _see(family.home)
    cookies.forget(response, family.cookie_name)
    return response


# Answering


@api.get("/f/{token}/answer/{purpose_id}")
def question(
    family: SignedInFamily, request: Request, tx: Tx, purpose_id: str, rest: bool = False, event: UUID | None = None
) -> Response:
    """One question. `rest`: the other open ones follow. Nothing is ticked but what was chosen before and not sent (C1)."""
    return _question(request, tx, family, Subject(purpose_id, event), rest, error=None)


@api.post("/f/{token}/answer/{purpose_id}")
def choose(
    family: SignedInFamily,
    request: Request,
    tx: Tx,
    purpose_id: str,
    said: Annotated[str, Form()] = "",
    conditions: Annotated[list[str], Form()] = [],  # noqa: B006  (FastAPI copies it)
    words: Annotated[str, Form()] = "",
    language: Annotated[str, Form()] = "en",
    rest: bool = False,
    event: UUID | None = None,
) -> Response:
    """Keep the answer in hand and go on: to the next open question, or to check what is in hand."""
    subject = Subject(purpose_id, event)
    _event(tx, family, subject)
    riding = [each for each in get_args(Condition) if each in conditions]
    if error := _wrong(tx, family, subject, said, riding, words, language):
        return _question(request, tx, family, subject, rest, error=error, riding=riding)
    drafts.choose(tx, family, subject, SAID[said], riding, language, words)
    upcoming = _next_open(tx, family, language, subject) if rest else None
    return _see(f"{family.home}/answer/{upcoming}?rest=yes" if upcoming else f"{family.home}/check")


def _wrong(
    tx: Tx, family: Family, subject: Subject, said: str, riding: Sequence[Condition], words: str, language: str
) -> str | None:
    """What has to be put right before the answer can be kept."""
    if language not in LANGUAGES or words != drafts.words_of(_asked(tx, family, subject.purpose, language), language):
        return "words_changed"
    if said not in SAID:
        return "nothing_chosen"
    if said == "yes" and {"not_named", "first_name"} <= set(riding):
        return "name_or_not"
    return None


def _next_open(tx: Tx, family: Family, language: str, after: Subject) -> str | None:
    """The next use that is open and not in hand, in the order of asking."""
    answers = families.own_answers(tx, family, language)
    order = [each.question.purpose for each in answers]
    chosen = drafts.in_hand(tx, family)
    waiting = [each.question.purpose for each in answers if each.is_open and each.subject not in chosen]
    return next((each for each in waiting if order.index(each) > order.index(after.purpose)), None)


@api.get("/f/{token}/check")
def check(family: SignedInFamily, request: Request, tx: Tx, again: bool = False) -> Response:
    """Check your answers, before they are sent. `again`: they were sent, and something else had been said meanwhile."""
    in_hand = drafts.in_hand(tx, family)
    if not in_hand:
        return _see(family.home)
    asked = families.form(tx, family, language_of(request, family))
    events = {each: families.event(tx, family, each) for each in {subject.event_id for subject in in_hand} if each}
    shown = [
        (asked.question(subject.purpose), each, events[subject.event_id] if subject.event_id else None)
        for subject, each in in_hand.items()
    ]
    return family_page(request, "family/check.html", family, in_hand=shown, again=again)


@api.post("/f/{token}/check")
def send(family: SignedInFamily, tx: Tx) -> Response:
    """Send what is in hand; where something else was said meanwhile, it is to be checked once more."""
    receipt_id = drafts.send(tx, family)
    if receipt_id:
        return _see(f"{family.home}/saved/{receipt_id}")
    return _see(f"{family.home}/check?again=yes" if drafts.in_hand(tx, family) else family.home)


@api.post("/f/{token}/withdraw")
def withdraw(
    family: SignedInFamily,
    request: Request,
    tx: Tx,
    purpose: Annotated[str, Form()] = "",
    event_id: Annotated[UUID | None, Form()] = None,
) -> Response:
    """Take back a yes. It holds from the moment that the next page says so (C4)."""
    language = language_of(request, family)
    _known(tx, family, purpose, language)
    taken_back = drafts.withdraw(tx, family, Subject(purpose, event_id), language)
    return _see(f"{family.home}/saved/{taken_back.receipt_id}")


@api.get("/f/{token}/saved/{receipt_id}")
def saved(family: SignedInFamily, request: Request, tx: Tx, receipt_id: UUID) -> Response:
    """What was saved, to print or keep."""
    sending = families.sending(tx, family, receipt_id)
    if sending is None:
        return _see(family.home)
    form = families.form(tx, family, language_of(request, family))
    return family_page(request, "family/saved.html", family, sending=sending, form=form)


@api.get("/f/{token}/history")
def history(family: SignedInFamily, request: Request, tx: Tx) -> Response:
    """All that this speaker said, and every change, newest first (C16)."""
    return family_page(
        request,
        "family/history.html",
        family,
        sendings=families.sendings(tx, family),
        objections=families.objection_acts(tx, family),
        form=families.form(tx, family, language_of(request, family)),
    )


@api.get("/f/{token}/events/{event_id}")
def for_event(family: SignedInFamily, request: Request, tx: Tx, event_id: UUID) -> Response:
    """What this speaker's answers come to for one event, and answers for it alone (C9)."""
    event = families.event(tx, family, event_id)
    answers = families.own_answers(tx, family, language_of(request, family), event)
    return family_page(request, "family/event.html", family, event=event, answers=answers)


# Objecting (C13)


@api.get("/f/{token}/object/{purpose_id}")
def objecting(family: SignedInFamily, request: Request, tx: Tx, purpose_id: str) -> Response:
    """What the school does with pictures for this use, and a way to object."""
    return family_page(request, "family/object.html", family, answer=_objectionable(tx, family, purpose_id, request))


@api.post("/f/{token}/object/{purpose_id}")
def object_to(
    family: SignedInFamily,
    request: Request,
    tx: Tx,
    purpose_id: str,
    reason: Annotated[str, Form(max_length=LONGEST_REASON)] = "",
) -> Response:
    """Object. It isn't used from the moment that the next page says so."""
    _objectionable(tx, family, purpose_id, request)
    families.object_to(tx, family, purpose_id, reason.strip())
    return _see(f"{family.home}/object/{purpose_id}")


@api.post("/f/{token}/object/{purpose_id}/take-back")
def take_back_objection(family: SignedInFamily, request: Request, tx: Tx, purpose_id: str) -> Response:
    """Take the objection back."""
    _known(tx, family, purpose_id, language_of(request, family))
    families.take_back_objection(tx, family, purpose_id)
    return _see(f"{family.home}/object/{purpose_id}")


def _objectionable(tx: Tx, family: Family, purpose: str, request: Request) -> OwnAnswer:
    """The use, where it rests on public task or this speaker has objected to it. Raises NotFound."""
    for each in families.own_answers(tx, family, language_of(request, family)):
        if each.question.purpose == purpose and (each.is_public_task or each.objection is not None):
            return each
    raise NotFound


# Parts


def _question(
    request: Request, tx: Tx, family: Family, subject: Subject, rest: bool, error: str | None, riding: Sequence[Condition] = ()
) -> Response:
    language = language_of(request, family)
    asked = _asked(tx, family, subject.purpose, language)
    chosen = drafts.in_hand(tx, family).get(subject)
    return family_page(
        request,
        "family/question.html",
        family,
        status=422 if error else 200,
        question=asked,
        event=_event(tx, family, subject),
        before=_before(tx, family, language, subject),
        chosen=chosen.said if chosen else None,
        riding=riding or (chosen.conditions if chosen else ()),
        words=drafts.words_of(asked, language),
        form=families.form(tx, family, language),
        rest=rest,
        error=error,
    )


def _before(tx: Tx, family: Family, language: str, subject: Subject) -> OwnAnswer | None:
    """What the speaker said before for the same, to be told in words: nothing is ticked for them (C1)."""
    answers = families.own_answers(tx, family, language, _event(tx, family, subject))
    return next((each for each in answers if each.subject == subject and each.said is not None), None)


def _event(tx: Tx, family: Family, subject: Subject) -> Event | None:
    return families.event(tx, family, subject.event_id) if subject.event_id else None


def _asked(tx: Tx, family: Family, purpose: str, language: str) -> Question:
    """A use that this speaker can answer for. Raises NotFound."""
    for each in families.own_answers(tx, family, language):
        if each.question.purpose == purpose and each.is_asked:
            return each.question
    raise NotFound


def _known(tx: Tx, family: Family, purpose: str, language: str) -> Question:
    """A use on this speaker's form, asked or not. Raises NotFound."""
    try:
        return families.form(tx, family, language).question(purpose)
    except KeyError:
        raise NotFound from None


def _see(address: str) -> RedirectResponse:
    return RedirectResponse(address, 303)
